"""What lists leave open of identity: it waits for a person, an answer holds for later lists, and can be taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from riskreg.errors import Conflict as Refused
from riskreg.errors import UsageError
from riskreg.intake import undo
from riskreg.intake.conflicts import Conflict, conflicts
from riskreg.intake.replies import ASKED
from riskreg.intake.settling import Said, reopen, settle
from riskreg.register import Asset, Evidence, IdentityAnswer, RemovalStep, Site
from riskreg.rules.conflicts import Question, Reply
from riskreg.rules.terms import Covers, EvidenceKind, Step
from tests.intake.make import APRIL, FEBRUARY, MARCH, OFFICER, TODAY, Desk, camera, counts

KNOWN = [camera("AA1001", tag="T1"), camera("AA1002", tag="T2", location="Yard")]
MILL = "Mill Lane Depot"


def all_of(desk: Desk) -> list[Conflict]:
    with desk.database.reading() as session:
        return conflicts(session)


def waiting(desk: Desk) -> list[Question]:
    return [each.question for each in all_of(desk) if each.is_open]


def answer(desk: Desk, reply: Reply, question: Question | None = None, **said: Any) -> None:
    with desk.database.transaction(OFFICER, "answer", "test") as session:
        first = next(each for each in conflicts(session) if each.is_open and question in (None, each.question))
        settle(session, first, Said(reply, "I looked.", TODAY, **said))


@pytest.mark.parametrize(
    ("question", "rows", "reply", "said", "then"),
    [
        (Question.OTHER_DEVICE, [camera("AA1009", tag="T1")], Reply.SAME, {}, {"changed": 1, "not_seen": 1}),
        (Question.OTHER_DEVICE, [camera("AA1009", tag="T1")], Reply.DIFFERENT, {}, {"new": 1, "not_seen": 2}),
        (
            Question.CONTRADICTION, [camera("AA1001", tag="T2")], Reply.SAME, {"asset_id": 1},
            {"changed": 1, "not_seen": 1},
        ),
        (Question.CONTRADICTION, [camera("AA1001", tag="T2")], Reply.DIFFERENT, {}, {"new": 1, "not_seen": 2}),
        (Question.TWICE, [camera("EE1001"), camera("EE1001", MILL)], Reply.DIFFERENT, {}, {"new": 2, "not_seen": 2}),
        (
            Question.TWICE, [camera("AA1001"), camera("AA1001", MILL)], Reply.SAME, {"row": 3},
            {"changed": 1, "unchanged": 1, "not_seen": 1},
        ),
        (
            Question.TWICE, [camera("AA1001"), camera("AA1001", location="Roof")], Reply.SAME, {"row": 3},
            {"changed": 1, "unchanged": 1, "not_seen": 1},
        ),
        (
            Question.TWICE, [camera("EE1001"), camera("EE1001", MILL)], Reply.MISTAKEN, {},
            {"conflicting": 2, "not_seen": 2},
        ),
        (
            Question.SITE_NAME, [KNOWN[1], camera("AA1001", "Harbor House", tag="T1")], Reply.SAME, {},
            {"unchanged": 2},
        ),
        (
            Question.SITE_NAME, [KNOWN[1], camera("AA1001", "Harbor House", tag="T1")], Reply.DIFFERENT, {},
            {"changed": 1, "unchanged": 1},
        ),
        (Question.REPEATED, [*KNOWN, *[camera("EE1001")] * 3], Reply.DIFFERENT, {}, {"unchanged": 3, "new": 2}),
    ],
    ids=lambda value: getattr(value, "value", None),
)  # fmt: skip
def test_an_answer_is_how_the_same_list_is_taken_and_it_is_not_asked_again(
    quick_desk: Desk,
    question: Question,
    rows: list[tuple[Any, ...]],
    reply: Reply,
    said: dict[str, Any],
    then: dict[str, int],
) -> None:
    quick_desk.import_list(KNOWN)
    quick_desk.import_list(rows, described_on=FEBRUARY)
    assert waiting(quick_desk) == [question]
    answer(quick_desk, reply, **said)
    assert waiting(quick_desk) == []
    preview = quick_desk.preview(rows, described_on=FEBRUARY)
    assert counts(preview) == then
    quick_desk.apply(preview)
    assert set(waiting(quick_desk)) <= {Question.MOVED}
    again = quick_desk.preview(rows, described_on=FEBRUARY)
    assert again.changes_nothing, counts(again)
    assert set(counts(again)) <= {"unchanged", "not_seen", "conflicting"}


def test_what_was_taken_waits_until_a_person_says_that_it_is_right(desk: Desk) -> None:
    desk.import_list([*KNOWN, camera("EE1001", mac="44:19:B6:00:1F:2A")])
    moved = [camera("AA1001", MILL, tag="T1"), KNOWN[1], camera("EE1001", mac="44:19:B6:00:1F:2B")]
    desk.import_list(moved, described_on=FEBRUARY)
    desk.import_list(moved, described_on=MARCH)
    assert waiting(desk) == [Question.DIFFERS, Question.MOVED]
    answer(desk, Reply.SAME)
    answer(desk, Reply.MOVED)
    assert waiting(desk) == []
    # Both numbers are the device's own from now on: a list that gives the older one again asks nothing.
    older = desk.preview([*moved[:2], camera("EE1001", mac="44:19:B6:00:1F:2A")], described_on=APRIL)
    assert "number-differs" not in older.issue_totals
    assert [(each.reply, each.asset_id, each.reason) for each in desk.all(IdentityAnswer)] == [
        (Reply.SAME, 3, "I looked."),
        (Reply.MOVED, 1, "I looked."),
    ]


def test_a_correction_ends_what_it_corrects(quick_desk: Desk) -> None:
    quick_desk.import_list([camera("EE1001", mac="44:19:B6:00:1F:2A"), camera("AA1001")])
    wrong = [camera("EE1001", mac="44:19:B6:00:1F:2B"), camera("AA1001", MILL)]
    quick_desk.import_list(wrong, described_on=FEBRUARY)
    assert waiting(quick_desk) == [Question.DIFFERS, Question.MOVED]
    right = [camera("EE1001", mac="44:19:B6:00:1F:2A"), camera("AA1001")]
    quick_desk.import_list(right, described_on=MARCH)
    assert waiting(quick_desk) == [Question.MOVED]
    (back,) = [each for each in all_of(quick_desk) if each.is_open]
    assert back.rows[0].described_on == MARCH


def test_rows_that_were_left_out_wait_until_a_list_that_covers_the_place_no_longer_raises_it(quick_desk: Desk) -> None:
    quick_desk.import_list(KNOWN)
    quick_desk.import_list([camera("AA1009", tag="T1"), KNOWN[1]], described_on=FEBRUARY)
    quick_desk.import_list([KNOWN[1]], described_on=MARCH, covers=Covers.PART)
    assert waiting(quick_desk) == [Question.OTHER_DEVICE]
    quick_desk.import_list(KNOWN, described_on=APRIL)
    assert waiting(quick_desk) == []
    (over,) = all_of(quick_desk)
    assert over.over == "A newer list that covers the place no longer raises it."
    with pytest.raises(Refused, match="waits no longer"):
        settle_any(quick_desk, over)


def settle_any(desk: Desk, conflict: Conflict, reason: str = "x") -> None:
    reply = ASKED[conflict.question].choices[0].reply
    with desk.database.transaction(OFFICER, "answer", "test") as session:
        settle(session, conflict, Said(reply, reason, TODAY))


def test_an_undone_import_asks_nothing(quick_desk: Desk) -> None:
    quick_desk.import_list(KNOWN)
    applied = quick_desk.import_list([camera("AA1009", tag="T1"), camera("EE1")], described_on=FEBRUARY)
    assert waiting(quick_desk) == [Question.OTHER_DEVICE]
    with quick_desk.database.transaction(OFFICER, "undo", "test") as session:
        undo(session, applied.batch_id or 0, "wrong file", screener=quick_desk.screener)
    assert all_of(quick_desk) == []


def test_an_answer_can_be_taken_back_and_the_question_waits_again(quick_desk: Desk) -> None:
    rows = [camera("AA1009", tag="T1"), KNOWN[1]]
    quick_desk.import_list(KNOWN)
    quick_desk.import_list(rows, described_on=FEBRUARY)
    answer(quick_desk, Reply.SAME)
    quick_desk.import_list(rows, described_on=MARCH)
    with quick_desk.database.transaction(OFFICER, "reopen", "test") as session:
        (conflict,) = conflicts(session)
        with pytest.raises(Refused, match="answered already: I looked"):
            settle(session, conflict, Said(Reply.SAME, "again", TODAY))
        reopen(session, conflict, "It was another one.", TODAY)
    assert waiting(quick_desk) == [Question.OTHER_DEVICE]
    assert [each.reply for each in quick_desk.all(IdentityAnswer)] == [Reply.SAME, None]


def remove(desk: Desk, on: date, step: Step = Step.PHYSICALLY_REMOVED) -> None:
    with desk.database.transaction(OFFICER, "record removal", "test") as session:
        proof = Evidence(sha256="0" * 64, file_name="p.jpg", file_bytes=1, kind=EvidenceKind.PHOTO)
        session.add(proof)
        session.flush()
        values = {"remover": "R. Remover", "verifier": "V. Verifier", "evidence_id": proof.id}
        session.add(RemovalStep(asset_id=1, step=step, happened_on=on, devices=1, **values))
        session.get_one(Asset, 1).step = step


def test_a_device_that_is_back_comes_first_and_its_new_removal_ends_the_alarm(quick_desk: Desk) -> None:
    quick_desk.import_list(KNOWN)
    remove(quick_desk, date(2026, 2, 1))
    quick_desk.import_list([KNOWN[0], camera("AA1009", tag="T2")], described_on=MARCH)
    quick_desk.import_list([KNOWN[0], camera("AA1009", tag="T2")], described_on=APRIL)
    assert waiting(quick_desk) == [Question.BACK, Question.OTHER_DEVICE]
    remove(quick_desk, date(2026, 5, 1), Step.VERIFIED)
    assert waiting(quick_desk) == [Question.OTHER_DEVICE]


def test_identical_rows_say_where_they_are_more_or_fewer_than_known(quick_desk: Desk) -> None:
    quick_desk.import_list([camera()] * 3)
    more = quick_desk.import_list([camera()] * 5, described_on=FEBRUARY)
    assert counts(more) == {"unchanged": 3, "new": 2}
    (surplus,) = all_of(quick_desk)
    assert surplus.question is Question.SURPLUS
    assert "names 5 such devices" in surplus.rows[0].message
    assert "3 were known: 2 are taken as new" in surplus.rows[0].message
    quick_desk.import_list([camera()] * 4, described_on=MARCH)
    assert waiting(quick_desk) == [Question.SHORTFALL]
    (shortfall,) = [each for each in all_of(quick_desk) if each.is_open]
    assert "5 were known: 1 counts as not seen" in shortfall.rows[0].message
    same = quick_desk.preview([camera()] * 4, described_on=APRIL)
    assert not {"more-alike-than-known", "fewer-alike-than-known"} & set(same.issue_totals)
    part = quick_desk.preview([camera()] * 2, described_on=APRIL, covers=Covers.PART)
    assert "fewer-alike-than-known" not in part.issue_totals


def test_a_number_on_two_devices_finds_each_at_its_own_site(quick_desk: Desk) -> None:
    rows = [camera("EE1001"), camera("EE1001", MILL)]
    quick_desk.import_list([camera("AA1001"), *rows])
    answer(quick_desk, Reply.DIFFERENT)
    quick_desk.import_list([camera("AA1001"), *rows])
    preview = quick_desk.preview([camera("EE1001", MILL, location="Roof")], described_on=FEBRUARY)
    assert counts(preview) == {"changed": 1}
    assert preview.differences[0].key == quick_desk.all(Asset, Asset.site_id == 2)[0].id


def test_channels_that_are_said_to_be_devices_are_counted_each(quick_desk: Desk) -> None:
    headers = ("Site", "Hardware ID", "Channel", "Make", "Model", "Camera name")
    rows = [("Harbour House", "guid-0001", n, "Axis", "F44", f"Lens {n}") for n in (1, 2)]
    quick_desk.import_list(rows, headers)
    assert waiting(quick_desk) == [Question.CHANNELS]
    answer(quick_desk, Reply.DIFFERENT)
    assert counts(quick_desk.import_list(rows, headers)) == {"unchanged": 1, "new": 1}


def test_a_site_that_is_meant_may_be_named(quick_desk: Desk) -> None:
    quick_desk.import_list([camera("AA1001"), camera("AA1002", MILL)])
    rows = [camera("AA1002", MILL), camera("AA1001", "Harbor House")]
    quick_desk.import_list(rows, described_on=FEBRUARY)
    answer(quick_desk, Reply.SAME, site_id=2)
    quick_desk.import_list(rows, described_on=FEBRUARY)
    assert [asset.site_id for asset in quick_desk.all(Asset)] == [2, 2]
    assert len(quick_desk.all(Site)) == 2


@pytest.mark.parametrize(
    ("said", "what"),
    [
        (Said(Reply.SAME, " ", TODAY), "needs a reason"),
        (Said(Reply.MOVED, "x", TODAY), "is no answer to"),
        (Said(Reply.SAME, "x", TODAY), "which row"),
        (Said(Reply.SAME, "x", TODAY, row=17), "which row"),
    ],
)
def test_an_answer_that_says_too_little_is_refused_with_its_cure(quick_desk: Desk, said: Said, what: str) -> None:
    quick_desk.import_list([camera("EE1001"), camera("EE1001", MILL), camera("AA1001")])
    with quick_desk.database.transaction(OFFICER, "answer", "test") as session:
        (conflict,) = conflicts(session)
        with pytest.raises(UsageError, match=what) as refused:
            settle(session, conflict, said)
    assert refused.value.cure


def test_every_question_has_its_words_and_at_least_two_answers() -> None:
    assert set(ASKED) == set(Question)
    assert all(asked.title and asked.taken and len(asked.choices) >= 2 for asked in ASKED.values())
