"""Inventory, population, reference paths and targets that do not fit are named, each by its code and its place."""

# ruff: noqa: E501 - one problem a line

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from finmodel.errors import InputError, Issue, Severity
from finmodel.i18n import LANGUAGES, render, render_parts
from finmodel.model.document import from_json

Document = dict[str, Any]
Change = Callable[[Document], object]


def row(identity: str, year: int, tonnes: float, **more: str) -> Document:
    return {"id": identity, "gas": "co2e", "year": year, "tonnes": tonnes, **more}


PLAN: Document = {
    "settings": {
        "municipality": "Provkommun",
        "first_year": 2026,
        "base_year": 2026,
        "last_year": 2040,
        "price_year": 2026,
        "inflation": 0.02,
        "financial_discount_rate": 0.04,
    },
    "sectors": [{"id": "trafik", "name": "Trafik"}, {"id": "jord", "name": "Jordbruk"}],
    "carriers": [{"id": "el", "name": "El", "emission_factor": 0.05}, {"id": "olja", "name": "Olja"}],
    "emissions": [
        *(row(f"a{year}", year, 1000) for year in (1990, 2022, 2023)),
        *(row(f"t{year}", year, 400, sector="trafik") for year in (2022, 2023)),
    ],
    "population": [{"id": "p22", "year": 2022, "inhabitants": 900}, {"id": "p35", "year": 2035, "inhabitants": 1100}],
    "baselines": [
        {"id": "r", "gas": "co2e", "kind": "linear_trend"},
        {"id": "rt", "gas": "co2e", "sector": "trafik", "kind": "carriers", "carrier_split": {"el": 1}},
    ],
    "targets": [
        {"id": "pct", "name": "M", "gas": "co2e", "kind": "percent_vs_base", "base_year": 1990, "year": 2030, "reduction": 0.7},
        {"id": "rate", "name": "M", "gas": "co2e", "kind": "annual_rate", "base_year": 2022, "reduction": 0.16},
        {"id": "abs", "name": "M", "gas": "co2e", "sector": "trafik", "kind": "absolute", "year": 2035, "tonnes": 100},
        {"id": "cap", "name": "M", "gas": "co2e", "kind": "per_capita", "year": 2035, "tonnes_per_inhabitant": 0.5},
        {"id": "bud", "name": "M", "gas": "co2e", "kind": "budget", "base_year": 2022, "tonnes": 9000},
        {"id": "net", "name": "M", "gas": "co2e", "kind": "net_zero", "base_year": 1990, "year": 2040, "residual_share": 0.1},
    ],
}  # fmt: skip
PCT, RATE, ABS, CAP, BUD, NET = range(6)


def found(*changes: Change) -> dict[str, Issue]:
    document = copy.deepcopy(PLAN)
    for change in changes:
        change(document)
    try:
        issues = from_json(json.dumps(document))[1]
    except InputError as error:
        issues = error.issues
    assert len({(issue.code, issue.where.pointer) for issue in issues}) == len(issues)
    return {issue.code: issue for issue in issues}


def target(number: int, **fields: Any) -> Change:
    return lambda document: document["targets"][number].update(fields)


def baseline(number: int, **fields: Any) -> Change:
    return lambda document: document["baselines"][number].update(fields)


def more(table: str, **fields: Any) -> Change:
    return lambda document: document.setdefault(table, []).append({"id": "ny", **fields})


def inventory(number: int, **fields: Any) -> Change:
    return lambda document: document["emissions"][number].update(fields)


def budget_year(**fields: Any) -> Change:
    return more("ordinary_budget", **fields)


T_YEAR, T_TONNES, T_BASE = "/targets/{}/year", "/targets/{}/tonnes", "/targets/{}/base_year"
PROBLEMS: list[tuple[Change, str, str, str]] = [
    (target(PCT, year=1989), "FM-E101", "error", T_YEAR.format(PCT)),
    (target(PCT, year=1990), "FM-E101", "error", T_YEAR.format(PCT)),
    (target(RATE, year=2022), "FM-E101", "error", T_YEAR.format(RATE)),
    (target(PCT, reduction=None), "FM-E102", "error", "/targets/0/reduction"),
    (target(RATE, reduction=None), "FM-E102", "error", "/targets/1/reduction"),
    (target(ABS, year=None), "FM-E102", "error", T_YEAR.format(ABS)),
    (target(CAP, tonnes_per_inhabitant=None), "FM-E102", "error", "/targets/3/tonnes_per_inhabitant"),
    (target(BUD, base_year=None), "FM-E102", "error", T_BASE.format(BUD)),
    (target(NET, base_year=None), "FM-E102", "error", T_BASE.format(NET)),
    (target(PCT, tonnes=5), "FM-E103", "warning", T_TONNES.format(PCT)),
    (target(PCT, residual_share=0.1), "FM-E103", "warning", "/targets/0/residual_share"),
    (target(BUD, year=2035), "FM-E103", "warning", T_YEAR.format(BUD)),
    (target(BUD, removals_up_to=0.1), "FM-E103", "warning", "/targets/4/removals_up_to"),
    (target(NET, used_share=0.1), "FM-E103", "warning", "/targets/5/used_share"),
    (target(PCT, base_year=2010), "FM-E104", "warning", T_BASE.format(PCT)),
    (target(ABS, base_year=1990), "FM-E104", "warning", T_BASE.format(ABS)),
    (target(RATE, base_year=2024), "FM-E104", "warning", T_BASE.format(RATE)),
    (lambda d: [one.update(gas="co2") for one in d["emissions"]], "FM-E105", "warning", "/targets/5/gas"),
    (target(PCT, reduction=1, path="geometric"), "FM-E106", "error", "/targets/0/path"),
    (target(ABS, tonnes=0, path="geometric"), "FM-E106", "error", "/targets/2/path"),
    (target(NET, path="geometric"), "FM-E106", "error", "/targets/5/path"),
    (more("targets", name="M", gas="co2e", kind="percent_vs_base", base_year=1990, year=2030, reduction=0.5), "FM-E107", "error", "/targets/6/kind"),
    (more("targets", name="M", gas="co2e", kind="annual_rate", base_year=2022, reduction=0.1), "FM-E107", "error", "/targets/6/kind"),
    (target(BUD, tonnes=2000), "FM-E108", "warning", T_TONNES.format(BUD)),
    (target(BUD, used_share=1.2, used_until=2025), "FM-E108", "warning", T_TONNES.format(BUD)),
    (inventory(2, year=2022), "FM-E109", "error", "/emissions/2/year"),
    (more("emissions", gas="co2e", year=2041, tonnes=1), "FM-E110", "error", "/emissions/5/year"),
    (inventory(4, tonnes=1001), "FM-E111", "warning", "/emissions/2/tonnes"),
    (more("baselines", gas="co2e", kind="flat"), "FM-E112", "error", "/baselines/2/kind"),
    (baseline(0, kind="constant_rate"), "FM-E113", "error", "/baselines/0/yearly_cut"),
    (baseline(0, kind="explicit"), "FM-E113", "error", "/baselines/0/tonnes"),
    (baseline(1, carrier_split={}), "FM-E113", "error", "/baselines/1/carrier_split"),
    (baseline(0, kind="flat", trend_first=1990), "FM-E114", "warning", "/baselines/0/trend_first"),
    (baseline(0, tonnes=5), "FM-E114", "warning", "/baselines/0/tonnes"),
    (baseline(0, trend_first=2023), "FM-E115", "warning", "/baselines/0/trend_first"),
    (baseline(0, trend_last=1990), "FM-E115", "warning", "/baselines/0/trend_first"),
    (baseline(1, sector="jord"), "FM-E116", "warning", "/baselines/1/gas"),
    (baseline(0, perspective="consumption"), "FM-E116", "warning", "/baselines/0/gas"),
    (more("population", year=2022, inhabitants=5), "FM-E117", "error", "/population/2/year"),
    (budget_year(year=2035, population=1101), "FM-E118", "warning", "/ordinary_budget/0/population"),
    (target(CAP, year=2036), "FM-E119", "warning", T_YEAR.format(CAP)),
    (lambda d: d["population"].clear(), "FM-E119", "warning", T_YEAR.format(CAP)),
    (target(RATE, base_year=None), "FM-E120", "warning", T_BASE.format(RATE)),
    (more("emissions", gas="co2e", year=2023, tonnes=1, scope="scope_1"), "FM-E121", "warning", "/emissions/2/scope"),
    (target(BUD, used_share=0.1), "FM-E122", "error", "/targets/4/used_until"),
    (target(BUD, used_until=2023), "FM-E122", "error", "/targets/4/used_share"),
    (target(BUD, base_year=2021), "FM-E123", "warning", T_BASE.format(BUD)),
    (baseline(0, trend_first=2023, trend_last=2022), "FM-E124", "error", "/baselines/0/trend_last"),
    (target(BUD, used_share=0.1, used_until=2021), "FM-E125", "error", "/targets/4/used_until"),
    (target(NET, year=2045), "FM-E126", "warning", T_YEAR.format(NET)),
    (target(ABS, removals_up_to=0.1), "FM-E127", "warning", T_BASE.format(ABS)),
    (baseline(1, carrier_split={"el": 0.5, "olja": 0.5}), "FM-E128", "warning", "/baselines/1/carrier_split"),
    (lambda d: d["carriers"][0].update(emission_factor=0), "FM-E128", "warning", "/baselines/1/carrier_split"),
    (target(ABS, sector="jord"), "FM-E129", "warning", "/targets/2/perspective"),
    (target(ABS, perspective="consumption"), "FM-E129", "warning", "/targets/2/perspective"),
    (target(PCT, reduction=1.2), "FM-M104", "error", "/targets/0/reduction"),
    (target(ABS, sector="trafiken"), "FM-M111", "error", "/targets/2/sector"),
    (baseline(1, carrier_split={"ved": 1}), "FM-M111", "error", "/baselines/1/carrier_split"),
    (baseline(1, carrier_split={"el": 0.9}), "FM-M108", "error", "/baselines/1/carrier_split"),
    (inventory(0, gas="metan"), "FM-M105", "error", "/emissions/0/gas"),
    (inventory(0, tonnes=-1), "FM-M104", "error", "/emissions/0/tonnes"),
]  # fmt: skip


def test_the_plan_itself_is_without_remarks() -> None:
    assert found() == {}


@pytest.mark.parametrize(("change", "code", "severity", "pointer"), PROBLEMS)
def test_each_misfit_has_its_code_and_place(change: Change, code: str, severity: str, pointer: str) -> None:
    issues = found(change)
    assert code in issues
    assert (issues[code].severity, issues[code].where.pointer) == (Severity(severity), pointer)
    for language in LANGUAGES:
        parts = render_parts(issues[code], language)
        assert all((parts.place, parts.what, parts.why, parts.how))
        assert "{" not in render(issues[code], language)


def test_every_code_is_tried() -> None:
    tried = {code for _, code, _, _ in PROBLEMS if code.startswith("FM-E")}
    assert tried == {f"FM-E{number}" for number in range(101, 130)}


def test_all_problems_come_at_once() -> None:
    issues = found(
        target(PCT, reduction=1.2),
        target(NET, year=1980),
        target(RATE, base_year=2010),
        target(BUD, tonnes=1500),
        baseline(0, kind="explicit"),
        more("targets", name="M", gas="co2e", kind="annual_rate", base_year=2010, reduction=0.1),
        more("population", year=2022, inhabitants=5),
    )
    assert set(issues) == {"FM-M104", "FM-E101", "FM-E104", "FM-E108", "FM-E113", "FM-E107", "FM-E117"}


def test_a_stated_use_that_the_inventory_outlasts_does_not_spend_a_budget() -> None:
    assert "FM-E108" not in found(target(BUD, used_share=1.2, used_until=2023))


def test_a_year_may_have_several_targets_of_other_kinds_or_bases() -> None:
    other = more("targets", name="M", gas="co2e", kind="percent_vs_base", base_year=2022, year=2030, reduction=0.5)
    assert "FM-E107" not in found(target(CAP, year=2030), other)


def test_what_rests_on_a_row_that_is_wrong_itself_is_no_second_problem() -> None:
    assert set(found(inventory(0, tonnes=-1))) == {"FM-M104"}
    assert set(found(lambda d: [one.update(year="i fjol") for one in d["emissions"]])) == {"FM-M103"}


def test_an_unread_row_of_inventory_hides_only_what_it_may_change() -> None:
    def of_consumption(document: Document) -> None:
        document["emissions"] += [
            row("k", 2020, 5, perspective="consumption"),
            row("o", 2020, 5, perspective="organisation"),
        ]
        aim = {"name": "M", "kind": "percent_vs_base", "base_year": 2010, "year": 2030, "reduction": 0.5}
        document["targets"] = [
            PLAN["targets"][BUD] | {"tonnes": 1200},  # the rows that are read spend it already
            {"id": "k", "gas": "co2e", "perspective": "consumption", **aim},
            {"id": "o", "gas": "co2", "perspective": "organisation", **aim},
        ]

    unread = inventory(1, tonnes=-1)  # territorial, CO2e
    assert set(found(of_consumption, unread)) == {"FM-M104", "FM-E108", "FM-E104", "FM-E105"}
    # Of which emissions the row is stands nowhere: any base year may be in it.
    unread = inventory(1, gas="metan", perspective="där")
    assert set(found(of_consumption, unread)) == {"FM-M105", "FM-E108"}


def test_more_than_a_hundred_percent_is_shown_in_percent() -> None:
    issue = found(target(PCT, reduction=1.2))["FM-M104"]
    assert issue.params["unit"] == "fraction"
    assert "120 % " in render(issue, "sv").replace("\N{NO-BREAK SPACE}", " ")
    assert "at most 100%" in render(issue, "en")


@pytest.mark.parametrize(
    "change",
    [
        target(ABS, removals_up_to=0),
        target(PCT, path="geometric", reduction=0.99),
        target(NET, reduction=None, removals_up_to=0.05),
        target(BUD, used_share=0.5, used_until=2024),
        target(BUD, base_year=2030),
        target(CAP, year=2034),
        # Another year, another sector, another gas or another kind are other targets.
        more("targets", name="M", gas="co2e", kind="absolute", year=2031, tonnes=300),
        more("targets", name="M", gas="co2e", sector="trafik", kind="annual_rate", base_year=2022, reduction=0.1),
        inventory(2, tonnes=400),
        more("emissions", gas="co2e", year=2024, tonnes=1000),
        budget_year(year=2035, population=1100),
        budget_year(year=2037, population=1110),
        baseline(0, trend_first=2022),
        baseline(0, kind="explicit", tonnes={"by_year": {"2030": 700}}),
    ],
)
def test_what_fits_is_without_remarks(change: Change) -> None:
    assert found(change) == {}


def test_the_years_that_all_sectors_have_are_years_of_the_whole() -> None:
    def only_sectors(document: Document) -> None:
        document["emissions"] = [
            *(row(f"t{year}", year, 400, sector="trafik") for year in (2020, 2022, 2023)),
            *(row(f"j{year}", year, 600, sector="jord") for year in (2022, 2023)),
        ]
        document["targets"] = [PLAN["targets"][PCT] | {"base_year": 2022}]

    assert found(only_sectors) == {}
    issues = found(only_sectors, target(PCT, base_year=2020))
    assert issues["FM-E104"].params["known"] == ("2022", "2023")


def test_a_budget_is_spent_by_the_sum_of_the_sectors_too() -> None:
    def only_sectors(document: Document) -> None:
        document["emissions"] = [row("t", 2022, 400, sector="trafik"), row("j", 2022, 600.5, sector="jord")]
        document["targets"] = [PLAN["targets"][BUD] | {"tonnes": 1000}]
        document["baselines"] = []

    assert found(only_sectors)["FM-E108"].params == {"value": 1000, "used": 1000.5}


def test_the_unread_row_of_a_budget_hides_no_other() -> None:
    issues = found(target(BUD, tonnes="mycket"), target(NET, base_year=None))
    assert set(issues) == {"FM-M103", "FM-E102"}
