"""What is taken from a foreign list: companies, and counts of everything that was left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from babel import Locale

from riskreg.catalogue.definitions import Debarment
from riskreg.errors import FileRejected


class ForeignFormat(StrEnum):
    """Formats that are read; each is recognised by its header or first line."""

    CSL_CSV = "csl_csv"
    """United States Consolidated Screening List. **Source**: International Trade Administration, consolidated.csv."""
    TARGETS_SIMPLE_CSV = "targets_simple_csv"
    """Simplified targets. **Source**: OpenSanctions, documentation of targets.simple.csv."""
    ENTITIES_FTM_JSON = "entities_ftm_json"
    """FollowTheMoney entities, one JSON object a line. **Source**: FollowTheMoney model, entities.ftm.json."""
    UK_SANCTIONS_CSV = "uk_sanctions_csv"
    """UK Sanctions List. **Source**: Foreign, Commonwealth and Development Office, UK-Sanctions-List.csv."""
    EU_FSF_CSV = "eu_fsf_csv"
    """EU consolidated list of financial sanctions. **Source**: European Commission, FSF, CSV version 1.1."""
    SHEET = "sheet"
    """A table with headers that somebody typed: debarment entries (Procurement Act 2023, section 62(4)), or names."""

    @property
    def words(self) -> str:
        """The format as it is told of."""
        return _WORDS[self]

    @property
    def holds_several(self) -> bool:
        """Whether a file of it holds several lists, of which a regime is usually one."""
        return self in (
            ForeignFormat.CSL_CSV,
            ForeignFormat.TARGETS_SIMPLE_CSV,
            ForeignFormat.ENTITIES_FTM_JSON,
        )


_WORDS = {
    ForeignFormat.CSL_CSV: "US Consolidated Screening List (CSV of trade.gov)",
    ForeignFormat.TARGETS_SIMPLE_CSV: "simplified targets (targets.simple.csv)",
    ForeignFormat.ENTITIES_FTM_JSON: "FollowTheMoney entities (JSON lines)",
    ForeignFormat.UK_SANCTIONS_CSV: "UK Sanctions List (CSV)",
    ForeignFormat.EU_FSF_CSV: "EU consolidated financial sanctions list (CSV)",
    ForeignFormat.SHEET: "table with headers",
}


@dataclass(frozen=True, slots=True)
class ForeignCompany:
    """A company on a foreign list.

    Attributes:
        key: What the publisher calls the entry, or a mark of list and name where it gives none.
        name: Its first name.
        names: Its other names, each once.
        country: ISO 3166 code, where the list gives exactly one.
        lists: Lists or programmes of the file on which it stands.
        scope: Purpose or goods to which a typed table limits the entry.
        reference: What the publisher cites for it: a notice, a programme, the measures taken.
        includes_affiliates: The list says that its affiliates are meant too.
        vendor: Slug that the person wrote beside it, in a table of their own.
    """

    key: str
    name: str
    names: tuple[str, ...] = ()
    country: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    lists: tuple[str, ...] = ()
    scope: str = ""
    reference: str = ""
    includes_affiliates: bool = False
    debarment: Debarment | None = None
    vendor: str | None = None

    def joined(self, other: ForeignCompany) -> ForeignCompany:
        """The same company with the names and lists of another of its rows."""
        names = tuple(n for n in dict.fromkeys((*self.names, other.name, *other.names)) if n and n != self.name)
        return replace(
            self,
            names=names,
            lists=tuple(dict.fromkeys((*self.lists, *other.lists))),
            country=self.country if self.country == other.country or other.country is None else None,
            from_on=min((d for d in (self.from_on, other.from_on) if d), default=None),
            to_on=None if self.to_on is None or other.to_on is None else max(self.to_on, other.to_on),
        )


@dataclass
class ForeignList:
    """A file as read.

    Attributes:
        format: Recognised or named.
        file: Name of the file.
        sha256: Of the file.
        companies: In the order of the file, one per key.
        dated_on: The date that the file itself gives, or None.
        rows: Rows read.
        left_out: What was left out → how many.
        lists: List or programme of the file → companies on it.
        wanted: Parts of the names of lists that are to be taken; all where empty.
        notes: What else must be said, as sentences.
    """

    format: ForeignFormat
    file: str
    sha256: str
    companies: list[ForeignCompany] = field(default_factory=list)
    dated_on: date | None = None
    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    lists: Counter[str] = field(default_factory=Counter)
    wanted: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)

    def takes(self, lists: Iterable[str]) -> bool:
        """Whether a company on these lists is wanted. One that is not is counted."""
        names = tuple(lists)
        self.lists.update(names)
        if not self.wanted or any(is_meant(each, name) for each in self.wanted for name in names):
            return True
        self.left_out[OTHER_LISTS] += 1
        return False


OTHER_LISTS = "companies on other lists of the file"
"""What is left out of a file that holds several lists."""


def is_meant(wanted: str, name: str) -> bool:
    """Whether a list is meant by what a person typed: a part of its name; case does not matter."""
    return wanted.casefold() in name.casefold()


class Gathered:
    """Companies by key; rows of one company become one."""

    def __init__(self) -> None:
        self._found: dict[str, ForeignCompany] = {}
        self.repeated = 0

    def add(self, company: ForeignCompany) -> None:
        """Take a row."""
        before = self._found.get(company.key)
        self.repeated += before is not None
        self._found[company.key] = company if before is None else before.joined(company)

    def __iter__(self) -> Iterator[ForeignCompany]:
        """All companies in the order in which they were met."""
        return iter(self._found.values())


def spaced(text: str) -> str:
    """A text without needless white space."""
    return " ".join(text.split())


_BETWEEN_ALIASES = re.compile(r";\s*(?:and\b)?")
_LETTER = re.compile(r"[^\W\d_]")
_STARS = re.compile(r"[*†‡]+|\s+(?=[,.;])")
_LAST_BRACKET = re.compile(r"^(.{3,}?)\s*\(([^()]{2,60})\)\s*$", re.DOTALL)
_AFFILIATED = re.compile(
    r"^(?P<head>.+?)[.,;]?\s*\b(?:affiliated entit(?:y|ies)|subsidiar(?:y|ies))\s*:\s*(?P<name>.+)$", re.IGNORECASE
)
_NEEDS_CLEANING = re.compile(r"[*†‡()]|\s[,.;]|\b[af]\.?k\.?a\b|known as|ffiliated|ubsidiar", re.IGNORECASE)
_SIGNS = ("(", ")", "*", " ,", " .", " ;", "ka", "k.a", "known as", "ffiliated", "ubsidiar")
"""One of them stands in every plain text in small letters that needs cleaning."""
_ALSO = re.compile(
    r",?\s*\b(?:a\.?k\.?a\.?|also known as|f\.?k\.?a\.?|formerly known as)\b[.,:]*\s*"
    r"(?:the following[^:]{0,30}:\s*)?",
    re.IGNORECASE,
)


def _may_need_cleaning(written: str) -> bool:
    """A cheap look first: the pattern is tried at every character, and nearly all names are plain."""
    plain = written.lower()
    if plain.isascii() and plain.isprintable() and not any(map(plain.__contains__, _SIGNS)):
        return False
    return _NEEDS_CLEANING.search(written) is not None


def clean_names(written: str) -> tuple[str, ...]:
    """The names in a name as a list writes it, the first being the company's own.

    Stars of footnotes are dropped, `X (Y)` and `X, a.k.a. Y` are two names of one company, and of
    `X. Affiliated Entity: Y` only Y is meant, for X has a row of its own.
    """
    if not _may_need_cleaning(written):
        plain = spaced(written).strip(" ,;")
        return (plain,) if plain and _LETTER.search(plain) else ()
    text = spaced(_STARS.sub("", written)).strip(" ,;")
    affiliated = _AFFILIATED.match(text)
    if affiliated is not None:
        text = affiliated["name"]
    found: list[str] = []
    first, *others = _ALSO.split(text)
    for part in (first, *(each for other in others for each in _BETWEEN_ALIASES.split(other))):
        rest = part.strip(" ,;-–—")
        inside = _LAST_BRACKET.match(rest)
        found += [inside[1].strip(), inside[2].strip()] if inside else [rest]
    return tuple(dict.fromkeys(name for name in found if _LETTER.search(name)))


_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})")
_DAY_FIRST = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})")
_NAMED = re.compile(r"^(\d{1,2})[- ]([A-Za-z]{3})[a-z]*[- ](\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def day(text: str) -> date | None:
    """A date as these lists write it: `2026-01-31`, `31/01/2026` (day first) or `31-Jan-2026`; else None."""
    plain = text.strip()
    try:
        if match := _ISO.match(plain):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DAY_FIRST.match(plain):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _NAMED.match(plain):
            return date(int(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1]))
    except ValueError:
        return None
    return None


_OTHER_COUNTRY_NAMES = {"korea (north)": "KP", "dprk": "KP", "north korea": "KP", "south korea": "KR", "uae": "AE"}


@lru_cache(maxsize=1)
def _country_codes() -> dict[str, str]:
    names = Locale("en").territories
    codes = {str(name).casefold(): code for code, name in names.items() if len(code) == 2 and code.isalpha()}
    return {**codes, **_OTHER_COUNTRY_NAMES}


@lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """ISO 3166 code of a country's English name or code; None where it is neither."""
    plain = text.strip()
    if len(plain) == 2 and plain.isalpha():
        return plain.upper()
    return _country_codes().get(plain.casefold())


def only_country(texts: Iterator[str] | list[str] | tuple[str, ...]) -> str | None:
    """The one country that all of these name; None where they name none or several."""
    codes = {code for text in texts if (code := country_code(text)) is not None}
    return codes.pop() if len(codes) == 1 else None


def refused(file: str, what: str, cure: str, code: str = "list-file-refused") -> FileRejected:
    """The refusal of a foreign list."""
    return FileRejected(f"“{file}” is not taken. {what}", cure, code=code)
