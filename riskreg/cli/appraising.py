"""`riskreg plan draft`, `compare`, `appraisals`: options for a site, side by side."""

from __future__ import annotations

import re
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from riskreg.cli.appraisal_shown import pounds, show_comparison
from riskreg.cli.common import (
    ActorOption,
    AsKnownOption,
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
from riskreg.operations import appraisal_books as books
from riskreg.operations import appraising as act
from riskreg.rules.appraisal import YEARS
from riskreg.rules.dates import long_date
from riskreg.rules.green_book import ProjectType
from riskreg.rules.interoperability_terms import Stays
from riskreg.rules.terms import EquipmentKind

AppraisalArgument = Annotated[
    str, typer.Argument(metavar="APPRAISAL", help="APPR-… reference, or a site that has only one appraisal.")
]
AsAtOption = Annotated[
    str | None, typer.Option("--as-at", metavar="DATE", help="The version that counted on that date. Default: today.")
]


def register(plan: typer.Typer) -> None:
    """Hang the commands on the group of plans."""
    plan.command("draft")(draft)
    plan.command("appraisals")(appraisals)
    plan.command("export")(export)
    plan.command("compare")(compare)


def draft(
    site: Annotated[str, typer.Option("--site", metavar="SITE", help="SITE-… reference, code or name.")],
    system: Annotated[str | None, typer.Option("--system", metavar="NAME", help="Only this system there.")] = None,
    name: Annotated[str, typer.Option("--name", help="What to call it. Default: after the site.")] = "",
    years: Annotated[int, typer.Option("--years", min=1, max=60, help="Years that it looks ahead.")] = YEARS,
    cameras_as: Annotated[
        EquipmentKind | None,
        typer.Option("--cameras-as", help="What to look for where a list says only “camera”."),
    ] = None,
    redesign: Annotated[
        list[str] | None,
        typer.Option(
            "--redesign", metavar="KIND=NUMBER", help="So many take the place of all of that kind; can be repeated."
        ),
    ] = None,
    keep_recorder: Annotated[
        bool, typer.Option("--keep-recorder", help="Leave recorders and video systems, restricted or not.")
    ] = False,
    vms: Annotated[str | None, typer.Option("--vms", metavar="NAME", help="The video system that stays.")] = None,
    recorder: Annotated[str | None, typer.Option("--recorder", metavar="NAME", help="The recorder that stays.")] = None,
    switch_watts: Annotated[
        float | None, typer.Option("--switch-watts", min=0, help="What the switch gives in all.")
    ] = None,
    port_class: Annotated[
        int | None, typer.Option("--port-class", min=0, max=8, help="PoE class that each port gives.")
    ] = None,
    other_watts: Annotated[float, typer.Option("--other-watts", min=0, help="What other devices on it draw.")] = 0.0,
    ingress: IngressOption = None,
    impact: ImpactOption = None,
    coldest: ColdestOption = None,
    hottest: HottestOption = None,
    free_ports: PortsOption = None,
    allots: AllotsOption = None,
    rates: Annotated[
        list[str] | None,
        typer.Option("--rate", metavar="CURRENCY=POUNDS", help="Pounds for one unit, such as USD=0.79; repeatable."),
    ] = None,
    project_type: Annotated[
        ProjectType | None,
        typer.Option("--project-type", help="Type of project for optimism bias. Default: none, and it is said."),
    ] = None,
    vat: Annotated[float, typer.Option("--vat", min=0, max=100, help="Rate of VAT in per cent.")] = 20.0,
    minutes: Annotated[
        int | None, typer.Option("--minutes-each", min=0, help="Minutes for which each device is out.")
    ] = None,
    street: Annotated[
        bool, typer.Option("--street", help="The cameras stand in public space. Default: in a building.")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Write it. Without, nothing is written.")] = False,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draft the options for what is flagged at a site: keep, like for like, redesign, withdraw; with their costs.

    A draft is a start. What has no public price stands in it without one. Write it with --apply, take it out with
    riskreg plan export, correct it in Excel, and send it back with riskreg plan import.
    """
    with office(database, actor, quiet=as_json) as place:
        stays = Stays(
            vms=vms,
            recorder=recorder,
            has_switch=switch_watts is not None or port_class is not None,
            port_class=port_class,
            budget_milliwatts=round(switch_watts * 1000) if switch_watts is not None else None,
            other_milliwatts=round(other_watts * 1000),
            bought_on=place.today,
            ingress=ingress,
            impact=impact,
            coldest=coldest,
            hottest=hottest,
            free_ports=free_ports,
            allots_by_class=by_class(allots),
        )
        wanted = act.DraftWanted(
            name=name,
            on=place.today,
            years=years,
            stays=stays,
            cameras_as=cameras_as,
            redesign=act.parse_redesign(redesign or ()),
            project_type=project_type,
            vat=round(vat * 100),
            rates=dict(map(_rate, rates or ())),
            minutes_each=minutes,
            is_street=street,
        )
        shown = act.draft_appraisal(place, site, wanted, system=system, keep_recorder=keep_recorder, apply=apply)
    if as_json:
        say_json(_draft_json(shown))
        return
    say(f"{shown.drafted.appraisal.name} ({shown.site}): {counted(shown.flagged, 'flagged device')} still in place.")
    if shown.unknown:
        say(f"The maker of {counted(shown.unknown, 'device')} at the site is not known; they are in no option.")
    show_table(
        "Products that might take their place, the best first",
        ("Devices", "No.", "Products", "Would do", "Powered"),
        (
            (
                each.group,
                each.devices,
                "; ".join(f"{c.product.candidate.name} ({pounds(c.pence)})" for c in each.choices) or "none",
                each.found,
                each.powered if each.powered is not None else "no switch told",
            )
            for each in shown.drafted.proposed
        ),
        numbers=(1, 3),
    )
    show_comparison(shown.figures)
    for each in shown.drafted.said:
        say(each)
    if shown.reference is None:
        say("Nothing was written. Write it with --apply.")
    else:
        say(f"Written as {shown.reference}. Take it out with: riskreg plan export {shown.reference} -o FILE.xlsx")


def _rate(text: str) -> tuple[str, Decimal]:
    found = re.fullmatch(r"\s*([A-Za-z]{3})\s*=\s*(\d+(?:\.\d+)?)\s*", text)
    if found is None or not Decimal(found[2]):
        raise UsageError(f"“{text}” is no rate.", "Write the currency and the pounds for one unit of it: USD=0.79")
    return found[1].upper(), Decimal(found[2])


def _draft_json(shown: act.DraftShown) -> dict[str, object]:
    return {
        "reference": shown.reference,
        "site": shown.site,
        "flagged": shown.flagged,
        "unknown": shown.unknown,
        "proposed": [
            {
                "group": each.group,
                "devices": each.devices,
                "found": each.found,
                "powered": each.powered,
                "products": [
                    {
                        "reference": choice.product.reference,
                        "name": choice.product.candidate.name,
                        "outcome": choice.fit.outcome.value,
                        "pence": choice.pence,
                    }
                    for choice in each.choices
                ],
            }
            for each in shown.drafted.proposed
        ],
        "figures": asdict(shown.figures),
        "said": list(shown.drafted.said),
    }


def appraisals(
    site: Annotated[str | None, typer.Argument(metavar="[SITE]", help="Only this site. Default: all.")] = None,
    as_at: AsAtOption = None,
    as_known: AsKnownOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the appraisals: which sites have options with their costs."""
    with office(database, quiet=as_json) as place:
        found = act.list_appraisals(place, site, as_at=date_option(as_at), as_known=as_known)
    if as_json:
        say_json([asdict(each) for each in found])
        return
    if not found:
        say("There is no appraisal. Draft one with: riskreg plan draft --site SITE --apply")
        return
    show_table(
        counted(len(found), "appraisal"),
        ("Reference", "Site", "Organisation", "How far", "Of", "Versions", "Options"),
        (
            (each.reference, each.name, each.organisation, each.how_far, each.appraised_on, each.versions, each.options)
            for each in found
        ),
        numbers=(5, 6),
    )


def compare(
    appraisal: AppraisalArgument,
    as_at: AsAtOption = None,
    as_known: AsKnownOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the options of an appraisal side by side: money, what works, what is lost meanwhile, what hinders each.

    VAT and contingency stand apart; optimism bias and discounting follow the Green Book. The figures are those that
    were reckoned when the appraisal was written.
    """
    with office(database, quiet=as_json) as place:
        shown = act.compare_options(place, appraisal, as_at=date_option(as_at), as_known=as_known)
    if as_json:
        say_json(asdict(shown))
        return
    figures = shown.figures
    say(f"{figures.name} ({shown.reference}), {shown.site_name} ({shown.site}), {shown.organisation}")
    say(f"Appraised on {long_date(figures.appraised_on)}, version {shown.version}.")
    show_comparison(figures)
    for each in shown.since:
        say(f"Since then: {each}")
    say(f"Digest of these figures: {shown.results_sha256}")


def export(
    appraisal: AppraisalArgument,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE.xlsx", help="Where to write it; a folder will do.")
    ],
    as_at: AsAtOption = None,
    as_known: AsKnownOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write an appraisal as a workbook to be corrected and sent back with: riskreg plan import FILE.xlsx.

    With --as-at or --as-known it is an earlier version, to be read: only the one that counts can be sent back.
    """
    with office(database, quiet=as_json) as place:
        path = books.export_appraisal(place, appraisal, output, as_at=date_option(as_at), as_known=as_known)
    say_json({"file": str(path)}) if as_json else say(f"Written: {path}")


def show_imported(done: books.AppraisalImported, *, as_json: bool) -> None:
    """What importing an appraisal's workbook would change, or changed."""
    if as_json:
        say_json(
            {
                "applied": done.is_written,
                "reference": done.reference,
                "outcome_sha256": done.outcome_sha256,
                "differences": [asdict(each) for each in done.differences],
                "figures": asdict(done.figures),
            }
        )
        return
    say(f"{done.figures.name} ({done.reference})")
    if done.differences:
        show_table(
            counted(len(done.differences), "difference"),
            ("", "Where", "Was", "Becomes"),
            ((words(each.change), each.where, each.was, each.becomes) for each in done.differences),
        )
    show_comparison(done.figures)
    if not done.differences:
        say("The workbook changes nothing; nothing was written.")
    elif done.is_written:
        say("Written as the newest version.")
    else:
        say(f"Nothing was written. Digest of this preview: {done.outcome_sha256}")
        say("Write it with --apply.")
