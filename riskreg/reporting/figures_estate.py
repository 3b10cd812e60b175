"""Figures about the whole estate: its units, verdicts, what the lists leave out, and who said what is recorded."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from riskreg.register import Change, ImportBatch, ImportedRow
from riskreg.reporting.asking import Filters, Lacking
from riskreg.reporting.estate import Group, inside, totals
from riskreg.reporting.events import breaches, decisions, reappearances
from riskreg.reporting.measures import Measures
from riskreg.reporting.points import known, not_withdrawn
from riskreg.reporting.progress import Figure
from riskreg.reporting.state import EstateState
from riskreg.rules.terms import ActorBasis, DecisionOutcome, Disposition, Verdict

_VERDICTS = {
    Verdict.RESTRICTED: ("Devices of restricted makers", "made by a maker that an adopted regime restricts"),
    Verdict.SUSPECTED: ("Suspected devices", "that may be made by, or hold a part of, a restricted maker"),
    Verdict.CLEAR: ("Devices positively clear", "whose maker is identified and restricted by no adopted regime"),
}


def estate(measures: Measures) -> list[Figure]:
    """Devices, asset lines, systems and sites, counted apart, and verdicts with the unknown beside each."""
    found = measures.groups
    count = totals(found)
    places, on = measures.state.places, measures.on
    sites = measures.site_ids
    listed = [site for site in sites if places.site(site, on).is_listed]
    with_assets = {group.site_id for group in found}
    figures = [
        Figure("devices", "Devices", "Devices named by lists, by their stated numbers.", count.devices, "devices"),
        Figure(
            "lines", "Asset lines", "Lines of asset lists; a line may stand for several devices.", count.lines, "assets"
        ),
        Figure("systems", "Systems", "Named video systems or recorder groups with assets.", count.systems, "systems"),
        Figure("sites", "Sites", "Sites that any list names.", len(sites), "sites"),
    ]
    questions = ("assets", "assets", "systems", "sites")
    figures = [_drilled(figure, measures.drill(question)) for figure, question in zip(figures, questions, strict=True)]
    figures += [
        Figure(
            "sites_without_assets",
            "Listed sites without assets",
            "Sites of the estate list for which no asset list names anything: not surveyed, or empty.",
            sum(site not in with_assets for site in listed),
            "sites",
            drill=measures.drill("sites-without-assets"),
        ),
        Figure(
            "unlisted_sites",
            "Unlisted sites",
            "Sites known only from asset lists: missing from the estate list.",
            len(sites) - len(listed),
            "sites",
            drill=measures.drill("unlisted-sites"),
        ),
    ]
    for verdict, (title, definition) in _VERDICTS.items():
        figures.append(
            measures.share(
                f"{verdict.value}_share",
                title,
                f"Devices {definition}, as a share of all devices. Not known: devices whose maker cannot be told.",
                sum(group.devices for group in found if group.verdict is verdict),
                count.devices,
                measures.unknown_devices,
                measures.drill("assets", Filters(verdict=verdict)),
            )
        )
    return figures


def _drilled(figure: Figure, drill: str) -> Figure:
    return Figure(figure.code, figure.title, figure.definition, figure.value, figure.unit, drill=drill)


def quality(measures: Measures) -> list[Figure]:
    """What the lists leave out, and what could not be taken."""
    parts: tuple[tuple[str, str, str, Callable[[Group], int], Filters], ...] = (
        ("no_make", "Without a make", "that name no make", lambda g: g.lacking_make, Filters(lacking=Lacking.MAKE)),
        (
            "no_number",
            "Without any number",
            "with no serial number, asset tag, MAC address or hardware id",
            lambda g: g.lacking_number,
            Filters(lacking=Lacking.NUMBER),
        ),
        (
            "no_install_date",
            "Without a date of installation",
            "that do not say when the device was installed",
            lambda g: g.lacking_install_date,
            Filters(lacking=Lacking.INSTALL_DATE),
        ),
        (
            "not_seen",
            "Not seen",
            "that a newer list covering their place does not name. They are not removed",
            lambda g: g.unseen,
            Filters(unseen=True),
        ),
        (
            "stale",
            "Not named for a year",
            "that no list of the last twelve months names",
            lambda g: g.stale,
            Filters(stale=True),
        ),
    )
    figures = [
        measures.lines_where(f"quality_{code}", title, f"Asset lines {what}.", number, filters)
        for code, title, what, number, filters in parts
    ]
    for disposition, title, what in (
        (Disposition.REJECTED, "Rows rejected", "that could not be taken, with a reason given for each"),
        (Disposition.CONFLICTING, "Rows in conflict", "whose numbers point to two different assets"),
    ):
        value = rows_of(measures.session, measures.state, disposition)
        figures.append(
            Figure(
                f"quality_{disposition.value}",
                title,
                f"Rows of imported lists {what}. Imports that were undone do not count.",
                value,
                "number",
                drill=measures.drill("rows", Filters(disposition=disposition)),
            )
        )
    return figures


def batch_inside(state: EstateState) -> ColumnElement[bool] | None:
    """Condition that an import was made for a body inside the scope; None for everything."""
    if state.organisation_id is None:
        return None
    bodies = state.places.below(state.organisation_id, state.point.as_at)
    condition: ColumnElement[bool] = ImportBatch.organisation_id.in_(sorted(bodies))
    wide = inside(state, ImportedRow.site_id)
    return condition if wide is None else condition | wide


def rows_of(session: Session, state: EstateState, disposition: Disposition) -> int:
    """Rows of imports inside the scope that were dealt with so."""
    limit = state.trail.limit
    query = (
        select(func.count())
        .select_from(ImportedRow)
        .join(ImportBatch, ImportBatch.id == ImportedRow.import_batch_id)
        .where(
            ImportedRow.disposition == disposition,
            known(ImportBatch, limit),
            not_withdrawn(ImportBatch.id, limit),
            ImportBatch.described_on <= state.point.as_at,
        )
    )
    scope = batch_inside(state)
    return int(session.scalar(query if scope is None else query.where(scope)) or 0)


def record(measures: Measures) -> list[Figure]:
    """Decisions, breaches, reappearances, and how the people behind the record are known."""
    session, state = measures.session, measures.state
    figures = [
        Figure(
            f"decisions_{outcome.value}",
            title,
            f"Flags whose newest decision by the as-at date {what}.",
            sum(1 for each in decisions(session, state) if each.outcome is outcome),
            "number",
            drill=measures.drill("decisions", Filters(outcome=outcome)),
        )
        for outcome, title, what in (
            (DecisionOutcome.CONFIRMED, "Flags confirmed by a person", "confirms them"),
            (DecisionOutcome.DISMISSED, "Flags dismissed by a person", "dismisses them"),
            (DecisionOutcome.UNSURE, "Flags left open by a person", "says that it cannot be told"),
        )
    ]
    figures += [
        Figure(
            "breaches",
            "Breaches",
            "Steps that the rules forbid but that were recorded as done, such as media wiped before evidence was kept.",
            sum(1 for _ in breaches(session, state)),
            "number",
            drill=measures.drill("breaches"),
        ),
        Figure(
            "reappearances",
            "Reappearances",
            "Times that a list named an asset in service after it had been recorded as removed.",
            sum(1 for _ in reappearances(session, state)),
            "number",
            drill=measures.drill("reappearances"),
        ),
    ]
    by_basis = dict(
        session.execute(
            select(Change.actor_basis, func.count())
            .where(Change.sequence.is_not(None), Change.sequence <= state.trail.sequence)
            .group_by(Change.actor_basis)
        ).all()
    )
    figures.append(
        measures.share(
            "authenticated_share",
            "Changes by people who had signed in",
            "Changes of the whole register whose actor was authenticated, as a share of all changes; for the others "
            "the name was declared on the command line.",
            by_basis.get(ActorBasis.AUTHENTICATED, 0),
            sum(by_basis.values()),
            0,
            measures.drill("changes", Filters(basis=ActorBasis.AUTHENTICATED)),
        )
    )
    return figures
