"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from riskreg.errors import RiskregError


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A stream beside `path` that takes its place only when all went well: half a file is never taken for the whole.

    Raises:
        RiskregError: The file cannot be written there: no such folder, not permitted, open elsewhere, disk full.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as stream:
            yield stream
        partial.replace(path)
    except OSError as error:
        if error.filename != str(partial) and error.errno != errno.ENOSPC:
            raise
        raise RiskregError(
            f"The file “{path}” cannot be written: {(error.strerror or 'unknown reason').lower()}.",
            "Close it if it is open in another program, or choose another folder or name.",
        ) from error
    finally:
        partial.unlink(missing_ok=True)
