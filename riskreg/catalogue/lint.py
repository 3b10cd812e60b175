"""Looks a folder of lists over: what is at fault, and what is sound and yet deserves a second look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from riskreg.catalogue import check
from riskreg.catalogue.files import Faults, ListFile
from riskreg.catalogue.knowledge import build_knowledge, folded
from riskreg.catalogue.layers import Layer
from riskreg.catalogue.load import load_catalogue, read_lists
from riskreg.catalogue.whole import Whole
from riskreg.identification.families import Families
from riskreg.identification.knowledge import Knowledge, ModelPattern
from riskreg.identification.models import ModelReader
from riskreg.rules.issues import Issue
from riskreg.rules.terms import NameKind, RegimeKind, Severity


@dataclass(frozen=True, slots=True)
class Labelled:
    """A model number whose maker is known.

    Attributes:
        vendor: Slug, or None for a maker that no list concerns.
        place: Where it stands, such as `canaries.csv, line 12`.
    """

    model: str
    vendor: str | None
    place: str


@dataclass(frozen=True, slots=True)
class Collision:
    """A pattern that hits a model number of another maker."""

    pattern: ModelPattern
    labelled: Labelled


def lint(folder: Path | None, layers: Sequence[Layer]) -> tuple[Issue, ...]:
    """Every fault of a folder with file and line; where there is none, what deserves a second look.

    Args:
        folder: Laid out as `vendor_lists/`; None for the bundled one.
        layers: Own lists over it.

    Raises:
        NotFound: There is no such folder.
    """
    faults = Faults()
    whole, _ = read_lists(folder, layers, faults)
    if whole is not None and not faults.issues:
        check.whole(whole, faults)
    if whole is None or faults.issues:
        return tuple(sorted(faults.issues, key=lambda issue: (issue.sheet or "", int(issue.cell or 0))))
    knowledge = build_knowledge(whole)
    return (
        *_collisions(whole, knowledge),
        *_numbered_alike(whole, knowledge),
        *_shared_names(whole, knowledge),
        *_cannot_be_told(whole, knowledge),
        *_without_probe(whole, knowledge),
        *_claims_without_key(whole),
        *_unused_sources(whole),
        *_for_a_person(folder, layers),
    )


def collisions(knowledge: Knowledge, labelled: Iterable[Labelled]) -> Iterator[Collision]:
    """Each pattern that decides alone, on each model number of a maker that has nothing to do with the pattern's.

    A lookalike that is filed for the number keeps the pattern from deciding, and is no collision.
    """
    reader, families = ModelReader(knowledge), Families(knowledge)
    for each in labelled:
        reading = reader.read(each.model)
        if reading.lookalikes:
            continue
        for pattern in reading.hits:
            decides = pattern.strength == "strong" and not pattern.needs_brand and pattern.attestation.is_citable
            if decides and (each.vendor is None or not families.are_related(pattern.vendor, each.vendor)):
                yield Collision(pattern, each)


def _collisions(whole: Whole, knowledge: Knowledge) -> Iterator[Issue]:
    places = {
        part.id: (file.source, ("models", index))
        for file in whole.vendors
        for index, part in enumerate(file.part.models)
    }
    makers = knowledge.vendors
    for found in collisions(knowledge, _examples(whole)):
        source, where = places[found.pattern.id]
        whose = makers[found.labelled.vendor].name if found.labelled.vendor else "another maker"
        yield _worth_a_look(
            "pattern-collides",
            source,
            source.line(where),
            f"the pattern “{found.pattern.id}” of {makers[found.pattern.vendor].name} also hits "
            f"“{found.labelled.model}” of {whose} ({found.labelled.place})",
            "Narrow the pattern, give it the strength “medium” or needs_brand, or file a lookalike.",
        )


def _examples(whole: Whole) -> Iterator[Labelled]:
    """Every model number of the lists whose maker they tell."""
    for file in whole.vendors:
        for index, claim in enumerate(file.part.supplied_brands):
            line = file.source.line(("supplied_brands", index))
            for model in claim.examples:
                yield Labelled(model, file.part.slug, f"{file.source.path}, line {line}")
    for name, probes in (("canaries.csv", whole.canaries), ("traps.csv", whole.traps)):
        for probe in probes:
            # A trap that is for one vendor only may well be another's.
            if probe.model and (name == "canaries.csv" or probe.vendor is None):
                yield Labelled(probe.model, probe.vendor, f"{name}, line {probe.line}")


def _numbered_alike(whole: Whole, knowledge: Knowledge) -> Iterator[Issue]:
    """Numbers by which a brand is told that follow another brand's numbering too, which neither of the two says."""
    reader, source = ModelReader(knowledge), whole.numberings.source
    for index, part in enumerate(whole.numberings.part.numberings):
        said = {folded(name) for name in (part.brand, *part.also)}
        for model in part.examples:
            others = {each.brand for each in reader.read(model).follows.brands if folded(each.brand) not in said}
            if others:
                yield _worth_a_look(
                    "numbering-shared",
                    source,
                    source.line(("numberings", index)),
                    f"“{model}” of {part.brand} is also of the numbering of {', '.join(sorted(others))}",
                    "Narrow one of the two, or name the other under “also” with the strength “shared”.",
                )


def _shared_names(whole: Whole, knowledge: Knowledge) -> Iterator[Issue]:
    """Words that several unrelated vendors bear: such a word decides nothing for a watched one."""
    families = Families(knowledge)
    places = {
        (file.part.slug, folded(name.value)): (file.source, file.source.line(("names", index)), name.ambiguous)
        for file in whole.vendors
        for index, name in enumerate(file.part.names)
    }
    held: dict[str, dict[str, str]] = defaultdict(dict)
    for name in knowledge.names:
        held[folded(name.value)].setdefault(name.vendor, name.value)
    for key, vendors in sorted(held.items()):
        for slug, value in vendors.items():
            place = places.get((slug, key))
            others = [o for o in vendors if o != slug and not families.are_related(o, slug)]
            if place is None or not others or place[2]:
                continue
            source, line, _ = place
            named = ", ".join(knowledge.vendors[other].name for other in others)
            yield _worth_a_look(
                "name-shared",
                source,
                line,
                f"“{value}” is a name of {knowledge.vendors[slug].name} and of {named}",
                "Write ambiguous: true if that is so, or take the name from the one that does not bear it.",
            )


def _cannot_be_told(whole: Whole, knowledge: Knowledge) -> Iterator[Issue]:
    """Watched vendors that nothing in their file can identify."""
    patterns = {p.vendor for p in knowledge.patterns if p.strength == "strong" and p.attestation.is_citable}
    prefixes = set(knowledge.prefixes.values())
    names = {
        n.vendor
        for n in knowledge.names
        if n.attestation.is_citable and not n.is_ambiguous and n.kind is not NameKind.MISSPELLING
    }
    for file in whole.vendors:
        slug = file.part.slug
        if slug not in names | patterns | prefixes:
            yield _worth_a_look(
                "vendor-cannot-be-told",
                file.source,
                1,
                f"nothing in the file can identify {file.part.name}: no name with a source that can be relied on, no "
                "strong pattern, no registrant",
                "Give a name a source, or add a registrant.",
            )


def _without_probe(whole: Whole, knowledge: Knowledge) -> Iterator[Issue]:
    """Makers on a list for which no canary stands."""
    probed = {probe.vendor for probe in whole.canaries}
    listed = {
        entry.vendor
        for file in whole.regimes
        if file.part.kind is not RegimeKind.INDICATOR
        for edition in file.part.editions
        for entry in edition.entries
    }
    for file in whole.vendors:
        if file.part.slug in listed - probed:
            yield _worth_a_look(
                "vendor-without-canary",
                file.source,
                1,
                f"{knowledge.vendors[file.part.slug].name} is on a list and has no canary",
                "Add a line to canaries.csv, so that a list which no longer finds it is stopped.",
            )


def _claims_without_key(whole: Whole) -> Iterator[Issue]:
    for file in whole.vendors:
        for index, claim in enumerate(file.part.supplied_brands):
            if claim.citable and all(whole.cite.split(written)[0] is None for written in claim.sources):
                yield _worth_a_look(
                    "claim-source-unknown",
                    file.source,
                    file.source.line(("supplied_brands", index)),
                    f"no source of the claim “{claim.id}” is in sources.yaml, where what it can carry is said",
                    "Add the best of them there, and name its key.",
                    Severity.NOTE,
                )


def _unused_sources(whole: Whole) -> Iterator[Issue]:
    files = [file.source for file in whole.vendors] + [file.source for file in whole.regimes]
    files += [file.source for file in whole.proposals]
    files += [whole.directory.source, whole.lookalikes.source, whole.other_claims.source, whole.numberings.source]
    text = "\n".join(str(file.content) for file in files)
    for key in whole.sources.part.sources:
        if key not in text:
            source = whole.sources.source
            yield _worth_a_look(
                "source-unused",
                source,
                source.line(("sources", key)),
                f"the source “{key}” is named by no fact",
                "Remove it, or name it where it was read.",
                Severity.NOTE,
            )


def _for_a_person(folder: Path | None, layers: Sequence[Layer]) -> Iterator[Issue]:
    """Entries of imported lists that wait for somebody to settle them, and names that flag nothing."""
    if not layers:
        return
    catalogue = load_catalogue(folder, layers)
    for slug, regime in catalogue.regimes.items():
        for edition in regime.editions:
            for entry in edition.entries:
                if entry.may_be:
                    makers = ", ".join(catalogue.knowledge.vendors[each].name for each in entry.may_be)
                    yield Issue(
                        "entry-unsettled",
                        Severity.WARNING,
                        f"{slug}, edition {edition.label}: “{entry.name}” may be {makers}.",
                        "Write the maker into the column “vendor” of the table of entries, or empty “may_be”.",
                        sheet=f"editions/{slug}",
                        cell=None,
                        value=entry.key,
                    )
    for each in catalogue.withheld:
        yield Issue(
            "name-withheld",
            Severity.NOTE,
            f"{each.regime}, edition {each.edition}: “{each.name}” of “{each.entry}” flags nothing. {each.reason}",
            "",
            sheet=f"editions/{each.regime}",
            value=each.entry_key,
        )


def _worth_a_look(
    code: str, source: ListFile, line: int, message: str, cure: str, severity: Severity = Severity.WARNING
) -> Issue:
    text = f"{source.path}, line {line}: {message}."
    return Issue(code, severity, text, cure, sheet=source.path, cell=str(line))
