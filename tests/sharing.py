"""What the processes of one run of the suite share, so that each does not make it anew; reading without one more."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from riskreg.tables import Limits, child, reading

Made = TypeVar("Made")
_PATIENCE = 300.0


@contextmanager
def one_at_a_time(factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """Runs what stands inside in one process of the run at a time.

    Args:
        factory: Of the session.
        name: A name that nothing else has.

    Yields:
        The folder that the processes of the run share.
    """
    base = factory.getbasetemp()
    root = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    lock = root / f"{name}.lock"
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        try:
            lock.mkdir()
        except FileExistsError:
            time.sleep(0.1)
            continue
        try:
            yield root
        finally:
            lock.rmdir()
        return
    raise TimeoutError(f"“{name}” was not made in time")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Made]) -> Made:
    """What `make` gives, made by the first process that asks and read by the others.

    Args:
        factory: Of the session.
        name: A name that nothing else has.
        make: Makes it in the folder that it is given; the answer must be picklable.
    """
    with one_at_a_time(factory, name) as root:
        folder, answer = root / name, root / f"{name}.made"
        if not answer.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of a process that failed on its way
            folder.mkdir()
            answer.write_bytes(pickle.dumps(make(folder)))
        found: Made = pickle.loads(answer.read_bytes())
        return found


@contextmanager
def reading_here() -> Iterator[None]:
    """While this lasts, files are read in this process, as the guarded one that is started for each reads them."""

    def here(path: Path, folder: Path, limits: Limits) -> dict[str, Any]:
        child.write_down(path.resolve(), folder, limits)
        meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        return meta

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_run", here)
        yield
