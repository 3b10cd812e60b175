"""What lists leave open of identity: listed, shown, answered with a reason, and taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg import intake
from riskreg.database import register_code
from riskreg.errors import NotFound, UsageError
from riskreg.intake.conflicts import Conflict, conflicts, question_of_key
from riskreg.intake.replies import ASKED, Choice
from riskreg.intake.settling import Said, choice_for, reopen, settle
from riskreg.operations.merging import merge_within
from riskreg.operations.office import Office
from riskreg.operations.references import refuse_mistyped, resolve
from riskreg.operations.setting_up import find_organisation
from riskreg.register import Asset, Change, IdentityAnswer, Organisation, Site
from riskreg.register.merges import merges
from riskreg.rules.conflicts import Question as Question
from riskreg.rules.conflicts import Reply as Reply
from riskreg.rules.references import ReferenceKind, parse_reference, reference
from riskreg.rules.terms import BasisCause, Verdict
from riskreg.screening import Screened, Screener, reflag


@dataclass(frozen=True, slots=True)
class Place:
    """A row that raised a question: import, file, sheet and row, and what was said of it."""

    import_reference: str
    file: str
    sheet: str
    row: int
    site: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person said of it: the word, who, when and why."""

    reply: Reply
    by: str
    at: datetime | None
    change: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class ConflictShown:
    """Something about identity that waits for a person, or waited.

    Attributes:
        reference: CONF-…
        question: What is asked, as a stable word.
        title: The same in words.
        is_alarm: Whether it comes before everything else.
        organisation: Whose list raised it.
        site: Where, or None.
        assets: References of the assets that it is about.
        verdict: The gravest verdict of these.
        raised_on: The date that the newest list that raised it describes.
        rows: Its rows.
        taken: What riskreg did for now.
        choices: What can be said to it.
        state: `waiting`, `answered` or `over`.
        answer: What was said.
        over: Why it waits no longer although nobody answered.
    """

    reference: str
    question: Question
    title: str
    is_alarm: bool
    organisation: str
    site: str | None
    assets: tuple[str, ...]
    verdict: Verdict | None
    raised_on: date
    rows: tuple[Place, ...]
    taken: str
    choices: tuple[Choice, ...]
    state: str
    answer: Answered | None
    over: str | None

    @property
    def message(self) -> str:
        """What was said of its first row."""
        return self.rows[0].message

    def as_answer(self) -> dict[str, Any]:
        """As JSON-ready values, for programs."""
        values: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("reference", "question", "title", "is_alarm", "organisation", "site", "verdict", "raised_on",
                         "taken", "state", "over")
        }  # fmt: skip
        values["assets"] = list(self.assets)
        values["rows"] = [
            {"import": p.import_reference, "file": p.file, "sheet": p.sheet, "row": p.row, "site": p.site,
             "message": p.message}
            for p in self.rows
        ]  # fmt: skip
        values["choices"] = [each._asdict() for each in self.choices]
        given = self.answer
        values["answer"] = (
            {"reply": given.reply, "by": given.by, "at": given.at, "change": given.change, "reason": given.reason}
            if given is not None
            else None
        )
        return values


@dataclass(frozen=True, slots=True)
class Settled:
    """What answering, or taking an answer back, did.

    Attributes:
        reference: CONF-…
        title: What was asked.
        said: What is now on record, and what was merged or taken apart, as sentences.
        then: What the person does next, or empty.
        screened: Flags that came and went.
    """

    reference: str
    title: str
    said: tuple[str, ...]
    then: str
    screened: Screened


def list_conflicts(
    office: Office,
    *,
    organisation: str | None = None,
    of_import: str | None = None,
    question: Question | None = None,
    with_settled: bool = False,
) -> list[ConflictShown]:
    """Everything about identity that waits for a person, alarms first.

    Args:
        office: Where.
        organisation: Only of this one.
        of_import: Only what the rows of this import raise, or raised before a newer list did.
        question: Only of this kind.
        with_settled: Also what is answered, or waits no longer.

    Raises:
        NotFound: The organisation or the import is not known.
    """
    with office.reading() as session:
        found = conflicts(session)
        if organisation is not None:
            whose = find_organisation(session, organisation).id
            found = [each for each in found if each.organisation_id == whose]
        if of_import is not None:
            _, batch = resolve(session, of_import, (ReferenceKind.IMPORT,))
            found = [each for each in found if any(row.batch_id == batch for row in each.rows)]
        if question is not None:
            found = [each for each in found if each.question is question]
        if not with_settled:
            found = [each for each in found if each.is_open]
        return _Showing(session).all(found)


def count_conflicts(shown: Iterable[ConflictShown]) -> Counter[str]:
    """Kind of question in words → how many."""
    return Counter(each.title for each in shown)


def show_conflict(office: Office, text: str) -> ConflictShown:
    """One of them, with what can be said to it.

    Raises:
        NotFound: There is none of that reference.
    """
    with office.reading() as session:
        return _Showing(session).all([_found(session, text)])[0]


def resolve_conflicts(
    office: Office,
    texts: Sequence[str],
    reply: Reply,
    reason: str,
    *,
    record: str | None = None,
    row: int | None = None,
) -> list[Settled]:
    """Answer questions of identity: all of those named, or none.

    Args:
        office: Where.
        texts: References, CONF-….
        reply: What is said of each.
        reason: Why.
        record: Reference of the asset or site that is meant, where one must be named.
        row: Row that stands for the device, as Excel numbers it.

    Raises:
        NotFound: A reference points to nothing.
        UsageError: No reason, no answer to such a question, or something is not named that must be.
        Conflict: It is answered already, or the records cannot be merged.
    """
    if not reason.strip():
        raise UsageError("An answer needs a reason.", 'Add --reason "…": how you know.')
    with office.acting("answer identity question", reason) as session:
        asset_id, site_id = _named(session, record)
        done = []
        for text in texts:
            conflict = _found(session, text)
            choice = choice_for(conflict, reply)
            said, screened, merged = [choice.means], Screened(), None
            if conflict.question is Question.CONTRADICTION and reply is Reply.SAME:
                if asset_id is None:
                    merged, screened = _merged(office, session, conflict, reason)
                    code = register_code(session)
                    gone, kept = (reference(ReferenceKind.ASSET, code, each) for each in merged)
                    said = [f"{gone} is merged into {kept}, which stands for the device."]
                elif asset_id not in conflict.asset_ids:
                    raise UsageError(
                        "--record is none of the two assets.", f"See them with: riskreg conflicts show {text}"
                    )
                else:
                    said = ["The row is that asset, and its other number is wrong; nothing is merged."]
            answer = settle(session, conflict, Said(reply, reason, office.today, asset_id, site_id, row, merged))
            code = register_code(session)
            said = _said_of_site(session, conflict, answer, code) or said
            name = reference(ReferenceKind.CONFLICT, code, conflict.key)
            done.append(Settled(name, ASKED[conflict.question].title, tuple(said), choice.then, screened))
        return done


def reopen_conflict(office: Office, text: str, reason: str) -> Settled:
    """Take an answer back; a merge that was made with it is taken back too.

    Raises:
        NotFound: The reference points to nothing.
        UsageError: No reason.
        Conflict: Nobody has answered it.
    """
    if not reason.strip():
        raise UsageError("Taking an answer back needs a reason.", 'Add --reason "…".')
    with office.acting("reopen identity question", reason) as session:
        conflict = _found(session, text)
        was = conflict.answer
        reopen(session, conflict, reason, office.today)
        code = register_code(session)
        said, screened = ["The answer is taken back; later lists are matched without it."], Screened()
        pair = _pair_merged_with(session, was) if was is not None else None
        if pair is not None:
            screened = _separated(office, session, pair[0], reason)
            gone, kept = (reference(ReferenceKind.ASSET, code, each) for each in pair)
            said.append(f"{gone} counts by itself again, apart from {kept}.")
        then = "Lists imported under the answer stay as they were taken; import them again, or take them back."
        return Settled(
            reference(ReferenceKind.CONFLICT, code, conflict.key), ASKED[conflict.question].title, tuple(said), then,
            screened,
        )  # fmt: skip


def _said_of_site(session: Session, conflict: Conflict, answer: IdentityAnswer, code: str) -> list[str]:
    text = conflict.rows[0].facts.get("text")
    if text is None or "named" not in answer.matching:
        return []
    if answer.site_id is None:
        return [f"“{text}” is a site of its own."]
    name = session.get_one(Site, answer.site_id).name
    return [f"“{text}” means “{name}” ({reference(ReferenceKind.SITE, code, answer.site_id)}) from now on."]


def _pair_merged_with(session: Session, answer: IdentityAnswer) -> tuple[int, int] | None:
    """The records that were merged with an answer and still are: the one merged away, and the one that stays."""
    if answer.question is not Question.CONTRADICTION or answer.reply is not Reply.SAME or answer.matching != "{}":
        return None
    gone, kept = answer.other_id, answer.asset_id
    if gone is None or kept is None or merges(session).get(gone) != kept:
        return None
    return gone, kept


def _named(session: Session, record: str | None) -> tuple[int | None, int | None]:
    if record is None:
        return None, None
    kind, key = resolve(session, record, (ReferenceKind.ASSET, ReferenceKind.SITE))
    return (key, None) if kind is ReferenceKind.ASSET else (None, key)


def _found(session: Session, text: str) -> Conflict:
    code = register_code(session)
    refuse_mistyped(text)
    parsed = parse_reference(text)
    if parsed is None or parsed[0] is not ReferenceKind.CONFLICT:
        raise NotFound(f"“{text}” is no reference of a conflict.", "See them with: riskreg conflicts")
    if parsed[1] != code:
        raise UsageError(f"{text} is a reference of another register ({parsed[1]}); this one is {code}.")
    place = question_of_key(parsed[2])
    if place is not None:
        for each in conflicts(session, row_ids=[place[0]]):
            if each.question is place[1]:
                return each
    raise NotFound(
        f"No list that counts raises {text}: its import was undone, or there was none.", "See: riskreg conflicts --all"
    )


def _merged(office: Office, session: Session, conflict: Conflict, reason: str) -> tuple[tuple[int, int], Screened]:
    """Merge the two records: the lighter one into the graver, larger, older one."""
    pair = [session.get_one(Asset, each) for each in conflict.rows[0].facts["assets"] if each]
    if len(pair) != 2:
        raise UsageError(
            "One of the two is not in the register yet, so there is nothing to merge.",
            "Import the list again, or say which record the row is: --same --record ASSET-…",
        )
    gone, kept = sorted(
        pair, key=lambda asset: (asset.verdict.gravity, asset.quantity, asset.step is not None, -asset.id)
    )
    screener = Screener(session, office.catalogue, office.identifier)
    done = merge_within(session, screener, gone.id, kept.id, reason, office.today, today=office.today)
    screened = reflag(session, screener, BasisCause.MERGED, on=office.today, asset_id=done.asset_id)
    return (gone.id, kept.id), screened


def _separated(office: Office, session: Session, asset_id: int, reason: str) -> Screened:
    screener = Screener(session, office.catalogue, office.identifier)
    intake.separate(session, asset_id, reason, office.today, screener=screener, today=office.today)
    return reflag(session, screener, BasisCause.MERGED, on=office.today, asset_id=asset_id)


class _Showing:
    """Turns conflicts into what is shown, with the names of things."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._code = register_code(session)

    def all(self, found: Sequence[Conflict]) -> list[ConflictShown]:
        sites = {row.site_id for each in found for row in each.rows} | {
            near for each in found for near in each.rows[0].facts.get("near", ())
        }
        self._sites: dict[int, str] = dict(
            self._session.execute(select(Site.id, Site.name).where(Site.id.in_(sites - {None}))).all()
        )
        self._organisations: dict[int, str] = dict(
            self._session.execute(select(Organisation.id, Organisation.name)).all()
        )
        changes = {each.answer.change_id for each in found if each.answer is not None}
        self._changes = {
            change.id: change for change in self._session.scalars(select(Change).where(Change.id.in_(changes)))
        }
        return [self._one(each) for each in found]

    def _one(self, conflict: Conflict) -> ConflictShown:
        asked = ASKED[conflict.question]
        state = "answered" if conflict.answer is not None else "over" if conflict.over is not None else "waiting"
        first = conflict.rows[0]
        return ConflictShown(
            reference=self._name(ReferenceKind.CONFLICT, conflict.key),
            question=conflict.question,
            title=asked.title,
            is_alarm=conflict.question.is_alarm,
            organisation=self._organisations[conflict.organisation_id],
            site=self._sites.get(first.site_id or 0),
            assets=tuple(self._name(ReferenceKind.ASSET, each) for each in conflict.asset_ids),
            verdict=conflict.verdict,
            raised_on=first.described_on,
            rows=tuple(
                Place(
                    self._name(ReferenceKind.IMPORT, row.batch_id), row.file_name, row.sheet, row.row,
                    self._sites.get(row.site_id or 0), row.message,
                )
                for row in conflict.rows
            ),
            taken=asked.taken,
            choices=asked.choices,
            state=state,
            answer=self._answer(conflict),
            over=conflict.over,
        )  # fmt: skip

    def _answer(self, conflict: Conflict) -> Answered | None:
        answer = conflict.answer
        if answer is None or answer.reply is None:
            return None
        change = self._changes[answer.change_id]
        return Answered(answer.reply, change.actor, change.at, change.sequence, answer.reason)

    def _name(self, kind: ReferenceKind, key: int) -> str:
        return reference(kind, self._code, key)
