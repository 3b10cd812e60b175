"""The page of commands, made from the commands themselves: `python -m riskreg.cli.manual > docs/commands.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import typer
import typer.main

_HEAD = """# Commands

Made from the commands' own help; a test keeps the two the same. Make it anew with
`python -m riskreg.cli.manual > docs/commands.md`.

Exit codes: 0 done; 1 something said to a person; 2 the request is off; 3 nothing by that name; 4 a file cannot be
taken; 5 the register says otherwise; 6 not permitted; 7 no register; 8 `check` found what `--fail-on` names; 9 of
several files some were not taken; 70 a fault of riskreg itself.
"""


def manual() -> str:
    """The whole page."""
    from riskreg.cli import app

    command = typer.main.get_command(app)
    parts = [_HEAD]
    for path, each in _walk((), command):
        if hasattr(each, "commands") and path:
            parts.append(f"## riskreg {' '.join(path)}\n\n{_text(each)}\n")
        elif path:
            level = "##" if len(path) == 1 else "###"
            parts.append(f"{level} riskreg {' '.join(path)}\n\n{_text(each)}\n\n```\n{_usage(path, each)}\n```\n")
    return "\n".join(parts)


def _walk(path: tuple[str, ...], command: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    if hasattr(command, "commands"):
        for name in sorted(command.commands):
            yield from _walk((*path, name), command.commands[name])


def _text(command: Any) -> str:
    paragraphs = (command.help or "").strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _usage(path: tuple[str, ...], command: Any) -> str:
    context = typer.Context(command, info_name=f"riskreg {' '.join(path)}", terminal_width=110, max_content_width=110)
    formatter = context.make_formatter()
    command.format_usage(context, formatter)
    records = [record for each in command.get_params(context) if (record := each.get_help_record(context)) is not None]
    if records:
        formatter.write_dl(records, col_max=36)
    return str(formatter.getvalue()).rstrip()


if __name__ == "__main__":
    sys.stdout.write(manual())
