"""Extend the catalogue: look a folder of lists over, and tell which unknown makes are worth researching first."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from riskreg.catalogue import Layer, own_layers
from riskreg.catalogue.activation import active_catalogue
from riskreg.catalogue.files import Faults
from riskreg.catalogue.lint import lint
from riskreg.catalogue.load import read_lists
from riskreg.database import register_code
from riskreg.errors import Conflict, NotFound
from riskreg.identification.macs import normalise_mac
from riskreg.identification.names import BLANK_NAMES, normalise_name
from riskreg.operations.asking import format_of
from riskreg.operations.office import Office
from riskreg.register import Asset, AssetVersion, Identification, TraceKey
from riskreg.reporting import Column, write_table
from riskreg.rules.dates import long_date
from riskreg.rules.issues import Issue
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Certainty

_COLUMNS = (
    Column("make", "Make as most often written"),
    Column("spellings", "Other spellings"),
    Column("devices", "Devices", "devices"),
    Column("lines", "Asset lines", "number"),
    Column("organisations", "Organisations", "number"),
    Column("registrants", "Registrants of their MAC addresses"),
    Column("families", "Model families"),
    Column("example", "For example"),
    Column("why", "Why it is not known"),
)


def lint_lists(office: Office, folder: Path | None) -> tuple[Issue, ...]:
    """Every fault of a folder of lists with file and line; where there is none, what deserves a second look.

    Args:
        office: Where the lists at hand are.
        folder: A whole folder of lists, or a folder of own lists; the lists at hand where None.

    Raises:
        NotFound: There is no such folder.
    """
    if folder is None:
        return lint(office.settings.vendor_lists, own_layers(office.lists_folder))
    if not folder.is_dir():
        raise NotFound(f"There is no folder “{folder}”.", "Name a folder of lists.")
    if (folder / "edition.yaml").is_file():
        return lint(folder, ())
    return lint(office.settings.vendor_lists, (Layer(folder),))


@dataclass(frozen=True, slots=True)
class UnknownMake:
    """A make that the catalogue cannot tell, as it stands in the register.

    Attributes:
        make: As most often written.
        spellings: Other spellings met.
        devices: Devices of that make whose maker cannot be told.
        lines: Asset lines of them.
        organisations: Number of organisations that hold them.
        registrants: Registrant of their MAC addresses → devices, the most first.
        families: Model family, digits written as # → devices, the most first.
        example: Reference of an asset.
        why: What identification says of one of them.
    """

    make: str
    spellings: tuple[str, ...]
    devices: int
    lines: int
    organisations: int
    registrants: tuple[tuple[str, int], ...]
    families: tuple[tuple[str, int], ...]
    models: tuple[str, ...]
    example: str
    why: str

    def is_called(self, text: str) -> bool:
        """Whether the make, or one of its spellings, is what somebody typed; case does not matter."""
        return text.strip().casefold() in {each.casefold() for each in (self.make, *self.spellings)}


@dataclass
class _Gathering:
    """What is met of one make while the register is read."""

    spellings: Counter[str] = field(default_factory=Counter)
    devices: int = 0
    lines: int = 0
    organisations: set[int] = field(default_factory=set)
    registrants: Counter[str] = field(default_factory=Counter)
    families: Counter[str] = field(default_factory=Counter)
    models: Counter[str] = field(default_factory=Counter)
    asset: int = 0
    why: str = ""


def unknown_makes(office: Office, most: int | None = None) -> tuple[UnknownMake, ...]:
    """Makes that the catalogue cannot tell, by number of devices, ready to be researched.

    Args:
        office: Where.
        most: How many; all where None.

    Raises:
        Conflict: No lists are in use, so that nothing was identified.
    """
    prefixes = _prefixes(office)
    with office.reading() as session:
        found = _gathered(session, prefixes)
        code = register_code(session)
    ranked = sorted(found.values(), key=lambda each: (-each.devices, each.spellings.most_common(1)[0][0]))
    return tuple(_make(each, code) for each in ranked[:most])


def _prefixes(office: Office) -> dict[str, str]:
    """The whole table of address prefixes: registrants of unknown makers are not in the catalogue."""
    whole, _ = read_lists(office.settings.vendor_lists, own_layers(office.lists_folder), Faults())
    return whole.prefixes if whole is not None else {}


def _gathered(session: Session, prefixes: dict[str, str]) -> dict[str, _Gathering]:
    edition = active_catalogue(session)
    if edition is None:
        raise Conflict("No vendor lists are active in this register yet.", "Activate them with: riskreg lists activate")
    newest = (
        select(Identification.trace_key_id, func.max(Identification.id).label("id"))
        .group_by(Identification.trace_key_id)
        .subquery()
    )
    query = (
        select(
            TraceKey.make,
            TraceKey.model,
            AssetVersion.mac_address,
            Asset.quantity,
            Asset.organisation_id,
            Asset.id,
            Identification.explanation,
        )
        .select_from(Asset)
        .join(AssetVersion, AssetVersion.id == Asset.version_id)
        .join(TraceKey, TraceKey.id == Asset.trace_key_id)
        .join(newest, newest.c.trace_key_id == TraceKey.id)
        .join(Identification, Identification.id == newest.c.id)
        .where(Identification.certainty == Certainty.UNKNOWN, TraceKey.make.is_not(None))
        .order_by(Asset.id)
    )
    found: dict[str, _Gathering] = defaultdict(_Gathering)
    for make, model, mac, quantity, organisation, asset, why in session.execute(
        query, execution_options={"yield_per": 2_000}
    ):
        key = normalise_name(make) if make else ""
        if not make or not key or key in BLANK_NAMES:
            continue
        each = found[key]
        each.spellings[make.strip()] += quantity
        each.devices += quantity
        each.lines += 1
        each.organisations.add(organisation)
        if model:
            each.families[family_of(model)] += quantity
            each.models[model.strip()] += quantity
        registrant = _registrant(mac, prefixes)
        if registrant:
            each.registrants[registrant] += quantity
        if not each.asset:
            each.asset, each.why = asset, why
    return found


def family_of(model: str) -> str:
    """The family of a model number: its letters and signs, with # for each run of digits; at most two runs."""
    plain = re.sub(r"\d+", "#", model.strip().upper())
    head = re.match(r"[^#]*#?[^#]*#?", plain)
    return (head.group() if head else plain).rstrip("-_ ./") or plain


def _registrant(mac: str | None, prefixes: dict[str, str]) -> str | None:
    """The registrant of an address, by its longest prefix; None for an address that somebody set by hand."""
    digits = normalise_mac(mac) if mac else None
    if digits is None or int(digits[1], 16) & 0b11:
        return None
    return next((prefixes[digits[:size]] for size in (9, 7, 6) if digits[:size] in prefixes), None)


def _make(found: _Gathering, code: str) -> UnknownMake:
    (first, _), *others = found.spellings.most_common()
    return UnknownMake(
        make=first,
        spellings=tuple(spelling for spelling, _ in others[:5]),
        devices=found.devices,
        lines=found.lines,
        organisations=len(found.organisations),
        registrants=tuple(found.registrants.most_common(5)),
        families=tuple(found.families.most_common(8)),
        models=tuple(model for model, _ in found.models.most_common(5)),
        example=reference(ReferenceKind.ASSET, code, found.asset),
        why=found.why,
    )


def write_unknown_makes(office: Office, makes: Sequence[UnknownMake], path: Path) -> None:
    """Write the makes as CSV, JSON or workbook, by the ending of the file."""
    rows = (
        (
            each.make,
            "; ".join(each.spellings),
            each.devices,
            each.lines,
            each.organisations,
            counts(each.registrants),
            counts(each.families),
            each.example,
            each.why,
        )
        for each in makes
    )
    meta = {
        "marking": office.settings.marking,
        "question": "Unknown makes, by number of devices",
        "asked on": long_date(office.today),
    }
    write_table(_COLUMNS, rows, path, format=format_of(path), meta=meta)


def counts(pairs: Sequence[tuple[str, int]]) -> str:
    """`DS-# (12); IPC-# (3)`."""
    return "; ".join(f"{name} ({number:,})" for name, number in pairs)


def skeleton(make: UnknownMake) -> str:
    """A vendor's file in the documented shape, with what the register tells, for somebody to complete.

    It loads as it stands and flags nothing: every fact in it is unverified until somebody names a source.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", make.make.lower()).strip("-") or "unknown-make"
    name = _scalar(make.make)
    lines = [
        f"# vendors/{slug}.yaml: {make.devices:,} devices in the register, for example {make.example}.",
        "# Research it, correct every line, and name the source of each fact as a key of sources.yaml.",
        f"slug: {slug}",
        f"name: {name}",
        "# headquarters: {value: GB, source: KEY, confidence: medium}",
        "role: maker                  # or house_brand, platform, component_maker",
        "basis: general_knowledge     # text or registry, once one was read",
        "kinds: [cameras]",
        "names:",
        f"  - {{kind: brand, value: {name}, source: GK, confidence: unverified}}",
    ]
    for spelling in make.spellings:
        lines.append(f"  # also written {_scalar(spelling)}")
    if make.registrants:
        lines.append("# Registrants of the MAC addresses met. Keep those that are the maker's own:")
        lines.append("# registrants:")
        lines += [f"#   - {_scalar(registrant)}    # {number:,}" for registrant, number in make.registrants]
    if make.families:
        lines.append("# Model families met. A pattern needs a source, and must not hit another maker's models:")
        lines += [f"#   {family}    # {n:,}" for family, n in make.families]
        lines += [
            "# models:",
            f"#   - id: {slug}-1",
            "#     label: how the numbering is called",
            "#     regex: '^EXAMPLE-\\d{4}'",
            "#     strength: medium       # strong only if nobody else numbers so",
            "#     needs_brand: true",
            "#     covers: what the numbering stands for",
            "#     source: KEY",
            "#     confidence: medium",
        ]
    return "\n".join(lines) + "\n"


def _scalar(text: str) -> str:
    """A text as YAML writes it in a line, quoted where it must be."""
    return str(yaml.safe_dump([text], allow_unicode=True, default_flow_style=True, width=10_000)).strip()[1:-1]
