"""Revisions and models say the same, on both engines; every revision goes up, down and up again."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import ReflectedIndex
from sqlalchemy.exc import IntegrityError

from riskreg.database import HEAD
from riskreg.register import Base
from riskreg.settings import data_folder
from tests.conftest import administer, named


def config(url: str) -> Config:
    made = Config()
    made.set_main_option("script_location", str(data_folder("migrations")))
    made.attributes["url"] = url
    return made


def shape(engine: Engine) -> dict[str, object]:
    """Everything that reflection tells: columns, types, keys, indexes and the text of every CHECK."""
    inspector = inspect(engine)
    tables = [name for name in inspector.get_table_names() if name != "alembic_version"]
    return {
        name: {
            "columns": {c["name"]: (str(c["type"]), c["nullable"]) for c in inspector.get_columns(name)},
            "primary": inspector.get_pk_constraint(name),
            "foreign": sorted(map(str, inspector.get_foreign_keys(name))),
            "unique": sorted(map(str, inspector.get_unique_constraints(name))),
            "indexes": sorted(map(index, inspector.get_indexes(name))),
            "checks": sorted((c["name"] or "", c["sqltext"]) for c in inspector.get_check_constraints(name)),
        }
        for name in tables
    }


def index(found: ReflectedIndex) -> str:
    """An index with its condition as text, which reflection gives as an object of its own."""
    options = {name: str(value) for name, value in (found.get("dialect_options") or {}).items()}
    return str({**found, "dialect_options": options})


def drift(migrated: str, created: str) -> None:
    one, other = create_engine(migrated), create_engine(created)
    Base.metadata.create_all(other)
    assert shape(other) == shape(one)
    one.dispose()
    other.dispose()


def test_models_and_revisions_agree_on_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    drift(sqlite_url, f"sqlite:///{tmp_path / 'created.sqlite'}")


def test_models_and_revisions_agree_on_postgresql(postgresql_server: str, postgresql_url: str) -> None:
    name = make_url(postgresql_url).database + "_created"  # type: ignore[operator]
    administer(postgresql_server, f"CREATE DATABASE {name}")
    drift(postgresql_url, named(postgresql_server, name))
    administer(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


def test_the_program_knows_the_newest_revision() -> None:
    assert ScriptDirectory.from_config(config("sqlite://")).get_heads() == [HEAD]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_every_revision_goes_up_down_and_up_again(engine: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(f"{engine}_url")
    command.downgrade(config(url), "base")
    database = create_engine(url)
    assert set(inspect(database).get_table_names()) <= {"alembic_version"}
    database.dispose()
    command.upgrade(config(url), "head")


def test_rows_written_before_a_table_was_made_anew_stay(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'register.sqlite'}"
    command.upgrade(config(url), "0001")
    engine = create_engine(url)
    columns = "id, flag_id, state, verdict, cause, from_on, change_id"
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO flag_basis ({columns}) VALUES (1, 1, 'live', 'restricted', 'found', '2026-03-31', 1)"
        )
    command.upgrade(config(url), "head")
    with engine.begin() as connection:
        row = connection.exec_driver_sql(f"SELECT {columns} FROM flag_basis").one()
        assert tuple(row) == (1, 1, "live", "restricted", "found", "2026-03-31", 1)
    with pytest.raises(IntegrityError, match="append-only"), engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM flag_basis")
    engine.dispose()


def test_regimes_and_verdicts_stay_when_more_kinds_and_grounds_are_allowed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'register.sqlite'}"
    command.upgrade(config(url), "0002")
    engine = create_engine(url)
    regime = (
        "INSERT INTO regime (id, slug, title, kind, authority, source, change_id) VALUES (?, ?, 't', ?, 'a', 's', 1)"
    )
    columns = (
        "id, trace_key_id, regime_id, identification_id, verdict, basis, confidence, cause, from_on, reason, change_id"
    )
    verdict = (
        f"INSERT INTO key_verdict ({columns}) VALUES (?, 1, 1, 1, 'restricted', ?, 1, 'found', '2026-03-31', 'r', 1)"
    )
    with engine.begin() as connection:
        connection.exec_driver_sql(regime, (1, "one", "list"))
        connection.exec_driver_sql(verdict, (1, "entity"))
    with pytest.raises(IntegrityError, match="regimekind"), engine.begin() as connection:
        connection.exec_driver_sql(regime, (2, "two", "positive_list"))
    command.upgrade(config(url), "head")
    with engine.begin() as connection:
        connection.exec_driver_sql(regime, (2, "two", "positive_list"))
        connection.exec_driver_sql(verdict, (2, "not_approved"))
        rows = connection.exec_driver_sql("SELECT id, basis, ground_sha256 FROM key_verdict ORDER BY id").all()
        assert [tuple(row) for row in rows] == [(1, "entity", None), (2, "not_approved", None)]
    for table in ("regime", "key_verdict", "identification", "exemption"):
        with engine.begin() as connection:
            triggers = connection.exec_driver_sql(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
            )
            assert triggers.scalar_one() == 2, table
    engine.dispose()
