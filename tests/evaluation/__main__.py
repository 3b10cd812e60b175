"""`python -m tests.evaluation [--dev [--errors]] [--older] [--page]` measures identification on labelled cases.

By default it prints the tables of the held-out cases, on which nothing was tuned. `--second` measures the half of the
second set, gathered afterwards from other sources, that is still held out; `--third`, `--fourth`, `--fifth` and
`--sixth` the halves of the third to sixth set that are. `--unseen` measures the aims on the unseen cases of all sets
that are shown together. `--dev` measures the development cases, and with `--errors` lists each of them that came out
otherwise than labelled. `--older` measures the smaller held-out set that was written before. `--page` writes the tables
of the sets that are shown into docs/screening-method.md. Errors of held-out cases are never listed, or they would no
longer be held out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from riskreg.catalogue.load import load_catalogue
from riskreg.identification import Identifier
from riskreg.identification.knowledge import Knowledge
from tests.evaluation.cases import DEVELOPMENT, FIFTH, FOURTH, HELD_OUT, OLDER, SECOND, SIXTH, THIRD, cells, read_cases
from tests.evaluation.methods import restricted_maker
from tests.evaluation.tables import page, tables, together

METHOD = Path(__file__).parents[2] / "docs" / "screening-method.md"
BEGIN = "<!-- measured: written by python -m tests.evaluation --page -->"
END = "<!-- end of measured -->"
FILES = {
    "--dev": DEVELOPMENT,
    "--older": OLDER,
    "--second": SECOND,
    "--third": THIRD,
    "--fourth": FOURTH,
    "--fifth": FIFTH,
    "--sixth": SIXTH,
}
KNOWN = {*FILES, "--errors", "--page", "--unseen"}


def errors(knowledge: Knowledge) -> Iterator[str]:
    """One line for each development case whose restricted maker came out otherwise than labelled."""
    identifier = Identifier(knowledge)
    for case in read_cases(DEVELOPMENT):
        finding = identifier.identify(case.trace)
        got = restricted_maker(finding, knowledge)
        if got != (case.expected or None):
            said = " | ".join(cells(case))
            yield (
                f"{case.id} [{said}] expected {case.expected or 'no flag'}, got {got or 'no flag'}: "
                f"{finding.certainty} {finding.explanation}"
            )


def main(arguments: list[str]) -> str | None:
    """Print the tables, or with `--page` write them into the method page.

    Returns:
        What is wrong with the arguments, if anything; nothing is measured then.
    """
    if unknown := set(arguments) - KNOWN:
        return f"Unknown: {' '.join(sorted(unknown))}. Known are {' '.join(sorted(KNOWN))}."
    if "--errors" in arguments and "--dev" not in arguments:
        return "Errors are listed for the development cases only: give --dev with --errors."
    if "--page" in arguments and len(arguments) > 1:
        return "The page shows the held-out cases: give --page alone."
    knowledge = load_catalogue().knowledge
    if "--page" in arguments:
        before, rest = METHOD.read_text(encoding="utf-8").split(BEGIN)
        METHOD.write_text(f"{before}{BEGIN}\n\n{page(knowledge)}\n{END}{rest.split(END)[1]}", encoding="utf-8")
        return None
    if "--unseen" in arguments:
        print(together(knowledge))
        return None
    name = next((file for option, file in FILES.items() if option in arguments), HELD_OUT)
    print(f"tests/cases/{name}; catalogue edition {knowledge.edition}\n")
    print(tables(name, knowledge))
    if "--errors" in arguments:
        print("\n".join(errors(knowledge)))
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
