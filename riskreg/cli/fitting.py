"""`riskreg products fit`: whether a candidate works with what stays."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from riskreg.cli.common import (
    DatabaseOption,
    JsonOption,
    counted,
    date_option,
    office,
    say,
    say_json,
    show_table,
    words,
)
from riskreg.cli.staying import (
    AllotsOption,
    ColdestOption,
    HottestOption,
    ImpactOption,
    IngressOption,
    PortsOption,
    by_class,
)
from riskreg.errors import UsageError
from riskreg.operations import fitting as act
from riskreg.rules.candidates import PROFILES, ProfileClaim
from riskreg.rules.interoperability_terms import Stays
from riskreg.rules.terms import EquipmentKind


def fit_products(
    product: Annotated[
        str | None,
        typer.Argument(metavar="[PRODUCT]", help="PROD-… reference, brand and model, or model. Default: propose some."),
    ] = None,
    kind: Annotated[EquipmentKind, typer.Option("--kind", help="What to propose.")] = EquipmentKind.DOME_CAMERA,
    quantity: Annotated[int, typer.Option("--quantity", min=1, help="How many of it.")] = 1,
    vms: Annotated[str | None, typer.Option("--vms", metavar="NAME", help="The video system that stays.")] = None,
    profiles: Annotated[
        list[str] | None,
        typer.Option("--vms-profile", metavar="LETTER:VERSION", help="A profile of it with its version; repeatable."),
    ] = None,
    recorder: Annotated[str | None, typer.Option("--recorder", metavar="NAME", help="The recorder that stays.")] = None,
    switch_watts: Annotated[
        float | None, typer.Option("--switch-watts", min=0, help="What the switch gives in all.")
    ] = None,
    port_class: Annotated[
        int | None, typer.Option("--port-class", min=0, max=8, help="PoE class that each port gives.")
    ] = None,
    other_watts: Annotated[float, typer.Option("--other-watts", min=0, help="What other devices on it draw.")] = 0.0,
    coax: Annotated[bool, typer.Option("--coax", help="Coaxial cable stays.")] = False,
    metres: Annotated[int | None, typer.Option("--cable-metres", min=0, help="Longest run of cable.")] = None,
    codec: Annotated[
        list[str] | None, typer.Option("--codec", help="What the video system takes; can be repeated.")
    ] = None,
    smart_codec: Annotated[
        bool, typer.Option("--smart-codec", help="Storage was sized with the old maker's saving codec.")
    ] = False,
    analytics: Annotated[bool, typer.Option("--analytics", help="Counts or events must arrive.")] = False,
    plates: Annotated[bool, typer.Option("--plates", help="Plate reads feed another system.")] = False,
    doors: Annotated[bool, typer.Option("--doors", help="Doors share the old maker's system.")] = False,
    recordings: Annotated[bool, typer.Option("--recordings", help="Old recordings must stay playable.")] = False,
    no_token: Annotated[bool, typer.Option("--no-username-token", help="Security forbids username-token.")] = False,
    ingress: IngressOption = None,
    impact: ImpactOption = None,
    coldest: ColdestOption = None,
    hottest: HottestOption = None,
    free_ports: PortsOption = None,
    allots: AllotsOption = None,
    special: Annotated[
        bool, typer.Option("--special-housing", help="Custody, anti-ligature, explosion or wash-down.")
    ] = False,
    mount: Annotated[str | None, typer.Option("--mount", metavar="NAME", help="Bracket or plate that stays.")] = None,
    told: Annotated[
        list[str] | None, typer.Option("--tells", metavar="WHAT", help="What it must tell from pictures; repeatable.")
    ] = None,
    bought_on: Annotated[str | None, typer.Option("--bought-on", metavar="DATE", help="When it is bought.")] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say whether a product works with what stays, with reason, source and what it takes; or propose some.

    Say what stays; what is not said is not looked at, and what is not on record is not known, which is not fits.
    """
    stays = Stays(
        vms=vms,
        client_profiles=tuple(map(_claim, profiles or ())),
        recorder=recorder,
        has_switch=switch_watts is not None or port_class is not None,
        port_class=port_class,
        budget_milliwatts=round(switch_watts * 1000) if switch_watts is not None else None,
        other_milliwatts=round(other_watts * 1000),
        is_coax=True if coax else None if metres is None else False,
        cable_metres=metres,
        codecs=tuple(codec or ()),
        uses_smart_codec=smart_codec,
        needs_analytics=analytics,
        feeds_plates=plates,
        shares_doors=doors,
        keeps_recordings=recordings,
        forbids_username_token=no_token,
        bought_on=date_option(bought_on),
        ingress=ingress,
        impact=impact,
        coldest=coldest,
        hottest=hottest,
        free_ports=free_ports,
        allots_by_class=by_class(allots),
        needs_special_housing=special,
        mount=mount,
        analytics=tuple(told or ()),
    )
    with office(database, quiet=as_json) as place:
        found = (
            (act.fit_product(place, product, stays, quantity),)
            if product is not None
            else act.propose_products(place, kind, stays, quantity)
        )
    if as_json:
        say_json([_as_json(each) for each in found])
    elif product is not None:
        _one(found[0])
    else:
        _several(found, quantity, kind)


def _claim(text: str) -> ProfileClaim:
    match = re.fullmatch(r"\s*([A-Za-z])\s*(?::\s*(\S+)\s*)?", text)
    if match is None or match[1].upper() not in PROFILES:
        raise UsageError(f"“{text}” is no profile.", "Write it as T:2023R3, with the version of the declaration.")
    return ProfileClaim(match[1].upper(), match[2])


def _as_json(each: act.ProductFitted) -> dict[str, object]:
    return {
        "reference": each.product.reference,
        "name": each.product.candidate.name,
        "verdict": each.product.verdict.value,
        "outcome": each.fit.outcome.value,
        "keeps_restricted": each.fit.keeps_restricted,
        "answers": [
            {
                "with": answer.subject.value,
                "outcome": answer.outcome.value,
                "reason": answer.reason,
                "source": answer.source,
                "needs": [
                    {"line": need.kind.value, "what": need.what, "quantity": need.quantity, "unit": need.unit}
                    for need in answer.needs
                ],
            }
            for answer in each.fit.answers
        ],
    }


def _one(each: act.ProductFitted) -> None:
    product = each.product
    say(f"{product.candidate.name} ({product.reference}): {words(each.fit.outcome.value)}; screened: {product.verdict}")
    show_table(
        "",
        ("With", "Answer", "Why", "It takes", "Source"),
        (
            (
                words(a.subject.value),
                words(a.outcome.value),
                a.reason,
                "; ".join(f"{need.quantity} × {need.what}" for need in a.needs),
                a.source,
            )
            for a in each.fit.answers
        ),
    )
    if product.verdict.is_flagged:
        say(f"Do not buy it: {product.reason}")
    if each.fit.keeps_restricted:
        say("What stays is restricted itself: the system stays in the finding, whatever hangs on it.")
    if each.fit.keeps_restricted is None:
        say("Whether what stays is restricted is not known: find out who made it.")


def _several(found: tuple[act.ProductFitted, ...], quantity: int, kind: EquipmentKind) -> None:
    if not found:
        say(
            f"No product known can be powered {quantity} times by that switch. Plan another switch, or import products."
        )
        return
    show_table(
        f"{counted(len(found), 'product')} of kind {words(kind.value)} that the switch can power {quantity} times",
        ("Reference", "Product", "Verdict", "Power"),
        (
            (
                each.product.reference,
                each.product.candidate.name,
                each.product.verdict.value,
                next(a.reason for a in each.fit.answers if a.subject.value == "switch"),
            )
            for each in found
        ),
    )
    say("This looks at power alone. Name one of them to see how it works with the rest.")
