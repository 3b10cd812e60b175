"""Foreign lists in: read, matched with makers, and set aside among the own lists until somebody activates them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from riskreg.catalogue import Catalogue, EditionDefinition, RegimeDefinition, Withheld
from riskreg.catalogue.compare import compare
from riskreg.catalogue.editions import NewEdition, chosen, discard, edition_files, regime_file, set_aside, waiting
from riskreg.catalogue.foreign import ALL, ForeignFormat, ForeignList, chosen_lists, read_foreign
from riskreg.catalogue.foreign.matching import Matched, Matcher, settle_group
from riskreg.catalogue.uncollected import uncollected
from riskreg.errors import Conflict, FileRejected, NotFound, UsageError
from riskreg.operations.office import Office
from riskreg.rules.dates import long_date
from riskreg.rules.terms import RegimeKind

FORMATS: Mapping[str, str] = {each.value: each.words for each in ForeignFormat}
"""Format → what it is."""
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class NewRegime:
    """A regime that did not come with the program.

    Attributes:
        kind: `list`, or `indicator` for a list that is shown beside assets and never flags.
    """

    title: str
    authority: str
    jurisdiction: str
    bound_bodies: str
    kind: str = "list"


@dataclass(frozen=True, slots=True)
class ListRequest:
    """What a person asks of an import.

    Attributes:
        path: The file.
        regime: Short name of the regime.
        dated: The day from which this state of the list holds; what the file says where None.
        label: Of the edition; its date where None.
        format: What the file is; recognised where None.
        lists: Of a file that holds several lists, those to take; those of the import before where empty.
        sha256: Checksum that the publisher gives.
        is_part: The file holds only a part of the list.
        includes_affiliates: Every entry reaches affiliates.
        url: Where the list is published; as the regime says where None.
        new_regime: Given for a regime that riskreg does not know yet.
    """

    path: Path
    regime: str
    dated: date | None = None
    label: str | None = None
    format: str | None = None
    lists: tuple[str, ...] = ()
    sha256: str | None = None
    is_part: bool = False
    includes_affiliates: bool = False
    url: str | None = None
    new_regime: NewRegime | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry of an imported list and what it is in the catalogue."""

    key: str
    name: str
    makers: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ListImported:
    """What an import brought. It waits: nothing of it is in use.

    Attributes:
        name: Under which it waits, such as `us_bis_el:2026-11-20`.
        format: What the file is, in words.
        rows: Rows read.
        companies: Entries of the edition.
        lists: Lists of the file that were taken; empty for all.
        left_out: What was left out → how many.
        notes: What else must be said.
        matched: Entries that are makers of the catalogue.
        doubtful: Entries that may be, for a person to settle.
        by_name: Number of entries that are told by their exact name alone.
        withheld: Names that flag nothing by themselves, and why.
        lost: Companies of the newest edition at hand that are not in this one.
        folder: Where the files lie.
    """

    name: str
    regime: str
    label: str
    dated: date
    format: str
    sha256: str
    rows: int
    companies: int
    lists: tuple[str, ...]
    left_out: Mapping[str, int]
    notes: tuple[str, ...]
    matched: tuple[Entered, ...]
    doubtful: tuple[Entered, ...]
    by_name: int
    withheld: tuple[Withheld, ...]
    lost: tuple[str, ...]
    folder: Path


def import_list(office: Office, request: ListRequest) -> ListImported:
    """Read a foreign list, match it with the catalogue, and set it aside among the own lists to wait.

    Args:
        office: Where and who.
        request: What is asked.

    Raises:
        FileRejected: The file is not whole, no list that is read, or its checksum is another.
        UsageError: Its date is not known, or a list within it must be chosen.
        NotFound: The regime is unknown.
        Conflict: The edition is there already.
    """
    with uncollected():
        return _imported(office, request)


def _imported(office: Office, request: ListRequest) -> ListImported:
    who = office.named.name
    catalogue = office.catalogue
    regime = _regime(office, request)
    latest = regime.latest if regime is not None and regime.editions else None
    office.watcher("Reading the list", 0, None)
    lists = request.lists or lists_before(latest)
    found = _read(request, lists)
    taken = () if lists == (ALL,) else chosen_lists(found)
    dated = _dated(request, found, office.today)
    if latest is not None and latest.imported is not None and latest.imported.sha256 == found.sha256:
        raise Conflict(
            f"“{found.file}” is the file of the edition {latest.label} that is in use already.",
            "Bring a newer file; nothing was changed.",
        )
    office.watcher("Matching names", 0, None)
    settled = {entry.key: entry for entry in latest.entries} if latest is not None else {}
    matcher = Matcher(catalogue.knowledge, catalogue.listed, settled)
    matches = settle_group([matcher.match(company) for company in found.companies])
    _known_makers(catalogue, found, matches)
    label = request.label or dated.isoformat()
    edition = NewEdition(
        regime=request.regime,
        label=label,
        legal_on=dated,
        source=_source(found, taken, dated),
        url=request.url or (regime.url if regime is not None else "") or "not stated",
        is_complete=not request.is_part,
        lists=taken or lists,
        found=found,
        matches=matches,
        imported_on=office.today,
        by=who,
        includes_affiliates=request.includes_affiliates,
        described={entry.vendor: entry for entry in latest.entries if entry.vendor} if latest is not None else {},
    )
    files = edition_files(edition)
    if regime is None and request.new_regime is not None:
        files[f"regimes/{request.regime}.yaml"] = _new_regime_file(request, request.new_regime)
    own = office.lists_folder
    set_aside(own, files)
    name = f"{request.regime}:{edition.stem}"
    try:
        brought = office.lists_with(chosen(own, [name]))
    except Exception:
        discard(own, frozenset(files))
        raise
    return _told(office, edition, name, latest, brought)


def _regime(office: Office, request: ListRequest) -> RegimeDefinition | None:
    """The regime at hand; None for one that is new."""
    if not _SLUG.fullmatch(request.regime):
        raise UsageError(
            f"“{request.regime}” is no short name of a regime.",
            "Write small letters, digits and _ , such as uk_sanctions.",
        )
    found = office.catalogue.regimes.get(request.regime)
    waits = (office.lists_folder / "waiting" / "regimes" / f"{request.regime}.yaml").is_file()
    if found is not None or waits:
        if request.new_regime is not None:
            raise Conflict(f"There is a regime “{request.regime}” already.", "Leave --new-regime out.")
        if found is not None and found.kind is RegimeKind.CRITERION:
            raise UsageError(
                f"“{found.title}” names no companies: it sets a criterion, which a named officer decides.",
                "See: riskreg determine --help",
            )
        return found
    if request.new_regime is None:
        known = ", ".join(sorted(office.catalogue.regimes))
        raise NotFound(
            f"There is no regime “{request.regime}”.",
            f"Known are: {known}. To add one: --new-regime --title … --authority …",
        )
    return None


def _read(request: ListRequest, lists: tuple[str, ...]) -> ForeignList:
    if request.format is not None and request.format not in FORMATS:
        raise UsageError(f"There is no format “{request.format}”.", f"Known are: {', '.join(FORMATS)}.")
    found = read_foreign(request.path, ForeignFormat(request.format) if request.format is not None else None, lists)
    wanted = (request.sha256 or "").strip().lower()
    if wanted and wanted != found.sha256:
        raise FileRejected(
            f"“{found.file}” is not the file that its publisher means: its SHA-256 is {found.sha256}, not {wanted}.",
            "Download it again; if the checksum still differs, ask the publisher before using it.",
            code="list-checksum-differs",
        )
    return found


def lists_before(latest: EditionDefinition | None) -> tuple[str, ...]:
    """The lists that the import before took of a file that holds several."""
    return latest.imported.lists if latest is not None and latest.imported is not None else ()


def _dated(request: ListRequest, found: ForeignList, today: date) -> date:
    dated = request.dated or found.dated_on
    if dated is None:
        raise UsageError(
            f"“{found.file}” does not say of which day it is.",
            "Say it with --dated: the day of the download, or the day that the publisher gives.",
        )
    if dated > today:
        raise UsageError(f"{long_date(dated)} lies in the future.", "Give the day that the list describes.")
    return dated


def _known_makers(catalogue: Catalogue, found: ForeignList, matches: list[Matched]) -> None:
    for matched in matches:
        if matched.vendor is not None and matched.vendor not in catalogue.knowledge.vendors:
            raise FileRejected(
                f"“{found.file}” names the maker “{matched.vendor}”, which the catalogue does not have.",
                "Correct the short name, or leave the cell empty.",
                code="list-vendor-unknown",
            )


def _source(found: ForeignList, taken: tuple[str, ...], dated: date) -> str:
    which = f", {'; '.join(taken)}" if taken else ""
    return f"{found.format.words}{which}, as of {long_date(dated)}, file {found.file}, SHA-256 {found.sha256}"


def _new_regime_file(request: ListRequest, new: NewRegime) -> str:
    return regime_file(
        request.regime,
        title=new.title,
        authority=new.authority,
        jurisdiction=new.jurisdiction,
        bound=new.bound_bodies,
        kind=new.kind,
        url=request.url or "not stated",
    )


def _told(
    office: Office, edition: NewEdition, name: str, latest: EditionDefinition | None, brought: Catalogue
) -> ListImported:
    makers = brought.knowledge.vendors
    pairs = list(zip(edition.found.companies, edition.matches, strict=True))
    definition = brought.regimes[edition.regime].edition(edition.label)
    entries = definition.entries if definition is not None else ()
    lost = compare(latest.entries, entries, edition.legal_on).lost if latest is not None else ()
    return ListImported(
        name=name,
        regime=edition.regime,
        label=edition.label,
        dated=edition.legal_on,
        format=edition.found.format.words,
        sha256=edition.found.sha256,
        rows=edition.found.rows,
        companies=len(pairs),
        lists=edition.lists,
        left_out=dict(edition.found.left_out.most_common()),
        notes=tuple(edition.found.notes),
        matched=tuple(Entered(c.key, c.name, (makers[m.vendor].name,), m.note) for c, m in pairs if m.vendor),
        doubtful=tuple(
            Entered(c.key, c.name, tuple(makers[slug].name for slug in m.may_be), m.note) for c, m in pairs if m.may_be
        ),
        by_name=sum(each.vendor in brought.listed for each in entries if each.vendor is not None),
        withheld=tuple(
            each for each in brought.withheld if (each.regime, each.edition) == (edition.regime, edition.label)
        ),
        lost=tuple(each.name for each in lost),
        folder=office.lists_folder / "waiting" / "editions" / edition.regime,
    )


def waiting_lists(office: Office) -> tuple[str, ...]:
    """Names of what waits among the own lists."""
    return tuple(waiting(office.lists_folder))


def discard_waiting(office: Office, names: tuple[str, ...]) -> tuple[str, ...]:
    """Put away what waits under these names; nothing that is in use changes. Returns the files removed.

    Raises:
        NotFound: Nothing waits under one of the names.
    """
    paths = chosen(office.lists_folder, names)
    # A new regime's file stays as long as another of its editions waits.
    others = [files for files in waiting(office.lists_folder).values() if not files <= paths]
    gone = paths.difference(*others)
    discard(office.lists_folder, gone)
    return tuple(sorted(gone))
