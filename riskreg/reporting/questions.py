"""The questions that auditors and officers ask, by name. Each takes the same filters and gives an `Answer`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.errors import NotFound, UsageError
from riskreg.register import Change, ImportBatch, ListEdition, PlanLineAsset, Regime
from riskreg.reporting import answers, appraised_listing, findings, listings, returns_listing
from riskreg.reporting.asking import Answer, Filters, Planning, parse_question
from riskreg.reporting.breakdowns import ACT_TITLES, SITE_CLASS_TITLES
from riskreg.reporting.duties import duties_of
from riskreg.reporting.events import Event, breaches, decisions, reappearances
from riskreg.reporting.histories import Part
from riskreg.reporting.near_misses import near_misses
from riskreg.reporting.points import AnySelect, known, trail_at, withdrawn_batches
from riskreg.reporting.progress import Column, Scalar
from riskreg.reporting.site_map import site_map
from riskreg.reporting.state import NO_ASSETS, EstateState, Point, estate_state
from riskreg.rules.dates import long_date
from riskreg.rules.references import ReferenceKind, reference

Asked = Callable[[Session, EstateState, Filters, dict[str, str]], Answer]


def _plans(_session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Lines of the newest plan of each site, by site and line; counting open ones leaves out what is done."""
    columns = (
        Column("plan", "Plan"),
        Column("site", "Site"),
        Column("organisation", "Organisation"),
        Column("replaces", "Replaces"),
        Column("product", "Replacement"),
        Column("quantity", "Number", "number"),
        Column("target_on", "Target date", "date"),
        Column("owner", "Owner"),
        Column("low", "Cost, low", "pence"),
        Column("likely", "Cost, likely", "pence"),
        Column("high", "Cost, high", "pence"),
        Column("funding", "Funding"),
        Column("interoperability", "Interoperability"),
        Column("outage_minutes", "Outage in minutes", "number"),
        Column("devices", "Devices still open", "devices"),
    )

    def rows() -> Iterator[tuple[Scalar, ...]]:
        on = state.point.as_at
        for line in state.plans:
            if not state.is_inside(line.site_id) or filters.site not in (None, line.site_id):
                continue
            assets = [state.by_id[key] for key in line.assets if key in state.by_id]
            still = sum(asset.open_devices for asset in assets if asset.is_inside)
            if filters.count is Part.OPEN and not still:
                continue
            if filters.planning is Planning.NO_COST and line.has_cost:
                continue
            if filters.planning is Planning.PAST_TARGET and not (line.target_on is not None and line.target_on < on):
                continue
            yield (
                reference(ReferenceKind.PLAN, state.code, line.plan_id),
                state.places.site(line.site_id, on).name,
                state.organisation_name(state.places.organisation_of(line.site_id, on)),
                line.replaces,
                line.product,
                line.quantity,
                line.target_on,
                line.owner,
                line.low,
                line.likely,
                line.high,
                answers.said(line.funding.value),
                answers.said(line.interoperability),
                line.outage_minutes,
                still,
            )

    return Answer("plans", "Plan lines", columns, rows(), meta)


_EVENT = (
    Column("reference", "Asset"),
    Column("site", "Site"),
    Column("on", "On", "date"),
    Column("what", "What"),
    Column("explanation", "Explanation"),
    Column("actor", "Recorded by"),
    Column("change", "Change", "number"),
)


def _events(state: EstateState, found: Iterator[Event]) -> Iterator[tuple[Scalar, ...]]:
    for each in found:
        site = state.places.site(each.site_id, state.point.as_at).name
        asset = state.asset_reference(each.asset_id)
        yield asset, site, each.on, each.kind, each.explanation, each.actor, each.sequence


def _breaches(session: Session, state: EstateState, _filters: Filters, meta: dict[str, str]) -> Answer:
    """Steps that the rules forbid but that were recorded as done, oldest first."""
    return Answer("breaches", "Breaches", _EVENT, _events(state, breaches(session, state)), meta)


def _reappearances(session: Session, state: EstateState, _filters: Filters, meta: dict[str, str]) -> Answer:
    """Assets recorded as removed that a list named again, oldest first."""
    return Answer("reappearances", "Reappearances", _EVENT, _events(state, reappearances(session, state)), meta)


def _decisions(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """The newest decision of every flag, in the order of the flags."""
    columns = (
        Column("flag", "Flag"),
        Column("reference", "Asset"),
        Column("site", "Site"),
        Column("regime", "Regime"),
        Column("outcome", "Decision"),
        Column("on", "Decided on", "date"),
        Column("reason", "Reason"),
        Column("actor", "Decided by"),
        Column("change", "Change", "number"),
    )
    rows = (
        (
            reference(ReferenceKind.FLAG, state.code, each.flag_id),
            state.asset_reference(each.asset_id),
            state.places.site(each.site_id, state.point.as_at).name,
            state.regimes[each.regime_id][0],
            each.outcome.value,
            each.on,
            each.reason,
            each.actor,
            each.sequence,
        )
        for each in decisions(session, state)
        if filters.outcome in (None, each.outcome)
    )
    return Answer("decisions", "Decisions", columns, rows, meta)


def _changes(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """The trail: every change of the whole register, oldest first."""
    columns = (
        Column("change", "Change", "number"),
        Column("at", "Recorded at", "instant"),
        Column("actor", "By"),
        Column("basis", "How known"),
        Column("action", "Act"),
        Column("reason", "Reason"),
        Column("hash", "Hash"),
    )
    query = select(Change).where(Change.sequence.is_not(None), Change.sequence <= state.trail.sequence)
    if filters.basis is not None:
        query = query.where(Change.actor_basis == filters.basis)
    if filters.after is not None:
        query = query.where(Change.sequence > filters.after)
    rows = (
        (each.sequence, each.at, each.actor, each.actor_basis.value, each.action, each.reason, each.hash)
        for each in session.scalars(query.order_by(Change.sequence))
        if filters.since is None or (each.at is not None and each.at.date() >= filters.since)
    )
    return Answer("changes", "Changes", columns, rows, meta)


def _imports(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Imported lists, oldest first, with those that were undone."""
    columns = (
        Column("reference", "Import"),
        Column("kind", "Kind"),
        Column("file", "File"),
        Column("described_on", "Described on", "date"),
        Column("covers", "Covers"),
        Column("organisation", "Organisation"),
        Column("undone", "Undone"),
        Column("actor", "Imported by"),
        Column("change", "Change", "number"),
        Column("sha256", "SHA-256 of the file"),
    )
    undone = withdrawn_batches(session, state.trail.limit)
    query = (
        select(ImportBatch, Change.actor, Change.sequence)
        .join(Change, Change.id == ImportBatch.change_id)
        .where(known(ImportBatch, state.trail.limit))
        .order_by(ImportBatch.id)
    )
    if filters.as_at is not None:
        query = query.where(ImportBatch.described_on <= filters.as_at)
    rows = (
        (
            reference(ReferenceKind.IMPORT, state.code, batch.id),
            batch.kind.value,
            batch.file_name,
            batch.described_on,
            batch.covers.value,
            state.organisation_name(batch.organisation_id) if batch.organisation_id is not None else "",
            "yes" if batch.id in undone else "no",
            actor,
            sequence,
            batch.file_sha256,
        )
        for batch, actor, sequence in session.execute(query)
    )
    return Answer("imports", "Imported lists", columns, rows, meta)


def _lists(session: Session, state: EstateState, _filters: Filters, meta: dict[str, str]) -> Answer:
    """Regimes and every edition of their lists, by regime and legal date."""
    columns = (
        Column("regime", "Regime"),
        Column("title", "Title"),
        Column("kind", "Kind"),
        Column("edition", "Edition"),
        Column("legal_on", "In law from", "date"),
        Column("activated_on", "Activated on", "date"),
        Column("checksum", "Checksum"),
        Column("source", "Source"),
    )
    query = (
        select(Regime, ListEdition)
        .join(ListEdition, ListEdition.regime_id == Regime.id)
        .where(known(ListEdition, state.trail.limit))
        .order_by(Regime.slug, ListEdition.legal_on, ListEdition.id)
    )
    rows = (
        (r.slug, r.title, r.kind.value, e.label, e.legal_on, e.activated_on, e.checksum, e.source)
        for r, e in session.execute(query)
    )
    return Answer("lists", "Regimes and list editions", columns, rows, meta)


def _duties(session: Session, state: EstateState, _filters: Filters, meta: dict[str, str]) -> Answer:
    """Obligations in law at the point, by regime and date."""
    columns = (
        Column("obligation", "Obligation"),
        Column("act", "Act"),
        Column("site_class", "Sites"),
        Column("equipment", "Equipment"),
        Column("strength", "Strength"),
        Column("from_on", "From", "date"),
        Column("due_on", "Due", "date"),
        Column("text", "What it asks"),
        Column("confidence", "Confidence"),
        Column("source", "Source"),
    )
    rows = (
        (
            duty.name,
            ACT_TITLES[duty.act],
            SITE_CLASS_TITLES[duty.site_class],
            duty.equipment,
            duty.strength,
            duty.from_on,
            duty.due_on,
            duty.text,
            duty.confidence,
            duty.source,
        )
        for duty in duties_of(session, state).all
    )
    return Answer("obligations", "Obligations", columns, rows, meta)


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be asked by name.

    Attributes:
        is_of_flags: Whether it asks for flagged assets, whose histories it reads part by part.
        assets: The assets whose histories it needs at once; none where None.
    """

    name: str
    about: str
    ask: Asked
    is_of_flags: bool = False
    assets: AnySelect | None = None


def _question(name: str, ask: Asked, *, is_of_flags: bool = False, assets: AnySelect | None = None) -> Question:
    return Question(name, (ask.__doc__ or "").strip().split("\n")[0], ask, is_of_flags, assets)


QUESTIONS = {
    question.name: question
    for question in (
        _question("flagged-sites", answers.flagged_sites, is_of_flags=True),
        _question("flagged-assets", answers.flagged_assets, is_of_flags=True),
        _question("flagged-systems", answers.flagged_systems, is_of_flags=True),
        _question("assets", listings.assets),
        _question("near-misses", near_misses),
        _question("sites", listings.sites),
        _question("sites-without-assets", listings.sites_without_assets),
        _question("unlisted-sites", listings.unlisted_sites),
        _question("site-map", site_map),
        _question("systems", listings.systems),
        _question("organisations", listings.organisations),
        _question("returns", returns_listing.returns),
        _question("returns-by-site", returns_listing.by_site),
        _question("returns-by-organisation", returns_listing.by_organisation),
        _question("returns-asked", returns_listing.asked_for),
        _question("installed-after-prohibition", findings.installed_after_prohibition, is_of_flags=True),
        _question("bought-after-prohibition", findings.bought_after_prohibition, is_of_flags=True),
        _question("prohibition-not-tested", findings.prohibition_not_tested, is_of_flags=True),
        _question("odd-dates", findings.odd_dates),
        _question("exemptions", findings.exemptions, is_of_flags=True),
        _question("determinations", findings.determinations),
        _question("plans", _plans, is_of_flags=True, assets=select(PlanLineAsset.asset_id)),
        _question("appraisals", appraised_listing.appraisals),
        _question("appraisal-costs", appraised_listing.appraisal_costs),
        _question("obligations", _duties),
        _question("decisions", _decisions),
        _question("breaches", _breaches),
        _question("reappearances", _reappearances),
        _question("rows", listings.rows),
        _question("imports", _imports),
        _question("lists", _lists),
        _question("changes", _changes),
    )
}
"""Every question by name, in the order in which they are listed to people."""


def today() -> date:
    """The date of now, in UTC."""
    return datetime.now(UTC).date()


def ask(session: Session, name: str, filters: Filters | None = None, *, on: date | None = None) -> Answer:
    """Ask a question.

    Args:
        session: A session that may read; the rows may be read while it is open.
        name: One of `QUESTIONS`.
        filters: What is wanted; as at today and as known now where it does not say.
        on: The date of today, for tests.

    Raises:
        NotFound: There is no such question, organisation, regime or change.
        UsageError: A filter does not fit the question.
    """
    question = QUESTIONS.get(name)
    if question is None:
        raise NotFound(f"There is no question “{name}”.", f"Ask one of: {', '.join(QUESTIONS)}.")
    filters = filters or Filters()
    if question.is_of_flags and filters.stale:
        raise UsageError("Flagged assets cannot be filtered by --stale.", "Ask: riskreg query assets --stale")
    point = Point(filters.as_at or on or today(), filters.as_known)
    reading = replace(filters, as_at=None, as_known=None) if _is_now(session, filters, on or today()) else filters
    assets = question.assets if question.assets is not None else NO_ASSETS
    state = estate_state(session, point, filters.organisation, filters.regime, assets=assets)
    return question.ask(session, state, reading, _meta(state, filters))


def _is_now(session: Session, filters: Filters, on: date) -> bool:
    """Whether a point that is spelled out, as every drill of a report spells it, is today as known now."""
    if filters.as_at not in (None, on):
        return False
    return filters.as_known is None or trail_at(session, filters.as_known).limit is None


def ask_text(session: Session, text: str, *, on: date | None = None) -> Answer:
    """Ask a question in the spelling of a figure's drill: `flagged-assets --count verified --as-at 2026-11-22`."""
    name, filters = parse_question(text)
    return ask(session, name, filters, on=on)


def _meta(state: EstateState, filters: Filters) -> dict[str, str]:
    said = {
        "as_at": long_date(state.point.as_at),
        "as_known": f"change {state.trail.sequence}",
        "trail": state.trail.hash,
        "register": state.code,
    }
    if state.organisation_id is not None:
        said["organisation"] = state.organisation_name(state.organisation_id)
    shown = filters.arguments(state.code)
    if shown:
        said["filters"] = shown
    return said
