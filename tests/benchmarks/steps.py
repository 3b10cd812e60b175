"""The steps of the benchmark, each run as a process of its own by `tests.benchmarks.run`."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from datetime import date
from pathlib import Path

ORGANISATION = "Benchmark Department"
DATED = date(2026, 3, 31)
LATER = date(2026, 9, 30)


def processor() -> float:
    """Seconds of the processor that this process and the ones it waited for have taken."""
    return sum(os.times()[:4])


def read(path: str) -> dict[str, object]:
    """python-calamine alone reads every row of the file."""
    from python_calamine import CalamineWorkbook

    started, busy = time.perf_counter(), processor()
    rows = 0
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        for _ in book.get_sheet_by_name(name).iter_rows():
            rows += 1
    return {"rows": rows, "seconds": time.perf_counter() - started, "processor": processor() - busy}


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


def import_list(url: str, path: str, dated: str = DATED.isoformat()) -> dict[str, object]:
    """Import, identification and screening, from the file to the sealed change."""
    from sqlalchemy import func, select

    from riskreg.operations.importing import Request, apply_import
    from riskreg.operations.office import Actor, Office
    from riskreg.register import TraceKey
    from riskreg.rules.terms import Covers
    from riskreg.settings import Settings

    place = Office(settings=Settings(database_url=url), actor=Actor("Benchmark"))
    _ = place.identifier  # loading the lists is no part of an import
    started, busy, reading = time.perf_counter(), processor(), sum(os.times()[2:4])
    request = Request(
        path=Path(path), organisation=ORGANISATION, dated=date.fromisoformat(dated), covers=Covers.ORGANISATION
    )
    done = apply_import(place, request)
    seconds, busy, reading = time.perf_counter() - started, processor() - busy, sum(os.times()[2:4]) - reading
    with place.reading() as session:
        keys = session.scalar(select(func.count()).select_from(TraceKey))
    counts = {disposition.value: count for disposition, count in done.preview.counts.items()}
    said = {"rows": done.preview.rows, "keys": keys, "flags": done.screened.raised, "counts": counts}
    return {"seconds": seconds, "processor": busy, "processor_of_reading_process": reading, **said}


def question(url: str) -> dict[str, object]:
    """The first page of flagged sites, as asked in the database: median of twenty."""
    from sqlalchemy import text

    from riskreg.operations.office import Office
    from riskreg.reporting.by_site import flagged_sites_page
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


def edition(url: str, folder: str, dated: str, company: str) -> dict[str, object]:
    """A foreign list with one company is put in use: judging and flagging anew, without the time to read the lists."""
    from riskreg.operations import activating, lists, setting_up
    from riskreg.operations.office import Actor, Office
    from riskreg.rules.terms import AdoptionBasis
    from riskreg.settings import Settings

    own = Path(folder)
    place = Office(settings=Settings(database_url=url, lists_folder=own / "own"), actor=Actor("Benchmark"))
    file = own / f"{dated}.csv"
    file.write_text(f"Name,Country\n{company},GB\nLinden Benchmark Optics Ltd,GB\n", encoding="utf-8")
    is_new = "benchmark" not in place.catalogue.regimes
    new = lists.NewRegime("Benchmark list", "Nobody", "GB", "all") if is_new else None
    request = lists.ListRequest(file, "benchmark", date.fromisoformat(dated), new_regime=new)
    name = lists.import_list(place, request).name
    ready = place.with_waiting(activating.chosen(place.lists_folder, [name]))
    _ = ready.identifier
    place.__dict__["with_waiting"] = lambda _paths: ready
    before = [] if is_new else place.catalogue.regimes["benchmark"].latest.entries
    confirmed = activating.Confirmed(tuple(entry.name for entry in before))
    started, busy = time.perf_counter(), processor()
    done = activating.activate_lists(place, apply=True, editions=(name,), confirmed=confirmed)
    seconds, busy = time.perf_counter() - started, processor() - busy
    if is_new:
        setting_up.adopt_regime(place, ORGANISATION, "benchmark", basis=AdoptionBasis.MANDATORY, from_on=DATED)
    counts = {"raised": done.screened.raised, "lapsed": done.screened.lapsed, "verdicts": done.verdicts_changed}
    return {"seconds": seconds, "processor": busy, **counts}


if __name__ == "__main__":
    name, *rest = sys.argv[1:]
    steps = {"read": read, "prepare": prepare, "import": import_list, "question": question, "edition": edition}
    print(json.dumps(steps[name](*rest)))
