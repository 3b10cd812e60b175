"""What lists leave open of identity and waits for a person: told from the rows of the imports that count.

Nothing is kept apart for it: a question stands with the row that raised it, and ends when a person answers it, when a
newer list that covers the place no longer raises it, or when its import is undone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.intake import loading
from riskreg.intake.asked import QUESTION_OF, RowAsking, subject_of
from riskreg.intake.over import over
from riskreg.intake.settled import answers_in_force
from riskreg.register import Asset, IdentityAnswer, ImportBatch, ImportedRow, Site
from riskreg.rules.conflicts import Question
from riskreg.rules.terms import ImportKind, Verdict

_QUESTIONS: Final = tuple(Question)
_ROOM: Final = 32
"""Questions that one row can raise are numbered below this."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something about identity that waits for a person, or waited.

    Attributes:
        question: What is asked.
        subject: What it is about, in canonical form.
        organisation_id: Whose row raised it.
        rows: The rows of the newest list that raised it.
        asset_ids: Assets that it is about.
        verdict: The gravest verdict of these.
        answer: What a person said, or None.
        over: Why it waits no longer although nobody answered, or None.
    """

    question: Question
    subject: str
    organisation_id: int
    rows: tuple[RowAsking, ...]
    asset_ids: tuple[int, ...]
    verdict: Verdict | None
    answer: IdentityAnswer | None
    over: str | None

    @property
    def key(self) -> int:
        """Number for its reference: the first row that raised it, and the question."""
        return conflict_key(self.rows[0].id, self.question)

    @property
    def is_open(self) -> bool:
        """Whether it waits for a person."""
        return self.answer is None and self.over is None


def conflict_key(row_id: int, question: Question) -> int:
    """Number of the question that a row raises."""
    return row_id * _ROOM + _QUESTIONS.index(question)


def conflicts(session: Session, *, row_ids: Collection[int] | None = None) -> list[Conflict]:
    """Every question of identity that lists raise, alarms first, then by kind, the gravest and newest first.

    Args:
        session: A session that may read.
        row_ids: Only of the questions that these rows raise.
    """
    groups: dict[str, list[RowAsking]] = defaultdict(list)
    kinds: dict[str, tuple[Question, int]] = {}
    organisations = dict(session.execute(select(Site.id, Site.organisation_id)).all())
    for row, code in _asking(session):
        question = QUESTION_OF[code]
        organisation = row.facts.get("organisation") or organisations.get(row.site_id or 0)
        if organisation is None:
            continue
        subject = subject_of(question, row.facts, organisation, row.site_id)
        kinds[subject] = question, organisation
        groups[subject].append(row)
    if row_ids is not None:
        wanted = set(row_ids)
        groups = {s: rows for s, rows in groups.items() if any(row.id in wanted for row in rows)}
    newest = {subject: _of_newest_list(rows) for subject, rows in groups.items()}
    answers = answers_in_force(session)
    waiting = {s: (kinds[s][0], rows) for s, rows in newest.items() if s not in answers}
    ended = over(session, waiting)
    verdicts = _verdicts(session, (asset for rows in newest.values() for row in rows for asset in _assets_of(row)))
    found = []
    for subject, rows in newest.items():
        assets = tuple(dict.fromkeys(asset for row in rows for asset in _assets_of(row)))
        verdict = max((verdicts[each] for each in assets if each in verdicts), key=lambda v: v.gravity, default=None)
        question, organisation = kinds[subject]
        found.append(
            Conflict(question, subject, organisation, rows, assets, verdict, answers.get(subject), ended.get(subject))
        )
    return sorted(found, key=_rank)


def question_of_key(key: int) -> tuple[int, Question] | None:
    """Row and question of the number of a conflict; None where it is none."""
    row_id, place = divmod(key, _ROOM)
    return (row_id, _QUESTIONS[place]) if place < len(_QUESTIONS) else None


def _rank(conflict: Conflict) -> tuple[int, int, int, int]:
    gravity = conflict.verdict.gravity if conflict.verdict is not None else -1
    first = conflict.rows[0]
    return _QUESTIONS.index(conflict.question), -gravity, -first.described_on.toordinal(), first.id


def _asking(session: Session) -> Iterator[tuple[RowAsking, str]]:
    """Every row of a standing asset list that raises a question, with the code by which it does."""
    batches = {
        batch.id: batch
        for batch in session.scalars(
            select(ImportBatch).where(ImportBatch.kind == ImportKind.ASSETS, ~loading.is_withdrawn(ImportBatch.id))
        )
        if not QUESTION_OF.keys().isdisjoint(orjson.loads(batch.counts).get("issues", {}))
    }
    row = ImportedRow.__table__.c
    for piece in loading.chunked(sorted(batches)):
        statement = (
            select(row.id, row.import_batch_id, row.sheet, row.row, row.site_id, row.asset_id, row.issues)
            .where(row.import_batch_id.in_(piece), row.issues.like('%"about":"%'))
            .order_by(row.id)
        )
        for key, batch_id, sheet, number, site, asset, issues in session.execute(statement):
            batch = batches[batch_id]
            for issue in orjson.loads(issues):
                if issue.get("about") and issue["code"] in QUESTION_OF:
                    facts = orjson.loads(issue["about"])
                    message = issue["message"]
                    yield (
                        RowAsking(
                            key, batch_id, batch.file_name, batch.described_on, sheet, number, site, asset, message,
                            facts,
                        ),
                        issue["code"],
                    )  # fmt: skip


def _of_newest_list(rows: list[RowAsking]) -> tuple[RowAsking, ...]:
    newest = max((row.described_on, row.batch_id) for row in rows)
    return tuple(row for row in rows if (row.described_on, row.batch_id) == newest)


def _assets_of(row: RowAsking) -> list[int]:
    found = [row.facts.get("asset"), *row.facts.get("assets", ()), row.asset_id]
    return list(dict.fromkeys(each for each in found if each))


def _verdicts(session: Session, asset_ids: Iterable[int]) -> dict[int, Verdict]:
    found: dict[int, Verdict] = {}
    for piece in loading.chunked(sorted(set(asset_ids))):
        found.update(session.execute(select(Asset.id, Asset.verdict).where(Asset.id.in_(piece))).all())
    return found
