"""`riskreg explain`: one device, every trace for and against, and what would change the answer."""

from __future__ import annotations

from typing import Annotated

import typer

from riskreg.cli.common import JsonOption, date_option, office, say, say_json, words
from riskreg.operations.explaining import Explained, explain, trace_of
from riskreg.rules.terms import Certainty


def register(app: typer.Typer) -> None:
    """Hang the command on the program."""
    app.command("explain")(explain_device)


def explain_device(
    make: Annotated[str, typer.Argument(help='Make as written on the list; "" where none is given.')] = "",
    model: Annotated[str, typer.Argument(help='Model as written; "" where none is given.')] = "",
    mac: Annotated[str | None, typer.Option("--mac", metavar="ADDRESS", help="MAC address, in any notation.")] = None,
    serial: Annotated[str | None, typer.Option("--serial", metavar="NUMBER", help="Serial number.")] = None,
    description: Annotated[
        str | None, typer.Option("--description", metavar="TEXT", help="Description, remark, or any free text.")
    ] = None,
    part_number: Annotated[str | None, typer.Option("--part-number", metavar="NUMBER", help="Order number.")] = None,
    component: Annotated[str | None, typer.Option("--component", metavar="TEXT", help="Chip or module inside.")] = None,
    software: Annotated[
        str | None, typer.Option("--software", metavar="TEXT", help="Firmware, video software or app that it uses.")
    ] = None,
    supplier: Annotated[
        str | None, typer.Option("--supplier", metavar="NAME", help="Who supplied, installed or maintains it.")
    ] = None,
    installed: Annotated[
        str | None, typer.Option("--installed", metavar="DATE", help="Day of installation: 2022-11-24 or 24/11/2022.")
    ] = None,
    regime: Annotated[
        list[str] | None,
        typer.Option("--regime", metavar="NAME", help="Only this regime; can be repeated. Default: all of the lists."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Explain who made one device: every trace for and against, its source, and what each regime says.

    Write the cells as the list has them. No register is needed and nothing is recorded; decisions on makers are those
    that the lists propose. Example: riskreg explain "Annke" "C800" --mac 44:19:B6:00:00:01
    """
    trace = trace_of(
        make=make,
        model=model,
        mac=mac,
        serial=serial,
        description=description,
        part_number=part_number,
        component=component,
        software=software,
        supplier=supplier,
        installed_on=date_option(installed),
    )
    with office(None, quiet=True) as place:
        explained = explain(place, trace, regimes=regime or ())
    if as_json:
        say_json(_answer(explained))
    else:
        _show(explained)


def _answer(explained: Explained) -> dict[str, object]:
    finding = explained.finding
    return {
        "edition": explained.edition,
        "determinations": "proposals of the lists; no officer has decided",
        "vendor": explained.vendor,
        "certainty": finding.certainty.value,
        "confidence": finding.confidence,
        "basis": finding.basis.value if finding.basis else None,
        "candidates": explained.candidates,
        "is_accessory": finding.is_accessory,
        "verdict": explained.verdict.value,
        "conclusion": finding.conclusion,
        "signals": [
            {
                "kind": signal.kind.value,
                "vendor": signal.vendor,
                "for": signal.is_for,
                "strength": signal.strength,
                "text": signal.text,
                "source": signal.source,
            }
            for signal in finding.signals
        ],
        "regimes": [
            {
                "regime": each.regime,
                "title": each.title,
                "verdict": each.verdict.value,
                "reason": each.reason,
                "whole_list": each.is_whole,
                "never_flags": each.is_indicator,
            }
            for each in explained.said
        ],
        "without": [
            {
                "trace": each.trace,
                "certainty": each.certainty.value,
                "vendor": each.vendor,
                "verdict": each.verdict.value,
            }
            for each in explained.without
        ],
        "advice": explained.advice,
    }


def _show(explained: Explained) -> None:
    finding = explained.finding
    sure = f", {finding.confidence:.0%} sure" if finding.certainty is not Certainty.UNKNOWN else ""
    say(f"Maker: {finding.certainty.value}{f' ({explained.vendor}{sure})' if explained.vendor else sure}.")
    say(finding.conclusion)
    if len(explained.candidates) > 1:
        say(f"In question: {', '.join(explained.candidates)}.")
    if finding.is_accessory:
        say("The text describes an accessory.")
    say()
    say("Traces, those that decided first" if finding.signals else "No trace of it is known to the lists.")
    for signal, weight in zip(finding.signals, explained.weights, strict=True):
        side = "note only" if signal.is_note else f"{'for' if signal.is_for else 'against'}, {weight}"
        say(f"  {side}: {signal.text}")
        if signal.source:
            say(f"    Source: {signal.source}")
    say()
    say(f"Verdict over all regimes that restrict use or purchase: {words(explained.verdict)}")
    say(f"Lists of edition {explained.edition}; decisions on makers are those that the lists propose, no officer's.")
    for each in explained.said:
        say(f"  {each.title}{'' if each.is_whole else ' (part of the list)'}")
        say(f"    {words(each.verdict)}{' (shown only: never flags)' if each.is_indicator else ''}: {each.reason}")
    if explained.without:
        say()
        say("What each trace changes")
        for without in explained.without:
            maker = f" ({without.vendor})" if without.vendor else ""
            told = f"maker {without.certainty.value}{maker}, verdict {words(without.verdict)}"
            say(f"  without the {without.trace}: {told}")
    say()
    say("What would change it")
    for line in explained.advice:
        say(f"  {line}")
