"""Questions of their own: what came after a ban, what cannot be tested, exemptions, determinations to review."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from riskreg.register import AssetVersion, Change, Criterion, Determination, Evidence, Regime, Vendor
from riskreg.reporting.alike import condensed
from riskreg.reporting.answers import said
from riskreg.reporting.asking import Answer, Exempting, Filters, Installed, Review
from riskreg.reporting.by_site import selected_by_site
from riskreg.reporting.duties import Prohibition, duties_of
from riskreg.reporting.estate import inside, present
from riskreg.reporting.exemptions import Exempt, ExemptionState
from riskreg.reporting.points import known
from riskreg.reporting.progress import Column, Scalar
from riskreg.reporting.state import EstateState, FlaggedAsset
from riskreg.rules.references import ReferenceKind, reference

_ASSET = (
    Column("reference", "Reference"),
    Column("devices", "Devices", "devices"),
    Column("make", "Make as given"),
    Column("model", "Model as given"),
    Column("organisation", "Organisation"),
    Column("site", "Site"),
    Column("sensitivity", "Sensitivity"),
    Column("installed_on", "Installed", "date"),
    Column("purchased_on", "Bought", "date"),
)
_NOT_NAMED = "an asset that no list had named by then"
_BAN = (
    Column("obligation", "Obligation"),
    Column("from_on", "Forbidden from", "date"),
    Column("confidence", "Confidence"),
    Column("source", "Source"),
)


def _asset(state: EstateState, asset: FlaggedAsset, devices: int) -> tuple[Scalar, ...]:
    version, place = asset.standing.version, asset.standing.place
    return (
        state.asset_reference(asset.id),
        devices,
        place.make,
        place.model,
        state.organisation_name(asset.organisation_id),
        state.places.site(asset.site_id, state.point.as_at).name,
        said(asset.sensitivity.value),
        version.installed_on if version is not None else None,
        version.purchased_on if version is not None else None,
    )


def _found(session: Session, state: EstateState, filters: Filters) -> Iterator[tuple[EstateState, FlaggedAsset, int]]:
    for part, _, _, found in selected_by_site(session, state, filters):
        for asset, devices in found:
            yield part, asset, devices


def installed_after_prohibition(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Open flagged assets put in, or bought, on or after the day from which that was forbidden at their site."""
    duties = duties_of(session, state)
    chosen = replace(filters, installed=Installed.AFTER_PROHIBITION)
    rows = _after(session, state, chosen, duties.installed_after)
    return Answer("installed-after-prohibition", "Installed after the prohibition", (*_ASSET, *_BAN), rows, meta)


def bought_after_prohibition(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Open flagged assets bought on or after the day from which buying them was forbidden."""
    duties = duties_of(session, state)
    chosen = replace(filters, installed=Installed.BOUGHT_AFTER_PROHIBITION)
    rows = _after(session, state, chosen, duties.bought_after)
    return Answer("bought-after-prohibition", "Bought after the prohibition", (*_ASSET, *_BAN), rows, meta)


def _after(
    session: Session,
    state: EstateState,
    filters: Filters,
    broken: Callable[[FlaggedAsset], Prohibition | None],
) -> Iterator[tuple[Scalar, ...]]:
    for part, asset, devices in _found(session, state, filters):
        ban = broken(asset)
        if ban is not None:
            yield (*_asset(part, asset, devices), ban.duty.name, ban.begun, ban.duty.confidence, ban.duty.source)


def prohibition_not_tested(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Open flagged assets of which it cannot be told whether they came after a prohibition, and why not."""
    duties = duties_of(session, state)

    def rows() -> Iterator[tuple[Scalar, ...]]:
        for part, asset, devices in _found(session, state, replace(filters, installed=Installed.NOT_TESTED)):
            yield (*_asset(part, asset, devices), "; ".join(duties.not_tested(asset)))

    columns = (*_ASSET, Column("why", "Why it cannot be tested"))
    return Answer("prohibition-not-tested", "Not tested against a prohibition", columns, rows(), meta)


def odd_dates(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Assets whose dates cannot be: installed or bought after the list that says so, or installed before bought."""
    row = present(session, state)
    later = or_(
        row.c.installed_on > row.c.described_on,
        row.c.purchased_on > row.c.described_on,
        row.c.installed_on < row.c.purchased_on,
    )
    query = select(row).where(later).order_by(row.c.site_id, row.c.asset_id)
    wide = inside(state, row.c.site_id)
    if wide is not None:
        query = query.where(wide)
    if filters.site is not None:
        query = query.where(row.c.site_id == filters.site)
    columns = (
        Column("reference", "Reference"),
        Column("devices", "Devices", "devices"),
        Column("make", "Make as given"),
        Column("model", "Model as given"),
        Column("site", "Site"),
        Column("installed_on", "Installed", "date"),
        Column("purchased_on", "Bought", "date"),
        Column("described_on", "The list describes", "date"),
        Column("why", "What cannot be"),
    )

    def rows() -> Iterator[tuple[Scalar, ...]]:
        for each in session.execute(query, execution_options={"yield_per": 2_000}).mappings():
            if not state.is_inside(each["site_id"]):
                continue
            installed, bought, listed = each["installed_on"], each["purchased_on"], each["described_on"]
            why = [
                text
                for text, is_so in (
                    ("installed after the list", installed is not None and installed > listed),
                    ("bought after the list", bought is not None and bought > listed),
                    (
                        "installed before it was bought",
                        installed is not None and bought is not None and installed < bought,
                    ),
                )
                if is_so
            ]
            yield (
                state.asset_reference(each["asset_id"]),
                each["quantity"],
                each["make"],
                each["model"],
                state.places.site(each["site_id"], state.point.as_at).name,
                installed,
                bought,
                listed,
                "; ".join(why),
            )

    return Answer("odd-dates", "Dates that cannot be", columns, rows(), meta)


def exemptions(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Exemptions, by last day: what is exempt, why, who approved, until when, and how many devices still stand."""
    duties = duties_of(session, state)
    if duties.exemptions.all:
        state = condensed(session, state, duties)
    wanted = {
        Exempting.NOW: (ExemptionState.IN_FORCE, ExemptionState.ENDING),
        Exempting.ENDING: (ExemptionState.ENDING,),
        Exempting.EXPIRED: (ExemptionState.EXPIRED, ExemptionState.ENDED),
    }
    columns = (
        Column("reference", "Exemption"),
        Column("state", "State"),
        Column("regime", "Regime"),
        Column("what", "Exempt"),
        Column("ground", "Ground"),
        Column("clause", "Clause"),
        Column("from_on", "From", "date"),
        Column("until_on", "Last day", "date"),
        Column("ended_on", "Ended early from", "date"),
        Column("reason", "Reason"),
        Column("control", "Risk kept down by"),
        Column("requested_by", "Asked for by"),
        Column("approver", "Approved by"),
        Column("devices", "Devices still open", "devices"),
        Column("change", "Change", "number"),
    )

    def rows() -> Iterator[tuple[Scalar, ...]]:
        on = state.point.as_at
        named = {None} | _named_by_then(session, state, [each.asset_id for each in duties.exemptions.all])
        for each in sorted(duties.exemptions.all, key=lambda one: (one.until_on, one.id)):
            standing = each.standing(on)
            if filters.exempt is not None and standing not in wanted[filters.exempt]:
                continue
            devices = sum(
                asset.open_devices
                for asset in state.open_assets
                for flag in asset.standing.flags
                if flag.is_open and flag.regime_id == each.regime_id and each in duties.exemptions.of_flag(asset, flag)
            )
            if not devices and not _is_inside(state, each):
                continue
            yield (
                reference(ReferenceKind.EXEMPTION, state.code, each.id),
                standing.value,
                state.regimes[each.regime_id][0],
                exempted(state, each) if each.asset_id in named else _NOT_NAMED,
                each.ground.value,
                each.clause,
                each.from_on,
                each.until_on,
                each.ended_on,
                each.reason,
                each.control,
                each.requested_by,
                each.approver,
                devices,
                each.sequence,
            )

    return Answer("exemptions", "Exemptions", columns, rows(), meta)


def _is_inside(state: EstateState, each: Exempt) -> bool:
    if state.organisation_id is None:
        return True
    if each.asset_id is not None:
        return each.asset_id in state.by_id and state.by_id[each.asset_id].is_inside
    if each.site_id is not None:
        return state.is_inside(each.site_id)
    below = state.places.below(state.organisation_id, state.point.as_at)
    return each.organisation_id in below


def _named_by_then(session: Session, state: EstateState, assets: Iterable[int | None]) -> set[int | None]:
    """Those of some assets that a list had named by the date of a state: of the others there is nothing to look at."""
    query = select(AssetVersion.asset_id).where(
        AssetVersion.asset_id.in_(sorted({each for each in assets if each is not None})),
        AssetVersion.described_on <= state.point.as_at,
        known(AssetVersion, state.trail.limit),
    )
    return set(session.scalars(query.distinct()))


def exempted(state: EstateState, each: Exempt) -> str:
    """What an exemption is for, as people call it."""
    if each.asset_id is not None:
        return state.asset_reference(each.asset_id)
    if each.site_id is not None:
        return f"{state.places.site(each.site_id, state.point.as_at).name} ({state.site_reference(each.site_id)})"
    return state.organisation_name(each.organisation_id or 0)


def determinations(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """The determination that counts for each vendor: who decided, on which evidence, and when to look again."""
    columns = (
        Column("reference", "Determination"),
        Column("regime", "Regime"),
        Column("vendor", "Vendor"),
        Column("outcome", "Outcome"),
        Column("decided_on", "Decided on", "date"),
        Column("review_on", "Look again by", "date"),
        Column("review", "Review"),
        Column("reason", "Reason"),
        Column("rests_on", "Rests on"),
        Column("actor", "Decided by"),
        Column("change", "Change", "number"),
    )
    newest = _determined(session, state)
    on = state.point.as_at

    def rows() -> Iterator[tuple[Scalar, ...]]:
        for made, slug, vendor, file, actor, sequence in newest:
            is_due = made.review_on is not None and made.review_on < on
            if filters.review is Review.DUE and not is_due:
                continue
            if filters.review is Review.UNDATED and made.review_on is not None:
                continue
            yield (
                reference(ReferenceKind.DETERMINATION, state.code, made.id),
                slug,
                vendor,
                said(made.outcome.value),
                made.decided_on,
                made.review_on,
                "due" if is_due else "no date" if made.review_on is None else "not due",
                made.reason,
                file or ("the bundled proposal" if made.proposal else "no file"),
                actor,
                sequence,
            )

    return Answer("determinations", "Determinations", columns, rows(), meta)


def _determined(session: Session, state: EstateState) -> list[tuple[Any, ...]]:
    query = (
        select(Determination, Regime.slug, Vendor.name, Evidence.file_name, Change.actor, Change.sequence)
        .join(Criterion, Criterion.id == Determination.criterion_id)
        .join(Regime, Regime.id == Criterion.regime_id)
        .join(Vendor, Vendor.id == Determination.vendor_id)
        .join(Change, Change.id == Determination.change_id)
        .outerjoin(Evidence, Evidence.id == Determination.evidence_id)
        .where(
            known(Determination, state.trail.limit),
            Determination.decided_on <= state.point.as_at,
            Regime.id.in_(sorted(state.regimes)),
        )
        .order_by(Regime.slug, Vendor.name, Determination.decided_on, Determination.id)
    )
    return list({(row[1], row[2]): tuple(row) for row in session.execute(query)}.values())


def determinations_due(session: Session, state: EstateState) -> tuple[int, int]:
    """How many determinations that count are past their date of review, and how many have none."""
    dates = [row[0].review_on for row in _determined(session, state)]
    return sum(day is not None and day < state.point.as_at for day in dates), dates.count(None)
