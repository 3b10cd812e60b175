"""Pages over registers of SQLite, asked without a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from riskreg import catalogue, identification
from riskreg.operations import importing
from riskreg.operations.office import Actor, Office
from riskreg.rules.terms import Covers
from riskreg.settings import settings
from riskreg.web.app import create_app
from tests.journeys.books import COUNTY
from tests.journeys.conftest import prepared as prepared
from tests.journeys.desk import bundled_lists, compiled

PERSON = "Olive Officer"


@pytest.fixture(scope="session", autouse=True)
def shared_lists() -> Iterator[None]:
    """The bundled lists are read and compiled once for all tests of pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "load_catalogue", bundled_lists)
        patch.setattr(identification, "Identifier", compiled)
        yield


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


@pytest.fixture
def county(prepared: Path, tmp_path: Path) -> Iterator[Visitor]:
    """A visitor to a copy of the county's register, who may write."""
    path = tmp_path / "register.sqlite"
    path.write_bytes(prepared.read_bytes())
    yield from visit(f"sqlite:///{path}")


@pytest.fixture
def early(prepared: Path, tmp_path: Path) -> Iterator[Visitor]:
    """A visitor to the county's register while only its first page is loaded."""
    path = tmp_path / "register.sqlite"
    path.write_bytes(prepared.read_bytes())
    yield from visit(f"sqlite:///{path}", first_page_first=True)


@pytest.fixture(scope="module")
def reader(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """A visitor to the county's register who only reads; shared by the tests of a module."""
    path = tmp_path_factory.mktemp("reader") / "register.sqlite"
    path.write_bytes(prepared.read_bytes())
    yield from visit(f"sqlite:///{path}")


def list_twice(office: Office, folder: Path) -> None:
    """The county lists one camera twice: once by its tag, once by its serial number; and another firm's camera.

    Args:
        office: With the lists.
        folder: For the list.
    """
    path = folder / "twice.csv"
    camera = "Hikvision,DS-2CD2143G0-I"
    rows = (f"SH-01,GATE-1,,{camera}", f"SH-01,,K55501234,{camera}", "SH-01,AX-1,,Axis,P3245-LVE")
    path.write_text("\n".join(("Site code,Asset tag,Serial no,Make,Model", *rows)), encoding="utf-8")
    request = importing.Request(path=path, organisation=COUNTY, dated=date(2026, 2, 1), covers=Covers.PART)
    importing.apply_import(office, request)


def visit(url: str, *, first_page_first: bool = False) -> Iterator[Visitor]:
    """A visitor to the register at an address."""
    base = Office(settings=settings().model_copy(update={"database_url": url}), actor=Actor(PERSON))
    app = create_app(base, first_page_first=first_page_first)
    with Visitor(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as visitor:
        yield visitor
