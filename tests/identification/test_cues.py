"""Whether a text places what it names elsewhere is asked only where a word of it could: never too seldom."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskreg.identification import accessories, cues, denials, foreign
from riskreg.identification.cue_words import may_be_of_another
from riskreg.identification.cues import Role, role_of

_WORD = re.compile(r"[^\W_]+")
PLACING = [pattern for _, _, pattern in cues._BEFORE]
AFTER = [cues._AFTER_IS_PAST, denials.AFTER, accessories.AFTER_IS_ACCESSORY, cues._IS_RECORDER]
OTHERS = [accessories.ACCESSORY_FOR, cues._ON_ANOTHER, accessories.IS_ACCESSORY]
FOREIGN = [pattern for _, pattern in foreign.BEFORE]


@pytest.mark.parametrize("pattern", [*PLACING, *AFTER[:3], *OTHERS, *FOREIGN], ids=lambda p: p.pattern[:30])
@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_no_cue_is_passed_over(pattern: re.Pattern[str], data: st.DataObject) -> None:
    written = "ascii" if pattern.pattern.isascii() else "utf-8"
    flags = re.ASCII if pattern.pattern.isascii() else re.NOFLAG
    text = data.draw(st.from_regex(re.compile(pattern.pattern, flags), alphabet=st.characters(codec=written)))
    low = text.casefold()

    if pattern.search(low):
        assert may_be_of_another(_WORD.findall(low), low)


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_no_past_is_passed_over(data: st.DataObject) -> None:
    text = data.draw(st.from_regex(re.compile(cues._AFTER_IS_PAST.pattern, re.ASCII)))

    assert any(part in text for part in cues._PAST_HOLDS)


WORDS = st.lists(
    st.sampled_from(
        "hikvision dahua dome by for was replaced until 2022 now axis no not ( ) , on nvr bracket free but with".split()  # noqa: SIM905 - a list of words reads better as words
    ),
    max_size=9,
)


@settings(max_examples=200, deadline=None)
@given(before=WORDS, after=WORDS)
def test_without_a_cue_a_name_is_of_this_device(before: list[str], after: list[str]) -> None:
    head = " ".join([*before, ""])
    low = f"{head}uniview {' '.join(after)}"

    if not may_be_of_another(_WORD.findall(low), low):
        assert role_of(low, len(head), len(head) + 7, is_name=True) == (Role.PRESENT, "")
