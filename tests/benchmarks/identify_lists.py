"""Measures the import of a large foreign list: `python -m tests.benchmarks.identify_lists`. Run by hand, not as a test.

Writes a made-up `targets.simple.csv` (OpenSanctions), or takes one with `--file`, brings it into lists of its own in a
folder that is thrown away, and prints seconds of the process itself. `--profile` prints where the time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import csv
import pstats
import tempfile
import time
from datetime import date
from pathlib import Path
from random import Random

from riskreg.operations.lists import ListRequest, NewRegime, import_list
from riskreg.operations.office import Actor, Office
from riskreg.settings import Settings

_HEADERS = (
    "id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions", "phones",
    "emails", "dataset", "last_change",
)  # fmt: skip
_FIRST = (
    "Samara",
    "Anhui",
    "Sino",
    "Isfahan",
    "Minsk",
    "Harbin",
    "Volga",
    "Delta",
    "Sofia",
    "Qingdao",
    "Ural",
    "Tabriz",
)
_SECOND = ("petro", "nano", "litho", "aero", "cryo", "opto", "hydro", "micro", "geo", "radio", "mag", "turbo")
_TRADES = ("Radio Industrial", "Pribor", "Cryo Systems", "Machinery", "Aero Works", "Shipping", "Science & Trade")
_FORMS = ("OOO", "Co., Ltd.", "FZE", "PJSC", "Limited", "GmbH", "S.A.", "Group", "Technology Co., Ltd", "(UK) Ltd")


def write_list(path: Path, rows: int, seed: int = 7) -> None:
    """A list of companies and persons of which no two are named alike, with up to four other names each."""
    random = Random(seed)

    def name(number: int) -> str:
        first, second = random.choice(_FIRST), random.choice(_SECOND)
        return f"{first}{second}{number} {random.choice(_TRADES)} {random.choice(_FORMS)}"

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _HEADERS)
        writer.writeheader()
        for row in range(rows):
            others = ";".join(f'"{name(row * 5 + at)}"' for at in range(1, random.randrange(1, 6)))
            writer.writerow(
                {
                    "id": f"NK-{row}",
                    "schema": random.choice(("Person", "Company", "Organization", "LegalEntity")),
                    "name": name(row * 5),
                    "aliases": others,
                    "countries": random.choice(("cn", "ru", "ir", "by", "cn;hk")),
                    "sanctions": "Some Act",
                    "dataset": "us_trade_csl",
                    "last_change": "2026-01-01T00:00:00",
                }
            )


def imported(path: Path, folder: Path, profile: cProfile.Profile | None = None) -> tuple[float, int]:
    """Seconds of the process for importing a list, and the companies that it brought."""
    place = Settings(lists_folder=folder / "lists", cache_folder=folder / "cache")
    office = Office(place, Actor("Benchmark"), date(2026, 11, 22))
    regime = NewRegime("Benchmark list", "Nobody", "GB", "nobody")
    request = ListRequest(path, "benchmark", date(2026, 11, 1), lists=("all",), new_regime=regime)
    _ = office.catalogue
    begun = time.process_time()
    if profile is not None:
        profile.enable()
    brought = import_list(office, request)
    if profile is not None:
        profile.disable()
    return time.process_time() - begun, brought.companies


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rows", type=int, default=400_000, help="rows of the made-up list")
    parser.add_argument("--file", type=Path, help="a list to import instead")
    parser.add_argument("--profile", action="store_true", help="say where the time goes")
    chosen = parser.parse_args()
    profile = cProfile.Profile() if chosen.profile else None
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.file or Path(folder) / "targets.simple.csv"
        if chosen.file is None:
            write_list(path, chosen.rows)
        seconds, companies = imported(path, Path(folder), profile)
    print(f"imported in {seconds:.1f} s of the process: {companies:,} companies")
    if profile is not None:
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
