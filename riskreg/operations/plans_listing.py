"""Lists that pages show: appraisals with plan lists, and candidate replacements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.database import register_code
from riskreg.operations.office import Office
from riskreg.operations.product_words import power_words, price_words
from riskreg.operations.products import ProductShown, product_key, products_shown
from riskreg.planning import lines_of, plans_in_force
from riskreg.planning.appraisals import appraised_with
from riskreg.planning.history import add_costs
from riskreg.planning.standing import Standing, VersionNamed, standings, versions_named
from riskreg.register import AppraisalVersion, ReplacementPlan, Site
from riskreg.reporting.browsing import Row
from riskreg.reporting.progress import Column, Scalar
from riskreg.reporting.state import EstateState
from riskreg.reporting.walking import Group, Walk
from riskreg.reporting.wanted import Order, Wanted
from riskreg.rules.appraisal_figures import OptionFigures
from riskreg.rules.appraisal_stored import stored_comparison
from riskreg.rules.names import fold
from riskreg.rules.plan_states import PlanState
from riskreg.rules.references import ReferenceKind, reference

PLANS = (
    Column("reference", "Reference"),
    Column("site", "Site"),
    Column("organisation", "Organisation"),
    Column("state", "How far"),
    Column("option", "Option"),
    Column("capital", "Capital, likely", "pence"),
    Column("whole_life", "Whole life, likely", "pence"),
    Column("dated", "As of", "date"),
)
PLAN_ORDERS = ("site", "organisation", "state", "dated")
PRODUCTS = (
    Column("reference", "Reference"),
    Column("product", "Product"),
    Column("kind", "Kind"),
    Column("verdict", "Verdict"),
    Column("power", "Power"),
    Column("profiles", "ONVIF profiles"),
    Column("price", "Price without VAT"),
    Column("price_on", "Price of", "date"),
    Column("asks", "To ask the supplier"),
)
PRODUCT_ORDERS = ("product", "kind", "verdict")
_UNDECIDED = "none chosen yet"
_NO_OPTIONS = "no options"
_PAGE = 60


@dataclass(frozen=True, slots=True)
class _Plan:
    """An appraisal with how far it is, or a plan list."""

    site_id: int
    state: PlanState
    dated: str
    appraisal: VersionNamed | None = None
    standing: Standing | None = None
    listed: ReplacementPlan | None = None


def plan_rows(walk: Walk, after: Group | None = None) -> tuple[int, Iterator[Row]]:
    """Appraisals and plan lists that are wanted, and their number.

    Args:
        walk: At which sites, and in which order.
        after: Position of the last one that was shown.
    """
    state, wanted, limit = walk.state, walk.wanted, walk.state.trail.limit
    on, sites = state.point.as_at, frozenset(walk.sites)
    versions = versions_named(walk.session, on, limit)
    far = standings(walk.session, list(versions.values()), on, limit)
    found = [
        _Plan(each.site_id, far[key].state, each.appraised_on.isoformat(), each, far[key])
        for key, each in versions.items()
    ]
    for site, plan in plans_in_force(walk.session, on, limit).items():
        found.append(_Plan(site, PlanState.LIST, plan.described_on.isoformat(), listed=plan))
    words = wanted.words.casefold().split()
    chosen = [
        each
        for each in found
        if each.site_id in sites
        and (wanted.plan is None or each.state is wanted.plan)
        and all(word in _called(state, each) for word in words)
    ]
    back = walk.order.is_reversed
    ordered = sorted(((_group(walk, each), each) for each in chosen), key=lambda each: each[0], reverse=back)
    later = [each for each in ordered if after is None or (each[0] < after if back else each[0] > after)]
    return len(ordered), _plan_rows(walk, later)


def _called(state: EstateState, each: _Plan) -> str:
    facts = state.places.site(each.site_id, state.point.as_at)
    title = each.appraisal.name if each.appraisal is not None else ""
    return f"{facts.name} {facts.code or ''} {title}".casefold()


def _group(walk: Walk, each: _Plan) -> Group:
    places, on = walk.state.places, walk.state.point.as_at
    key = each.appraisal.appraisal_id if each.appraisal is not None else 0
    tail = (fold(places.site(each.site_id, on).name), each.site_id, key)
    if walk.order.column == "organisation":
        return (fold(walk.state.organisation_name(places.organisation_of(each.site_id, on))), *tail)
    if walk.order.column == "state":
        return (list(PlanState).index(each.state), *tail)
    return (each.dated, *tail) if walk.order.column == "dated" else tail


def _plan_rows(walk: Walk, ordered: Sequence[tuple[Group, _Plan]]) -> Iterator[Row]:
    for start in range(0, len(ordered), _PAGE):
        piece = ordered[start : start + _PAGE]
        figures = _figures(walk.session, [each for _, each in piece])
        listed = [each.listed.id for _, each in piece if each.listed is not None]
        costs = {key: add_costs(line.line for line in lines) for key, lines in lines_of(walk.session, listed).items()}
        for group, each in piece:
            money: tuple[Scalar, Scalar, Scalar]
            if each.listed is not None:
                cost = costs[each.listed.id]
                is_known = cost.lines > cost.lines_incomplete or bool(cost.likely)
                money = (_NO_OPTIONS, cost.likely if is_known else None, None)
            else:
                money = _money(figures.get(each.appraisal.appraisal_id if each.appraisal is not None else 0))
            yield _plan_row(walk, group, each, money)


def _money(option: OptionFigures | None) -> tuple[Scalar, Scalar, Scalar]:
    if option is None:
        return _UNDECIDED, _UNDECIDED, _UNDECIDED
    return f"{option.label}: {option.name}", option.total.capital.likely, option.total.whole_life.likely


def _plan_row(walk: Walk, group: Group, each: _Plan, money: tuple[Scalar, Scalar, Scalar]) -> Row:
    state, on = walk.state, walk.state.point.as_at
    body = state.places.organisation_of(each.site_id, on)
    kind, key = ReferenceKind.PLAN, each.listed.id if each.listed is not None else 0
    if each.appraisal is not None:
        kind, key = ReferenceKind.APPRAISAL, each.appraisal.appraisal_id
    ref, site = reference(kind, state.code, key), state.site_reference(each.site_id)
    dated = each.appraisal.appraised_on if each.appraisal is not None else None
    cells: tuple[Scalar, ...] = (
        ref,
        state.places.site(each.site_id, on).name,
        state.organisation_name(body),
        each.state.words,
        *money,
        dated or (each.listed.described_on if each.listed is not None else None),
    )
    links = {"reference": ref, "site": site, "organisation": reference(ReferenceKind.ORGANISATION, state.code, body)}
    return Row(cells, links, list(group))


def _figures(session: Session, plans: Sequence[_Plan]) -> Mapping[int, OptionFigures]:
    """Appraisal → the figures of the option that its list names."""
    wanted = {}
    for each in plans:
        shown = each.standing.shown if each.standing is not None else None
        if each.appraisal is not None and shown is not None:
            wanted[each.appraisal.appraisal_id] = shown
    query = select(AppraisalVersion.id, AppraisalVersion.results).where(
        AppraisalVersion.id.in_({each.version_id for each in wanted.values()})
    )
    results = {key: stored_comparison(text) for key, text in session.execute(query)}
    return {
        key: next(option for option in results[each.version_id].options if option.label == each.option)
        for key, each in wanted.items()
    }


def product_rows(
    session: Session, state: EstateState, wanted: Wanted, order: Order, after: Group | None = None
) -> tuple[int, Iterator[Row]]:
    """Candidate replacements that are wanted, and their number.

    Args:
        session: A session that may read.
        state: The estate at the point.
        wanted: Which; only verdict, kind of equipment and words are heeded.
        order: One of `PRODUCT_ORDERS`.
        after: Position of the last one that was shown.
    """
    words = wanted.words.casefold().split()
    rows: list[tuple[Group, Row]] = []
    for key, each in products_shown(session, state.point.as_at, state.trail.limit).items():
        it = each.candidate
        told = f"{it.name} {it.part_number or ''} {it.producer or ''}".casefold()
        if (
            (wanted.said is not None and each.verdict not in wanted.said.verdicts)
            or (wanted.equipment is not None and it.kind not in wanted.equipment.kinds)
            or not all(word in told for word in words)
        ):
            continue
        kind = it.kind.value.replace("_", " ")
        head = {"kind": (kind,), "verdict": (-each.verdict.gravity,)}.get(order.column, ())
        group: Group = (*head, fold(it.name), key)
        links = {"reference": each.reference, "product": each.reference}
        rows.append((group, Row(_product_cells(each, kind), links, list(group))))
    rows.sort(key=lambda each: each[0], reverse=order.is_reversed)
    later = [row for group, row in rows if after is None or (group < after if order.is_reversed else group > after)]
    return len(rows), iter(later)


def _product_cells(each: ProductShown, kind: str) -> tuple[Scalar, ...]:
    it = each.candidate
    return (
        each.reference,
        it.name,
        kind,
        each.verdict.value,
        power_words(each),
        ", ".join(claim.words for claim in it.profiles) or "none told",
        price_words(each),
        it.price_on,
        ", ".join(each.asks) or "nothing",
    )


def sites_with_product(office: Office, product: str) -> tuple[tuple[str, str], ...]:
    """Reference and name of the sites of which an appraisal that counts today has a product in an option.

    Args:
        office: Where.
        product: Reference of the product.

    Raises:
        NotFound: There is no such product.
    """
    with office.reading() as session:
        key = product_key(session, product)
        sites = appraised_with(session, [key], office.today).get(key, set())
        rows = session.execute(select(Site.id, Site.name).where(Site.id.in_(sites)).order_by(Site.name, Site.id))
        code = register_code(session)
        return tuple((reference(ReferenceKind.SITE, code, site), name) for site, name in rows)
