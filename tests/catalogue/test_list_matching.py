"""Which maker of the catalogue a listed company is: by exact name alone, and never by a branch's or a shared one."""

from __future__ import annotations

import pytest

from riskreg.catalogue import Catalogue, EntryDefinition
from riskreg.catalogue.foreign import ForeignCompany
from riskreg.catalogue.foreign.matching import Matched, Matcher, settle_group


@pytest.fixture(scope="module")
def matcher(catalogue: Catalogue) -> Matcher:
    return Matcher(catalogue.knowledge, frozenset())


def company(name: str, *names: str, country: str | None = None, key: str = "x") -> ForeignCompany:
    return ForeignCompany(key, name, names, country)


@pytest.mark.parametrize(
    ("listed", "vendor"),
    [
        (company("Hangzhou Hikvision Digital Technology Co., Ltd."), "hikvision"),
        (company("HIKVISION", country="CN"), "hikvision"),
        (company("杭州海康威视数字技术股份有限公司"), "hikvision"),
        (company("Hangzhou Some Body Co.", "Zhejiang Dahua Technology Co Ltd"), "dahua"),
        (company("Axis Communications AB"), "axis"),
        (company("Linden Optics Ltd"), None),
        (company("Hikvison"), None),
        (company("Hikvision Digital"), None),
    ],
)
def test_a_company_is_matched_by_its_own_whole_name(matcher: Matcher, listed: ForeignCompany, vendor: str) -> None:
    assert matcher.match(listed).vendor == vendor


def test_a_branch_is_not_the_company(matcher: Matcher) -> None:
    found = matcher.match(company("Hikvision USA, Inc."))
    assert (found.vendor, found.may_be) == (None, ("hikvision",))
    assert "A person must settle" in found.note


def test_a_usual_name_of_a_firm_in_another_country_is_another_firm(matcher: Matcher) -> None:
    assert matcher.match(company("Dahua", country="BR")) == Matched()


def test_the_own_name_of_a_directory_maker_in_another_country_is_for_a_person(matcher: Matcher) -> None:
    found = matcher.match(company("Axis Communications AB", country="RU"))
    assert (found.vendor, found.may_be) == (None, ("axis",))
    assert matcher.match(company("Hangzhou Hikvision Digital Technology", country="GB")).vendor == "hikvision"


def test_names_of_several_makers_are_for_a_person(matcher: Matcher) -> None:
    found = matcher.match(company("Some Body", "Hangzhou Hikvision Digital Technology Co Ltd", "ZTE Corporation"))
    assert found.vendor is None
    assert set(found.may_be) == {"hikvision", "zte"}


def test_a_brand_shared_with_a_directory_maker_is_for_a_person_only_where_the_country_agrees(
    catalogue: Catalogue, matcher: Matcher
) -> None:
    seat = catalogue.knowledge.vendors["axis"].headquarters
    assert matcher.match(company("Axis", country=seat)).may_be == ("axis",)
    assert matcher.match(company("Axis", country="KP")) == Matched()


def test_a_doubt_about_a_maker_that_is_on_the_list_itself_is_none(matcher: Matcher) -> None:
    own, branch = settle_group([matcher.match(company("ZTE Corporation")), matcher.match(company("ZTE USA"))])
    assert own.vendor == "zte"
    assert (branch.vendor, branch.may_be) == (None, ())
    assert "itself on the list" in branch.note


def test_what_a_person_settled_before_is_kept_while_the_name_stays(catalogue: Catalogue) -> None:
    before = EntryDefinition("x", "Hikvision USA, Inc.", "hikvision", None, None, False, "")
    settled = Matcher(catalogue.knowledge, frozenset(), {"x": before})
    assert settled.match(company("Hikvision USA, Inc.")).vendor == "hikvision"
    assert settled.match(company("Hikvision Canada, Inc.")).vendor is None


def test_a_maker_written_in_the_table_is_taken(matcher: Matcher) -> None:
    assert matcher.match(ForeignCompany("x", "Anything", vendor="tiandy")).vendor == "tiandy"
