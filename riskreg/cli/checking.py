"""`riskreg check`: the check before buying."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from riskreg.cli.common import (
    ActorOption,
    DatabaseOption,
    JsonOption,
    ReasonOption,
    counted,
    leave,
    office,
    say,
    say_json,
    show_counts,
    show_issues,
    show_table,
    words,
)
from riskreg.errors import UsageError
from riskreg.operations.checking import Checked, CheckedRow, check_file
from riskreg.operations.importing import parse_mapping
from riskreg.operations.saved_checks import CheckWatched, check_and_save, end_saved_check, watch_checks
from riskreg.rules.dates import long_date
from riskreg.rules.purchases import PurchaseKind
from riskreg.rules.terms import Verdict

_SHOWN = 30
"""Flagged lines that a terminal shows."""
_LONGEST_LINE = 80
"""Characters of a line of the quotation that a terminal shows."""
FOUND = 8
"""Exit code where a line has a verdict that `--fail-on` names."""


def register(app: typer.Typer) -> None:
    """Hang the command on the program."""
    app.command("check")(check)


def check(
    file: Annotated[
        Path | None, typer.Argument(help="Quotation, bill of materials or any list: xlsx, xls, ods, csv …")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT.csv", help="Write every line back with its verdict.")
    ] = None,
    regime: Annotated[
        list[str] | None,
        typer.Option(
            "--regime",
            metavar="NAME",
            help="Only this regime; can be repeated. Default: all that restrict use or purchase.",
        ),
    ] = None,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on",
            metavar="VERDICTS",
            help="Verdicts that end with exit code 8, such as restricted,suspected,unknown; or none.",
        ),
    ] = "restricted,suspected",
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="HEADER=FIELD", help="What a column means, where it was misunderstood; can be repeated."
        ),
    ] = None,
    save: Annotated[
        bool, typer.Option("--save", help="Keep the check in the register, with the editions used, and watch it.")
    ] = False,
    kind: Annotated[PurchaseKind, typer.Option("--kind", help="With --save: what the file is.")] = (
        PurchaseKind.QUOTATION
    ),
    title: Annotated[
        str | None, typer.Option("--title", help="With --save: what people call it. Default: the file's name.")
    ] = None,
    organisation: Annotated[
        str | None,
        typer.Option("--organisation", metavar="NAME", help="With --save: who buys; what it adopted counts."),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="List saved checks, and the lines that newer lists now catch.")
    ] = False,
    end: Annotated[
        str | None, typer.Option("--end", metavar="CHECK-…", help="Watch a saved check no longer; give --reason.")
    ] = None,
    reason: ReasonOption = "",
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check a quotation before buying: each line restricted, suspected, unknown or clear, and why.

    No register is needed. Every column comes back, but user names and passwords, which are dropped unread. Exit code 0:
    nothing named by --fail-on was found; 8: something was; unknown makers are said and do not fail by default.

    With --save the check is kept in the register, judged by its lists and determinations. When a newer edition catches
    a line of a saved quotation, order, contract renewal or list of spares, --watch names it, and ends with code 8.
    """
    fatal = _verdicts(fail_on)
    if sum((file is not None, watch, end is not None)) != 1:
        raise UsageError("Give a file to check, or --watch, or --end.", "For example: riskreg check quotation.xlsx")
    with office(database, actor, quiet=as_json) as place:
        if watch:
            _watch(watch_checks(place), as_json=as_json)
            return
        if end is not None:
            ended = end_saved_check(place, end, reason)
            say_json({"ended": end}) if as_json else say(f"“{ended}” is watched no longer. It stays on record.")
            return
        file = file or Path()
        saved = None
        if save:
            checked, saved = check_and_save(
                place, file, output, kind=kind, title=title, organisation=organisation, regimes=regime or (),
                overrides=parse_mapping(mapping),
            )  # fmt: skip
        else:
            checked = check_file(place, file, output, regimes=regime or (), overrides=parse_mapping(mapping))
    if as_json:
        say_json({**_answer(checked), "saved": saved})
    else:
        _show(checked, output)
        if saved is not None:
            say(f"Saved as {saved}. Newer lists are held against it: riskreg check --watch")
    if any(checked.counts.get(verdict) for verdict in fatal):
        leave(FOUND)


def _watch(found: tuple[CheckWatched, ...], *, as_json: bool) -> None:
    if as_json:
        say_json([asdict(each) for each in found])
    else:
        show_watched(found)
    if any(each.caught for each in found):
        leave(FOUND)


def show_watched(found: tuple[CheckWatched, ...]) -> None:
    """Saved checks, and every line that newer lists now catch."""
    if not found:
        say("No saved check is watched. Keep one with: riskreg check FILE --save")
        return
    show_table(
        "Saved checks",
        ("Reference", "What", "Title", "For", "Checked on", "Lines", "Caught now"),
        (
            (r.reference, words(r.kind), r.title, r.organisation, long_date(r.checked_on), r.lines, len(r.caught))
            for r in found
        ),
        numbers=(5, 6),
    )
    for each in found:
        if each.caught:
            show_table(
                f"{each.reference} “{each.title}”: lines that newer lists catch",
                ("Sheet", "Row", "Was", "Now", "Line", "Why"),
                ((r.sheet, r.row, words(r.was), words(r.now), r.text, r.reason) for r in each.caught),
                numbers=(1,),
            )
    if not any(each.caught for each in found):
        say("No line of them is graver now than when it was saved.")


def _verdicts(text: str) -> tuple[Verdict, ...]:
    if text.strip().lower() == "none":
        return ()
    found = []
    for word in text.replace(" ", "").lower().split(","):
        if word not in {each.value for each in Verdict}:
            raise UsageError(f"“{word}” is not a verdict.", f"Known are: {', '.join(Verdict)}, or none alone.")
        found.append(Verdict(word))
    return tuple(found)


def _answer(checked: Checked) -> dict[str, object]:
    return {
        "file": checked.file,
        "edition": checked.edition,
        "regimes": checked.regimes,
        "counts": {verdict.value: checked.counts.get(verdict, 0) for verdict in Verdict},
        "dropped_columns": checked.dropped,
        "rows": [
            {
                "sheet": row.sheet,
                "row": row.row,
                "verdict": row.judgement.verdict.value,
                "vendor": row.judgement.vendor,
                "confidence": row.judgement.confidence,
                "basis": row.judgement.basis.value if row.judgement.basis else None,
                "explanation": row.judgement.explanation,
                "values": dict(row.values),
            }
            for row in checked.rows
        ],
        "issues": [issue.as_dict() for issue in checked.issues],
    }


def _show(checked: Checked, output: Path | None) -> None:
    say(f"{checked.file}: {counted(len(checked.rows), 'line')} checked against the lists of edition {checked.edition}.")
    say(f"Regimes: {'; '.join(checked.regimes)}.")
    show_counts("Verdicts", {verdict.value: checked.counts.get(verdict, 0) for verdict in Verdict})
    _show_flagged([row for row in checked.rows if row.judgement.verdict.is_flagged], has_output=output is not None)
    unknown = checked.counts.get(Verdict.UNKNOWN, 0)
    if unknown:
        say(f"Warning: of {counted(unknown, 'line')} the maker cannot be told. Unknown is not clear: ask the supplier.")
    if checked.dropped:
        say(f"Columns with credentials were dropped unread: {', '.join(checked.dropped)}.")
    show_issues(checked.issues)
    if output is not None:
        say(f"Written: {output}")


def _show_flagged(rows: Sequence[CheckedRow], *, has_output: bool) -> None:
    """Each flagged line with what it says and why it is flagged, restricted ones first; each list is named once."""
    if not rows:
        return
    gravest = sorted(rows, key=lambda row: row.judgement.verdict is not Verdict.RESTRICTED)
    show_table(
        "Lines to look at",
        ("Where", "Line", "Verdict", "Why", "Sure"),
        (
            (
                f"{r.sheet}, row {r.row:,}",
                _said_of(r),
                words(r.judgement.verdict),
                r.judgement.finding.conclusion or r.judgement.reasons[0],
                f"{r.judgement.confidence:.0%}",
            )
            for r in gravest[:_SHOWN]
        ),
        numbers=(4,),
    )
    if len(rows) > _SHOWN:
        say(f"… and {counted(len(rows) - _SHOWN, 'line')} more.")
    for title, number in Counter(title for row in rows for title in row.judgement.under).items():
        say(f"{counted(number, 'line')} flagged under {title}.")
    if not has_output:
        say("-o OUT.csv writes every line with all traces, lists and sources that its verdict rests on.")


def _said_of(row: CheckedRow) -> str:
    said = " ".join(text for text in (row.trace.make, row.trace.model, row.trace.description) if text)
    return said if len(said) <= _LONGEST_LINE else f"{said[: _LONGEST_LINE - 1]}…"
