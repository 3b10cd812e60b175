"""Show a vendor: what the register holds of it, and by which numbers its equipment is known. Reads only."""

from __future__ import annotations

from dataclasses import replace

from riskreg.operations.asking import show
from riskreg.operations.office import Office
from riskreg.reporting import Point
from riskreg.reporting.description import Description, Section, columns
from riskreg.rules.terms import EquipmentKind

_STRENGTHS = {
    "strong": "tells the maker by itself",
    "shared": "few others number so: a reason to look",
    "medium": "others number alike: needs a second trace",
    "weak": "a reason to look, no more",
}


def show_vendor(office: Office, text: str, point: Point | None = None) -> Description:
    """Everything known of a vendor, with its numbering and the prefixes of its network addresses.

    Names, ties, entries and determinations are those of the point; numbering and prefixes are those of the lists at
    hand, which the register does not keep.

    Args:
        office: Where; with its lists.
        text: Short name or name of the vendor.
        point: As at, as known; today, as known now, where None.

    Raises:
        NotFound: There is no such vendor.
    """
    found = show(office, text, point)
    knowledge, slug = office.catalogue.knowledge, found.reference
    numbering = tuple(
        (
            each.label,
            each.covers,
            _kind(each.equipment),
            _STRENGTHS.get(each.strength, each.strength),
            "yes" if each.needs_brand else "no",
            each.attestation.confidence,
            each.attestation.text,
        )
        for each in knowledge.patterns
        if each.vendor == slug
    )
    serials = tuple(
        (each.regex, each.attestation.confidence, each.attestation.text)
        for each in knowledge.serials
        if each.vendor == slug
    )
    prefixes = tuple(
        (":".join(prefix[at : at + 2] for at in range(0, len(prefix), 2)), knowledge.registrants.get(prefix, ""))
        for prefix, owner in sorted(knowledge.prefixes.items())
        if owner == slug
    )
    more = (
        Section(
            "Model numbering",
            (),
            columns("Begins with", "Covers", "Kind", "How telling", "Needs the brand too", "Confidence", "Source"),
            numbering,
        ),
        Section("Serial numbering", (), columns("Form", "Confidence", "Source"), serials),
        Section("Beginnings of MAC addresses", (), columns("First digits", "Registered to"), prefixes),
    )
    sections = (*found.sections, *more)
    return replace(found, sections=tuple(section for section in sections if section.rows or section.table))


def _kind(kind: EquipmentKind | None) -> str:
    return kind.value.replace("_", " ") if kind is not None else "any"
