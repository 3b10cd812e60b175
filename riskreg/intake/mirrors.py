"""The columns of assets and sites that mirror the newest facts, worked out again from the facts themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.intake import loading
from riskreg.intake.columns import keys_of_all
from riskreg.intake.compare import reset_days
from riskreg.intake.lines import PLACING, Line, digests
from riskreg.intake.names import name_key
from riskreg.intake.numbers import Keys, place_keys
from riskreg.intake.writing import KeyScreener
from riskreg.register import Asset, RemovalStep, Site, SiteTenure, SiteVersion
from riskreg.register.merges import merges
from riskreg.register.recording import bulk_update
from riskreg.rules.terms import Step

ASSET_COLUMNS: Final = (
    "id", "organisation_id", "site_id", "version_id", "trace_key_id", "verdict", "quantity", "is_seen",
    "claimed_status", "described_on", "serial_key", "tag_key", "mac_key", "hardware_key", "place_key", "facts_sha256",
)  # fmt: skip
"""Mirrored columns that an import writes; `step` is written with the removals."""
_SITE_COLUMNS: Final = ("id", "organisation_id", "code", "name", "name_key", "postcode", "uprn", "control", "is_listed")
_STEP_ORDER: Final = {step: place for place, step in enumerate(Step)}


class Compared(NamedTuple):
    """What rows of later lists are compared with: numbers, place key, digest of the facts in hexadecimal."""

    keys: Keys
    place: str
    facts: str


def compared_of(lines: Sequence[Line]) -> list[Compared]:
    """What rows of later lists are compared with, of many lines at once."""
    columns = list(zip(*lines, strict=True))
    places = place_keys(zip(*(columns[at] for at in PLACING), strict=True))
    facts = [each.hex() for each in digests(zip(*columns, strict=True))]
    return list(map(Compared, keys_of_all(columns), places, facts))


def mirror_of(
    asset_id: int | None,
    organisation_id: int,
    site_id: int,
    version_id: int,
    trace_key_id: int,
    verdict: str,
    line: Line,
    described_on: str,
    *,
    is_seen: bool = True,
    compared: Compared | None = None,
) -> tuple[Any, ...]:
    """The mirrored columns of an asset, in the order of `ASSET_COLUMNS`, as its newest version gives them.

    `compared` is what `compared_of` gives of the line, where it is at hand.
    """
    (serial, mac, hardware, tag), place, facts = compared or compared_of([line])[0]
    return (
        asset_id, organisation_id, site_id, version_id, trace_key_id, verdict, line.quantity, is_seen,
        line.claimed_status, described_on, serial, tag, mac, hardware,
        place, facts,
    )  # fmt: skip


def rebuild_mirrors(session: Session, asset_ids: Collection[int], screener: KeyScreener) -> int:
    """Bring the mirrored columns of assets to what their standing facts say.

    An asset all of whose imports were undone, or that is merged into another, keeps its numbers, so that the same
    device is known again, and carries `version_id` 0: nothing is counted of it.

    Args:
        session: A writing session.
        asset_ids: The assets.
        screener: Gives the verdict of a key in an organisation.

    Returns:
        How many assets were brought up to date.
    """
    changed: list[tuple[Any, ...]] = []
    merged = merges(session)
    for piece in loading.chunked(sorted(asset_ids)):
        standing = loading.standing_as_at(session, [each for each in piece if each not in merged], None)
        gone = [asset_id for asset_id in piece if asset_id not in standing]
        last = loading.standing_as_at(session, gone, None, even_withdrawn=True) if gone else {}
        absent = loading.last_absence(session, piece)
        steps = _steps(session, piece)
        owners = dict(
            session.execute(
                select(Site.id, Site.organisation_id).where(
                    Site.id.in_({known.site_id for known in (*standing.values(), *last.values())})
                )
            ).all()
        )
        columns = [Asset.__table__.c[name] for name in (*ASSET_COLUMNS, "step")]
        statement = select(*columns).where(Asset.id.in_(piece)).order_by(Asset.id)
        for row in session.execute(statement).all():
            asset_id = row[0]
            known = standing[asset_id] if asset_id in standing else last[asset_id]
            is_standing = asset_id in standing
            owner = owners[known.site_id]
            mirror = list(
                mirror_of(
                    asset_id, owner, known.site_id, known.version_id if is_standing else 0, known.trace_key_id,
                    screener.verdict(owner, known.trace_key_id).value, known.line, known.described_on.isoformat(),
                )
            )  # fmt: skip
            mirror[7] = is_standing and absent.get(asset_id, (date.min, 0)) < (known.described_on, known.batch_id)
            mirror.append(steps.get(asset_id))
            before = [*row[:5], row[5].value, row[6], row[7], row[8].value, row[9].isoformat(), *row[10:16]]
            before.append(row[16].value if row[16] is not None else None)
            if mirror != before:
                changed.append(tuple(mirror))
    if changed:
        bulk_update(session, Asset, (*ASSET_COLUMNS, "step"), changed)
    return len(changed)


def _steps(session: Session, asset_ids: list[int]) -> dict[int, str]:
    back = reset_days(session, asset_ids)
    statement = select(RemovalStep.asset_id, RemovalStep.step, RemovalStep.happened_on).where(
        RemovalStep.asset_id.in_(asset_ids)
    )
    furthest: dict[int, Step] = {}
    for asset_id, step, happened_on in session.execute(statement):
        if asset_id in back and happened_on < back[asset_id]:
            continue
        if asset_id not in furthest or _STEP_ORDER[step] > _STEP_ORDER[furthest[asset_id]]:
            furthest[asset_id] = step
    return {asset_id: step.value for asset_id, step in furthest.items()}


def rebuild_site_mirrors(session: Session, site_ids: Iterable[int]) -> list[int]:
    """Bring the mirrored columns of sites to what their standing facts say.

    A site all of whose facts were undone keeps its name and is unlisted.

    Returns:
        Sites that belong to another organisation than before.
    """
    moved: list[int] = []
    changed: list[tuple[Any, ...]] = []
    for piece in loading.chunked(sorted(site_ids)):
        versions: dict[int, Any] = {}
        table = SiteVersion.__table__.c
        statement = select(
            table.site_id, table.code, table.name, table.postcode, table.uprn, table.control, table.is_listed
        ).where(
            table.site_id.in_(piece), table.import_batch_id.is_(None) | ~loading.is_withdrawn(table.import_batch_id)
        )
        for row in session.execute(statement.order_by(table.described_on, table.id)):
            versions[row[0]] = row
        owners: dict[int, int] = {}
        tenures = select(SiteTenure.site_id, SiteTenure.organisation_id).where(
            SiteTenure.site_id.in_(piece),
            SiteTenure.import_batch_id.is_(None) | ~loading.is_withdrawn(SiteTenure.import_batch_id),
        )
        for site_id, holder in session.execute(tenures.order_by(SiteTenure.from_on, SiteTenure.id)):
            owners[site_id] = holder
        columns = [Site.__table__.c[name] for name in _SITE_COLUMNS]
        for before in session.execute(select(*columns).where(Site.id.in_(piece)).order_by(Site.id)).all():
            key, owner = before[0], owners.get(before[0]) or before[1]
            version = versions.get(key)
            if version is None:
                now = (key, owner, *before[2:7], before[7].value, False)
            else:
                _, code, name, postcode, uprn, control, is_listed = version
                now = (key, owner, code, name, name_key(name), postcode, uprn, control.value, is_listed)
            if now != (*before[:7], before[7].value, before[8]):
                changed.append(now)
                if owner != before[1]:
                    moved.append(key)
    if changed:
        bulk_update(session, Site, _SITE_COLUMNS, changed)
    return moved


def assets_at(session: Session, site_ids: Iterable[int]) -> list[int]:
    """Keys of the assets at some sites."""
    found: list[int] = []
    for piece in loading.chunked(sorted(site_ids)):
        found.extend(session.scalars(select(Asset.id).where(Asset.site_id.in_(piece))))
    return sorted(found)
