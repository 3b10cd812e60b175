"""Whether candidate replacements work with what stays at a system, and which ones the switch there can power."""

from __future__ import annotations

from dataclasses import dataclass, replace

from riskreg.errors import UsageError
from riskreg.identification import Trace
from riskreg.operations.office import Office
from riskreg.operations.products import ProductShown, product_key, products_shown, standing_checker
from riskreg.rules.interoperability import Fit, fit, proposals
from riskreg.rules.interoperability_terms import Stays
from riskreg.rules.terms import EquipmentKind, Verdict
from riskreg.screening.check import Checker


@dataclass(frozen=True, slots=True)
class ProductFitted:
    """A product, what the lists in use say of it, and how it works with what stays."""

    product: ProductShown
    fit: Fit


def fit_product(office: Office, text: str, stays: Stays, quantity: int) -> ProductFitted:
    """How one product works with what stays. What stays is screened too.

    Args:
        office: Where.
        text: Reference, brand and model, or model.
        stays: What is not replaced.
        quantity: How many of the product.

    Raises:
        NotFound: There is no such product.
        UsageError: The quantity is none.
        Conflict: No lists are in use, or others than those at hand.
    """
    _quantity(quantity)
    with office.reading() as session:
        key = product_key(session, text)
        shown = products_shown(session, office.today, product_ids=[key])[key]
        told = screened(stays, standing_checker(office, session))
    return ProductFitted(shown, fit(shown.candidate, told, quantity))


def propose_products(office: Office, kind: EquipmentKind, stays: Stays, quantity: int) -> tuple[ProductFitted, ...]:
    """The products of a kind that the switch which stays can power, as it is or by measured draw; none that is flagged.

    Raises:
        UsageError: The quantity is none, or nothing is said of the switch.
        Conflict: No lists are in use, or others than those at hand.
    """
    _quantity(quantity)
    if stays.budget_milliwatts is None or stays.port_class is None:
        raise UsageError("Say what the switch gives.", "Add --switch-watts and --port-class, or name a product.")
    with office.reading() as session:
        found = products_shown(session, office.today).values()
        told = screened(stays, standing_checker(office, session))
    by_candidate = {each.candidate: each for each in found if not each.verdict.is_flagged}
    return tuple(
        ProductFitted(by_candidate[each.candidate], each)
        for each in proposals(list(by_candidate), told, quantity, kind)
    )


def _quantity(quantity: int) -> None:
    if quantity < 1:
        raise UsageError("The number of devices must be at least 1.", "Add --quantity NUMBER.")


def screened(stays: Stays, checker: Checker) -> Stays:
    """What stays, with what the lists in use say of recorder and video system; unknown stays unknown."""

    def is_restricted(name: str | None) -> bool | None:
        verdict = checker.judge(Trace(make_and_model=name)).verdict if name is not None else Verdict.UNKNOWN
        return None if verdict is Verdict.UNKNOWN else verdict.is_flagged

    return replace(
        stays, is_vms_restricted=is_restricted(stays.vms), is_recorder_restricted=is_restricted(stays.recorder)
    )
