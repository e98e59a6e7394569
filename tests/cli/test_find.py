"""``finmodel find``: three questions, their answers in words and as JSON, and the answer as a scenario."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from finmodel.analysis.budget_tests import TestName
from finmodel.analysis.find_frame import hold_frame, hold_investment_frame
from finmodel.analysis.find_grant import smallest_grant
from finmodel.analysis.find_loan import largest_loan
from finmodel.analysis.overlay import apply_scenario
from finmodel.commands.console import Console
from finmodel.commands.wording import Wording
from finmodel.i18n import LANGUAGES, Language, t
from finmodel.model.enums import DisplayUnit
from finmodel.store.files import load_plan
from tests.cli.conftest import Run
from tests.funded import funded_document

GRANTED = {"share": None, "cap_total": None}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    document = funded_document()
    document["sources"][0] |= GRANTED
    document["funding"][0]["share"] = document["funding"][2]["share"] = 0.5
    document["ordinary_budget"][0] |= {"investment_frame": 250_000, "debt_per_inhabitant_ceiling": 10_160}
    document |= {
        "scenarios": [{"id": "utan", "name": "Utan lampor"}],
        "scenario_changes": [{"id": "c", "scenario": "utan", "operation": "leave_out", "actions": ["a"]}],
    }
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def words(text: str) -> str:
    return " ".join(text.split())


def test_json_is_the_answer_of_the_library(run: Run, file: Path) -> None:
    plan = load_plan(file).plan
    without = apply_scenario(plan, "utan").plan
    cases: list[tuple[list[str], Any]] = [
        (["grant", str(file), "b", "--source", "g"], smallest_grant(plan, "b", "g")),
        (["grant", str(file), "b", "--perspective", "tek"], smallest_grant(plan, "b", None, "tek")),
        (["loan", str(file), "l"], largest_loan(plan, "l")),
        (
            ["loan", str(file), "l", "--ceiling", "debt_per_inhabitant"],
            largest_loan(plan, "l", ceiling=TestName.DEBT_PER_INHABITANT),
        ),
        (["frame", str(file), "o", "--all-years"], hold_frame(plan, "o", all_years=True)),
        (["frame", str(file)], hold_investment_frame(plan)),
        (["frame", str(file), "--scenario", "utan"], hold_investment_frame(without)),
    ]
    for arguments, found in cases:
        done = run("find", *arguments, "--json", "-")
        assert done.exit_code == 0
        document = json.loads(done.stdout)
        assert {key: document[key] for key in found.to_dict()} == json.loads(json.dumps(found.to_dict()))
        assert document["scenario"] == ("utan" if "utan" in arguments else None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_are_told_in_the_language(run: Run, file: Path, language: Language) -> None:
    grant = words(run("find", "grant", file, "b", "--source", "g", language=language).stdout)
    assert t("find_mix.column.how_much", language) in grant
    assert "Klimatbidraget" in grant
    loan = words(run("find", "loan", file, "l", language=language).stdout)
    assert words(t("find_mix.loan.first", language, year="2027")) in loan
    frame = words(run("find", "frame", file, "o", language=language).stdout)
    assert "a Lampor" in frame
    assert t("find_mix.frame.left", language) in frame
    unknown = words(run("find", "loan", file, "g", language=language).stdout)
    assert t("find_mix.no_answer", language, reason=t("find.loan.not_borrowed", language)) in unknown


def test_the_answer_is_written_as_a_scenario_that_does_what_it_says(run: Run, file: Path) -> None:
    for arguments, name in (
        (["grant", file, "b", "--source", "g"], "bidrag"),
        (["loan", file, "l"], "lan"),
        (["frame", file, "o"], "ram"),
    ):
        target = file.parent / f"{name}.json"
        done = run("find", *arguments, "--save-scenario", target)
        assert done.exit_code == 0, done.output
        assert str(target) in done.stdout.replace("\n", "")
    plan = load_plan(file).plan
    # Scenarios beside a plan belong to it.
    assert [row.id for row in plan.scenarios] == ["utan", "bidrag", "lan", "ram"]
    assert next(row.illustrative for row in plan.scenarios if row.id == "bidrag")
    npv = json.loads(run("evaluate", file, "--scenario", "bidrag", "--json", "-").stdout)["actions"]
    assert next(row["npv_after_funding"] for row in npv if row["id"] == "b") == pytest.approx(0, abs=1e-6)
    assert [row.id for row in apply_scenario(plan, "ram").plan.actions if not row.included] == ["a"]


def test_a_scenario_found_in_another_builds_on_it(run: Run, file: Path) -> None:
    target = file.parent / "lan.json"
    assert run("find", "loan", file, "l", "--scenario", "utan", "--save-scenario", target).exit_code == 0
    assert json.loads(target.read_text("utf-8"))["scenario"]["builds_on"] == "utan"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["grant", "PLAN", "bb"], "bb"),
        (["grant", "PLAN", "b", "--source", "gg"], "gg"),
        (["grant", "PLAN", "b", "--perspective", "nobody"], "nobody"),
        (["loan", "PLAN", "nothing"], "nothing"),
        (["loan", "PLAN", "l", "--level", "region"], "municipality, group"),
        (["loan", "PLAN", "l", "--ceiling", "result"], "debt, debt_per_inhabitant"),
        (["frame", "PLAN", "o", "--level", "group"], "--level"),
        (["frame", "PLAN", "--all-years"], "--all-years"),
        (["frame", "PLAN", "--scenario", "uta"], "utan"),
        (["loan", "PLAN", "l", "--save-scenario", "PLAN"], "plan.json"),
        (["fram", "PLAN"], "frame"),
        (["loan"], "PLAN"),
    ],
)
def test_a_wrong_call_ends_with_two(run: Run, file: Path, arguments: list[str], said: str) -> None:
    out = file.parent / "out.json"
    places = {"PLAN": str(file), "OUT": str(out)}
    before = file.read_bytes()
    done = run("find", *(places.get(item, item) for item in arguments))
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr.replace("\n", "")
    assert file.read_bytes() == before
    assert not out.exists()


@pytest.mark.parametrize(
    ("question", "said", "why"),
    [
        (["loan", "PLAN", "g"], "find_mix.no_answer", "ändrar inget i planen"),
        (["grant", "PLAN", "b"], "find_mix.no_answer", "med --source"),
    ],
)
def test_an_answer_that_is_no_scenario_is_told_all_the_same(
    run: Run, file: Path, question: list[str], said: str, why: str
) -> None:
    out = file.parent / "out.json"
    asked = [str(file) if item == "PLAN" else item for item in question]
    alone = run("find", *asked, language="sv")
    done = run("find", *asked, "--save-scenario", out, language="sv")
    assert (done.exit_code, done.stdout) == (2, alone.stdout)
    assert (t(said, "sv", reason="").rstrip(". ") in done.stdout) == ("source" not in why)
    assert why in words(done.stderr)
    assert "out.json" in done.stderr.replace("\n", "")
    assert not out.exists()


def test_a_scenario_elsewhere_is_said_to_belong_beside_the_plan(run: Run, file: Path) -> None:
    other = file.parent / "annan"
    other.mkdir()
    beside = run("find", "loan", file, "l", "--save-scenario", file.parent / "lan.json", language="sv")
    away = run("find", "loan", file, "l", "--save-scenario", other / "lan2.json", language="sv")
    assert (beside.exit_code, away.exit_code) == (0, 0)
    assert "bredvid" not in beside.stdout
    assert "bredvid" in away.stdout


def test_small_amounts_have_a_unit_that_shows_them(file: Path) -> None:
    plan = load_plan(file).plan
    million = plan.model_copy(
        update={"settings": plan.settings.model_copy(update={"display_unit": DisplayUnit.MILLION})}
    )
    console = Console("en")
    shown = [Wording(million, console).fine_money(amount) for amount in (12_340_000, -40_000, 380, 0, 1e-9)]
    assert [" ".join(text.split()) for text in shown] == ["12.3 MSEK", "−40 kSEK", "380 SEK", "0.0 MSEK", "0.0 MSEK"]


def test_a_scenario_of_a_name_that_is_taken_or_no_id_is_refused(run: Run, file: Path) -> None:
    other = file.parent / "annan"
    other.mkdir()
    for name, code in (("utan", "FM-M"), ("base", "FM-C117"), ("med blank", "FM-M")):
        target = other / f"{name}.json"
        done = run("find", "loan", file, "l", "--save-scenario", target)
        assert done.exit_code == 1
        assert code in done.stderr
        assert not target.exists()


def test_without_a_question_the_help_is_shown(run: Run) -> None:
    done = run("find")
    assert (done.exit_code, done.stdout) == (2, "")
    assert all(name in done.stderr for name in ("grant", "loan", "frame"))
