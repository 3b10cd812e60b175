"""The few figures that a home page begins with: the same as the report's, without its tables."""

from __future__ import annotations

from sqlalchemy.orm import Session

from riskreg.reporting import figures_removal, figures_returns, figures_review
from riskreg.reporting.alike import condensed
from riskreg.reporting.duties import duties_of
from riskreg.reporting.measures import Measures
from riskreg.reporting.progress import Figure
from riskreg.reporting.remembered import state_of
from riskreg.reporting.state import Point


def standing_figures(session: Session, point: Point) -> dict[str, Figure]:
    """Code → figure: the headline and what stands beside it, sensitive sites, duties, reviews, plans and returns.

    Args:
        session: A session that may read.
        point: As at, as known.

    Raises:
        NotFound: There is no such change.
    """
    state = state_of(session, point)
    measures = Measures(session, condensed(session, state, duties_of(session, state)), None)
    found = (
        figures_removal.headline(measures),
        *figures_removal.beside(measures),
        *figures_removal.sensitive(measures),
        *figures_removal.duties(measures),
        *figures_removal.plans(measures),
        *figures_review.exemptions(measures),
        *figures_review.reviews(measures),
        *figures_returns.completeness(measures),
    )
    return {figure.code: figure for figure in found}
