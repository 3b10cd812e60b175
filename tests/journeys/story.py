"""The main line by hand, as an officer of an invented county walks it; every step's answer is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.journeys import books
from tests.journeys.books import COUNTY_LIST, COUNTY_ROWS, FIRE
from tests.journeys.desk import Desk, Held, Said

REGIME = "uk_nil_2022"


@dataclass
class Story:
    """What was said at each step, and what the register held before and after it."""

    desk: Desk
    said: dict[str, Said] = field(default_factory=dict)
    before: dict[str, Held] = field(default_factory=dict)
    after: dict[str, Held] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def step(self, name: str, *words: object, actor: str | None = None) -> Said:
        """A command of the story, whatever comes of it."""
        self.before[name] = self.after[next(reversed(self.after))] if self.after else self.desk.held()
        environment = {"RISKREG_ACTOR": actor} if actor else {}
        self.said[name] = self.desk.run(*words, **environment)
        self.after[name] = self.desk.held()
        return self.said[name]

    def wrote_nothing(self, name: str) -> bool:
        """Whether a step left every table and the trail as they were."""
        return self.before[name] == self.after[name]

    def ask(self, name: str, *words: object) -> None:
        """Keep the rows of a question."""
        self.rows[name] = self.desk.rows(*words)


def tell(desk: Desk) -> Story:
    """Walk the main line."""
    story, folder = Story(desk), desk.folder
    county = books.county(folder)
    photo = folder / "empty bracket.jpg"
    photo.write_bytes(b"\xff\xd8\xff\xe0" + b"a picture of an empty bracket" * 9)
    story.said["upgrade"] = desk.run("db", "upgrade")
    story.step("lists, not confirmed", "lists", "activate", "--on", "2025-12-01")
    story.step("lists", "lists", "activate", "--on", "2025-12-01", "--yes")
    story.step("lists again", "lists", "activate", "--yes")
    estate = books.estate(folder)
    story.step("estate without a date", "import", estate)
    story.step("estate preview", "import", estate, "--dated", "1 January 2026")
    story.step("estate", "import", estate, "--dated", "1 January 2026", "--apply")
    story.step("estate again", "import", estate, "--dated", "1 January 2026", "--apply")
    story.step("county preview", "import", county, *COUNTY_LIST, "--dated", "2026-01-15", "--json")
    digest = story.said["county preview"].json["outcome_sha256"]
    story.step(
        "county", "import", county, *COUNTY_LIST, "--dated", "2026-01-15", "--apply", "--expect", digest, "--json"
    )
    story.step("county again", "import", county, *COUNTY_LIST, "--dated", "2026-01-15", "--apply", "--json")
    story.step("fire", "import", books.fire(folder), "--organisation", FIRE, "--dated", "20/01/2026", "--apply")
    story.ask("nobody adopted", "assets")
    story.step("indicator", "org", "adopt", "us_bis_el", "--all")
    story.step("adopt", "org", "adopt", REGIME, "--all", "--since", "2022-11-24")
    story.ask("adopted", "assets")
    story.step("proposals", "determine", "--proposals", "--json")
    story.step(
        "determine", "determine", "--proposals", "--adopt", "hikvision", "dahua", "--reason", "Board paper 12",
        "--on", "2026-02-02", "--json",
    )  # fmt: skip
    story.ask("determined", "assets")
    story.step("screen", "screen", "--json")
    story.step("flags", "flags", "--json")
    story.step("show", "show", "SH-01")
    story.step(
        "confirm", "decide", "SH-02", "--outcome", "confirmed", "--reason", "Seen on the mast", "--on", "2026-02-10"
    )
    barrier = next(row for row in story.rows["determined"] if row["make"] == "Hikvison")["reference"]
    story.step(
        "dismiss", "decide", barrier, "--outcome", "dismissed", "--reason", "A sticker on a Bosch", "--on", "2026-02-11"
    )
    plan = books.plan(folder)
    story.step("plan preview", "plan", "import", plan, "--dated", "2026-02-01", "--json")
    story.step("plan", "plan", "import", plan, "--dated", "2026-02-01", "--apply", "--json")
    story.step("plan again", "plan", "import", plan, "--dated", "2026-02-01", "--apply", "--json")
    story.step("plan show", "plan", "show", "LM/002", "--json")
    _remove(story, photo)
    june = books.county(folder, COUNTY_ROWS[1:], "cctv register v8.xlsx")
    story.step("june", "import", june, *COUNTY_LIST, "--dated", "2026-06-01", "--apply", "--json")
    story.step("report", "report", "progress", "-o", "july", "--as-at", "2026-06-30", "--since", "2026-02-28", "--json")
    story.ask("before the wrong list", "assets", "--as-at", "2026-06-30")
    known = story.after["report"].sequence
    wrong = books.county(folder, [(*COUNTY_ROWS[2][:4], "Hikvision", *COUNTY_ROWS[2][5:])], "wrong file.xlsx")
    story.step("wrong", "import", wrong, *COUNTY_LIST, "--dated", "2026-06-15", "--covers", "part", "--apply", "--json")
    story.ask("with the wrong list", "assets", "--as-at", "2026-06-30")
    reference = story.said["wrong"].json["reference"]
    story.step("undo without a reason", "imports", "undo", reference, "--apply")
    story.step("undo", "imports", "undo", reference, "--apply", "--reason", "The wrong file", "--json")
    story.ask("after the undo", "assets", "--as-at", "2026-06-30")
    story.step("undo again", "imports", "undo", reference, "--apply", "--reason", "The wrong file")
    story.step(
        "report as known", "report", "progress", "-o", "again", "--as-at", "2026-06-30", "--as-known", known,
        "--since", "2026-02-28", "--since-known", known, "--json",
    )  # fmt: skip
    for ending in ("csv", "json", "xlsx"):
        story.step(f"export {ending}", "export", "assets", "-o", f"all assets.{ending}")
    for ending in ("csv", "xlsx"):
        story.step(
            f"re-import {ending}", "import", f"all assets.{ending}", "--dated", "2026-07-01", "--apply", "--json"
        )
    return story


def _remove(story: Story, photo: object) -> None:
    def record(name: str, step: str, on: str, *words: object) -> None:
        story.step(name, "removal", "record", "SH-01", "--step", step, "--on", on, *words)

    gone = ("--remover", "Rob Remover")
    record(
        "verified before removed", "verified", "2026-03-05", *gone, "--verifier", "Vera Verifier", "--evidence", photo
    )
    record("disconnected", "disconnected", "2026-03-01")
    record("removed", "physically_removed", "2026-03-02", *gone)
    story.ask("removed, not verified", "flagged-assets", "--count", "verified")
    record("self-verified", "verified", "2026-03-05", *gone, "--verifier", "rob  REMOVER (Ltd)", "--evidence", photo)
    record("no evidence", "verified", "2026-03-05", *gone, "--verifier", "Vera Verifier")
    record("verified", "verified", "2026-03-05", *gone, "--verifier", "Vera Verifier", "--evidence", photo)
    record("verified again", "verified", "2026-03-05", *gone, "--verifier", "Vera Verifier", "--evidence", photo)
    record("in the future", "disposed", "2199-01-01")
