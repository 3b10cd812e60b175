"""Rows without numbers are matched as a count: what is said where a list names more, or fewer, than were known."""

from __future__ import annotations

from riskreg.intake import codes
from riskreg.intake.asked import about
from riskreg.intake.assets import AssetPlan
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity


def say_of_row(
    plan: AssetPlan, row: int, code: str, severity: Severity, message: str, cure: str, asked: str | None = None
) -> None:
    """Say something of a whole row.

    Args:
        plan: The rows, tied to their assets.
        row: The row.
        code: Code of the issue.
        severity: How grave it is.
        message: What is to be said.
        cure: What to do about it.
        asked: For a question of identity: what it is about.
    """
    table = plan.tables[plan.table_of(row)]
    issue = Issue(code, severity, message, cure, table.sheet, table.place_of(plan.numbers[row]), about=asked)
    plan.issues.add(issue)
    plan.said.setdefault(row, []).append(issue)


def say_counts(plan: AssetPlan) -> None:
    """Say of each place where identical rows are not as many as the assets known there what becomes of the rest.

    Args:
        plan: The rows, compared with what is known; said once per place, at the first row that names it.
    """
    matcher, ledger, known = plan.matcher, plan.ledger, plan.known
    missing = set(plan.not_seen) if matcher.counted else set()
    for key, rows, free in matcher.counted:
        counting = [slot for slot in free if known.versions[slot] and not plan.is_older(slot)]
        there = [slot for slot in counting if known.is_seen[slot] or ledger.owner[slot] >= 0]
        surplus = [row for row in rows if matcher.slot[row] >= ledger.known]
        short = [slot for slot in there if slot in missing]
        place = about(place=key, known=len(there), named=len(rows))
        if surplus and there:
            text = (
                f"The list names {len(rows)} such devices without a number at this place, and {len(there)} were known: "
                f"{len(surplus)} {'is' if len(surplus) == 1 else 'are'} taken as new."
            )
            cure = "Nothing, if devices were added. If the list names one twice, correct it."
            say_of_row(plan, surplus[0], codes.MORE_ALIKE, Severity.NOTE, text, cure, place)
        elif short:
            text = (
                f"The list names {len(rows)} such devices without a number at this place, and {len(there)} were known: "
                f"{len(short)} count{'s' if len(short) == 1 else ''} as not seen; which, cannot be told."
            )
            cure = "Ask where the others are. Not seen is not removed. Tags would tell them apart."
            say_of_row(plan, rows[0], codes.FEWER_ALIKE, Severity.NOTE, text, cure, place)
