"""What stands beside a name in free text: a number, a device, a place, a person. Pure."""

from __future__ import annotations

import re

NUMBER_BESIDE = re.compile(r"[ :/-]+(?=[\w-]{0,12}\d)(?=[\w-]{0,12}[A-Za-z])[A-Za-z0-9][\w-]{3,}")
PLACE_BESIDE = re.compile(
    r"[ -](?:(?:Park|Centre|Center|Way|Gardens?|Hall|Room|Suite|School|College|Ward|Wing|Block|Farm|Hotel|Stadium|Arena"
    r"|Campus|Plaza|Square|Place|Hospital|Clinic|Museum|Theatre|Library|Church|Bakery|Scales?|Windows|Factory|Works)\b"
    r"|(?:PARK|CENTRE|HALL|SUITE|SCHOOL|WARD|WING|BLOCK|FARM|HOTEL|CAMPUS|HOSPITAL)\b)"
)
"""“Dahua Park”, “Dahua Scale Factory”: written with a capital, a place or another firm as likely as the maker."""
MAKE_IS = re.compile(r"\b(?:make|brand|manufacturer|vendor|made by|maker)\W{0,3}$", re.IGNORECASE)
LEADS_A_MAKE = re.compile(
    r"(?:^|\b(?:are|is|by|all|both|of|with|and|inc|including|mostly|mainly|some|possibl[ey]"
    r"|probabl[ey]|maybe) |(?:(?<!\d)/|[&(+:=]) ?|\b(?:nvr|dvr|xvr|cam|ptz|cctv)s?[-_])$",
    re.IGNORECASE,
)
ENDS_A_MAKE = re.compile(r"\s*(?:$|[,;.)/&+?]|[-_]?\d|(?:and|mix|mixture|branded|throughout|make)\b)", re.IGNORECASE)
"""What stands before and after a short name that is given as a make: “all cams are Hik”, “Hik/Axis mix”."""
TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof)\.? $")
LONGEST_TITLE = len("Prof. ")
NUMBER_LIKE = re.compile(r" +(?:[A-Z]{3,}\b|\S*\d)")
SURELY_NUMBER = re.compile(r" +(?=\S*\d)(?=\S*[A-Za-z])[A-Za-z0-9][\w/-]{2,}")
"""“ZTE F660”; in “ZTE 12” and “UNV EAST WING” the letters may stand for a zone or a building."""
_DEVICES = (
    r"(?:cameras?|cams?|domes?|turrets?|bullets?|ptzs?|ipcs?|nvrs?|dvrs?|recorders?|encoders?"
    r"|routers?|modems?|switch(?:es)?|radios?|handsets?|gateways?|intercoms?|door ?bells?|drones?|terminals?"
    r"|readers?|hotspots?|dongles?|tablets?|(?:smart|mobile )?phones?|olts?|onts?|onu)\b"
)
_SORT = (
    r"(?:\d+ ?(?:mp|ch|channel|way|tb|k)|hd|uhd|tvi|cvi|ahd|hd[ -]?tvi|turbo|ip|poe|ir|hi-?res|high definition|network"
    r"|analogue?|digital|indoor|outdoor|internal|external|fixed|mini|wireless|wired|wifi|colou?r)"
)
DEVICE_BESIDE = re.compile(rf"[\s_-]+(?:{_SORT}[\s_-]*){{0,5}}{_DEVICES}", re.IGNORECASE)
"""“4MP IP camera”, “HD-TVI 4Ch Hi-Res DVR”: a device, with what sort it is of."""
NAMES_A_DEVICE = re.compile(rf"\b{_DEVICES}", re.IGNORECASE)
_GOODS_BEFORE = re.compile(
    rf"(?:(?<![^\W_]){_DEVICES}[\s_-]+|(?<![\w.-])(?=[\w.-]*\d)[\w.-]{{4,}} ?/ ?)$",
    re.IGNORECASE,
)
_NOTHING_AFTER = re.compile(r"\s*(?:$|[,;.()])")
LINE_AND_DEVICE = re.compile(rf"\s+[A-Z][\w+-]*(?i:{DEVICE_BESIDE.pattern})")
"""“ZTE Unite hotspot”: the word for a device after one word with a capital, the name of a line."""
OF_A_PLACE = re.compile(r"\W+(?:block|zone|wing|building|bldg|site|area|depot|campus)\b", re.IGNORECASE)
"""“ZTE block C”: letters that stand for a place."""
SPACED_NUMBER = re.compile(r"[ :/-]+([A-Za-z]{1,3}[ -]\d{2,4}[A-Za-z]{0,2})\b")
"""“ZTE MF 180”: a number written in two parts."""
LINE_BESIDE = re.compile(r"[ :/-]+([A-Za-z][A-Za-z\d]{3,})(?![A-Za-z\d])")
"""“zte-zxsec”: a line of goods, by its name alone."""
LEADS_A_NUMBER = re.compile(
    r"\W*(?:\d{1,3} ?(?:[x×*]|(?:no|nr|off|pcs?|units?)\b)\W*|\d{1,2} ?mp "
    r"|(?:model|p/?n|sku|part)(?: (?:no|number))?\W+)?",
    re.IGNORECASE,
)
"""What stands before the number or the name that a text begins with: “4 x DS-…”, “Model: DS-…”, “6 no. DJI Mini 2”."""
LONGER_THAN_A_ROOM = 6
"""Characters of a number that a text begins with (“HG8245 router”), so that it is hardly a room (“E220 corridor”)."""
HOST_DEVICES = ("nvr", "dvr", "xvr", "cam", "ipc", "ptz")
"""What stands behind a maker's short name in the names of hosts."""
GLUED_NUMBER = re.compile(r"[a-z]{0,4}\d[a-z\d]*")
GLUED_HEAD = re.compile(r"[A-Za-z]{1,4}(?:[ _-]?\d|[_-])[\w/-]*")
"""What is left of a word after a name, and the number that it begins: “Hikvision|DS-2CD2143”, “Hytera|pd 680”."""
GLUED_WORDS = frozenset(
    """security technology technologies tech digital cctv camera cameras cam cams ipc ipcam nvr dvr xvr systems device
    devices broadband mobile modem router switch phone wifi radio radios uk usa us europe global international india
    australia canada america""".split()  # noqa: SIM905 - a list of words reads better as words
)
"""What completes a firm's name without a space: “dahuasecurity”, “hikvisionusa”."""
CAPITAL_FOLLOWS = re.compile(r"[a-z][A-Z]")
"""The end of a name and the beginning of the next word, written without a space."""


def ends_goods(plain: str, start: int, end: int) -> bool:
    """Whether a name ends a text or a clause, right behind a device or a number: “router zte”, “MT689DC/ZTE”."""
    return _NOTHING_AFTER.match(plain, end) is not None and _GOODS_BEFORE.search(plain, 0, start) is not None
