"""What a sender is told to do: somebody with a workbook and no command line. Pure."""

from __future__ import annotations

import re
from typing import Final

_PHRASES: Final = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (
            r'import again with --map-site "[^"]*"; if it is another site, with --map-site "[^"]*"',
            "write its name or code as the register has it; if it is another site, say so when you send the list back",
        ),
        (r'; or say which column holds it: --map "[^"]*"', ""),
        (
            r'If riskreg should use it, say what it means, for example: --map "[^"]*"',
            "If it tells of the devices, give it a usual header, such as Serial number",
        ),
        (r'say so with --map, for example: --map "[^"]*"', "give the columns headers that tell them apart"),
        (r"say with --map (?:how they are meant|what its columns mean)", "say so when you send the list back"),
        (r"import (?:it )?with --covers part", "choose “part” on the first sheet"),
        (r"(?:give the right one|say so) with --dated", "change it on the first sheet"),
        (r"say so with --signed-by and --post", "change it on the first sheet"),
    )
)


def for_sender(cure: str) -> str:
    """A cure without commands, for the workbook that goes back.

    Args:
        cure: As the person who imports is told.
    """
    for pattern, said in _PHRASES:
        cure = pattern.sub(said, cure)
    return cure
