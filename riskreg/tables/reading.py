"""Reading any spreadsheet, guarded: a process of its own opens the file, under limits of time, memory and size."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from riskreg.errors import FileRejected
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.arriving import Arriving, TakenBackError
from riskreg.tables.guard import damaged
from riskreg.tables.limits import Limits
from riskreg.tables.private import private_folder
from riskreg.tables.workbook import Chunk, Masked, Sheet, Workbook

_ROOT = Path(__file__).resolve().parents[2]
_LOOK_SECONDS = 2.0
_LOOKS = 4
"""Looks in a row at which a process that sleeps without a step is given up."""
_LARGE = 1024**2
"""Bytes from which a file takes so long that it is worth beginning with its rows before all are there."""


def read_workbook(
    path: Path | str,
    limits: Limits | None = None,
    *,
    keep_in: Path | None = None,
    meanwhile: Callable[[Arriving], None] | None = None,
) -> Workbook:
    """Read a workbook, a delimited text or the export of a known product; the content decides, not the name.

    Args:
        path: The file.
        limits: How much time, memory and size the file may ask for; None: as this installation sets it.
        keep_in: A private folder, made here, in which the rows stay for `kept_workbook`; None: they go with the
            workbook.
        meanwhile: What is done here while another process reads a large file; it may begin with the rows that have
            come. The file itself is taken or refused as without it.

    Returns:
        The workbook, whose rows lie in a private folder until it is closed.

    Raises:
        FileRejected: The file cannot be taken; `code` says why, message and cure say it to a person.
    """
    path = Path(path)
    limits = limits or Limits.in_force()
    _look_from_outside(path, limits)
    if keep_in is not None:
        keep_in.mkdir(mode=0o700)
    folder = keep_in or private_folder()
    try:
        if meanwhile is not None and path.stat().st_size >= _LARGE:
            meta = _run_beside(path, folder, limits, meanwhile)
        else:
            meta = _run(path, folder, limits)
        if "refused" in meta:
            code, message, cure = meta["refused"]
            refusal = _refusal(code, message, cure, limits)
            # Of several files on a desk, the officer must see which one is meant.
            named = f"“{path.name}” is not taken. {refusal.message}"
            raise FileRejected(named, refusal.cure, refusal.issues, refusal.code)
        meta["bytes"] = path.stat().st_size
        if keep_in is not None:
            (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
        return _workbook(path, folder, meta, is_kept=keep_in is not None)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def kept_workbook(path: Path, folder: Path) -> Workbook:
    """A workbook of which the rows were kept; the file itself need not be there any more.

    Args:
        path: Where the file lay; its name is that of the list.
        folder: As given to `read_workbook`.

    Raises:
        FileNotFoundError: Nothing is kept there.
    """
    return _workbook(path, folder, json.loads((folder / "meta.json").read_text(encoding="utf-8")), is_kept=True)


def _look_from_outside(path: Path, limits: Limits) -> None:
    if not path.exists():
        raise FileRejected(
            f"There is no file “{path.name}” in that place.",
            "Check the path and the spelling.",
            code=codes.FILE_NOT_FOUND,
        )
    if not path.is_file():
        raise FileRejected(
            f"“{path.name}” is a folder, not a file.", "Name the one file that holds the list.", code=codes.NOT_A_FILE
        )
    size = path.stat().st_size
    if size == 0:
        raise FileRejected(
            f"The file “{path.name}” is empty: it holds not one byte.",
            "Ask for the file again; it was probably lost on its way.",
            code=codes.FILE_EMPTY,
        )
    if size > limits.file_bytes:
        raise FileRejected(
            f"The file “{path.name}” is {size / 1_000_000:,.0f} MB; "
            f"at most {limits.file_bytes / 1_000_000:,.0f} MB are read.",
            "Split the list, for example by site, or remove pictures from the workbook.",
            code=codes.FILE_TOO_LARGE,
        )


def _started(path: Path, folder: Path, limits: Limits, *, is_told: bool) -> subprocess.Popen[bytes]:
    environment = dict(os.environ)
    environment["RUST_BACKTRACE"] = "0"  # nobody sees it, and a backtrace asks for memory where there is none
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(_ROOT), environment.get("PYTHONPATH", "")]))
    command = [
        sys.executable,
        "-m",
        "riskreg.tables.child",
        str(path.resolve()),
        str(folder),
        json.dumps(asdict(limits)),
        *(["announce"] if is_told else []),
    ]
    return subprocess.Popen(  # noqa: S603 - our own module, arguments as a list
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if is_told else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _run(path: Path, folder: Path, limits: Limits) -> dict[str, Any]:
    """Start the reading process and wait for it, within the limit of time."""
    with _started(path, folder, limits, is_told=False) as process:
        try:
            _wait(process, limits.seconds)
        except subprocess.TimeoutExpired as error:
            raise _took_too_long(limits) from error
        finally:
            process.kill()
    return _said(folder)


def _run_beside(path: Path, folder: Path, limits: Limits, meanwhile: Callable[[Arriving], None]) -> dict[str, Any]:
    """The same, with something done here meanwhile."""
    told: SimpleQueue[bytes] = SimpleQueue()
    with _started(path, folder, limits, is_told=True) as process, ThreadPoolExecutor(2, "reading") as threads:
        try:
            threads.submit(Arriving.listen, process.stdout or (), told)
            waiting = threads.submit(_wait_or_kill, process, limits.seconds)
            with suppress(TakenBackError):
                meanwhile(Arriving(path, folder, told))
            waiting.result()
        except subprocess.TimeoutExpired as error:
            raise _took_too_long(limits) from error
        finally:
            process.kill()
    return _said(folder)


def _said(folder: Path) -> dict[str, Any]:
    """What the reading process says of the file."""
    try:
        meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # The process ended without a word: the system stopped it, which means memory.
        return {"refused": [codes.NEEDS_TOO_MUCH_MEMORY, "", ""]}
    return meta


def _took_too_long(limits: Limits) -> FileRejected:
    return FileRejected(
        f"Reading the file took longer than {limits.seconds:,.0f} seconds and was stopped.",
        "Copy the cells of the list into a new workbook as values, or split the list.",
        code=codes.TOOK_TOO_LONG,
    )


def _wait_or_kill(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        _wait(process, seconds)
    finally:
        process.kill()  # so that whoever listens to it hears its end


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait for the reading process, and stop it when it waits for itself.

    A reading library that runs out of memory while it reports that it ran out of memory takes its own lock twice and
    sleeps for ever. Reading never sleeps otherwise: waiting for a disk is another state.

    Raises:
        subprocess.TimeoutExpired: The time is over.
    """
    end = time.monotonic() + seconds
    seen: list[str] = []
    while True:
        try:
            process.wait(min(_LOOK_SECONDS, max(0.0, end - time.monotonic())))
        except subprocess.TimeoutExpired:
            if time.monotonic() >= end:
                raise
            seen = [*seen, _sleeping_at(process.pid)][-_LOOKS:]
            if len(seen) == _LOOKS and seen[0] and len(set(seen)) == 1:
                process.kill()
        else:
            return


def _sleeping_at(pid: int) -> str:
    """The processor time at which a process sleeps; "" while it works, or where the system does not say."""
    try:
        state, *fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except (OSError, ValueError):
        return ""
    return " ".join(fields[10:12]) if state == "S" else ""


def _refusal(code: str, message: str, cure: str, limits: Limits) -> FileRejected:
    if code == codes.NEEDS_TOO_MUCH_MEMORY:
        return FileRejected(
            f"Reading the file needs more than {limits.memory_bytes / 1024**3:,.1f} GB of memory and was stopped.",
            "Delete formatting far below and beside the list, or split the list, and save it again.",
            code=code,
        )
    if code == codes.DAMAGED and not message:
        return damaged()
    return FileRejected(message, cure, code=code)


def sheets_in(folder: Path) -> tuple[Sheet, ...]:
    """The sheets of a workbook whose rows another process has read into a folder; the folder stays that process's own.

    Args:
        folder: As `Workbook.folder` of the reading process.
    """
    return _sheets(folder, json.loads((folder / "meta.json").read_text(encoding="utf-8")))


def _sheets(folder: Path, meta: dict[str, Any]) -> tuple[Sheet, ...]:
    spool = folder / "rows"
    return tuple(
        Sheet(
            name=about["name"],
            number=about["number"],
            is_hidden=about["is_hidden"],
            row_count=about["row_count"],
            column_count=about["column_count"],
            header_rows=tuple(about["header_rows"]),
            merged=tuple((top, left, bottom, right) for top, left, bottom, right in about["merged"]),
            masked=tuple(Masked(**masked) for masked in about["masked"]),
            issues=_issues(about["issues"]),
            spool=spool,
            chunks=tuple(Chunk(*chunk) for chunk in about["chunks"]),
        )
        for about in meta["sheets"]
    )


def _workbook(path: Path, folder: Path, meta: dict[str, Any], *, is_kept: bool) -> Workbook:
    return Workbook(
        path,
        meta["format"],
        meta["sha256"],
        _sheets(folder, meta),
        _issues(meta["issues"]),
        meta["properties"],
        folder,
        meta["bytes"],
        is_kept,
    )


def _issues(stored: list[dict[str, Any]]) -> tuple[Issue, ...]:
    return tuple(Issue(**{**values, "severity": Severity(values["severity"])}) for values in stored)
