"""The demonstration: a fictional estate from messy lists, through a year of removals, to the report.

Uses the same acts as a person does by hand; only the order and the names come from the script.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from sqlalchemy import select

from riskreg import demo
from riskreg.database import register_code
from riskreg.errors import UsageError
from riskreg.operations import activating, asking, deciding, importing, planning, removing, reporting, setting_up
from riskreg.operations.demonstrating_plans import appraise
from riskreg.operations.office import Actor, Office
from riskreg.register import Asset, ImportBatch, ImportedRow
from riskreg.reporting import Progress
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import AdoptionBasis, DeterminationOutcome, ImportKind, OrganisationKind, Step

OFFICER = "Demo Officer"
REGIME = "uk_nil_2022"
DEBARMENT = "uk_debarment"
MARKER = "MADE-BY-RISKREG-DEMO.txt"
_BOUND = (OrganisationKind.DEPARTMENT, OrganisationKind.AGENCY, OrganisationKind.OTHER)
"""Bodies that the UK instruction binds: central government. Others follow it by choice."""
_DECIDED_ON = demo.FIRST_DATED - timedelta(days=5)
"""The demo officer decides the bundled proposals before the first lists."""


@dataclass(frozen=True)
class Demonstrated:
    """What the demonstration made.

    Attributes:
        folder: Where everything is.
        register: The register's file.
        lists: The folder of the lists that were imported.
        progress: The figures of the report.
        files: The report's files and the list of flagged sites.
        imported: For each list: file name, rows, problems.
        example: Reference of a flagged asset, for trying `show`.
        appraisal: Reference of an appraised plan, for trying `plan compare`; None where there is none.
    """

    folder: Path
    register: Path
    lists: Path
    progress: Progress
    files: tuple[Path, ...]
    imported: tuple[tuple[str, int, int], ...]
    example: str
    appraisal: str | None = None


def demonstrate(office: Office, folder: Path, *, seed: int = demo.DEFAULT_SEED) -> Demonstrated:
    """Build the demonstration in a folder.

    Args:
        office: Settings, lists and watcher; its register is not touched.
        folder: Where to build; made anew where an earlier demonstration stands.
        seed: Another seed gives another estate.

    Raises:
        UsageError: The folder holds something that is not an earlier demonstration.
    """
    _clear(folder)
    lists = folder / "lists"
    register = folder / "demo.sqlite"
    office.watcher("Inventing the estate", 0, 1)
    estate = demo.write_estate(lists, seed)
    office.watcher("Inventing the estate", 1, 1)
    chosen = office.settings.model_copy(
        update={"database_url": f"sqlite:///{register}", "reader_url": None, "evidence_folder": None}
    )
    place = replace(office, settings=chosen, actor=Actor(OFFICER))
    try:
        story = _Story(place, estate)
        story.tell()
        appraisal = appraise(place, folder, demo.YEAR_END)
        files, figures = _report(place, folder)
        return Demonstrated(
            folder=folder,
            register=register,
            lists=lists,
            progress=figures,
            files=files,
            imported=tuple(story.imported),
            example=asking.an_example(place),
            appraisal=appraisal,
        )
    finally:
        place.close()


def _clear(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).exists():
            raise UsageError(
                f"“{folder}” holds something that no demonstration made, so it is left alone.",
                "Name another folder with -o.",
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text(
        "Everything in this folder was made by “riskreg demo” and is fictional. The next demo here makes it anew.\n",
        encoding="utf-8",
    )


@dataclass(frozen=True)
class _Event:
    """Something that happened on a date of the scripted year."""

    on: date
    rank: int
    act: Callable[[], None]


class _Story:
    """The scripted year, told to the register in the order in which it happened."""

    def __init__(self, place: Office, estate: demo.Estate) -> None:
        self._place = place
        self._estate = estate
        self.imported: list[tuple[str, int, int]] = []
        self._code = ""

    def tell(self) -> None:
        """Set up, import, decide, plan, and live through the year."""
        setting_up.upgrade_register(self._place)
        activating.activate_lists(self._place, apply=True, on=_DECIDED_ON)
        first = [file for file in self._estate.files if file.dated == demo.FIRST_DATED]
        later = [file for file in self._estate.files if file.dated != demo.FIRST_DATED]
        for file in (each for each in first if each.kind is ImportKind.ESTATE):
            self._import(file)
        self._adopt()
        scripted = {each.vendor for each in demo.determinations()}
        chosen = [
            each.vendor
            for each in deciding.proposals(self._place, REGIME)
            if each.vendor not in scripted and each.proposed is not DeterminationOutcome.UNDECIDED
        ]
        deciding.adopt_proposals(
            self._place,
            chosen,
            regime=REGIME,
            reason="Bundled proposals adopted for the demonstration.",
            on=_DECIDED_ON,
        )
        for file in (each for each in first if each.kind is ImportKind.ASSETS):
            self._import(file)
        for file in (each for each in first if each.kind is ImportKind.PLAN):
            self._import_plan(file)
        assets = self._assets()
        events = [
            *self._removals(assets),
            *self._decisions(assets),
            *self._determinations(),
            *(_Event(file.dated, 1, lambda file=file: self._import(file)) for file in later),  # type: ignore[misc]
        ]
        for number, event in enumerate(sorted(events, key=lambda event: (event.on, event.rank))):
            self._place.watcher("Living through the year", number, len(events))
            event.act()
        self._place.watcher("Living through the year", len(events), len(events))

    def _import(self, file: demo.EstateFile) -> None:
        done = importing.apply_import(
            self._place,
            importing.Request(
                path=file.path, kind=file.kind, organisation=file.organisation, dated=file.dated, covers=file.covers
            ),
        )
        self.imported.append((file.path.name, done.preview.rows, sum(done.preview.issue_totals.values())))
        self._place.watcher("Importing lists", len(self.imported), len(self._estate.files))

    def _import_plan(self, file: demo.EstateFile) -> None:
        done = planning.import_plan(self._place, file.path, dated=file.dated, apply=True)
        self.imported.append((file.path.name, done.lines, done.problems))

    def _adopt(self) -> None:
        for body in self._estate.organisations:
            basis = AdoptionBasis.MANDATORY if body.kind in _BOUND else AdoptionBasis.VOLUNTARY
            setting_up.adopt_regime(self._place, body.name, REGIME, basis=basis, from_on=date(2022, 11, 24))
        setting_up.adopt_regime(self._place, None, DEBARMENT, basis=AdoptionBasis.MANDATORY, from_on=date(2025, 2, 24))

    def _assets(self) -> dict[tuple[str, str, int], int]:
        """File name, sheet and row → asset."""
        with self._place.reading() as session:
            rows = session.execute(
                select(ImportBatch.file_name, ImportedRow.sheet, ImportedRow.row, ImportedRow.asset_id)
                .join(ImportBatch, ImportBatch.id == ImportedRow.import_batch_id)
                .where(ImportedRow.asset_id.is_not(None))
                .order_by(ImportedRow.id)
            )
            self._code = register_code(session)
            return {(file, sheet, row): asset for file, sheet, row, asset in rows if asset is not None}

    def _find(self, assets: dict[tuple[str, str, int], int], row: demo.TrueRow) -> int | None:
        """The asset of a row; None where the row could not be taken, because it was written to be refused."""
        return assets.get((row.file, row.sheet, row.row))

    def _removals(self, assets: dict[tuple[str, str, int], int]) -> Iterator[_Event]:
        taken: list[tuple[demo.StepTaken, int]] = []
        for act in demo.removals(self._estate):
            asset = self._find(assets, act.row)
            if asset is not None:
                taken.extend((step, asset) for step in act.steps)

        def key(each: tuple[demo.StepTaken, int]) -> tuple[date, int, str, str, str]:
            step = each[0]
            evidence = step.evidence[0].name if step.evidence else ""
            return step.happened_on, list(Step).index(step.step), step.by, step.remover or "", evidence

        for (on, rank, _by, _remover, _evidence), group in groupby(
            sorted(taken, key=lambda e: (*key(e), e[1])), key=key
        ):
            members = list(group)
            step = members[0][0]
            ids = [asset for _, asset in members]
            yield _Event(on, 10 + rank, lambda step=step, ids=ids: self._record(step, ids))  # type: ignore[misc]

    def _record(self, step: demo.StepTaken, ids: list[int]) -> None:
        is_check = step.step is Step.VERIFIED
        removing.record_removal(
            self._place.as_person(step.by),
            [reference(ReferenceKind.ASSET, self._code, each) for each in ids],
            step.step,
            step.happened_on,
            remover=step.remover if is_check else step.by if step.step is Step.PHYSICALLY_REMOVED else None,
            verifier=step.by if is_check else None,
            evidence=self._estate.folder / "evidence" / step.evidence[0].name if step.evidence else None,
            evidence_kind=step.evidence[0].kind if step.evidence else None,
            note=step.reason,
        )

    def _decisions(self, assets: dict[tuple[str, str, int], int]) -> Iterator[_Event]:
        for told in demo.decisions(self._estate):
            asset = self._find(assets, told.row)
            if asset is not None and self._is_flagged(asset):
                yield _Event(told.decision.on, 5, lambda told=told, asset=asset: self._decide(told, asset))  # type: ignore[misc]

    def _is_flagged(self, asset: int) -> bool:
        with self._place.reading() as session:
            return session.scalars(select(Asset.verdict).where(Asset.id == asset)).one().is_flagged

    def _decide(self, told: demo.FlagDecision, asset: int) -> None:
        deciding.decide_flags(
            self._place.as_person(told.decision.by),
            [reference(ReferenceKind.ASSET, self._code, asset)],
            told.decision.outcome,
            reason=told.decision.reason,
            on=told.decision.on,
        )

    def _determinations(self) -> Iterator[_Event]:
        for told in demo.determinations():
            yield _Event(told.on, 2, lambda told=told: self._determine(told))  # type: ignore[misc]

    def _determine(self, told: demo.ScriptedDetermination) -> None:
        deciding.adopt_proposals(
            self._place.as_person(told.by), [told.vendor], regime=told.regime, reason=told.reason, on=told.on
        )


def _report(place: Office, folder: Path) -> tuple[tuple[Path, ...], Progress]:
    done = reporting.report_progress(place, folder / "reports", as_at=demo.YEAR_END, since=demo.FIRST_DATED)
    sites = folder / "reports" / "flagged-sites.xlsx"
    asking.write_question(place, "flagged-sites", {}, sites)
    return (*done.files, sites), done.progress
