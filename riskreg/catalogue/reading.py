"""Reads the bundled lists and the own lists over them: which file counts, and its content for the checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from riskreg.catalogue.definitions import Probe
from riskreg.catalogue.files import Faults, P, faults_of_part, parse, read_prefixes, read_rows, read_yaml
from riskreg.catalogue.layers import Layer, is_known
from riskreg.catalogue.regime_schema import EditionPart, EntryPart, ProposalsFile, RegimeFile
from riskreg.catalogue.schema import (
    BrandNumberingsFile,
    DirectoryFile,
    EditionFile,
    LookalikesFile,
    OtherClaimsFile,
    RegistrantsFile,
    SourcesFile,
    VendorFile,
    WordsFile,
)
from riskreg.catalogue.whole import OwnEdition, Read, Whole
from riskreg.rules.terms import Certainty

PROBE_COLUMNS = ("make", "model", "mac", "serial", "description", "vendor", "certainty", "reason")
ENTRY_COLUMNS = (
    *("key", "name", "names", "vendor", "may_be", "country", "from", "to", "includes_affiliates", "scope"),
    *("ground", "mandatory", "contracts", "ends", "source", "note"),
)
"""Columns of the table of entries beside an edition."""
JOINT = " | "
"""Stands between several names, or makers, of one cell."""

_NOT_OF_THE_ENTRY = frozenset({"ground", "mandatory", "contracts", "ends", "note"})


class Reader:
    """Reads the files of a folder and of the layers over it, and keeps their content for the checksum.

    Args:
        folder: Laid out as `vendor_lists/`.
        layers: Over it, the later over the earlier.
        faults: Where faults are noted.
    """

    def __init__(self, folder: Path, layers: Sequence[Layer], faults: Faults) -> None:
        self.folder = folder
        self.faults = faults
        self.contents: dict[str, Any] = {}
        self.own: dict[str, Layer] = {}
        for layer in layers:
            for path in layer.files():
                if is_known(path):
                    self.own[path] = layer
                else:
                    faults.add(
                        "list-file-stray",
                        layer.shown(path),
                        1,
                        "riskreg does not know what this file is for",
                        "Move it to another folder; the README of the vendor lists says what may stand here.",
                    )

    def _where(self, path: str) -> tuple[Path, str]:
        """The folder and the path below it under which a file is read and told of."""
        layer = self.own.get(path)
        return (self.folder, path) if layer is None else (layer.folder.parent, layer.shown(path))

    def one(self, path: str, model: type[P]) -> Read[P] | None:
        """One YAML file as a checked part."""
        source = read_yaml(*self._where(path), self.faults)
        if source is None:
            return None
        self.contents[path] = source.content
        part = parse(source, model, self.faults)
        return Read(source, part) if part is not None else None

    def several(self, folder: str, model: type[P]) -> list[Read[P]]:
        """Every YAML file of a sub-folder, by name, the own ones included."""
        paths = {f"{folder}/{path.name}" for path in (self.folder / folder).glob("*.yaml")}
        if not paths:
            self.faults.add("list-folder-empty", folder, 1, "the folder holds no list", "Put the lists back.")
        paths |= {path for path in self.own if path.startswith(f"{folder}/")}
        read = (self.one(path, model) for path in sorted(paths))
        return [each for each in read if each is not None]

    def probes(self, path: str, *, canaries: bool) -> tuple[Probe, ...]:
        """The rows of canaries.csv or traps.csv, then those of the own lists."""
        places = [(self.folder, path)]
        if path in self.own:
            places.append(self._where(path))
        rows: list[tuple[str, int, Mapping[str, str]]] = []
        for folder, shown in places:
            rows += [(shown, line, row) for line, row in read_rows(folder, shown, PROBE_COLUMNS, self.faults)]
        self.contents[path] = [dict(row) for _, _, row in rows]
        probes = []
        for shown, line, row in rows:
            certainty = row["certainty"] or None
            if canaries and (not row["vendor"] or certainty not in (Certainty.IDENTIFIED, Certainty.SUSPECTED)):
                self.faults.add(
                    "list-probe-wrong",
                    shown,
                    line,
                    "a canary names a vendor and “identified” or “suspected”",
                    "Add them.",
                )
            values = {name: row[name] for name in ("make", "model", "mac", "serial", "description", "reason")}
            probes.append(Probe(**values, vendor=row["vendor"] or None, certainty=certainty, line=line))
        return tuple(probes)

    def sources(self) -> Read[SourcesFile] | None:
        """The bundled sources, and the own ones with them."""
        layer = self.own.pop("sources.yaml", None)
        bundled = self.one("sources.yaml", SourcesFile)
        if layer is None or bundled is None:
            return bundled
        self.own["sources.yaml"] = layer
        known = self.contents["sources.yaml"]
        own = self.one("sources.yaml", SourcesFile)
        self.contents["sources.yaml"] = [known, self.contents.get("sources.yaml")]
        if own is None:
            return None
        return Read(bundled.source, SourcesFile(sources={**bundled.part.sources, **own.part.sources}))

    def editions(self) -> list[OwnEdition]:
        """The editions that stand in files of their own, with the entries of the tables beside them."""
        found = []
        for path in sorted(path for path in self.own if path.startswith("editions/") and path.endswith(".yaml")):
            read = self.one(path, EditionPart)
            if read is None:
                continue
            part, shown = read.part, ""
            lines: tuple[int, ...] = ()
            if part.entries_from is not None:
                table = f"{path.rpartition('/')[0]}/{part.entries_from}"
                shown = self._where(table)[1]
                entries, lines = self._entries(table)
                part = part.model_copy(update={"entries": [*part.entries, *entries]})
            found.append(OwnEdition(path.split("/")[1], read.source, part, shown, lines))
        return found

    def _entries(self, path: str) -> tuple[list[EntryPart], tuple[int, ...]]:
        folder, shown = self._where(path)
        rows = read_rows(folder, shown, ENTRY_COLUMNS, self.faults)
        self.contents[path] = [list(row.values()) for _, row in rows]
        entries, lines = [], []
        for line, row in rows:
            try:
                entries.append(EntryPart.model_validate(entry_values(row)))
                lines.append(line)
            except ValidationError as error:
                for _, message in faults_of_part(error):
                    self.faults.add("list-part-wrong", shown, line, message, "Correct this row.")
        return entries, tuple(lines)

    def everything(self) -> Whole | None:
        """All files; None where one could not be read."""
        edition = self.one("edition.yaml", EditionFile)
        sources = self.sources()
        directory = self.one("directory.yaml", DirectoryFile)
        other_claims = self.one("other_brand_claims.yaml", OtherClaimsFile)
        lookalikes = self.one("lookalikes.yaml", LookalikesFile)
        numberings = self.one("brand_numberings.yaml", BrandNumberingsFile)
        words = self.one("everyday_words.yaml", WordsFile)
        modules = self.one("module_makers.yaml", RegistrantsFile)
        common = self.one("words_of_firms.yaml", WordsFile)
        vendors = self.several("vendors", VendorFile)
        regimes = self.several("regimes", RegimeFile)
        proposals = self.several("proposals", ProposalsFile)
        editions = self.editions()
        prefixes = read_prefixes(*self._where("oui.tsv"), self.faults)
        self.contents["oui.tsv"] = prefixes
        canaries = self.probes("canaries.csv", canaries=True)
        traps = self.probes("traps.csv", canaries=False)
        if not (edition and sources and directory and other_claims and lookalikes and numberings):
            return None
        if not (words and modules and common):
            return None
        return Whole(
            edition=edition,
            sources=sources,
            directory=directory,
            other_claims=other_claims,
            lookalikes=lookalikes,
            numberings=numberings,
            words=words,
            modules=modules,
            common=common,
            vendors=vendors,
            regimes=regimes,
            proposals=proposals,
            editions=editions,
            prefixes=prefixes,
            canaries=canaries,
            traps=traps,
            prefixes_are_own="oui.tsv" in self.own,
        )

    def checksum(self) -> str:
        """SHA-256 of what the files say, so that a comment or a line end changes nothing."""
        options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
        return hashlib.sha256(orjson.dumps(self.contents, option=options)).hexdigest()


def entry_values(row: Mapping[str, str]) -> dict[str, Any]:
    """A row of a table of entries in the shape of an entry of a regime's file."""
    values: dict[str, Any] = {name: text for name, text in row.items() if text and name not in _NOT_OF_THE_ENTRY}
    for name in ("names", "may_be"):
        if name in values:
            values[name] = values[name].split(JOINT)
    if row.get("ground"):
        values["debarment"] = {
            "ground": row["ground"],
            "mandatory": row["mandatory"] or "false",
            **({"contracts": row["contracts"]} if row["contracts"] else {}),
            **({"ends": row["ends"]} if row["ends"] else {}),
        }
    values["by_name"] = "vendor" not in values
    return values
