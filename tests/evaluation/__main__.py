"""`python -m tests.evaluation [--dev] [--errors] [--page]` prints how well identification does on labelled cases.

By default the held-out cases, on which nothing was tuned; `--dev` measures the development cases, `--errors` lists each
case that came out otherwise than labelled (use it with `--dev` only, or the held-out set is no longer held out),
`--page` writes the tables into docs/screening-method.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

from riskreg.catalogue.load import load_catalogue
from riskreg.identification import Identifier
from riskreg.identification.knowledge import Knowledge
from tests.evaluation.measure import (
    Score,
    calibration,
    read_cases,
    restricted_maker,
    riskreg_flags,
    score,
    search_flags,
)

METHOD = Path(__file__).parents[2] / "docs" / "screening-method.md"
BEGIN = "<!-- measured: written by python -m tests.evaluation --page -->"
END = "<!-- end of measured -->"


def _cell(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"


def _table(title: str, scores: list[Score]) -> str:
    lines = [
        f"**{title}**",
        "",
        "| kind | restricted | others | precision | recall | false-positive rate |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for s in scores:
        shares = " | ".join(_cell(x) for x in (s.precision, s.recall, s.false_positive_rate))
        lines.append(f"| {s.kind} | {s.hits + s.misses} | {s.false_alarms + s.left_alone} | {shares} |")
    return "\n".join(lines) + "\n"


def tables(name: str, knowledge: Knowledge) -> str:
    """All tables of a file of cases, as Markdown."""
    cases = read_cases(name)
    bands = "".join(f"| {band.title} | {band.flagged} | {band.right} |\n" for band in calibration(cases, knowledge))
    return "\n".join(
        (
            _table("riskreg (restricted or suspected counts as flagged)", score(cases, riskreg_flags(knowledge))),
            _table(
                "riskreg (restricted alone counts as flagged)",
                score(cases, riskreg_flags(knowledge, identified_only=True)),
            ),
            "**confidence of riskreg's flags, and how many named the right maker**\n",
            f"| confidence | flags | right |\n|---|---:|---:|\n{bands}",
            _table("plain search for the makers' names", score(cases, search_flags)),
        )
    )


def main(arguments: list[str]) -> None:
    """Print the tables, or with `--page` write them into the method page."""
    name = "identification.csv" if "--dev" in arguments else "identification_held_out.csv"
    knowledge = load_catalogue().knowledge
    printed = tables(name, knowledge)
    if "--page" in arguments:
        page = METHOD.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        METHOD.write_text(f"{before}{BEGIN}\n\n{printed}\n{END}{rest.split(END)[1]}", encoding="utf-8")
        return
    cases = read_cases(name)
    print(f"{len(cases)} cases of tests/cases/{name}; catalogue edition {knowledge.edition}\n")
    print(printed)
    if "--errors" in arguments:
        identifier = Identifier(knowledge)
        for case in cases:
            finding = identifier.identify(case.trace)
            if (restricted_maker(finding, knowledge) is not None) != bool(case.expected):
                print(f"\n{case.id} expected {case.expected or 'no flag'}: {finding.certainty} {finding.explanation}")


if __name__ == "__main__":
    main(sys.argv[1:])
