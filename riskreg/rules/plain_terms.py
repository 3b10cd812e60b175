"""Words for the pages of an officer, where the field’s own word would need a glossary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from riskreg.rules.terms import BasisCause, MatchBasis, SignalKind

HOW_KNOWN: Final[Mapping[MatchBasis, str]] = {
    MatchBasis.ENTITY: "The maker itself is named",
    MatchBasis.AFFILIATE: "A company of the maker’s group is named",
    MatchBasis.OEM_RELABEL: "Another maker’s device, sold under this brand",
    MatchBasis.COMPONENT: "A part inside",
    MatchBasis.MODEL: "The model number",
    MatchBasis.MAC: "The MAC address",
    MatchBasis.SERIAL: "The serial number",
    MatchBasis.CONFLICT: "What is known of it does not agree",
    MatchBasis.MISSPELLING: "A known misspelling of the maker’s name",
    MatchBasis.DETERMINATION_AWAITED: "The maker is known; an officer has yet to determine whether the rule covers it",
    MatchBasis.CATEGORY: "The kind of goods, and where they were made",
    MatchBasis.NOT_APPROVED: "It is not among the approved products",
}
"""How it is known who made a device."""

TRACES: Final[Mapping[SignalKind, str]] = {
    SignalKind.LEGAL_NAME: "Registered name",
    SignalKind.NATIVE_NAME: "Name in its own language",
    SignalKind.ALIAS: "Usual name",
    SignalKind.OWN_BRAND: "Own brand",
    SignalKind.AFFILIATE: "Company of the same group",
    SignalKind.SUPPLIED_BRAND: "Brand that others supply",
    SignalKind.MISSPELLING: "Known misspelling",
    SignalKind.MODEL_GRAMMAR: "Model number",
    SignalKind.MAC_PREFIX: "MAC address",
    SignalKind.SERIAL_GRAMMAR: "Serial number",
    SignalKind.COMPONENT: "Part inside",
    SignalKind.STATEMENT: "What the description says",
    SignalKind.SOFTWARE: "Software",
    SignalKind.OTHER_MAKER: "Another maker",
    SignalKind.NEAR_MISS: "Close, and not the same",
}
"""What a list tells of the maker of a device."""

CAUSES: Final[Mapping[BasisCause, str]] = {
    BasisCause.FOUND: "A list named the asset",
    BasisCause.EDITION: "A new edition of the list",
    BasisCause.DETERMINATION: "A determination of the maker",
    BasisCause.ADOPTION: "The rule began or ceased to count here",
    BasisCause.CATALOGUE: "More is known of makers",
    BasisCause.ASSET_CHANGED: "A list says something else of it",
    BasisCause.IMPORT_UNDONE: "An import was taken back",
    BasisCause.MERGED: "Two records were one device, or were not",
}
"""Why a flag was raised, changed or released."""


def weight(strength: float, *, is_note: bool = False) -> str:
    """How much a trace tells of the maker, in a word.

    Args:
        strength: From 0 to 1.
        is_note: Whether it is kept as a note, and tells nothing.
    """
    for least, word in ((0.9, "decides"), (0.7, "strong"), (0.3, "some")):
        if strength >= least:
            return word
    return "note only" if is_note else "little"
