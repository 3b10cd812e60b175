"""Measures identification alone: `python -m tests.benchmarks.identify --keys 40000`. Run by hand, never as a test.

Prints, for one core: reading the lists, compiling them, distinct keys identified per second (texts never met before),
and rows of known keys told per second; in seconds of the process itself, so that other work on the machine counts less.
`--profile` prints where the time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import itertools
import pstats
import time
from random import Random

from riskreg.catalogue import load_catalogue
from riskreg.demo.equipment import address_prefixes, products
from riskreg.identification import Identifier, Trace

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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--keys", type=int, default=40_000, help="distinct traces to identify")
    parser.add_argument("--profile", action="store_true", help="say where the time goes")
    chosen = parser.parse_args()
    started = time.process_time()
    knowledge = load_catalogue().knowledge
    loaded = time.process_time()
    identifier = Identifier(knowledge)
    compiled = time.process_time()
    wanted = traces(chosen.keys)
    profile = cProfile.Profile()
    begun = time.process_time()
    if chosen.profile:
        profile.enable()
    for trace in wanted:
        identifier.identify(trace)
    profile.disable()
    fresh = time.process_time() - begun
    begun = time.process_time()
    for trace in wanted:
        identifier.identify(trace)
    again = time.process_time() - begun
    distinct = len({identifier.key(trace) for trace in wanted})
    print(f"lists read in {loaded - started:.2f} s, compiled in {compiled - loaded:.2f} s")
    print(f"{len(wanted):,} traces, {distinct:,} distinct keys, first sight: {len(wanted) / fresh:,.0f} per second")
    print(f"the same again: {len(wanted) / again:,.0f} per second")
    if chosen.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
