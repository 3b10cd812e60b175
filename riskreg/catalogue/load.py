"""Loads the vendor and regime lists: every file read, every fault told at once, nothing half loaded."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import orjson

from riskreg.catalogue import check
from riskreg.catalogue.definitions import Catalogue, Probe
from riskreg.catalogue.files import Faults, P, parse, read_prefixes, read_rows, read_yaml
from riskreg.catalogue.knowledge import build_knowledge, evidence_of
from riskreg.catalogue.place import vendor_lists_folder
from riskreg.catalogue.regimes import build_proposals, build_regime
from riskreg.catalogue.schema import (
    DirectoryFile,
    EditionFile,
    LookalikesFile,
    OtherClaimsFile,
    ProposalsFile,
    RegimeFile,
    RegistrantsFile,
    SourcesFile,
    VendorFile,
    WordsFile,
)
from riskreg.catalogue.whole import Read, Whole
from riskreg.errors import ListRejected, NotFound
from riskreg.rules.terms import Certainty

PROBE_COLUMNS = ("make", "model", "mac", "serial", "description", "vendor", "certainty", "reason")
_SHOWN = 5


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """The catalogue of a folder of lists, or of the bundled lists.

    Args:
        folder: A folder laid out as `vendor_lists/`; None for the bundled one.

    Raises:
        NotFound: There is no such folder.
        ListRejected: A file is at fault; the message names file and line, `issues` holds every fault.
    """
    place = folder if folder is not None else vendor_lists_folder()
    if not place.is_dir():
        raise NotFound(
            f"There is no folder “{place}”.", "Name the folder that holds vendors, regimes and sources.yaml."
        )
    faults = Faults()
    reader = _Reader(place, faults)
    whole = reader.everything()
    if whole is None or faults.issues:
        raise _rejected(faults)
    check.whole(whole, faults)
    if faults.issues:
        raise _rejected(faults)
    regimes = {file.part.slug: build_regime(file.part, whole.cite) for file in whole.regimes}
    return Catalogue(
        edition=whole.edition.part.label,
        as_of=whole.edition.part.as_of,
        checksum=reader.checksum(),
        knowledge=build_knowledge(whole),
        regimes=dict(sorted(regimes.items())),
        proposals=tuple(each for file in whole.proposals for each in build_proposals(file.part, whole.cite)),
        canaries=whole.canaries,
        traps=whole.traps,
        evidence=evidence_of(whole),
    )


def _rejected(faults: Faults) -> ListRejected:
    """The one error for all faults of a folder."""
    issues = sorted(faults.issues, key=lambda issue: (issue.sheet or "", int(issue.cell or 0)))
    shown = " ".join(issue.message for issue in issues[:_SHOWN])
    rest = f" And {len(issues) - _SHOWN} more." if len(issues) > _SHOWN else ""
    return ListRejected(
        f"The vendor lists cannot be used. {shown}{rest}", "Correct the lines named.", issues, code="list-rejected"
    )


class _Reader:
    """Reads the files of one folder and keeps their content for the checksum."""

    def __init__(self, folder: Path, faults: Faults) -> None:
        self.folder = folder
        self.faults = faults
        self.contents: dict[str, Any] = {}

    def one(self, path: str, model: type[P]) -> Read[P] | None:
        """One YAML file as a checked part."""
        source = read_yaml(self.folder, path, self.faults)
        if source is None:
            return None
        self.contents[path] = source.content
        part = parse(source, model, self.faults)
        return Read(source, part) if part is not None else None

    def several(self, folder: str, model: type[P]) -> list[Read[P]]:
        """Every YAML file of a sub-folder, by name."""
        paths = sorted(path.name for path in (self.folder / folder).glob("*.yaml"))
        if not paths:
            self.faults.add("list-folder-empty", folder, 1, "the folder holds no list", "Put the lists back.")
        read = (self.one(f"{folder}/{name}", model) for name in paths)
        return [each for each in read if each is not None]

    def probes(self, path: str, *, canaries: bool) -> tuple[Probe, ...]:
        """The rows of canaries.csv or traps.csv."""
        rows = read_rows(self.folder, path, PROBE_COLUMNS, self.faults)
        self.contents[path] = [dict(row) for _, row in rows]
        probes = []
        for line, row in rows:
            certainty = row["certainty"] or None
            if canaries and (not row["vendor"] or certainty not in (Certainty.IDENTIFIED, Certainty.SUSPECTED)):
                self.faults.add(
                    "list-probe-wrong",
                    path,
                    line,
                    "a canary names a vendor and “identified” or “suspected”",
                    "Add them.",
                )
            values = {name: row[name] for name in ("make", "model", "mac", "serial", "description", "reason")}
            probes.append(Probe(**values, vendor=row["vendor"] or None, certainty=certainty, line=line))
        return tuple(probes)

    def everything(self) -> Whole | None:
        """All files of the folder; None where one could not be read."""
        edition = self.one("edition.yaml", EditionFile)
        sources = self.one("sources.yaml", SourcesFile)
        directory = self.one("directory.yaml", DirectoryFile)
        other_claims = self.one("other_brand_claims.yaml", OtherClaimsFile)
        lookalikes = self.one("lookalikes.yaml", LookalikesFile)
        words = self.one("everyday_words.yaml", WordsFile)
        modules = self.one("module_makers.yaml", RegistrantsFile)
        vendors = self.several("vendors", VendorFile)
        regimes = self.several("regimes", RegimeFile)
        proposals = self.several("proposals", ProposalsFile)
        prefixes = read_prefixes(self.folder, "oui.tsv", self.faults)
        self.contents["oui.tsv"] = prefixes
        canaries = self.probes("canaries.csv", canaries=True)
        traps = self.probes("traps.csv", canaries=False)
        if not (edition and sources and directory and other_claims and lookalikes and words and modules):
            return None
        return Whole(
            edition=edition,
            sources=sources,
            directory=directory,
            other_claims=other_claims,
            lookalikes=lookalikes,
            words=words,
            modules=modules,
            vendors=vendors,
            regimes=regimes,
            proposals=proposals,
            prefixes=prefixes,
            canaries=canaries,
            traps=traps,
        )

    def checksum(self) -> str:
        """SHA-256 of what the files say, so that a comment or a line end changes nothing."""
        options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
        return hashlib.sha256(orjson.dumps(self.contents, option=options)).hexdigest()
