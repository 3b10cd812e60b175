"""Recommend an option, approve it as another person, hold the work against the baseline, and record what was paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.database import register_code
from riskreg.errors import Conflict, NotFound, UsageError
from riskreg.operations.appraising import find_appraisal, newly_flagged, product_facts
from riskreg.operations.office import Office
from riskreg.planning import approvals
from riskreg.planning.appraisals import AppraisalKnown, content_of, figures_of
from riskreg.register import PlanActual, PlanMilestone
from riskreg.rules.appraisal_figures import OptionFigures
from riskreg.rules.appraisal_said import delay_said
from riskreg.rules.costing_lines import CostKind, Spend
from riskreg.rules.dates import long_date
from riskreg.rules.names import fold
from riskreg.rules.outturn import Milestone, Outturn, Paid, outturn
from riskreg.rules.references import ReferenceKind, reference
from riskreg.tables.values.dates import EARLIEST_YEAR


@dataclass(frozen=True, slots=True)
class Decided:
    """What was recommended or decided.

    Attributes:
        reference: `APPR-…`.
        option: Its letter.
        name: Its name.
        on: The date.
        baseline: Number of the baseline that it made; None where it made none.
        said: What the reader must know: what of the option is not known.
    """

    reference: str
    option: str
    name: str
    on: date
    baseline: int | None
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaymentShown:
    """A payment as recorded, in pence without VAT; its number names it in a correction."""

    number: int
    kind: CostKind
    spend: Spend
    paid_on: date
    pence: int
    vat_pence: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Story:
    """What was recommended and decided of an appraisal, in order."""

    on: date
    what: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class OutturnShown:
    """What was planned, paid and learnt.

    Attributes:
        reference: `APPR-…`.
        baseline: Number of the baseline that counts; None while nothing is approved.
        option: Its option; None while nothing is approved.
        figures: Its figures.
        base_year: In money of which year they are; None while nothing is approved.
        outturn: What became of it, and what it will come to.
        payments: Every payment that stands.
        dates: When work really began and ended.
        story: Recommendations, decisions and baselines.
    """

    reference: str
    baseline: int | None
    option: str | None
    figures: OptionFigures | None
    base_year: int | None
    outturn: Outturn | None
    payments: tuple[PaymentShown, ...]
    dates: tuple[tuple[Milestone, date], ...]
    story: tuple[Story, ...]


def recommend_option(office: Office, text: str, label: str, *, reasons: str, on: date | None = None) -> Decided:
    """Recommend an option of an appraisal, with reasons.

    Args:
        office: Where and who.
        text: Reference of the appraisal, or its site.
        label: Letter of the option.
        reasons: What speaks for it.
        on: When; today where None.

    Raises:
        NotFound: There is no such appraisal or option.
        Conflict: Something hinders it: a cost without a price, a flagged product, a no-gap view below its floor, …
        UsageError: Reasons are missing, or the date lies ahead.
    """
    day = _past(office, on)
    with office.acting("recommend option", reasons or "Option recommended.") as session:
        known = _newest(office, session, text, day)
        told = figures_of(known.version)
        since = newly_flagged(session, known.version, told, office.today, label.strip().upper())
        approvals.recommend(
            session, known.version, label, by=office.named.name.strip(), on=day, reasons=reasons, since=since
        )
        figures = next(each for each in figures_of(known.version).options if each.label == label.strip().upper())
        return _decided(session, known, figures, day, None)


def _newest(office: Office, session: Session, text: str, on: date) -> AppraisalKnown:
    """The version that counts now; nothing is decided of it before its day."""
    known = find_appraisal(session, text, office.today)
    if on < known.version.appraised_on:
        told = long_date(known.version.appraised_on)
        raise UsageError(f"The appraisal is of {told}.", "Give that day or a later one.")
    return known


def _decided(
    session: Session, known: AppraisalKnown, figures: OptionFigures, on: date, baseline: int | None
) -> Decided:
    return Decided(_reference(session, known), figures.label, figures.name, on, baseline, open_points(figures))


def open_points(figures: OptionFigures) -> tuple[str, ...]:
    """What of an option is not known: it may be recommended, and whoever approves it must know."""
    said = []
    if figures.interoperability.value == "not_known":
        said.append("Whether it works with what stays is not known. Unknown is not fits.")
    if not figures.views:
        said.append("No view is recorded, so nothing is known of what is lost during the work.")
    elif figures.disruption.value in ("not_known", "exceeds"):
        said.append(f"What the work means for the views: {figures.disruption.value.replace('_', ' ')}.")
    if figures.without_bias:
        said.append(f"{figures.without_bias} costs bear no optimism bias.")
    if figures.without_vat:
        said.append(f"VAT of {figures.without_vat} costs is not known.")
    if figures.over_budget:
        said.append(f"It costs £{figures.over_budget / 100:,.2f} more than is set aside.")
    if figures.undated:
        said.append(f"{figures.undated} visits have no date.")
    if figures.late_windows:
        said.extend(delay_said(figures))
    if figures.keeps_restricted:
        said.append("Something restricted stays in the system.")
    return tuple(said)


def approve_option(
    office: Office, text: str, *, is_approved: bool = True, reason: str = "", on: date | None = None
) -> Decided:
    """Approve the newest recommendation as another person, or send it back.

    Raises:
        NotFound: There is no such appraisal.
        NotPermitted: The one who acts recommended it.
        Conflict: Nothing waits, the appraisal was changed since, or newer lists have caught one of its products.
        UsageError: It is sent back without a reason, or the date cannot be.
    """
    day = _past(office, on)
    action = "approve option" if is_approved else "send option back"
    with office.acting(action, reason or "Option approved.") as session:
        known = _newest(office, session, text, day)
        by = office.named.name.strip()
        _, baseline = approvals.approve(session, known.version, by=by, on=day, is_approved=is_approved, reason=reason)
        newest = approvals.recommendations(session, known.record.id)[-1].option
        if is_approved:
            _refuse_caught(office, session, known, newest.label)
        figures = next(each for each in figures_of(known.version).options if each.label == newest.label)
        number = baseline.number if baseline is not None else None
        return _decided(session, known, figures, day, number)


def _refuse_caught(office: Office, session: Session, known: AppraisalKnown, label: str) -> None:
    option = next(each for each in content_of(session, known.version).options if each.label == label)
    wanted = {key for line in option.lines for key, _ in line.products}
    caught = [each for each in product_facts(session, office.today, wanted).values() if each.verdict.is_flagged]
    if caught:
        named = " ".join(f"{each.candidate.name} is {each.verdict.value}: {each.reason}" for each in caught)
        raise Conflict(f"The option cannot be approved. {named}", "Choose another product, and recommend it anew.")


def rebaseline_plan(office: Office, text: str, *, reason: str, on: date | None = None) -> Decided:
    """Hold the plan against the newest approval from now on, with the reason.

    Raises:
        NotFound: There is no such appraisal.
        Conflict: There is no baseline yet, or nothing was approved since.
        UsageError: The reason is missing, or the date cannot be.
    """
    day = _past(office, on)
    with office.acting("rebaseline plan", reason or "Plan held against a new baseline.") as session:
        known = _newest(office, session, text, day)
        made = approvals.rebaseline(session, known.record.id, on=day, reason=reason)
        figures = approvals.baseline_figures(made)
        return _decided(session, known, figures, day, made.number)


def record_payment(
    office: Office,
    text: str,
    *,
    kind: CostKind,
    pence: int,
    source: str,
    spend: Spend = Spend.CAPITAL,
    vat_pence: int | None = None,
    on: date | None = None,
    corrects: int | None = None,
) -> PaymentShown:
    """Record what was really paid.

    Args:
        office: Where and who.
        text: Reference of the appraisal, or its site.
        kind: What for.
        pence: Without VAT; below nought for a credit.
        source: Invoice or order.
        spend: Capital or yearly.
        vat_pence: VAT; None where not known.
        on: When it was paid; today where None.
        corrects: Number of the payment whose place it takes; None for a new one.

    Raises:
        NotFound: There is no such appraisal or payment.
        Conflict: Nothing is approved, that payment was corrected before, or a payment that stands says the same.
        UsageError: The source is missing, the date cannot be, the VAT has another sign, or it is an avoided cost.
    """
    day = _past(office, on)
    if not source.strip():
        raise UsageError("A payment needs its source.", 'Add --source "Invoice 123".')
    if spend is Spend.AVOIDED:
        raise UsageError("What is avoided is not paid.", "Give capital or yearly.")
    if vat_pence is not None and pence * vat_pence < 0:
        raise UsageError(
            "Amount and VAT have different signs.",
            "Give both with a minus for a credit, and both without for a payment.",
        )
    with office.acting("record payment", f"Payment recorded: {source.strip()}.") as session:
        known = find_appraisal(session, text, office.today)
        _baselined(session, known)
        made = PlanActual(
            appraisal_id=known.record.id,
            supersedes_id=_corrected(session, known, corrects) if corrects is not None else None,
            kind=kind,
            spend=spend,
            paid_on=day,
            pence=pence,
            vat_pence=vat_pence,
            source=source.strip(),
        )
        _not_twice(session, made)
        session.add(made)
        session.flush()
        return _payment(session, made)


def _corrected(session: Session, known: AppraisalKnown, number: int) -> int:
    query = select(PlanActual.id).where(PlanActual.appraisal_id == known.record.id).order_by(PlanActual.id)
    rows = session.scalars(query).all()
    if not 1 <= number <= len(rows):
        raise NotFound(f"There is no payment {number}.", "See them with: riskreg plan outturn APPRAISAL")
    found = rows[number - 1]
    if session.scalar(select(PlanActual.id).where(PlanActual.supersedes_id == found)) is not None:
        raise Conflict(f"Payment {number} was corrected before.", "Correct the payment that took its place.")
    return found


def _not_twice(session: Session, made: PlanActual) -> None:
    """A form that is sent twice must not pay twice; a payment that differs in anything is another one."""

    def said(row: PlanActual) -> tuple[object, ...]:
        return row.kind, row.spend, row.paid_on, row.pence, row.vat_pence, fold(row.source)

    for each in approvals.actuals(session, made.appraisal_id, made.paid_on):
        if said(each) == said(made):
            raise Conflict(
                f"Payment {approvals.number_of_payment(session, each.appraisal_id, each.id)} says the same already: "
                "same cost, day, amount and source.",
                "If this is another payment, tell them apart in the source, such as “Invoice 123, second part”.",
            )


def _baselined(session: Session, known: AppraisalKnown) -> None:
    if not approvals.baselines(session, known.record.id):
        raise Conflict(
            "Nothing is approved yet, so there is no baseline to hold it against.", "Approve an option first."
        )


def record_milestone(office: Office, text: str, milestone: Milestone, *, source: str, on: date | None = None) -> date:
    """Record when work really began or ended; the newest word counts. Returns the day.

    Raises:
        NotFound: There is no such appraisal.
        Conflict: Nothing is approved, or work would end before it began.
        UsageError: The source is missing, or the date lies ahead.
    """
    day = _past(office, on)
    if not source.strip():
        raise UsageError("A date needs its source.", 'Add --source "Site diary".')
    with office.acting("record milestone", f"Work {milestone.value}: {source.strip()}.") as session:
        known = find_appraisal(session, text, office.today)
        _baselined(session, known)
        dates = {
            key: each.happened_on for key, each in approvals.milestones(session, known.record.id, date.max).items()
        }
        dates[milestone] = day
        begun, ended = dates.get(Milestone.STARTED), dates.get(Milestone.FINISHED)
        if begun is not None and ended is not None and ended < begun:
            raise Conflict(
                f"Work would end on {long_date(ended)}, before it began on {long_date(begun)}.", "Check both dates."
            )
        session.add(
            PlanMilestone(appraisal_id=known.record.id, milestone=milestone, happened_on=day, source=source.strip())
        )
    return day


def show_outturn(office: Office, text: str, *, as_at: date | None = None, as_known: int | None = None) -> OutturnShown:
    """What was planned and paid, what was decided, and what the outturn says of the estimates.

    Raises:
        NotFound: There is no such appraisal.
    """
    on = as_at or office.today
    with office.reading() as session:
        known = find_appraisal(session, text, on, as_known)
        key = known.record.id
        lines = [each for each in approvals.baselines(session, key, as_known) if each.from_on <= on]
        figures = approvals.baseline_figures(lines[-1]) if lines else None
        payments = tuple(_payment(session, each) for each in approvals.actuals(session, key, on, as_known))
        dates = {kind: each.happened_on for kind, each in approvals.milestones(session, key, on, as_known).items()}
        paid = [Paid(each.kind, each.spend, each.pence, each.paid_on.year) for each in payments]
        base = approvals.base_year(session, lines[-1]) if lines else None
        return OutturnShown(
            reference=_reference(session, known),
            baseline=lines[-1].number if lines else None,
            option=figures.label if figures is not None else None,
            figures=figures,
            base_year=base,
            outturn=outturn(figures, paid, dates, base_year=base, on=on) if figures is not None else None,
            payments=payments,
            dates=tuple(dates.items()),
            story=_story(session, key, on, as_known),
        )


def _story(session: Session, key: int, on: date, as_known: int | None) -> tuple[Story, ...]:
    told = []
    for each in approvals.recommendations(session, key, as_known):
        row, said = each.row, each.approval
        if row.recommended_on <= on:
            what = f"Option {each.option.label} recommended"
            told.append(Story(row.recommended_on, what, row.recommended_by, row.reasons))
        if said is not None and said.approved_on <= on:
            what = f"Option {each.option.label} {'approved' if said.is_approved else 'sent back'}"
            told.append(Story(said.approved_on, what, said.approver, said.reason))
    for line in approvals.baselines(session, key, as_known):
        if line.from_on <= on:
            told.append(Story(line.from_on, f"Baseline {line.number}", "", line.reason))
    return tuple(sorted(told, key=lambda each: each.on))


def _payment(session: Session, row: PlanActual) -> PaymentShown:
    number = approvals.number_of_payment(session, row.appraisal_id, row.id)
    return PaymentShown(number, row.kind, row.spend, row.paid_on, row.pence, row.vat_pence, row.source)


def _reference(session: Session, known: AppraisalKnown) -> str:
    return reference(ReferenceKind.APPRAISAL, register_code(session), known.record.id)


def _past(office: Office, on: date | None) -> date:
    if on is not None and on > office.today:
        raise UsageError(f"{long_date(on)} has not come yet.", "Give the day on which it happened.")
    if on is not None and on.year < EARLIEST_YEAR:
        raise UsageError(f"{long_date(on)} lies too far back.", "Check the year.")
    return on or office.today
