"""What an appraisal comes to, option by option: the frozen figures that are stored, shown and digested. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from riskreg.rules.appraisal import OptionKind
from riskreg.rules.candidates import Candidate
from riskreg.rules.costing import Sum
from riskreg.rules.costing_life import Lives
from riskreg.rules.costing_lines import CostKind
from riskreg.rules.disruption_terms import Blackout, Clash, Disruption, ViewOutcome
from riskreg.rules.interoperability_terms import Answer
from riskreg.rules.terms import EquipmentKind, Interoperability, Verdict


@dataclass(frozen=True, slots=True)
class AssetFact:
    """An asset line as an appraisal sees it.

    Attributes:
        reference: `ASSET-…`.
        name: Make, model and place.
        quantity: Devices.
        kind: Kind of equipment.
        verdict: What the lists in use say of it.
        model: Make and model as listed.
        installed_year: Year of installation; None where not known.
        resolution: As its list writes it; None where not known.
    """

    reference: str
    name: str
    quantity: int
    kind: EquipmentKind
    verdict: Verdict
    model: str
    installed_year: int | None = None
    resolution: str | None = None


@dataclass(frozen=True, slots=True)
class ProductFact:
    """A product as an appraisal sees it: what is known of it, and what the lists in use say."""

    reference: str
    candidate: Candidate
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProductFigure:
    """A product of an option, how it works with what stays, and what its list notes of it."""

    reference: str
    name: str
    quantity: int
    verdict: Verdict
    reason: str
    outcome: Interoperability
    answers: tuple[Answer, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """What one option comes to. Money in pence, in money of the base year.

    Attributes:
        label: `A`, `B`, …
        kind: What it does.
        name: In words.
        devices_old: Devices that go, or are kept apart.
        devices_new: Devices that come.
        total: All its costs.
        by_kind: Its costs by what is paid for.
        by_year: Its costs by year.
        unpriced: Costs without a price: the sums are too low by these.
        without_bias: Costs that bear no optimism bias because no type of project is named.
        without_vat: Costs whose VAT is not known: the budget is too low by it.
        over_budget: Likely budget above what is set aside, in pence; None where nothing is set aside.
        products: What comes, and how it works with what stays.
        interoperability: The gravest answer.
        keeps_restricted: Something restricted stays in the system; None where not known.
        views: What the work means for each view.
        disruption: The gravest of them; not known where no view is recorded.
        visits: Visits to the site.
        crew_days: Days of work, each person counted.
        undated: Visits without a date.
        clashes: Visits on forbidden days.
        starts_on: First day of work; None where not settled.
        ends_on: Last day of work; None where not settled.
        hindrances: What must be put right before it can be recommended.
        lives: Where the devices that go stand in their life; None where none goes.
        duration_bias: Optimism bias on the duration of the works, in basis points, by the shares of their cost; None
            where no type of project with a measured one is named.
        ends_late_on: Last day of work with that bias; None where it, or the days, are not known.
        late_windows: Forbidden days that such a delay would run into.
    """

    label: str
    kind: OptionKind
    name: str
    devices_old: int
    devices_new: int
    total: Sum
    by_kind: tuple[tuple[CostKind, Sum], ...]
    by_year: tuple[tuple[int, Sum], ...]
    unpriced: tuple[str, ...]
    without_bias: int
    without_vat: int
    over_budget: int | None
    products: tuple[ProductFigure, ...]
    interoperability: Interoperability
    keeps_restricted: bool | None
    views: tuple[ViewOutcome, ...]
    disruption: Disruption
    visits: int
    crew_days: int
    undated: int
    clashes: tuple[Clash, ...]
    starts_on: date | None
    ends_on: date | None
    hindrances: tuple[str, ...] = field(default=())
    lives: Lives | None = None
    duration_bias: int | None = None
    ends_late_on: date | None = None
    late_windows: tuple[Blackout, ...] = ()

    @property
    def minutes_lost(self) -> int | None:
        """Minutes of lost coverage over all views; None where one is not known."""
        told = [each.lost_minutes for each in self.views]
        return None if None in told or not told else sum(each for each in told if each is not None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The options of an appraisal side by side.

    Attributes:
        name: Of the appraisal.
        appraised_on: Its date.
        base_year: Year 0.
        last_year: Last year.
        rates_source: Where the discount rates stand.
        bias_source: Where the bounds of optimism bias stand.
        budget_pence: What is set aside; None where nothing is said.
        options: In the order of their labels.
    """

    name: str
    appraised_on: date
    base_year: int
    last_year: int
    rates_source: str
    bias_source: str
    budget_pence: int | None
    options: tuple[OptionFigures, ...]
