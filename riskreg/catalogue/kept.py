"""Keeps a loaded catalogue, so that a command need not read, check and index every list again.

A kept catalogue counts only for the very bytes of the lists and of the program that made it, only whole, and only where
nobody but the person who runs riskreg can have written it: whoever could write it could as well say that a maker is on
no list. Whatever speaks against it, the lists themselves are read.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import orjson

from riskreg.catalogue.definitions import Catalogue
from riskreg.catalogue.layers import Layer
from riskreg.catalogue.plain import from_plain, to_plain

_MOST = 6
"""Catalogues kept: those in use, and those of previews."""
_ENDING = ".lists"
_PROGRAM = ("catalogue", "identification", "rules")
"""Packages on which a loaded catalogue depends."""


def users_folder() -> Path:
    """Where a person's programs keep what they can make again.

    **Source**: XDG Base Directory Specification, `XDG_CACHE_HOME`; Apple, File System Programming Guide,
    Library/Caches; Microsoft, known folder LocalAppData.
    """
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        return base / "riskreg" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "riskreg"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "riskreg"


def digest_of_lists(folder: Path, layers: Sequence[Layer]) -> str:
    """SHA-256 of every file from which a catalogue is loaded, and of the program that loads it.

    Args:
        folder: Laid out as `vendor_lists/`.
        layers: Over it.
    """
    whole = hashlib.sha256(digest_of_program().encode())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        _add(whole, path.relative_to(folder).as_posix(), path)
    for layer in layers:
        # Faults and sources name the folder, so it counts as well.
        whole.update(f"\0{layer.folder}\0".encode(errors="surrogateescape"))
        for name in layer.files():
            _add(whole, name, layer.folder / name)
    return whole.hexdigest()


def kept_catalogue(folder: Path, digest: str) -> Catalogue | None:
    """The catalogue that was kept for these lists; None where there is none that can be relied on.

    Args:
        folder: Where catalogues are kept.
        digest: As `digest_of_lists` gives it.
    """
    path = folder / f"{digest}{_ENDING}"
    try:
        if not (_is_ours(folder) and _is_ours(path)):
            return None
        head, _, body = path.read_bytes().partition(b"\n")
        if head.decode() != _head(digest, body):
            return None
        found = from_plain(Catalogue, orjson.loads(body))
        os.utime(path)  # those used last are kept longest
    except (OSError, ValueError, TypeError, LookupError):
        return None
    return found if isinstance(found, Catalogue) else None


def keep_catalogue(folder: Path, digest: str, catalogue: Catalogue) -> None:
    """Keep a catalogue; where that cannot be done, nothing is kept and nothing said: the lists are read again.

    Args:
        folder: Where catalogues are kept; made where it is not there.
        digest: Of the lists from which it was loaded.
        catalogue: To be kept.
    """
    body = orjson.dumps(to_plain(catalogue))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(folder):
            return
        # A file of its own (mode 0600), moved into place whole: two commands at once never read half of it.
        number, name = tempfile.mkstemp(dir=folder, suffix=".part")
        with os.fdopen(number, "wb") as file:
            file.write(_head(digest, body).encode() + b"\n" + body)
        Path(name).replace(folder / f"{digest}{_ENDING}")
        for old in sorted(folder.glob(f"*{_ENDING}"), key=lambda each: each.stat().st_mtime, reverse=True)[_MOST:]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def _head(digest: str, body: bytes) -> str:
    return f"riskreg lists 1 {digest} {hashlib.sha256(body).hexdigest()}"


def _is_ours(path: Path) -> bool:
    """Whether only the person who runs this can have written it."""
    if not hasattr(os, "getuid"):
        return path.exists()  # the folder of a Windows user is closed to others
    found = path.lstat()
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _add(whole: hashlib._Hash, name: str, path: Path) -> None:
    content = path.read_bytes()
    whole.update(f"\0{name}\0{len(content)}\0".encode(errors="surrogateescape"))
    whole.update(content)


@cache
def digest_of_program(packages: tuple[str, ...] = _PROGRAM) -> str:
    """SHA-256 of Python's version and of every module of some packages of riskreg."""
    whole = hashlib.sha256(sys.version.encode())
    for path in _program(packages):
        _add(whole, path.name, path)
    return whole.hexdigest()


def _program(packages: tuple[str, ...]) -> Iterator[Path]:
    package = Path(__file__).resolve().parent.parent
    for name in packages:
        yield from sorted((package / name).rglob("*.py"))
