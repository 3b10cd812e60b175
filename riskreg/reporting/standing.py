"""The few figures that a home page begins with: the same as the report's, without its tables."""

from __future__ import annotations

from sqlalchemy.orm import Session

from riskreg.reporting import figures_removal, figures_returns, figures_review
from riskreg.reporting.measures import Measures
from riskreg.reporting.progress import Figure
from riskreg.reporting.state import Point, estate_state


def standing_figures(session: Session, point: Point) -> dict[str, Figure]:
    """Code → figure: the headline and what stands beside it, sensitive sites, duties, reviews, plans and returns.

    Args:
        session: A session that may read.
        point: As at, as known.

    Raises:
        NotFound: There is no such change.
    """
    measures = Measures(session, estate_state(session, point), None)
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
