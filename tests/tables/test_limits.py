"""The limits of reading are settings of the installation."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskreg import settings
from riskreg.errors import FileRejected
from riskreg.settings import Settings
from riskreg.tables import Limits, codes, read_workbook
from tests.tables.builders import LIST, xlsx

SETTINGS = {
    "RISKREG_READ_SECONDS": ("7", "seconds", 7.0),
    "RISKREG_READ_MEMORY_MB": ("512", "memory_bytes", 512 * 1024**2),
    "RISKREG_READ_FILE_MB": ("3", "file_bytes", 3 * 1024**2),
    "RISKREG_READ_EXPANDED_MB": ("9", "expanded_bytes", 9 * 1024**2),
    "RISKREG_READ_EXPANSION_RATIO": ("11", "expansion_ratio", 11.0),
    "RISKREG_READ_ROWS": ("13", "rows", 13),
    "RISKREG_READ_COLUMNS": ("5", "columns", 5),
}


def test_without_settings_the_limits_are_the_usual_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "settings", lambda: Settings(_env_file=None))
    assert Limits.in_force() == Limits()


@pytest.mark.parametrize("name", SETTINGS)
def test_each_limit_has_its_setting(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    text, attribute, value = SETTINGS[name]
    monkeypatch.setenv(name, text)
    monkeypatch.setattr(settings, "settings", lambda: Settings(_env_file=None))
    assert getattr(Limits.in_force(), attribute) == value


def test_a_setting_holds_when_a_list_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "settings", lambda: Settings(_env_file=None, read_columns=3))
    with pytest.raises(FileRejected) as caught:
        read_workbook(xlsx(tmp_path / "list.xlsx", {"1": LIST}))
    assert caught.value.code == codes.TOO_MANY_COLUMNS


def test_every_limit_stands_in_the_operations_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [name for name in SETTINGS if name not in page] == []
