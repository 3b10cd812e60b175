"""Names and part numbers close to a restricted one: what nobody flags, and a person should look at."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from riskreg.register import Identification, TraceKey, Vendor
from riskreg.reporting.asking import Answer, Filters
from riskreg.reporting.estate import Verdicts
from riskreg.reporting.listings import assets_query
from riskreg.reporting.loading import NOT_KNOWN_MAKER
from riskreg.reporting.points import known
from riskreg.reporting.progress import Column, Scalar
from riskreg.reporting.state import EstateState
from riskreg.rules.terms import SignalKind, Verdict

_COLUMNS = (
    Column("reference", "Reference"),
    Column("devices", "Devices", "devices"),
    Column("make", "Make as given"),
    Column("model", "Model as given"),
    Column("close_to", "Close to"),
    Column("why", "Why"),
    Column("description", "Description as given"),
    Column("organisation", "Organisation"),
    Column("site_reference", "Site reference"),
    Column("site", "Site"),
    Column("location", "Location"),
    Column("serial_number", "Serial number"),
    Column("mac_address", "MAC address"),
)


def near_misses(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Names and part numbers close to a restricted one, for a person to look at: asset lines of unknown maker."""
    verdicts = Verdicts(session, state)
    proposed = _proposed(session, state, verdicts)
    names = dict(session.execute(select(Vendor.slug, Vendor.name)).all())
    query, row = assets_query(session, state, filters)
    places, on = state.places, state.point.as_at

    def rows() -> Iterator[tuple[Scalar, ...]]:
        ordered = query.order_by(row.c.site_id, row.c.asset_id)
        for each in session.execute(ordered, execution_options={"yield_per": 2_000}).mappings():
            site, key = each["site_id"], each["trace_key_id"]
            if key not in proposed or not state.is_inside(site):
                continue
            body = places.organisation_of(site, on)
            if verdicts.of(body, key) is not Verdict.UNKNOWN:
                continue
            if filters.sensitivity is not None and places.sensitivity(site, on) is not filters.sensitivity:
                continue
            if filters.control is not None and places.site(site, on).control is not filters.control:
                continue
            close_to, why = proposed[key]
            if filters.vendor not in (None, close_to):
                continue
            yield (
                state.asset_reference(each["asset_id"]),
                each["quantity"],
                each["make"],
                each["model"],
                names.get(close_to, close_to),
                why,
                each["description"],
                state.organisation_name(body),
                state.site_reference(site),
                places.site(site, on).name,
                each["location"],
                each["serial_number"],
                each["mac_address"],
            )

    return Answer("near-misses", "Names and numbers close to a restricted one", _COLUMNS, rows(), meta)


def _proposed(session: Session, state: EstateState, verdicts: Verdicts) -> dict[int, tuple[str, str]]:
    """Trace key → slug of the maker to which it is close, and why: what identification noted, else a flagged number."""
    newest = (
        select(func.max(Identification.id))
        .where(known(Identification, state.trail.limit))
        .group_by(Identification.trace_key_id)
    )
    query = (
        select(TraceKey.id, TraceKey.traces, Identification.signals)
        .join(Identification, Identification.trace_key_id == TraceKey.id)
        .where(Identification.id.in_(newest))
        .order_by(TraceKey.id)
    )
    rows = session.execute(query).all()
    flagged: dict[str, str] = {}
    others: list[tuple[int, dict[str, str], str]] = []
    for key, traces, signals in rows:
        told = orjson.loads(traces)
        if verdicts.is_flagged_anywhere(key):
            maker = state.makers.get(key, NOT_KNOWN_MAKER).slug
            if maker is not None:
                flagged.update((number, maker) for field in _NUMBERS if (number := told.get(field)))
        else:
            others.append((key, told, signals))
    from riskreg.identification.nearness import NearNumbers  # with it all of identification; asked seldom

    numbers = NearNumbers(flagged)
    proposed: dict[int, tuple[str, str]] = {}
    for key, told, signals in others:
        noted = _noted(signals)
        if noted is not None:
            proposed[key] = noted
            continue
        near = next((near for field in _NUMBERS if (near := numbers.to(told.get(field)))), None)
        if near is not None:
            why = f"The number differs from {near.flagged}, which is flagged, only {near.reason}."
            proposed[key] = (near.vendor, why)
    return proposed


_NUMBERS = ("model", "part_number", "make_and_model")


def _noted(signals: str) -> tuple[str, str] | None:
    if SignalKind.NEAR_MISS.value not in signals:
        return None
    for signal in orjson.loads(signals):
        if signal["kind"] == SignalKind.NEAR_MISS and signal["vendor"]:
            return signal["vendor"], signal["text"]
    return None
