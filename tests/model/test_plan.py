"""The plan is frozen, refuses what it does not know, says all problems at once, and goes to JSON and back."""

# ruff: noqa: E501 - one row for each problem reads best

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from finmodel.errors import InputError, Issue, Severity
from finmodel.i18n.issues import render
from finmodel.model.changes import Change, differences
from finmodel.model.document import from_json, read_document, to_document, to_json
from finmodel.model.identity import plan_hash
from finmodel.model.migrate import SCHEMA_VERSION, migrate
from finmodel.model.plan import TABLES, Plan
from finmodel.model.values import FrozenMap, Yearly, YearMap
from tests.excel.workbooks import DOCUMENT, small_plan
from tests.strategies import plans

RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    change(document)
    return document


def problems(document: object) -> dict[str, Issue]:
    with pytest.raises(InputError) as caught:
        read_document(document)
    for issue in caught.value.issues:
        assert "{" not in render(issue, "sv")
        assert "{" not in render(issue, "en")
    return {issue.code: issue for issue in caught.value.issues}


class TestFrozen:
    def test_rows_tables_and_maps_cannot_be_changed(self) -> None:
        plan = small_plan()
        with pytest.raises(ValidationError):
            plan.settings.base_year = 2030  # type: ignore[misc]
        with pytest.raises(ValidationError):
            plan.actions[0].name = "x"  # type: ignore[misc]
        with pytest.raises(TypeError):
            plan.actions[0].capex_split["tn"] = 1.0  # type: ignore[index]
        assert isinstance(plan.actions, tuple)
        assert hash(plan.actions[0]) == hash(small_plan().actions[0])

    def test_maps_are_equal_in_any_order(self) -> None:
        assert YearMap({2030: 1.0, 2026: 2.0}) == YearMap({2026: 2.0, 2030: 1.0})
        assert list(YearMap({2030: 1.0, 2026: 2.0})) == [2026, 2030]
        with pytest.raises(NotImplementedError):
            FrozenMap._parse({"x": 1.0})


class TestJson:
    @RELAXED
    @given(plans(is_overlaid=True))
    def test_any_plan_comes_back_the_same(self, plan: Plan) -> None:
        assert from_json(to_json(plan))[0] == plan
        assert read_document(to_document(plan))[0] == plan

    @RELAXED
    @given(plans(), st.randoms(use_true_random=False))
    def test_the_hash_is_of_the_content_not_of_the_order(self, plan: Plan, random: Any) -> None:
        document = to_document(plan)
        for table in TABLES:
            random.shuffle(document[table])
        assert plan_hash(read_document(document)[0]) == plan_hash(plan)

    def test_the_hash_sees_every_field(self) -> None:
        base = plan_hash(small_plan())
        other = read_document(changed(lambda d: d["actions"][0].update(notes="x")))[0]
        assert plan_hash(other) != base

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "FM-J101"),
            ("{", "FM-J101"),
            ("[" * 100_000, "FM-J101"),
            ("[]", "FM-J102"),
            ('{"settings": {}, "settings": {}}', "FM-J105"),
            ('{"settings": 3}', "FM-J103"),
            ('{"actions": {}}', "FM-J104"),
            ('{"actions": [3]}', "FM-J103"),
            ('{"settings": {"inflation": NaN}}', "FM-M103"),
            ('{"settings": {"inflation": 1e999}}', "FM-M103"),
            (b"\xff\xfe\x00", "FM-J101"),
        ],
    )
    def test_what_is_no_plan(self, text: str | bytes, code: str) -> None:
        with pytest.raises(InputError) as caught:
            from_json(text)
        assert code in {issue.code for issue in caught.value.issues}

    def test_numbers_keep_15_digits(self) -> None:
        document = changed(lambda d: d["investments"][1].update(amount=1234567.89012345678))
        assert read_document(document)[0].investments[1].amount == 1234567.89012346


class TestAllProblemsAtOnce:
    def test_wrong_fields_and_wrong_references_together(self) -> None:
        def spoil(document: dict[str, Any]) -> None:
            document["settings"]["base_year"] = 2090
            document["settings"]["curency"] = "SEK"
            document["organisations"][1]["kind"] = "bolag"
            document["actions"][0]["owner"] = "bostda"
            document["actions"][0]["lifetime_years"] = 0
            document["actions"][1]["repeat_of"] = "sol"
            document["investments"][1]["amount"] = -1
            document["benefits"][0]["action"] = "ledd"
            document["evidence"][0]["low"] = 9e9

        found = problems(changed(spoil))
        assert set(found) >= {"FM-M102", "FM-M104", "FM-M105", "FM-M111", "FM-M120", "FM-M130"}
        assert found["FM-M111"].where.pointer in ("/actions/0/owner", "/benefits/0/action")
        assert found["FM-M102"].params["nearest"] == "currency"

    @pytest.mark.parametrize(
        ("change", "code", "pointer"),
        [
            (lambda d: d["settings"].pop("inflation"), "FM-M101", "/settings/inflation"),
            (lambda d: d.pop("settings"), "FM-M101", "/settings"),
            (lambda d: d["settings"].update(municipality=""), "FM-M101", "/settings/municipality"),
            (lambda d: d["actions"][0].update(ower="tn"), "FM-M102", "/actions/0/ower"),
            (lambda d: d["actions"][0].update(name=7), "FM-M103", "/actions/0/name"),
            (lambda d: d["investments"][0].update(economic_life_years=7.5), "FM-M103", "/investments/0/economic_life_years"),
            (lambda d: d["settings"].update(financial_discount_rate=3.5), "FM-M104", "/settings/financial_discount_rate"),
            (lambda d: d["settings"].update(financial_discount_rate=-1), "FM-M104", "/settings/financial_discount_rate"),
            (lambda d: d["benefits"][0].update(amount=-5), "FM-M104", "/benefits/0/amount"),
            (lambda d: d["actions"][0].update(status="klar"), "FM-M105", "/actions/0/status"),
            (lambda d: d["actions"][1].update(id="sol celler"), "FM-M106", "/actions/1/id"),
            (lambda d: d["evidence"][0].update(date="våren"), "FM-M107", "/evidence/0/date"),
            (lambda d: d["actions"][0].update(capex_split={"tn": 0.5}), "FM-M108", "/actions/0/capex_split"),
            (lambda d: d["actions"][0].update(name="a\x07b"), "FM-M109", "/actions/0/name"),
            (lambda d: d["organisations"][1].update(id="TN"), "FM-M110", "/organisations/1/id"),
            (lambda d: d["settings"].update(last_year=2020), "FM-M112", "/settings/last_year"),
            (lambda d: d["investments"][0].update(by_year={"2060": 1}), "FM-M113", "/investments/0/by_year"),
            (lambda d: d["investments"][1].pop("start_year"), "FM-M114", "/investments/1/start_year"),
            (lambda d: d["investments"][1].update(end_year=2026), "FM-M115", "/investments/1/end_year"),
            (lambda d: d["investments"][1].update(end_year=2026) or d["actions"][1].update(effect_follows="capex"), "FM-M115", "/investments/1/end_year"),
            (lambda d: d["actions"][1].update(reduction_tonnes=5, effect_start=None) or d["investments"].pop(1), "FM-M116", "/actions/1/effect_start"),
            (lambda d: d["actions"][0].update(effect_follows="capex", effect_start=2030), "FM-M117", "/actions/0/effect_start"),
            (lambda d: d["actions"][1].update(effect_follows="capex") or d["investments"].pop(1), "FM-M118", "/actions/1/effect_follows"),
            (lambda d: d["actions"][1].update(upfront_tonnes=5) or d["investments"].pop(1), "FM-M119", "/actions/1/upfront_tonnes"),
            (lambda d: d["settings"].update(inflation={"value": None, "by_year": {"2026": 0.02}}), "FM-M121", "/settings/inflation"),
            (lambda d: d["price_categories"][0].update(real_escalation={"by_year": {"2026": 0.02}}), "FM-M122", "/price_categories/0/real_escalation"),
            (lambda d: d["investments"][1].update(by_year={"2028": 7}), "FM-M127", "/investments/1/amount"),
            (lambda d: d["benefits"][0].update(kind="co_benefit"), "FM-M128", "/benefits/0/receivers"),
            (lambda d: d["benefits"][0].update(payer="tn"), "FM-M129", "/benefits/0/payer"),
            (lambda d: d["evidence"][0].update(low=3e6), "FM-M130", "/evidence/0/low"),
            (lambda d: d["actions"][0].update(name="å" * 301), "FM-M132", "/actions/0/name"),
            (lambda d: d["investments"][0].update(by_year={"i år": 1}), "FM-M133", "/investments/0/by_year"),
            (lambda d: d["settings"].update(currency="kronor"), "FM-M134", "/settings/currency"),
            (lambda d: d["organisations"][1].update(id="Group"), "FM-M135", "/organisations/1/id"),
            (lambda d: d["settings"].update(financial_discount_rate=-0.9999999), "FM-M137", "/settings/financial_discount_rate"),
            (lambda d: d.update(schema_version=SCHEMA_VERSION + 1), "FM-M140", "/schema_version"),
            (lambda d: d.update(schema_version="ett"), "FM-M141", "/schema_version"),
        ],
    )  # fmt: skip
    def test_each_problem_has_its_code_and_place(
        self, change: Callable[[dict[str, Any]], object], code: str, pointer: str
    ) -> None:
        found = problems(changed(change))
        assert code in found
        assert found[code].where.pointer == pointer

    def test_warnings_do_not_stop(self) -> None:
        def change(document: dict[str, Any]) -> None:
            document["settings"]["financial_discount_rate"] = None
            document["actions"][0]["carbon_priced"] = 0.5
            document["actions"][0]["lifetime_years"] = 25
            document["investments"][0]["economic_life_years"] = 5
            document["actions"][1]["effect_start"] = 2060
            document["actions"][0]["effect_start"] = 2025
            document["evidence"][0]["high"] = 1_950_000

        _, issues = read_document(changed(change))
        assert {issue.code for issue in issues} == {"FM-M123", "FM-M125", "FM-M126", "FM-M131", "FM-M144", "FM-M145"}
        assert {issue.severity for issue in issues} == {Severity.WARNING}

    def test_a_rate_path_with_a_hole_is_a_warning(self) -> None:
        document = changed(lambda d: d["settings"].update(financial_discount_rate={"by_year": {"2026": 0.03}}))
        _, issues = read_document(document)
        assert "FM-M124" in {issue.code for issue in issues}


class TestYearly:
    def test_an_explicit_year_stands_in_place_of_the_profile(self) -> None:
        path = Yearly.model_validate({"value": 5, "by_year": {"2030": 7}})
        assert (path.at(2029), path.at(2030)) == (5, 7)

    def test_unknown_is_neither_a_number_nor_a_year(self) -> None:
        assert Yearly().is_unknown
        assert not Yearly(value=0).is_unknown


class TestMigration:
    def test_steps_are_taken_one_at_a_time(self) -> None:
        steps = {
            1: lambda d: {**d, "a": d["old"]},
            2: lambda d: {**d, "b": d["a"] + 1},
        }
        document = {"old": 1}
        assert migrate(document, migrations=steps, target=3) == {"old": 1, "a": 1, "b": 2, "schema_version": 3}
        assert document == {"old": 1}

    def test_a_plan_without_version_is_of_the_first_and_brought_up_to_date(self) -> None:
        assert migrate({})["schema_version"] == SCHEMA_VERSION == 5

    @pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
    def test_a_plan_of_an_earlier_version_reads_as_the_same_plan(self, version: int) -> None:
        document = to_document(small_plan())
        old = {name: rows for name, rows in document.items() if rows not in ([], ())} | {"schema_version": version}
        assert plan_hash(from_json(json.dumps(old))[0]) == plan_hash(small_plan())


class TestChanges:
    def test_what_changed_by_address(self) -> None:
        before = small_plan()

        def change(document: dict[str, Any]) -> None:
            document["settings"]["base_year"] = 2027
            document["actions"][0]["opex_change"] = 1
            document["sectors"].append({"id": "avfall", "name": "Avfall"})
            document["risks"].clear()

        found = differences(before, read_document(changed(change))[0], origin="plan.xlsx")
        assert [(item.address, item.before, item.after) for item in found] == [
            ("settings/base_year", 2026, 2027),
            ("sectors/avfall", None, {"id": "avfall", "name": "Avfall"}),
            ("actions/led/opex_change", -50000.0, 1.0),
            ("risks/r1", {"id": "r1", "action": "led", "text": "Dyrare armaturer", "likelihood": "medium"}, None),
        ]
        assert found[0] == Change("settings", None, "base_year", 2026, 2027, "plan.xlsx")

    @RELAXED
    @given(plans())
    def test_a_plan_does_not_differ_from_itself(self, plan: Plan) -> None:
        assert differences(plan, from_json(json.dumps(to_document(plan)))[0]) == ()
