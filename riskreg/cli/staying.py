"""Options that say what stays where something is replaced, for the commands that ask whether a product suits it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Allots(StrEnum):
    """How a switch sets power aside."""

    CLASS = "class"
    DRAW = "draw"


IngressOption = Annotated[
    str | None, typer.Option("--ingress", metavar="IP66", help="Protection from dust and water that the place needs.")
]
ImpactOption = Annotated[
    str | None, typer.Option("--impact", metavar="IK10", help="Resistance to blows that it needs.")
]
ColdestOption = Annotated[int | None, typer.Option("--coldest", help="Lowest temperature there, in degrees Celsius.")]
HottestOption = Annotated[int | None, typer.Option("--hottest", help="Highest temperature there.")]
PortsOption = Annotated[
    int | None, typer.Option("--free-ports", min=0, help="Ports of the switch free once the old devices are out.")
]
AllotsOption = Annotated[
    Allots | None,
    typer.Option("--allots-by", help="Whether the switch sets power aside by class or by measured draw."),
]


def by_class(allots: Allots | None) -> bool | None:
    """As `Stays` has it."""
    return None if allots is None else allots is Allots.CLASS
