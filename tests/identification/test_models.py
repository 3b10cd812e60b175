import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.identification.knowledge import Knowledge
from riskreg.identification.models import ModelReader, model_tokens, normalise_model


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ds-2cd2143g0-i", "DS-2CD2143G0-I"),
        ("DS2CD2143G0-I", "DS-2CD2143G0-I"),
        ("DS 2CD2143G0-I", "DS-2CD2143G0-I"),
        ("DS–2CD2143G0—I", "DS-2CD2143G0-I"),
        ("DS_2CD2143G0.I", "DS-2CD2143G0-I"),
        ("ＤＳ－2ＣＤ2143Ｇ0－Ｉ", "DS-2CD2143G0-I"),
        ("Hikvision DS-2CD2143G0-I", "DS-2CD2143G0-I"),
        ("DАHUA: IPC HDW1230S", "IPC-HDW1230S"),
        ("IDS2CD7A46", "IDS-2CD7A46"),
        ("DS - 2CD2143G0 - I", "DS-2CD2143G0-I"),
        ("  M3045-V ", "M3045-V"),
    ],
)
def test_spellings_of_one_model_come_to_one_form(written: str, normal: str) -> None:
    assert normalise_model(written) == normal


@given(st.text(alphabet="DSIPCHAHIK VUN2013-_.*()/–Дd", max_size=30))
def test_normalising_a_model_twice_changes_nothing(text: str) -> None:
    once = normalise_model(text)

    assert normalise_model(once) == once


def test_a_model_is_found_inside_a_longer_cell(small: Knowledge) -> None:
    reading = ModelReader(small).read("4MP dome DS 2CD2143 white")

    assert [hit.id for hit in reading.hits] == ["ds"]
    assert reading.text == "DS-2CD2143"


def test_tokens_keep_brackets_that_belong_to_the_number() -> None:
    assert model_tokens("(DS-2CD2047G2-LU(C)),")[0][1] == "DS-2CD2047G2-LU(C)"


def test_a_numbering_is_anchored_at_the_start(small: Knowledge) -> None:
    assert ModelReader(small).read("XDS-2CD2143").hits == ()
