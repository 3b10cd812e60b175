"""How much a file may ask of this machine."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

_MIB = 1024**2


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on reading one file, generous to a million honest rows and narrow to a trap.

    Attributes:
        seconds: Wall-clock seconds until reading is stopped.
        memory_bytes: Address space of the reading process, where the system can bound it.
        file_bytes: Size of the file as it lies on disk.
        expanded_bytes: Size of all parts of a workbook when unpacked.
        expansion_ratio: Unpacked size over packed size of the whole file; looked at only above `ratio_from_bytes`.
        ratio_from_bytes: Unpacked size below which the ratio does not matter.
        rows: Rows of one sheet.
        columns: Columns of one sheet.
        parts: Parts (zip members) of a workbook.
    """

    seconds: float = 600.0
    memory_bytes: int = 8 * 1024**3
    file_bytes: int = 1024**3
    expanded_bytes: int = 6 * 1024**3
    expansion_ratio: float = 120.0
    ratio_from_bytes: int = 64 * 1024**2
    rows: int = 1_500_000
    columns: int = 2_000
    parts: int = 20_000

    @classmethod
    def in_force(cls) -> Limits:
        """The limits that this installation sets, by its settings `RISKREG_READ_…`."""
        # Not at the head: the reading process is given its limits, and starts without the settings' libraries.
        from riskreg.settings import settings

        chosen = settings()
        return cls(
            seconds=chosen.read_seconds,
            memory_bytes=chosen.read_memory_mb * _MIB,
            file_bytes=chosen.read_file_mb * _MIB,
            expanded_bytes=chosen.read_expanded_mb * _MIB,
            expansion_ratio=chosen.read_expansion_ratio,
            rows=chosen.read_rows,
            columns=chosen.read_columns,
        )


def bound_process(limits: Limits) -> None:
    """Bound the memory of this process where the system can; elsewhere the clock of the parent is the bound."""
    if sys.platform == "win32":
        return
    import resource

    for kind, value in ((resource.RLIMIT_AS, limits.memory_bytes), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def is_short_of_memory(limits: Limits) -> bool:
    """Whether this process has come so near its bound that what fails in it fails for want of memory.

    A library that gets no memory seldom says so: it calls the file faulty, cannot load a part of itself, or panics.
    """
    try:
        told = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return False
    peak = next((line for line in told.splitlines() if line.startswith("VmPeak:")), "VmPeak: 0 kB")
    return int(peak.split()[1]) * 1024 * 2 > limits.memory_bytes
