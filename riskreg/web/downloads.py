"""Files that a page gives: made in a private folder, sent under a name with the marking, and removed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from riskreg.rules.names import marked_name
from riskreg.web.desk import Desk

TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".html": "text/html; charset=utf-8",
}


def download(desk: Desk, stem: str, ending: str, make: Callable[[Path], object]) -> FileResponse:
    """A file to keep.

    Args:
        desk: Of the request.
        stem: What the file is, such as `flagged-assets-2026-11-22`.
        ending: With its dot.
        make: Writes the file at a path.
    """
    folder = Path(tempfile.mkdtemp(prefix="riskreg-"))
    path = folder / marked_name(stem, desk.house.base.settings.marking, ending)
    try:
        make(path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    away = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(path, media_type=TYPES[ending], filename=path.name, background=away)


def kept_file(desk: Desk, path: Path, name: str) -> FileResponse:
    """A file that somebody handed in, given out as it is, under its name with the marking. No browser opens it.

    Args:
        desk: Of the request.
        path: Where it lies.
        name: How it was called.
    """
    stem, ending = Path(name).stem, Path(name).suffix
    named = marked_name(stem, desk.house.base.settings.marking, ending)
    return FileResponse(path, media_type="application/octet-stream", filename=named)
