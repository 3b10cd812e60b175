"""How long pages take on a register that is there: `python -m tests.benchmarks.pages sqlite:////tmp/million.sqlite`.

Asked in this process, without a network; each kind of page first once, then again and again. Prints a table in
Markdown, in milliseconds: the first answer, the median and the worst of those that follow on the clock, and the median
of the processor, which says what a page takes where other programs run beside it. A kind of page that the service has
and this table leaves out is named. Run by hand, never as a test.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections.abc import Iterator
from importlib import import_module

from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from riskreg.operations import asking
from riskreg.operations.office import Actor, Office
from riskreg.settings import Settings
from riskreg.web.app import PAGES, create_app

KINDS = {
    "home": ("/",),
    "home, last month": ("/?as_at={past}",),
    "sites": ("/sites", "/sites?order=devices", "/sites?sensitivity=sensitive"),
    "assets": ("/assets", "/assets?said=restricted", "/assets?order=-maker"),
    "flags": ("/flags", "/flags?order=maker"),
    "assets, last month": ("/assets?as_at={past}",),
    "a site": ("{site}", "{site}/removal"),
    "an asset": ("{asset}", "{asset}/removal", "{asset}/same"),
    "a flag": ("{flag}",),
    "an organisation": ("{organisation}",),
    "vendors": ("/vendors", "/vendors/hikvision"),
    "search": ("/search?q=camera", "/search?q=hikvision"),
    "map": ("/reports/map",),
    "flagged sites": ("/questions/flagged-sites", "/questions/flagged-sites?sensitivity=sensitive"),
    "flagged sites, last month": ("/questions/flagged-sites?as_at={past}",),
    "flagged assets": ("/questions/flagged-assets",),
    "flagged assets, overdue": ("/questions/flagged-assets?overdue=yes",),
    "flagged assets, verified as removed": ("/questions/flagged-assets?count=verified",),
    "flagged assets, ever flagged": ("/questions/flagged-assets?count=all",),
    "flagged assets of a maker": ("/questions/flagged-assets?vendor=dahua",),
    "flagged assets, last month": ("/questions/flagged-assets?as_at={past}",),
    "imports": ("/imports", "/imports/new", "{import}", "{import}/rows", "{import}/undo"),
    "returns": ("/returns", "/returns/nil"),
    "lists": ("/lists", "/lists/editions/{regime}", "/lists/compare", "/lists/preview"),
    "determinations, adoptions, exemptions": ("/lists/determinations", "/lists/adoptions", "/lists/exemptions"),
    "plans, products": ("/plans", "/plans/new", "/products", "{product}", "/products/fit", "/products/take"),
    "questions about identity": ("/conflicts", "{conflict}"),
    "questions, reports, check before buying": ("/questions", "/reports", "/check", "/check/saved"),
    "another question": ("/questions/assets", "/questions/systems", "/questions/changes", "/questions/decisions"),
    "the report": ("/reports/progress", "/reports/progress/removal"),
}
ELSEWHERE = {
    "/show/{reference}": "goes on to one of the others",
    "/acts/{handle}": "a job, of which a measured register has none",
    "/imports/drafts/{handle}": "a list that is being imported: its size counts, not that of the register",
    "/check/results/{number}": "a check that was just made",
    "/check/saved/{reference}": "a saved check, of which a measured register has none",
    "/records/{reference}": "a record, such as an exemption, of which a measured register has none",
    "/products/take/{number}": "a list of products that was just handed in",
    "/plans/{reference}": "an appraisal, with all pages below it, of which a measured register has none",
}
"""Kinds of pages that are not measured → why."""


def addresses(office: Office, client: TestClient, past: str) -> dict[str, tuple[str, ...]]:
    """The pages of each kind, with things that the register holds; those of which it holds none are left out."""
    asset = f"/assets/{asking.an_example(office)}"
    text = client.get(asset).text
    site = _link(text, "sites")
    found = {
        "past": past,
        "asset": asset,
        "site": site,
        "flag": _link(text, "flags"),
        "organisation": _link(client.get(site).text, "organisations"),
        "import": _link(client.get("/imports").text, "imports"),
        "product": _link(client.get("/products").text, "products"),
        "conflict": _link(client.get("/conflicts").text, "conflicts"),
        "regime": (re.findall(r'href="/lists/editions/([^"?]+)', client.get("/lists").text) or [""])[0],
    }
    return {
        kind: tuple(path.format(**found) for path in paths if all(found.get(name) for name in _names(path)))
        for kind, paths in KINDS.items()
    }


def left_out() -> list[str]:
    """Kinds of pages of the service that are neither measured nor left out for a reason."""
    paths = [path.split("?")[0] for paths in KINDS.values() for path in paths]
    plain = [re.sub(r"^\{(\w+)\}", r"/\1s/X", path).replace("{regime}", "x") for path in paths]
    routes = [
        route
        for name in ("home", *PAGES)
        for route in import_module(f"riskreg.web.{name}").router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and not route.path.startswith("/api/")
    ]
    pages = [route for route in routes if not re.search(r"\.\w+$|\.\{form\}$|/evidence/", route.path)]
    return [
        route.path
        for route in pages
        if not any(route.path.startswith(each) for each in ELSEWHERE)
        and not any(route.path_regex.match(path) for path in plain)
    ]


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
        counted, counting = time.perf_counter(), time.process_time()
        while "data-again" in client.get("/").text:
            time.sleep(0.5)
        print(
            f"The figures of the home page stand {time.perf_counter() - counted:.0f} s later, "
            f"{time.process_time() - counting:.0f} of them of the processor; the rest is asked then.\n"
        )
        pages = addresses(office, client, arguments.past)
        for path in left_out():
            print(f"Not measured, and nobody says why: {path}\n")
        print("| Page | First | of the processor | Median | of the processor | Worst |\n|---|---:|---:|---:|---:|---:|")
        for kind, paths in pages.items():
            if not kind.startswith(arguments.only):
                continue
            first, again = [], []
            for path in paths:
                first.append(_whole(client, path))
                again += [_asked(client, path)[:2] for _ in range(arguments.times)]
            if not first:
                continue
            clock, cpu = zip(*again, strict=True)
            row = (*max(first), statistics.median(clock), statistics.median(cpu), max(clock))
            print(f"| {kind} | {' | '.join(f'{each:,.0f}' for each in row)} |", flush=True)


def _whole(client: TestClient, path: str) -> tuple[float, float]:
    """Milliseconds until a page stands, on the clock and of the processor; it may say for a while that it is made."""
    clock, cpu = time.perf_counter(), time.process_time()
    while "data-again" in _asked(client, path)[2]:
        time.sleep(0.05)
    return (time.perf_counter() - clock) * 1000, (time.process_time() - cpu) * 1000


def _asked(client: TestClient, path: str) -> tuple[float, float, str]:
    clock, cpu = time.perf_counter(), time.process_time()
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return (time.perf_counter() - clock) * 1000, (time.process_time() - cpu) * 1000, answer.text


if __name__ == "__main__":
    main()
