"""`riskreg check`: the check before buying."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from riskreg.cli.common import JsonOption, leave, office, say, say_json, show_counts, show_issues, show_table, words
from riskreg.errors import UsageError
from riskreg.operations.checking import Checked, check_file
from riskreg.operations.importing import parse_mapping
from riskreg.rules.terms import Verdict

FOUND = 8
"""Exit code where a line has a verdict that `--fail-on` names."""


def register(app: typer.Typer) -> None:
    """Hang the command on the program."""
    app.command("check")(check)


def check(
    file: Annotated[Path, typer.Argument(help="Quotation, bill of materials or any list: xlsx, xls, ods, csv …")],
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
    as_json: JsonOption = False,
) -> None:
    """Check a quotation before buying: each line restricted, suspected, unknown or clear, and why.

    No register is needed. Every column comes back, but user names and passwords, which are dropped unread. Exit code 0:
    nothing named by --fail-on was found; 8: something was; unknown makers are said and do not fail by default.
    """
    fatal = _verdicts(fail_on)
    with office(None, quiet=as_json) as place:
        checked = check_file(place, file, output, regimes=regime or (), overrides=parse_mapping(mapping))
    if as_json:
        say_json(_answer(checked))
    else:
        _show(checked, output)
    if any(checked.counts.get(verdict) for verdict in fatal):
        leave(FOUND)


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
    say(f"{checked.file}: {len(checked.rows):,} lines checked against the lists of edition {checked.edition}.")
    say(f"Regimes: {'; '.join(checked.regimes)}.")
    show_counts("Verdicts", {verdict.value: checked.counts.get(verdict, 0) for verdict in Verdict})
    telling = [row for row in checked.rows if row.judgement.verdict.is_flagged]
    show_table(
        "Lines to look at" if telling else "",
        ("Sheet", "Row", "Verdict", "Maker", "Sure", "Why"),
        (
            (
                r.sheet,
                r.row,
                words(r.judgement.verdict),
                r.judgement.vendor,
                f"{r.judgement.confidence:.0%}",
                r.judgement.explanation,
            )
            for r in telling[:30]
        ),
        numbers=(1, 4),
    ) if telling else None
    if len(telling) > 30:
        say(f"… and {len(telling) - 30:,} more; -o OUT.csv writes all of them.")
    unknown = checked.counts.get(Verdict.UNKNOWN, 0)
    if unknown:
        say(f"Warning: of {unknown:,} lines the maker cannot be told. Unknown is not clear: ask the supplier.")
    if checked.dropped:
        say(f"Columns with credentials were dropped unread: {', '.join(checked.dropped)}.")
    show_issues(checked.issues)
    if output is not None:
        say(f"Written: {output}")
