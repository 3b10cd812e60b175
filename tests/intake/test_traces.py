"""Rows that are taken to tell the same of a maker have one distinct key."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.identification import Identifier
from riskreg.intake.lines import FIELDS, Line
from riskreg.intake.traces import told_by_columns, trace_of
from tests.identification.known import small_knowledge

MAKES = (
    None, "Hikvision", "HIKVISION", "Honeywell", "Oemcam", "Mixcam", "Axis", "ONVIF", "Oemcam Hi3516", "Ring", "Nobody",
    "camera by Dahua",
)  # fmt: skip
MODELS = (
    None,
    "DS-2CD2143G0-I",
    "OC123",
    "HEN1",
    "Honeywell HEN1",
    "bracket for DS-2CD2143",
    "Z9",
    "NX5",
    "EZVIZ C6",
    "HEN1",
)
TEXTS = (
    None, "dome camera", "was Dahua, now Axis", "Oemcam OC123", "Mixcam NX5 in hall", "shelf", "iVMS-4200",
    "fitted with Hi3516", "Honeywell HEN1 moved",
)  # fmt: skip
FURTHER = {
    "producer": ("Dahua", "Honeywell", "various"),
    "make_and_model": ("Honeywell HEN1", "Oemcam OC123", "Z9"),
    "notes": TEXTS[1:],
    "part_number": ("OC123", "DS-2CD2143G0-I"),
    "component": ("Hi3516", "none"),
    "firmware": ("V5.1", "SADP", "iVMS-4200 V3"),
    "cloud": ("iVMS-4200", "none"),
    "supplier": ("Hikvision", "A Shop"),
    "installer": ("A Shop", "ZTE"),
    "maintainer": ("Dahua", "A Shop"),
    "made_in": ("PRC", "Sweden", "nowhere"),
    "purpose": ("traffic", "national security", "lunch"),
    "Colour": ("grey", "white"),
}
LINES = st.builds(
    Line,
    st.just(1),
    st.sampled_from(MAKES),
    st.sampled_from(MODELS),
    st.sampled_from(("camera", "radio", "unknown")),
    st.sampled_from(TEXTS),
    st.sampled_from((None, "CAM-0018", "Lobby 17", "Oemcam 3", "Dahua in\nhall 2")),
    st.none(),
    st.sampled_from((None, "20190517AAWRD20341380", "20230517AAWRD20341381", "SN-0000012345")),
    st.sampled_from((None, "44:19:B6:00:00:01", "44:19:B6:00:00:02", "B8:A4:4F:00:00:01", "B8-A4-4F-00-00-02", "x")),
    *(st.none(),) * 3,
    st.just("unknown"),
    st.just("unknown"),
    st.sampled_from((None, "2021-01-01", "2021-01-02", "2023-01-01")),
    *(st.none(),) * 2,
    st.fixed_dictionaries({}, optional={field: st.sampled_from(cells) for field, cells in FURTHER.items()}).map(
        lambda other: orjson.dumps(other).decode() if other else None
    ),
)
IDENTIFIER = Identifier(small_knowledge())


@given(st.lists(LINES, min_size=2, max_size=6), st.lists(st.sampled_from(FIELDS), min_size=1, max_size=2))
@settings(max_examples=150)
def test_rows_that_are_alike_have_one_key(drawn: list[Line], differing: list[str]) -> None:
    # Lines that differ in little: only of such are two found to be alike.
    lines = [drawn[0]._replace(**{field: getattr(each, field) for field in differing}) for each in drawn]
    alike = IDENTIFIER.alike.of(told_by_columns(lines), len(lines))
    key_of: dict[object, tuple[str, ...]] = {}

    for line, its in zip(lines, alike, strict=True):
        key = IDENTIFIER.key(trace_of(line))
        assert key_of.setdefault(its, key) == key


def test_what_no_key_depends_on_keeps_no_rows_apart() -> None:
    line = Line(
        1, "Hikvision", "DS-2CD2143G0-I", "camera", "dome camera", "CAM-1", None, "SN-0000012345",
        "44:19:B6:00:00:01", None, None, None, "unknown", "unknown", "2021-01-01", None, None, None,
    )  # fmt: skip
    other = line._replace(
        name="CAM-2", serial_number="SN-0000067890", mac_address="44:19:B6:00:00:02", installed_on="2022-02-02",
        description="a dome camera of the yard", other='{"firmware":"V5.2","supplier":"A Shop"}',
    )  # fmt: skip

    alike = IDENTIFIER.alike.of(told_by_columns([line, other]), 2)

    assert alike[0] == alike[1]


@pytest.mark.parametrize(
    ("shared", "one", "other"),
    [
        ({"make": "Honeywell", "model": "HEN1"}, {"installed_on": "2021-01-01"}, {"installed_on": "2023-01-01"}),
        ({"make": "Nobody", "model": "HEN1"}, {"installed_on": "2021-01-01"}, {"installed_on": "2023-01-01"}),
        ({"other": '{"part_number":"HEN1"}'}, {"installed_on": "2021-01-01"}, {"installed_on": "2023-01-01"}),
        ({"description": "camera HEN081"}, {"installed_on": "2021-01-01"}, {"installed_on": "2023-01-01"}),
        ({"description": "Honeywell HEN1"}, {"installed_on": "2021-01-01"}, {"installed_on": "2023-01-01"}),
        ({"make": "Oemcam"}, {"description": "camera OC123"}, {"description": "camera"}),
        ({"make": "Axis"}, {"mac_address": "44:19:B6:00:00:01"}, {"mac_address": "B8:A4:4F:00:00:01"}),
        ({"make": "Axis"}, {"serial_number": "20190517AAWRD20341380"}, {"serial_number": "SN-0000012345"}),
        ({"make": "Axis"}, {"other": '{"firmware":"SADP"}'}, {"other": '{"firmware":"V5"}'}),
        ({"make": "Axis"}, {"other": '{"installer":"Dahua"}'}, {"other": '{"installer":"A Shop"}'}),
        ({"make": "Axis"}, {"other": '{"purpose":"national security"}'}, {}),
        ({"make": "Axis"}, {"kind": "radio"}, {}),
    ],
)
def test_what_a_key_depends_on_keeps_rows_apart(
    shared: dict[str, str], one: dict[str, str], other: dict[str, str]
) -> None:
    blank = Line(*(None,) * 3, "camera", *(None,) * 14)  # type: ignore[arg-type]
    lines = [blank._replace(**shared, **differing) for differing in (one, other)]  # type: ignore[arg-type]
    alike = IDENTIFIER.alike.of(told_by_columns(lines), 2)

    assert len({IDENTIFIER.key(trace_of(line)) for line in lines}) == 2
    assert len(set(alike)) == 2
