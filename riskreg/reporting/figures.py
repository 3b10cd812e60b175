"""All figures of a removal-progress report, from the register, as one frozen and sealed object."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import CatalogueEdition, Determination, ListEdition, Regime
from riskreg.reporting import figures_appraised, figures_estate, figures_removal, figures_returns, figures_review
from riskreg.reporting.breakdowns import all_breakdowns
from riskreg.reporting.bridge import bridge
from riskreg.reporting.measures import Measures
from riskreg.reporting.points import known
from riskreg.reporting.progress import EditionUsed, Progress
from riskreg.reporting.state import EstateState, Point, estate_state
from riskreg.rules.dates import long_date
from riskreg.rules.terms import RegimeKind

TITLE = "Removal progress report"

_REMOVED = (
    "A device is removed only when its removal is verified: with evidence, and by a second person. "
    "A list that no longer names a device, or claims that it was removed, removes nothing."
)
_COHORT = (
    "The cohort of the headline is every device ever flagged; devices that left it without a verified removal stay "
    "below the line and are given beside it."
)
_UNKNOWN = "Unknown is not clear: devices whose maker cannot be told are counted as unknown."


def progress(
    session: Session,
    point: Point,
    *,
    organisation_id: int | None = None,
    regimes: Iterable[str] | None = None,
    marking: str,
    since: Point | None = None,
) -> Progress:
    """The figures at a point.

    Args:
        session: A session that may read.
        point: As at, as known.
        organisation_id: Only what this body, or one below it, holds; all where None.
        regimes: Only flags under these regimes (their short names); all adopted ones where None.
        marking: Protective marking.
        since: An earlier point: the report then holds the bridge from it.

    Raises:
        NotFound: There is no such organisation, regime or change.
    """
    slugs = tuple(sorted(set(regimes))) if regimes is not None else None
    state = estate_state(session, point, organisation_id, slugs)
    measures = Measures(session, state, slugs)
    figures = (
        *figures_removal.units(measures),
        *figures_removal.steps(measures),
        *figures_removal.sensitive(measures),
        *figures_removal.duties(measures),
        *figures_review.exemptions(measures),
        *figures_review.reviews(measures),
        *figures_removal.plans(measures),
        *figures_appraised.appraisals(measures),
        *figures_estate.estate(measures),
        *figures_returns.completeness(measures),
        *figures_estate.quality(measures),
        *figures_estate.record(measures),
    )
    body = state.organisation_name(organisation_id) if organisation_id is not None else "All organisations"
    found = Progress(
        title=TITLE,
        organisation=body,
        register_code=state.code,
        as_at=point.as_at,
        as_known=state.trail.sequence,
        as_known_at=state.trail.at,
        trail_hash=state.trail.hash,
        marking=marking,
        scope=_scope(state, body),
        regimes=tuple(slug for slug, _ in sorted(state.regimes.values()) if measures.is_used(slug)),
        catalogue_edition=_catalogue(session, state),
        headline=figures_removal.headline(measures),
        beside_headline=figures_removal.beside(measures),
        figures=figures,
        breakdowns=(*all_breakdowns(measures), *figures_appraised.tables(measures)),
        editions=_editions(session, state),
        notes=_notes(measures),
        bridge=bridge(session, since, point, organisation_id=organisation_id, regimes=slugs) if since else None,
    )
    return found.sealed()


def _scope(state: EstateState, body: str) -> str:
    whose = (
        "All sites in the register" if state.organisation_id is None else f"All sites of {body} and of bodies below it"
    )
    which = "every regime that their organisations have adopted"
    if not state.is_every_regime:
        which = "the regimes " + ", ".join(slug for slug, _ in sorted(state.regimes.values()))
    return f"{whose} on {long_date(state.point.as_at)}, under {which}."


def _catalogue(session: Session, state: EstateState) -> str:
    label: str | None = session.scalars(
        select(CatalogueEdition.label)
        .where(known(CatalogueEdition, state.trail.limit))
        .order_by(CatalogueEdition.id.desc())
        .limit(1)
    ).first()
    return label or "none"


def _editions(session: Session, state: EstateState) -> tuple[EditionUsed, ...]:
    """The newest edition in law of every regime, and of a criterion how many determinations count."""
    found: dict[int, EditionUsed] = {}
    query = (
        select(Regime, ListEdition)
        .join(ListEdition, ListEdition.regime_id == Regime.id)
        .where(known(ListEdition, state.trail.limit), ListEdition.legal_on <= state.point.as_at)
        .order_by(Regime.slug, ListEdition.legal_on, ListEdition.id)
    )
    determined = set(
        session.scalars(
            select(Determination.vendor_id).where(
                known(Determination, state.trail.limit), Determination.decided_on <= state.point.as_at
            )
        )
    )
    for regime, edition in session.execute(query):
        if regime.id not in state.regimes:
            continue
        label = edition.label
        if regime.kind is RegimeKind.CRITERION:
            label = f"{label}, {len(determined)} vendors determined"
        found[regime.id] = EditionUsed(regime.slug, regime.title, label, edition.legal_on, edition.checksum)
    return tuple(found.values())


def _notes(measures: Measures) -> tuple[str, ...]:
    """What a reader must know before quoting a figure."""
    notes = [_REMOVED, _COHORT, _UNKNOWN]
    state = measures.state
    places = state.places
    bodies = sorted({places.organisation_of(site, measures.on) for site in measures.site_ids})
    silent = [state.organisation_name(body) for body in bodies if not measures.verdicts.adopted(body)]
    if silent:
        notes.append(
            f"No regime is adopted by {', '.join(silent)}: nothing of theirs can be flagged, and all of it is unknown."
        )
    return tuple(notes)
