"""Which flagged assets filters select, and how many devices of each are counted. Figures and rows use this."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from riskreg.errors import UsageError
from riskreg.reporting.asking import Counted, Exempting, Filters, Installed, Lacking, Planning, Review
from riskreg.reporting.duties import Duties, dates_told
from riskreg.reporting.histories import Part
from riskreg.reporting.postcode_areas import area_of
from riskreg.reporting.state import EstateState, FlaggedAsset
from riskreg.rules.terms import Limb, LimbAnswer, Step

Test = Callable[[FlaggedAsset], bool]
Count = Callable[[FlaggedAsset], int]


def _counter(filters: Filters) -> Count:
    if filters.step is not None:
        step: Step = filters.step
        return lambda asset: asset.standing.steps.get(step, 0)
    if filters.count is Counted.ALL:
        return lambda asset: asset.standing.cohort
    if filters.count is Counted.REPORTED_REMOVED:
        return lambda asset: asset.reported_removed
    if isinstance(filters.count, Part) and filters.count is not Part.OPEN:
        part: Part = filters.count
        return lambda asset: asset.parts.get(part, 0)
    return lambda asset: asset.open_devices


def _planning(planning: Planning, on: date) -> Test:
    tests: dict[Planning, Test] = {
        Planning.PLANNED: lambda asset: bool(asset.lines),
        Planning.UNPLANNED: lambda asset: not asset.lines,
        Planning.FUNDED: lambda asset: asset.is_funded,
        Planning.NOT_FUNDED: lambda asset: bool(asset.lines) and not asset.is_funded,
        Planning.PAST_TARGET: lambda asset: asset.target_on is not None and asset.target_on < on,
        Planning.NO_COST: lambda asset: bool(asset.lines) and not any(line.has_cost for line in asset.lines),
    }
    return tests[planning]


def installed_on(asset: FlaggedAsset) -> date | None:
    """When it was installed, else when it was bought, as the list says."""
    version = asset.standing.version
    return None if version is None else version.installed_on or version.purchased_on


def _installed(wanted: Installed, duties: Duties) -> Test:
    if wanted is Installed.NOT_KNOWN:
        return lambda asset: dates_told(asset) == (None, None)
    if wanted is Installed.NOT_TESTED:
        return lambda asset: bool(duties.not_tested(asset))
    if wanted is Installed.BOUGHT_AFTER_PROHIBITION:
        return lambda asset: duties.bought_after(asset) is not None
    return lambda asset: duties.installed_after(asset) is not None


def _exempt(wanted: Exempting, duties: Duties) -> Test:
    exemptions = duties.exemptions
    tests: dict[Exempting, Test] = {
        Exempting.NOW: lambda asset: exemptions.until(asset) is not None,
        Exempting.ENDING: exemptions.is_ending,
        Exempting.EXPIRED: exemptions.is_expired,
    }
    return tests[wanted]


def _review(wanted: Review) -> Test:
    if wanted is Review.WAITING:
        return lambda asset: any(flag.basis.is_live and not flag.is_decided for flag in asset.standing.flags)
    if wanted is Review.REOPENED:
        return lambda asset: any(flag.is_reopened for flag in asset.standing.flags)
    raise UsageError(
        "Flagged assets have no date of review.", f"Ask: riskreg query determinations --review {wanted.value}"
    )


def _lacking(wanted: Lacking) -> Test:
    if wanted is Lacking.MAKE:
        return lambda asset: not (asset.standing.place.make or "").strip()
    if wanted is Lacking.INSTALL_DATE:
        return lambda asset: asset.standing.place.installed_on is None
    raise UsageError(
        "Flagged assets cannot be filtered by missing numbers.", "Ask: riskreg query assets --lacking number"
    )


def tests_of(state: EstateState, duties: Duties, filters: Filters) -> list[Test]:
    """One test per filter that is set."""
    on = state.point.as_at
    tests: list[Test] = []
    if any(each is not None for each in (filters.sensitivity, filters.limb, filters.control, filters.area)):
        wanted = {site: is_wanted_place(state, filters, site) for site in {asset.site_id for asset in state.everything}}
        tests.append(lambda asset: wanted[asset.site_id])
    if filters.verdict is not None:
        verdict = filters.verdict
        tests.append(lambda asset: asset.standing.verdict is verdict)
    if filters.vendor is not None:
        vendor = None if filters.vendor == "none" else filters.vendor
        tests.append(lambda asset: asset.maker.slug == vendor)
    if filters.kind is not None:
        kind = filters.kind
        tests.append(lambda asset: asset.standing.place.kind is kind)
    if filters.network is not None:
        network = filters.network
        tests.append(lambda asset: asset.standing.place.network is network)
    if filters.claimed is not None:
        claimed = filters.claimed
        tests.append(lambda asset: asset.standing.place.claimed is claimed)
    if filters.planning is not None:
        tests.append(_planning(filters.planning, on))
    if filters.installed is not None:
        tests.append(_installed(filters.installed, duties))
    if filters.exempt is not None:
        tests.append(_exempt(filters.exempt, duties))
    if filters.review is not None:
        tests.append(_review(filters.review))
    if filters.lacking is not None:
        tests.append(_lacking(filters.lacking))
    if filters.duty is not None:
        duty = duties.by_name.get(filters.duty)
        if duty is None:
            shown = ", ".join(duties.by_name) or "none"
            raise UsageError(f"There is no obligation “{filters.duty}”.", f"Use one of: {shown}.")
        tests.append(duty.applies)
    if filters.overdue:
        tests.append(duties.overdue)
    if filters.due_ahead:
        tests.append(duties.due_ahead)
    if filters.unseen:
        tests.append(lambda asset: not asset.standing.is_seen)
    if filters.site is not None:
        site = filters.site
        tests.append(lambda asset: asset.site_id == site)
    if filters.text:
        wanted_words = filters.text.casefold().split()
        tests.append(lambda asset: _has(state, asset, wanted_words))
    return tests


def is_wanted_place(state: EstateState, filters: Filters, site_id: int) -> bool:
    """Whether a site passes the filters that ask for certain sites.

    Args:
        state: The estate at the point.
        filters: What is wanted.
        site_id: Key of the site.
    """
    places, on = state.places, state.point.as_at
    if filters.sensitivity is not None and places.sensitivity(site_id, on) is not filters.sensitivity:
        return False
    if filters.limb is not None and not is_yes(state, site_id, filters.limb):
        return False
    facts = places.site(site_id, on)
    return filters.control in (None, facts.control) and filters.area in (None, area_of(facts.postcode))


def is_yes(state: EstateState, site_id: int, limb: Limb) -> bool:
    """Whether a limb of a site is answered yes."""
    answer = state.places.limbs(site_id, state.point.as_at).get(limb)
    return answer is not None and answer.answer is LimbAnswer.YES


def _has(state: EstateState, asset: FlaggedAsset, wanted: list[str]) -> bool:
    place, site = asset.standing.place, state.places.site(asset.site_id, state.point.as_at)
    parts = (place.make, place.model, place.location, site.name, site.code, asset.maker.name)
    whole = " ".join(part for part in (*parts, state.organisation_name(asset.organisation_id)) if part).casefold()
    return all(word in whole for word in wanted)


def selected(state: EstateState, duties: Duties, filters: Filters) -> Iterator[tuple[FlaggedAsset, int]]:
    """Assets inside the scope that pass every filter, with the devices that are counted (more than none)."""
    tests, count = tests_of(state, duties, filters), _counter(filters)
    counts_open = filters.step is None and filters.count in (None, Part.OPEN, Counted.REPORTED_REMOVED)
    for asset in state.open_assets if counts_open else state.assets:
        devices = count(asset)
        if not devices:
            continue
        for test in tests:
            if not test(asset):
                break
        else:
            yield asset, devices
