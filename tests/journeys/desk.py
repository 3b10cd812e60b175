"""A person at the command line: commands run as typed, in this process, and what the register holds afterwards."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import orjson
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool
from typer.main import get_command

from riskreg import catalogue, cli, identification
from riskreg.catalogue import Catalogue, Layer, load_catalogue
from riskreg.identification import Identifier
from riskreg.identification.knowledge import Knowledge
from riskreg.register import Base
from riskreg.settings import settings

FAULT = 70
"""Exit code of a fault in the program itself, which no test may meet."""


@dataclass(frozen=True)
class Said:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return orjson.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """The error of a command that was asked for JSON."""
        found: dict[str, Any] = orjson.loads(self.err)["error"]
        return found

    @property
    def text(self) -> str:
        """All that was printed, as one line."""
        return " ".join(f"{self.out} {self.err}".split())


@dataclass(frozen=True)
class Held:
    """The register as it stands: the head of its trail, and the rows of every table."""

    sequence: int
    hash: str
    rows: dict[str, int]


_bundled_lists = cache(load_catalogue)
_kept: dict[int, tuple[Knowledge, Identifier]] = {}


def bundled_lists(
    folder: Path | None = None, layers: tuple[Layer, ...] = (), *, kept_in: Path | None = None
) -> Catalogue:
    """The bundled lists, read once; own lists over them are read anew, for a test changes them."""
    return load_catalogue(folder, layers) if layers else _bundled_lists(folder)


def compiled(knowledge: Knowledge) -> Identifier:
    if id(knowledge) not in _kept:
        _kept[id(knowledge)] = (knowledge, Identifier(knowledge))
    return _kept[id(knowledge)][1]


@cache
def _commands() -> Callable[[], Any]:
    return get_command(cli.app)


class Desk:
    """Runs commands in a folder and against a register.

    Reading the bundled lists and building the commands takes seconds, so all commands of a test run share that;
    everything else is as in a process of its own. `alone` runs one in a process of its own.
    """

    def __init__(self, folder: Path, url: str, actor: str | None = "Olive Officer") -> None:
        self.folder = folder
        self.url = url
        self.actor = actor

    @property
    def environment(self) -> dict[str, str]:
        found = {"RISKREG_DATABASE_URL": self.url, "RISKREG_EVIDENCE_FOLDER": str(self.folder / "evidence")}
        if kept := os.environ.get("RISKREG_CACHE_FOLDER"):
            found["RISKREG_CACHE_FOLDER"] = kept
        return {**found, "COLUMNS": "220", **({"RISKREG_ACTOR": self.actor} if self.actor else {})}

    def run(self, *words: object, **environment: str) -> Said:
        """A command, whatever comes of it."""
        out, err = io.StringIO(), io.StringIO()
        clean = {name: value for name, value in os.environ.items() if not name.startswith("RISKREG_")}
        with (
            patch.dict(os.environ, {**clean, **self.environment, **environment}, clear=True),
            patch.object(sys, "argv", ["riskreg", *map(str, words)]),
            patch.object(catalogue, "load_catalogue", bundled_lists),
            patch.object(identification, "Identifier", compiled),
            patch.object(cli, "app", _commands()),
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            settings.cache_clear()
            try:
                cli.main()
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
            finally:
                settings.cache_clear()
        assert code != FAULT, f"riskreg {' '.join(map(str, words))} has a fault of its own: {err.getvalue()}"
        return Said(code, out.getvalue(), err.getvalue())

    def do(self, *words: object, **environment: str) -> Said:
        """A command that must succeed."""
        said = self.run(*words, **environment)
        assert said.code == 0, f"riskreg {' '.join(map(str, words))} → {said.code}\n{said.out}\n{said.err}"
        return said

    def ask(self, *words: object) -> Any:
        """The JSON answer of a command that must succeed."""
        return self.do(*words, "--json").json

    def rows(self, *words: object) -> list[dict[str, Any]]:
        """The rows of a question."""
        return list(self.ask("query", *words)["rows"])

    def alone(self, *words: object, **environment: str) -> Said:
        """A command in a process of its own."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("RISKREG_")}
        done = subprocess.run(
            [sys.executable, "-m", "riskreg", *map(str, words)],
            cwd=self.folder,
            env={**clean, **self.environment, **environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def held(self) -> Held:
        """What the register holds, read past the program."""
        engine = create_engine(self.url, poolclass=NullPool)
        counted = (f"SELECT '{table.name}', count(*) FROM {table.name}" for table in Base.metadata.sorted_tables)
        with engine.connect() as connection:
            rows = dict(connection.execute(text(" UNION ALL ".join(counted))).all())
            sequence, digest = connection.execute(text("SELECT sequence, hash FROM trail_head")).one()
        return Held(sequence, digest, rows)

    @contextlib.contextmanager
    def nothing_written(self) -> Iterator[None]:
        """Whatever runs inside leaves the register as it was."""
        before = self.held()
        yield
        assert self.held() == before
