"""Accessories: brackets, power supplies, licences, spare parts, and what a text says they are for. Pure."""

from __future__ import annotations

import re

ACCESSORY = (
    r"(?:brackets?|mounts?|mounting|housings?|psus?|power suppl(?:y|ies)|power adaptors?|cables?|licen[cs]es?"
    r"|junction box(?:es)?|back ?box(?:es)?|lens(?:es)?|adapt[eo]rs?|sunshields?|poles?|columns?|drivers?|plug-?ins?"
    r"|injectors?|signage|spares? kit|cover plates?|bubbles?|illuminators?|remote controls?)"
)
IS_ACCESSORY = re.compile(rf"\b{ACCESSORY}\b")
SPARE = (
    r"(?:batter(?:y|ies)(?: packs?| chargers?)?|chargers?|charging (?:dock|cradle)s?|earpieces?|headsets?|antennas?"
    r"|aerials?|speaker mic(?:rophone)?s?|holsters?|belt clips?|carry cases?|power cords?|usb (?:cable|lead)s?)"
)
"""Parts that are bought apart: accessories where nothing follows them. “Battery camera” is a camera."""
_STORAGE = r"(?:hdds?|hard (?:drive|disk)s?|sd cards?)"
AFTER_IS_SPARE = re.compile(
    rf"^\s+(?:(?:[a-z]+-?\d\w*\s+)?{SPARE}"
    rf"|(?:nvr|dvr|xvr|recorder)s?\s+hard (?:drive|disk)s?|(?:\d+ ?tb\s+)?{_STORAGE}(?:\s+\d+ ?tb)?)\W*$"
)
AFTER_IS_ACCESSORY = re.compile(
    rf"^(?:(?!\b(?:with|and|on|inc|incl|including|plus|w|using|via|in|to|onto|inside|under|at|by|near)\b)[\s\w-]){{0,24}}?"
    rf"\b{ACCESSORY}\b"
)
"""“Hikvision dome bracket” is a bracket; “Hikvision dome with bracket” is a dome."""
IS_PART = re.compile(r"[ -]+(?:units?|modules?)\b")
"""“Power supply unit”: a part that slides into a chassis, mostly its maker's own."""
IS_TENDED = re.compile(
    r"\b(?:clean\w*|dirty|fault\w*|replac\w+|repair\w*|loose|damaged?|broken|cracked|fogged|misted|adjust\w*|re-?focus\w*"
    r"|failed|serviced)\b"
)
"""“Cleaned Hikvision camera lens”: a visit to the camera of which it is a part."""
IS_PROGRAM = re.compile(r"\b(?:vms|software|platform|central)\b.*\blicen[cs]e")
"""“Hikvision VMS licence”: what is licensed is the maker's own program."""
ACCESSORY_FOR = re.compile(
    rf"^\W*(?:\w+\W+){{0,3}}?{ACCESSORY}\b.*?\b(?:for|from|to|fe(?:e|d)(?:s|ing)?|serving|holding|containing|supplying)\b"
)
"""A clause about an accessory and what it is for: all that it names after that is another device."""
ACCESSORY_ALONE = re.compile(
    r"(?:brackets?|mounts?|housings?|psus?|power suppl(?:y|ies)|junction box(?:es)?|back ?box(?:es)?|sunshields?"
    rf"|injectors?|cover plates?|bubbles?|{SPARE})\b"
)
