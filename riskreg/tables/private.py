"""The private folder in which the rows of a file lie while it is looked at, and what a killed program left of it.

The rows of a list are sensitive. A program that ends deletes its folder; one that is killed cannot, so the next does.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Final

_NAME: Final = "riskreg-rows-"
_OWNER: Final = re.compile(rf"{_NAME}(\d+)-")
_OLD_SECONDS: Final = 3600.0
"""Younger folders are left: another container may share the folder of temporary files, and number its programs anew."""


def private_folder() -> Path:
    """A new folder that only this user can read, named after this program."""
    _sweep_once()
    return Path(tempfile.mkdtemp(prefix=f"{_NAME}{os.getpid()}-"))


@cache
def _sweep_once() -> None:
    sweep(Path(tempfile.gettempdir()))


def sweep(below: Path) -> int:
    """Delete the folders that programs of this user left that are no longer there.

    Args:
        below: Where temporary files lie.

    Returns:
        Folders deleted.
    """
    done = 0
    for entry in os.scandir(below):
        owner = _OWNER.match(entry.name)
        if owner is None or not entry.is_dir(follow_symlinks=False):
            continue
        try:
            about = entry.stat(follow_symlinks=False)
        except FileNotFoundError:  # another program was faster
            continue
        is_ours = about.st_uid == os.geteuid()
        if is_ours and time.time() - about.st_mtime > _OLD_SECONDS and not _runs(int(owner[1])):
            shutil.rmtree(entry.path, ignore_errors=True)
            done += 1
    return done


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
