"""Which site a row means. Pure: knows sites as plain values.

A site is known by its code, its UPRN, its name with the postcode, or its name, within the organisation. A name that is
nearly a known one is a question, never a new site.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from riskreg.intake import codes
from riskreg.intake.asked import about
from riskreg.intake.names import is_part_of, name_key, near_names
from riskreg.rules.terms import Severity
from riskreg.tables.wording import compact

NEW_SITE: Final = None
"""In the overrides: the site really is a new one."""


@dataclass(slots=True)
class KnownSite:
    """A site as matching sees it; `id` is None for one that this list brings.

    Attributes:
        organisation_id: The organisation that holds it now.
        then: The organisation that held it on the date of the list, where that was another one.
        former: Organisations that held it before.
    """

    id: int | None
    organisation_id: int
    code: str | None
    name: str
    postcode: str | None
    uprn: str | None
    is_listed: bool
    reference: str = ""
    then: int | None = None
    former: frozenset[int] = frozenset()

    @property
    def holder(self) -> int:
        """The organisation that held it on the date of the list."""
        return self.organisation_id if self.then is None else self.then


class Said(NamedTuple):
    """Something to be said of a row, without its address."""

    code: str
    severity: Severity
    message: str
    cure: str
    about: str | None = None
    """For a question of identity: what it is about."""


class Resolved(NamedTuple):
    """The site of a row: its slot, or -1 where none can be told, and what must be said."""

    slot: int
    said: Said | None = None


@dataclass
class Places:
    """The sites of some organisations, and those that a list adds.

    Args:
        known: Sites of the register.
        overrides: Site as written in the list → key of the site that is meant, or `NEW_SITE`.
        organisations: Key → name, for messages.
        answered: Organisation and folded name → the same, as a person said of an earlier list.
    """

    known: Iterable[KnownSite]
    overrides: Mapping[str, int | None] = field(default_factory=dict)
    organisations: Mapping[int, str] = field(default_factory=dict)
    answered: Mapping[tuple[int, str], int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sites: list[KnownSite] = []
        self._by_code: dict[tuple[int, str], int] = {}
        self._by_uprn: dict[tuple[int, str], int] = {}
        self._by_name: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._by_both: dict[tuple[int, str], int] = {}
        self._slot_of: dict[int, int] = {}
        self._anywhere: dict[tuple[str, str], int] = {}
        self._anywhere_by_uprn: dict[str, int] = {}
        self._formerly: dict[tuple[int, str], int] = {}
        self._overridden = {name_key(text): site for text, site in self.overrides.items()}
        for site in self.known:
            self.add(site)
        self.known_count = len(self.sites)

    def add(self, site: KnownSite) -> int:
        """Take in a site; returns its slot."""
        slot = len(self.sites)
        self.sites.append(site)
        if site.id is not None:
            self._slot_of[site.id] = slot
        self.index(slot)
        return slot

    def index(self, slot: int) -> None:
        """Make a site findable by what is known of it now."""
        site = self.sites[slot]
        key = name_key(site.name)
        for organisation in {site.organisation_id, site.holder}:
            if site.code:
                self._by_code.setdefault((organisation, compact(site.code)), slot)
            if site.uprn:
                self._by_uprn.setdefault((organisation, site.uprn), slot)
            for told in filter(None, (site.code, site.postcode)):
                # “HC02 - Central Library”, “Central Library (HC02)”, “Town Hall, HF1 1AA”
                self._by_both.setdefault((organisation, name_key(f"{told} {site.name}")), slot)
                self._by_both.setdefault((organisation, name_key(f"{site.name} {told}")), slot)
            same_name = self._by_name[organisation, key]
            if slot not in same_name:
                same_name.append(slot)
        if site.code:
            self._anywhere.setdefault((compact(site.code), key), slot)
        if site.uprn:
            self._anywhere_by_uprn.setdefault(site.uprn, slot)
        for organisation in site.former:
            self._formerly.setdefault((organisation, key), slot)

    def slot_of(self, site_id: int) -> int:
        """Slot of a site by its key.

        Raises:
            KeyError: It is not among the known ones.
        """
        return self._slot_of[site_id]

    def is_known(self, organisation_id: int, text: str) -> bool:
        """Whether a text is the name or the code of a site of an organisation."""
        key = (organisation_id, name_key(text))
        return bool(self._by_name.get(key)) or key in self._by_both or (organisation_id, compact(text)) in self._by_code

    def resolve(
        self, organisation_id: int, code: str | None, name: str | None, postcode: str | None, uprn: str | None
    ) -> Resolved:
        """The site that a row means, a new one, or the question to put to a person."""
        if not (code or name or uprn):
            return Resolved(
                -1,
                Said(
                    codes.SITE_MISSING,
                    Severity.ERROR,
                    "This row does not say at which site it is.",
                    'Fill in the site\'s code or name; or say which column holds it: --map "HEADER=site_name"',
                ),
            )
        for text in (name, code):
            if not text:
                continue
            is_overridden, key = name_key(text) in self._overridden, (organisation_id, name_key(text))
            if is_overridden or key in self.answered:
                target = self._overridden[key[1]] if is_overridden else self.answered[key]
                if target is not None and target in self._slot_of:
                    return Resolved(self._slot_of[target])
                if target is None:
                    return self._overridden_as_new(organisation_id, code, name, postcode, uprn)
        found = self._exact(organisation_id, code, name, postcode, uprn)
        return found if found is not None else self._unknown(organisation_id, code, name, postcode, uprn)

    def _overridden_as_new(
        self, organisation_id: int, code: str | None, name: str | None, postcode: str | None, uprn: str | None
    ) -> Resolved:
        found = self._exact(organisation_id, code, name, postcode, uprn)
        return found if found is not None else self._new(organisation_id, code, name, postcode, uprn)

    def _exact(
        self, organisation_id: int, code: str | None, name: str | None, postcode: str | None, uprn: str | None
    ) -> Resolved | None:
        by_code = self._by_code.get((organisation_id, compact(code))) if code else None
        by_uprn = self._by_uprn.get((organisation_id, uprn)) if uprn else None
        if by_code is not None and by_uprn is not None and by_code != by_uprn:
            return Resolved(-1, self._contradiction(code, by_code, uprn, by_uprn))
        slot = by_code if by_code is not None else by_uprn
        if slot is not None:
            return Resolved(slot)
        if not name:
            # A column of codes may hold names, and a column of names codes.
            slots = self._by_name.get((organisation_id, name_key(code)), []) if code else []
            return Resolved(slots[0]) if len(slots) == 1 else None
        by_code = self._by_code.get((organisation_id, compact(name))) if not code else None
        if by_code is not None:
            return Resolved(by_code)
        slots = self._by_name.get((organisation_id, name_key(name)), [])
        by_both = self._by_both.get((organisation_id, name_key(name))) if not slots and not code else None
        if by_both is not None and (not postcode or self.sites[by_both].postcode in (None, postcode)):
            return Resolved(by_both)
        if postcode:
            agreeing = [s for s in slots if self.sites[s].postcode == postcode]
            slots = agreeing or [s for s in slots if self.sites[s].postcode is None]
        if len(slots) > 1:
            listed = " and ".join(self._called(s) for s in slots[:3])
            return Resolved(
                -1,
                Said(
                    codes.SITE_AMBIGUOUS,
                    Severity.ERROR,
                    f"“{name}” is the name of {len(slots)} sites: {listed}.",
                    "Add the site's code or postcode to the row.",
                ),
            )
        if not slots:
            return None
        known = self.sites[slots[0]]
        if code and known.code and compact(code) != compact(known.code):
            return Resolved(
                slots[0],
                Said(
                    codes.SITE_CODE_DIFFERS,
                    Severity.WARNING,
                    f"“{name}” is known with the code {known.code}, and the list gives {code}; taken as the same site.",
                    f'If it is another site, import again with --map-site "{code}=new".',
                    about(text=code, near=[known.id], organisation=organisation_id),
                ),
            )
        return Resolved(slots[0])

    def _unknown(
        self, organisation_id: int, code: str | None, name: str | None, postcode: str | None, uprn: str | None
    ) -> Resolved:
        elsewhere = self.elsewhere(organisation_id, code, name, uprn)
        if elsewhere is not None:
            site = self.sites[elsewhere]
            owner = self.organisations.get(site.organisation_id, "another organisation")
            return Resolved(
                -1,
                Said(
                    codes.SITE_ELSEWHERE,
                    Severity.ERROR,
                    f"{self._called(elsewhere)} is a site of {owner}.",
                    "Import the list for that organisation, or move the site with an estate list first.",
                ),
            )
        label = name or code or uprn or ""
        mine = {
            site.name: slot
            for slot, site in enumerate(self.sites[: self.known_count])
            if site.organisation_id == organisation_id
            # Two codes, or two postcodes, are two sites however alike their names are.
            and not (code and site.code)
            and not (postcode and site.postcode and postcode != site.postcode)
        }
        near = near_names(label, mine) if name else []
        near += [other for other in self._same_place(label, postcode, mine) if other not in near] if name else []
        if near:
            shown = ", ".join(self._called(mine[other]) for other in near)
            nearest = self.sites[mine[near[0]]]
            return Resolved(
                -1,
                Said(
                    codes.SITE_NEARLY_KNOWN,
                    Severity.ERROR,
                    f"“{label}” is nearly the name of a known site: {shown}.",
                    f'If it is the same, import again with --map-site "{label}={nearest.reference or nearest.name}"; '
                    f'if it is another site, with --map-site "{label}=new".',
                    about(
                        text=label, near=[self.sites[mine[other]].id for other in near], organisation=organisation_id
                    ),
                ),
            )
        return self._new(organisation_id, code, name, postcode, uprn)

    def _same_place(self, label: str, postcode: str | None, mine: Mapping[str, int]) -> list[str]:
        """Known names of which a longer or shorter form stands at the same postcode, and those whose code is in it."""
        inside = {compact(word) for word in label.split()}
        return [
            other
            for other, slot in mine.items()
            if (postcode and self.sites[slot].postcode == postcode and is_part_of(label, other))
            or ((known := self.sites[slot].code) and any(c.isdigit() for c in known) and compact(known) in inside)
        ][:3]

    def elsewhere(self, organisation_id: int, code: str | None, name: str | None, uprn: str | None) -> int | None:
        """Slot of another organisation's site with this UPRN, this code and name, or a name that was once its own."""
        slot = self._anywhere_by_uprn.get(uprn) if uprn else None
        if slot is None and code and name:
            slot = self._anywhere.get((compact(code), name_key(name)))
        if slot is None and name:
            slot = self._formerly.get((organisation_id, name_key(name)))
        return slot if slot is not None and self.sites[slot].organisation_id != organisation_id else None

    def _new(
        self, organisation_id: int, code: str | None, name: str | None, postcode: str | None, uprn: str | None
    ) -> Resolved:
        label = name or code or f"UPRN {uprn}"
        mine = [s.name for s in self.sites[self.known_count :] if s.organisation_id == organisation_id]
        near = near_names(label, mine, limit=1) if name else []
        slot = self.add(KnownSite(None, organisation_id, code, label, postcode, uprn, is_listed=False))
        if near:
            return Resolved(
                slot,
                Said(
                    codes.SITE_LIKE_ANOTHER,
                    Severity.WARNING,
                    f"“{label}” and “{near[0]}” are both new and have nearly the same name; taken as two sites.",
                    "If they are one site, write its name alike in the list.",
                    about(text=label, like=near[0], organisation=organisation_id),
                ),
            )
        return Resolved(slot)

    def _called(self, slot: int) -> str:
        site = self.sites[slot]
        told = ", ".join(part for part in (site.code, site.postcode, site.reference) if part)
        return f"“{site.name}” ({told})" if told else f"“{site.name}”"

    def _contradiction(self, code: str | None, by_code: int, uprn: str | None, by_uprn: int) -> Said:
        return Said(
            codes.SITE_AMBIGUOUS,
            Severity.ERROR,
            f"The code {code} is that of {self._called(by_code)}, and the UPRN {uprn} that of {self._called(by_uprn)}.",
            "Correct the one that is wrong.",
        )
