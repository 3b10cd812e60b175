"""`python -m tests.evaluation [--dev] [--errors]` prints how well identification does on labelled cases.

By default the held-out cases, on which nothing was tuned; `--dev` measures the development cases, `--errors` lists each
case that came out otherwise than labelled (use it with `--dev` only, or the held-out set is no longer held out).
"""

from __future__ import annotations

import sys

from riskreg.catalogue.load import load_catalogue
from riskreg.identification import Identifier
from tests.evaluation.measure import (
    Score,
    calibration,
    read_cases,
    restricted_maker,
    riskreg_flags,
    score,
    search_flags,
)


def _cell(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"


def _table(title: str, scores: list[Score]) -> None:
    print(f"\n{title}\n")
    print("| kind | restricted | others | precision | recall | false-positive rate |")
    print("|---|---:|---:|---:|---:|---:|")
    for s in scores:
        shares = " | ".join(_cell(x) for x in (s.precision, s.recall, s.false_positive_rate))
        print(f"| {s.kind} | {s.hits + s.misses} | {s.false_alarms + s.left_alone} | {shares} |")


def main(arguments: list[str]) -> None:
    """Print the tables."""
    name = "identification.csv" if "--dev" in arguments else "identification_held_out.csv"
    knowledge = load_catalogue().knowledge
    cases = read_cases(name)
    print(f"{len(cases)} cases of tests/cases/{name}; catalogue edition {knowledge.edition}")
    _table("riskreg (restricted or suspected counts as flagged)", score(cases, riskreg_flags(knowledge)))
    _table("riskreg (restricted alone counts as flagged)", score(cases, riskreg_flags(knowledge, identified_only=True)))
    print("\nconfidence of riskreg's flags, and how many named the right maker\n")
    print("| confidence | flags | right |\n|---|---:|---:|")
    for band in calibration(cases, knowledge):
        print(f"| {band.title} | {band.flagged} | {band.right} |")
    _table("plain search for the makers' names", score(cases, search_flags))
    if "--errors" in arguments:
        identifier = Identifier(knowledge)
        for case in cases:
            finding = identifier.identify(case.trace)
            if (restricted_maker(finding, knowledge) is not None) != bool(case.expected):
                print(f"\n{case.id} expected {case.expected or 'no flag'}: {finding.certainty} {finding.explanation}")


if __name__ == "__main__":
    main(sys.argv[1:])
