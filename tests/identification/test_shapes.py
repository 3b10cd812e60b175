"""A finding put together from its shape says word for word what weighing the device by itself says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.identification import Identifier, Trace
from riskreg.identification.shapes import shape_of
from riskreg.identification.weigh import weigh
from tests.identification.known import small_knowledge

MAKES = [
    "Hikvision",
    "HIKVISION",
    "Hikvision (UK) Ltd",
    "Axis",
    "ABC Security",
    "Acme",
    "Oemcam",
    "Wholebrand",
    "n/a",
    "Hikvision (ABC badge)",
    "Hikvision Windows Ltd",
    "Hikvision ColorVu",
]
MODELS = [
    "DS-2CD2143G0-I",
    "ds-2cd2143g0-i",
    "IPC-HFW2431",
    "M3045-V",
    "OC123",
    "WB7",
    "DS-2CD2O43",
    "4MP dome",
    "bracket",
]
TEXTS = [
    "Hikvision DS-2CD2143G0-I dome",
    "bracket for DS-2CD2143G0-I",
    "was Dahua IPC-HFW2431 until 2022, now Axis M3045-V",
    "DS-2CD2143G0-I and IPC-HFW2431",
    "Oemcam OC123",
    "4MP dome OC124",
    "iVMS-4200",
    "roof",
]
MACS = ["44:19:B6:00:00:01", "B8:A4:4F:00:00:01", "00:E0:FC:00:00:01"]
CELLS = {
    "make": MAKES,
    "model": MODELS,
    "make_and_model": [f"{make} {model}" for make in MAKES[:5] for model in MODELS[:4]],
    "part_number": MODELS,
    "mac": MACS,
    "serial": ["20190517AAWRD20341380"],
    "description": TEXTS,
    "supplier": ["Hikvision", "ABC Security"],
}
TRACES = st.fixed_dictionaries({field: st.none() | st.sampled_from(cells) for field, cells in CELLS.items()}).map(
    lambda cells: Trace(**cells)  # type: ignore[arg-type]
)


@pytest.fixture(scope="module")
def shared() -> Identifier:
    return Identifier(small_knowledge())


@settings(max_examples=250, deadline=None)
@given(trace=TRACES)
def test_a_device_is_told_as_if_it_were_the_only_one(shared: Identifier, trace: Trace) -> None:
    evidence = shared._evidence(trace, shared._row(trace))

    assert shared._weighed(evidence) == weigh(evidence, shared._families)


def test_devices_that_differ_in_words_alone_are_weighed_once(shared: Identifier) -> None:
    def shape(trace: Trace) -> object:
        found = shape_of(shared._evidence(trace, shared._row(trace)), (), ())
        assert found is not None
        return found[0]

    assert shape(Trace(make="Hikvision", model="DS-2CD2143G0-I")) == shape(Trace(make="HIKVISION", model="DS-2CD2385"))
    assert shape(Trace(make="Hikvision", model="DS-2CD2143G0-I")) != shape(Trace(make="Hikvision", model="M3045-V"))


def test_a_text_with_a_character_for_private_use_is_weighed_by_itself(shared: Identifier) -> None:
    trace = Trace(make="ABC \ue002\ue000", model="DS-2CD2143G0-I")
    evidence = shared._evidence(trace, shared._row(trace))

    assert shape_of(evidence, (), ()) is None
    assert "ABC \ue002\ue000" in shared.identify(trace).explanation
