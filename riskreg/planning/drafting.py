"""Draft options for a site, from what is flagged there and the products that are known. Pure but for its data file.

A draft is a start for officers to correct. What has no public price stands in it without one; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from riskreg.planning.choosing import Choice, Wanted, choices, megapixels, with_others
from riskreg.planning.draft_costs import Costing, Group, unit_costs
from riskreg.rules.appraisal import YEARS, Appraisal, Option, OptionKind, OptionLine
from riskreg.rules.appraisal_figures import AssetFact, ProductFact
from riskreg.rules.appraising import products_of
from riskreg.rules.disruption_terms import Visit
from riskreg.rules.green_book import ProjectType
from riskreg.rules.interoperability_terms import NO_CAMERA, Stays
from riskreg.rules.power import most_drawn, set_aside, watts
from riskreg.rules.terms import EquipmentKind

_VAGUE = (EquipmentKind.CAMERA, EquipmentKind.UNKNOWN)
_PER_DAY = 4
_PROPOSED = 3
"""Products that are named for each group."""
_NAMED = 6
"""Groups of devices that a sentence names; the table holds them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftWanted:
    """What a draft is to be made of.

    Attributes:
        name: Of the appraisal.
        on: Its date.
        years: Years that it looks ahead.
        stays: What is not replaced, screened.
        cameras_as: What to look for where a list says only “camera”; None: nothing is chosen for those.
        redesign: Kind → how many devices shall take the place of all of that kind; empty: no option to redesign.
        project_type: Type of project whose optimism bias the works bear; None where nobody chose one.
        vat: Rate of VAT in basis points; None where not known.
        rates: Currency → pounds for one unit.
        minutes_each: Minutes for which each device is out; None where not known.
        is_street: The cameras stand in public space, on columns and walls, and not in a building.
    """

    name: str
    on: date
    years: int = YEARS
    stays: Stays = field(default_factory=Stays)
    cameras_as: EquipmentKind | None = None
    redesign: Mapping[EquipmentKind, int] = field(default_factory=dict)
    project_type: ProjectType | None = None
    vat: int | None = None
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    minutes_each: int | None = None
    is_street: bool = False


@dataclass(frozen=True, slots=True)
class Proposed:
    """The products that might take the place of a group, the best first.

    Attributes:
        group: The group in words.
        devices: Devices in it.
        choices: The best of them.
        found: How many might do.
        powered: How many of these the switch can power; None where no switch is told.
    """

    group: str
    devices: int
    choices: tuple[Choice, ...]
    found: int
    powered: int | None


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft.

    Attributes:
        appraisal: The inputs.
        proposed: Products that might do, for each group of option like for like.
        said: What officers must know or put right.
    """

    appraisal: Appraisal
    proposed: tuple[Proposed, ...]
    said: tuple[str, ...]


def draft(wanted: DraftWanted, scope: Mapping[int, AssetFact], products: Mapping[int, ProductFact]) -> Drafted:
    """Draft the options for what is flagged at a site.

    Args:
        wanted: How.
        scope: What is flagged: asset → what is known of it.
        products: To choose from.
    """
    maker = _Drafter(wanted, scope, products)
    options = maker.options()
    appraisal = Appraisal(
        name=wanted.name,
        appraised_on=wanted.on,
        base_year=wanted.on.year,
        last_year=wanted.on.year + wanted.years,
        stays=wanted.stays,
        options=options,
    )
    return Drafted(appraisal, tuple(maker.proposed), tuple(dict.fromkeys([*maker.said, *_gaps(options, wanted)])))


def _gaps(options: tuple[Option, ...], wanted: DraftWanted) -> Iterator[str]:
    unpriced = sum(cost.likely is None for option in options for cost in option.costs)
    if unpriced:
        yield f"{unpriced} costs have no price, because no public one is known. Give them in the workbook."
    if wanted.is_street:
        each = unit_costs()["street_camera"]
        yield (
            f"To compare with: councils paid £{each.low // 100:,} to £{each.high // 100:,} for a camera in public "
            f"space with all works ({each.source})."
        )
    if wanted.project_type is None:
        yield "No cost bears optimism bias yet: choose the type of project in the workbook, and say why."
    if wanted.minutes_each is None:
        yield "How long each device is out is not known yet: give it with each visit in the workbook."
    yield "No view is recorded yet: say in the workbook what must be seen, by how many devices, and how critical it is."


class _Drafter:
    def __init__(
        self, wanted: DraftWanted, scope: Mapping[int, AssetFact], products: Mapping[int, ProductFact]
    ) -> None:
        self._wanted = wanted
        self._products = products
        self._groups = tuple(self._known(each) for each in _grouped(scope))
        self._costing = Costing(
            wanted.on.year,
            wanted.on.year + wanted.years,
            wanted.vat,
            wanted.project_type,
            wanted.rates,
            wanted.is_street,
        )
        self.proposed: list[Proposed] = []
        self._left_open: dict[str, list[str]] = {}

    def options(self) -> tuple[Option, ...]:
        like = self._chosen(self._groups, is_told=True)
        made = [
            self._option(OptionKind.KEEP, "Set apart, replace at end of life", like),
            self._option(OptionKind.LIKE, "Replace one for one", like),
        ]
        if self._wanted.redesign:
            redesigned = self._chosen(tuple(self._merged()), is_told=False)
            made.append(self._option(OptionKind.REDESIGN, "Replace by what the place needs", redesigned))
        made.append(self._option(OptionKind.WITHDRAW, "Take out, and do without", like))
        labels = "ABCD"
        return tuple(replace(each, label=label) for label, each in zip(labels, made, strict=False))

    def _merged(self) -> Iterator[Group]:
        """Groups of one kind as one, with the number of devices that shall come."""
        done = set()
        for group in self._groups:
            kind = group.kind
            if kind not in self._wanted.redesign:
                yield group
                continue
            if kind in done:
                continue
            done.add(kind)
            alike = [each for each in self._groups if each.kind is kind]
            assets = {key: asset for each in alike for key, asset in each.assets.items()}
            sharpest = max(alike, key=lambda each: megapixels(each.resolution) or 0)
            name = f"All devices of kind {kind.value.replace('_', ' ')}"
            yield Group(name, kind, assets, sharpest.resolution, self._wanted.redesign[kind])

    def _known(self, group: Group) -> Group:
        """A group with what to look for where its list says only “camera”; what is no camera stays what it is."""
        if group.kind is EquipmentKind.CAMERA and self._wanted.cameras_as is not None:
            return replace(group, kind=self._wanted.cameras_as)
        return group

    def _chosen(self, groups: tuple[Group, ...], *, is_told: bool) -> tuple[tuple[Group, Choice | None], ...]:
        """Each group with the best product for it; what was chosen before hangs on the same switch."""
        chosen: list[tuple[Group, Choice | None]] = []
        drawn = allotted = ports = 0
        for group in groups:
            kind = group.kind
            found: tuple[Choice, ...] = ()
            if kind not in _VAGUE:
                looked_for = Wanted(kind, group.comes, group.resolution, self._wanted.on)
                stays = with_others(self._wanted.stays, drawn, allotted, ports)
                found = choices(looked_for, self._products, stays, self._wanted.rates)
            best = found[0] if found else None
            if best is not None:
                drawn += group.comes * most_drawn(best.product.candidate)
                allotted += group.comes * set_aside(best.product.candidate)
                ports += group.comes if best.product.candidate.kind not in NO_CAMERA else 0
            if is_told:
                self._tell(group, kind, found)
            chosen.append((group, best))
        return tuple(chosen)

    def _tell(self, group: Group, kind: EquipmentKind, found: tuple[Choice, ...]) -> None:
        powered = None
        if any(each.is_powered is not None for each in found):
            powered = sum(each.is_powered is True for each in found)
        self.proposed.append(Proposed(group.name, group.devices, found[:_PROPOSED], len(found), powered))
        what = kind.value.replace("_", " ")
        if kind is EquipmentKind.UNKNOWN:
            self._open("Neither list nor number says what {} are. Choose products in the workbook.", group)
        elif kind in _VAGUE:
            self._open(f"Of {{}} lists say only “{what}”. Add --cameras-as, or choose products in the workbook.", group)
        elif not found:
            self._open(f"No product of the kind {what} is known that is unflagged and fits, for {{}}.", group)
        elif powered is not None and powered < len(found):
            budget = self._wanted.stays.budget_milliwatts
            given = f" of {watts(budget)}" if budget is not None else ""
            self._open(
                f"The switch{given} cannot power every product that might take the place of {{}}: under “Powered” "
                "stands how many it can. The others need another switch or injectors.",
                group,
            )

    def _open(self, sentence: str, group: Group) -> None:
        self._left_open.setdefault(sentence, []).append(group.name)

    @property
    def said(self) -> tuple[str, ...]:
        """What a person has yet to settle: a sentence each, with the groups of devices that it is about."""
        return tuple(
            sentence.format(", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if names[_NAMED:] else ""))
            for sentence, names in self._left_open.items()
        )

    def _option(self, kind: OptionKind, name: str, chosen: tuple[tuple[Group, Choice | None], ...]) -> Option:
        brings = kind in (OptionKind.LIKE, OptionKind.REDESIGN)
        lines = tuple(
            OptionLine(
                group.name,
                tuple(group.assets),
                ((choice.product_id, group.comes),) if brings and choice is not None else (),
            )
            for group, choice in chosen
        )
        made = Option("", kind, name, None, lines, (), tuple(self._visits(kind, chosen)))
        coming = products_of(self._wanted.stays, made, self._products)
        needs = dict.fromkeys(need for each in coming for answer in each.answers for need in answer.needs)
        return replace(made, costs=tuple(self._costing.of(kind, chosen, needs)))

    def _visits(self, kind: OptionKind, chosen: Iterable[tuple[Group, Choice | None]]) -> Iterator[Visit]:
        if kind is OptionKind.KEEP:
            return
        for group, _ in chosen:
            days = -(-group.devices // _PER_DAY)
            # What is withdrawn is not out for a time: it is gone, and the views afterwards say so.
            minutes = 0 if kind is OptionKind.WITHDRAW else self._wanted.minutes_each
            yield Visit(group.name, None, days, tuple(group.assets), 1, minutes)


def _grouped(scope: Mapping[int, AssetFact]) -> Iterator[Group]:
    """Devices alike as one group, the largest first."""
    alike: dict[tuple[EquipmentKind, str], dict[int, AssetFact]] = {}
    for key, asset in scope.items():
        alike.setdefault((asset.kind, asset.model), {})[key] = asset
    groups = []
    for (kind, model), assets in alike.items():
        sharpest = max(assets.values(), key=lambda each: megapixels(each.resolution) or 0).resolution
        devices = sum(each.quantity for each in assets.values())
        groups.append(Group(model, kind, assets, sharpest, devices))
    yield from sorted(groups, key=lambda each: (-each.devices, each.name))
