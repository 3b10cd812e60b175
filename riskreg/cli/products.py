"""`riskreg products`: candidate replacements, screened like any asset."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from riskreg.cli import fitting
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
    show_counts,
    show_issues,
    show_table,
)
from riskreg.errors import UsageError
from riskreg.operations import products as act
from riskreg.operations.importing import parse_mapping
from riskreg.operations.product_words import power_words, price_words, product_facts_told
from riskreg.operations.templating import write_blank_products
from riskreg.rules.dates import long_date
from riskreg.rules.terms import EquipmentKind, Verdict
from riskreg.settings import settings

products = typer.Typer(help="Candidate replacements, screened like any asset.", no_args_is_help=True)
products.command("fit")(fitting.fit_products)

OrganisationOption = Annotated[
    str | None,
    typer.Option("--organisation", metavar="NAME", help="Count this organisation's regimes. Default: all adopted."),
]
AsAtOption = Annotated[
    str | None, typer.Option("--as-at", metavar="DATE", help="As described by that date. Default: today.")
]


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.add_typer(products, name="products")


@products.command("import")
def import_products(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="The list: a workbook, delimited text or YAML.")
    ] = None,
    bundled: Annotated[
        bool, typer.Option("--bundled", help="Take the list of real products that comes with riskreg.")
    ] = False,
    dated: Annotated[
        str | None,
        typer.Option("--dated", metavar="DATE", help="The date that the list describes. Default: as a YAML file says."),
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="HEADER=FIELD", help="What a column means, where it was misunderstood; can be repeated."
        ),
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write it. Without, nothing is written.")] = False,
    expect: Annotated[
        str | None,
        typer.Option(
            "--expect", metavar="DIGEST", help="Stop where the outcome would differ from the preview with this digest."
        ),
    ] = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what importing a list of products would do; with --apply, do it.

    Every product is screened by maker, chip and country, as an asset is. A restricted one is kept and said so.
    """
    if (file is None) != bundled:
        raise UsageError("Say which list is meant.", "Name one file, or add --bundled for the list of riskreg.")
    with office(database, actor, quiet=as_json) as place:
        done = act.import_products(
            place, file, dated=date_option(dated), mapping=parse_mapping(mapping), apply=apply, expect=expect
        )
    seen = done.preview
    if as_json:
        say_json(
            {
                "applied": done.is_written,
                "outcome_sha256": seen.outcome_sha256,
                "described_on": seen.described_on,
                "counts": {disposition.value: count for disposition, count in seen.counts.items()},
                "products": [
                    {
                        "name": each.row.candidate.name,
                        "disposition": each.disposition.value,
                        "verdict": each.verdict.value if each.verdict is not None else None,
                        "reason": each.reason,
                    }
                    for each in seen.outcomes
                    if each.row.candidate is not None
                ],
                "issues": [issue.as_dict() for issue in seen.issues],
            }
        )
        return
    lines = counted(len(seen.outcomes), "product")
    say(f"{seen.read.file_name}: {lines}, as of {long_date(seen.described_on)}.")
    show_counts("Products", {disposition.value: count for disposition, count in seen.counts.items()})
    verdicts = [each.verdict for each in seen.outcomes if each.verdict is not None]
    show_counts("What the lists in use say of them", {each.value: verdicts.count(each) for each in Verdict})
    show_issues(seen.issues)
    if apply:
        say("Imported." if done.is_written else "The list changes nothing; nothing was written.")
    else:
        say(f"Nothing was written. Digest of this preview: {seen.outcome_sha256}")
        say("Write it with --apply." if seen.changes_anything else "The list changes nothing.")


@products.command("list")
def list_products(
    kind: Annotated[
        list[EquipmentKind] | None, typer.Option("--kind", help="Only this kind of equipment; can be repeated.")
    ] = None,
    verdict: Annotated[
        list[Verdict] | None, typer.Option("--verdict", help="Only products with this verdict; can be repeated.")
    ] = None,
    organisation: OrganisationOption = None,
    as_at: AsAtOption = None,
    as_known: AsKnownOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List candidate replacements with what the lists in use say of each, and what to ask the supplier."""
    with office(database, quiet=as_json) as place:
        found = act.list_products(
            place,
            kinds=[each.value for each in kind or ()],
            verdicts=verdict or (),
            organisation=organisation,
            as_at=date_option(as_at),
            as_known=as_known,
        )
    if as_json:
        say_json([_as_json(each) for each in found])
        return
    if not found:
        say("No product answers to that. Import some with: riskreg products import --bundled --apply")
        return
    show_table(
        counted(len(found), "product"),
        ("Reference", "Product", "Verdict", "Power", "Price", "To ask"),
        (
            (
                each.reference,
                each.candidate.name,
                each.verdict.value,
                power_words(each),
                price_words(each),
                ", ".join(each.asks),
            )
            for each in found
        ),
        numbers=(4,),
    )
    flagged = [each for each in found if each.verdict.is_flagged]
    if flagged:
        say(f"Do not plan with {counted(len(flagged), 'product')} that is flagged; see why with: riskreg products show")
    unknown = sum(each.verdict is Verdict.UNKNOWN for each in found)
    if unknown:
        say(f"The maker of {counted(unknown, 'product')} cannot be told. Unknown is not clear.")


@products.command("show")
def show_product(
    product: Annotated[str, typer.Argument(metavar="PRODUCT", help="PROD-… reference, brand and model, or model.")],
    organisation: OrganisationOption = None,
    as_at: AsAtOption = None,
    as_known: AsKnownOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one product: what is known of it and from where, and what each list in use says of it."""
    with office(database, quiet=as_json) as place:
        found = act.show_product(place, product, organisation=organisation, as_at=date_option(as_at), as_known=as_known)
    if as_json:
        say_json(_as_json(found))
        return
    say(f"{found.candidate.name} ({found.reference}), as of {long_date(found.described_on)}: {found.verdict.value}")
    show_table("", ("What", ""), [(what, told) for what, told in product_facts_told(found) if told])
    show_table(
        "What the lists in use say",
        ("Regime", "Edition", "Verdict", "Why"),
        ((each.regime, each.edition, each.verdict.value, each.reason) for each in found.said),
    )
    if found.verdict_then is not found.verdict:
        say(f"When it was imported it was {found.verdict_then.value}.")
    if found.asks:
        say(f"Ask the supplier for {' and '.join(found.asks)}: what is not told cannot be screened.")


@products.command("template")
def template(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE.xlsx", help="Where to write it; a folder will do.")
    ] = Path(),
    as_json: JsonOption = False,
) -> None:
    """Write a blank list of products for suppliers or engineers to fill in."""
    path = write_blank_products(output, settings().marking)
    say_json({"file": str(path), "kind": "products"}) if as_json else say(f"Written: {path}")


def _as_json(each: act.ProductShown) -> dict[str, object]:
    return asdict(each) | {"name": each.candidate.name, "reason": each.reason}
