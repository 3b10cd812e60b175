"""Evidence files of the scripted year: short notes and very small photographs, all invented."""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass
from datetime import date

from riskreg.rules.terms import EvidenceKind

_SIDE = 24
"""Width and height of an invented photograph, in pixels."""


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file that shows that something happened: its name below the folder `evidence`, its kind and its content."""

    name: str
    kind: EvidenceKind
    content: bytes


def note(name: str, kind: EvidenceKind, title: str, site: str, on: date, person: str) -> EvidenceFile:
    """A note as plain text."""
    lines = (title, f"Site: {site}", f"Date: {on.day} {on:%B %Y}", f"Signed: {person}", "Fictional, made for a demo.")
    return EvidenceFile(name, kind, "\r\n".join(lines).encode())


def photo(name: str, about: str) -> EvidenceFile:
    """A valid PNG picture whose colours follow from what it is about, so that no two places share one."""
    digest = hashlib.sha256(about.encode()).digest()
    rows = b"".join(
        b"\0" + b"".join(bytes((digest[row % 32], digest[column % 32], digest[(row + column) % 32]))
                         for column in range(_SIDE))
        for row in range(_SIDE)
    )  # fmt: skip
    # Eight bits a channel, red-green-blue, no interlace. Source: PNG specification, section 11.2.2.
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    content = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)
    return EvidenceFile(name, EvidenceKind.PHOTO, content)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
