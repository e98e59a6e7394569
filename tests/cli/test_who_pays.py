"""``finmodel who-pays``: the matrix in the terminal and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.who_pays import split_incentives, who_pays
from finmodel.i18n import LANGUAGES, Language, t
from finmodel.model.document import read_document
from finmodel.model.identity import plan_hash
from finmodel.model.plan import Plan
from tests.cli.conftest import Run
from tests.store.tiny import tiny_document


def document(**settings: Any) -> dict[str, Any]:
    """The executive board invests in lamps; the school saves, households pay a fee and are safer."""
    plan = tiny_document(**{"social_discount_rate": 0.035, "carbon_value": 4000, "display_unit": "tkr", **settings})
    plan["organisations"] += [
        {"id": "skola", "name": "Skolan", "kind": "committee"},
        {"id": "stat", "name": "Staten", "kind": "state"},
    ]
    plan["actions"][0]["opex_change"] = 0
    plan["benefits"] = [
        {"id": "b1", "action": "led", "kind": "saving", "amount": 150_000, "receivers": {"skola": 1}},
        {"id": "b2", "action": "led", "kind": "revenue", "amount": 1000, "receivers": {"ks": 1}, "payer": "hushall"},
        {"id": "b3", "action": "led", "kind": "co_benefit", "amount": 9000, "receivers": {"hushall": 1}},
    ]
    return plan


def plan(**settings: Any) -> Plan:
    return read_document(document(**settings))[0]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path)


def write(folder: Path, **settings: Any) -> Path:
    path = folder / "who.json"
    path.write_text(json.dumps(document(**settings)), encoding="utf-8")
    return path


def thousands(amount: float | None) -> str:
    assert amount is not None
    return f"{amount / 1000:,.0f}".replace("-", "−")


@pytest.mark.parametrize("basis", ["society", "financial"])
def test_the_table_shows_who_pays(run: Run, file: Path, basis: str) -> None:
    result = run("who-pays", file, "--basis", basis)
    assert result.exit_code == 0
    found = who_pays(plan(), "society" if basis == "society" else "financial")
    lines = result.stdout.splitlines()
    for row in (*found.present_values.rows, found.present_values.total):
        name = row.name or ("Sum" if row.organisation is None else "Everyone")
        shown = [line for line in lines if line.startswith(f"{name} ")]
        if row.organisation == "stat":
            assert shown == []
        else:
            assert thousands(row["net"]) in shown[0].split()
    assert "No amounts with: Staten." in result.stdout
    assert f"– Hushåll to Kommunstyrelsen: {thousands(found.transfers[0].present_value)} kSEK." in (
        result.stdout.replace("\u00a0", " ")
    )
    (split,) = split_incentives(plan())
    text = " ".join(result.stdout.split())
    assert f"led LED-belysning: invests and loses: Kommunstyrelsen ({thousands(split.investors[0].npv)} kSEK)" in text
    assert f"Co-benefits to Hushåll ({thousands(split.co_benefits[0].present_value)} kSEK)" in text
    assert "1 of 2 actions are costed." in result.stdout
    assert ("Everyone" in result.stdout) == (basis == "society")
    assert plan_hash(plan()) in result.stdout


def test_without_rates_the_sums_are_shown_and_the_reason_is_told(run: Run, tmp_path: Path) -> None:
    none = {"social_discount_rate": None, "financial_discount_rate": None}
    result = run("who-pays", write(tmp_path, **none))
    assert result.exit_code == 0
    assert "Sums from the base year on, not discounted" in result.stdout
    assert t("reason.no_rate.text", "en")[:40] in " ".join(result.stdout.split())
    assert "Split incentives cannot be judged" in result.stdout
    total = who_pays(plan(**none)).sums.total
    (line,) = [
        line for line in result.stdout.splitlines() if line.startswith("Sum  ") and thousands(total["net"]) in line
    ]
    assert "–" not in line.split()


def test_json_is_the_matrix_and_the_split_incentives(run: Run, file: Path, tmp_path: Path) -> None:
    result = run("who-pays", file, "--json", "-")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    expected = json.loads(json.dumps(who_pays(plan()).to_dict()))
    assert {key: found[key] for key in expected} == expected
    assert found["split_incentives"] == [json.loads(json.dumps(item.to_dict())) for item in split_incentives(plan())]
    assert found["plan_hash"] == plan_hash(plan())
    assert found["present_values"]["total"]["net"] == pytest.approx(evaluate(plan(), "society").portfolio["npv"])
    target = tmp_path / "out.json"
    assert run("who-pays", file, "--json", target).exit_code == 0
    assert json.loads(target.read_text(encoding="utf-8")) == found


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--basis", "group"], "society, financial"),
        (["--basis", ""], "society, financial"),
        (["--json", "PLAN"], "is read by the command"),
        (["--json", "none/who.json"], "no folder"),
        (["--perspective", "group"], "--perspective"),
    ],
)
def test_a_wrong_call_is_exit_2(run: Run, file: Path, arguments: list[str], part: str) -> None:
    before = file.read_bytes()
    result = run("who-pays", file, *(str(file) if item == "PLAN" else item for item in arguments))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert part in result.stderr
    assert file.read_bytes() == before


def test_a_plan_that_cannot_be_used_is_exit_1(run: Run, bad_file: Path) -> None:
    result = run("who-pays", bad_file, "--json", "-")
    assert result.exit_code == 1
    assert {issue["code"] for issue in json.loads(result.stdout)["issues"]} == {"FM-M111", "FM-M104"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_and_the_table_speak_the_language(run: Run, file: Path, language: Language) -> None:
    words = {"sv": ("Användning: ", "Delade incitament"), "en": ("Usage: ", "Split incentives")}[language]
    assert run("who-pays", "--help", language=language).stdout.startswith(words[0])
    assert words[1] in run("who-pays", file, "--language", language).stdout


def test_hostile_names_and_many_organisations_keep_the_lines_short(run: Run, tmp_path: Path) -> None:
    hostile = document(title="x")
    for row in hostile["organisations"]:
        row["name"] = "\u202e=cmd|{0} " + "Å" * 250
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps(hostile), encoding="utf-8")
    result = run("who-pays", path)
    assert result.exit_code == 0
    assert "\u202e" not in result.output
    rows = [line for line in result.stdout.splitlines() if line.startswith("\ufffd=cmd")]
    assert len(rows) >= 3
    assert max(map(len, rows)) <= 140
