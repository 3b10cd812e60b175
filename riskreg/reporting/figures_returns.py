"""Figures about completeness: of all that is known, how much has sent a list or has said that there is none."""

from __future__ import annotations

from collections.abc import Callable

from riskreg.reporting.asking import AskedState, Came, Filters
from riskreg.reporting.completeness import Completeness, bodies_inside
from riskreg.reporting.measures import Measures
from riskreg.reporting.progress import Figure
from riskreg.reporting.returns_listing import state_of
from riskreg.reporting.state import EstateState

_COUNTS_FROM = (
    "It counts where it describes the date last asked for or a later one, and not more than twelve months back."
)


def completeness(measures: Measures) -> list[Figure]:
    """How complete the register is at the point of a report."""
    found = Completeness(measures.session, measures.state, measures.site_ids)
    return completeness_figures(found, measures.state, measures.drill)


def completeness_figures(found: Completeness, state: EstateState, drill: Callable[[str, Filters], str]) -> list[Figure]:
    """Sites and organisations with a return, without one, and what is in doubt; nil returns, requests, signatures.

    **Source**: audit questions on completeness: which bodies and sites have submitted no inventory, or a nil return,
    and who signed the nil return; minimum removal-progress report: denominators.

    Args:
        found: The returns.
        state: Their point and scope.
        drill: Spells a question with filters at that point.
    """
    sites = [each.came for each in found.of_sites.values()]
    inside = bodies_inside(state)
    bodies = [each.came for each in found.of_bodies(inside).values()]
    nils = [state_of(found, each)[0] for each in found.nils_inside(set(inside))]
    lists = found.lists_inside(set(inside))
    overdue = sum(each.state is AskedState.OVERDUE for each in found.of_requests())
    return [
        _share(
            "returns_sites",
            "Sites with a return",
            "Sites for which a list that names them, or a nil return that nothing contradicts, has come, as a share of "
            f"all sites. {_COUNTS_FROM} Not known: sites with a list of a part only, those that the list of their "
            "whole organisation does not name, and those with a nil return while equipment is on record.",
            sum(came.is_answer for came in sites),
            len(sites),
            sum(Came.DOUBTFUL.includes(came) for came in sites),
            drill("returns-by-site", Filters(came=Came.ANSWERED)),
        ),
        Figure(
            "returns_sites_missing",
            "Sites for which nothing came",
            f"Sites without any list or nil return. {_COUNTS_FROM}",
            sites.count(Came.MISSING),
            "sites",
            drill=drill("returns-by-site", Filters(came=Came.MISSING)),
        ),
        _share(
            "returns_organisations",
            "Organisations from which everything came",
            "Organisations of which every site has a return, as a share of all organisations that have sites or were "
            "asked; groups without sites of their own are left out. Not known: those from which something came, and "
            "not everything.",
            bodies.count(Came.ANSWERED),
            len(bodies),
            bodies.count(Came.DOUBTFUL),
            drill("returns-by-organisation", Filters(came=Came.ANSWERED)),
        ),
        Figure(
            "returns_organisations_missing",
            "Organisations from which nothing came",
            f"Organisations without any list or nil return, of theirs or of one of their sites. {_COUNTS_FROM}",
            bodies.count(Came.MISSING),
            "number",
            drill=drill("returns-by-organisation", Filters(came=Came.MISSING)),
        ),
        Figure(
            "nil_returns",
            "Nil returns that nothing contradicts",
            "Signed statements that an organisation or a site has none of the equipment, of whatever date.",
            nils.count(Came.NIL),
            "number",
            drill=drill("returns", Filters(came=Came.NIL)),
        ),
        Figure(
            "nil_returns_disputed",
            "Nil returns in question",
            "Nil returns for places where equipment is on record of which no removal is verified. They remove nothing.",
            nils.count(Came.DISPUTED),
            "number",
            drill=drill("returns", Filters(came=Came.DISPUTED)),
        ),
        Figure(
            "returns_overdue",
            "Requests for returns that are overdue",
            "Requests whose day has passed, and for which not every site has an answer.",
            overdue,
            "number",
            drill=drill("returns-asked", Filters(asked=AskedState.OVERDUE)),
        ),
        _share(
            "returns_signed",
            "Lists that say who signed them",
            "Imported lists of equipment with the name of the person who answers for them, as a share of all.",
            sum(each.signed_by is not None for each in lists),
            len(lists),
            0,
            drill("returns", Filters(came=Came.SIGNED)),
        ),
    ]


def _share(code: str, title: str, definition: str, above: int, below: int, not_known: int, drill: str) -> Figure:
    return Figure(code, title, definition, above / below if below else None, "share", above, below, not_known, drill)
