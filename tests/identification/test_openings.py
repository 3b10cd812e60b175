"""Cheap looks at texts, and at outlines that stand for many texts, may never hide a name."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskreg.identification import Identifier, Trace
from riskreg.identification.cells import Cells
from riskreg.identification.families import Families
from riskreg.identification.knowledge import Knowledge
from riskreg.identification.models import ModelReader
from riskreg.identification.names import NameIndex
from riskreg.identification.openings import Openings, outline, places_of
from riskreg.identification.stock_codes import behind_a_code, may_be_behind_a_code

NAMES = ("hikvision", "dahua", "360vision", "g4s", "abc")
WORDS = st.sampled_from([*NAMES, "360", "vision", "g7s", "hik", "dahua7", "ds", "2cd2143", "bracket", "roof"])


@given(st.lists(WORDS, max_size=6))
def test_no_name_is_hidden_by_the_outline_of_a_text(words: list[str]) -> None:
    exact = Openings(NAMES, ("hikvision", "dahua"))

    if exact.may_name(words):
        assert exact.of_outlines().may_name([outline(word) for word in words])


def test_an_outline_tells_numbers_from_names() -> None:
    outlines = Openings(NAMES, ("hikvision", "dahua")).of_outlines()

    assert outlines.may_name(["000vision"]), "360 Vision is a maker"
    assert not outlines.may_name(["ds", "0cd0000g0"])


@given(
    st.lists(
        st.sampled_from(["CAM", "HIK", "-", "/", " ", "DS", "2CD", "2143", "IPC", "HDW", "NVR", "4MP"]), max_size=7
    )
)
def test_no_number_behind_a_stock_code_is_hidden_by_its_outline(parts: list[str]) -> None:
    number = "".join(parts)

    if behind_a_code(number):
        assert may_be_behind_a_code(outline(number))
    assert not may_be_behind_a_code(outline("M3045-V X8"))


@given(st.lists(st.sampled_from(["a", "hik", "hikvision", "vision", "2"]), min_size=1, max_size=8))
def test_each_word_is_found_where_it_stands(words: list[str]) -> None:
    text = " ".join(words)

    assert [text[start:end] for start, end in places_of(text, words)] == words
    assert places_of(text, words) == [m.span() for m in re.finditer(r"\w+", text)]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_number_says_the_same_whatever_was_read_before(bundled: Knowledge, data: st.DataObject) -> None:
    names, models = NameIndex(bundled), ModelReader(bundled)
    cells = Cells(bundled, names, models, Families(bundled))
    pattern = data.draw(st.sampled_from(bundled.patterns))
    number = data.draw(st.from_regex(re.compile(pattern.regex, re.ASCII)))
    ending = data.draw(st.sampled_from(["", "-S", " X14", " Imou", " 2.8mm", " (B)", " IPC-HFW2831S", " DS-2CD2143"]))
    digit = data.draw(st.sampled_from("0123456789"))
    alike = re.sub(r"\d", digit, number) + ending

    cells.number(alike)
    assert cells.number(number + ending) == cells._read_any_number(number + ending)


def test_outlines_keep_makers_apart(bundled: Knowledge) -> None:
    identifier = Identifier(bundled)

    assert identifier.identify(Trace(model="DS-9CD9999")).vendor is None
    assert identifier.identify(Trace(model="DS-2CD2143")).vendor == "hikvision"
