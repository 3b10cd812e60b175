"""What is known of a candidate replacement, in the words of terminal and pages."""

from __future__ import annotations

from riskreg.operations.products import ProductShown
from riskreg.rules.countries import country_name
from riskreg.rules.dates import long_date
from riskreg.rules.power import watts


def power_words(each: ProductShown) -> str:
    """What a product gives or draws."""
    if each.candidate.supplies_milliwatts is None and each.candidate.milliwatts is not None:
        return f"draws {watts(each.candidate.milliwatts)}"
    return _poe(each)


def price_words(each: ProductShown) -> str:
    """The price of one, without VAT, in its own currency."""
    amount, currency = each.candidate.price_minor, each.candidate.currency
    return f"{currency} {amount / 100:,.2f}" if amount is not None else "not known"


def product_facts_told(found: ProductShown) -> list[tuple[str, str | None]]:
    """Everything that is known of a product, with where the price comes from; None where there is nothing to say."""
    it = found.candidate
    temperatures = f"{it.coldest} to {it.hottest} °C" if it.coldest is not None else None
    price = f"{price_words(found)}, {long_date(it.price_on)}, {it.price_source or 'source not told'}"
    lead = (
        f"{it.lead_time_days:,} day{'' if it.lead_time_days == 1 else 's'}" if it.lead_time_days is not None else None
    )
    return [
        ("Kind", it.kind.value.replace("_", " ")),
        ("Part number", it.part_number),
        ("Made by", it.producer),
        ("Made in", country_name(it.made_in) or "not told"),
        ("Chip", it.chip or "not told"),
        ("ONVIF profiles", "; ".join(claim.words for claim in it.profiles) or "none told"),
        ("Codecs", ", ".join(it.codecs)),
        ("Smart codec", it.smart_codec),
        ("PoE", _poe(found)),
        ("Draws at most", watts(it.milliwatts) if it.milliwatts is not None else "not known"),
        ("Ports that give power", str(it.supplies_ports) if it.supplies_ports is not None else None),
        ("Drivers in video systems", ", ".join(it.vms_drivers)),
        ("Mounts", ", ".join(it.mounts)),
        ("Analytics", ", ".join(it.analytics)),
        ("Resolution", it.resolution),
        ("Protection", ", ".join(filter(None, (it.ingress, it.impact)))),
        ("Temperatures", temperatures),
        ("Works only with", it.platform),
        ("Price without VAT", price if it.price_minor is not None else "not known"),
        ("Lead time", lead),
        ("Software mended until", long_date(it.support_ends_on) if it.support_ends_on else "not known"),
        ("Source", it.source),
        ("Note", it.note),
    ]


def _poe(each: ProductShown) -> str:
    if each.candidate.supplies_milliwatts is not None:
        return f"gives {watts(each.candidate.supplies_milliwatts)}"
    return f"class {each.candidate.poe_class}" if each.candidate.poe_class is not None else "not known"
