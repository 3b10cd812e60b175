"""`riskreg asset`: two records that are one device."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from riskreg.cli.common import (
    ActorOption,
    DatabaseOption,
    JsonOption,
    ReasonOption,
    counted,
    date_option,
    office,
    say,
    say_json,
)
from riskreg.operations.merging import merge_assets, separate_asset

asset = typer.Typer(help="Put right what lists say of assets: two records that are one device.", no_args_is_help=True)

OnOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="From which date it counts so. Default: today.")
]


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.add_typer(asset, name="asset")


@asset.command("merge")
def merge(
    record: Annotated[str, typer.Argument(metavar="REF", help="The record that shall no longer count (ASSET-…).")],
    into: Annotated[str, typer.Option("--into", metavar="REF", help="The record that stays (ASSET-…).")],
    reason: ReasonOption = "",
    on: OnOption = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record that two assets are one device, so that it is counted once.

    Nothing is deleted: both records keep their history, and “riskreg show” tells of the merge. Rows of later lists that
    name either are taken as naming the record that stays. “riskreg asset separate” takes it back.
    """
    with office(database, actor, quiet=as_json) as place:
        done = merge_assets(place, record, into, reason, date_option(on))
    if as_json:
        say_json(asdict(done))
        return
    say(f"{done.asset} is merged into {done.into}: {counted(done.devices, 'device')} no longer counted twice.")
    for sentence in done.said:
        say(sentence)
    say(f"Flags lapsed: {done.screened.lapsed:,}. To take it back: riskreg asset separate {done.asset} --reason …")


@asset.command("separate")
def separate(
    record: Annotated[str, typer.Argument(metavar="REF", help="The record that was merged (ASSET-…).")],
    reason: ReasonOption = "",
    on: OnOption = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a merge back: the asset is counted by itself again, and flagged again if its maker is restricted."""
    with office(database, actor, quiet=as_json) as place:
        done = separate_asset(place, record, reason, date_option(on))
    if as_json:
        say_json(asdict(done))
        return
    say(f"{done.asset} counts by itself again, apart from {done.into}: {counted(done.devices, 'device')}.")
    say(f"Flags raised: {done.screened.raised:,}.")
