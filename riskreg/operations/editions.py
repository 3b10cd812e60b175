"""Editions looked at: which were in use when, what stands in them, and two of them side by side. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, select

from riskreg.catalogue import EditionDefinition, EntryDefinition
from riskreg.catalogue.compare import Difference as Difference
from riskreg.catalogue.compare import compare
from riskreg.catalogue.editions import waiting
from riskreg.catalogue.foreign import ALL, read_foreign
from riskreg.catalogue.foreign.matching import Matcher
from riskreg.errors import NotFound, UsageError
from riskreg.operations.activating import recorded_entries
from riskreg.operations.lists import lists_before
from riskreg.operations.office import Office
from riskreg.operations.setting_up import find_regime
from riskreg.register import Change, ListEdition, ListEntry, Regime
from riskreg.reporting.points import Point, known, trail_at
from riskreg.rules.dates import long_date, parse_typed_date


@dataclass(frozen=True, slots=True)
class EditionKept:
    """An edition as the register keeps it.

    Attributes:
        legal_on: From which day it holds in law.
        activated_on: From which day it counted here.
        activated_by: Who put it in use; None while the change is not sealed.
        change: Number of the change in the trail.
        is_in_force: Whether it is the edition of the point asked about.
    """

    label: str
    legal_on: date
    activated_on: date
    activated_by: str
    activated_at: datetime | None
    change: int | None
    entries: int
    source: str
    checksum: str
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class EditionsKept:
    """The editions of a regime, and the entries of the one in force at the point asked about.

    Attributes:
        edition: Label of the edition in force; None where none was.
    """

    regime: str
    title: str
    as_at: date
    as_known: int | None
    edition: str | None
    editions: tuple[EditionKept, ...]
    entries: tuple[EntryDefinition, ...]


def kept_editions(
    office: Office, regime: str, *, as_at: date | None = None, as_known: int | None = None
) -> EditionsKept:
    """Every edition of a regime that the register keeps, and the entries of the one in force on a date.

    Args:
        office: Where.
        regime: Short name.
        as_at: The edition in force in law on that date; today where None.
        as_known: Only editions that had been put in use by that change of the trail.

    Raises:
        NotFound: The register has no such regime or change.
    """
    on = as_at or office.today
    with office.reading() as session:
        found = find_regime(session, regime)
        limit = trail_at(session, as_known).limit
        counts = dict(
            session.execute(select(ListEntry.list_edition_id, func.count()).group_by(ListEntry.list_edition_id)).all()
        )
        rows = session.execute(
            select(ListEdition, Change)
            .join(Change, Change.id == ListEdition.change_id)
            .where(ListEdition.regime_id == found.id, known(ListEdition, limit))
            .order_by(ListEdition.legal_on, ListEdition.id)
        ).all()
        in_law = [edition for edition, _ in rows if edition.legal_on <= on]
        current = in_law[-1] if in_law else None
        return EditionsKept(
            regime=found.slug,
            title=found.title,
            as_at=on,
            as_known=as_known,
            edition=current.label if current is not None else None,
            editions=tuple(
                EditionKept(
                    label=edition.label,
                    legal_on=edition.legal_on,
                    activated_on=edition.activated_on,
                    activated_by=change.actor,
                    activated_at=change.at,
                    change=change.sequence,
                    entries=counts.get(edition.id, 0),
                    source=edition.source,
                    checksum=edition.checksum,
                    is_in_force=edition is current,
                )
                for edition, change in rows
            ),
            entries=recorded_entries(session, current.id) if current is not None else (),
        )


@dataclass(frozen=True, slots=True)
class EditionThen:
    """The edition of a regime that was in force at a point.

    Attributes:
        regime: Short name.
        kind: How the regime works, as `RegimeKind` names it.
        edition: Its label; None where none was in force in law yet.
        activated_by: Who put it in use here.
    """

    regime: str
    title: str
    kind: str
    edition: str | None
    legal_on: date | None
    activated_on: date | None
    activated_by: str
    entries: int


def editions_then(office: Office, point: Point) -> tuple[EditionThen, ...]:
    """Every regime that the register had been told of, with its edition in force on a date, by short name.

    Args:
        office: Where.
        point: The date in law, and the change up to which editions had been put in use.

    Raises:
        NotFound: The trail has no such change.
    """
    with office.reading() as session:
        limit = trail_at(session, point.as_known).limit
        counts = dict(
            session.execute(select(ListEntry.list_edition_id, func.count()).group_by(ListEntry.list_edition_id)).all()
        )
        current: dict[int, tuple[ListEdition, str]] = {}
        for edition, actor in session.execute(
            select(ListEdition, Change.actor)
            .join(Change, Change.id == ListEdition.change_id)
            .where(known(ListEdition, limit), ListEdition.legal_on <= point.as_at)
            .order_by(ListEdition.legal_on, ListEdition.id)
        ):
            current[edition.regime_id] = (edition, actor)
        regimes = session.scalars(select(Regime).where(known(Regime, limit)).order_by(Regime.slug)).all()
        return tuple(_then(regime, current.get(regime.id), counts) for regime in regimes)


def _then(regime: Regime, found: tuple[ListEdition, str] | None, counts: Mapping[int, int]) -> EditionThen:
    if found is None:
        return EditionThen(regime.slug, regime.title, regime.kind.value, None, None, None, "", 0)
    edition, actor = found
    return EditionThen(
        regime.slug,
        regime.title,
        regime.kind.value,
        edition.label,
        edition.legal_on,
        edition.activated_on,
        actor,
        counts.get(edition.id, 0),
    )


@dataclass(frozen=True, slots=True)
class EditionsCompared:
    """Two editions set side by side."""

    first: str
    second: str
    difference: Difference


def compare_editions(office: Office, first: str, second: str, *, regime: str | None = None) -> EditionsCompared:
    """What the second edition adds, drops and changes against the first.

    Args:
        office: Where.
        first: An edition: its label, `regime:label`, a date on which it was in force, a waiting edition, or a file.
        second: Another.
        regime: Short name of the regime, where the labels do not tell it.

    Raises:
        NotFound: There is no such edition.
        UsageError: The edition could be one of several regimes.
    """
    known = _all_editions(office)
    named, ones, of_regime = _edition(office, known, first, regime)
    other_named, others, _ = _edition(office, known, second, regime or of_regime)
    return EditionsCompared(named, other_named, compare(ones, others))


def edition_names(office: Office) -> tuple[str, ...]:
    """Every edition at hand and every one that waits, as `regime:label`, by regime and legal date."""
    return tuple(f"{slug}:{label}" for slug, labels in sorted(_all_editions(office).items()) for label in labels)


def _all_editions(office: Office) -> dict[str, dict[str, EditionDefinition]]:
    """Regime → label → edition, with all that waits."""
    paths = frozenset(path for files in waiting(office.lists_folder).values() for path in files)
    catalogue = office.lists_with(paths) if paths else office.catalogue
    return {slug: {e.label: e for e in regime.editions} for slug, regime in catalogue.regimes.items()}


def _edition(
    office: Office, known: Mapping[str, Mapping[str, EditionDefinition]], text: str, regime: str | None
) -> tuple[str, tuple[EntryDefinition, ...], str | None]:
    slug, colon, label = text.partition(":")
    if colon and slug in known:
        regime, text = slug, label
    if regime is not None and regime not in known:
        raise NotFound(f"There is no regime “{regime}”.", f"Known are: {', '.join(sorted(known))}.")
    among = {regime: known[regime]} if regime is not None else known
    exact = [(each, labels[text]) for each, labels in among.items() if text in labels]
    if len(exact) > 1:
        raise UsageError(
            f"Several regimes have an edition “{text}”.", f"Write one of: {', '.join(f'{s}:{text}' for s, _ in exact)}."
        )
    if exact:
        slug, edition = exact[0]
        return f"{slug}:{edition.label}", edition.entries, slug
    if Path(text).is_file():
        return _of_file(office, Path(text), regime)
    try:
        on = parse_typed_date(text)
    except UsageError:
        on = None
    if on is None or regime is None:
        names = ", ".join(f"{s}:{label}" for s, labels in among.items() for label in labels)
        raise NotFound(f"There is no edition “{text}”.", f"Editions at hand: {names}. A date needs --regime as well.")
    held = [edition for edition in known[regime].values() if edition.legal_on <= on]
    if not held:
        raise NotFound(f"No edition of {regime} was in force on {long_date(on)}.", "Name a later date.")
    edition = max(held, key=lambda each: each.legal_on)
    return f"{regime}:{edition.label}", edition.entries, regime


def _of_file(office: Office, path: Path, regime: str | None) -> tuple[str, tuple[EntryDefinition, ...], str | None]:
    """The entries that a file would give, matched as an import would."""
    catalogue = office.catalogue
    latest = catalogue.regimes[regime].latest if regime is not None and regime in catalogue.regimes else None
    found = read_foreign(path, wanted=lists_before(latest) or (ALL,))
    matcher = Matcher(catalogue.knowledge, catalogue.listed, {e.key: e for e in latest.entries} if latest else {})
    entries = tuple(
        EntryDefinition(
            company.key,
            company.name,
            matcher.match(company).vendor,
            company.from_on,
            company.to_on,
            company.includes_affiliates,
            company.scope,
            names=company.names,
            country=company.country,
        )
        for company in found.companies
    )
    return path.name, entries, regime
