"""The tables of the evaluation, as Markdown: what the command prints and the method page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rapidfuzz import fuzz

from riskreg.identification.knowledge import Knowledge
from tests.evaluation.cases import FIFTH, FOURTH, HELD_OUT, SECOND, SIXTH, THIRD, Case, read_cases, read_sources
from tests.evaluation.measure import Score, Share, reliability, score, total
from tests.evaluation.methods import (
    MATCH_THRESHOLD,
    Flags,
    name_matching_flags,
    named_otherwise,
    riskreg_flags,
    search_flags,
)

AIMS = (
    ("recall, restricted or suspected", "above 0.985", lambda flagged, _: flagged["all"].recall, 0.985, True),
    ("precision, restricted or suspected", "above 0.985", lambda flagged, _: flagged["all"].precision, 0.985, True),
    (
        "false positives on near misses",
        "below 0.02",
        lambda flagged, _: flagged["near_miss"].false_positive_rate,
        0.02,
        False,
    ),
    ("precision, restricted alone", "above 0.998", lambda _, identified: identified["all"].precision, 0.998, True),
)
"""The aims of the issue: what is measured, in words, from which scores, the bound, and whether it is a lower one."""


RESTS_ON = ("yes", "part")
"""What a source says of itself where the vendor catalogue rests on it."""

SECOND_SET = (
    "**The second set** was gathered afterwards from other sources, by someone who read neither the rules nor the "
    "vendor catalogue, and was measured only when it was complete. Half of it was then opened to those who write "
    "rules; these are the cases of the other half, of which nobody has seen a row."
)

THIRD_SET = (
    "**The third set** was gathered after rules had been mended, from sources that no earlier set has or from other "
    "rows of them, each drawn by a stated rule, by someone who read neither the rules nor the vendor catalogue. It was "
    "committed before anything was measured on it, and measured once, whole: recall 0.949 (1,203 of 1,268), precision "
    "1.000 (1,203 of 1,203). Half of it was then opened to those who write rules; these are the cases of the other "
    "half, of which nobody who writes rules has seen a row."
)

FOURTH_SET = (
    "**The fourth set** was gathered after rules had been mended again, from sources that no earlier set has, by "
    "someone who read neither the rules nor the vendor catalogue. It was committed before anything was measured on it, "
    "and measured once, whole: recall 0.954 (1,137 of 1,192), precision 0.998 (1,137 of 1,139). Half of it was then "
    "opened to those who write rules; these are the cases of the other half, of which nobody who writes rules has seen "
    "a row."
)

FIFTH_SET = (
    "**The fifth set** was gathered after rules had been mended once more, from sources that no earlier set has, by "
    "someone who read neither the rules nor the vendor catalogue. It was committed before anything was measured on it, "
    "and measured once, whole, at commit `bf30b8d`: recall 0.971 (662 of 682), precision 0.993 (662 of 667), false "
    "positives on near misses 0.042 (5 of 120), restricted alone 0.992 (619 of 624). Half of it was then opened to "
    "those who write rules (its three false flags were cases and films for telephones of a restricted maker); these "
    "are the cases of the other half, of which nobody who writes rules has seen a row."
)

SIXTH_SET = (
    "**The sixth set** was gathered after rules had been mended again, from sources that no earlier set has, by "
    "someone who read neither the rules nor the vendor catalogue; it is the first with drones and with software for "
    "security. It was measured whole, before anyone who writes rules had seen a row, at commit `4423cec` (recall "
    "0.911, 607 of 666; 499 of the 513 devices of the seven makers of earlier sets, but 80 of 122 drones of DJI) and "
    "at `e83df0d`, after lines of drones had been added from other sources: recall 0.949 (632 of 666), precision 0.972 "
    "(632 of 650), false positives on near misses 0.047 (15 of 319), restricted alone 0.980 (598 of 610). Half of it "
    "was then opened to those who write rules; these are the cases of the other half, of which nobody who writes rules "
    "has seen a row."
)

INTRODUCTIONS = {
    HELD_OUT: "",
    SECOND: f"{SECOND_SET}\n\n",
    THIRD: f"{THIRD_SET}\n\n",
    FOURTH: f"{FOURTH_SET}\n\n",
    FIFTH: f"{FIFTH_SET}\n\n",
    SIXTH: f"{SIXTH_SET}\n\n",
}
"""What the method page says above the tables of each set; these are also the sets that the aims are measured on."""

SHOWN = (HELD_OUT, SECOND, THIRD, FOURTH, FIFTH, SIXTH)
"""The sets on the method page, in its order. A set joins them when it has been measured."""

WRONGLY_NAMED = "Restricted devices that riskreg positively named as another maker’s"


def _share(share: Share) -> str:
    return "–" if share.value is None else f"{share.value:.3f}"


def _with_interval(share: Share) -> str:
    if share.value is None or share.interval is None:
        return "–"
    low, high = share.interval
    return f"{share.value:.3f} ({low:.3f} to {high:.3f})"


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    align = "|".join(["---"] + ["---:"] * (len(head) - 1))
    lines = [f"**{title}**", "", f"| {' | '.join(head)} |", f"|{align}|"]
    lines += [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _per_kind(title: str, scores: Iterable[Score]) -> str:
    head = ("kind", "restricted", "others", "precision", "recall", "false-positive rate")
    return _table(
        title,
        head,
        (
            (
                s.kind,
                s.recall.whole,
                s.false_positive_rate.whole,
                *(_share(share) for share in (s.precision, s.recall, s.false_positive_rate)),
            )
            for s in scores
        ),
    )


def _methods(knowledge: Knowledge) -> dict[str, Flags]:
    return {
        "riskreg, restricted or suspected": riskreg_flags(knowledge),
        "riskreg, restricted alone": riskreg_flags(knowledge, identified_only=True),
        "plain search for the makers’ names": search_flags,
        f"name matching, token_set_ratio at {MATCH_THRESHOLD}": name_matching_flags(fuzz.token_set_ratio),
        f"name matching, WRatio at {MATCH_THRESHOLD}": name_matching_flags(fuzz.WRatio),
    }


def _totals(scores: dict[str, list[Score]]) -> str:
    return _table(
        "all kinds together, with 95 % intervals",
        ("method", "precision", "recall", "false-positive rate"),
        (
            (name, *(_with_interval(x) for x in (s[-1].precision, s[-1].recall, s[-1].false_positive_rate)))
            for name, s in scores.items()
        ),
    )


def _aims(flagged: list[Score], identified: list[Score], title: str = "the aims") -> str:
    by_kind = {s.kind: s for s in flagged}, {s.kind: s for s in identified}

    def row(
        what: str,
        aim: str,
        measured: Callable[[dict[str, Score], dict[str, Score]], Share],
        bound: float,
        at_least: bool,
    ) -> tuple[str, ...]:
        share = measured(*by_kind)
        met = share.value is not None and (share.value > bound if at_least else share.value < bound)
        return what, aim, _with_interval(share), f"{share.part} of {share.whole}", "yes" if met else "no"

    return _table(
        title,
        ("what", "aim", "measured (95 % interval)", "count", "met"),
        (row(*aim) for aim in AIMS),
    )


def _parts(cases: list[Case], flags: Flags) -> str:
    sources = read_sources()
    parts: dict[str, Callable[[Case], bool]] = {
        "rows as their source gives them": lambda c: c.composed == "",
        "a cell left out, or two joined": lambda c: c.composed == "part",
        "registered MAC prefix, device half made up": lambda c: c.composed == "suffix",
        "put together by the gatherer": lambda c: c.composed == "yes",
        "sources that the catalogue does not rest on": lambda c: sources[c.source].seen_by_catalogue == "no",
        "sources that it rests on, wholly or in part": lambda c: sources[c.source].seen_by_catalogue in RESTS_ON,
        "sources that were not compared with it": lambda c: sources[c.source].seen_by_catalogue == "unknown",
        "relabelled devices from sources that it does not rest on": lambda c: (
            c.kind == "rebrand" and sources[c.source].seen_by_catalogue == "no"
        ),
        "relabelled devices from sources that it rests on": lambda c: (
            c.kind == "rebrand" and sources[c.source].seen_by_catalogue in RESTS_ON
        ),
        "relabelled devices from sources that were not compared with it": lambda c: (
            c.kind == "rebrand" and sources[c.source].seen_by_catalogue == "unknown"
        ),
    }
    rows = []
    for name, belongs in parts.items():
        if chosen := [case for case in cases if belongs(case)]:
            s = total(chosen, flags)
            rows.append((name, len(chosen), *(_share(x) for x in (s.precision, s.recall, s.false_positive_rate))))
    return _table(
        "riskreg, restricted or suspected, by where the rows come from",
        ("rows", "cases", "precision", "recall", "false-positive rate"),
        rows,
    )


def _reliability(cases: list[Case], knowledge: Knowledge) -> str:
    return _table(
        "reliability: confidence of riskreg’s flags, and how many named the right maker",
        ("confidence", "flags", "mean confidence", "right", "share right (95 % interval)"),
        (
            (
                f"{band.low:.1f} to {band.high:.1f}",
                band.right.whole,
                "–" if band.stated is None else f"{band.stated:.2f}",
                band.right.part,
                _with_interval(band.right),
            )
            for band in reliability(cases, knowledge)
        ),
    )


def tables(name: str, knowledge: Knowledge) -> str:
    """All tables of a file of cases, as Markdown; where the rows come from only for cases with known sources."""
    cases = read_cases(name)
    methods = _methods(knowledge)
    scores = {method: score(cases, flags) for method, flags in methods.items()}
    flagged, identified = list(scores.values())[:2]
    known = {case.source for case in cases} <= set(read_sources())
    restricted = [case for case in cases if case.expected]
    cleared = Share(sum(map(named_otherwise(knowledge), restricted)), len(restricted))
    counted = f"{len(cases)} cases" + (f" from {len({case.source for case in cases})} sources" if known else "")
    return "\n".join(
        (
            f"{counted}: {len(restricted)} devices of restricted makers, {len(cases) - len(restricted)} others.\n",
            *((_aims(flagged, identified),) if name in INTRODUCTIONS else ()),
            _totals(scores),
            f"{WRONGLY_NAMED}: {cleared.part} of {cleared.whole}, {_with_interval(cleared)}.\n",
            _reliability(cases, knowledge),
            *((_parts(cases, next(iter(methods.values()))),) if known else ()),
            *(_per_kind(method, s) for method, s in scores.items()),
        )
    )


def together(knowledge: Knowledge) -> str:
    """The aims on the unseen cases of all sets that are shown, counted as one set."""
    cases = [case for name in SHOWN for case in read_cases(name)]
    flagged, identified = (
        score(cases, riskreg_flags(knowledge, identified_only=identified_only)) for identified_only in (False, True)
    )
    return _aims(flagged, identified, f"the aims on all {len(cases)} unseen cases of the {len(SHOWN)} sets below")


def page(knowledge: Knowledge) -> str:
    """What the method page shows: all unseen cases together, then the tables of each set below what is said of it."""
    return f"{together(knowledge)}\n" + "\n".join(f"{INTRODUCTIONS[name]}{tables(name, knowledge)}" for name in SHOWN)
