"""Cheap looks may never hide what the pattern itself would find."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskreg.identification.first import Literals, starts
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
        ("^(?=A)B?", LETTERS, ""),
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
    assert starts("^A(?:BC)?$|^XY{2,3}", "ABCD"), "the end of a text is left to the pattern itself"
    assert not starts("^A|^XY{2,3}Z", "XYZ")
    assert starts("^A|^XY{2,3}Z", "XYYZ")
    assert starts("^DS-2", "DS-2CD2143"), "a numbering tells only the beginning"
