"""Pages over registers of SQLite, asked without a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from riskreg.operations.office import Actor, Office
from riskreg.settings import settings
from riskreg.web.app import create_app

PERSON = "Olive Officer"


class Visitor(TestClient):
    """A browser without JavaScript: it keeps cookies and sends a form's token along."""

    def token(self, path: str = "/") -> str:
        found = re.search(r'name="_token" value="([0-9a-f]+)"', self.get(path).text)
        assert found, f"no form on {path}"
        return found[1]


@pytest.fixture
def visitor(sqlite_url: str, tmp_path: Path) -> Iterator[Visitor]:
    """A visitor to an empty register."""
    yield from visit(sqlite_url)


def visit(url: str) -> Iterator[Visitor]:
    """A visitor to the register at an address."""
    base = Office(settings=settings().model_copy(update={"database_url": url}), actor=Actor(PERSON))
    with Visitor(create_app(base), base_url="http://127.0.0.1", raise_server_exceptions=False) as visitor:
        yield visitor
