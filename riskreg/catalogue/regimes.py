"""Turns checked regime and proposal files into definitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from riskreg.catalogue.definitions import (
    CriterionDefinition,
    Debarment,
    EditionDefinition,
    EntryDefinition,
    ExemptionClause,
    Imported,
    Limits,
    ObligationDefinition,
    Proposal,
    ProposalFact,
    RegimeDefinition,
)
from riskreg.catalogue.regime_schema import (
    EditionPart,
    EntryPart,
    ImportedPart,
    LimitsPart,
    ObligationPart,
    ProposalsFile,
    RegimeFile,
)
from riskreg.catalogue.whole import Citations


def build_regime(part: RegimeFile, cite: Citations, more: Sequence[EditionPart] = ()) -> RegimeDefinition:
    """The definition of a regime, its editions in the order of their legal dates.

    Args:
        part: The regime's file.
        cite: Turns keys of sources into text.
        more: Editions that stand in files of their own.
    """
    criterion = CriterionDefinition(part.criterion.question, cite(part.criterion.source)) if part.criterion else None
    return RegimeDefinition(
        slug=part.slug,
        title=part.title,
        kind=part.kind,
        authority=part.authority,
        source=cite(part.source),
        url=part.url,
        jurisdiction=part.jurisdiction,
        bound_bodies=part.bound_bodies,
        editions=tuple(
            _edition(each, cite, _reach(part))
            for each in sorted([*part.editions, *more], key=lambda each: each.legal_on)
        ),
        obligations=tuple(_obligation(each, cite) for each in part.obligations),
        criterion=criterion,
        note=part.note or "",
        goods=tuple(part.goods),
        exemptions=tuple(
            ExemptionClause(each.key, each.text, each.from_on, each.to_on, each.confidence, cite(each.source))
            for each in part.exemptions
        ),
    )


def _reach(part: RegimeFile) -> tuple[str, ...]:
    duties = {each.key: each.goods for each in part.obligations if each.goods}
    said = {"": part.goods, **duties} if part.goods else duties
    return tuple(f"{key}: {', '.join(goods)}" for key, goods in said.items())


def build_proposals(part: ProposalsFile, cite: Citations) -> Iterator[Proposal]:
    """The proposed determinations of one file."""
    for each in part.proposals:
        facts = tuple(ProposalFact(fact.about, fact.text, cite.attest(fact)) for fact in each.facts)
        yield Proposal(part.regime, each.vendor, each.outcome, each.reason, facts)


def _edition(part: EditionPart, cite: Citations, reach: tuple[str, ...]) -> EditionDefinition:
    edition = EditionDefinition(
        label=part.label,
        legal_on=part.legal_on,
        source=cite(part.source),
        url=part.url,
        entries=tuple(_entry(each, cite) for each in part.entries),
        is_complete=part.complete,
        looked_for=tuple(part.looked_for),
        only_companies_of=part.only_companies_of,
        imported=_imported(part.imported),
        reach=reach,
    )
    return replace(edition, checksum=edition.content_checksum())


def _imported(part: ImportedPart | None) -> Imported | None:
    if part is None:
        return None
    return Imported(part.file, part.sha256, part.format, tuple(part.lists), part.on, part.by, dict(part.left_out))


def _entry(part: EntryPart, cite: Citations) -> EntryDefinition:
    debarment = None
    if part.debarment is not None:
        debarment = Debarment(
            part.debarment.ground, part.debarment.mandatory, part.debarment.contracts, part.debarment.ends
        )
    return EntryDefinition(
        key=part.key,
        name=part.name,
        vendor=part.vendor,
        from_on=part.from_on,
        to_on=part.to_on,
        includes_affiliates=part.includes_affiliates,
        scope=part.scope or "",
        confidence=part.confidence,
        source=cite(part.source) if part.source else "",
        debarment=debarment,
        names=tuple(part.names),
        country=part.country,
        may_be=tuple(part.may_be),
        by_name=part.by_name,
        limits=_limits(part.limits),
    )


def _limits(part: LimitsPart | None) -> Limits | None:
    if part is None:
        return None
    return Limits(tuple(part.goods), tuple(part.purposes), part.made_outside, tuple(part.made_in), tuple(part.models))


def _obligation(part: ObligationPart, cite: Citations) -> ObligationDefinition:
    assert part.from_on is not None  # noqa: S101 - the schema refuses an obligation without a beginning
    return ObligationDefinition(
        key=part.key,
        act=part.act,
        site_class=part.site_class,
        equipment=part.equipment,
        from_on=part.from_on,
        due_on=part.due_on,
        strength=part.strength,
        confidence=part.confidence,
        text=part.text,
        source=cite(part.source),
        goods=tuple(part.goods),
    )
