"""How long from the start of `riskreg serve` to its first page: `python -m tests.benchmarks.first_page sqlite:////…`.

Starts the program as an officer does, again and again, asks for the home page until it is answered, and then for the
page of sites, for which everything else is loaded. Prints a table in Markdown, in seconds since the start: on the
clock, and of the processor, which says what the start takes where other programs run beside it. Beside it stands what
short commands take. Run by hand, never as a test.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

_PROGRAM = (sys.executable, "-m", "riskreg")


def _cpu_s(process: int) -> float:
    """Seconds of the processor that a running process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def served(register: str) -> dict[str, tuple[float, float]]:
    """One start: what was reached → seconds on the clock and of the processor."""
    started = time.perf_counter()
    command = [*_PROGRAM, "serve", "--as", "Benchmark", "--port", "0", "--database", register]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://[^ ]+/", process.stdout.readline())
            if found is None:
                raise SystemExit("riskreg did not start")
            reached = {}
            for what, path in (("ready to be asked", None), ("the first page", ""), ("the page of sites", "sites")):
                if path is not None:
                    with urllib.request.urlopen(found[0] + path, timeout=120) as answer:
                        answer.read()
                reached[what] = (time.perf_counter() - started, _cpu_s(process.pid))
        finally:
            process.terminate()
            process.wait()
    return reached


def ran(words: list[str]) -> tuple[float, float]:
    """One command: seconds on the clock and of the processor."""
    before, started = os.times(), time.perf_counter()
    subprocess.run([*_PROGRAM, *words], stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - started, cpu


def main() -> None:
    """Start, ask, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("register", help="address of the register: sqlite:////path or postgresql://…")
    parser.add_argument("--starts", type=int, default=5)
    arguments = parser.parse_args()
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(arguments.starts):
        for what, seconds in served(arguments.register).items():
            found.setdefault(f"serve: {what}", []).append(seconds)
    for words in (["--version"], ["query"], ["query", "lists", "--database", arguments.register]):
        found[f"riskreg {' '.join(words[:2])}"] = [ran(words) for _ in range(arguments.starts)]
    print(f"{arguments.starts} starts each; load of the machine {os.getloadavg()[0]:.1f}.\n")
    print("| From the start to | Clock, s | Fastest | Processor, s | Fastest |\n|---|---:|---:|---:|---:|")
    for what, each in found.items():
        clock, cpu = zip(*each, strict=True)
        row = statistics.median(clock), min(clock), statistics.median(cpu), min(cpu)
        print(f"| {what} | {' | '.join(f'{seconds:.2f}' for seconds in row)} |")


if __name__ == "__main__":
    main()
