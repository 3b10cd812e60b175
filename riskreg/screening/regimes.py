"""Regimes as they stand in the register: the edition in use, its entries, the determinations made here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.catalogue import Catalogue, EntryDefinition
from riskreg.catalogue.coverage import Cover, Coverage, coverage_of
from riskreg.register import Criterion, Determination, ListEdition, ListEntry, Regime, Vendor
from riskreg.rules.terms import DeterminationOutcome, RegimeKind


@dataclass(frozen=True, slots=True)
class Ground:
    """On what a regime's answer rests: a list entry, a determination, or neither; and from which date."""

    from_on: date
    list_entry_id: int | None
    determination_id: int | None


@dataclass(frozen=True, slots=True)
class ScreenedRegime:
    """A regime as it stands in the register."""

    id: int
    slug: str
    coverage: Coverage
    is_complete: bool
    """Whether absence from the edition in use says anything. A part of a list can flag, and clears nobody."""
    legal_on: date
    entries: Mapping[str, tuple[int, date | None]]
    determinations: Mapping[str, tuple[int, date]]
    contents: Mapping[str, EntryDefinition]
    """Key → entry of the edition in use."""

    def starts_after(self, on: date) -> list[date]:
        """Days after a date from which entries of the edition in use hold, the earliest first; mostly none."""
        return sorted({from_on for _, from_on in self.entries.values() if from_on is not None and from_on > on})

    def entry_content(self, cover: Cover | None) -> str | None:
        """What the entry says on which an answer rests, as the edition in use has it; None where it rests on none."""
        entry = self.contents.get(cover.entry_key) if cover is not None and cover.entry_key is not None else None
        return entry.content() if entry is not None else None

    def ground(self, vendor: str | None, cover: Cover | None) -> Ground:
        """On which entry or determination an answer rests, and from which date it holds."""
        if cover is None:
            return Ground(self.legal_on, None, None)
        if cover.entry_key is not None and cover.entry_key in self.entries:
            entry, from_on = self.entries[cover.entry_key]
            return Ground(from_on or self.legal_on, entry, None)
        for slug in (vendor, *cover.via):
            if slug is not None and slug in self.determinations:
                determination, decided_on = self.determinations[slug]
                return Ground(max(self.legal_on, decided_on), None, determination)
        return Ground(self.legal_on, None, None)


def screened_regimes(session: Session, catalogue: Catalogue) -> tuple[ScreenedRegime, ...]:
    """Every regime that can flag, by short name, with its newest edition and the determinations made here."""
    screened = []
    # Indicators restrict something else (exports): what they say is shown with the maker, and judges nothing.
    query = select(Regime).where(Regime.kind != RegimeKind.INDICATOR).order_by(Regime.slug)
    for regime in session.scalars(query).all():
        definition = catalogue.regimes.get(regime.slug)
        edition = session.scalars(
            select(ListEdition)
            .where(ListEdition.regime_id == regime.id)
            .order_by(ListEdition.legal_on.desc(), ListEdition.id.desc())
            .limit(1)
        ).first()
        if definition is None or edition is None:
            continue
        entries = {
            key: (row, from_on)
            for key, row, from_on in session.execute(
                select(ListEntry.entry_key, ListEntry.id, ListEntry.from_on)
                .where(ListEntry.list_edition_id == edition.id)
                .order_by(ListEntry.id)
            )
        }
        determinations: dict[str, tuple[int, date]] = {}
        outcomes: dict[str, DeterminationOutcome] = {}
        for slug, row, decided_on, outcome in session.execute(
            select(Vendor.slug, Determination.id, Determination.decided_on, Determination.outcome)
            .join(Criterion, Criterion.id == Determination.criterion_id)
            .join(Vendor, Vendor.id == Determination.vendor_id)
            .where(Criterion.regime_id == regime.id)
            .order_by(Determination.decided_on, Determination.id)
        ):
            determinations[slug], outcomes[slug] = (row, decided_on), outcome
        carried = definition.edition(edition.label)
        coverage = coverage_of(definition, carried, outcomes, catalogue.knowledge)
        is_complete = carried is not None and carried.is_complete
        contents = {each.key: each for each in carried.entries} if carried is not None else {}
        screened.append(
            ScreenedRegime(
                regime.id, regime.slug, coverage, is_complete, edition.legal_on, entries, determinations, contents
            )
        )
    return tuple(screened)
