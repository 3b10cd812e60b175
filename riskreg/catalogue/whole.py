"""All files of a folder of lists, read and shaped but not yet checked against each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic

from riskreg.catalogue.definitions import Probe
from riskreg.catalogue.files import ListFile, P
from riskreg.catalogue.regime_schema import EditionPart, ProposalsFile, RegimeFile
from riskreg.catalogue.schema import (
    BrandNumberingsFile,
    DirectoryFile,
    EditionFile,
    LookalikesFile,
    OtherClaimsFile,
    RegistrantsFile,
    Sourced,
    SourceFile,
    SourcesFile,
    VendorFile,
    WordsFile,
)
from riskreg.identification.knowledge import Attestation

_KEYED = re.compile(r"([A-Z][A-Z0-9-]+)(?=$|[:,; ])[: ]*(.*)", re.DOTALL)


@dataclass(frozen=True)
class Read(Generic[P]):
    """A file with its checked part."""

    source: ListFile
    part: P


class Citations:
    """Turns the keys of sources into the text that an auditor reads."""

    def __init__(self, sources: dict[str, SourceFile]) -> None:
        self.sources = sources

    def __call__(self, written: str) -> str:
        """The citation: a key alone, a key with a detail (`HIKFW: models`), or free text as it stands."""
        key, detail = self.split(written)
        if key is None:
            return written
        text = self.sources[key].text
        return f"{text}: {detail}" if detail else text

    def split(self, written: str) -> tuple[str | None, str]:
        """The key at the start of a written source, if it is a known one, and the rest."""
        match = _KEYED.match(written)
        if match is None or match[1] not in self.sources:
            return None, written
        return match[1], match[2].strip()

    def may_be_cited(self, written: Iterable[str]) -> bool:
        """Whether at least one of the sources can be shown to an auditor."""
        for each in written:
            key, _ = self.split(each)
            if key is None or self.sources[key].citable:
                return True
        return False

    def attest(self, part: Sourced) -> Attestation:
        """The attestation of a part."""
        return Attestation(self(part.source), part.confidence)

    def attest_key(self, key: str, at_most: str | None = None) -> Attestation:
        """The attestation of a fact that stands under its source's key."""
        return Attestation(self.sources[key].text, at_most or self.sources[key].confidence)


@dataclass(frozen=True)
class OwnEdition:
    """An edition that stands in a file of its own.

    Attributes:
        regime: Slug of its regime, which is the name of its folder.
        source: The file.
        part: Its content, with the entries of the table beside it.
        table: Path of that table, as told of; empty where there is none.
        lines: Line in the table of each of the last entries.
    """

    regime: str
    source: ListFile
    part: EditionPart
    table: str
    lines: tuple[int, ...]

    def place(self, number: int) -> tuple[str, int]:
        """File and line of an entry, counted from nought."""
        own = len(self.part.entries) - len(self.lines)
        if number < own:
            return self.source.path, self.source.line(("entries", number))
        return self.table, self.lines[number - own]


@dataclass(frozen=True)
class Whole:
    """All files of a folder."""

    edition: Read[EditionFile]
    sources: Read[SourcesFile]
    directory: Read[DirectoryFile]
    other_claims: Read[OtherClaimsFile]
    lookalikes: Read[LookalikesFile]
    numberings: Read[BrandNumberingsFile]
    words: Read[WordsFile]
    modules: Read[RegistrantsFile]
    common: Read[WordsFile]
    vendors: list[Read[VendorFile]]
    regimes: list[Read[RegimeFile]]
    proposals: list[Read[ProposalsFile]]
    editions: list[OwnEdition]
    prefixes: dict[str, str]
    canaries: tuple[Probe, ...]
    traps: tuple[Probe, ...]
    prefixes_are_own: bool = False
    """The address table is a ministry's newer one, in which a registrant may have given up its prefixes."""
    cite: Citations = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cite", Citations(self.sources.part.sources))

    @property
    def slugs(self) -> set[str]:
        """Every vendor and maker."""
        return {file.part.slug for file in self.vendors} | {maker.slug for maker in self.directory.part.makers}
