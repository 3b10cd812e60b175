"""Cheap looks may never hide what the pattern itself would find."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskreg.identification.first import Literals, starts, surely
from riskreg.identification.knowledge import Knowledge

SLOW = (HealthCheck.too_slow,)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@pytest.mark.parametrize(
    ("regex", "may", "may_not"),
    [
        ("^DS-2", "D", "XI2"),
        ("^I?DS-2", "DI", "S"),
        ("^(?:DH[IE]?-)?IPC-H", "DI", "H"),
        ("^(?:A|[B-D])\\d", "ABCD", "E1"),
        ("^\\d{2}X", "19", "AX"),
        ("^.X", LETTERS, ""),
        ("^(?=A)B?", "A", "BC"),
        ("^(?:UN-)?\\D", "U" + "AZ", "1"),
    ],
)
def test_first_characters_of_a_pattern(regex: str, may: str, may_not: str) -> None:
    assert all(starts(regex, c) for c in may)
    assert not any(starts(regex, c) for c in may_not)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(data=st.data())
def test_no_numbering_is_hidden_by_its_first_character(bundled: Knowledge, data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(bundled.patterns))
    text = data.draw(st.from_regex(re.compile(pattern.regex, re.ASCII)))

    if text[:1] in LETTERS and text:
        assert starts(pattern.regex, text[0])


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(data=st.data())
def test_no_software_is_hidden_by_what_its_name_must_hold(bundled: Knowledge, data: st.DataObject) -> None:
    marker = data.draw(st.sampled_from(bundled.software))
    text = data.draw(st.from_regex(re.compile(marker.regex, re.ASCII)))

    assert Literals(m.regex for m in bundled.software).may(text)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, *SLOW], deadline=None)
@given(data=st.data())
def test_no_numbering_is_hidden_by_the_head_of_a_number(bundled: Knowledge, data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(bundled.patterns))
    text = data.draw(st.from_regex(re.compile(pattern.regex, re.ASCII)))

    assert all(starts(pattern.regex, text[:size]) for size in range(1, 12))


def test_a_longer_head_leaves_fewer_numberings() -> None:
    assert starts("^I?DS-(?:2CD|7\\d)", "DS-7")
    assert not starts("^I?DS-(?:2CD|7\\d)", "DS-8")
    assert starts("^A(?:BC)?$|^XY{2,3}", "ABC")
    assert not starts("^A(?:BC)?$|^XY{2,3}", "ABCD"), "after the end of a pattern nothing follows"
    assert starts("^DS-2CD(?=$|[- ])", "DS-2CD-")
    assert not starts("^DS-2CD(?=$|[- ])", "DS-2CD2")
    assert not starts("^A|^XY{2,3}Z", "XYZ")
    assert starts("^A|^XY{2,3}Z", "XYYZ")
    assert starts("^DS-2", "DS-2CD2143"), "a numbering tells only the beginning"


@pytest.mark.parametrize(
    ("regex", "head", "certain"),
    [
        ("^DS-2", "DS-2CD", True),
        ("^DS-2", "DS-", False),
        ("^DS-2$", "DS-2", False),
        ("^DS-2(?=$|-)", "DS-2", False),
        ("^DS-2(?=$|-)", "DS-2-", True),
        ("^DS-2[^C]", "DS-2", False),
        ("^DS.2", "DS-2", False),
        (r"^DS-2\b", "DS-2", False),
        ("^DS-2(?!X)", "DS-2CD", False),
        ("^(?!DS-2X)DS-[0-9]", "DS-2", False),
        ("^(?!DS-2X)DS-[0-9]", "DS-2C", True),
        ("^(?!DS-2X)DS-[0-9]", "DS-3", True),
    ],
)
def test_a_head_settles_what_every_longer_text_matches(regex: str, head: str, certain: bool) -> None:
    assert surely(regex)(head) is certain


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, *SLOW], deadline=None)
@given(data=st.data())
def test_what_a_head_settles_no_ending_takes_back(bundled: Knowledge, data: st.DataObject) -> None:
    regexes = [each.regex for each in bundled.patterns] + [each.regex for each in bundled.lookalikes]
    regex = data.draw(st.sampled_from(regexes))
    text = data.draw(st.from_regex(re.compile(regex, re.ASCII)))
    ending = data.draw(st.text(alphabet=f"{LETTERS}-/ (.\n", max_size=6))

    for size in range(1, len(text) + 1):
        if surely(regex)(text[:size]):
            assert re.match(regex, text[:size] + ending)
