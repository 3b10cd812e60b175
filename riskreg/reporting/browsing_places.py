"""Lists that pages show: sites and vendors, with the devices that are on record of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from riskreg.register import Asset, Criterion, Determination, ListEdition, ListEntry, Regime, Vendor, VendorName
from riskreg.reporting.answers import said
from riskreg.reporting.browsing import Row
from riskreg.reporting.estate import groups, present
from riskreg.reporting.points import known
from riskreg.reporting.progress import Column, Scalar
from riskreg.reporting.remembered import remembered, serves_now, verdicts_of
from riskreg.reporting.state import EstateState
from riskreg.reporting.walking import Group, Walk, line_counts
from riskreg.reporting.wanted import Order, Wanted
from riskreg.rules.countries import country_name
from riskreg.rules.names import fold
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import DeterminationOutcome, Verdict

SITES = (
    Column("reference", "Reference"),
    Column("site", "Site"),
    Column("organisation", "Organisation"),
    Column("sensitivity", "Sensitivity"),
    Column("control", "Control of the building"),
    Column("devices", "Devices on record", "devices"),
    Column("restricted", "Restricted", "devices"),
    Column("suspected", "Suspected", "devices"),
    Column("unknown", "Maker not known", "devices"),
)
SITE_ORDERS = ("site", "organisation", "devices", "restricted", "suspected", "unknown")
VENDORS = (
    Column("vendor", "Vendor"),
    Column("headquarters", "Headquarters"),
    Column("named_by", "Named by"),
    Column("lines", "Asset lines", "assets"),
    Column("devices", "Devices on record", "devices"),
)
VENDOR_ORDERS = ("vendor", "headquarters", "lines", "devices")
_COUNTED = {"restricted": Verdict.RESTRICTED, "suspected": Verdict.SUSPECTED, "unknown": Verdict.UNKNOWN}
_PAGE = 60

Counts = Mapping[tuple[int, Verdict], int]


def site_rows(walk: Walk, is_past: bool, after: Group | None = None) -> tuple[int, Iterator[Row]]:
    """Sites that are wanted, and their number.

    Args:
        walk: Which sites, and in which order.
        is_past: Whether another point than today is asked for, which what is kept on assets does not tell.
        after: Position of the last site that was shown.
    """
    state, wanted = walk.state, walk.wanted
    places, on = state.places, state.point.as_at
    counts = _past_devices(walk.session, state) if is_past else None
    has = set(counts) if counts is not None else {key for key, lines in line_counts(walk.session).items() if lines}
    words = wanted.words.casefold().split()
    sites = []
    for site in walk.sites:
        if not places.is_there(site, on) and not any((site, verdict) in has for verdict in Verdict):
            continue
        if wanted.said is not None and not any((site, verdict) in has for verdict in wanted.said.verdicts):
            continue
        facts = places.site(site, on)
        whole = f"{facts.name} {facts.code or ''} {facts.postcode or ''}".casefold()
        if all(word in whole for word in words):
            sites.append(site)
    if counts is None and walk.order.column in ("devices", *_COUNTED):
        counts = remembered(walk.session, "devices of sites", lambda: _devices(walk.session, None))
    ordered = sorted(((_site_group(walk, site, counts or {}), site) for site in sites), reverse=walk.order.is_reversed)
    groups_only = [group for group, _ in ordered]
    first = 0
    if after is not None:
        back = walk.order.is_reversed
        first = sum(1 for group in groups_only if (group >= after if back else group <= after))
    return len(ordered), _site_rows(walk, ordered[first:], counts)


def _site_group(walk: Walk, site: int, counts: Counts) -> Group:
    places, on = walk.state.places, walk.state.point.as_at
    name = fold(places.site(site, on).name)
    column = walk.order.column
    if column == "organisation":
        return (fold(walk.state.organisation_name(places.organisation_of(site, on))), name, site)
    if column == "devices":
        return (sum(counts.get((site, verdict), 0) for verdict in Verdict), name, site)
    if column in _COUNTED:
        return (counts.get((site, _COUNTED[column]), 0), name, site)
    return (name, site)


def _site_rows(walk: Walk, ordered: list[tuple[Group, int]], counts: Counts | None) -> Iterator[Row]:
    state = walk.state
    places, on = state.places, state.point.as_at
    for start in range(0, len(ordered), _PAGE):
        piece = ordered[start : start + _PAGE]
        of_page = counts if counts is not None else _devices(walk.session, [site for _, site in piece])
        for group, site in piece:
            facts = places.site(site, on)
            body = places.organisation_of(site, on)
            ref = state.site_reference(site)
            devices = {verdict: of_page.get((site, verdict), 0) for verdict in Verdict}
            cells: tuple[Scalar, ...] = (
                ref,
                facts.name,
                state.organisation_name(body),
                said(places.sensitivity(site, on).value),
                said(facts.control.value),
                sum(devices.values()),
                devices[Verdict.RESTRICTED],
                devices[Verdict.SUSPECTED],
                devices[Verdict.UNKNOWN],
            )
            links = {
                "reference": ref,
                "site": ref,
                "organisation": reference(ReferenceKind.ORGANISATION, state.code, body),
            }
            yield Row(cells, links, list(group))


def devices_of_sites(session: Session, state: EstateState, site: int | None = None) -> Counts:
    """Devices per site and verdict at the point, as the lists give them.

    Args:
        session: A session that may read.
        state: The estate at the point.
        site: Only this site, where what is kept on assets tells it quickly; all sites where None.
    """
    if not serves_now(session, state):
        return _past_devices(session, state)
    if site is not None:
        return _devices(session, [site])
    return remembered(session, "devices of sites", lambda: _devices(session, None))


def _devices(session: Session, sites: list[int] | None) -> Counts:
    """Devices today per site and verdict, as the lists give them."""
    query = select(Asset.site_id, Asset.verdict, func.sum(Asset.quantity)).where(Asset.version_id > 0)
    if sites is not None:
        query = query.where(Asset.site_id.in_(sites))
    found = session.execute(query.group_by(Asset.site_id, Asset.verdict))
    return {(site, verdict): int(devices) for site, verdict, devices in found}


def _past_devices(session: Session, state: EstateState) -> Counts:
    def count() -> Counts:
        found: dict[tuple[int, Verdict], int] = defaultdict(int)
        for group in groups(session, state, verdicts_of(session, state.point, state)):
            found[group.site_id, group.verdict] += group.devices
        return found

    return remembered(session, ("devices of sites", state.point), count)


def vendor_rows(
    session: Session, state: EstateState, wanted: Wanted, order: Order, after: Group | None = None
) -> tuple[int, Iterator[Row]]:
    """Vendors that are wanted, and their number.

    Args:
        session: A session that may read.
        state: The estate at the point.
        wanted: Which; only words, `named` and `here` are heeded.
        order: One of `VENDOR_ORDERS`.
        after: Position of the last vendor that was shown.
    """
    limit = state.trail.limit
    made = made_by(session, state)
    naming = _naming(session, state)
    called: dict[int, list[str]] = defaultdict(list)
    words = wanted.words.casefold().split()
    if words:
        names_of = select(VendorName.vendor_id, VendorName.value).where(known(VendorName, limit))
        for key, name in session.execute(names_of):
            called[key].append(name)
    rows: list[tuple[Group, Row]] = []
    for vendor in session.scalars(select(Vendor).where(known(Vendor, limit))):
        lines, devices = made.get(vendor.slug, (0, 0))
        named_by = naming.get(vendor.id, [])
        names = " ".join((vendor.slug, vendor.name, *called[vendor.id])).casefold()
        if (wanted.named and not named_by) or (wanted.here and not lines) or not all(word in names for word in words):
            continue
        home = country_name(vendor.headquarters)
        cells = (
            vendor.name,
            home,
            ", ".join(named_by) or "no list in use",
            lines,
            devices,
        )
        keys: dict[str, str | int] = {"lines": lines, "devices": devices, "headquarters": home or ""}
        head = (keys[order.column],) if order.column in keys else ()
        group: Group = (*head, fold(vendor.name), vendor.id)
        rows.append((group, Row(cells, {"vendor": vendor.slug}, list(group))))
    rows.sort(key=lambda each: each[0], reverse=order.is_reversed)
    later = [row for group, row in rows if after is None or (group < after if order.is_reversed else group > after)]
    return len(rows), iter(later)


def made_by(session: Session, state: EstateState) -> Mapping[str, tuple[int, int]]:
    """Asset lines and devices at the point, per maker.

    Args:
        session: A session that may read.
        state: The estate at the point.
    """
    return remembered(session, ("made", state.point.as_at, state.trail.limit), lambda: _made(session, state))


def _made(session: Session, state: EstateState) -> Mapping[str, tuple[int, int]]:
    row = present(session, state)
    found: dict[str, tuple[int, int]] = {}
    query = select(row.c.trace_key_id, func.count(), func.sum(row.c.quantity)).group_by(row.c.trace_key_id)
    for trace, lines, devices in session.execute(query):
        maker = state.makers.get(trace)
        if maker is not None and maker.slug is not None:
            before = found.get(maker.slug, (0, 0))
            found[maker.slug] = (before[0] + lines, before[1] + int(devices))
    return found


def _naming(session: Session, state: EstateState) -> dict[int, list[str]]:
    """Short names of the regimes that name a vendor, in their newest edition in law, or by determination."""
    on, limit = state.point.as_at, state.trail.limit
    newest: dict[int, int] = {}
    for edition, regime in session.execute(
        select(ListEdition.id, ListEdition.regime_id)
        .where(known(ListEdition, limit), ListEdition.legal_on <= on)
        .order_by(ListEdition.legal_on, ListEdition.id)
    ):
        newest[regime] = edition
    slugs = dict(session.execute(select(Regime.id, Regime.slug)).all())
    found: dict[int, set[str]] = defaultdict(set)
    entries = select(ListEntry.vendor_id, ListEdition.regime_id, ListEntry.from_on, ListEntry.to_on)
    for vendor, regime, from_on, to_on in session.execute(
        entries.join(ListEdition, ListEdition.id == ListEntry.list_edition_id).where(
            ListEntry.vendor_id.is_not(None), ListEdition.id.in_(newest.values())
        )
    ):
        if vendor is not None and (from_on is None or from_on <= on) and (to_on is None or to_on >= on):
            found[vendor].add(slugs[regime])
    _determined(session, state, slugs, found)
    return {vendor: sorted(regimes) for vendor, regimes in found.items()}


def _determined(session: Session, state: EstateState, slugs: Mapping[int, str], found: dict[int, set[str]]) -> None:
    newest: dict[tuple[int, int], DeterminationOutcome] = {}
    decided = (
        select(Determination.vendor_id, Criterion.regime_id, Determination.outcome)
        .join(Criterion, Criterion.id == Determination.criterion_id)
        .where(known(Determination, state.trail.limit), Determination.decided_on <= state.point.as_at)
        .order_by(Determination.decided_on, Determination.id)
    )
    for vendor, regime, outcome in session.execute(decided):
        newest[vendor, regime] = outcome
    for (vendor, regime), outcome in newest.items():
        if outcome is DeterminationOutcome.SUBJECT:
            found[vendor].add(slugs[regime])
