"""A person's answer to a question of identity, written as a fact with what matching later lists needs of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.errors import Conflict as Refused
from riskreg.errors import UsageError
from riskreg.intake.asked import RowAsking
from riskreg.intake.conflicts import Conflict
from riskreg.intake.names import name_key
from riskreg.intake.replies import ASKED, Choice
from riskreg.intake.settled import cells_digest
from riskreg.register import Asset, IdentityAnswer, ImportedRow, Site
from riskreg.rules.conflicts import Question, Reply

_SITE_QUESTIONS = (Question.SITE_NAME, Question.SITE_CODE, Question.SITE_ALIKE)


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a conflict.

    Attributes:
        reply: The word.
        reason: Why.
        on: The date of today.
        asset_id: The asset that is meant, or None.
        site_id: The site that is meant, or None.
        row: Row that speaks for the device, as Excel numbers it, or None.
        merged: The record that was merged away and the one that stays, where that was done with it.
    """

    reply: Reply
    reason: str
    on: date
    asset_id: int | None = None
    site_id: int | None = None
    row: int | None = None
    merged: tuple[int, int] | None = None


def choice_for(conflict: Conflict, reply: Reply) -> Choice:
    """What a reply means for a conflict.

    Raises:
        UsageError: It is no answer to this question.
        Conflict: It is answered already, or waits no longer.
    """
    asked = ASKED[conflict.question]
    choice = asked.choice(reply)
    if choice is None:
        may = ", ".join(f"--{each.reply.value}" for each in asked.choices)
        raise UsageError(f"--{reply.value} is no answer to “{asked.title}”.", f"Answer with one of: {may}")
    if conflict.answer is not None:
        raise Refused(
            f"It is answered already: {conflict.answer.reason}",
            "If that was wrong, take the answer back first: riskreg conflicts reopen",
        )
    if conflict.over is not None:
        raise Refused(f"It waits no longer. {conflict.over}", "Nothing need be said of it.")
    return choice


def settle(session: Session, conflict: Conflict, said: Said) -> IdentityAnswer:
    """Write an answer; lists that are imported from then on are matched by it.

    Args:
        session: A writing session.
        conflict: An open one.
        said: What the person says.

    Raises:
        UsageError: No reason, no such answer to this question, or something is not named that must be.
        Conflict: It is answered already, or waits no longer.
    """
    if not said.reason.strip():
        raise UsageError("An answer needs a reason.", 'Add --reason "…": how you know.')
    choice_for(conflict, said.reply)
    first = conflict.rows[0]
    speaking = _speaking(conflict, said) if said.reply is Reply.SAME else None
    matching = _matching(session, conflict, said, speaking)
    asset = said.asset_id or (said.merged[1] if said.merged else None) or next(iter(conflict.asset_ids), None)
    others = [*([said.merged[0]] if said.merged else []), *conflict.asset_ids]
    answer = IdentityAnswer(
        organisation_id=conflict.organisation_id,
        question=conflict.question,
        subject=conflict.subject,
        reply=said.reply,
        asset_id=asset,
        other_id=next((each for each in others if each != asset), None),
        site_id=_site(session, conflict, said),
        imported_row_id=(speaking or first).id,
        matching=orjson.dumps(matching).decode(),
        answered_on=said.on,
        reason=said.reason.strip(),
    )
    session.add(answer)
    session.flush()
    return answer


def reopen(session: Session, conflict: Conflict, reason: str, on: date) -> IdentityAnswer:
    """Take an answer back: the question waits again, and later lists are matched without it.

    Args:
        session: A writing session.
        conflict: An answered one.
        reason: Why.
        on: The date of today.

    Raises:
        UsageError: No reason.
        Conflict: Nobody has answered it.
    """
    was = conflict.answer
    if was is None:
        raise Refused("Nobody has answered it, so there is nothing to take back.")
    if not reason.strip():
        raise UsageError("Taking an answer back needs a reason.", 'Add --reason "…".')
    back = IdentityAnswer(
        organisation_id=was.organisation_id,
        question=was.question,
        subject=was.subject,
        reply=None,
        asset_id=was.asset_id,
        other_id=was.other_id,
        site_id=was.site_id,
        imported_row_id=was.imported_row_id,
        matching=was.matching,
        answered_on=on,
        reason=reason.strip(),
    )
    session.add(back)
    session.flush()
    return back


def _speaking(conflict: Conflict, said: Said) -> RowAsking | None:
    if conflict.question is not Question.TWICE:
        return None
    found = [row for row in conflict.rows if said.row is None or row.row == said.row]
    if said.row is None or not found:
        numbers = ", ".join(f"{row.row} (sheet “{row.sheet}”)" for row in conflict.rows)
        raise UsageError("It must be said which row stands for the device.", f"Add --row with one of: {numbers}")
    if len(found) > 1:
        raise UsageError(f"Row {said.row} stands on several sheets.", "Correct the list instead, and import it again.")
    return found[0]


def _site(session: Session, conflict: Conflict, said: Said) -> int | None:
    if conflict.question not in _SITE_QUESTIONS:
        return conflict.rows[0].site_id
    if said.reply is not Reply.SAME:
        return None
    near = conflict.rows[0].facts.get("near", [])
    site_id = said.site_id or (near[0] if len(near) == 1 else None)
    if site_id is None:
        raise UsageError("It must be said which site is meant.", "Add --record SITE-…")
    if session.get_one(Site, site_id).organisation_id != conflict.organisation_id:
        raise UsageError("That site belongs to another organisation.", "Name a site of the organisation of the list.")
    return int(site_id)


def _matching(session: Session, conflict: Conflict, said: Said, speaking: RowAsking | None) -> dict[str, Any]:
    """What matching needs of the answer; empty where it only settles what was done already."""
    question, facts = conflict.question, conflict.rows[0].facts
    keys = facts.get("keys") or [None] * 4
    if question in _SITE_QUESTIONS:
        return {"named": name_key(str(facts["text"]))} if said.reply in (Reply.SAME, Reply.DIFFERENT) else {}
    if said.reply is Reply.SAME:
        if speaking is not None:
            return {"speaks_for": [[facts["kind"], facts["number"]]], **_told_by(session, conflict, speaking)}
        if question in (Question.OTHER_DEVICE, Question.DIFFERS):
            return {"aliases": _numbers([keys, _keys_of(session, facts["asset"])])}
        return {"pins": [keys]} if question is Question.CONTRADICTION and said.asset_id is not None else {}
    if said.reply is Reply.DIFFERENT:
        return {"apart": _apart(session, conflict)}
    return {}


def _told_by(session: Session, conflict: Conflict, speaking: RowAsking) -> dict[str, Any]:
    """How the row that speaks is known again: by its site, or, where that is new or the same, by its cells."""
    if speaking.site_id is not None and len({row.site_id for row in conflict.rows}) == len(conflict.rows):
        return {"site": speaking.site_id}
    cells = session.scalars(select(ImportedRow.cells).where(ImportedRow.id == speaking.id)).one()
    return {"cells": cells_digest(cells)}


def _apart(session: Session, conflict: Conflict) -> list[tuple[int, str]]:
    """The numbers that stand on several devices."""
    question, facts = conflict.question, conflict.rows[0].facts
    if question is Question.TWICE:
        return [(facts["kind"], facts["number"])]
    if question is Question.MOVED:
        return _numbers([_keys_of(session, facts["asset"])])
    if question in (Question.CHANNELS, Question.REPEATED):
        return _numbers([facts["keys"]])
    if question in (Question.CONTRADICTION, Question.OTHER_DEVICE, Question.DIFFERS):
        assets = [facts["asset"]] if "asset" in facts else list(facts["assets"])
        known = {number for each in assets if each for number in _numbers([_keys_of(session, each)])}
        own = {(facts["kind"], facts["number"])} if question is Question.DIFFERS else set()
        return [number for number in _numbers([facts["keys"]]) if number in known and number not in own]
    return []


def _numbers(sets: Iterable[list[str | None]]) -> list[tuple[int, str]]:
    return sorted({(kind, key) for keys in sets for kind, key in enumerate(keys) if key is not None})


def _keys_of(session: Session, asset_id: int) -> list[str | None]:
    asset = session.get_one(Asset, asset_id)
    return [asset.serial_key, asset.mac_key, asset.hardware_key, asset.tag_key]
