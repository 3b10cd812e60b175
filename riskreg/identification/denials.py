"""What says of a maker's name that no device is meant: “no Hikvision”, “Hikvision: none”, “not accepted”. Pure."""

from __future__ import annotations

import re

BEFORE = re.compile(
    r"\b(?:free (?:of|from)|not|non|isn'?t|never|without|other than|rather than|(?<![1-9] )(?<!\d0 )no|none"
    r"|neither|nor|avoid|exclud(?:e|es|ing)|(?<![\w.:/,-])0(?: x)?|zero|nil)\b"
    r"(?:[ -]+(?:an?|any|the|of|by|from|made|make|genuine|original|oem|rebrand(?:ed)?|re-?badged|branded|chinese|prc"
    r"|cameras?|cctv|equipment|kit|devices?|products?|parts?|components?|in|to|use[sd]?|using|have|had|has|hold|own"
    r"|contain(?:s|ing)?|include[sd]?|including|buy|fit|install|supply|operate|procure|purchase|deploy|accept|permit"
    r"|allow|specify|propose|offer|be|been|are|is|were|currently|presently|these|those|them"
    r"|more|longer|further|use|our|your|all|we|manufactured|produced|supplied))*[ -]*$"
)
"""A denial reaches a name over words that only lead to it: “no Chinese cameras”, not “not working”; “6 No Hikvision”
counts them, as bills of quantities do."""

AFTER = re.compile(
    r"(?:[ -]free\b|\s+but\b"
    r"|(?: (?:ip )?(?:cameras?|cctv|equipment|products?|devices?|recorders?|nvrs?))?\s*"
    r"(?:[:?=]|\s[-–—x]|\(|\s(?=0))\s*(?:0|zero|no|none|nil|false|nein|keine?|non|nee|geen|nie|brak|nessun[ao]|ningun[ao]"
    r"|nenhuma?|dim)\s*(?:$|[;,)\n]|\.(?!\s*\d))"
    r"|[\w\s/&]{0,40}?\b(?:not (?:be )?(?:acceptable|accepted|permitted|allowed|considered)|unacceptable"
    r"|(?<=products )(?:are )?(?:prohibited|banned|forbidden)|(?:is|are) (?:prohibited|banned|forbidden)"
    r"|prohibited|forbidden|nicht (?:zugelassen|zulassig|erlaubt|erwunscht|akzeptiert)|interdits?"
    r"|non (?:admis|acceptes?)|vietat[oi]|non ammess[oi]|no (?:admitid|permitid)[oa]s?"
    r"|niet toegestaan)\s*(?:$|[.;,)\n]))"
)
"""Matched right behind a name: “Hikvision-free”, “Hikvision: none”, “Hikvision products are prohibited”."""

HEADING = re.compile(
    r"\b(?:exclusions?|exclud(?:ed|ing)|prohibited|banned|not (?:accepted|permitted|allowed)|unacceptable)(?: \w+)?\s*$"
)
"""What stands before a colon: “Exclusions: Hikvision / Dahua”."""
