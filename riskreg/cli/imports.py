"""`riskreg imports`: what was imported, and taking one back; `riskreg mappings`: how columns are remembered."""

from __future__ import annotations

from dataclasses import asdict
from itertools import islice
from typing import Annotated

import typer

from riskreg.cli.answers import show_description
from riskreg.cli.common import (
    ActorOption,
    DatabaseOption,
    JsonOption,
    ReasonOption,
    counted,
    office,
    say,
    say_json,
    show_table,
    words,
)
from riskreg.errors import UsageError
from riskreg.operations import imports as act
from riskreg.operations import mappings
from riskreg.rules.dates import long_date, long_instant

imports = typer.Typer(help="What was imported, and taking an import back.", invoke_without_command=True)
remembered = typer.Typer(help="How columns of lists are remembered to be understood.", no_args_is_help=True)

ImportReference = Annotated[str, typer.Argument(metavar="REF", help="The import, such as IMP-F64-22255.")]
_ASSETS_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.add_typer(imports, name="imports")
    app.add_typer(remembered, name="mappings")


@imports.callback()
def list_all(context: typer.Context, database: DatabaseOption = None, as_json: JsonOption = False) -> None:
    """List every import, the newest first, or show one, or take one back."""
    if context.invoked_subcommand is not None:
        if database is not None or as_json:
            raise UsageError("Give --database and --json after the command, not before it.")
        return
    with office(database, quiet=as_json) as place:
        rows = act.list_imports(place)
    if as_json:
        say_json([asdict(row) for row in rows])
        return
    if not rows:
        say("Nothing was imported yet. Import a list with: riskreg import FILE")
        return
    show_table(
        "Imports",
        ("Reference", "What", "New", "Changed", "Not taken"),
        (
            (
                row.reference,
                _described(row),
                row.rows.get("new", 0),
                row.rows.get("changed", 0),
                row.rows.get("rejected", 0) + row.rows.get("conflicting", 0),
            )
            for row in rows
        ),
        numbers=(2, 3, 4),
    )
    say("See one with: riskreg imports show REF")


def _described(row: act.ImportListed) -> str:
    whose = f" of {row.organisation}" if row.organisation else ""
    undone = f" Undone: {row.undone}" if row.undone is not None else ""
    on = long_date(row.described_on)
    return f"{row.file_name}: {words(row.kind)}{whose} as of {on}, by {row.actor}.{undone}"


@imports.command("show")
def show(reference: ImportReference, database: DatabaseOption = None, as_json: JsonOption = False) -> None:
    """Show one import: the file, how its columns were understood, what was done with its rows, what was left out."""
    with office(database, quiet=as_json) as place:
        found = act.show_import(place, reference)
        marking = place.settings.marking
    say_json({"marking": marking, **asdict(found)}) if as_json else show_description(found, marking)


@imports.command("undo")
def undo(
    reference: ImportReference,
    apply: Annotated[bool, typer.Option("--apply", help="Take it back. Without, nothing is written.")] = False,
    reason: ReasonOption = "",
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what taking an import back would do to each asset; with --apply and --reason, do it.

    Nothing is deleted: the facts of the list no longer count from then on, and figures as known earlier stay. What
    people recorded since, such as decisions and removal steps, stays.
    """
    with office(database, actor, quiet=as_json) as place:
        done = act.undo_import(place, reference, reason) if apply else act.preview_undo(place, reference)
    if as_json:
        say_json({"undone": apply, **done.as_answer()})
        return
    _show_undoing(done, is_done=apply)


def _show_undoing(done: act.Undoing, *, is_done: bool) -> None:
    touched = counted(len(done.assets), "asset")
    say(f"{'Undone' if is_done else 'Undoing'} {done.reference}, {done.file_name}: {touched} touched by it.")
    ranked = sorted(done.counts.items(), key=lambda item: (_GRAVEST.index(item[0][0]), -item[1]))
    if ranked:
        show_table(
            "What became of them" if is_done else "What would become of them",
            ("", "Assets", "Why"),
            ((outcome.value, count, reason) for (outcome, reason), count in ranked),
            numbers=(1,),
        )
    others = ((name, each) for name, each in done.assets.items() if each.outcome is not act.UndoOutcome.REVERTED)
    shown = list(islice(others, _ASSETS_SHOWN))
    if shown:
        show_table(
            "Kept, or in the way",
            ("Asset", "", "Why"),
            ((name, each.outcome.value, each.reason) for name, each in shown),
        )
        say("All of them are listed with --json.")
    for sentence in done.kept:
        say(sentence)
    if done.screened is not None:
        say(f"Flags raised: {done.screened.raised:,}; lapsed: {done.screened.lapsed:,}.")
        return
    if any(outcome is act.UndoOutcome.BLOCKED for outcome, _ in done.counts):
        say("It cannot be taken back as it stands; nothing would be written.")
    else:
        say('Nothing was written. Take it back with --apply --reason "…".')


_GRAVEST = (act.UndoOutcome.BLOCKED, act.UndoOutcome.KEPT, act.UndoOutcome.REVERTED)


@remembered.command("list")
def list_mappings(database: DatabaseOption = None, as_json: JsonOption = False) -> None:
    """List the mappings that were given with an applied import and count for the next list of the same layout."""
    with office(database, quiet=as_json) as place:
        rows = mappings.remembered_mappings(place)
    if as_json:
        say_json([asdict(row) for row in rows])
        return
    if not rows:
        say("No mapping is remembered.")
        return
    show_table(
        "Remembered mappings",
        ("Number", "Lists of", "Columns", "Since", "By"),
        (
            (
                row.number,
                row.organisation or "no one organisation",
                "; ".join(f"“{header}” as {field}" for header, field in row.columns.items()),
                f"{row.file_name or ''}, {long_instant(row.at)}",
                row.actor,
            )
            for row in rows
        ),
        numbers=(0,),
    )
    say('Forget one with: riskreg mappings forget NUMBER --reason "…"')


@remembered.command("forget")
def forget(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="As riskreg mappings list shows it.")],
    reason: ReasonOption = "",
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Forget a mapping: the next list of that layout is understood by its headers again. Earlier imports stay."""
    with office(database, actor, quiet=as_json) as place:
        told = mappings.forget_mapping(place, number, reason)
    if as_json:
        say_json({"forgotten": asdict(told)})
        return
    say(f"Forgotten: {'; '.join(f'“{header}” as {field}' for header, field in told.columns.items())}.")
