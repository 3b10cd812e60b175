"""What stays where something is replaced, as a form says it: for drafts, and to ask whether a product fits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field
from pydantic.config import JsonDict

from riskreg.rules.interoperability_terms import Stays
from riskreg.web.forms import Form, Optional

_NUMBER: JsonDict = {"wrong": "Write a number, or leave it blank."}
_WHOLE: JsonDict = {"wrong": "Write a whole number, or leave it blank."}
_THOUSAND = 1000


class StaysForm(Form):
    """What is not replaced; what is left blank is not known."""

    vms: Annotated[str | None, Optional] = None
    recorder: Annotated[str | None, Optional] = None
    switch_watts: Annotated[Decimal | None, Optional] = Field(None, ge=0, le=100_000, json_schema_extra=_NUMBER)
    port_class: Annotated[int | None, Optional] = Field(
        None, ge=0, le=8, json_schema_extra={"wrong": "Write a class from 0 to 8, or leave it blank."}
    )
    other_watts: Annotated[Decimal | None, Optional] = Field(None, ge=0, le=100_000, json_schema_extra=_NUMBER)
    free_ports: Annotated[int | None, Optional] = Field(None, ge=0, le=10_000, json_schema_extra=_WHOLE)
    allots: Annotated[str | None, Optional] = None
    ingress: Annotated[str | None, Optional] = None
    impact: Annotated[str | None, Optional] = None
    coldest: Annotated[int | None, Optional] = Field(None, ge=-90, le=90, json_schema_extra=_WHOLE)
    hottest: Annotated[int | None, Optional] = Field(None, ge=-90, le=90, json_schema_extra=_WHOLE)
    stays_too: tuple[str, ...] = ()

    def stays(self, bought_on: date) -> Stays:
        """As the rules take it.

        Args:
            bought_on: When it is to be bought.
        """
        return Stays(
            vms=self.vms,
            recorder=self.recorder,
            has_switch=any(each is not None for each in (self.switch_watts, self.port_class, self.free_ports)),
            port_class=self.port_class,
            budget_milliwatts=round(self.switch_watts * _THOUSAND) if self.switch_watts is not None else None,
            other_milliwatts=round((self.other_watts or 0) * _THOUSAND),
            free_ports=self.free_ports,
            allots_by_class=None if self.allots is None else self.allots == "class",
            ingress=self.ingress,
            impact=self.impact,
            coldest=self.coldest,
            hottest=self.hottest,
            is_coax=True if "coax" in self.stays_too else None,
            uses_smart_codec="smart_codec" in self.stays_too,
            needs_analytics="analytics" in self.stays_too,
            feeds_plates="plates" in self.stays_too,
            shares_doors="doors" in self.stays_too,
            keeps_recordings="recordings" in self.stays_too,
            needs_special_housing="special" in self.stays_too,
            bought_on=bought_on,
        )


STAYS_TOO = (
    ("coax", "Coaxial cable"),
    ("smart_codec", "Storage that was sized with the old maker’s own saving codec"),
    ("analytics", "Counts or events of analytics that must arrive"),
    ("plates", "Plate reads that feed another system"),
    ("doors", "Doors or intercoms in the old maker’s system"),
    ("recordings", "Old recordings that must stay playable"),
    ("special", "Custody, anti-ligature, explosion or wash-down housing"),
)
"""What else may stay: value of the form, and words."""
ALLOTS = (("class", "By class"), ("draw", "By measured draw"))
"""How a switch sets power aside."""
