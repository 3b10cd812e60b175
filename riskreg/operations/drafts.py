"""A list that is being imported on pages: its file, what was found in it, what a person said of it, what it would do.

The draft lies with a job, not in the pages: see docs/decisions/0010-jobs-are-notes.md.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter

from riskreg.intake import Preview as Preview
from riskreg.intake import SheetRead
from riskreg.operations import jobs
from riskreg.operations.column_questions import Question
from riskreg.operations.importing import Request
from riskreg.operations.jobs import JobSeen, Progress
from riskreg.operations.office import Office
from riskreg.rules.issues import Issue
from riskreg.rules.jobs import JobKind, JobState
from riskreg.rules.terms import Covers, ImportKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DateStated:
    """A date that the file states of itself, and where."""

    on: date
    where: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a file, whether or not it could be compared with the register.

    Attributes:
        kind: What the list holds.
        sheets: Its tables.
        left_out: Sheet → why it was not read.
        values: Header → some of its values.
        questions: Columns of which the meaning is not sure.
        dates: Dates that the file states.
        is_remembered: Whether its columns are understood as at an earlier import of this layout.
        names_organisation: Whether a column says whose devices they are.
        is_without_file: Whether the file itself was deleted because it held user names or passwords.
        organisation: Whose list it is, as riskreg's own sheet in it says.
        covers: What it covers, as that sheet says.
    """

    kind: ImportKind
    sheets: tuple[SheetRead, ...]
    left_out: Mapping[str, str]
    values: Mapping[str, tuple[str, ...]]
    questions: tuple[Question, ...]
    dates: tuple[DateStated, ...]
    is_remembered: bool
    names_organisation: bool
    is_without_file: bool
    organisation: str | None = None
    covers: Covers | None = None

    @property
    def lacks_organisation(self) -> bool:
        """Whether a person must say whose devices the list names."""
        return self.kind is ImportKind.ASSETS and not self.names_organisation and self.organisation is None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a step could not be done.

    Attributes:
        message: What is wrong.
        cure: What to do.
        about: What of the request it is about, such as `dated`; else "".
        code: Stable word for programs.
        issues: Every issue of the file.
    """

    message: str
    cure: str = ""
    about: str = ""
    code: str = ""
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What importing did.

    Attributes:
        reference: `IMP-…`; None where the list changed nothing.
        raised: Flags raised.
        changed: Flags changed.
        lapsed: Flags lapsed.
    """

    reference: str | None
    raised: int = 0
    changed: int = 0
    lapsed: int = 0


@dataclass(frozen=True, slots=True)
class SiteQuestion:
    """A site of the list whose name is nearly that of known sites.

    Attributes:
        text: As written in the list.
        rows: Rows that name it.
        near: Reference → name of each known site.
    """

    text: str
    rows: int
    near: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A list that is being imported.

    Attributes:
        job: How far it is.
        request: What a person asks.
        found: What was found in the file; None before it was read.
        preview: What importing would do; None where that is not known.
        refused: Why the last step could not be done.
        done: What importing did.
        progress: How far the step is that is under way.
        returned: The workbook that goes back, where one was written.
    """

    job: JobSeen
    request: Request
    found: Found | None
    preview: Preview | None
    refused: Refused | None
    done: Done | None
    progress: Progress | None
    returned: Path | None

    @property
    def is_returning(self) -> bool:
        """Whether the list is written, and the workbook that goes back is not yet."""
        return self.done is not None and self.returned is None and (self.job.folder / "rows").is_dir()

    @property
    def has_more_to_say(self) -> bool:
        """Whether the workbook that goes back would say anything."""
        return bool(self.preview.issues if self.preview else self.refused and self.refused.issues)


_REQUEST = TypeAdapter(Request)
_FOUND = TypeAdapter(Found)
_PREVIEW = TypeAdapter(Preview)
_REFUSED = TypeAdapter(Refused)
_DONE = TypeAdapter(Done)


def path_of(seen: JobSeen) -> Path:
    """Where the file of a draft lies, if it still does."""
    return seen.folder / "file" / seen.title


def as_stored(request: Request) -> dict[str, Any]:
    """A request as it is noted with a job."""
    stored: dict[str, Any] = _REQUEST.dump_python(request, mode="json", exclude={"path"})
    return stored


def request_of(seen: JobSeen) -> Request:
    """What was asked last."""
    return _REQUEST.validate_python({**seen.asked, "path": path_of(seen)})


def draft(office: Office, handle: str) -> Draft:
    """A list that is being imported, as it stands.

    Raises:
        NotFound: There is none, or it was dropped.
    """
    return _draft(jobs.job(office, handle))


def drafts(office: Office) -> tuple[Draft, ...]:
    """All lists that are being imported and not done, the newest first."""
    return tuple(_draft(seen) for seen in jobs.jobs(office, JobKind.IMPORT) if seen.state is not JobState.DONE)


def keep_found(seen: JobSeen, found: Found) -> None:
    """Keep what was found beside the file."""
    (seen.folder / "found.json").write_bytes(_FOUND.dump_json(found))


def keep_preview(seen: JobSeen, preview: Preview) -> None:
    """Keep what importing would do beside the file, so that no page works it out again."""
    (seen.folder / "preview.json").write_bytes(_PREVIEW.dump_json(preview, exclude={"plan"}))


def forget_preview(seen: JobSeen) -> None:
    """What importing would do is not known any more."""
    for name in ("found.json", "preview.json"):
        (seen.folder / name).unlink(missing_ok=True)
    shutil.rmtree(seen.folder / "returned", ignore_errors=True)


def told_refused(refused: Refused) -> dict[str, Any]:
    """A refusal as it is noted with a job."""
    return {"refused": _REFUSED.dump_python(refused, mode="json")}


def told_done(done: Done) -> dict[str, Any]:
    """What importing did, as it is noted with a job."""
    return {"done": _DONE.dump_python(done, mode="json")}


def _draft(seen: JobSeen) -> Draft:
    returned = seen.folder / "returned"
    written = sorted(returned.glob("*.xlsx")) if returned.is_dir() else []
    told = seen.told
    return Draft(
        seen,
        request_of(seen),
        _kept(seen.folder / "found.json", _FOUND),
        _kept(seen.folder / "preview.json", _PREVIEW),
        _REFUSED.validate_python(told["refused"]) if "refused" in told else None,
        _DONE.validate_python(told["done"]) if "done" in told else None,
        jobs.progress_of(seen) if seen.is_under_way else None,
        written[0] if written else None,
    )


def _kept(path: Path, kind: TypeAdapter[T]) -> T | None:
    try:
        return kind.validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
