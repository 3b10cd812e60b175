"""What a preview asks a person to look at first, before anything is written."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from riskreg.identification.trace import Trace
from riskreg.intake import Look, Preview, preview_page
from riskreg.register import Asset, RemovalStep
from riskreg.rules.terms import Covers, Step, Verdict
from tests.intake.make import FEBRUARY, HEADERS, MARCH, OFFICER, Desk, camera


class Foresight:
    """Says of the makes of the tests what their screener would say, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def verdict(self, _organisation_id: int, trace: Trace) -> Verdict:
        self.asked += 1
        if trace.description:
            return Verdict.RESTRICTED if "Hik" in trace.description else Verdict.CLEAR
        return {"Hikvision": Verdict.RESTRICTED, None: Verdict.UNKNOWN}.get(trace.make, Verdict.CLEAR)


def seen(desk: Desk, rows: list[tuple[Any, ...]], **options: Any) -> Preview:
    options = {"described_on": FEBRUARY, "judge": Foresight(), **options}
    return desk.preview(rows, **options)


def look(preview: Preview, code: str) -> Look:
    (found,) = [each for each in preview.looks if each.code == code]
    return found


def order(preview: Preview) -> list[str]:
    return [each.code for each in preview.looks]


SIX = [camera(f"AA100{n}", location=f"Door {n}") for n in range(6)]


def test_a_make_that_takes_a_device_out_of_restricted_comes_with_asset_cell_before_and_after(quick_desk: Desk) -> None:
    quick_desk.import_list(SIX)
    rows = [*SIX[:5], camera("AA1005", location="Door 5", make="Axis", model="P3245-V")]
    preview = seen(quick_desk, rows)
    assert order(preview) == ["no-longer-restricted", "fewer-restricted"]
    (item,) = look(preview, "no-longer-restricted").items
    assert item.startswith("ASSET-")
    assert "restricted → clear" in item
    assert "sheet “Cameras”, cell D7: make “Hikvision” → “Axis”" in item
    assert look(preview, "fewer-restricted").items == ("Harbour House: 6 before, 5 by this list",)


def test_another_restricted_model_is_told_and_ends_no_flag(quick_desk: Desk) -> None:
    quick_desk.import_list(SIX)
    preview = seen(quick_desk, [camera("AA1000", location="Door 0", model="DS-7604"), *SIX[1:]])
    assert order(preview) == ["maker-changes"]


def test_a_make_that_nobody_can_judge_is_told_all_the_same(quick_desk: Desk) -> None:
    quick_desk.import_list(SIX)
    preview = seen(quick_desk, [camera("AA1000", location="Door 0", make="Axis"), *SIX[1:]], judge=None)
    assert order(preview) == ["maker-changes"]


def test_restricted_devices_that_are_replaced_by_other_restricted_ones_are_no_fewer(quick_desk: Desk) -> None:
    quick_desk.import_list(SIX)
    swapped = [*SIX[:5], camera("BB2000", location="Door 5")]
    assert order(seen(quick_desk, swapped)) == ["not-seen"]
    cleared = [*SIX[:5], camera("BB2000", location="Door 5", make="Axis")]
    preview = seen(quick_desk, cleared)
    assert look(preview, "fewer-restricted").items == ("Harbour House: 6 before, 5 by this list",)


def test_devices_are_counted_and_a_moved_device_is_no_loss_in_all(quick_desk: Desk) -> None:
    quick_desk.import_list([camera("AA1001", quantity=4), camera("AA1002", "Mill Lane Depot")])
    moved = [camera("AA1001", quantity=4), camera("AA1002")]
    assert look(seen(quick_desk, moved), "fewer-restricted").items == ("Mill Lane Depot: 1 before, 0 by this list",)
    fewer = [camera("AA1001", quantity=1), camera("AA1002", "Mill Lane Depot")]
    assert look(seen(quick_desk, fewer), "fewer-restricted").items == ("Harbour House: 4 before, 1 by this list",)


def test_the_gravest_comes_first(quick_desk: Desk) -> None:
    known = [camera(f"AA10{n:02}", location=f"Door {n}") for n in range(20)]
    quick_desk.import_list([*known, camera("CC1", "Mill Lane Depot"), camera("CC2", "Mill Lane Depot", make="Axis")])
    with quick_desk.database.transaction(OFFICER, "record removal", "test") as session:
        step = {"happened_on": date(2026, 2, 1), "devices": 1, "remover": "R. Remover"}
        session.add(RemovalStep(asset_id=1, step=Step.PHYSICALLY_REMOVED, **step))
        session.get_one(Asset, 1).step = Step.PHYSICALLY_REMOVED
    new = [camera(f"DD10{n:02}", location=f"Gate {n}", make="Axis") for n in range(12)]
    rows = [known[0], *new, camera("CC3", None), camera("EE1", "Quay")]
    preview = seen(quick_desk, rows, described_on=MARCH, covers=Covers.ORGANISATION)
    assert order(preview) == [
        "back-after-removal",
        "fewer-restricted",
        "site-emptied",
        "many-not-seen",
        "rows-not-taken",
        "mostly-new",
        "site-new",
    ]
    assert look(preview, "site-emptied").items == ("Mill Lane Depot",)
    assert look(preview, "many-not-seen").total == 21
    assert look(preview, "mostly-new").items[0].startswith("13 of 15 rows, although 20 assets are known")


def test_a_line_that_is_no_device_and_names_what_is_flagged_is_shown(quick_desk: Desk) -> None:
    lone = ("2 x Hik 4MP dome, ext. canteen", *(None,) * 9)
    preview = seen(quick_desk, [*SIX, ("Key: D is dome", *(None,) * 9), lone], described_on=FEBRUARY)
    (item,) = look(preview, "left-out-flagged").items
    assert item == "sheet “Cameras”, row 9: “2 x Hik 4MP dome, ext. canteen”"


def test_a_column_that_names_what_is_flagged_beside_other_devices_is_shown(quick_desk: Desk) -> None:
    headers = (*HEADERS, "NVR", "Works")
    rows = [(*camera("EE2001", make="Axis"), "Hikvision NVR", "Hik dome ext."), (*camera("EE2002"), "Hikvision", None)]
    preview = quick_desk.preview(rows, headers, judge=Foresight())
    assert look(preview, "aside-flagged").items == (
        "sheet “Cameras”, column K “NVR”: 1 row, the first “Hikvision NVR” in row 2",
        "sheet “Cameras”, column L “Works”: 1 row, the first “Hik dome ext.” in row 2",
    )


def test_a_part_of_a_list_makes_nothing_fewer(quick_desk: Desk) -> None:
    quick_desk.import_list(SIX)
    assert order(seen(quick_desk, SIX[:2], covers=Covers.PART)) == []


def test_a_list_as_before_asks_for_no_verdict_at_all(quick_desk: Desk) -> None:
    quick_desk.import_list(SIX)
    judge = Foresight()
    assert order(seen(quick_desk, SIX, judge=judge)) == []
    assert judge.asked == 0


def test_new_rows_are_judged_only_where_a_site_loses_something(quick_desk: Desk) -> None:
    quick_desk.import_list([*SIX, camera("CC1", "Mill Lane Depot")])
    judge = Foresight()
    rows = [*SIX[:5], *(camera(f"CC{n}", "Mill Lane Depot") for n in range(1, 40))]
    seen(quick_desk, rows, judge=judge)
    assert judge.asked == 0
    seen(quick_desk, [*rows, camera("AA2000")], judge=judge)
    assert judge.asked == 1


@pytest.mark.parametrize("word", ["Look at this first", "6 before, 5 by this list", "make “Hikvision” → “Axis”"])
def test_the_page_says_the_same_first(quick_desk: Desk, word: str) -> None:
    quick_desk.import_list(SIX)
    preview = seen(quick_desk, [*SIX[:5], camera("AA1005", location="Door 5", make="Axis")])
    page = preview_page(preview, code="F64", marking="OFFICIAL")
    assert word in page
    assert page.index("Look at this first") < page.index("What would be done")
