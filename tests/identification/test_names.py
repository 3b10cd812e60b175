import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.identification.knowledge import Knowledge
from riskreg.identification.names import NameIndex, normalise_name

SAME_AS_HIKVISION = [
    "HIKVISION",
    " hik vision ",
    "Hik-Vision",
    "Hikvision.",
    "Hikvision Ltd",
    "Hikvision (UK) Ltd",
    "Hikvision UK & Ireland",
    "Hikvision Co., Ltd.",
    "Ｈｉｋｖｉｓｉｏｎ",
    "Hik\u200bvision",
    "Hik\u00advision",
    "\ufeffHikvision",
    "Нikvision",
    "Hikvisiοn",
    "Hіkvіsіon",
    "Híkvisión",
    "Hikvision Deutschland GmbH",
]


@pytest.mark.parametrize("written", SAME_AS_HIKVISION)
def test_spellings_of_one_name_come_to_one_form(written: str) -> None:
    assert normalise_name(written) == "hikvision"


@pytest.mark.parametrize(
    "other", ["Trivision", "Xvision", "HeimVision", "KBVision", "Univision", "Hikvisionary", "Vision"]
)
def test_other_names_stay_other_names(other: str) -> None:
    assert normalise_name(other) != "hikvision"


def test_chinese_company_form_is_stripped() -> None:
    assert normalise_name("浙江大华技术股份有限公司") == normalise_name("浙江大华技术有限公司")


def test_company_forms_are_stripped_until_none_is_left() -> None:
    assert normalise_name("大华有限公司股份有限公司") == "大华"


def test_a_name_that_is_only_a_legal_form_keeps_something() -> None:
    assert normalise_name("Ltd") == "ltd"


@given(st.text(max_size=40))
def test_normalising_a_name_twice_changes_nothing(text: str) -> None:
    once = normalise_name(text)

    assert normalise_name(once) == once


@given(
    st.sampled_from(SAME_AS_HIKVISION[:4]), st.integers(0, 8), st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad")
)
def test_invisible_characters_never_matter(name: str, at: int, invisible: str) -> None:
    assert normalise_name(name[:at] + invisible + name[at:]) == normalise_name(name)


@pytest.mark.parametrize("blank", ["", "  ", "-", "n/a", "N.A.", "Unknown", "not known", "TBC", "?", "various"])
def test_words_for_no_make_are_no_label(small: Knowledge, blank: str) -> None:
    assert NameIndex(small).read(blank).is_blank


def test_a_near_spelling_is_proposed_and_not_known(small: Knowledge) -> None:
    reading = NameIndex(small).read("Hikvsion")

    assert not reading.is_known
    assert ("hikvision", "hikvision") in reading.near


@pytest.mark.parametrize("far", ["Trivision", "Axis", "Hik", "12345678"])
def test_a_far_spelling_is_not_proposed_for_a_flag(small: Knowledge, far: str) -> None:
    assert not any(n.vendor == "hikvision" for n in NameIndex(small).read(far).names)
