"""Which vendors belong together: a subsidiary's label and its parent's model numbers agree, they do not conflict."""

from __future__ import annotations

from riskreg.identification.knowledge import Knowledge, KnownName, VendorFacts

DEVICE_KINDS = frozenset(
    {"cameras", "recorders", "body_worn_cameras", "intercom", "anpr", "in_vehicle_video", "two_way_radio"}
)
"""Kinds of the directory of makers that are surveillance or radio devices."""


class Families:
    """The vendors of the catalogue and their ties.

    Args:
        knowledge: One edition of the catalogue.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._facts = knowledge.vendors
        self._listed = knowledge.listed
        above: dict[str, set[str]] = {s: set(facts.parents) for s, facts in knowledge.vendors.items() if facts.parents}
        for tie in knowledge.ties:
            if tie.attestation.is_citable:
                above.setdefault(tie.vendor, set()).add(tie.of)
        self._tied = frozenset(tie.vendor for tie in knowledge.ties if tie.attestation.is_citable)
        self._above: dict[str, frozenset[str]] = {}
        for slug in above:
            seen: set[str] = set()
            waiting = list(above[slug])
            while waiting:
                parent = waiting.pop()
                if parent not in seen:
                    seen.add(parent)
                    waiting.extend(above.get(parent, ()))
            self._above[slug] = frozenset(seen - {slug})
        # Asked many times in one weighing, of a few hundred vendors.
        self._related: dict[tuple[str, str], bool] = {}

    def above(self, vendor: str) -> frozenset[str]:
        """Every vendor above this one."""
        return self._above.get(vendor, frozenset())

    def are_related(self, one: str, other: str) -> bool:
        """Whether one is the other, owns it, or both have an owner that itself makes devices."""
        if one == other:
            return True
        found = self._related.get((one, other))
        if found is None:
            found = one in self.above(other) or other in self.above(one) or bool(self._makers_above(one, other))
            self._related[one, other] = found
        return found

    def _makers_above(self, one: str, other: str) -> frozenset[str]:
        common = self.above(one) & self.above(other)
        return frozenset(v for v in common if self.makes_devices(v))

    def facts(self, vendor: str) -> VendorFacts | None:
        """What is known of a vendor."""
        return self._facts.get(vendor)

    def name(self, vendor: str) -> str:
        """A vendor's name as shown."""
        facts = self._facts.get(vendor)
        return facts.name if facts else vendor

    def is_watched(self, vendor: str) -> bool:
        """Whether a regime or a supply claim concerns the vendor."""
        facts = self._facts.get(vendor)
        return facts is not None and facts.is_watched

    def is_listed(self, vendor: str) -> bool:
        """Whether an entry of a regime names the vendor, be it a maker or a firm of another trade."""
        return vendor in self._listed

    def makes_devices(self, vendor: str) -> bool:
        """Whether a vendor makes surveillance devices itself, unlike a holding."""
        facts = self._facts.get(vendor)
        return facts is not None and bool(DEVICE_KINDS.intersection(facts.kinds))

    def is_vouched(self, name: KnownName) -> bool:
        """Whether a name may carry a flag.

        A source says so; or it is the very name of a vendor of which a text or registry was read, or a tie is sourced.
        Aliases, brands and misspellings need a source of their own.
        """
        if name.attestation.is_citable:
            return True
        facts = self._facts.get(name.vendor)
        if facts is None or name.value.casefold() != facts.name.casefold():
            return False
        return name.vendor in self._tied or facts.basis != "general_knowledge"

    def is_positive(self, vendor: str) -> bool:
        """Whether a label of that vendor identifies the maker itself.

        **Source**: directory of makers, rules of use 2 and 3 (role maker, something checked in a text or registry).
        """
        facts = self._facts.get(vendor)
        return facts is not None and facts.role == "maker" and facts.basis != "general_knowledge"
