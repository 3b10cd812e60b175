"""Appraise: draft the options for a site, reckon them, and show them side by side."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.database import register_code
from riskreg.errors import Conflict, NotFound, UsageError
from riskreg.operations.fitting import screened
from riskreg.operations.office import Office
from riskreg.operations.products import products_shown, standing_checker
from riskreg.operations.references import refuse_mistyped, resolve, resolve_site
from riskreg.planning.appraisal_writing import write_version
from riskreg.planning.appraisals import (
    AppraisalKnown,
    appraisals_in_force,
    content_of,
    figures_of,
)
from riskreg.planning.drafting import Drafted, draft
from riskreg.planning.drafting import DraftWanted as DraftWanted
from riskreg.planning.scope import asset_facts, flagged_lines, lines_at, system_named
from riskreg.planning.standing import standings, versions_named
from riskreg.register import Appraisal as AppraisalRecord
from riskreg.register import AppraisalVersion, Organisation, Site, System
from riskreg.rules.appraisal import Appraisal
from riskreg.rules.appraisal_figures import AssetFact, Comparison, ProductFact
from riskreg.rules.appraising import compare
from riskreg.rules.interoperability_terms import Stays
from riskreg.rules.plan_states import PlanState
from riskreg.rules.references import ReferenceKind, looks_like_reference, reference
from riskreg.rules.terms import EquipmentKind, Verdict


@dataclass(frozen=True, slots=True)
class DraftShown:
    """A drafted appraisal.

    Attributes:
        reference: `APPR-…`; None where nothing was written.
        site: `SITE-…`.
        drafted: The inputs, what was proposed, and what must be put right.
        figures: What the options come to.
        flagged: Devices that it is about.
        unknown: Devices at the site whose maker is not known; they are in no option.
    """

    reference: str | None
    site: str
    drafted: Drafted
    figures: Comparison
    flagged: int
    unknown: int


@dataclass(frozen=True, slots=True)
class AppraisalListed:
    """An appraisal in a list: its version that counts."""

    reference: str
    site: str
    name: str
    organisation: str
    system: str | None
    title: str
    appraised_on: date
    versions: int
    options: int
    how_far: str
    """As the pages say it: “waits for approval”."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The options of an appraisal as they were reckoned, and what has changed since.

    Attributes:
        reference: `APPR-…`.
        site: `SITE-…`.
        site_name: Its name.
        organisation: Its organisation.
        version: Number of the version, from 1.
        figures: The frozen figures.
        results_sha256: Their digest.
        since: What the lists in use say of a product now and did not then.
    """

    reference: str
    site: str
    site_name: str
    organisation: str
    version: int
    figures: Comparison
    results_sha256: str
    since: tuple[str, ...]


def draft_appraisal(
    office: Office,
    site: str,
    wanted: DraftWanted,
    *,
    system: str | None = None,
    keep_recorder: bool = False,
    apply: bool,
) -> DraftShown:
    """Draft the options for what is flagged at a site; write them where asked to.

    Args:
        office: Where and who.
        site: Reference, code or name.
        wanted: How to draft; its name may be empty, its `stays` is completed from what the register knows.
        system: Only this system of the site, by name.
        keep_recorder: Leave recorders and video systems in place, restricted or not.
        apply: False writes nothing.

    Raises:
        NotFound: There is no such site or system.
        Conflict: Nothing is flagged there, no products are known, or no lists are in use.
    """
    if not apply:
        with office.reading() as session:
            return _drafted(office, session, site, wanted, system, keep_recorder=keep_recorder)[0]
    with office.acting("draft appraisal", "Options drafted for a site.") as session:
        shown, record, content = _drafted(office, session, site, wanted, system, keep_recorder=keep_recorder)
        session.add(record)
        session.flush()
        write_version(session, record.id, content, shown.figures)
        return replace(shown, reference=reference(ReferenceKind.APPRAISAL, register_code(session), record.id))


def _drafted(
    office: Office, session: Session, site: str, wanted: DraftWanted, system: str | None, *, keep_recorder: bool
) -> tuple[DraftShown, AppraisalRecord, Appraisal]:
    code = register_code(session)
    site_id = resolve_site(session, site)
    system_id = None
    if system is not None:
        system_id = system_named(session, site_id, system)
        if system_id is None:
            raise NotFound(f"There is no system “{system}” at that site.", "Leave --system out for the whole site.")
    lines = {key: with_kind(office, each) for key, each in lines_at(session, site_id).items()}
    flagged = {key: lines[key] for key in flagged_lines(session, site_id, system_id) if key in lines}
    recorders = {key: each for key, each in flagged.items() if each.kind in _BEHIND}
    scope = {key: each for key, each in flagged.items() if not (keep_recorder and key in recorders)}
    if not scope:
        raise Conflict("Nothing at that site is flagged and still in place, so there is nothing to appraise.")
    products = product_facts(session, office.today)
    if not products:
        raise Conflict(
            "No candidate replacements are known.", "Import some with: riskreg products import --bundled --apply"
        )
    stays = completed_stays(wanted.stays, lines, scope)
    title = wanted.name or f"{session.get_one(Site, site_id).name}: what is flagged"
    told = screened(stays, standing_checker(office, session))
    found = draft(replace(wanted, name=title, stays=told), scope, products)
    # What is said of what stays is judged anew whenever it is reckoned, so only its names are kept.
    found = replace(found, appraisal=replace(found.appraisal, stays=stays))
    shown = DraftShown(
        reference=None,
        site=reference(ReferenceKind.SITE, code, site_id),
        drafted=found,
        figures=reckon_appraisal(office, session, found.appraisal),
        flagged=sum(each.quantity for each in scope.values()),
        unknown=sum(each.quantity for each in lines.values() if each.verdict is Verdict.UNKNOWN),
    )
    return shown, AppraisalRecord(site_id=site_id, system_id=system_id), found.appraisal


def with_kind(office: Office, line: AssetFact) -> AssetFact:
    """A line with the kind that its numbering tells, where its list tells none."""
    if line.kind is not EquipmentKind.UNKNOWN:
        return line
    return replace(line, kind=office.identifier.kind_of(line.model) or EquipmentKind.UNKNOWN)


_BEHIND = (EquipmentKind.RECORDER, EquipmentKind.VIDEO_SOFTWARE, EquipmentKind.SERVER)


def completed_stays(stays: Stays, lines: dict[int, AssetFact], scope: dict[int, AssetFact]) -> Stays:
    """What stays, with the recorder and video system that the register knows at the site, where nobody named others.

    Args:
        stays: As it was said.
        lines: Every line of the site.
        scope: Those that go.
    """
    left = [each for key, each in lines.items() if key not in scope]
    recorder = next((each.model for each in left if each.kind is EquipmentKind.RECORDER), None)
    system = next((each.model for each in left if each.kind is EquipmentKind.VIDEO_SOFTWARE), None)
    return replace(stays, recorder=stays.recorder or recorder, vms=stays.vms or system)


def product_facts(session: Session, on: date, product_ids: Collection[int] | None = None) -> dict[int, ProductFact]:
    """Product → what is known of it and what the lists in use say, in the order of names."""
    found = products_shown(session, on, product_ids=product_ids)
    return {key: ProductFact(each.reference, each.candidate, each.verdict, each.reason) for key, each in found.items()}


def reckon_appraisal(office: Office, session: Session, content: Appraisal) -> Comparison:
    """What the options come to, with products and what stays screened under the lists in use.

    Raises:
        FileRejected: Costs are at fault.
        UsageError: The years or the date are impossible.
        Conflict: No lists are in use, or others than those at hand.
    """
    assets = {key for option in content.options for key in option.asset_ids}
    assets |= {key for option in content.options for visit in option.visits for key in visit.asset_ids}
    assets |= {key for view in content.views for key, _ in view.sees}
    wanted = {key for option in content.options for line in option.lines for key, _ in line.products}
    stays = screened(content.stays, standing_checker(office, session))
    facts = {key: with_kind(office, each) for key, each in asset_facts(session, assets).items()}
    return compare(replace(content, stays=stays), facts, product_facts(session, office.today, wanted))


def list_appraisals(
    office: Office, site: str | None = None, *, as_at: date | None = None, as_known: int | None = None
) -> tuple[AppraisalListed, ...]:
    """The appraisals of a site, or all, with the version that counts.

    Raises:
        NotFound: There is no such site.
    """
    with office.reading() as session:
        site_id = resolve_site(session, site) if site is not None else None
        on = as_at or office.today
        found = appraisals_in_force(session, on, as_known, site_id=site_id)
        named = [each for key, each in versions_named(session, on, as_known).items() if key in found]
        stands = standings(session, named, on, as_known)
        return tuple(_listed(session, each, stands[key].state) for key, each in found.items())


def _listed(session: Session, known: AppraisalKnown, state: PlanState) -> AppraisalListed:
    code = register_code(session)
    record, version = known.record, known.version
    site, organisation = _where(session, record)
    return AppraisalListed(
        reference=reference(ReferenceKind.APPRAISAL, code, record.id),
        site=reference(ReferenceKind.SITE, code, record.site_id),
        name=site,
        organisation=organisation,
        system=session.scalar(select(System.name).where(System.id == record.system_id)),
        title=version.name,
        appraised_on=version.appraised_on,
        versions=version_number(session, version),
        options=len(figures_of(version).options),
        how_far=state.words,
    )


def _where(session: Session, record: AppraisalRecord) -> tuple[str, str]:
    """Name of the site, and of its organisation."""
    query = select(Site.name, Organisation.name).join(Organisation, Organisation.id == Site.organisation_id)
    name, organisation = session.execute(query.where(Site.id == record.site_id)).one()
    return name, organisation


def version_number(session: Session, version: AppraisalVersion) -> int:
    """The number of a version among those of its appraisal, in the order in which they were written, from 1."""
    query = select(AppraisalVersion.id).where(
        AppraisalVersion.appraisal_id == version.appraisal_id, AppraisalVersion.id <= version.id
    )
    return len(session.scalars(query).all())


def find_appraisal(session: Session, text: str, on: date, as_known: int | None = None) -> AppraisalKnown:
    """The appraisal that a person named, by its reference, or by its site where that has only one.

    Raises:
        NotFound: There is none, several, or none at that point.
        UsageError: The reference is mistyped or of another register.
    """
    refuse_mistyped(text)
    if looks_like_reference(text) and not text.upper().startswith(f"{ReferenceKind.SITE.value}-"):
        key = resolve(session, text, (ReferenceKind.APPRAISAL,))[1]
        found = appraisals_in_force(session, on, as_known, appraisal_ids=[key])
        if key not in found:
            raise NotFound(f"{text} had no version by then.", "Name a later date or change.")
        return found[key]
    several = appraisals_in_force(session, on, as_known, site_id=resolve_site(session, text))
    if not several:
        raise NotFound("That site has no appraisal.", "Draft one with: riskreg plan draft --site SITE --apply")
    if len(several) > 1:
        code = register_code(session)
        names = ", ".join(reference(ReferenceKind.APPRAISAL, code, key) for key in several)
        raise NotFound(f"That site has several appraisals: {names}.", "Name one of them.")
    return next(iter(several.values()))


def compare_options(office: Office, text: str, *, as_at: date | None = None, as_known: int | None = None) -> Compared:
    """The options of an appraisal side by side, as they were reckoned when it was written.

    Args:
        office: Where.
        text: Reference of the appraisal, or its site.
        as_at: The version that counted on that date; today where None.
        as_known: Only what the register had been told by that change.

    Raises:
        NotFound: There is no such appraisal.
    """
    with office.reading() as session:
        return compared_in(office, session, find_appraisal(session, text, as_at or office.today, as_known), as_known)


def compared_in(office: Office, session: Session, known: AppraisalKnown, as_known: int | None) -> Compared:
    """The options of a version side by side, inside a session; what lists say since only where all is known."""
    figures = figures_of(known.version)
    site, organisation = _where(session, known.record)
    code = register_code(session)
    return Compared(
        reference=reference(ReferenceKind.APPRAISAL, code, known.record.id),
        site=reference(ReferenceKind.SITE, code, known.record.site_id),
        site_name=site,
        organisation=organisation,
        version=version_number(session, known.version),
        figures=figures,
        results_sha256=known.version.results_sha256,
        since=newly_flagged(session, known.version, figures, office.today) if as_known is None else (),
    )


def newly_flagged(
    session: Session, version: AppraisalVersion, figures: Comparison, on: date, label: str | None = None
) -> tuple[str, ...]:
    """What the lists in use say of products of an appraisal, where that is graver than when it was reckoned.

    Args:
        session: Any session.
        version: The version.
        figures: Its figures.
        on: As at which date products count.
        label: Only of this option; None for all.
    """
    then = {each.reference: each.verdict for option in figures.options for each in option.products}
    options = [each for each in content_of(session, version).options if label is None or each.label == label]
    wanted = {key for option in options for line in option.lines for key, _ in line.products}
    return tuple(
        f"{each.candidate.name} is now {each.verdict.value}; it was {then[each.reference].value}. {each.reason}"
        for each in product_facts(session, on, wanted).values()
        if each.verdict.is_flagged and each.verdict.gravity > then.get(each.reference, Verdict.CLEAR).gravity
    )


def parse_redesign(texts: Collection[str]) -> dict[EquipmentKind, int]:
    """`dome_camera=11` → how many devices shall take the place of all of that kind.

    Raises:
        UsageError: It is not written so.
    """
    found = {}
    for text in texts:
        name, _, number = text.partition("=")
        kind = name.strip().lower().replace(" ", "_")
        if kind not in list(EquipmentKind) or not number.strip().isdigit() or int(number) < 1:
            raise UsageError(f"“{text}” is not understood.", "Write the kind and the number: dome_camera=11")
        found[EquipmentKind(kind)] = int(number)
    return found
