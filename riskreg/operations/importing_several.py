"""Import many lists with one command: each is its own import; a preview of all comes before anything is written.

Files are read a few ahead of the one at hand, each in a process of its own. One that fails stops no other.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from riskreg.errors import FileRejected, NotFound, OutcomeDiffers, RiskregError, UsageError
from riskreg.intake import Preview
from riskreg.operations.importing import (
    Beside,
    Imported,
    Request,
    apply_of,
    nothing_beside,
    preview_of,
    takes_any,
)
from riskreg.operations.office import Office
from riskreg.operations.setting_up import is_organisation
from riskreg.rules.terms import ImportKind
from riskreg.tables import Workbook, read_workbook

LIST_ENDINGS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt", ".xml", ".json"})
"""What is taken out of a folder; a file that is named by itself is taken whatever it is called."""


class Standing(StrEnum):
    """What became of a file."""

    READY = "ready"
    """It could be imported."""
    IMPORTED = "imported"
    NO_CHANGE = "changes nothing"
    REFUSED = "not taken"


@dataclass
class FileOutcome:
    """One file of several.

    Attributes:
        request: What was asked of it.
        standing: What became of it.
        sha256: Digest of its bytes; None where it could not be read.
        preview: What importing it would do, or did; None where it is refused.
        error: Why it is refused.
        imported: What was written.
        said: What must be said of it beyond its preview.
    """

    request: Request
    standing: Standing = Standing.REFUSED
    sha256: str | None = None
    preview: Preview | None = None
    error: RiskregError | None = None
    imported: Imported | None = None
    said: list[str] = field(default_factory=list)
    is_twin: bool = False
    """Whether a file before it in the command is the same in every byte, and is imported in the same way."""

    @property
    def path(self) -> Path:
        """The file."""
        return self.request.path


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files that are meant.

    Attributes:
        files: Each once, in the order in which they were named; those of a folder by name.
        left_out: File → why it is left out.
    """

    files: tuple[Path, ...]
    left_out: tuple[tuple[Path, str], ...]


@dataclass
class Several:
    """What became of all files.

    Attributes:
        files: One for each, in order.
        digest: Over what all previews said; applying can be told to stop where it would differ.
        is_applied: Whether it was to be written.
    """

    files: list[FileOutcome]
    digest: str
    is_applied: bool

    def counts(self) -> Counter[Standing]:
        """Files by what became of them."""
        return Counter(each.standing for each in self.files)

    @property
    def refused(self) -> list[FileOutcome]:
        """Files that did not come in."""
        return [each for each in self.files if each.standing is Standing.REFUSED]


def gather(paths: Sequence[Path]) -> Gathered:
    """The files that paths name: themselves, or the lists in a folder and the folders below it.

    Args:
        paths: As typed.
    """
    files: dict[Path, Path] = {}
    left_out: list[tuple[Path, str]] = []
    for path in paths:
        for file in sorted(_below(path)) if path.is_dir() else [path]:
            if path.is_dir() and file.name.startswith(("~$", ".")):
                left_out.append((file, "it is a working copy of another program"))
            elif path.is_dir() and file.suffix.lower() not in LIST_ENDINGS:
                left_out.append((file, f"“{file.suffix or 'no ending'}” is not the ending of a list"))
            elif file.resolve() in files:
                left_out.append((file, f"it is named twice; it is taken once, as “{files[file.resolve()]}”"))
            else:
                files[file.resolve()] = file
    return Gathered(tuple(files.values()), tuple(left_out))


def _below(folder: Path) -> Iterator[Path]:
    # A link could lead out of the folder that was named.
    return (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


Asking = Callable[[Request, Workbook, Preview], Request | None]
"""Asks a person about a preview; gives the request with the answers, or None where nothing was open."""
Telling = Callable[[FileOutcome], None]
"""Told of each file as it is done."""


def import_several(
    office: Office,
    requests: Sequence[Request],
    *,
    is_applied: bool,
    expect: str | None = None,
    beside: Callable[[Request], Beside] = lambda _request: nothing_beside,
    asking: Asking | None = None,
    previewed: Telling = lambda _outcome: None,
    done: Telling = lambda _outcome: None,
) -> Several:
    """Preview all files; then, where it is to be written, import one after the other, estate lists first.

    Args:
        office: Where and who.
        requests: One per file.
        is_applied: Whether it is to be written.
        expect: Digest of the previews that were seen; nothing is written where they differ now.
        beside: What else is done with a file and what became of it.
        asking: Asks a person what a preview leaves open.
        previewed: Told of each file once all that is known of it before writing is known.
        done: Told of each file once it is written or refused.

    Raises:
        OutcomeDiffers: The previews are not those that were seen.
    """
    with ExitStack() as open_files:
        outcomes: list[FileOutcome] = []
        workbooks: dict[int, Workbook] = {}
        for outcome, workbook in _read_ahead(office, requests):
            outcomes.append(outcome)
            if workbook is not None:
                if is_applied:
                    open_files.enter_context(workbook)
                    workbooks[id(outcome)] = workbook
                outcome.sha256 = workbook.sha256
                _preview(office, outcome, workbook, nothing_beside if is_applied else beside(outcome.request), asking)
                _set_beside_twin(outcome, outcomes)
                if not is_applied:
                    workbook.close()
            previewed(outcome)
        several = Several(outcomes, _digest(outcomes), is_applied)
        if not is_applied:
            _say_of_estate_lists(several)
        if expect is not None and expect != several.digest:
            raise OutcomeDiffers(
                "The import would now do something else than the previews that you saw. Nothing was written.",
                "Somebody changed the register, or a file is another. Look at the previews again.",
            )
        if is_applied:
            estates = [each for each in outcomes if _is_estate(each)]
            others = [each for each in outcomes if not _is_estate(each)]
            for each in estates:
                _apply(office, each, workbooks.get(id(each)), beside, done, is_strict=expect is not None)
            if any(each.imported is not None and each.imported.reference is not None for each in estates):
                for each in others:
                    _preview_again(office, each, workbooks.get(id(each)), previewed)
            for each in others:
                _apply(office, each, workbooks.get(id(each)), beside, done, is_strict=expect is not None)
        return several


def _read_ahead(office: Office, requests: Sequence[Request]) -> Iterator[tuple[FileOutcome, Workbook | None]]:
    """Each file as read, in order, while the next ones are being read."""
    ahead = max(1, min(os.cpu_count() or 1, len(requests)))
    with ThreadPoolExecutor(ahead, "reading") as readers:
        waiting: list[tuple[Request, Future[Workbook]]] = []
        coming = iter(requests)
        try:
            for number in range(len(requests)):
                while len(waiting) <= ahead and (request := next(coming, None)) is not None:
                    waiting.append((request, readers.submit(read_workbook, request.path)))
                request, reading = waiting.pop(0)
                office.watcher("Files", number, len(requests))
                try:
                    yield FileOutcome(request), reading.result()
                except RiskregError as refusal:
                    yield FileOutcome(request, error=refusal), None
        finally:
            for _, reading in waiting:
                reading.cancel()


def _preview(office: Office, outcome: FileOutcome, workbook: Workbook, beside: Beside, asking: Asking | None) -> None:
    try:
        outcome.request = _without_idle_organisation(office, workbook, outcome.request)
        preview = preview_of(office, workbook, outcome.request, nothing_beside if asking else beside)
        if asking is not None:
            outcome.request = asking(outcome.request, workbook, preview) or outcome.request
            preview = preview_of(office, workbook, outcome.request, beside)
    except RiskregError as refusal:
        outcome.error = refusal
        return
    outcome.preview = replace(preview, plan=None)
    if preview.changes_nothing:
        outcome.standing = Standing.NO_CHANGE
    elif takes_any(preview):
        outcome.standing = Standing.READY
    else:
        outcome.error = FileRejected(
            f"None of the {preview.rows:,} rows can be taken."
            if preview.rows > 1
            else "The one row of the list cannot be taken.",
            "Put right what is said of them.",
            code="no-row-taken",
        )


def _without_idle_organisation(office: Office, workbook: Workbook, request: Request) -> Request:
    """An estate list that brings organisations needs none that was given for all files and is not known yet."""
    with office.reading() as session:
        if request.organisation is None or is_organisation(session, request.organisation):
            return request
    by_itself = replace(request, organisation=None)
    try:
        return by_itself if preview_of(office, workbook, by_itself).kind is ImportKind.ESTATE else request
    except RiskregError:
        return request


def _preview_again(office: Office, outcome: FileOutcome, workbook: Workbook | None, previewed: Telling) -> None:
    """Preview a file once more that was refused before the estate lists of the command came in."""
    if workbook is None or outcome.error is None:
        return
    outcome.error = None
    _preview(office, outcome, workbook, nothing_beside, None)
    if outcome.error is None:
        outcome.said.append("Its first preview was refused; an estate list of this command brought what was missing.")
        previewed(outcome)


def _apply(
    office: Office,
    outcome: FileOutcome,
    workbook: Workbook | None,
    beside: Callable[[Request], Beside],
    done: Telling,
    *,
    is_strict: bool,
) -> None:
    if workbook is not None and not outcome.is_twin:
        _write(office, outcome, workbook, beside(outcome.request), is_strict=is_strict)
        workbook.close()
    done(outcome)


def _write(office: Office, outcome: FileOutcome, workbook: Workbook, beside: Beside, *, is_strict: bool) -> None:
    seen = outcome.preview
    request = replace(outcome.request, expect=seen.outcome_sha256 if seen is not None and is_strict else None)
    try:
        imported = apply_of(office, workbook, request, beside)
    except RiskregError as refusal:
        outcome.standing, outcome.error = Standing.REFUSED, refusal
        if isinstance(refusal, OutcomeDiffers):
            outcome.said.append("A file before it in this command changed what it would do: import it by itself.")
        return
    outcome.imported, outcome.error = imported, None
    outcome.preview = replace(imported.preview, plan=None)
    outcome.standing = Standing.IMPORTED if imported.reference is not None else Standing.NO_CHANGE
    if seen is not None and seen.outcome_sha256 != imported.preview.outcome_sha256:
        outcome.said.append("It did something else than its preview, because of a file before it in this command.")


def _set_beside_twin(outcome: FileOutcome, outcomes: Sequence[FileOutcome]) -> None:
    twin = next((each for each in outcomes if each is not outcome and each.sha256 == outcome.sha256), None)
    if twin is None:
        return
    same = f"It is the same as “{twin.path}”, byte for byte"
    if Standing.REFUSED in (twin.standing, outcome.standing) or not _is_same_import(outcome, twin):
        outcome.said.append(f"{same}: one of the two may be left out.")
        return
    outcome.said.append(f"{same}, and is taken once.")
    outcome.is_twin, outcome.standing, outcome.error = True, Standing.NO_CHANGE, None


def _is_same_import(one: FileOutcome, other: FileOutcome) -> bool:
    dates = {each.preview.described_on for each in (one, other) if each.preview is not None}
    return len(dates) == 1 and replace(one.request, path=other.path) == other.request


def _is_estate(outcome: FileOutcome) -> bool:
    return outcome.preview is not None and outcome.preview.kind is ImportKind.ESTATE


def _say_of_estate_lists(several: Several) -> None:
    estates = [each.path.name for each in several.files if _is_estate(each) and each.standing is Standing.READY]
    if not estates:
        return
    for each in several.files:
        if isinstance(each.error, UsageError | NotFound) or getattr(each.error, "code", "") == "no-row-taken":
            each.said.append(f"With --apply, “{estates[0]}” is imported first, which may bring what is missing.")


def _digest(outcomes: Sequence[FileOutcome]) -> str:
    """Over the digest of each file and of what its preview said, in order."""
    whole = sha256()
    for each in outcomes:
        said = each.preview.outcome_sha256 if each.preview is not None else "refused"
        whole.update(f"{each.path.name}\t{each.sha256}\t{said}\n".encode())
    return whole.hexdigest()
