"""An appraisal as pages show it: its options, one option, and the lines of cost behind a figure. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.database import register_code
from riskreg.errors import NotFound
from riskreg.operations.appraising import Compared, compared_in, find_appraisal
from riskreg.operations.approving import open_points
from riskreg.operations.office import Office
from riskreg.planning.appraisals import content_of, of_version, versions_of
from riskreg.planning.scope import asset_facts
from riskreg.planning.standing import Standing, VersionNamed, standings
from riskreg.register import Product, ProductVersion, System
from riskreg.rules.appraisal import Appraisal, Option
from riskreg.rules.appraisal_figures import AssetFact, OptionFigures
from riskreg.rules.appraisal_money import MONEY, MoneyFigure
from riskreg.rules.candidates import full_name
from riskreg.rules.costing import NOTHING, Estimate, Sum, reckon
from riskreg.rules.costing_lines import CostKind, CostLine
from riskreg.rules.references import ReferenceKind, reference


@dataclass(frozen=True, slots=True)
class VersionSeen:
    """A version of an appraisal: its number from 1, its date, who wrote it when (UTC), and the change."""

    number: int
    appraised_on: date
    by: str
    at: datetime | None
    change: int
    file_name: str | None


@dataclass(frozen=True, slots=True)
class AppraisalSeen:
    """An appraisal at a point.

    Attributes:
        compared: The options side by side, of the version that is looked at.
        standing: How far it is, of the version that counts.
        versions: All versions by then, the oldest first.
        system: The one system that it is about; None for the whole site.
        inputs: What the version was reckoned from.
        newest: Number of the version whose option was recommended last; None where none was.
        baseline: Number of the version whose option is the baseline; None while nothing is approved.
    """

    compared: Compared
    standing: Standing
    versions: tuple[VersionSeen, ...]
    system: str | None
    inputs: Appraisal
    newest: int | None
    baseline: int | None

    @property
    def is_newest(self) -> bool:
        """Whether the version that is looked at is the one that counts."""
        return self.compared.version == self.versions[-1].number


@dataclass(frozen=True, slots=True)
class LineSeen:
    """What goes, and what comes in its place: reference, name and number of each."""

    name: str
    goes: tuple[tuple[str, str, int], ...]
    comes: tuple[tuple[str, str, int], ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class OptionSeen:
    """One option of an appraisal.

    Attributes:
        seen: The appraisal.
        option: Its inputs.
        figures: What it comes to.
        lines: What goes and comes.
        open_points: What of it is not known.
    """

    seen: AppraisalSeen
    option: Option
    figures: OptionFigures
    lines: tuple[LineSeen, ...]
    open_points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CostSeen:
    """A line of cost, and what it adds to the figure that is looked at."""

    line: CostLine
    adds: Estimate


@dataclass(frozen=True, slots=True)
class CostsSeen:
    """The lines of cost behind a figure.

    Attributes:
        seen: The appraisal.
        option: The option.
        figure: The figure.
        lines: Its lines, in the order of the workbook.
        total: What they come to.
        stored: What the figure was when the appraisal was reckoned; None where it was not stored so finely.
        unpriced: Lines of this kind and year that have no price: they add nothing.
    """

    seen: AppraisalSeen
    option: OptionFigures
    figure: MoneyFigure
    lines: tuple[CostSeen, ...]
    total: Estimate
    stored: Estimate | None
    unpriced: tuple[CostLine, ...]


def see_appraisal(
    office: Office, text: str, *, as_at: date | None = None, as_known: int | None = None, version: int | None = None
) -> AppraisalSeen:
    """An appraisal with its options and how far it is.

    Args:
        office: Where.
        text: Reference of the appraisal, or its site.
        as_at: The version that counted on that date; today where None.
        as_known: Only what the register had been told by that change.
        version: Number of an earlier version; the one that counts where None.

    Raises:
        NotFound: There is no such appraisal or version.
    """
    with office.reading() as session:
        return _seen(office, session, text, as_at or office.today, as_known, version)


def see_option(
    office: Office,
    text: str,
    label: str,
    *,
    as_at: date | None = None,
    as_known: int | None = None,
    version: int | None = None,
) -> OptionSeen:
    """One option with what goes and what comes.

    Raises:
        NotFound: There is no such appraisal, version or option.
    """
    with office.reading() as session:
        seen = _seen(office, session, text, as_at or office.today, as_known, version)
        option, figures = _option(seen, label)
        assets = asset_facts(session, option.asset_ids)
        names = _product_names(session, option)
        code = register_code(session)
        lines = tuple(
            LineSeen(
                line.name,
                tuple(_asset(assets[each]) for each in line.asset_ids if each in assets),
                tuple((reference(ReferenceKind.PRODUCT, code, key), names[key], many) for key, many in line.products),
                line.note,
            )
            for line in option.lines
        )
        return OptionSeen(seen, option, figures, lines, open_points(figures))


def _asset(fact: AssetFact) -> tuple[str, str, int]:
    return fact.reference, fact.name, fact.quantity


def _product_names(session: Session, option: Option) -> dict[int, str]:
    wanted = {key for line in option.lines for key, _ in line.products}
    query = (
        select(Product.id, ProductVersion.vendor, ProductVersion.model)
        .join(ProductVersion, ProductVersion.product_id == Product.id)
        .where(Product.id.in_(wanted))
        .order_by(ProductVersion.id)
    )
    return {key: full_name(vendor, model) for key, vendor, model in session.execute(query)}


def see_costs(
    office: Office,
    text: str,
    label: str,
    figure: str,
    *,
    kind: CostKind | None = None,
    year: int | None = None,
    as_at: date | None = None,
    as_known: int | None = None,
    version: int | None = None,
) -> CostsSeen:
    """The lines of cost behind a figure of an option, each with its source, adding up to the figure.

    Args:
        office: Where.
        text: Reference of the appraisal, or its site.
        label: Letter of the option.
        figure: Code of the figure, as `rules.appraisal_money` has it.
        kind: Only what is paid for this.
        year: Only what falls in this year.
        as_at: The version that counted on that date; today where None.
        as_known: Only what the register had been told by that change.
        version: Number of an earlier version; the one that counts where None.

    Raises:
        NotFound: There is no such appraisal, version, option or figure.
    """
    chosen = next((each for each in MONEY if each.code == figure), None)
    if chosen is None:
        raise NotFound(f"There is no figure “{figure}”.", "Choose one of those of the comparison.")
    with office.reading() as session:
        seen = _seen(office, session, text, as_at or office.today, as_known, version)
    option, figures = _option(seen, label)
    wanted = [each for each in option.costs if kind is None or each.kind is kind]
    costs = reckon([each for each in wanted if each.likely is not None], seen.inputs.basis)
    found: dict[int, Sum] = {}
    lines: dict[int, CostLine] = {}
    for cell in costs.cells:
        if year is None or cell.year == year:
            lines[id(cell.line)] = cell.line
            found[id(cell.line)] = found.get(id(cell.line), Sum()) + cell.sum
    total = sum(found.values(), Sum())
    return CostsSeen(
        seen,
        figures,
        chosen,
        tuple(CostSeen(lines[key], adds) for key, each in found.items() if (adds := chosen.of(each)) != NOTHING),
        chosen.of(total),
        _stored(figures, chosen, kind, year),
        tuple(
            each
            for each in wanted
            if each.likely is None and (year is None or each.first_year <= year <= each.last_year)
        ),
    )


def _stored(figures: OptionFigures, figure: MoneyFigure, kind: CostKind | None, year: int | None) -> Estimate | None:
    if kind is not None and year is not None:
        return None
    if kind is not None:
        return figure.of(dict(figures.by_kind).get(kind, Sum()))
    return figure.of(dict(figures.by_year).get(year, Sum()) if year is not None else figures.total)


def _option(seen: AppraisalSeen, label: str) -> tuple[Option, OptionFigures]:
    wanted = label.strip().upper()
    option = next((each for each in seen.inputs.options if each.label == wanted), None)
    if option is None:
        raise NotFound(f"The appraisal has no option “{label}”.", "Choose one of those that stand side by side.")
    return option, next(each for each in seen.compared.figures.options if each.label == wanted)


def _seen(
    office: Office, session: Session, text: str, on: date, as_known: int | None, number: int | None
) -> AppraisalSeen:
    known = find_appraisal(session, text, on, as_known)
    record, newest = known.record, known.version
    versions = versions_of(session, record.id, on, as_known)
    looked_at = of_version(session, known, number, on, as_known)
    named = VersionNamed(record.id, newest.id, record.site_id, newest.name, newest.appraised_on)
    standing = standings(session, [named], on, as_known)[record.id]
    numbers = {row.id: place for place, (row, _) in enumerate(versions, 1)}
    return AppraisalSeen(
        compared=compared_in(office, session, looked_at, as_known),
        standing=standing,
        versions=tuple(
            VersionSeen(place, row.appraised_on, change.actor, change.at, change.sequence or 0, row.file_name)
            for place, (row, change) in enumerate(versions, 1)
        ),
        system=session.scalar(select(System.name).where(System.id == record.system_id)),
        inputs=content_of(session, looked_at.version),
        newest=numbers.get(standing.newest.version_id) if standing.newest is not None else None,
        baseline=numbers.get(standing.baseline.version_id) if standing.baseline is not None else None,
    )
