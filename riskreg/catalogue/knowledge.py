"""Turns the checked files into the plain facts that identification reads."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from riskreg.catalogue.definitions import VendorEvidence
from riskreg.catalogue.schema import ClaimPart, MakerPart, RegexPart, VendorFile
from riskreg.catalogue.whole import Citations, Whole
from riskreg.identification.knowledge import (
    Attestation,
    BrandNumbering,
    ComponentMarker,
    Knowledge,
    KnownName,
    Lookalike,
    ModelPattern,
    SerialGrammar,
    SoftwareMarker,
    SuppliedBrand,
    VendorFacts,
    VendorTie,
)
from riskreg.rules.terms import LinkKind, NameKind

UNKNOWN_MAKER = "unknown"
"""Maker of a claim that names none."""

_SEPARATORS = re.compile(r"[\W_]+")
_NATIVE = re.compile(r"[\u0400-\u04ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


@lru_cache(maxsize=8192)
def folded(name: str) -> str:
    """A name reduced to letters and digits in lower case, for comparing spellings."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", name).casefold())


def build_knowledge(whole: Whole) -> Knowledge:
    """All that identification works with."""
    cite = whole.cite
    watched = [file.part for file in whole.vendors]
    makers = whole.directory.part.makers
    ties = tuple(_ties(watched, makers, cite))
    parents = _parents(ties)
    names = [name for vendor in watched for name in _watched_names(vendor, cite)]
    names += [name for maker in makers for name in _maker_names(maker, cite)]
    prefixes, registrants = _prefixes(whole)
    modules = set(whole.modules.part.registrants)
    return Knowledge(
        edition=whole.edition.part.label,
        vendors={
            **{maker.slug: _maker_facts(maker, parents) for maker in makers},
            **{vendor.slug: _watched_facts(vendor, parents) for vendor in watched},
        },
        names=tuple(_marked_ambiguous(names)),
        patterns=tuple(pattern for vendor in watched for pattern in _patterns(vendor, cite)),
        supplied_brands=tuple(_supplied_brands(whole)),
        serials=tuple(
            SerialGrammar(vendor.slug, part.regex, cite.attest(part)) for vendor in watched for part in vendor.serials
        ),
        components=tuple(
            ComponentMarker(vendor.slug, part.regex, part.label, cite.attest(part))
            for vendor in watched
            for part in vendor.components
        ),
        software=tuple(
            SoftwareMarker(vendor.slug, part.regex, part.label, cite.attest(part))
            for vendor in watched
            for part in vendor.software
        ),
        lookalikes=tuple(
            Lookalike(part.maker, part.regex, part.reason, cite.attest(part))
            for part in whole.lookalikes.part.lookalikes
        ),
        brand_numberings=tuple(
            BrandNumbering(part.brand, part.regex, part.strength, part.label, cite.attest(part), tuple(part.also))
            for part in whole.numberings.part.numberings
        ),
        ties=ties,
        prefixes=prefixes,
        registrants=registrants,
        module_prefixes=frozenset(prefix for prefix, name in whole.prefixes.items() if name in modules),
        everyday_words=frozenset(word.casefold() for word in whole.words.part.words),
        make_words=frozenset(word.casefold() for word in whole.words.part.makes),
    )


def evidence_of(whole: Whole) -> tuple[VendorEvidence, ...]:
    """The single facts beside decisions, of all watched vendors."""
    return tuple(
        VendorEvidence(file.part.slug, part.about, part.text, whole.cite.attest(part))
        for file in whole.vendors
        for part in file.part.evidence
    )


def regex_parts(vendor: VendorFile) -> Iterator[tuple[str, int, RegexPart]]:
    """Each serial, component and software pattern of a vendor with its place in the file."""
    for place, parts in (
        ("serials", vendor.serials),
        ("components", vendor.components),
        ("software", vendor.software),
    ):
        for index, part in enumerate(parts):
            yield place, index, part


def _ties(watched: Iterable[VendorFile], makers: Iterable[MakerPart], cite: Citations) -> Iterator[VendorTie]:
    for vendor in watched:
        for part in vendor.members:
            yield VendorTie(part.vendor, vendor.slug, part.kind, part.from_on, part.to_on, cite.attest(part))
    for maker in makers:
        for key, parent in maker.parent.items():
            yield VendorTie(maker.slug, parent, LinkKind.SUBSIDIARY, None, None, cite.attest_key(key))


def _parents(ties: Iterable[VendorTie]) -> dict[str, tuple[str, ...]]:
    """Slug → the companies above it by ties that have not ended, nearest first."""
    above: dict[str, list[str]] = defaultdict(list)
    for tie in ties:
        if tie.to_on is None:
            above[tie.vendor].append(tie.of)
    found = {}
    for slug in list(above):
        chain: list[str] = []
        queue = list(above[slug])
        while queue:
            parent = queue.pop(0)
            if parent not in chain and parent != slug:
                chain.append(parent)
                queue += above.get(parent, [])
        found[slug] = tuple(chain)
    return found


def _watched_facts(vendor: VendorFile, parents: dict[str, tuple[str, ...]]) -> VendorFacts:
    return VendorFacts(
        slug=vendor.slug,
        name=vendor.name,
        is_watched=True,
        headquarters=vendor.headquarters.value if vendor.headquarters else None,
        prc_link=vendor.prc_link,
        parents=parents.get(vendor.slug, ()),
        role=vendor.role,
        basis=vendor.basis,
        kinds=tuple(vendor.kinds),
    )


def _maker_facts(maker: MakerPart, parents: dict[str, tuple[str, ...]]) -> VendorFacts:
    return VendorFacts(
        slug=maker.slug,
        name=maker.name,
        is_watched=False,
        headquarters=next(iter(maker.country.values())),
        prc_link=maker.prc_link,
        parents=parents.get(maker.slug, ()),
        role=maker.role,
        basis=maker.basis,
        kinds=tuple(maker.kinds),
    )


def _watched_names(vendor: VendorFile, cite: Citations) -> Iterator[KnownName]:
    for part in vendor.names:
        yield KnownName(vendor.slug, part.kind, part.value, cite.attest(part), part.ambiguous, part.from_on, part.to_on)


def _maker_names(maker: MakerPart, cite: Citations) -> Iterator[KnownName]:
    """Legal names, the shown name, aliases and brands, each once.

    The shown name is a reading of the entry itself, so it is as sure as the entry's basis: medium where a text or a
    registry stands behind it, else unverified. So is an alias or brand that begins a registered name, as Axis begins
    Axis Communications AB: the registry attests the word.
    """
    is_known = maker.basis != "general_knowledge"
    shown = Attestation(
        f"directory of makers, entry “{maker.slug}”, by {'a text or registry' if is_known else 'general knowledge'}",
        "medium" if is_known else "unverified",
    )
    registered = [*maker.registrants]
    registered += [name for key, names in maker.legal.items() for name in names if cite.sources[key].citable]
    seen: set[str] = set()

    def once(kind: NameKind, values: Iterable[str], attestation: Attestation) -> Iterator[KnownName]:
        for value in values:
            if folded(value) and folded(value) not in seen:
                seen.add(folded(value))
                is_native = kind is not NameKind.BRAND and _NATIVE.search(value) is not None
                begun = next((name for name in registered if _begins(value, name)), None)
                if begun is not None and not attestation.is_citable:
                    yield KnownName(
                        maker.slug, kind, value, Attestation(f"begins the registered name {begun}", "medium")
                    )
                else:
                    yield KnownName(maker.slug, NameKind.NATIVE if is_native else kind, value, attestation)

    for key, values in maker.legal.items():
        yield from once(NameKind.LEGAL, values, cite.attest_key(key))
    yield from once(NameKind.ALIAS, maker.short or [maker.name], shown)
    for key, values in maker.aliases.items():
        yield from once(NameKind.ALIAS, values, cite.attest_key(key))
    for key, values in maker.brands.items():
        yield from once(NameKind.BRAND, values, cite.attest_key(key))


def _begins(value: str, name: str) -> bool:
    """Whether the words of `value`, which must hold letters, are the first words of a longer name."""
    short, long = value.casefold().split(), name.casefold().split()
    if not re.search(r"[^\W\d_]{2}", value):
        return False
    return len(short) < len(long) and long[: len(short)] == short


def _marked_ambiguous(names: list[KnownName]) -> Iterator[KnownName]:
    """The names, with each word that several vendors bear marked: it never decides alone.

    A word stays plain for the one vendor for which a text or registry attests it, where the others only use it as a
    brand by general knowledge. A word that its own file calls ambiguous is so for everybody.
    """
    held: dict[str, list[KnownName]] = defaultdict(list)
    for name in names:
        held[folded(name.value)].append(name)
    for name in names:
        same = held[folded(name.value)]
        others = [each for each in same if each.vendor != name.vendor]
        is_alone = name.attestation.is_citable and not any(
            each.attestation.is_citable or each.kind is not NameKind.BRAND for each in others
        )
        if (others and not is_alone) or any(each.is_ambiguous for each in same):
            yield replace(name, is_ambiguous=True)
        else:
            yield name


def _patterns(vendor: VendorFile, cite: Citations) -> Iterator[ModelPattern]:
    for part in vendor.models:
        yield ModelPattern(
            id=part.id,
            vendor=vendor.slug,
            regex=part.regex,
            strength=part.strength,
            needs_brand=part.needs_brand,
            covers=part.covers,
            attestation=cite.attest(part),
            label=part.label,
            equipment=part.equipment,
        )


def _supplied_brands(whole: Whole) -> Iterator[SuppliedBrand]:
    for file in whole.vendors:
        for part in file.part.supplied_brands:
            yield _claim(part, file.part.slug, whole.cite)
    for part in whole.other_claims.part.maker_unknown:
        yield _claim(part, UNKNOWN_MAKER, whole.cite)
    for counter in whole.other_claims.part.not_made_by_a_restricted_maker:
        yield SuppliedBrand(
            id=counter.id,
            brand=counter.brand,
            aliases=tuple(counter.aliases),
            maker=counter.not_by,
            relation="oem",
            status="unstated",
            series_regex=counter.series_regex,
            from_on=None,
            to_on=None,
            confidence=counter.confidence,
            is_citable=whole.cite.may_be_cited(counter.sources),
            sources=tuple(whole.cite(source) for source in counter.sources),
            note=_joined(f"{counter.scope}, made by {counter.made_by}.", counter.note, counter.against, whole.cite),
            is_counter_claim=True,
        )


def _claim(part: ClaimPart, maker: str, cite: Citations) -> SuppliedBrand:
    return SuppliedBrand(
        id=part.id,
        brand=part.brand,
        aliases=tuple(part.aliases),
        maker=maker,
        relation=part.relation,
        status=part.status,
        series_regex=part.series_regex,
        share=part.share or "some",
        from_on=part.from_on,
        to_on=part.to_on,
        confidence=part.confidence,
        is_citable=part.citable,
        sources=tuple(cite(source) for source in part.sources),
        note=_joined(f"{part.claim} Concerns: {part.scope}.", part.note, part.against, cite),
    )


def _joined(first: str, note: str | None, against: Iterable[str], cite: Citations) -> str:
    """One text of a claim's scope, its note and the sources that speak against it."""
    parts = [first, note or ""]
    parts += [f"Against it: {cite(each)}." for each in against]
    return " ".join(part for part in parts if part)


def _prefixes(whole: Whole) -> tuple[dict[str, str], dict[str, str]]:
    """Prefix → vendor and prefix → registrant, for every registrant of a vendor or maker."""
    holder = {name: file.part.slug for file in whole.vendors for name in file.part.registrants}
    holder |= {name: maker.slug for maker in whole.directory.part.makers for name in maker.registrants}
    registrants = {prefix: name for prefix, name in whole.prefixes.items() if name in holder}
    return {prefix: holder[name] for prefix, name in registrants.items()}, registrants
