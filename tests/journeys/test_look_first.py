"""What a preview foresees of verdicts is what screening says once the list is applied."""

from __future__ import annotations

from tests.journeys.books import COUNTY_LIST
from tests.journeys.desk import Desk
from tests.journeys.test_merging import AXIS, CAMERA, listed

READS_HERE = True

KNOWN = [("SH-01", f"C-{n}", "", *CAMERA) for n in range(4)]
CHANGED = [
    ("SH-01", "C-0", "", "Axis", "P3245-LVE", "In use"),
    ("SH-01", "C-1", "", "", "", "In use"),
    ("SH-01", "C-2", "", "Dahua", "IPC-HDW2431T-AS-S2", "In use"),
    AXIS,
]


def test_what_would_no_longer_be_restricted_comes_first_and_comes_true(county_desk: Desk) -> None:
    desk = county_desk
    desk.do("import", listed(desk, KNOWN, "2026-02-01"), *COUNTY_LIST, "--dated", "2026-02-01", "--apply")
    march = ("import", listed(desk, CHANGED, "2026-03-01"), *COUNTY_LIST, "--dated", "2026-03-01")
    page = desk.folder / "preview.html"
    with desk.nothing_written():
        seen = desk.ask(*march)
        said = desk.do(*march, "--preview-html", page).text
    looks = {look["code"]: look for look in seen["look_first"]}
    assert list(looks)[:3] == ["no-longer-restricted", "maker-changes", "fewer-restricted"]
    foreseen = looks["no-longer-restricted"]["items"]
    assert [item.split(": ")[1].split(".")[0] for item in foreseen] == ["restricted → clear", "restricted → unknown"]
    assert all("list 2026-03-01" in item for item in foreseen)
    assert looks["fewer-restricted"]["items"][0].endswith("4 before, 1 by this list")
    # The same words on the terminal and on the page.
    assert said.index("Look at this first") < said.index("Columns of")
    for look in looks.values():
        assert look["title"] in said
        assert look["title"] in page.read_text(encoding="utf-8")
    desk.do(*march, "--apply")
    verdicts = {row["asset_tag"]: row["verdict"] for row in desk.rows("assets")}
    assert [verdicts[f"C-{n}"] for n in range(4)] == ["clear", "unknown", "restricted", "restricted"]
