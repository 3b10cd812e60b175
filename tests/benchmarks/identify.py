"""Measures identification alone: `python -m tests.benchmarks.identify --keys 40000`. Run by hand, never as a test.

Prints, for one core: reading the lists, compiling them, distinct keys identified per second and rows of known keys told
per second; in seconds of the process itself, so that other work on the machine counts less. Each pass begins with an
identifier that has met no text, and the fastest of several counts, for other work only slows. `--profile` prints where
the time goes.

Two mixes are measured. *Nothing twice* is harder than any list: each trace has a number never met before, one in seven
a text of its own, one in eight both in one cell. *Of a list* are the distinct keys of the workbook that the import is
measured on (`tests.benchmarks.generator`), in which keys share models as lists do: a model comes under several
spellings of its make, several address prefixes, dates that matter, serials.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import itertools
import pstats
import sys
import time
from datetime import date, timedelta
from random import Random

from riskreg.catalogue import load_catalogue
from riskreg.catalogue.uncollected import uncollected
from riskreg.demo.equipment import address_prefixes, products
from riskreg.identification import Identifier, Trace
from riskreg.identification.knowledge import Knowledge
from riskreg.identification.telling import trace_of_fields
from tests.benchmarks.generator import HEADERS, lines

_PLACES = ("Main entrance", "Reception", "Loading bay", "Car park", "Stairwell 3", "Server room", "Yard gate", "Roof")
_SAID = (
    "{make} {model} dome at {place}",
    "{place}, replaced 2021 by {make} {model}",
    "2 x {make} 4MP turret {model}, {place}",
    "{place} PTZ on column, {make}",
    "bracket for {make} {model}",
)
_TELLING, _COMBINED, _ADDRESSED = 7, 8, 3
"""Of so many traces one has a text that names make or model, holds both in one cell, has an address: as lists do."""


def traces(number: int, seed: int = 7) -> list[Trace]:
    """Traces of which no two are alike: makes and models of the demonstration, with endings as lists have them."""
    random = Random(seed)
    goods = [product for product in products() if product.model]
    found: dict[tuple[str, ...], Trace] = {}
    for turn in itertools.count():
        product = random.choice(goods)
        model = f"{product.model}{random.choice('-/ ')}{random.choice('ABCGKLVXZ')}{turn % 997}"
        make = random.choice(
            (product.label, product.label.upper(), f"{product.label} Ltd", "", f"{product.label} CCTV")
        )
        prefix = random.choice(address_prefixes(product.maker) or ("020000",))
        mac = f"{prefix}{turn:06X}"[:12] if turn % _ADDRESSED == 0 else None
        place = random.choice(_PLACES)
        text = random.choice(_SAID).format(make=product.label, model=model, place=place)
        apart = turn % _COMBINED != 0
        trace = Trace(
            make=make if apart else None,
            model=model if apart else None,
            make_and_model=None if apart else f"{make} {model}".strip(),
            mac=mac,
            description=place if turn % _TELLING else text,
        )
        found.setdefault((make, model, mac or "", text), trace)
        if len(found) >= number:
            return list(found.values())
    raise AssertionError("unreachable")


_READ = (
    "name", "make", "model", "serial_number", "mac_address", "firmware", "supplier", "maintainer", "description",
)  # fmt: skip
_HEADED = (
    "Camera Name", "Manufacturer", "Model No", "Serial No", "MAC Address", "Firmware Version", "Supplier",
    "Maintenance Contractor", "Description",
)  # fmt: skip
_PLACE = {field: HEADERS.index(header) for field, header in zip(_READ, _HEADED, strict=True)}
_INSTALLED = HEADERS.index("Date Installed")
_EPOCH = date(1899, 12, 30)


def traces_of_a_list(rows: int, identifier: Identifier) -> list[Trace]:
    """One trace for each distinct key of the benchmark's workbook, in the order of its rows."""
    found: dict[tuple[str, ...], Trace] = {}
    for line in lines(rows):
        cells = {field: str(line[at]) or None for field, at in _PLACE.items()}
        trace = trace_of_fields(cells.get, _EPOCH + timedelta(days=int(line[_INSTALLED])))
        found.setdefault(identifier.key(trace), trace)
    return list(found.values())


def _forget() -> None:
    """Forget what the functions of identification remember of texts."""
    for name, module in list(sys.modules.items()):
        if name.startswith("riskreg.identification."):
            for each in vars(module).values():
                if hasattr(each, "cache_clear"):
                    each.cache_clear()


def passed(knowledge: Knowledge, wanted: list[Trace], profile: cProfile.Profile | None = None) -> tuple[float, float]:
    """Seconds for identifying traces at first sight, and for the same again; no garbage is sought, as in screening."""
    _forget()
    identifier = Identifier(knowledge)
    gc.collect()
    with uncollected():
        begun = time.process_time()
        if profile is not None:
            profile.enable()
        for trace in wanted:
            identifier.identify(trace)
        if profile is not None:
            profile.disable()
        fresh = time.process_time()
        for trace in wanted:
            identifier.identify(trace)
        return fresh - begun, time.process_time() - fresh


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--keys", type=int, default=40_000, help="distinct traces to identify")
    parser.add_argument("--rows", type=int, default=300_000, help="rows of the list of which the keys are identified")
    parser.add_argument("--passes", type=int, default=5, help="passes, of which the fastest counts")
    parser.add_argument("--profile", action="store_true", help="say where the time goes")
    chosen = parser.parse_args()
    started = time.process_time()
    knowledge = load_catalogue().knowledge
    loaded = time.process_time()
    identifier = Identifier(knowledge)
    compiled = time.process_time()
    print(f"lists read in {loaded - started:.2f} s, compiled in {compiled - loaded:.2f} s")
    mixes = {"nothing twice": traces(chosen.keys), "of a list": traces_of_a_list(chosen.rows, identifier)}
    for name, wanted in mixes.items():
        timed = [passed(knowledge, wanted) for _ in range(chosen.passes)]
        fresh, again = (len(wanted) / min(each) for each in zip(*timed, strict=True))
        slow = len(wanted) / max(first for first, _ in timed)
        distinct = len({identifier.key(trace) for trace in wanted})
        print(f"{name}: {len(wanted):,} traces, {distinct:,} distinct keys")
        print(
            f"  first sight: {fresh:,.0f} per second, slowest pass {slow:,.0f}; the same again: {again:,.0f} per second"
        )
    profile = cProfile.Profile()
    if chosen.profile:
        passed(knowledge, mixes["nothing twice"], profile)
    if chosen.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
