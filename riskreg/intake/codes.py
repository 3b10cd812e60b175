"""Codes of everything that an import can reject, doubt or say beyond reading the file: stable words, one line each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# Rows that are not taken.
SITE_MISSING: Final = "site-missing"
SITE_NEARLY_KNOWN: Final = "site-name-nearly-known"
SITE_AMBIGUOUS: Final = "site-ambiguous"
SITE_ELSEWHERE: Final = "site-of-another-organisation"
ORGANISATION_MISSING: Final = "organisation-missing"
ORGANISATION_UNKNOWN: Final = "organisation-unknown"
ROW_SAYS_NOTHING: Final = "row-says-nothing"
QUANTITY_REJECTED: Final = "quantity-not-understood"
PARENT_CIRCLE: Final = "parent-circle"

# Rows whose identity is in doubt.
NUMBERS_CONTRADICT: Final = "numbers-contradict"
NUMBER_TWICE: Final = "number-twice"
NUMBER_MOVED_ON: Final = "number-on-another-device"
SITE_TWICE: Final = "site-twice"

# Rows that are taken, with something said.
NUMBER_DIFFERS: Final = "number-differs"
ROW_MERGED: Final = "row-of-merged-asset"
SEVERAL_CHANNELS: Final = "several-channels"
ROW_REPEATED: Final = "row-repeated"
NUMBER_SHARED: Final = "number-shared"
ROW_PASSED_OVER: Final = "row-passed-over"
LEFT_OUT_AGAIN: Final = "left-out-again"
MORE_ALIKE: Final = "more-alike-than-known"
FEWER_ALIKE: Final = "fewer-alike-than-known"
SITE_MOVED: Final = "site-moved"
REAPPEARED: Final = "reappeared"
REAPPEARANCE_UNTOLD: Final = "reappearance-untold"
REFERENCE_UNKNOWN: Final = "reference-unknown"
SITE_UNLISTED: Final = "site-unlisted"
SITE_CODE_DIFFERS: Final = "site-code-differs"
SITE_LIKE_ANOTHER: Final = "site-like-another"
ORGANISATION_COLUMN_NOT_USED: Final = "organisation-column-not-used"
ORGANISATION_NEW: Final = "organisation-new"
ORGANISATION_LIKE_ANOTHER: Final = "organisation-like-another"
ASSESSED_ON_ASSUMED: Final = "assessed-on-assumed"
DATE_PROPOSED: Final = "date-proposed"
MAPPING_REMEMBERED: Final = "mapping-remembered"
ANSWERS_READ: Final = "answers-read"
MANY_NOT_SEEN: Final = "many-not-seen"
NO_ROOM_FOR_RETURN: Final = "no-room-for-return"
SITES_NOT_NAMED: Final = "sites-not-named"
ORGANISATION_KIND_DIFFERS: Final = "organisation-kind-differs"
REGIMES_NOT_TAKEN: Final = "regimes-not-taken"
SIGNATURE_READ: Final = "signature-read"
SIGNATURES_DIFFER: Final = "signatures-differ"
NIL_RETURN_CONTRADICTED: Final = "nil-return-contradicted"

CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        SITE_MISSING: "A row does not say at which site it is.",
        SITE_NEARLY_KNOWN: "A site's name is nearly that of a known site; a person decides whether it is the same.",
        SITE_AMBIGUOUS: "What a row says of its site fits several known sites, or contradicts itself.",
        SITE_ELSEWHERE: "The site is known under another organisation.",
        ORGANISATION_MISSING: "A row does not say to which organisation it belongs.",
        ORGANISATION_UNKNOWN: "The organisation of a row is not in the register.",
        ROW_SAYS_NOTHING: "A row names a place and nothing of a device.",
        QUANTITY_REJECTED: "A quantity is not a whole number of devices above zero.",
        PARENT_CIRCLE: "An organisation would stand below itself.",
        NUMBERS_CONTRADICT: "The numbers of a row belong to different assets.",
        NUMBER_TWICE: "The same number stands in several rows that cannot be one device.",
        NUMBER_MOVED_ON: "A number that belongs to one asset stands beside another device's serial number.",
        SITE_TWICE: "Two rows of an estate list name the same site and say different things.",
        NUMBER_DIFFERS: "One number of a known asset differs, the others agree.",
        ROW_MERGED: "A row names an asset that was merged into another record of the same device.",
        SEVERAL_CHANNELS: "Several rows are channels of one device.",
        ROW_REPEATED: "A row says the same as an earlier row of the list and is counted once.",
        NUMBER_SHARED: "An asset tag is shared by several devices and is not used to tell them apart.",
        ROW_PASSED_OVER: "A person said that another row speaks for the device of this one.",
        LEFT_OUT_AGAIN: "A row stays left out, as when this same list was imported before; its question is still open.",
        MORE_ALIKE: "More rows without numbers say the same of a place than such devices were known there.",
        FEWER_ALIKE: "Fewer rows without numbers say the same of a place than such devices were known there.",
        SITE_MOVED: "An asset stands at another site than before.",
        REAPPEARED: "An asset that was recorded as removed is named in service again.",
        REAPPEARANCE_UNTOLD: "A removed asset is named with a status that is not understood; it is not taken as back.",
        REFERENCE_UNKNOWN: "A reference is not one of this register.",
        SITE_UNLISTED: "A site is known only from an asset list, not from an estate list.",
        SITE_CODE_DIFFERS: "A known site is named with another code.",
        SITE_LIKE_ANOTHER: "Two new sites of the list have nearly the same name.",
        ORGANISATION_COLUMN_NOT_USED: "A column of organisations names none of the register; the one given was taken.",
        ORGANISATION_NEW: "An estate list names an organisation for the first time.",
        ORGANISATION_LIKE_ANOTHER: "A new organisation's name is nearly that of a known one.",
        ASSESSED_ON_ASSUMED: "An assessment has no date of its own; the date of the list was taken.",
        DATE_PROPOSED: "The date that the list describes was read from the file.",
        MAPPING_REMEMBERED: "Columns were understood as a person said at an earlier import of this layout.",
        ANSWERS_READ: "The date, the cover or the organisation of a list were read from riskreg's own sheet in it.",
        NO_ROOM_FOR_RETURN: "A list is larger than an Excel workbook, so no workbook can be handed back.",
        MANY_NOT_SEEN: "A list does not name most of what is recorded at the places it covers.",
        SITES_NOT_NAMED: "Listed sites of an organisation are not named in a newer estate list.",
        ORGANISATION_KIND_DIFFERS: "A known organisation is given another kind, which is kept as it was.",
        SIGNATURE_READ: "Who answers for the list was read from the file.",
        SIGNATURES_DIFFER: "The file names several persons who signed; none was taken.",
        NIL_RETURN_CONTRADICTED: "A list names equipment at a place for which somebody signed that there is none.",
        REGIMES_NOT_TAKEN: "A column of regimes is kept with the rows; a regime is adopted by a person, not by a list.",
    }
)
"""Every code of this room with its meaning."""
