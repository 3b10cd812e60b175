"""Files that a form sends, as files under their own names for as long as they are read."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

from starlette.datastructures import FormData, UploadFile


def safe_name(name: str) -> str:
    """A file's name without what a file system could take for a path, and not too long for one.

    Args:
        name: As it was sent.
    """
    last = PurePath(name.replace("\\", "/")).name
    kept = "".join(c if c.isalnum() or c in " ._-()+&" else "_" for c in last).lstrip(". ")
    return kept[-100:] or "file"


@contextmanager
def as_file(name: str, content: bytes) -> Iterator[Path]:
    """What was sent as a file under its own name.

    Args:
        name: Safe as a file's name.
        content: What it holds.
    """
    with tempfile.TemporaryDirectory(prefix="riskreg-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path


@contextmanager
def sent_file(form: FormData, field: str) -> Iterator[Path | None]:
    """The file of a field; None where none was chosen.

    Args:
        form: As it was sent.
        field: Name of the field.
    """
    upload = form.get(field)
    if not isinstance(upload, UploadFile) or not upload.filename:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="riskreg-") as folder:
        path = Path(folder) / safe_name(upload.filename)
        with path.open("wb") as copy:
            shutil.copyfileobj(upload.file, copy)
        yield path
