"""`riskreg plan recommend`, `approve`, `rebaseline`, `actual`, `outturn`: from an appraisal to what it really cost."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from riskreg.cli.appraisal_shown import pounds
from riskreg.cli.appraising import AppraisalArgument
from riskreg.cli.common import (
    ActorOption,
    AsKnownOption,
    DatabaseOption,
    JsonOption,
    date_option,
    office,
    say,
    say_json,
    show_table,
    words,
)
from riskreg.errors import UsageError
from riskreg.operations import approving as act
from riskreg.rules.amounts import parse_pounds
from riskreg.rules.costing_lines import CostKind, Spend
from riskreg.rules.dates import long_date
from riskreg.rules.outturn import Milestone

OnOption = Annotated[str | None, typer.Option("--on", metavar="DATE", help="When it happened. Default: today.")]


def register(plan: typer.Typer) -> None:
    """Hang the commands on the group of plans."""
    plan.command("recommend")(recommend)
    plan.command("approve")(approve)
    plan.command("rebaseline")(rebaseline)
    plan.command("actual")(actual)
    plan.command("outturn")(outturn)


def recommend(
    appraisal: AppraisalArgument,
    option: Annotated[str, typer.Argument(metavar="OPTION", help="Letter of the option.")],
    reason: Annotated[str, typer.Option("--reason", help="What speaks for it, in sentences a reader can follow.")],
    on: OnOption = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Recommend an option, with reasons; another person approves it.

    Refused while a cost has no price or what is needed has no cost, a product is flagged or does not work with what
    stays, a visit falls into a blackout window, or a no-gap view would fall, or stay, below its floor.
    """
    with office(database, actor, quiet=as_json) as place:
        done = act.recommend_option(place, appraisal, option, reasons=reason, on=date_option(on))
    _say(done, "recommended", as_json=as_json)


def approve(
    appraisal: AppraisalArgument,
    send_back: Annotated[bool, typer.Option("--send-back", help="Do not approve it; say why with --reason.")] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why, kept with the decision.")] = "",
    on: OnOption = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Approve the recommended option, or send it back. Whoever recommended it cannot.

    The first approval makes the baseline against which cost and dates are held.
    """
    with office(database, actor, quiet=as_json) as place:
        done = act.approve_option(place, appraisal, is_approved=not send_back, reason=reason, on=date_option(on))
    _say(done, "sent back" if send_back else "approved", as_json=as_json)


def rebaseline(
    appraisal: AppraisalArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why the plan is held against other figures now.")],
    on: OnOption = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hold the plan against the newest approval from now on. Earlier baselines stay on record."""
    with office(database, actor, quiet=as_json) as place:
        done = act.rebaseline_plan(place, appraisal, reason=reason, on=date_option(on))
    _say(done, "is the new baseline", as_json=as_json)


def _say(done: act.Decided, what: str, *, as_json: bool) -> None:
    if as_json:
        say_json(asdict(done))
        return
    say(f"{done.reference}: option {done.option} ({done.name}) {what} on {long_date(done.on)}.")
    if done.baseline is not None:
        say(f"Baseline {done.baseline} counts from now on.")
    for each in done.said:
        say(f"Know: {each}")


def actual(
    appraisal: AppraisalArgument,
    source: Annotated[str, typer.Option("--source", help="Invoice, order or site diary.")],
    amount: Annotated[
        str | None, typer.Option("--amount", metavar="POUNDS", help="Paid without VAT; a minus for a credit.")
    ] = None,
    cost: Annotated[CostKind, typer.Option("--cost", help="What it was for.")] = CostKind.OTHER,
    yearly: Annotated[bool, typer.Option("--yearly", help="A yearly cost. Default: capital.")] = False,
    vat: Annotated[str | None, typer.Option("--vat", metavar="POUNDS", help="VAT paid on it.")] = None,
    corrects: Annotated[
        int | None, typer.Option("--corrects", metavar="NUMBER", help="The payment whose place it takes.")
    ] = None,
    milestone: Annotated[
        Milestone | None, typer.Option("--work", help="Record that work started or finished, in place of a payment.")
    ] = None,
    on: OnOption = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record what was really paid, or when work really started or finished.

    A correction takes the place of an earlier payment, which stays on record.
    """
    if (amount is None) == (milestone is None):
        raise UsageError("Say either what was paid or that work started or finished.", "Add --amount or --work.")
    with office(database, actor, quiet=as_json) as place:
        if milestone is not None:
            day = act.record_milestone(place, appraisal, milestone, source=source, on=date_option(on))
            if as_json:
                say_json({"work": milestone.value, "on": day})
            else:
                say(f"Work {milestone.value} on {long_date(day)}.")
            return
        paid = act.record_payment(
            place,
            appraisal,
            kind=cost,
            pence=parse_pounds(amount or ""),
            source=source,
            spend=Spend.YEARLY if yearly else Spend.CAPITAL,
            vat_pence=parse_pounds(vat) if vat is not None else None,
            on=date_option(on),
            corrects=corrects,
        )
    if as_json:
        say_json(asdict(paid))
    else:
        say(f"Payment {paid.number}: {pounds(paid.pence)} for {paid.kind.words}, {long_date(paid.paid_on)}.")


def outturn(
    appraisal: AppraisalArgument,
    as_at: Annotated[
        str | None, typer.Option("--as-at", metavar="DATE", help="What had happened by that date. Default: today.")
    ] = None,
    as_known: AsKnownOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what was planned and what was really paid, when, who decided what, and what that says of the estimates."""
    with office(database, quiet=as_json) as place:
        shown = act.show_outturn(place, appraisal, as_at=date_option(as_at), as_known=as_known)
    if as_json:
        say_json(asdict(shown))
        return
    show_table(
        f"{shown.reference}: what was decided",
        ("On", "What", "By", "Why"),
        ((each.on, each.what, each.by, each.reason) for each in shown.story),
    )
    found, figures = shown.outturn, shown.figures
    if found is None or figures is None:
        say("No option is approved yet, so there is nothing to hold against.")
        return
    say(f"Baseline {shown.baseline}: option {shown.option}, {figures.name}. Without VAT.")
    show_table(
        f"Capital in money of {shown.base_year}: planned, paid, and what it will come to",
        ("Cost", "Low", "Likely", "High", "Paid", "Forecast", ""),
        (
            (
                each.kind.words,
                *(pounds(part) for part in (each.planned.low, each.planned.likely, each.planned.high)),
                pounds(each.paid_real),
                pounds(each.forecast.likely),
                words(each.against.value),
            )
            for each in found.by_kind
        ),
        numbers=(1, 2, 3, 4, 5),
    )
    say(
        f"Planned {pounds(found.planned.likely)}, paid {pounds(found.paid_real)}, forecast "
        f"{pounds(found.forecast.likely)} ({pounds(found.forecast.low)} to {pounds(found.forecast.high)})."
    )
    say(f"As paid, in money of the day: {pounds(found.paid)}; yearly cost {pounds(found.paid_yearly)}.")
    if shown.payments:
        show_table(
            "Payments",
            ("No.", "Paid on", "For", "Amount", "VAT", "Source"),
            (
                (p.number, p.paid_on, p.kind.words, pounds(p.pence), pounds(p.vat_pence), p.source)
                for p in shown.payments
            ),
            numbers=(0, 3, 4),
        )
    planned = f"{long_date(figures.starts_on)} to {long_date(figures.ends_on)}"
    real = dict(shown.dates)
    say(
        f"Work planned {planned}; started {long_date(real.get(Milestone.STARTED))}, "
        f"finished {long_date(real.get(Milestone.FINISHED))}."
    )
    if found.forecast_end is not None and Milestone.FINISHED not in real:
        say(f"By that, work will end on {long_date(found.forecast_end)}.")
    for text in found.says:
        say(text)
