"""A scenario can change inventory, population, reference paths, targets and what an action works on."""

from __future__ import annotations

from typing import Any

import pytest

from finmodel.analysis.overlay import apply_scenario
from finmodel.analysis.waterfall import Cause, cause_of
from finmodel.excel.reader import read_workbook
from finmodel.excel.writer import workbook_bytes
from finmodel.i18n import LANGUAGES, Language
from finmodel.model.document import read_document
from tests.excel.emission_plans import emission_document
from tests.overlaid import laid, problems

CHANGES: list[tuple[dict[str, Any], Cause]] = [
    ({"operation": "set", "field": "targets.reduction", "rows": ["m30"], "number": 0.825}, Cause.ASSUMPTIONS),
    ({"operation": "set", "field": "targets.path", "rows": ["m30"], "text": "geometric"}, Cause.ASSUMPTIONS),
    ({"operation": "scale", "field": "targets.tonnes", "rows": ["b"], "factor": 0.5}, Cause.ASSUMPTIONS),
    ({"operation": "add", "field": "targets.year", "rows": ["k35"], "number": -1}, Cause.ASSUMPTIONS),
    ({"operation": "set", "field": "baselines.tonnes", "rows": ["ref-k"], "by_year": {"2035": 1e5}}, Cause.ASSUMPTIONS),
    ({"operation": "set", "field": "baselines.carrier_split", "rows": ["ref-t"], "text": "el=1"}, Cause.ASSUMPTIONS),
    ({"operation": "scale", "field": "baselines.yearly_cut", "rows": ["ref-o"], "factor": 2}, Cause.ASSUMPTIONS),
    ({"operation": "scale", "field": "emissions.tonnes", "rows": ["o22-1"], "factor": 1.1}, Cause.ASSUMPTIONS),
    ({"operation": "set", "field": "population.inhabitants", "rows": ["2035"], "number": 70_000}, Cause.ASSUMPTIONS),
    ({"operation": "set", "field": "actions.effect_on", "actions": ["sol"], "text": "organisation"}, Cause.EFFECTS),
    ({"operation": "set", "field": "actions.co2_share", "actions": ["led"], "number": 0.5}, Cause.EFFECTS),
    ({"operation": "set", "field": "actions.for_climate", "actions": ["led"], "text": "false"}, Cause.EFFECTS),
]


@pytest.mark.parametrize("language", [None, *LANGUAGES])
def test_every_table_of_emissions_can_be_changed(language: Language | None) -> None:
    plan = read_document(laid(*(change for change, _ in CHANGES), document=emission_document()))[0]
    if language is not None:
        plan = read_workbook(workbook_bytes(plan, language=language))
    made = apply_scenario(plan, "s").plan
    tables = (made.targets, made.baselines, made.emissions, made.population, made.actions)
    by_id: dict[str, Any] = {row.id: row for table in tables for row in table}
    assert (by_id["m30"].reduction, by_id["m30"].path) == (0.825, "geometric")
    assert (by_id["b"].tonnes, by_id["k35"].year) == (1_380_000, 2034)
    assert dict(by_id["ref-k"].tonnes.by_year) == {2030: 400_000.25, 2035: 100_000, 2040: 350_000}
    assert (dict(by_id["ref-t"].carrier_split), by_id["ref-o"].yearly_cut) == ({"el": 1.0}, 0.045)
    assert (by_id["o22-1"].tonnes, by_id["2035"].inhabitants) == (2310, 70_000)
    assert (by_id["sol"].effect_on, by_id["led"].co2_share, by_id["led"].for_climate) == (("organisation",), 0.5, False)


@pytest.mark.parametrize(("change", "cause"), CHANGES)
def test_each_has_its_cause_in_the_waterfall(change: dict[str, Any], cause: Cause) -> None:
    plan = read_document(laid(change, document=emission_document()))[0]
    assert cause_of(plan.scenario_changes[0]) is cause


def test_what_a_scenario_makes_of_a_target_is_judged_as_the_plan_is() -> None:
    year = {"operation": "set", "field": "targets.year", "rows": ["m30"], "number": 2020}
    share = {"operation": "scale", "field": "targets.reduction", "rows": ["o"], "factor": 10}
    assert [issue.code for issue in problems(year, document=emission_document())] == ["FM-E101"]
    (issue,) = problems(share, document=emission_document())
    assert (issue.code, issue.params["value"], issue.params["unit"]) == ("FM-M104", 1.6, "fraction")
