"""Questions about the whole estate: assets, sites, systems, organisations, and what the lists leave out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import orjson
from sqlalchemy import func, not_, or_, select
from sqlalchemy.orm import Session

from riskreg.register import ImportBatch, ImportedRow, System
from riskreg.reporting.answers import said
from riskreg.reporting.asking import Answer, Filters
from riskreg.reporting.by_site import site_name_keys
from riskreg.reporting.estate import Group, Verdicts, groups, inside, is_lacking, present, stale_condition
from riskreg.reporting.figures_estate import batch_inside
from riskreg.reporting.loading import NOT_KNOWN_MAKER
from riskreg.reporting.points import known, not_withdrawn
from riskreg.reporting.progress import Column, Scalar
from riskreg.reporting.selecting import is_yes
from riskreg.reporting.state import EstateState
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Verdict

_ASSETS = (
    Column("reference", "Reference"),
    Column("lines", "Asset lines", "assets"),
    Column("devices", "Devices", "devices"),
    Column("verdict", "Verdict"),
    Column("vendor", "Vendor"),
    Column("make", "Make as given"),
    Column("model", "Model as given"),
    Column("description", "Description as given"),
    Column("kind", "Kind"),
    Column("organisation", "Organisation"),
    Column("site_reference", "Site reference"),
    Column("site", "Site"),
    Column("location", "Location"),
    Column("asset_tag", "Asset tag"),
    Column("serial_number", "Serial number"),
    Column("mac_address", "MAC address"),
    Column("network", "Network"),
    Column("claimed", "The list says"),
    Column("seen", "Seen by the newest list"),
    Column("installed_on", "Installed", "date"),
    Column("described_on", "Described on", "date"),
)


def assets_query(session: Session, state: EstateState, filters: Filters) -> tuple[Any, Any]:
    """Query for the asset lines that the filters leave, and its row; the caller filters by verdict, maker and place."""
    row = present(session, state)
    query = select(row)
    wide = inside(state, row.c.site_id)
    if wide is not None:
        query = query.where(wide)
    if filters.lacking is not None:
        query = query.where(is_lacking(filters.lacking, row))
    if filters.unseen:
        query = query.where(not_(row.c.is_seen))
    if filters.stale:
        query = query.where(stale_condition(state, row))
    for name, column in (("kind", row.c.kind), ("network", row.c.network), ("claimed", row.c.claimed_status)):
        if getattr(filters, name) is not None:
            query = query.where(column == getattr(filters, name))
    if filters.site is not None:
        query = query.where(row.c.site_id == filters.site)
    for word in (filters.text or "").split():
        fields = ("make", "model", "description", "location", "asset_tag", "serial_number", "mac_address", "name")
        query = query.where(or_(*(row.c[name].icontains(word, autoescape=True) for name in fields)))
    return query, row


def assets(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Assets of the whole estate, one row per asset line, by site and key."""
    verdicts = Verdicts(session, state)
    query, row = assets_query(session, state, filters)
    places, on = state.places, state.point.as_at

    def rows() -> Iterator[tuple[Scalar, ...]]:
        ordered = query.order_by(row.c.site_id, row.c.asset_id)
        for each in session.execute(ordered, execution_options={"yield_per": 2_000}).mappings():
            site = each["site_id"]
            if not state.is_inside(site):
                continue
            body = places.organisation_of(site, on)
            verdict = verdicts.of(body, each["trace_key_id"])
            maker = state.makers.get(each["trace_key_id"], NOT_KNOWN_MAKER)
            if filters.verdict is not None and verdict is not filters.verdict:
                continue
            if filters.vendor is not None and (maker.slug or "none") != filters.vendor:
                continue
            if filters.sensitivity is not None and places.sensitivity(site, on) is not filters.sensitivity:
                continue
            facts = places.site(site, on)
            if filters.control is not None and facts.control is not filters.control:
                continue
            yield (
                state.asset_reference(each["asset_id"]),
                1,
                each["quantity"],
                verdict.value,
                maker.name,
                each["make"],
                each["model"],
                each["description"],
                said(each["kind"].value),
                state.organisation_name(body),
                state.site_reference(site),
                facts.name,
                each["location"],
                each["asset_tag"],
                each["serial_number"],
                each["mac_address"],
                said(each["network"].value),
                said(each["claimed_status"].value),
                "yes" if each["is_seen"] else "no",
                each["installed_on"],
                each["described_on"],
            )

    return Answer("assets", "Assets", _ASSETS, rows(), meta)


_SITES = (
    Column("reference", "Reference"),
    Column("code", "Code"),
    Column("site", "Site"),
    Column("organisation", "Organisation"),
    Column("listed", "In an estate list"),
    Column("sensitivity", "Sensitivity"),
    Column("control", "Control"),
    Column("lease_end_on", "Lease ends", "date"),
    Column("lines", "Asset lines", "assets"),
    Column("devices", "Devices", "devices"),
    Column("unknown", "Maker not known", "devices"),
)


def _sites(
    session: Session, state: EstateState, filters: Filters, keep: Callable[[bool, bool], bool]
) -> Iterator[tuple[Scalar, ...]]:
    places, on = state.places, state.point.as_at
    by_site: dict[int, list[Group]] = defaultdict(list)
    for group in groups(session, state, Verdicts(session, state)):
        by_site[group.site_id].append(group)
    names = site_name_keys(session)
    words = (filters.text or "").casefold().split()
    for site in sorted(places.site_ids, key=lambda key: (names.get(key, ""), key)):
        found = by_site.get(site, [])
        if not state.is_inside(site) or not (found or places.is_there(site, on)):
            continue
        facts = places.site(site, on)
        sensitivity = places.sensitivity(site, on)
        if not keep(facts.is_listed, bool(found)):
            continue
        if filters.sensitivity is not None and sensitivity is not filters.sensitivity:
            continue
        if filters.limb is not None and not is_yes(state, site, filters.limb):
            continue
        if filters.control is not None and facts.control is not filters.control:
            continue
        body = state.organisation_name(places.organisation_of(site, on))
        whole = f"{facts.name} {facts.code or ''} {body}".casefold()
        if not all(word in whole for word in words):
            continue
        yield (
            state.site_reference(site),
            facts.code,
            facts.name,
            body,
            "yes" if facts.is_listed else "no",
            said(sensitivity.value),
            said(facts.control.value),
            facts.lease_end_on,
            sum(group.lines for group in found),
            sum(group.devices for group in found),
            sum(group.devices for group in found if group.verdict is Verdict.UNKNOWN),
        )


def sites(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Every site that a list names, by name."""
    return Answer("sites", "Sites", _SITES, _sites(session, state, filters, lambda _listed, _assets: True), meta)


def sites_without_assets(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Listed sites for which no asset list names anything."""
    rows = _sites(session, state, filters, lambda listed, has_assets: listed and not has_assets)
    return Answer("sites-without-assets", "Listed sites without assets", _SITES, rows, meta)


def unlisted_sites(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Sites known only from asset lists."""
    rows = _sites(session, state, filters, lambda listed, _assets: not listed)
    return Answer("unlisted-sites", "Unlisted sites", _SITES, rows, meta)


_SYSTEMS = (
    Column("system", "System"),
    Column("site_reference", "Site reference"),
    Column("site", "Site"),
    Column("organisation", "Organisation"),
    Column("lines", "Asset lines", "assets"),
    Column("devices", "Devices", "devices"),
)


def systems(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Named video systems or recorder groups with assets, by key."""
    names = dict(session.execute(select(System.id, System.name)).all())
    found: dict[int, list[Group]] = defaultdict(list)
    for group in groups(session, state, Verdicts(session, state)):
        if group.system_id is not None and filters.site in (None, group.site_id):
            found[group.system_id].append(group)
    rows = [
        (
            names[system],
            state.site_reference(found[system][0].site_id),
            state.places.site(found[system][0].site_id, state.point.as_at).name,
            state.organisation_name(found[system][0].organisation_id),
            sum(group.lines for group in found[system]),
            sum(group.devices for group in found[system]),
        )
        for system in sorted(found)
    ]
    return Answer("systems", "Systems", _SYSTEMS, rows, meta)


_ORGANISATIONS = (
    Column("reference", "Reference"),
    Column("organisation", "Organisation"),
    Column("kind", "Kind"),
    Column("parent", "Below"),
    Column("regimes", "Regimes adopted"),
    Column("sites", "Sites", "sites"),
    Column("sites_with_assets", "Sites with assets", "sites"),
    Column("devices", "Devices", "devices"),
    Column("newest_list_on", "Newest asset list", "date"),
)


def organisations(session: Session, state: EstateState, _filters: Filters, meta: dict[str, str]) -> Answer:
    """Bodies inside the scope, by name: who holds how many sites, and who has sent no list."""
    places, on = state.places, state.point.as_at
    bodies = set(places.bodies)
    if state.organisation_id is not None:
        bodies &= places.below(state.organisation_id, on)
    found = list(groups(session, state, Verdicts(session, state)))
    regimes = {key: slug for key, (slug, _) in state.regimes.items()}
    newest = dict(
        session.execute(
            select(ImportBatch.organisation_id, func.max(ImportBatch.described_on))
            .where(
                known(ImportBatch, state.trail.limit),
                not_withdrawn(ImportBatch.id, state.trail.limit),
                ImportBatch.described_on <= on,
                ImportBatch.kind == "assets",
            )
            .group_by(ImportBatch.organisation_id)
        ).all()
    )
    sites: dict[int, int] = defaultdict(int)
    for site in places.site_ids:
        if places.is_there(site, on):
            sites[places.organisation_of(site, on)] += 1
    rows = []
    for body in sorted(bodies, key=lambda key: (places.bodies[key].name.casefold(), key)):
        parent = places.parent_of(body, on)
        of_body = [group for group in found if group.organisation_id == body]
        rows.append(
            (
                reference(ReferenceKind.ORGANISATION, state.code, body),
                places.bodies[body].name,
                said(places.bodies[body].kind.value),
                state.organisation_name(parent) if parent is not None else "",
                ", ".join(sorted(regimes[key] for key in places.adopted(body, on) if key in regimes)),
                sites[body],
                len({group.site_id for group in of_body}),
                sum(group.devices for group in of_body),
                newest.get(body),
            )
        )
    return Answer("organisations", "Organisations", _ORGANISATIONS, rows, meta)


_ROWS = (
    Column("import", "Import"),
    Column("file", "File"),
    Column("described_on", "Described on", "date"),
    Column("sheet", "Sheet"),
    Column("row", "Row", "number"),
    Column("disposition", "What was done"),
    Column("asset", "Asset"),
    Column("why", "Why"),
    Column("cells", "Row as it stood"),
)


def rows(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Rows of imported lists with what was done with each and why, by import, sheet and row."""
    limit = state.trail.limit
    query = (
        select(ImportedRow, ImportBatch.file_name, ImportBatch.described_on)
        .join(ImportBatch, ImportBatch.id == ImportedRow.import_batch_id)
        .where(
            known(ImportBatch, limit),
            not_withdrawn(ImportBatch.id, limit),
            ImportBatch.described_on <= state.point.as_at,
        )
        .order_by(ImportedRow.import_batch_id, ImportedRow.id)
    )
    scope = batch_inside(state)
    if scope is not None:
        query = query.where(scope)
    if filters.disposition is not None:
        query = query.where(ImportedRow.disposition == filters.disposition)

    def found() -> Iterator[tuple[Scalar, ...]]:
        for row, file, described_on in session.execute(query, execution_options={"yield_per": 2_000}):
            yield (
                reference(ReferenceKind.IMPORT, state.code, row.import_batch_id),
                file,
                described_on,
                row.sheet,
                row.row,
                said(row.disposition.value),
                state.asset_reference(row.asset_id) if row.asset_id is not None else "",
                messages(row.issues),
                " · ".join(str(cell) for cell in orjson.loads(row.cells) if cell not in (None, "")),
            )

    return Answer("rows", "Rows of imported lists", _ROWS, found(), meta)


def messages(issues: str | None) -> str:
    """The messages of a row's issues, one after the other."""
    if not issues:
        return ""
    found = orjson.loads(issues)
    texts = [str(each.get("message", each)) if isinstance(each, dict) else str(each) for each in found]
    return " ".join(texts)
