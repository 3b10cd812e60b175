"""The steps of the benchmark, each run as a process of its own by `tests.benchmarks.run`."""

from __future__ import annotations

import json
import statistics
import sys
import time
from datetime import date
from pathlib import Path

ORGANISATION = "Benchmark Department"
DATED = date(2026, 11, 22)


def read(path: str) -> dict[str, object]:
    """python-calamine alone reads every row of the file."""
    from python_calamine import CalamineWorkbook

    started = time.perf_counter()
    rows = 0
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        for _ in book.get_sheet_by_name(name).iter_rows():
            rows += 1
    return {"rows": rows, "seconds": time.perf_counter() - started}


def prepare(url: str) -> dict[str, object]:
    """An empty register with lists in use and one organisation."""
    from riskreg.operations import activating, deciding, setting_up
    from riskreg.operations.office import Actor, Office
    from riskreg.rules.terms import AdoptionBasis, OrganisationKind
    from riskreg.settings import Settings

    place = Office(settings=Settings(database_url=url), actor=Actor("Benchmark"))
    setting_up.upgrade_register(place)
    activating.activate_lists(place, apply=True, on=date(2022, 11, 24))
    setting_up.add_organisation(place, ORGANISATION, OrganisationKind.DEPARTMENT, parent=None, from_on=None)
    setting_up.adopt_regime(
        place, ORGANISATION, "uk_nil_2022", basis=AdoptionBasis.MANDATORY, from_on=date(2022, 11, 24)
    )
    deciding.adopt_proposals(place, [], regime="uk_nil_2022", reason="benchmark", on=date(2022, 11, 24))
    return {}


def import_list(url: str, path: str) -> dict[str, object]:
    """Import, identification and screening, from the file to the sealed change."""
    from sqlalchemy import func, select

    from riskreg.operations.importing import Request, apply_import
    from riskreg.operations.office import Actor, Office
    from riskreg.register import TraceKey
    from riskreg.rules.terms import Covers
    from riskreg.settings import Settings

    place = Office(settings=Settings(database_url=url), actor=Actor("Benchmark"))
    _ = place.identifier  # loading the lists is no part of an import
    started = time.perf_counter()
    done = apply_import(
        place, Request(path=Path(path), organisation=ORGANISATION, dated=DATED, covers=Covers.ORGANISATION)
    )
    seconds = time.perf_counter() - started
    with place.reading() as session:
        keys = session.scalar(select(func.count()).select_from(TraceKey))
    return {"seconds": seconds, "rows": done.preview.rows, "keys": keys, "flags": done.screened.raised}


def question(url: str) -> dict[str, object]:
    """The first page of flagged sites, as asked in the database: median of twenty."""
    from sqlalchemy import text

    from riskreg.operations.office import Office
    from riskreg.reporting.answers import flagged_sites_page
    from riskreg.settings import Settings

    place = Office(settings=Settings(database_url=url))
    times = []
    with place.reading() as session:
        session.execute(text("SELECT 1"))
        for _ in range(20):
            started = time.perf_counter()
            rows = session.execute(flagged_sites_page(session, None, None, 50)).all()
            times.append((time.perf_counter() - started) * 1000)
    return {"median_ms": statistics.median(times), "rows": len(rows)}


if __name__ == "__main__":
    name, *rest = sys.argv[1:]
    steps = {"read": read, "prepare": prepare, "import": import_list, "question": question}
    print(json.dumps(steps[name](*rest)))
