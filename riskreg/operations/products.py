"""Candidate replacements: import them, list them, show one; each is screened like any asset, at each of these."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from riskreg.database import register_code
from riskreg.errors import NotFound, UsageError
from riskreg.identification import Trace, key_digest
from riskreg.operations.office import Office
from riskreg.operations.references import resolve
from riskreg.operations.setting_up import find_organisation
from riskreg.planning import lines_of, plans_in_force
from riskreg.planning.appraisals import appraised_with
from riskreg.planning.product_lists import ENDINGS, ProductsRead, bundled_list, dated_or_refused, of_workbook, of_yaml
from riskreg.planning.products import (
    ProductKnown,
    ProductPreview,
    apply_products,
    preview_products,
    products_in_force,
    trace_of,
)
from riskreg.register import KeyVerdict, Product, ProductVersion, Regime
from riskreg.rules.candidates import Candidate, names_product
from riskreg.rules.names import fold
from riskreg.rules.references import ReferenceKind, looks_like_reference, reference
from riskreg.rules.terms import RegimeKind, Verdict
from riskreg.screening import Screener
from riskreg.screening.adoptions import adoptions_in_force
from riskreg.screening.check import Checker
from riskreg.screening.said import gravest, newest_editions, said
from riskreg.tables import read_workbook


@dataclass(frozen=True, slots=True)
class ProductsImported:
    """A list of products, previewed or applied; `is_written` says whether the register changed."""

    preview: ProductPreview
    is_written: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What one regime says of a product, and under which edition."""

    regime: str
    verdict: Verdict
    reason: str
    edition: str


@dataclass(frozen=True, slots=True)
class ProductShown:
    """A product as it stands at a point.

    Attributes:
        reference: `PROD-…`.
        candidate: What is known of it.
        described_on: The date of the list that said so.
        verdict: The gravest that a counting regime says.
        verdict_then: The gravest when it was imported.
        said: What each regime says of it.
        asks: What to ask the supplier: screening needs it, and no list tells it.
    """

    reference: str
    candidate: Candidate
    described_on: date
    verdict: Verdict
    verdict_then: Verdict
    said: tuple[Said, ...]
    asks: tuple[str, ...]

    @property
    def reason(self) -> str:
        """Why it has its verdict, each reason once."""
        return " ".join(dict.fromkeys(each.reason for each in self.said if each.verdict is self.verdict))


def import_products(
    office: Office,
    path: Path | None,
    *,
    dated: date | None = None,
    mapping: Mapping[str, str] | None = None,
    apply: bool,
    expect: str | None = None,
) -> ProductsImported:
    """Show what importing a list of products would do, or do it.

    Args:
        office: Where and who.
        path: A workbook, delimited text or YAML; None for the list that comes with the program.
        dated: The date that the list describes; what the file says where None.
        mapping: Header → field, where a column was misunderstood.
        apply: False writes nothing.
        expect: Digest of the preview that was seen.

    Raises:
        FileRejected: The file cannot be taken.
        UsageError: No date is given.
        Conflict: No lists are in use, or others than those at hand.
        OutcomeDiffers: It would do something else than the preview that was seen.
    """
    office.watcher("Reading the products", 0, None)
    read = _read(office, path, mapping)
    on = dated_or_refused(read, dated, office.today)
    if not apply:
        with office.reading() as session:
            return ProductsImported(_preview(office, session, read, on)[0], False)
    with office.acting("import products", f"Products of “{read.file_name}” imported.") as session:
        seen, screener = _preview(office, session, read, on)
        traces = {candidate: trace_of(candidate) for _, _, candidate in seen.written}
        digests = {candidate: key_digest(screener.identifier.key(trace)) for candidate, trace in traces.items()}
        keys = screener.resolve(session, {digests[candidate]: trace for candidate, trace in traces.items()})
        session.flush()
        spoken = said(session, set(keys.values()), regimes_counting(session))
        screened = {}
        for candidate, digest in digests.items():
            worst = gravest(spoken.get(keys[digest], ()))
            screened[candidate] = keys[digest], worst.verdict if worst is not None else Verdict.UNKNOWN
        return ProductsImported(seen, apply_products(session, seen, expect, screened) is not None)


def _read(office: Office, path: Path | None, mapping: Mapping[str, str] | None) -> ProductsRead:
    if path is None or path.suffix.lower() in ENDINGS:
        if mapping:
            raise UsageError("In a YAML file each value has its name already.", "Leave --map out.")
        return of_yaml(path or bundled_list(), office.today)
    with read_workbook(path) as workbook:
        return of_workbook(workbook, mapping, office.today)


def _preview(office: Office, session: Session, read: ProductsRead, on: date) -> tuple[ProductPreview, Screener]:
    screener = Screener(session, office.catalogue, office.identifier)
    checker = standing_checker(office, session, screener)

    def judge(trace: Trace) -> tuple[Verdict, str]:
        found = checker.judge(trace)
        return found.verdict, found.explanation

    return preview_products(session, read, on, judge), screener


def standing_checker(office: Office, session: Session, screener: Screener | None = None) -> Checker:
    """Judges products under the regimes that count, with this register's editions and determinations.

    Args:
        office: Where the lists come from.
        session: Any session.
        screener: Of the same session; made here where None.

    Raises:
        Conflict: No lists are in use, or others than those at hand.
    """
    screener = screener or Screener(session, office.catalogue, office.identifier)
    slugs = session.scalars(select(Regime.slug).where(Regime.id.in_(regimes_counting(session))).order_by(Regime.slug))
    return Checker(office.catalogue, office.identifier, tuple(slugs), office.today, screener.regimes)


def regimes_counting(session: Session, organisation: str | None = None) -> dict[int, str]:
    """Regimes that count for candidates: key → title.

    Those that the organisation has adopted, or any organisation where none is named; all that restrict where none is
    adopted.

    Args:
        session: Any session.
        organisation: Name or reference, or None.

    Raises:
        NotFound: The organisation is unknown.
    """
    adopted = adoptions_in_force(session)
    if organisation is not None:
        wanted: Collection[int] = adopted.get(find_organisation(session, organisation).id, {})
    else:
        wanted = {regime for regimes in adopted.values() for regime in regimes}
    query = select(Regime.id, Regime.title).where(Regime.kind != RegimeKind.INDICATOR).order_by(Regime.id)
    return dict(session.execute(query.where(Regime.id.in_(wanted)) if wanted else query).all())


def list_products(
    office: Office,
    *,
    kinds: Sequence[str] = (),
    verdicts: Sequence[Verdict] = (),
    organisation: str | None = None,
    as_at: date | None = None,
    as_known: int | None = None,
) -> tuple[ProductShown, ...]:
    """The products known, by name, each with what the lists in use say of it.

    Args:
        office: Where.
        kinds: Only these kinds of equipment, by value; all where empty.
        verdicts: Only those with one of these verdicts; all where empty.
        organisation: Whose regimes count.
        as_at: As they were described by that date; today where None.
        as_known: Only what the register had been told by that change.

    Raises:
        NotFound: The organisation is unknown.
    """
    with office.reading() as session:
        found = products_shown(session, as_at or office.today, as_known, organisation=organisation)
    return tuple(
        each
        for each in found.values()
        if (not kinds or each.candidate.kind.value in kinds) and (not verdicts or each.verdict in verdicts)
    )


def show_product(
    office: Office,
    text: str,
    *,
    organisation: str | None = None,
    as_at: date | None = None,
    as_known: int | None = None,
) -> ProductShown:
    """One product by its reference, its brand and model, or its model where only one product has that.

    Raises:
        NotFound: There is none, or several have that model, or none at that point.
    """
    with office.reading() as session:
        key = product_key(session, text)
        found = products_shown(session, as_at or office.today, as_known, [key], organisation)
    if key not in found:
        raise NotFound(f"“{text}” was not described by then.", "Name a later date or change.")
    return found[key]


def product_key(session: Session, text: str) -> int:
    """Key of the product that a person named: by reference, by brand and model, or by its model.

    Raises:
        NotFound: There is none, or several have that model.
    """
    if looks_like_reference(text):
        return resolve(session, text, (ReferenceKind.PRODUCT,))[1]
    exact = session.scalar(select(Product.id).where(Product.name_key == fold(text)))
    if exact is not None:
        return exact
    of_model = {
        key: name
        for key, vendor, name in session.execute(
            select(ProductVersion.product_id, ProductVersion.vendor, ProductVersion.model)
        )
        if fold(text) in (fold(name), fold(name).removeprefix(fold(vendor)))
    }
    if len(of_model) != 1:
        count = session.scalar(select(func.count()).select_from(Product)) or 0
        what = "Several products have" if of_model else "There is no product with"
        cure = "List them with: riskreg products list" if count else "Import some with: riskreg products import"
        raise NotFound(f"{what} the name or model “{text}”.", cure)
    return next(iter(of_model))


def products_shown(
    session: Session,
    as_at: date,
    as_known: int | None = None,
    product_ids: Collection[int] | None = None,
    organisation: str | None = None,
) -> dict[int, ProductShown]:
    """Products with what is said of them at a point, inside a session such as that of an activation.

    Raises:
        NotFound: The organisation is unknown.
    """
    known = products_in_force(session, as_at, as_known, product_ids)
    counting = regimes_counting(session, organisation)
    keys = {each.version.trace_key_id for each in known.values()}
    spoken = said(session, keys, counting, as_at if as_known is not None else None, as_known)
    labels = {regime: each.label for regime, each in newest_editions(session, counting).items()}
    code = register_code(session)
    return {
        key: ProductShown(
            reference(ReferenceKind.PRODUCT, code, key),
            each.candidate,
            each.version.described_on,
            *_verdict(each, spoken),
            tuple(
                Said(counting[row.regime_id], row.verdict, row.reason, labels.get(row.regime_id, "no edition"))
                for row in spoken.get(each.version.trace_key_id, ())
            ),
            each.candidate.asks,
        )
        for key, each in known.items()
    }


def _verdict(each: ProductKnown, spoken: Mapping[int, Sequence[KeyVerdict]]) -> tuple[Verdict, Verdict]:
    worst = gravest(spoken.get(each.version.trace_key_id, ()))
    return (worst.verdict if worst is not None else Verdict.UNKNOWN), each.version.verdict


@dataclass(frozen=True, slots=True)
class ProductCaught:
    """A product that a newer list makes graver than it was, and the sites whose plans contain it.

    Attributes:
        reference: `PROD-…`.
        name: Brand and model.
        was: What was said of it before.
        now: What is said of it.
        reason: Why.
        plans: References of the sites whose plans in force name it, or of which an appraisal has it in an option.
    """

    reference: str
    name: str
    was: Verdict
    now: Verdict
    reason: str
    plans: tuple[str, ...]


def products_caught(session: Session, before: Mapping[int, ProductShown], on: date) -> tuple[ProductCaught, ...]:
    """The products that are flagged and graver than they were, inside the session of an activation.

    Args:
        session: After the lists were put in use.
        before: The products as they stood before.
        on: The date of which plans and products count.
    """
    caught = {
        key: each
        for key, each in products_shown(session, on, product_ids=list(before)).items()
        if each.verdict.is_flagged and each.verdict.gravity > before[key].verdict.gravity
    }
    if not caught:
        return ()
    code = register_code(session)
    plans = plans_in_force(session, on)
    lines = lines_of(session, {plan.id for plan in plans.values()})
    appraised = appraised_with(session, list(caught), on)
    planned = {site: [each.line.product or "" for each in lines[plan.id]] for site, plan in plans.items()}
    return tuple(
        ProductCaught(
            each.reference,
            each.candidate.name,
            before[key].verdict,
            each.verdict,
            each.reason,
            tuple(
                reference(ReferenceKind.SITE, code, site)
                for site in sorted({*planned, *appraised.get(key, ())})
                if site in appraised.get(key, ())
                or any(names_product(text, each.candidate) for text in planned.get(site, ()))
            ),
        )
        for key, each in caught.items()
    )
