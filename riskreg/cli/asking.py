"""`riskreg query`, `riskreg show` and `riskreg export`: questions, and everything known of one thing."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from riskreg.cli.answers import show_answer, show_description
from riskreg.cli.common import DatabaseOption, JsonOption, office, say, say_json, show_table
from riskreg.errors import UsageError
from riskreg.operations import asking as ask
from riskreg.rules.terms import Control, EquipmentKind, Limb, Sensitivity, Step, Verdict

export = typer.Typer(help="Lists out again, with all that is recorded.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    # Filters beyond the commonest are taken as the figures spell them, so that every drill runs as printed.
    app.command("query", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(query)
    app.command("show")(show)
    app.add_typer(export, name="export")


def query(
    context: typer.Context,
    question: Annotated[
        str | None, typer.Argument(help="Name of the question, such as flagged-sites; without: all are listed.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write all rows: .csv, .json or .xlsx.")
    ] = None,
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="NAME", help="Only what it, or one below it, holds.")
    ] = None,
    regime: Annotated[
        list[str] | None,
        typer.Option("--regime", metavar="NAME", help="Only flags under this regime; can be repeated."),
    ] = None,
    verdict: Annotated[Verdict | None, typer.Option("--verdict", help="Only this verdict.")] = None,
    vendor: Annotated[
        str | None,
        typer.Option("--vendor", metavar="NAME", help="Only this maker, by short name; none where not known."),
    ] = None,
    kind: Annotated[EquipmentKind | None, typer.Option("--kind", help="Only this kind of equipment.")] = None,
    sensitivity: Annotated[Sensitivity | None, typer.Option("--sensitivity", help="Only such sites.")] = None,
    limb: Annotated[Limb | None, typer.Option("--limb", help="Only sites sensitive by this limb.")] = None,
    control: Annotated[Control | None, typer.Option("--control", help="Only buildings controlled so.")] = None,
    step: Annotated[
        Step | None, typer.Option("--step", help="Only devices for which this removal step is recorded.")
    ] = None,
    site: Annotated[
        str | None, typer.Option("--site", metavar="SITE", help="Only this site, by reference or code.")
    ] = None,
    text: Annotated[str | None, typer.Option("--text", help="Words that must stand somewhere in the row.")] = None,
    count: Annotated[
        str | None,
        typer.Option("--count", help="Which of the devices ever flagged: open (default), all, verified, dismissed …"),
    ] = None,
    as_at: Annotated[
        str | None, typer.Option("--as-at", metavar="DATE", help="What was true on that date. Default: today.")
    ] = None,
    as_known: Annotated[
        int | None,
        typer.Option("--as-known", metavar="CHANGE", help="Only what the register had been told by that change."),
    ] = None,
    most: Annotated[int, typer.Option("--most", help="How many rows to show on the terminal.")] = 50,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask the register: the rows behind every figure, with filters, as at a date and as known at a point of the trail.

    Every figure of the report names the question and filters that list its rows; they can be typed here as they stand.
    Further filters: --planning, --appraised, --lacking, --installed, --exempt, --review, --came, --asked, --duty,
    --overdue, --due-ahead, --unseen, --stale, --unpriced, --area, --network, --claimed, --disposition, --outcome,
    --basis, --since, --after.
    """
    if question is None:
        _list(as_json=as_json)
        return
    given: dict[str, str | bool | list[str] | None] = {
        "organisation": organisation,
        "regime": regime,
        "verdict": verdict.value if verdict else None,
        "vendor": vendor,
        "kind": kind.value if kind else None,
        "sensitivity": sensitivity.value if sensitivity else None,
        "limb": limb.value if limb else None,
        "control": control.value if control else None,
        "step": step.value if step else None,
        "site": site,
        "text": text,
        "count": count,
        "as_at": as_at,
        "as_known": str(as_known) if as_known is not None else None,
        **_further(context.args),
    }
    with office(database, quiet=as_json) as place:
        if output is not None:
            ask.write_question(place, question, given, output)
            say(f"Written: {output}")
            return
        with ask.asked(place, question, given) as found:
            show_answer(found, as_json=as_json, most=most)


def _further(words: list[str]) -> dict[str, str | bool | list[str] | None]:
    found: dict[str, str | bool | list[str] | None] = {}
    rest = list(words)
    while rest:
        option = rest.pop(0)
        if not option.startswith("--"):
            raise UsageError(f"“{option}” is not understood.", "Filters begin with --.")
        name, sign, value = option[2:].partition("=")
        key = name.replace("-", "_")
        if sign:
            found[key] = value
        else:
            found[key] = rest.pop(0) if rest and not rest[0].startswith("--") else True
    return found


def _list(*, as_json: bool) -> None:
    rows = ask.questions()
    if as_json:
        say_json([{"name": each.name, "about": each.about} for each in rows])
        return
    show_table("Questions", ("Name", "What it lists"), ((each.name, each.about) for each in rows))
    say("Ask one with: riskreg query NAME")


def show(
    reference: Annotated[
        str,
        typer.Argument(
            metavar="REF", help="ASSET-…, SITE-…, FLAG-…, IMP-…, a vendor, an organisation, a serial number."
        ),
    ],
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show everything known of one thing: what was said of it, by which file, sheet and cell, and why it is flagged."""
    with office(database, quiet=as_json) as place:
        found = ask.show(place, reference)
        marking = place.settings.marking
    say_json({"marking": marking, **asdict(found)}) if as_json else show_description(found, marking)


@export.command("assets")
def export_assets(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="Where to write: .csv, .json or .xlsx.")
    ],
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="NAME", help="Only what it, or one below it, holds.")
    ] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write every asset with all that is recorded of it, its source file, sheet and row, verdict, maker and confidence.

    The file can be imported again, and changes nothing.
    """
    with office(database, quiet=as_json) as place:
        count = ask.export_assets(place, output, organisation)
    say_json({"assets": count, "file": str(output)}) if as_json else say(f"Written: {output}, {count:,} asset lines.")
