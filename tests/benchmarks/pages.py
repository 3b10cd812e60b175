"""How long pages take on a register that is there: `python -m tests.benchmarks.pages sqlite:////tmp/million.sqlite`.

Asked in this process, without a network; each kind of page first once, then again and again. Prints a table in
Markdown: the first answer, the median and the worst of those that follow. Run by hand, never as a test.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections.abc import Iterator

from starlette.testclient import TestClient

from riskreg.operations import asking
from riskreg.operations.office import Actor, Office
from riskreg.settings import Settings
from riskreg.web.app import create_app

KINDS = {
    "home": ("/",),
    "home, last month": ("/?as_at={past}",),
    "sites": ("/sites", "/sites?order=devices", "/sites?sensitivity=sensitive"),
    "assets": ("/assets", "/assets?said=restricted", "/assets?order=-maker"),
    "flags": ("/flags", "/flags?order=maker"),
    "assets, last month": ("/assets?as_at={past}",),
    "a site": ("{site}",),
    "an asset": ("{asset}",),
    "a flag": ("{flag}",),
    "vendors": ("/vendors", "/vendors/hikvision"),
    "search": ("/search?q=camera", "/search?q=hikvision"),
    "map": ("/reports/map",),
    "flagged sites": ("/questions/flagged-sites", "/questions/flagged-sites?sensitivity=sensitive"),
    "flagged sites, last month": ("/questions/flagged-sites?as_at={past}",),
    "flagged assets": ("/questions/flagged-assets", "/questions/flagged-assets?overdue=yes"),
    "flagged assets, last month": ("/questions/flagged-assets?as_at={past}",),
    "imports": ("/imports",),
    "returns": ("/returns",),
    "lists": ("/lists",),
    "questions": ("/questions",),
    "reports": ("/reports",),
    "check before buying": ("/check",),
}


def addresses(office: Office, client: TestClient, past: str) -> dict[str, tuple[str, ...]]:
    """The pages of each kind, with things that the register holds."""
    asset = f"/assets/{asking.an_example(office)}"
    text = client.get(asset).text
    found = {"past": past, "asset": asset, "site": _link(text, "sites"), "flag": _link(text, "flags")}
    return {
        kind: tuple(path.format(**found) for path in paths if all(found.get(name) for name in _names(path)))
        for kind, paths in KINDS.items()
    }


def _names(path: str) -> Iterator[str]:
    return (found[1] for found in re.finditer(r"\{(\w+)\}", path))


def _link(text: str, kind: str) -> str:
    found = re.search(rf'href="(/{kind}/[A-Z]+-[^"?]+)', text)
    return found[1] if found else ""


def main() -> None:
    """Ask, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("register", help="address of the register: sqlite:////path or postgresql://…")
    parser.add_argument("--times", type=int, default=10, help="how often each page is asked for after the first time")
    parser.add_argument("--past", default="2026-10-22", help="the earlier date")
    parser.add_argument("--only", default="", help="kinds whose name begins so")
    arguments = parser.parse_args()
    started = time.perf_counter()
    office = Office(settings=Settings(database_url=arguments.register), actor=Actor("Benchmark"))
    with TestClient(create_app(office), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        client.get("/")
        print(f"First page {time.perf_counter() - started:.1f} s after the start, without the time to load Python.\n")
        counted = time.perf_counter()
        while "data-again" in client.get("/").text:
            time.sleep(0.5)
        print(
            f"The figures of the home page stand {time.perf_counter() - counted:.0f} s later; the rest is asked then.\n"
        )
        print("| Page | First, ms | Median, ms | Worst, ms |\n|---|---:|---:|---:|")
        for kind, paths in addresses(office, client, arguments.past).items():
            if not kind.startswith(arguments.only):
                continue
            first, again = [], []
            for path in paths:
                first.append(_asked(client, path))
                again += [_asked(client, path) for _ in range(arguments.times)]
            row = max(first), statistics.median(again), max(again)
            print(f"| {kind} | {' | '.join(f'{each:,.0f}' for each in row)} |", flush=True)


def _asked(client: TestClient, path: str) -> float:
    started = time.perf_counter()
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
