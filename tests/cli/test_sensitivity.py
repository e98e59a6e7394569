"""``finmodel sensitivity`` and ``finmodel parameters``: the same conventions as every command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from finmodel.analysis.indicators import SWITCHING_INPUTS
from finmodel.analysis.optimism import OptimismBias
from finmodel.analysis.parameters import Standing
from finmodel.analysis.ranges import source_ranges
from finmodel.analysis.replacing import NotApplied
from finmodel.analysis.sensitivity import SensitivityInput, Why, tornado, variants
from finmodel.analysis.switching import Meaning, switching_values
from finmodel.i18n import LANGUAGES, Language, texts
from finmodel.model.document import read_document
from finmodel.model.identity import plan_hash
from finmodel.model.plan import Plan
from finmodel.resources import sample_plan_path
from finmodel.store.parameters import parameter_uplifts, standard_parameters
from tests.cli.conftest import Run
from tests.store.tiny import tiny_document

SAMPLE = sample_plan_path("helsingborg")


@pytest.fixture
def document() -> dict[str, Any]:
    found = tiny_document(carbon_value=7000)
    found["investments"][0] |= {"asset_type": "equipment"}
    found["evidence"] = [
        {"id": "r1", "action": "led", "quantity": "capex", "low": 800_000, "high": 1_300_000},
        {"id": "r2", "action": "led", "quantity": "split", "low": 1, "high": 2},
    ]
    found["parameters"] = [
        {"id": "p1", "name": "Inflation", "used_for": "inflation", "value": 0.02, "status": "dated", "source": "S 2019"}
    ]
    return found


@pytest.fixture
def plan(document: dict[str, Any]) -> Plan:
    return read_document(document)[0]


@pytest.fixture
def path(tmp_path: Path, document: dict[str, Any]) -> Path:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_named_has_its_texts(lang: Language) -> None:
    names = {
        "sensitivity.input": [*SensitivityInput, *SWITCHING_INPUTS],
        "sensitivity.why": get_args(Why),
        "sensitivity.meaning": get_args(Meaning),
        "sensitivity.not_applied": list(NotApplied),
        "standing": list(Standing),
    }
    wanted = [f"{prefix}.{name}" for prefix, each in names.items() for name in each]
    assert [key for key in wanted if not texts(lang).get(key)] == []


def test_json_is_what_the_analysis_says(run: Run, path: Path, plan: Plan, tmp_path: Path) -> None:
    result = run("sensitivity", path, "--json", "-", "--action", "led", "--outcome", "abatement_cost")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    moved = variants(plan)
    assert found["plan_hash"] == plan_hash(plan)
    assert found["optimism_bias"] is None
    assert found["tornado"] == as_json(tornado(plan, outcome="abatement_cost", action="led").to_dict())
    assert found["switching_values"] == as_json([row.to_dict() for row in switching_values(moved.base)])
    assert found["source_ranges"] == as_json(source_ranges(plan).to_dict())
    target = tmp_path / "out.json"
    arguments = ("sensitivity", path, "--action", "led", "--outcome", "abatement_cost", "--json", target)
    assert run(*arguments).exit_code == 0
    assert json.loads(target.read_text(encoding="utf-8")) == found


@pytest.mark.parametrize(
    ("arguments", "share"),
    [
        (["--optimism-bias"], 1.0),
        (["--optimism-share", "0.5"], 0.5),
        (["--optimism-share", "50 %"], 0.5),
    ],
)
def test_optimism_bias_is_said_aloud(run: Run, path: Path, plan: Plan, arguments: list[str], share: float) -> None:
    quiet, loud = run("sensitivity", path).stdout, run("sensitivity", path, *arguments).stdout
    assert "OPTIMISM BIAS" not in quiet
    assert "No optimism bias" in quiet
    assert "WITH OPTIMISM BIAS" in loud
    assert "HM Treasury Green Book / Mott MacDonald" in " ".join(loud.split())
    assert plan_hash(plan) in loud
    found = json.loads(run("sensitivity", path, *arguments, "--json", "-").stdout)
    expected = variants(plan, optimism_bias=OptimismBias(parameter_uplifts(), share)).tornado()
    assert found["tornado"] == as_json(expected.to_dict())
    assert found["optimism_bias"]["share"] == share
    assert found["optimism_bias"]["added"] == pytest.approx(2e6 * share)


@pytest.mark.parametrize("arguments", [["--optimism-share", "0"], ["--optimism-bias", "--optimism-share", "0 %"]])
def test_a_share_of_nothing_adds_no_optimism_bias(run: Run, path: Path, arguments: list[str]) -> None:
    assert run("sensitivity", path, *arguments).stdout == run("sensitivity", path).stdout
    found = json.loads(run("sensitivity", path, *arguments, "--json", "-").stdout)
    assert found == json.loads(run("sensitivity", path, "--json", "-").stdout)
    assert found["optimism_bias"] is None


def test_bias_that_raises_nothing_is_not_said_to(run: Run, path: Path, document: dict[str, Any]) -> None:
    assert "on 1 investment, " in " ".join(run("sensitivity", path, "--optimism-bias").stdout.split())
    del document["investments"][0]["asset_type"]
    path.write_text(json.dumps(document), encoding="utf-8")
    found = run("sensitivity", path, "--optimism-bias").stdout
    assert "WITH OPTIMISM BIAS" not in found
    assert "No optimism bias has been added to the investments." in found
    assert "No optimism bias on investments without an asset type: i1." in found


def test_society_shows_what_only_it_counts(run: Run, path: Path, document: dict[str, Any]) -> None:
    document["settings"]["social_discount_rate"] = 0.035
    path.write_text(json.dumps(document), encoding="utf-8")
    society = " ".join(run("sensitivity", path, "--perspective", "society").stdout.split())
    assert "Carbon value −20 / +20%" in society
    assert "Co-benefits (no co-benefits)" in society
    group = run("sensitivity", path).stdout
    assert "Carbon value" not in group
    assert "Co-benefits" not in group


def test_lines_in_both_languages(run: Run, path: Path) -> None:
    english = run("sensitivity", path).stdout
    assert "Investment −20 / +20%" in english
    assert "Discount rate −1 / +1 percentage point" in english
    assert "no savings" in english
    assert "All together: at worst" in english
    assert "r2" in english
    swedish = run("sensitivity", path, "--language", "sv", "--action", "led").stdout
    assert "Investering −20 / +20" in swedish
    assert "Brytvärden" in swedish
    assert "Nettonuvärde, led LED-belysning: −" in swedish
    assert max(map(len, english.splitlines()[:-2])) <= 140


@pytest.mark.parametrize("action", ["okand", "igen"])
def test_an_action_without_a_result_says_why(run: Run, path: Path, action: str) -> None:
    result = run("sensitivity", path, "--action", action)
    assert result.exit_code == 0
    assert "No input changes the figure." in result.stdout


def test_the_sample_plan_in_every_perspective(run: Run) -> None:
    for arguments in (["--perspective", "society"], ["--perspective", "owner", "--outcome", "abatement_cost"]):
        result = run("sensitivity", SAMPLE, *arguments)
        assert result.exit_code == 0
        assert "Switching values" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--action", "lde"], "led"),
        (["--action", "zzzzzz"], "zzzzzz"),
        (["--outcome", "irr"], "abatement_cost"),
        (["--perspective", "moon"], "society"),
        (["--optimism-share", "2"], "0 to 1"),
        (["--optimism-share", "much"], "much"),
        (["--optimism-share", "-1"], "0 to 1"),
        (["--optimism-share", "nan"], "nan"),
    ],
)
def test_a_wrong_call(run: Run, path: Path, arguments: list[str], said: str) -> None:
    result = run("sensitivity", path, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr


def test_a_plan_that_cannot_be_used(run: Run, bad_file: Path) -> None:
    for command in ("sensitivity", "parameters"):
        result = run(command, bad_file, "--json", "-")
        assert result.exit_code == 1
        assert json.loads(result.stdout)["errors"] == 2
        assert run(command, bad_file.with_name("none.json")).exit_code == 2
        assert run(command, bad_file, "--json", bad_file).exit_code == 2


def test_the_catalogue(run: Run, tmp_path: Path) -> None:
    result = run("parameters")
    assert result.exit_code == 0
    assert "! Guarantee fee, 2019: 0.0035 fraction" in result.stdout
    assert "! Internal interest rate recommended by SKR, 2026: –" in result.stdout
    assert "  Internal interest rate recommended by SKR, 2025: 0.025" in result.stdout
    swedish = " ".join(run("parameters", "--language", "sv").stdout.split())
    assert "Borgensavgift, 2019: 0,0035 andel (Äldre källa; enkät om kommuners borgen för bostadsbolag)" in swedish
    assert "survey" not in swedish
    found = json.loads(run("parameters", "--json", "-").stdout)
    assert found["parameters"] == as_json([row.to_dict() for row in standard_parameters().rows])
    target = tmp_path / "parameters.json"
    assert run("parameters", "--json", target).exit_code == 0
    assert json.loads(target.read_text(encoding="utf-8")) == found


def test_a_plan_s_parameters_with_warnings(run: Run, path: Path, plan: Plan) -> None:
    result = run("parameters", path)
    assert result.exit_code == 0
    assert "– Inflation: 2.0% – dated source (rows: p1)" in result.stdout
    assert "– Discount rate: 3.0% – no source (rows: –)" in result.stdout
    assert "! Inflation, all years: 0.02" in result.stdout
    assert "FM-M150" in result.stderr
    found = json.loads(run("parameters", path, "--json", "-").stdout)
    assert found["plan_hash"] == plan_hash(plan)
    assert [(row["use"], row["standing"]) for row in found["figures"]] == [
        *(("inflation", "dated"), ("financial_discount_rate", "no_source"), ("carbon_value", "no_source")),
    ]
    assert [row["id"] for row in found["parameters"]] == ["p1"]
    assert [row["code"] for row in found["issues"]] == ["FM-M150"]


def test_the_plan_s_figures_have_their_units(run: Run, path: Path, document: dict[str, Any]) -> None:
    document["settings"] |= {"carbon_price": 1050.5, "inflation": {"value": 0.02, "by_year": {"2027": 0.035}}}
    document["price_categories"] = [{"id": "k", "name": "El", "real_escalation": -0.0125}]
    document["carriers"] = [
        {"id": "b", "name": "Bensin", "price": 1.45, "emission_factor": 0.266, "carbon_price": 900},
    ]
    path.write_text(json.dumps(document), encoding="utf-8")
    shown = run("parameters", path, "--language", "sv").stdout.replace("\u00a0", " ")
    for words in (
        *("Inflation: 2,0 % till 3,5 % –", "Koldioxidvärde: 7 000 kr/t –", "Koldioxidpris: 1 050,50 kr/t"),
        *("Energipris, Bensin: 1,45 kr/kWh –", "Bensin: 0,266 kg", "Bensin: 900 kr/t", "El: −1,25 %"),
    ):
        assert words in shown, words


def test_a_plan_without_parameters(run: Run, plan_file: Path) -> None:
    result = run("parameters", plan_file)
    assert result.exit_code == 0
    assert "no parameters of its own" in result.stdout


def test_text_from_a_plan_does_nothing_to_the_terminal(run: Run, path: Path, document: dict[str, Any]) -> None:
    document["actions"][0]["name"] = "\u202eLED {0} <b>"
    document["parameters"][0]["name"] = "{name} \u2066%s"
    path.write_text(json.dumps(document), encoding="utf-8")
    for arguments in (["sensitivity", path, "--action", "led"], ["parameters", path]):
        result = run(*arguments)
        assert result.exit_code == 0
        assert not set("\u202e\u2066") & set(result.output)
        assert "{0}" in result.stdout or "{name}" in result.stdout
