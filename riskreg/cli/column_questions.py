"""Questions about a list, asked on a terminal; a program or a script is never asked."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from riskreg.cli.common import progress_paused, say, stdout, words
from riskreg.operations import column_questions as asking
from riskreg.rules.terms import ImportKind


def is_somebody_there() -> bool:
    """Whether a person can answer: both ends of the conversation are a terminal."""
    return sys.stdin.isatty() and stdout.is_terminal


def ask_about(questions: Sequence[asking.Question], kind: ImportKind) -> dict[str, str]:
    """Ask what columns mean.

    Args:
        questions: The columns.
        kind: Which list it is.

    Returns:
        Header → field, `text` or `ignore`, for every question.
    """
    with progress_paused():
        return _asked(questions, kind)


def _asked(questions: Sequence[asking.Question], kind: ImportKind) -> dict[str, str]:
    count = f"{len(questions)} columns are" if len(questions) > 1 else "One column is"
    say(f"{count} not sure. For each, press Enter to agree, or type what it means.")
    answers = {question.header: _ask(question, kind) for question in questions}
    spelled = " ".join(f'--map "{header}={field}"' for header, field in answers.items())
    say(f"The same without being asked: {spelled}")
    say()
    return answers


def _ask(question: asking.Question, kind: ImportKind) -> str:
    shown = ", ".join(f"“{value[:40]}”" for value in question.values) or "no values"
    say()
    say(f"Column {question.letter} “{question.header}” of sheet “{question.sheet}”: {shown}")
    taken = words(question.taken_for) if question.taken_for else "text, kept beside each row"
    say(f"  It is taken for: {taken} ({question.why}).")
    default = question.taken_for or "text"
    while True:
        answer = typer.prompt("  Meaning (a field, “text”, “ignore”, or ? for all fields)", default=words(default))
        if answer.strip() == "?":
            say("  " + ", ".join(words(field) for field in asking.choices(kind)))
            continue
        meaning = asking.meaning_of(answer, kind)
        if meaning is not None:
            return meaning
        say(f"  “{answer}” is not a field. Type ? to see all fields.")
