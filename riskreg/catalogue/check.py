"""Checks the files against each other: sources and vendors that exist, safe patterns, facts not overstated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from riskreg.catalogue.files import Faults, ListFile, Where
from riskreg.catalogue.knowledge import folded, regex_parts
from riskreg.catalogue.patterns import fault_in_pattern
from riskreg.catalogue.schema import BrandNumberingPart, ClaimPart, CounterClaimPart, Sourced
from riskreg.catalogue.whole import Whole
from riskreg.rules.terms import RegimeKind

_RANK = {"unverified": 0, "low": 1, "medium": 2, "high": 3}
OTHER_MAKER = "other"
"""Maker of a lookalike that the directory does not hold."""

Placed = tuple[ListFile, Where]


def whole(lists: Whole, faults: Faults) -> None:
    """Notes every fault that needs more than one part to be seen."""
    _sources(lists, faults)
    _unique(lists, faults)
    _slugs(lists, faults)
    _editions(lists, faults)
    _patterns(lists, faults)
    _claims(lists, faults)
    _numberings(lists, faults)
    _registrants(lists, faults)
    _probes(lists, faults)


def _sourced(lists: Whole) -> Iterator[tuple[ListFile, Where, Sourced]]:
    """Every part with a source of its own, with its place."""
    for file in lists.vendors:
        vendor = file.part
        if vendor.headquarters is not None:
            yield file.source, ("headquarters",), vendor.headquarters
        groups: tuple[tuple[str, Sequence[Sourced]], ...] = (
            ("names", vendor.names),
            ("members", vendor.members),
            ("models", vendor.models),
            ("evidence", vendor.evidence),
        )
        for name, parts in groups:
            for index, part in enumerate(parts):
                yield file.source, (name, index), part
        for name, index, regex in regex_parts(vendor):
            yield file.source, (name, index), regex
    for index, lookalike in enumerate(lists.lookalikes.part.lookalikes):
        yield lists.lookalikes.source, ("lookalikes", index), lookalike
    for index, numbering in enumerate(lists.numberings.part.numberings):
        yield lists.numberings.source, ("numberings", index), numbering
    for proposals in lists.proposals:
        for index, proposal in enumerate(proposals.part.proposals):
            for number, fact in enumerate(proposal.facts):
                yield proposals.source, ("proposals", index, "facts", number), fact


def _sources(lists: Whole, faults: Faults) -> None:
    sources = lists.sources.part.sources
    for source, where, part in _sourced(lists):
        key, _ = lists.cite.split(part.source)
        if key is None:
            faults.at(
                "list-source-unknown",
                source,
                (*where, "source"),
                f"the source “{part.source}” is not in sources.yaml",
                "Add it there, with its text and confidence.",
            )
        elif _RANK[part.confidence] > _RANK[sources[key].confidence]:
            faults.at(
                "list-fact-overstated",
                source,
                (*where, "confidence"),
                f"the source {key} carries “{sources[key].confidence}” at most, not “{part.confidence}”",
                "Lower the confidence, or name a better source.",
            )
    for index, maker in enumerate(lists.directory.part.makers):
        for name in ("country", "legal", "aliases", "brands", "parent", "owner"):
            for key in getattr(maker, name):
                if key not in sources:
                    faults.at(
                        "list-source-unknown",
                        lists.directory.source,
                        ("makers", index, name),
                        f"the source “{key}” is not in sources.yaml",
                        "Add it there, with its text and confidence.",
                    )


def _unique(lists: Whole, faults: Faults) -> None:
    """Slugs, keys and labels stand once; a file is called as its slug."""
    directory = lists.directory
    makers = [((directory.source, ("makers", i, "slug")), m.slug) for i, m in enumerate(directory.part.makers)]
    slugs: list[tuple[Placed, str]] = [((file.source, ("slug",)), file.part.slug) for file in lists.vendors]
    _once("vendor", [*slugs, *makers], faults)
    _once("regime", [((file.source, ("slug",)), file.part.slug) for file in lists.regimes], faults)
    patterns: list[tuple[Placed, str]] = []
    for file in lists.vendors:
        patterns += [((file.source, ("models", i, "id")), model.id) for i, model in enumerate(file.part.models)]
    _once("pattern", patterns, faults)
    _once("claim", [(placed, claim.id) for placed, claim in _all_claims(lists)], faults)
    for regime in lists.regimes:
        editions = regime.part.editions
        labels = [((regime.source, ("editions", i, "label")), each.label) for i, each in enumerate(editions)]
        _once("edition", labels, faults)
        for i, edition in enumerate(editions):
            keys = [((regime.source, ("editions", i, "entries", j)), e.key) for j, e in enumerate(edition.entries)]
            _once("entry", keys, faults)
        duties = enumerate(regime.part.obligations)
        _once("obligation", [((regime.source, ("obligations", i)), each.key) for i, each in duties], faults)
    named = [(file.source, file.part.slug) for file in lists.vendors]
    named += [(file.source, file.part.slug) for file in lists.regimes]
    named += [(file.source, file.part.regime) for file in lists.proposals]
    for source, slug in named:
        if not source.path.endswith(f"/{slug}.yaml"):
            faults.at("list-file-misnamed", source, ("slug",), f"the file is not called {slug}.yaml", "Rename it.")


def _once(what: str, values: Iterable[tuple[tuple[ListFile, Where], str]], faults: Faults) -> None:
    seen: set[str] = set()
    for (source, where), value in values:
        if value in seen:
            faults.at("list-key-repeated", source, where, f"the {what} “{value}” is listed twice", "Keep one of them.")
        seen.add(value)


def _slugs(lists: Whole, faults: Faults) -> None:
    """Every vendor named anywhere is known, and no company is tied to itself."""
    known = lists.slugs
    used: list[tuple[Placed, str]] = []
    for file in lists.vendors:
        for i, member in enumerate(file.part.members):
            used.append(((file.source, ("members", i, "vendor")), member.vendor))
            if member.vendor == file.part.slug:
                faults.at(
                    "list-tie-to-itself", file.source, ("members", i), "a company is tied to itself", "Remove it."
                )
    for i, maker in enumerate(lists.directory.part.makers):
        place = (lists.directory.source, ("makers", i, "parent"))
        used += [(place, slug) for slug in maker.parent.values()]
    for i, lookalike in enumerate(lists.lookalikes.part.lookalikes):
        if lookalike.maker != OTHER_MAKER:
            used.append(((lists.lookalikes.source, ("lookalikes", i, "maker")), lookalike.maker))
    for regime in lists.regimes:
        for i, edition in enumerate(regime.part.editions):
            for j, entry in enumerate(edition.entries):
                if entry.vendor is not None:
                    used.append(((regime.source, ("editions", i, "entries", j, "vendor")), entry.vendor))
            place = (regime.source, ("editions", i, "looked_for"))
            used += [(place, slug) for slug in edition.looked_for]
    counters = lists.other_claims.part.not_made_by_a_restricted_maker
    source = lists.other_claims.source
    used += [((source, ("not_made_by_a_restricted_maker", i)), each.not_by) for i, each in enumerate(counters)]
    criteria = {file.part.slug for file in lists.regimes if file.part.kind is RegimeKind.CRITERION}
    for proposals in lists.proposals:
        if proposals.part.regime not in criteria:
            faults.at(
                "list-regime-unknown",
                proposals.source,
                ("regime",),
                f"“{proposals.part.regime}” is no regime with a criterion",
                "Name a regime of kind “criterion”.",
            )
        vendors = enumerate(proposals.part.proposals)
        placed = [((proposals.source, ("proposals", i, "vendor")), each.vendor) for i, each in vendors]
        _once("proposal for", placed, faults)
        used += placed
    for (source, where), slug in used:
        if slug not in known:
            faults.at(
                "list-vendor-unknown",
                source,
                where,
                f"there is no vendor or maker “{slug}”",
                "Correct the slug, or add the vendor first.",
            )


def _editions(lists: Whole, faults: Faults) -> None:
    """Editions in files of their own: of a known regime, told apart from its others, their entries sound."""
    known, slugs = {file.part.slug: file for file in lists.regimes}, lists.slugs
    labels = {slug: {each.label for each in file.part.editions} for slug, file in known.items()}
    for own in lists.editions:
        if own.regime not in known:
            faults.at(
                "list-regime-unknown",
                own.source,
                (),
                f"there is no regime “{own.regime}”",
                "Put the regime's file into regimes/, or the edition into the folder of its regime.",
            )
            continue
        if own.part.label in labels[own.regime]:
            text = f"the edition “{own.part.label}” is listed twice"
            faults.at("list-key-repeated", own.source, ("label",), text, "Keep one of them.")
        labels[own.regime].add(own.part.label)
        keys: set[str] = set()
        for number, entry in enumerate(own.part.entries):
            path, line = own.place(number)
            if entry.key in keys:
                text = f"the entry “{entry.key}” is listed twice"
                faults.add("list-key-repeated", path, line, text, "Keep one of them.")
            keys.add(entry.key)
            for slug in (entry.vendor, *entry.may_be):
                if slug is not None and slug not in slugs:
                    text = f"there is no vendor or maker “{slug}”"
                    faults.add("list-vendor-unknown", path, line, text, "Correct the slug, or add the vendor first.")
    for slug, file in known.items():
        if not labels[slug]:
            text = "the regime has no edition"
            faults.at("list-regime-empty", file.source, ("slug",), text, "Add one, here or in editions/.")


def _patterns(lists: Whole, faults: Faults) -> None:
    used: list[tuple[Placed, str]] = []
    for file in lists.vendors:
        used += [((file.source, ("models", i, "regex")), part.regex) for i, part in enumerate(file.part.models)]
        used += [((file.source, (name, i, "regex")), part.regex) for name, i, part in regex_parts(file.part)]
    looks = enumerate(lists.lookalikes.part.lookalikes)
    used += [((lists.lookalikes.source, ("lookalikes", i, "regex")), part.regex) for i, part in looks]
    brands = enumerate(lists.numberings.part.numberings)
    used += [((lists.numberings.source, ("numberings", i, "regex")), part.regex) for i, part in brands]
    used += [
        ((source, (*where, "series_regex")), claim.series_regex)
        for (source, where), claim in _all_claims(lists)
        if claim.series_regex is not None
    ]
    for (source, where), regex in used:
        fault = fault_in_pattern(regex)
        if fault is not None:
            faults.at("list-pattern-unsafe", source, where, fault, "Write the pattern in another way.")


def _all_claims(lists: Whole) -> Iterator[tuple[Placed, ClaimPart | CounterClaimPart]]:
    for file in lists.vendors:
        for i, claim in enumerate(file.part.supplied_brands):
            yield (file.source, ("supplied_brands", i)), claim
    other = lists.other_claims
    for i, claim in enumerate(other.part.maker_unknown):
        yield (other.source, ("maker_unknown", i)), claim
    for i, counter in enumerate(other.part.not_made_by_a_restricted_maker):
        yield (other.source, ("not_made_by_a_restricted_maker", i)), counter


def _claims(lists: Whole, faults: Faults) -> None:
    """A claim shown to auditors rests on a text; its examples hit and its counter-examples do not."""
    for (source, where), claim in _all_claims(lists):
        if not isinstance(claim, ClaimPart):
            continue
        if claim.citable and (claim.confidence == "unverified" or not lists.cite.may_be_cited(claim.sources)):
            faults.at(
                "list-claim-not-citable",
                source,
                (*where, "citable"),
                f"the claim “{claim.id}” rests on nothing that can be shown to an auditor",
                "Write citable: false, or name a better source.",
            )
        if claim.series_regex is not None:
            _examples((source, where), claim.series_regex, claim, faults)


def _examples(place: Placed, regex: str, part: ClaimPart | BrandNumberingPart, faults: Faults) -> None:
    """A pattern hits its examples, and none of its counter-examples."""
    source, where = place
    if fault_in_pattern(regex) is not None:
        return
    for model in part.examples:
        if re.match(regex, model.upper()) is None:
            faults.at(
                "list-example-missed", source, (*where, "examples"), f"“{model}” is not hit", "Correct the pattern."
            )
    for model in part.not_examples:
        if re.match(regex, model.upper()) is not None:
            faults.at("list-example-hit", source, (*where, "not_examples"), f"“{model}” is hit", "Correct the pattern.")


def _numberings(lists: Whole, faults: Faults) -> None:
    """A numbering stands for brands that are known, and hits its examples."""
    known = {folded(name) for _, claim in _all_claims(lists) for name in (claim.brand, *claim.aliases)}
    known |= {folded(name.value) for file in lists.vendors for name in file.part.names}
    for maker in lists.directory.part.makers:
        groups = (maker.legal, maker.aliases, maker.brands)
        known |= {folded(name) for group in groups for names in group.values() for name in names}
        known |= {folded(name) for name in (maker.name, *maker.short)}
    source = lists.numberings.source
    for index, part in enumerate(lists.numberings.part.numberings):
        _examples((source, ("numberings", index)), part.regex, part, faults)
        for name in (part.brand, *part.also):
            if folded(name) not in known:
                faults.at(
                    "list-brand-unknown",
                    source,
                    ("numberings", index, "brand"),
                    f"no claim and no maker bears the name “{name}”",
                    "Correct the name, or add the claim or the maker first.",
                )


def _registrants(lists: Whole, faults: Faults) -> None:
    """A registrant is written as in the address table and belongs to one vendor."""
    table = set(lists.prefixes.values())
    used: list[tuple[Placed, str]] = []
    for file in lists.vendors:
        used += [((file.source, ("registrants", i)), name) for i, name in enumerate(file.part.registrants)]
    for i, maker in enumerate(lists.directory.part.makers):
        place = (lists.directory.source, ("makers", i, "registrants"))
        used += [(place, name) for name in maker.registrants]
    _once("registrant", used, faults)
    used += [((lists.modules.source, ("registrants", i)), n) for i, n in enumerate(lists.modules.part.registrants)]
    for (source, where), name in used:
        # A ministry's newer table may lack a registrant that gave up its prefixes since the lists were written.
        if name not in table and not lists.prefixes_are_own:
            faults.at(
                "list-registrant-unknown",
                source,
                where,
                f"the registrant “{name}” is not in oui.tsv",
                "Write it exactly as it stands there.",
            )


def _probes(lists: Whole, faults: Faults) -> None:
    for path, probes in (("canaries.csv", lists.canaries), ("traps.csv", lists.traps)):
        for probe in probes:
            if probe.vendor is not None and probe.vendor not in lists.slugs:
                faults.add(
                    "list-vendor-unknown",
                    path,
                    probe.line,
                    f"there is no vendor or maker “{probe.vendor}”",
                    "Correct the slug, or add the vendor first.",
                )
