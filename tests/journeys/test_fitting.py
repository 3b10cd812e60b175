"""An officer asks whether products work with what stays, and is shown the switch that nobody thought of."""

from __future__ import annotations

from tests.journeys.desk import Desk

SWITCH = ("--quantity", "24", "--switch-watts", "195", "--port-class", "4")


def test_the_hidden_switch_is_shown_and_products_that_fit_are_proposed(desk: Desk) -> None:
    desk.do("lists", "activate", "--yes", "--on", "2025-12-01")
    desk.do("products", "import", "--bundled", "--apply")
    (modern,) = desk.run("products", "fit", "Q3538-SLVE", *SWITCH, "--json").json
    (answer,) = modern["answers"]
    assert (modern["outcome"], answer["with"]) == ("adapts", "switch")
    assert "24 × 23 W = 552 W, of 195 W" in answer["reason"]
    assert [need["line"] for need in answer["needs"]] == ["switch"]
    proposed = desk.run("products", "fit", "--kind", "dome_camera", *SWITCH, "--json").json
    assert proposed
    assert "AXIS Q3538-SLVE" not in {each["name"] for each in proposed}
    assert {each["verdict"] for each in proposed} == {"clear"}
    kept = desk.do("products", "fit", "Q3538-SLVE", "--recorder", "Hikvision DS-7616NI-K2", "--vms", "XProtect").text
    assert "the system stays in the finding" in kept
    assert "not known" in kept
    assert desk.run("products", "fit", "--quantity", "24").code == 2
    assert desk.run("products", "fit", "Q3538-SLVE", "--vms-profile", "Z:1").code == 2
    assert desk.run("products", "fit", "Q3538-SLVE", "--quantity", "0").code == 2
    assert desk.run("products", "fit", "no such product").code == 3
