"""``finmodel curve``: the curve in the terminal and as JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.macc import COSTS_PER_TONNE, cost_curve
from finmodel.i18n import LANGUAGES, Language
from finmodel.model.document import read_document
from finmodel.model.plan import Plan
from tests.cli.conftest import Run
from tests.store.tiny import tiny_document


def document(**settings: Any) -> dict[str, Any]:
    """Savers, a dear one, one that raises, and two on one pool."""
    plan = tiny_document(social_discount_rate=0.035, carbon_value=4000, **settings)
    rows = (
        ("small", -10_000, 100),
        ("big", -90_000, 1000),
        ("dear", 500_000, 20),
        ("raiser", 1000, -30),
    )
    plan["actions"] += [
        {
            "id": name,
            "name": name.title(),
            "owner": "ks",
            "opex_change": cost,
            "reduction_tonnes": tonnes,
            "effect_start": 2027,
            "lifetime_years": 20,
        }
        for name, cost, tonnes in rows
    ]
    plan["pools"] = [{"id": "fuel", "name": "Fuel", "tonnes": 600}]
    for row in plan["actions"]:
        if row["id"] == "big":
            row["pool"] = "fuel"
    return plan


def plan() -> Plan:
    return read_document(document())[0]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "curve.json"
    path.write_text(json.dumps(document()), encoding="utf-8")
    return path


def starts(text: str) -> list[str]:
    """Return the first words of the table's rows."""
    lines = text.splitlines()
    first, last = (place for place, line in enumerate(lines) if line.startswith("─"))
    return [line.split()[0] for line in lines[first + 1 : last]]


def test_the_table_has_the_bars_in_their_order_and_says_how(run: Run, file: Path) -> None:
    result = run("curve", file)
    curve = cost_curve(evaluate(plan()), 2030)
    assert result.exit_code == 0
    assert starts(result.stdout) == [bar.action for bar in curve.bars] == ["big", "small", "led", "dear"]
    assert "Cost curve 2030, after overlap." in result.stdout
    assert "ranked by net present value, the largest first" in " ".join(result.stdout.split())
    assert "Beside the curve: raiser Raiser, −30 tonnes in 2030" in " ".join(result.stdout.split())
    assert "Not in the curve (not costed): okand." in result.stdout
    assert evaluate(plan()).result_hash in result.stdout
    (total,) = [line for line in result.stdout.splitlines() if line.startswith("The whole curve (actions: 4)")]
    assert total.split()[-2:] == ["820", "1,220"]


def test_a_chosen_year_perspective_and_the_curve_before_overlap(run: Run, file: Path) -> None:
    early = run("curve", file, "--year", "2026")
    assert early.exit_code == 0
    assert "No action in the perspective has both a known cost per tonne and an effect in 2026." in early.stdout
    before = run("curve", file, "--before-overlap", "--perspective", "society")
    assert "before overlap: each action as if" in before.stdout
    assert "NPV without" in before.stdout
    assert "without the carbon value, the largest first" in " ".join(before.stdout.split())
    (total,) = [line for line in before.stdout.splitlines() if line.startswith("The whole curve")]
    assert total.split()[-1] == "1,220"
    own = run("curve", file, "--perspective", "hushall")
    assert own.exit_code == 0
    assert "Perspective: Hushåll;" in own.stdout


@pytest.mark.parametrize("perspective", ["group", "society"])
@pytest.mark.parametrize("before", [False, True])
def test_json_is_the_curve_and_the_costs_per_tonne(
    run: Run, file: Path, tmp_path: Path, perspective: str, before: bool
) -> None:
    flags = ["--perspective", perspective, "--year", "2031", *(["--before-overlap"] if before else [])]
    result = run("curve", file, *flags, "--json", "-")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    results = evaluate(plan(), perspective, overlap=not before)
    expected = json.loads(json.dumps(cost_curve(results, 2031).to_dict()))
    assert {key: found[key] for key in expected} == expected
    assert (found["result_hash"], found["plan_hash"]) == (results.result_hash, results.plan_hash)
    assert [row["action"] for row in found["costs_per_tonne"]] == [*(row.id for row in plan().actions), None]
    assert all(set(COSTS_PER_TONNE) < set(row) for row in found["costs_per_tonne"])
    target = tmp_path / "out.json"
    told = run("curve", file, *flags, "--json", target)
    assert json.loads(target.read_text(encoding="utf-8")) == found
    assert starts(told.stdout) == [bar["action"] for bar in found["bars"]]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--year", "2025"], "2026 to 2036"),
        (["--year", "2037"], "2026 to 2036"),
        (["--year", "x"], "x is no year"),
        (["--year", "２０３０"], "is no year"),
        (["--year", "-1"], "-1 is no year"),
        (["--perspective", "grupp"], "group, municipality, owner, society, ks, hushall"),
        (["--json", "PLAN"], "is read by the command"),
        (["--json", "none/curve.json"], "no folder"),
        (["more"], "too many"),
    ],
)
def test_a_wrong_call_is_exit_2(run: Run, file: Path, arguments: list[str], part: str) -> None:
    before = file.read_bytes()
    result = run("curve", file, *(str(file) if item == "PLAN" else item for item in arguments))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert part in result.stderr
    assert file.read_bytes() == before


def test_a_year_before_the_base_year_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "late.json"
    path.write_text(json.dumps(document(first_year=2020, base_year=2032)), encoding="utf-8")
    refused = run("curve", path, "--year", "2031")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "from its base year on. Give a year from 2032 to 2036" in refused.stderr
    assert run("curve", path, "--year", "2032").exit_code == 0
    # 2030 is sunk: the nearest that can be drawn is the base year.
    assert "Cost curve 2032" in run("curve", path).stdout


def test_a_plan_that_cannot_be_used_is_exit_1(run: Run, bad_file: Path) -> None:
    result = run("curve", bad_file, "--json", "-")
    assert result.exit_code == 1
    assert {issue["code"] for issue in json.loads(result.stdout)["issues"]} == {"FM-M111", "FM-M104"}
    assert run("curve", "none.json").exit_code == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_and_the_table_speak_the_language(run: Run, file: Path, language: Language) -> None:
    words = {"sv": ("Användning: ", "Åtgärdskostnadskurva 2030"), "en": ("Usage: ", "Cost curve 2030")}[language]
    assert run("curve", "--help", language=language).stdout.startswith(words[0])
    assert words[1] in run("curve", file, "--language", language).stdout


@pytest.mark.parametrize("command", ["curve", "who-pays"])
def test_help_loads_nothing_heavy(command: str) -> None:
    code = (
        f"import sys\nfrom finmodel.cli import main\nmain(['{command}', '--help'])\n"
        "print(*(name for name in ('numpy', 'pandas', 'babel') if name in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert done.stderr.decode().split() == []
    assert command.encode() in done.stdout


def test_hostile_names_stay_on_their_line(run: Run, tmp_path: Path) -> None:
    hostile = document(title="Plan \u202etxt")
    for row in hostile["actions"]:
        row["name"] = "\u2066" + "=cmd|x {0} %s" + "Å" * 270
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps(hostile), encoding="utf-8")
    result = run("curve", path)
    assert result.exit_code == 0
    assert not set(result.output) & {"\u202e", "\u2066"}
    assert len(starts(result.stdout)) == 4
    table = [line for line in result.stdout.splitlines() if line.startswith(("big", "small", "led", "dear"))]
    assert max(map(len, table)) <= 140
