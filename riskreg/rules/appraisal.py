"""An appraisal of a site: the options to replace what is flagged there, with all that is said of each. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from riskreg.rules.costing_lines import CostBasis, CostLine
from riskreg.rules.disruption_terms import Blackout, View, Visit
from riskreg.rules.green_book import Mitigation, ProjectType, RateKind, schedule_on
from riskreg.rules.interoperability_terms import Stays

YEARS: Final = 7
"""Years of an appraisal where nobody says otherwise. Source: a camera serves 5 to 7 (Epping Forest District)."""


class OptionKind(StrEnum):
    """What an option does."""

    KEEP = "keep_and_mitigate"
    """Set the equipment apart and replace it at the end of its life: the least that can be done.

    Source: Green Book: doing the minimum is one of the options.
    """
    LIKE = "like_for_like"
    REDESIGN = "redesign"
    """Many devices by as many as the place needs, which are rarely the same number."""
    WITHDRAW = "withdraw"
    """The place does without."""

    @property
    def words(self) -> str:
        """As an officer reads it."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class OptionLine:
    """Some asset lines and the products that take their place: many to many.

    Attributes:
        name: In words, such as `Dome cameras, ground floor`.
        asset_ids: What goes, or is kept apart.
        products: Product → how many of it; empty where nothing comes.
        note: Anything else.
    """

    name: str
    asset_ids: tuple[int, ...]
    products: tuple[tuple[int, int], ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One way to deal with what is flagged.

    Attributes:
        label: `A`, `B`, …
        kind: What it does.
        name: In words.
        description: What it is, with advantages, disadvantages and risks as officers see them.
        lines: What is replaced by what.
        costs: What is paid for; a line without a likely price is not priced yet.
        visits: The work on site.
    """

    label: str
    kind: OptionKind
    name: str
    description: str | None = None
    lines: tuple[OptionLine, ...] = ()
    costs: tuple[CostLine, ...] = ()
    visits: tuple[Visit, ...] = ()

    @property
    def asset_ids(self) -> frozenset[int]:
        """All that its lines replace or keep apart."""
        return frozenset(asset for line in self.lines for asset in line.asset_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """All that is said of a site: the inputs of a comparison.

    Attributes:
        name: In words.
        appraised_on: Its date: the discount rates of that day count.
        base_year: Year 0, in whose money all is reckoned.
        last_year: Last year, the same for all options.
        rates: Column of the discount rates.
        budget_pence: What is set aside, VAT included; None where nothing is said.
        mitigations: Type of project → how much of its optimism bias is managed, and the evidence.
        stays: What is not replaced.
        options: In the order of their labels.
        views: What must be seen.
        blackouts: When nothing may be touched.
    """

    name: str
    appraised_on: date
    base_year: int
    last_year: int
    rates: RateKind = RateKind.STANDARD
    budget_pence: int | None = None
    mitigations: tuple[tuple[ProjectType, Mitigation], ...] = ()
    stays: Stays = field(default_factory=Stays)
    options: tuple[Option, ...] = ()
    views: tuple[View, ...] = ()
    blackouts: tuple[Blackout, ...] = ()

    @property
    def basis(self) -> CostBasis:
        """On what it is reckoned.

        Raises:
            UsageError: The years are impossible, the rates of that day are not known, or bias is reduced without
                evidence.
        """
        rates = schedule_on(self.appraised_on)
        return CostBasis(self.base_year, self.last_year, rates, self.rates, dict(self.mitigations))
