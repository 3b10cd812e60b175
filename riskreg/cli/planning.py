"""`riskreg plan`: what replaces what, when, for how much."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from riskreg.cli import appraising, approving
from riskreg.cli.common import (
    ActorOption,
    DatabaseOption,
    JsonOption,
    counted,
    date_option,
    office,
    say,
    say_json,
    show_counts,
    show_issues,
    show_table,
    words,
)
from riskreg.cli.importing_shown import given_json, said_of
from riskreg.operations import appraisal_books as books
from riskreg.operations import planning as act
from riskreg.operations.importing import Request, nothing_beside, parse_mapping
from riskreg.operations.reporting import format_value
from riskreg.operations.returning import GivingBack
from riskreg.rules.dates import long_date

plan = typer.Typer(help="Replacement plans.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.add_typer(plan, name="plan")
    appraising.register(plan)
    approving.register(plan)


@plan.command("import")
def import_plan(
    file: Annotated[
        Path, typer.Argument(help="The plan list: per site what replaces what; or the workbook of an appraisal.")
    ],
    dated: Annotated[
        str | None, typer.Option("--dated", metavar="DATE", help="The date that the plan describes.")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="HEADER=FIELD", help="What a column means, where it was misunderstood; can be repeated."
        ),
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write it. Without, nothing is written.")] = False,
    give_back: Annotated[
        Path | None,
        typer.Option(
            "--return",
            metavar="FILE.xlsx",
            help="Also write the sender's own workbook, with what is to be looked at marked; FILE may be a folder.",
        ),
    ] = None,
    expect: Annotated[
        str | None,
        typer.Option(
            "--expect", metavar="DIGEST", help="Stop where the outcome would differ from the preview with this digest."
        ),
    ] = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what importing a plan list, or the corrected workbook of an appraisal, would do; with --apply, do it.

    Of plan lists, the newest plan of a site counts; say the date with --dated. The workbook of an appraisal says its
    date itself, and is refused where somebody changed the appraisal since it was taken out.
    """
    with office(database, actor, quiet=as_json) as place:
        columns, on = parse_mapping(mapping), date_option(dated)
        giving = GivingBack(place, Request(file, dated=on, mapping=columns), give_back) if give_back else None
        beside = giving.beside if giving is not None else nothing_beside
        with said_of(giving, as_json=as_json) as given:
            done = books.import_plan_or_appraisal(
                place, file, dated=on, mapping=columns, apply=apply, expect=expect, beside=beside
            )
    if isinstance(done, books.AppraisalImported):
        appraising.show_imported(done, as_json=as_json)
        return
    seen = done.preview
    if as_json:
        say_json(
            {
                "applied": done.reference is not None,
                "reference": done.reference,
                "outcome_sha256": seen.outcome_sha256,
                "counts": {disposition.value: count for disposition, count in seen.counts.items()},
                "sites": [asdict(site) for site in seen.sites],
                "issues": [issue.as_dict() for issue in seen.issues],
                "returned": given_json(given),
            }
        )
        return
    size = f"{counted(done.lines, 'line')} for {counted(len(seen.sites), 'site')}"
    say(f"{seen.file_name}: a plan of {long_date(seen.described_on)}, {size}.")
    show_counts("Lines", {disposition.value: count for disposition, count in seen.counts.items()})
    show_table(
        "Sites" if len(seen.sites) <= 20 else f"The first 20 of {len(seen.sites):,} sites",
        ("Site", "Organisation", "Plan is", "Lines", "Devices", "Likely cost"),
        (
            (s.name, s.organisation, words(s.disposition), s.lines, s.devices, format_value(s.likely_pence, "pence"))
            for s in seen.sites[:20]
        ),
        numbers=(3, 4, 5),
    )
    show_issues(seen.issues)
    if not apply:
        say(f"Nothing was written. Digest of this preview: {seen.outcome_sha256}")
        say("Write it with --apply." if seen.changes_anything else "The list changes nothing.")
    else:
        say(f"Imported as {done.reference}." if done.reference else "The list changes nothing; nothing was written.")


@plan.command("show")
def show(
    sites: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SITE…]", help="Sites: SITE-… reference or code. Default: all with a plan."),
    ] = None,
    as_at: Annotated[
        str | None, typer.Option("--as-at", metavar="DATE", help="The plans in force on that date. Default: today.")
    ] = None,
    as_known: Annotated[
        int | None,
        typer.Option("--as-known", metavar="CHANGE", help="Only what the register had been told by that change."),
    ] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show plans: what replaces what, when, by whom, for how much, how well it fits, and what is left out."""
    with office(database, quiet=as_json) as place:
        plans = act.show_plans(place, tuple(sites or ()), as_at=date_option(as_at), as_known=as_known)
    if as_json:
        say_json([asdict(each) for each in plans])
        return
    if len(plans) > 1:
        _overview(plans)
        return
    for each in plans:
        _one(each)
    if not plans:
        say("No site has a plan. Import one with: riskreg plan import FILE --dated DATE --apply")


def _overview(plans: tuple[act.SitePlanShown, ...]) -> None:
    show_table(
        "Plans in force; name a site to see its lines",
        ("Site", "Name", "Organisation", "Lines", "Flagged", "Planned", "Low", "Likely", "High"),
        (
            (
                p.site,
                p.name,
                p.organisation,
                len(p.lines),
                p.flagged_devices,
                p.planned_devices,
                *(format_value(pence, "pence") for pence in (p.cost.low, p.cost.likely, p.cost.high)),
            )
            for p in plans
        ),
        numbers=(3, 4, 5, 6, 7, 8),
    )


def _one(shown: act.SitePlanShown) -> None:
    if shown.described_on is None:
        say(f"{shown.name} ({shown.site}), {shown.organisation}: no plan. Flagged devices: {shown.flagged_devices:,}.")
        return
    say(f"{shown.name} ({shown.site}), {shown.organisation}: plan of {long_date(shown.described_on)}")
    show_table(
        "",
        ("Replaces", "With", "No.", "Target", "Owner", "Low", "Likely", "High", "Money", "Fit", "Outage"),
        (
            (
                line.replaces,
                line.product,
                line.quantity,
                line.target_on,
                line.owner,
                *(
                    format_value(p, "pence")
                    for p in (line.cost_low_pence, line.cost_likely_pence, line.cost_high_pence)
                ),
                words(line.funding),
                words(line.interoperability),
                f"{line.outage_minutes} min" if line.outage_minutes is not None else "not known",
            )
            for line in shown.lines
        ),
        numbers=(2, 5, 6, 7),
    )
    say(f"Flagged devices: {shown.flagged_devices:,}; planned: {shown.planned_devices:,}.")
    likely, funded = format_value(shown.cost.likely, "pence"), format_value(shown.cost_funded.likely, "pence")
    without = counted(shown.cost.lines_incomplete, "line lacks", "lines lack")
    say(f"Likely cost {likely}, of which funded {funded}; {without} a cost.")
    for line in shown.lines:
        if line.product_verdict in ("restricted", "suspected"):
            say(f"{line.product} is itself {line.product_verdict}; do not order it. {line.product_reason}")
    if shown.unplanned:
        say(f"Flagged and in no line: {', '.join(shown.unplanned)}.")
