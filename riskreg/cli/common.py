"""What every command shares: its options, its office, its tables, its errors, its exit codes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import orjson
import typer
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from riskreg.cli.widths import column_widths
from riskreg.errors import FileRejected, RiskregError
from riskreg.rules.counting import counted as counted
from riskreg.rules.dates import long_date, parse_typed_date
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity

if TYPE_CHECKING:
    from riskreg.operations.office import Office

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="ADDRESS",
        help="The register: sqlite:///FILE or postgresql+psycopg://… Default: RISKREG_DATABASE_URL, or riskreg.sqlite.",
    ),
]
ActorOption = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="Your name, kept with what you change. Default: RISKREG_ACTOR."),
]
AsKnownOption = Annotated[
    int | None,
    typer.Option("--as-known", metavar="CHANGE", help="Only what the register had been told by that change."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON, for programs.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why, kept with the change.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask; take it as confirmed.")]

_WHOLE = 24
"""Characters up to which a word is never torn in a table."""

stdout = Console(highlight=False, soft_wrap=False)
stderr = Console(stderr=True, highlight=False)


def date_option(text: str | None) -> date | None:
    """A date typed in a command, or None.

    Raises:
        UsageError: It is no date.
    """
    return parse_typed_date(text) if text else None


@contextmanager
def office(database: str | None, actor: str | None = None, *, quiet: bool = False) -> Iterator[Office]:
    """The office of one command, closed at its end.

    Args:
        database: Address from the command line, or None for the one of the settings.
        actor: Name from the command line, or None for the one of the settings.
        quiet: Show no progress.
    """
    # Not for those who only ask which commands there are: the register's tables take half a second to load.
    from riskreg.operations.office import Actor, Office
    from riskreg.settings import settings

    base = settings()
    chosen = base.model_copy(update={"database_url": database}) if database else base
    name = actor or chosen.actor
    with progress_shown(quiet=quiet) as watcher:
        place = Office(settings=chosen, actor=Actor(name) if name else None, watcher=watcher)
        try:
            yield place
        finally:
            place.close()


_bars: list[Progress] = []


@contextmanager
def progress_shown(*, quiet: bool) -> Iterator[Any]:
    """A progress bar on a terminal, nothing elsewhere; gives the watcher that moves it."""
    if quiet or not stderr.is_terminal:
        yield lambda _what, _done, _of: None
        return
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=stderr,
        transient=True,
    )
    tasks: dict[str, Any] = {}

    def watcher(what: str, done: int, of: int | None) -> None:
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=of)
        bar.update(tasks[what], completed=done, total=of)

    with bar:
        _bars.append(bar)
        try:
            yield watcher
        finally:
            _bars.remove(bar)


@contextmanager
def progress_paused() -> Iterator[None]:
    """No progress bar while a person is asked: it would be drawn over the question."""
    for bar in _bars:
        bar.stop()
    try:
        yield
    finally:
        for bar in _bars:
            bar.start()


def say(text: str = "") -> None:
    """One line for the officer."""
    stdout.print(Text(text), soft_wrap=True)


def say_json(values: object) -> None:
    """An answer for a program: JSON on standard output."""
    sys.stdout.write(
        orjson.dumps(values, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS, default=str).decode() + "\n"
    )


def show_table(
    title: str, headers: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Sequence[int] = ()
) -> None:
    """A table on the terminal; columns in `numbers` are set to the right."""
    cells = [[shown(value) for value in row] for row in rows]
    # Two characters at the edges, and three between columns, or one where three leave no room for whole words.
    widths = column_widths(headers, cells, stdout.width - 3 * len(headers) + 1)
    is_tight = widths is None
    if is_tight:
        widths = column_widths(headers, cells, stdout.width - len(headers) - 1)
    table = Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 0) if is_tight and widths is not None else (0, 1),
    )
    for index, header in enumerate(headers):
        # A reference torn in two cannot be copied: short single words stay whole, and sentences give way.
        words_of = [row[index] for row in cells]
        is_whole = all(" " not in word and len(word) <= _WHOLE for word in words_of)
        table.add_column(
            header,
            justify="right" if index in numbers else "left",
            overflow="fold",
            no_wrap=is_whole and widths is None,
            width=widths[index] if widths is not None else None,
        )
    for row in cells:
        table.add_row(*map(Text, row))
    stdout.print(table)


def shown(value: object) -> str:
    """A value as an officer reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)


def words(value: str) -> str:
    """A stored word as it is read: `physically_removed` → `physically removed`."""
    return value.replace("_", " ")


def show_issues(issues: Sequence[Issue], *, most: int = 40) -> None:
    """All problems of a file, the gravest first, each with place and cure."""
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    alike: dict[tuple[Severity, str, str], list[Issue]] = {}
    for issue in issues:
        alike.setdefault((issue.severity, issue.message, issue.cure), []).append(issue)
    ranked = sorted(alike.values(), key=lambda group: (order[group[0].severity], -len(group)))
    if not ranked:
        return
    show_table(
        "What to look at",
        ("", "Where", "What", "What to do"),
        ((group[0].severity.value, _places(group), group[0].message, group[0].cure) for group in ranked[:most]),
    )
    if len(ranked) > most:
        say(f"… and {len(ranked) - most:,} more; see all of them with --json.")


def _places(group: Sequence[Issue]) -> str:
    """Where several alike are: the first, and how many more."""
    return group[0].place if len(group) == 1 else f"{group[0].place}, and {len(group) - 1:,} more places"


def show_counts(title: str, counts: Mapping[str, int]) -> None:
    """Counts by name, without those that are nought; nothing where all are."""
    if not any(counts.values()):
        return
    show_table(title, ("", "Count"), ((words(name), count) for name, count in counts.items() if count), numbers=(1,))


def tell_error(error: RiskregError, *, as_json: bool) -> None:
    """What is wrong, where, and what to do, on standard error."""
    issues = error.issues if isinstance(error, FileRejected) else ()
    if as_json:
        answer = {
            "error": {
                "message": error.message,
                "cure": error.cure,
                "code": getattr(error, "code", type(error).__name__),
                "issues": [issue.as_dict() for issue in issues],
            }
        }
        sys.stderr.write(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode() + "\n")
        return
    stderr.print(Text(f"Error: {error.message}", style="bold red"))
    if error.cure:
        stderr.print(Text(error.cure))
    for issue in issues[:40]:
        where = f"{issue.place}: " if issue.place else ""
        stderr.print(Text(f"  {where}{issue.message} {issue.cure}".rstrip()))
    if len(issues) > 40:
        stderr.print(Text(f"  … and {len(issues) - 40:,} more; see all of them with --json."))


def confirmed(question: str, *, yes: bool) -> bool:
    """Whether the person says yes; without a terminal only `--yes` counts."""
    if yes:
        return True
    if not (sys.stdin.isatty() and stdout.is_terminal):
        return False
    with progress_paused():
        return typer.confirm(question)


def leave(code: int) -> NoReturn:
    """End the command with an exit code."""
    raise typer.Exit(code)
