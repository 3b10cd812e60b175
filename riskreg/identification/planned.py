"""What has not happened yet: “to be replaced by Axis”, “due for removal”, “replace Hikvision with Axis”. Pure.

A plan, a need or an instruction removes nothing: the device named before it is still there.
"""

from __future__ import annotations

import re

PLANNED = (
    r"(?:(?:(?:is|are|still|yet|going|due|scheduled|planned|ready|waiting|has|have|need(?:s|ed)?|set|about) )*to be"
    r"|(?:will|shall|should|must|may|might|can|could|cannot|can not|can'?t) (?:soon |not )?be|(?:is |are )?being"
    r"|due(?: for)?|awaits?|awaiting|pending|planned(?: for)?|scheduled(?: for)?|earmarked for|marked for|subject to"
    r"|ready for|needs?|needing|requir(?:es|ed|ing)|recommend(?:ed)?(?: for)?|propos(?:ed|ing)(?: for| the)?|for"
    r"|not(?: yet)?(?: been| to be)?|never(?: been)?)"
)
"""What has not happened: what stands before it is still there, and what follows it has not come."""
ASKED = r"\W*(?:(?:please|(?:plan|need|want|propose|going|ask)(?:s|ned|ed)? to|(?:we )?(?:will|should|must)) )?"
"""What leads to an instruction at the head of a clause."""
NOT_YET = (
    r"\b(?:awaiting|awaits|funding|budget|cannot|can ?not|can'?t|unable|approval|quotes?|quotation|intend(?:s|ed)?"
    r"|need(?:s|ed)?|plan(?:s|ned|ning)?|hope|agreed|requests?|requested)"
)
"""What leads to a replacement that has not come: “awaiting funding to replace …”."""
AFTER_IS_PLANNED = re.compile(
    rf"^[\s\w/-]{{0,40}}?\b{PLANNED} (?:\w+ly )?(?:replac\w+|swap\w*|supersed\w+|remov\w+|scrapp\w+|decommission\w*"
    r"|dispos\w+|taken (?:down|out)|exchang\w+|stripped out|upgrad\w+|changed)\b"
)
