"""``finmodel sources``: the balance in the terminal and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from finmodel.analysis.evaluate import evaluate
from finmodel.i18n import LANGUAGES, Language, t
from finmodel.model.document import read_document
from finmodel.model.identity import plan_hash
from tests.cli.conftest import Run
from tests.funded import funded_document, funded_plan


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path, funded_document())


def write(folder: Path, document: dict[str, Any]) -> Path:
    path = folder / "funded.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def rows(text: str, start: str) -> list[list[str]]:
    return [line.removeprefix(start).split() for line in text.splitlines() if line.startswith(start)]


def words(text: str) -> str:
    return " ".join(text.split())


def test_sources_and_gap_add_up_to_the_uses(run: Run, file: Path) -> None:
    shown = run("sources", file).stdout
    (uses,) = [cells for cells in rows(shown, "To be funded ") if "100%" in cells]
    assert uses == ["350", "100%"]
    parts = [rows(shown, f"{label} ")[0][0] for label in ("Own money", "Borrowed money", "External money")]
    assert parts == ["65", "80", "80"]
    assert rows(shown, "Planned gap ")[0][:2] == ["125", "36%"]
    assert rows(shown, "  Klimatbidraget ") == [["80", "23%", "80", "Applied", "for"]]
    assert rows(shown, "  Gröna lånet [illustrative] ") == [["80", "23%", "Secured"]]
    assert rows(shown, "  Ramen ") == [["65", "19%", "Secured"]]


def test_years_without_anything_are_left_out(run: Run, file: Path) -> None:
    shown = run("sources", file).stdout
    assert rows(shown, "2026 ")[0] == ["100", "40", "0", "50", "10", "48"]
    assert rows(shown, "2027 ")[0] == ["250", "25", "80", "30", "115", "138"]
    # Gap at worst, paid, liquidity need: 70 % of each award at once, the rest the year after the last.
    assert rows(shown, "2026 ")[1] == ["60", "35", "15"]
    assert rows(shown, "2027 ")[1] == ["145", "21", "24"]
    assert rows(shown, "2028 ")[1] == ["0", "24", "0"]
    assert rows(shown, "From 2026 on")[0] == ["350", "65", "80", "80", "125", "185"]
    assert not rows(shown, "2025")
    assert not rows(shown, "2029")


def test_each_action_and_each_bearer_balances(run: Run, file: Path) -> None:
    shown = run("sources", file).stdout
    assert rows(shown, "a Lampor ")[0] == ["150", "65", "0", "75", "10", "66"]
    assert rows(shown, "b Fönster ")[0] == ["200", "0", "80", "5", "115", "119"]
    assert rows(shown, "Tekniska nämnden ")[0] == ["230", "65", "32", "77", "56", "114"]
    assert rows(shown, "Bostadsbolaget ")[0] == ["120", "0", "48", "3", "69", "71"]


def test_what_is_to_be_known_stands_in_words(run: Run, file: Path) -> None:
    shown = words(run("sources", file).stdout)
    for part in (
        "Without a known cost, and therefore left out: c.",
        "Sources that are not used here: Vilande stöd.",
        "Of the planned gap 125 kSEK is investment and 0 kSEK running cost.",
        "Leverage: 0.55 external per own or borrowed unit of money (80 kSEK to 145 kSEK).",
        "External money that is used and not yet paid has to be bridged:",
        "at most 24 kSEK at the end of 2027 (years with a need: 2026–2027)",
        "Ramen: the year's frame is not enough, others with higher priority may have used it (2026: 40 of 50 kSEK).",
        "– b Fönster, Klimatbidraget: the source's money in all is spent (2027: 5 of 100 kSEK).",
        "Ramen, Tekniska nämnden 2027 40 25 15",
        "a Lampor, Tekniska nämnden 75 30 45 0",
        plan_hash(funded_plan()),
    ):
        assert part in shown


@pytest.mark.parametrize(("n", "end"), [(4, "Stöd 3."), (5, "Stöd 3 and 1 more."), (9, "Stöd 3 and 5 more.")])
def test_of_many_idle_sources_five_are_named(run: Run, tmp_path: Path, n: int, end: str) -> None:
    document = funded_document()
    idle = next(row for row in document["sources"] if row["name"] == "Vilande stöd")
    document["sources"] += [idle | {"id": f"{idle['id']}{place}", "name": f"Stöd {place}"} for place in range(n)]
    shown = words(run("sources", write(tmp_path, document)).stdout)
    assert f"Sources that are not used here: Vilande stöd, Stöd 0, Stöd 1, Stöd 2, {end}" in shown


def test_a_perspective_shows_its_own_costs(run: Run, file: Path) -> None:
    shown = run("sources", file, "--perspective", "bol").stdout
    assert rows(shown, "To be funded ")[-1] == ["120", "100%"]
    tables = shown.partition("Without a known cost")[0]
    assert rows(tables, "b Fönster ")[0] == ["120", "0", "48", "3", "69", "71"]
    assert "Tekniska nämnden" not in tables
    assert "a Lampor" not in tables


def test_sunk_years_are_shown_and_counted_in_no_sum(run: Run, tmp_path: Path) -> None:
    document = funded_document(base_year=2027, price_year=2027)
    shown = run("sources", write(tmp_path, document)).stdout
    assert rows(shown, "2026* ")[0][0] == "100"
    assert rows(shown, "From 2027 on")[0][0] == "250"
    assert "* Before the base year 2027" in shown


def test_money_after_the_last_year_is_listed(run: Run, tmp_path: Path) -> None:
    document = funded_document()
    document["sources"][0]["payment_lag_years"] = 20
    shown = words(run("sources", write(tmp_path, document)).stdout)
    assert "– a Lampor, Klimatbidraget: 23 kSEK is paid in 2047, after the plan's last year 2040" in shown


def test_without_own_money_the_leverage_has_its_reason(run: Run, tmp_path: Path) -> None:
    document = funded_document()
    document["funding"] = [row for row in document["funding"] if row["source"] == "g"]
    path = write(tmp_path, document)
    shown = words(run("sources", path).stdout)
    assert "Leverage: undefined (80 kSEK external, 0 kSEK own and borrowed)." in shown
    assert words(t("reason.no_own_money.text", "en")) in shown
    portfolio = json.loads(run("sources", path, "--json", "-").stdout)["portfolio"]
    assert portfolio["totals"]["leverage"] is None
    assert portfolio["undefined"]["leverage"] == "no_own_money"


def test_an_unknown_probability_leaves_the_expected_gap_open_and_is_named(run: Run, tmp_path: Path) -> None:
    document = funded_document()
    del document["sources"][0]["probability"]
    path = write(tmp_path, document)
    shown = run("sources", path).stdout
    assert rows(shown, "2026 ")[0] == ["100", "40", "0", "50", "10", "–"]
    assert rows(shown, "2028 ")[0] == ["0", "0", "0", "0", "0", "0"]
    assert rows(shown, "From 2026 on")[0][-1] == "–"
    assert "The expected gap is not known: no probability is stated for Klimatbidraget." in words(shown)
    gap = json.loads(run("sources", path, "--json", "-").stdout)["portfolio"]["totals"]["gap"]
    assert gap == {"planned": 125_000, "expected": None, "worst": 205_000}


def test_results_based_money_stands_beside(run: Run, tmp_path: Path) -> None:
    document = funded_document()
    document["sources"].append(
        {
            "id": "t",
            "name": "Betalning per ton",
            "kind": "results_based",
            "provider": "stat",
            "certainty": "secured",
            "payment_per_tonne": 1000,
        }
    )
    document["funding"].append({"id": "5", "action": "a", "source": "t", "position": 3})
    shown = run("sources", write(tmp_path, document)).stdout
    # One tonne a year in the ten years after 2027.
    assert "Betalning per ton: 10 kSEK for the tonnes reduced." in words(shown)
    assert "Betalning per ton" not in shown.partition("To be funded")[0]


def test_a_plan_without_sources_is_all_gap(run: Run, plan_file: Path) -> None:
    shown = run("sources", plan_file).stdout
    assert "The plan has no funding sources." in shown
    assert rows(shown, "Planned gap ")[0] == rows(shown, "To be funded ")[-1] == ["1.0", "100%"]


def test_a_plan_without_actions_has_nothing_to_fund(run: Run, tmp_path: Path) -> None:
    document = funded_document()
    for table in ("actions", "investments", "funding", "adopted_plan", "internal_rents"):
        document[table] = []
    assert "Nothing to fund" in run("sources", write(tmp_path, document)).stdout


def test_json_is_the_whole_balance_with_its_head(run: Run, file: Path, tmp_path: Path) -> None:
    result = run("sources", file, "--json", "-", "--perspective", "tek")
    found = json.loads(result.stdout)
    results = evaluate(funded_plan(), "tek")
    expected = json.loads(json.dumps(results.funding.to_dict()))
    assert {key: found[key] for key in expected} == expected
    head = {key: value for key, value in found.items() if key not in expected}
    assert head == {
        "method_version": results.method_version,
        "plan_hash": plan_hash(funded_plan()),
        "currency": "SEK",
        "price_basis": "nominal",
        "base_year": 2026,
        "years": list(range(2025, 2041)),
        "perspective": "tek",
        "scenarios": [],
        "scenario": None,
        "scenario_hash": None,
        "changes": [],
    }
    target = tmp_path / "out.json"
    assert run("sources", file, "--json", target, "--perspective", "tek").exit_code == 0
    assert json.loads(target.read_text(encoding="utf-8")) == found


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--perspective", "nobody"], "nobody"),
        (["--json", "PLAN"], "is read by the command"),
        (["--organisation", "tek"], "--organisation"),
    ],
)
def test_a_wrong_call_is_exit_2(run: Run, file: Path, arguments: list[str], part: str) -> None:
    before = file.read_bytes()
    result = run("sources", file, *(str(file) if item == "PLAN" else item for item in arguments))
    assert (result.exit_code, result.stdout) == (2, "")
    assert part in result.stderr
    assert file.read_bytes() == before


def test_a_plan_that_cannot_be_used_is_exit_1(run: Run, bad_file: Path) -> None:
    result = run("sources", bad_file, "--json", "-")
    assert result.exit_code == 1
    assert {issue["code"] for issue in json.loads(result.stdout)["issues"]} == {"FM-M111", "FM-M104"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_speaks_the_language(run: Run, file: Path, language: Language) -> None:
    shown = run("sources", file, "--language", language).stdout
    assert {"sv": "Tillförda och använda medel", "en": "Sources and uses"}[language] in shown
    assert t("limit.frame", language) in words(shown)


def test_hostile_names_reach_no_terminal_and_lines_stay_short(run: Run, tmp_path: Path) -> None:
    document = funded_document()
    for table in ("sources", "organisations", "actions"):
        for row in document[table]:
            row["name"] = f"\u202e=cmd|{{0}} {row['id']} " + "Å" * 120
    result = run("sources", write(tmp_path, document))
    assert result.exit_code == 0
    assert "\u202e" not in result.output
    tables = [line for line in result.stdout.splitlines() if "…" in line]
    assert len(tables) >= 8
    assert max(map(len, tables)) <= 140


def test_evaluate_has_funding_gap_and_accounts(run: Run, file: Path, tmp_path: Path) -> None:
    found = json.loads(run("evaluate", file, "--json", "-").stdout)
    assert found["funding"] == {
        "a": {"g": {"2026": 50_000, "2027": 25_000}, "o": {"2026": 40_000, "2027": 25_000}},
        "b": {"g": {"2027": 5_000}, "l": {"2027": 80_000}},
    }
    gap = found["financing_gap"]
    assert [gap[view]["2027"] for view in ("planned", "expected", "worst")] == [115_000, 137_500, 145_000]
    assert list(gap["planned"]) == [str(year) for year in range(2025, 2041)]
    tek = found["accounts"]["tek"]["2028"]
    assert tek["depreciation"] == pytest.approx(150_000 / 10 + 80_000 / 20)
    assert tek["internal_interest"] == pytest.approx(0.025 * 230_000)
    assert tek["undefined"] == {}
    after = found["portfolio"]["npv_after_funding"] - found["portfolio"]["npv"]
    assert after == pytest.approx(35_000 + 21_000 / 1.04 + 24_000 / 1.04**2)
    table = run("evaluate", file).stdout.splitlines()
    (line,) = [line.split() for line in table if line.startswith("a Lampor")]
    figures = next(row for row in found["actions"] if row["id"] == "a")
    shown = [f"{figures[name] / 1000:,.0f}".replace("-", "−") for name in ("npv", "npv_after_funding")]
    assert line[2:4] == shown


def test_accounts_that_are_not_known_are_null_with_their_reason(run: Run, tmp_path: Path) -> None:
    document = funded_document()
    del document["settings"]["internal_interest"]
    document["internal_rents"] = []
    found = json.loads(run("evaluate", write(tmp_path, document), "--json", "-").stdout)["accounts"]
    for name, line in (("tek", "internal_interest"), ("fin", "internal_interest_income")):
        year = found[name]["2028"]
        assert (year[line], year["operating_effect"]) == (None, None)
        assert year["undefined"] == {line: "absent_input", "operating_effect": "absent_input"}
    assert found["bol"]["2028"]["undefined"] == {}
    assert read_document(document)[0].settings.internal_interest is None
