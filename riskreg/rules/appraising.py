"""Reckons an appraisal: cost, interoperability and disruption of every option, and what hinders it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from math import ceil

from riskreg.rules.appraisal import Appraisal, Option, OptionKind
from riskreg.rules.appraisal_figures import AssetFact, Comparison, OptionFigures, ProductFact, ProductFigure
from riskreg.rules.costing import duration_bias, reckon
from riskreg.rules.costing_life import Lives, lives
from riskreg.rules.costing_lines import CostKind, Spend
from riskreg.rules.dates import long_date
from riskreg.rules.disruption import clashes, judge_view
from riskreg.rules.disruption_terms import Clash, Criticality, Disruption, View, ViewOutcome
from riskreg.rules.green_book import BIAS_SOURCE
from riskreg.rules.interoperability import fit, gravest_of, keeps_restricted
from riskreg.rules.interoperability_terms import NO_CAMERA, Stays, Subject, answer
from riskreg.rules.power import most_drawn, set_aside
from riskreg.rules.terms import EquipmentKind, Interoperability, Verdict


def compare(appraisal: Appraisal, assets: Mapping[int, AssetFact], products: Mapping[int, ProductFact]) -> Comparison:
    """What the options of an appraisal come to, side by side.

    Args:
        appraisal: The inputs, with what stays screened.
        assets: Every asset line that it names.
        products: Every product that it names.

    Raises:
        FileRejected: Costs are at fault; names each fault of every line.
        UsageError: The years or the date are impossible.
    """
    basis = appraisal.basis
    return Comparison(
        name=appraisal.name,
        appraised_on=appraisal.appraised_on,
        base_year=appraisal.base_year,
        last_year=appraisal.last_year,
        rates_source=basis.schedule.source,
        bias_source=BIAS_SOURCE,
        budget_pence=appraisal.budget_pence,
        options=tuple(_figures(appraisal, each, assets, products) for each in appraisal.options),
    )


def _figures(
    appraisal: Appraisal, option: Option, assets: Mapping[int, AssetFact], products: Mapping[int, ProductFact]
) -> OptionFigures:
    costs = reckon([each for each in option.costs if each.likely is not None], appraisal.basis)
    total = costs.total
    coming = products_of(appraisal.stays, option, products)
    views = tuple(_seen(each, option, assets) for each in appraisal.views)
    dated = [each for each in option.visits if each.on is not None]
    is_dated = bool(dated) and len(dated) == len(option.visits)
    figures = OptionFigures(
        label=option.label,
        kind=option.kind,
        name=option.name,
        devices_old=sum(assets[each].quantity for each in option.asset_ids),
        devices_new=sum(each.quantity for each in coming),
        total=total,
        by_kind=tuple(sorted(costs.by(lambda each: each.line.kind).items(), key=lambda each: _PLACE[each[0]])),
        by_year=tuple(sorted(costs.by(lambda each: each.year).items())),
        unpriced=tuple(f"{each.kind.words}: {each.what}" for each in option.costs if each.likely is None),
        without_bias=len(costs.without_bias),
        without_vat=len(costs.without_vat),
        over_budget=(
            max(0, total.budget.likely - appraisal.budget_pence) if appraisal.budget_pence is not None else None
        ),
        products=coming,
        interoperability=_works(option, coming),
        keeps_restricted=_stays_restricted(appraisal, option),
        views=views,
        disruption=max((each.outcome for each in views), key=lambda each: each.gravity, default=Disruption.NOT_KNOWN),
        visits=len(option.visits),
        crew_days=sum(each.crew * each.days for each in option.visits),
        undated=len(option.visits) - len(dated),
        clashes=tuple(clashes(option.visits, appraisal.blackouts)),
        starts_on=min(each.on for each in dated if each.on is not None) if is_dated else None,
        ends_on=max(each.last_on for each in dated if each.last_on is not None) if is_dated else None,
        lives=_lives(appraisal, option, assets),
    )
    figures = _with_delay(figures, duration_bias(costs), appraisal)
    return replace(figures, hindrances=tuple(_hindrances(figures, option)))


_BEHIND = frozenset(
    {EquipmentKind.RECORDER, EquipmentKind.VIDEO_SOFTWARE, EquipmentKind.SERVER, EquipmentKind.STORAGE}
    | {EquipmentKind.NETWORK_EQUIPMENT}
)
"""Kinds on which every camera behind them hangs: without them nothing is seen or recorded."""


def _seen(view: View, option: Option, assets: Mapping[int, AssetFact]) -> ViewOutcome:
    """What an option means for a view, with what stands behind its cameras.

    A view that names a recorder, video system or switch among what it is seen by hangs on that, and on no other; of
    one that names none it is not said.
    """
    touched = {key for visit in option.visits for key in visit.asset_ids}
    behind = {
        key for key in {*touched, *(key for key, _ in view.sees)} if key in assets and assets[key].kind in _BEHIND
    }
    named = frozenset(key for key, _ in view.sees if key in behind)
    view = replace(view, sees=tuple(each for each in view.sees if each[0] not in behind))
    after = devices_after(view, option, assets)
    return judge_view(view, option.visits, after, relies_on=named, unsaid=frozenset() if named else behind)


def _lives(appraisal: Appraisal, option: Option, assets: Mapping[int, AssetFact]) -> Lives | None:
    if option.kind is OptionKind.KEEP or not option.asset_ids:
        return None
    bought = [each.first_year for each in option.costs if each.kind is CostKind.DEVICE and each.spend is Spend.CAPITAL]
    going = [assets[key] for key in sorted(option.asset_ids)]
    devices = [(each.kind, each.quantity, each.installed_year) for each in going]
    return lives(devices, option.costs, min(bought, default=appraisal.base_year), appraisal.basis)


def _with_delay(figures: OptionFigures, share: Fraction | None, appraisal: Appraisal) -> OptionFigures:
    """The figures with what optimism bias on duration means for the last day of work, and what it runs into."""
    if share is None:
        return figures
    figures = replace(figures, duration_bias=round(share * 10_000))
    if figures.starts_on is None or figures.ends_on is None:
        return figures
    days = (figures.ends_on - figures.starts_on).days + 1
    late = figures.ends_on + timedelta(days=ceil(days * share))
    run_into = tuple(each for each in appraisal.blackouts if figures.ends_on < each.to_on and each.from_on <= late)
    return replace(figures, ends_late_on=late, late_windows=run_into)


_PLACE = {kind: place for place, kind in enumerate(CostKind)}


def products_of(stays: Stays, option: Option, products: Mapping[int, ProductFact]) -> tuple[ProductFigure, ...]:
    """What comes with an option, and how it works with what stays and with what else comes.

    Args:
        stays: What is not replaced, screened.
        option: The option.
        products: Every product that it names.
    """
    wanted: dict[int, int] = {}
    for line in option.lines:
        for product, quantity in line.products:
            wanted[product] = wanted.get(product, 0) + quantity
    candidates = {product: products[product].candidate for product in wanted}
    ports = {key: quantity for key, quantity in wanted.items() if candidates[key].kind not in NO_CAMERA}
    beside = stays.other_milliwatts if stays.other_set_aside is None else stays.other_set_aside
    stays = _with_recorder(stays, [products[each] for each in wanted])
    figures = []
    for product, quantity in wanted.items():
        fact = products[product]
        # The other products of the option hang on the same switch.
        others = [(candidates[each], many) for each, many in wanted.items() if each != product]
        there = replace(
            stays,
            other_milliwatts=stays.other_milliwatts + sum(most_drawn(each) * many for each, many in others),
            other_set_aside=beside + sum(set_aside(each) * many for each, many in others),
            other_ports=sum(many for each, many in ports.items() if each != product),
        )
        answers = fit(fact.candidate, there, quantity).answers
        if stays.vms is None and stays.recorder is None and fact.candidate.kind not in NO_CAMERA:
            answers = (*answers, _NOBODY)
        outcome = gravest_of([each.outcome for each in answers])
        figures.append(
            ProductFigure(
                fact.reference,
                fact.candidate.name,
                quantity,
                fact.verdict,
                fact.reason,
                outcome,
                answers,
                fact.candidate.note,
            )
        )
    return tuple(figures)


_NOBODY = answer(
    Subject.VMS,
    Interoperability.NOT_KNOWN,
    "Neither the video system nor the recorder that takes the pictures is told.",
    "what is not told is not known",
)


def _with_recorder(stays: Stays, coming: Sequence[ProductFact]) -> Stays:
    """What stays, with the recorder that the option itself brings: the cameras must work with that one."""
    new = next((each for each in coming if each.candidate.kind is EquipmentKind.RECORDER), None)
    if new is None or stays.recorder is not None:
        return stays
    profiles = stays.client_profiles or new.candidate.profiles
    restricted = None if new.verdict is Verdict.UNKNOWN else new.verdict.is_flagged
    return replace(
        stays,
        recorder=new.candidate.name,
        client_profiles=profiles,
        is_recorder_restricted=restricted,
        is_recorder_new=True,
    )


def _works(option: Option, coming: tuple[ProductFigure, ...]) -> Interoperability:
    if option.kind in (OptionKind.KEEP, OptionKind.WITHDRAW) and not coming:
        return Interoperability.FITS
    chosen = all(line.products for line in option.lines) and bool(option.lines)
    outcomes = [each.outcome for each in coming]
    return gravest_of([*outcomes, *([] if chosen else [Interoperability.NOT_KNOWN])])


def _stays_restricted(appraisal: Appraisal, option: Option) -> bool | None:
    return True if option.kind is OptionKind.KEEP else keeps_restricted(appraisal.stays)


def devices_after(view: View, option: Option, assets: Mapping[int, AssetFact]) -> int | None:
    """Devices that see a view when the work of an option is done; None where only an engineer can say.

    What an engineer said counts. Else: what is kept sees what it saw; as many new as old see the same; nothing sees
    in the place of what is withdrawn; how many of another number of devices see it cannot be told.
    """
    told = dict(view.after).get(option.label)
    if told is not None:
        return told
    if option.kind is OptionKind.KEEP:
        return view.devices
    remaining = view.devices
    for line in option.lines:
        seen = sum(devices for asset, devices in view.sees if asset in line.asset_ids)
        old = sum(assets[each].quantity for each in line.asset_ids)
        new = sum(quantity for _, quantity in line.products)
        if not seen or (new == old and option.kind is OptionKind.LIKE):
            continue
        if option.kind is not OptionKind.WITHDRAW:
            return None
        remaining -= seen
    return remaining


def _hindrances(figures: OptionFigures, option: Option) -> Iterator[str]:
    if figures.unpriced:
        yield f"{len(figures.unpriced)} costs have no price: {'; '.join(figures.unpriced)}."
    for product in figures.products:
        if product.verdict.is_flagged:
            yield f"{product.name} is itself {product.verdict.value}: {product.reason}"
        for each in product.answers:
            if each.outcome is Interoperability.BLOCKS:
                yield f"{product.name} does not work with what stays: {each.reason}"
    yield from _uncosted(figures, option)
    for view in figures.views:
        if view.outcome is Disruption.REFUSED:
            yield f"No-gap view “{view.view}”: {view.reason}"
        elif view.outcome is Disruption.NOT_KNOWN and view.criticality is Criticality.NO_GAP:
            yield f"No-gap view “{view.view}”: {view.reason} Unknown is not kept."
    yield from map(_clashing, figures.clashes)


def _uncosted(figures: OptionFigures, option: Option) -> Iterator[str]:
    """What an option needs so that it works, where no cost of that kind stands in it."""
    kinds = {each.kind for each in option.costs}
    for product in figures.products:
        for need in dict.fromkeys(need for each in product.answers for need in each.needs):
            if need.kind not in kinds:
                yield f"{product.name} needs “{need.what}”, and no cost for {need.kind.words} is given."
    if any(each.cover for each in option.visits) and CostKind.TEMPORARY_COVER not in kinds:
        yield "Temporary devices are planned, and no cost for temporary cover is given."


def _clashing(clash: Clash) -> str:
    window = clash.window
    return (
        f"Visit “{clash.visit}” of {long_date(clash.first_on)} falls between {long_date(window.from_on)} and "
        f"{long_date(window.to_on)}: {window.reason}."
    )
