"""A loaded catalogue is kept for the next command, and never trusted where anything speaks against it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from riskreg.catalogue import Catalogue, Layer, load_catalogue
from riskreg.catalogue import load as loading
from riskreg.catalogue.kept import digest_of_lists, keep_catalogue, kept_catalogue, users_folder
from riskreg.catalogue.plain import from_plain, to_plain
from riskreg.errors import ListRejected

ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="files of other users are known by mode on POSIX")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with every time that the lists themselves are read."""
    seen: list[int] = []
    real = loading.read_lists

    def counted(*arguments: object) -> object:
        seen.append(1)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(loading, "read_lists", counted)
    return seen


def test_the_bundled_catalogue_comes_back_as_it_was(catalogue: Catalogue, kept: Path) -> None:
    keep_catalogue(kept, "a", catalogue)
    again = kept_catalogue(kept, "a")
    assert again == catalogue
    assert list(again.regimes) == list(catalogue.regimes)
    assert list(again.knowledge.vendors) == list(catalogue.knowledge.vendors)


def test_lists_are_read_once_and_then_kept(folder: Path, kept: Path, reads: list[int]) -> None:
    first = load_catalogue(folder, kept_in=kept)
    assert load_catalogue(folder, kept_in=kept) == first
    assert len(reads) == 1


def noted(folder: Path) -> None:
    path = folder / "regimes/listed.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "note: more\n", encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(noted, id="a file changed"),
        pytest.param(lambda folder: (folder / "regimes/more.yaml").write_text("slug: more\n"), id="a file more"),
        pytest.param(lambda folder: (folder / "proposals/asked.yaml").unlink(), id="a file less"),
    ],
)
def test_lists_that_changed_are_read_anew(
    folder: Path, kept: Path, reads: list[int], change: Callable[[Path], object]
) -> None:
    load_catalogue(folder, kept_in=kept)
    change(folder)
    with contextlib.suppress(ListRejected):  # whether the changed lists are at fault is not asked here
        load_catalogue(folder, kept_in=kept)
    assert len(reads) == 2


def test_own_lists_count_with_the_bundled_ones(folder: Path, tmp_path: Path, kept: Path) -> None:
    own = tmp_path / "own"
    (own / "regimes").mkdir(parents=True)
    text = (folder / "regimes/listed.yaml").read_text(encoding="utf-8")
    (own / "regimes/other.yaml").write_text(text.replace("slug: listed", "slug: other"), encoding="utf-8")
    assert "other" not in load_catalogue(folder, kept_in=kept).regimes
    assert "other" in load_catalogue(folder, (Layer(own),), kept_in=kept).regimes
    assert "other" not in load_catalogue(folder, kept_in=kept).regimes


def test_a_kept_file_that_was_cut_or_changed_is_not_trusted(folder: Path, kept: Path, reads: list[int]) -> None:
    whole = load_catalogue(folder, kept_in=kept)
    (file,) = kept.glob("*.lists")
    for spoil in (
        lambda raw: raw[:-100],
        lambda raw: raw.replace(b"Example Optics", b"Harmless Optics"),
        lambda _: b"",
    ):
        raw = file.read_bytes()
        file.write_bytes(spoil(raw))
        assert load_catalogue(folder, kept_in=kept) == whole
    assert len(reads) == 4


@ON_POSIX
def test_what_others_may_write_is_not_trusted(folder: Path, kept: Path, reads: list[int]) -> None:
    load_catalogue(folder, kept_in=kept)
    (file,) = kept.glob("*.lists")
    assert (file.stat().st_mode & 0o777, kept.stat().st_mode & 0o777) == (0o600, 0o700)
    for path, mode in ((file, 0o620), (file, 0o602), (kept, 0o777)):
        before = path.stat().st_mode
        path.chmod(mode)
        load_catalogue(folder, kept_in=kept)
        if path.exists():
            path.chmod(before)
    assert len(reads) == 4


@ON_POSIX
def test_a_link_to_another_place_is_not_followed(folder: Path, kept: Path, tmp_path: Path) -> None:
    load_catalogue(folder, kept_in=kept)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.symlink_to(kept)
    assert kept_catalogue(elsewhere, digest_of_lists(folder, ())) is None


def test_where_nothing_can_be_kept_the_lists_are_read(folder: Path, tmp_path: Path, reads: list[int]) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("no folder")
    for _ in range(2):
        assert load_catalogue(folder, kept_in=blocked / "kept").edition == "test"
    assert len(reads) == 2


def test_lists_at_fault_are_never_kept(folder: Path, kept: Path) -> None:
    (folder / "edition.yaml").write_text("label: test\n", encoding="utf-8")
    with pytest.raises(Exception, match="as_of"):
        load_catalogue(folder, kept_in=kept)
    assert not list(kept.glob("*"))


def test_only_a_few_are_kept(folder: Path, kept: Path, catalogue: Catalogue) -> None:
    small = load_catalogue(folder)
    for number in range(9):
        keep_catalogue(kept, f"{number}", small)
        os.utime(kept / f"{number}.lists", (number, number))
    names = {path.name for path in kept.iterdir()}
    assert len(names) <= 7
    assert "8.lists" in names


def test_only_definitions_are_turned() -> None:
    with pytest.raises(TypeError):
        to_plain(object())
    with pytest.raises(TypeError):
        from_plain(object, [[], {}])


def test_the_folder_is_the_persons_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert users_folder() == tmp_path / "riskreg"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert users_folder() == tmp_path / "riskreg" / "Cache"
