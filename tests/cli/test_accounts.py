"""``finmodel accounts``: driftskonsekvens, cash, debt, loans and tests in the terminal and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from finmodel.analysis.evaluate import evaluate
from finmodel.commands.wording import year_spans
from finmodel.i18n import LANGUAGES, Language
from finmodel.model.identity import plan_hash
from tests.cli.conftest import Run
from tests.funded import funded_document, funded_plan


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path, funded_document(display_unit="kr"))


def write(folder: Path, document: dict[str, Any]) -> Path:
    path = folder / "accounts.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def part(text: str, title: str, end: str = "") -> list[str]:
    """Return the lines below a title, to a line that starts with ``end``."""
    lines = text.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(title))
    stop = next((place for place in range(start + 1, len(lines)) if end and lines[place].startswith(end)), len(lines))
    return lines[start:stop]


def row(lines: list[str], label: str) -> list[str]:
    """Return the cells of the first row of a label."""
    return next(line.removeprefix(label).split() for line in lines if line.startswith(f"{label} "))


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_lines_add_up_to_the_effect_on_the_budget(run: Run, file: Path) -> None:
    lines = part(run("accounts", file).stdout, "Tekniska nämnden (tek, Committee/department)", "Bostadsbolaget")
    head = next(line for line in lines if line.startswith("Effect on the operating budget"))
    first = head.split()[-len(row(lines, "Depreciation")) :].index("2028")
    cells = {
        label: row(lines, label)[first]
        for label in ("Depreciation", "Internal interest", "Grant income", "Change of running cost", "Internal rent")
    }
    # 150 000/10 + 80 000/20; 2.5 % of 230 000; 75 000/10 + 2 000/20; −5 000; the rent is a's own capital cost.
    assert cells == {
        "Depreciation": "19,000",
        "Internal interest": "5,750",
        "Grant income": "−7,600",
        "Change of running cost": "−5,000",
        "Internal rent": "−18,750",
    }
    totals = [line for line in lines if line.startswith("Effect on the operating budget ")]
    assert "−6,600" in totals[1].split()


def test_the_loan_is_served(run: Run, file: Path) -> None:
    lines = part(run("accounts", file).stdout, "Loan: Gröna lånet [illustrative], borrower Bostadsbolaget", "Targets")
    # 48 000 over five years, straight line, 3 %, fee 1 % at drawing, guarantee fee 0.4 %.
    assert row(lines, "2027") == ["0", "48,000", "0", "48,000", "1,440", "480", "192"]
    assert row(lines, "2028") == ["48,000", "0", "9,600", "38,400", "1,152", "0", "154"]
    # Its service: 9 600 paid back, with the interest and the guarantee fee of the year before.
    service = [line.split() for line in lines if line.startswith(("2027", "2028"))][2:]
    assert service == [["2027", "480"], ["2028", "11,232"]]


def test_the_levels_have_result_cash_and_debt(run: Run, file: Path) -> None:
    lines = part(run("accounts", file).stdout, "Group", "Loan:")
    assert row(lines, "Investment") == ["−100,000", "−250,000", *["0"] * (len(row(lines, "Investment")) - 2)]
    assert row(lines, "Borrowed")[1] == "80,000"
    assert row(lines, "Closing loan debt")[:2] == ["80,000", "64,000"]
    assert not [line for line in lines if line.startswith("Internal interest")]


def test_the_first_year_that_fails_is_named_and_absent_inputs_too(run: Run, file: Path) -> None:
    shown = words(run("accounts", file).stdout)
    for text in (
        "– Result against target: not met, first in 2027 (2.0%, the limit is 2.0%).",
        "– Self-financing rate: met in all years that can be tested (2027).",
        "– Loan debt against ceiling: not met, first in 2027 (1,032,000 SEK, the limit is 1,020,000 SEK).",
        "– Loan debt per inhabitant: absent input: Debt ceiling per inhabitant (2027).",
        "– Net investment against frame: absent input: Investment frame (2027).",
        "Group: no targets are tested, for the plan has no ordinary budget at that level.",
        "Without a known cost, and therefore left out: c.",
        "! = not met.",
        "The plan's debt is only what the funding mix borrows:",
        "the targets are tested on the safe side.",
        "Tax on the companies' results is left out.",
        plan_hash(funded_plan(display_unit="kr")),
    ):
        assert text in shown


def test_the_limit_stands_below_its_value_with_as_many_decimals(run: Run, file: Path) -> None:
    lines = part(run("accounts", file).stdout, "Targets", "! =")
    cells = [line.split()[-1] for line in lines if line.startswith("  limit ")]
    assert row(lines, "Result against target") == ["2.0%!"]
    assert (cells[0], cells[3], cells[4]) == ("2.0%", "–", "–")
    assert [line.split()[-2] for line in lines if line.startswith("  limit ")][2] == "1,020,000"


def test_illustrative_years_say_so_and_sunk_years_are_not_tested(run: Run, tmp_path: Path) -> None:
    document = funded_document()
    document["ordinary_budget"][0]["illustrative"] = True
    assert "The ordinary budget is illustrative in 2027." in run("accounts", write(tmp_path, document)).stdout
    document["settings"] |= {"base_year": 2028, "price_year": 2028}
    shown = run("accounts", write(tmp_path, document)).stdout
    assert "Municipality: no targets are tested, for the ordinary budget has no year from the base year on." in shown


def test_an_organisation_alone_has_its_own_three_tables(run: Run, file: Path) -> None:
    shown = run("accounts", file, "--organisation", "bol").stdout
    assert "Tekniska nämnden" not in shown
    assert "Targets" not in shown
    lines = shown.splitlines()
    # 120 000 invested, 48 000 drawn, 70 % of 3 000 paid, 480 fee.
    assert row(lines, "Net cash")[0] == "−70,380"
    assert row(lines, "Opening loan debt")[:2] == ["0", "48,000"]


def test_an_organisation_has_its_name_as_well_as_its_id(run: Run, tmp_path: Path) -> None:
    document = funded_document()
    file = write(tmp_path, document)
    by_id = run("accounts", file, "--organisation", "bol").stdout
    assert run("accounts", file, "--organisation", "BOSTADSBOLAGET").stdout == by_id
    document["organisations"].append({"id": "bol2", "name": "Bostadsbolaget", "kind": "company"})
    result = run("accounts", write(tmp_path, document), "--organisation", "Bostadsbolaget")
    assert (result.exit_code, result.stdout) == (2, "")


def test_an_internal_interest_that_is_absent_is_named(run: Run, tmp_path: Path) -> None:
    document = funded_document()
    document["settings"]["internal_interest"] = {"by_year": {"2028": 0.025}}
    document["internal_rents"] = []
    shown = words(run("accounts", write(tmp_path, document)).stdout)
    assert "of Tekniska nämnden is not known in 2029–2040: the internal interest is absent." in shown
    assert "of Finansförvaltningen is not known in 2029–2040" in shown
    assert "of Bostadsbolaget is not known" not in shown


def test_who_has_nothing_is_listed_and_a_plan_without_companies_has_no_group(run: Run, plan_file: Path) -> None:
    shown = run("accounts", plan_file).stdout
    assert "Municipality" in shown
    assert "\nGroup\n" not in shown
    empty = json.loads(plan_file.read_text(encoding="utf-8"))
    empty["organisations"].append({"id": "fin", "name": "Finans", "kind": "finance_unit"})
    empty["organisations"].append({"id": "skola", "name": "Skolan", "kind": "committee"})
    empty["settings"]["internal_interest"] = 0.02
    assert "No amounts with: Skolan." in run("accounts", write(plan_file.parent, empty)).stdout


@pytest.mark.parametrize("organisation", [None, "bol"])
def test_json_is_the_accounts_with_their_head(run: Run, file: Path, tmp_path: Path, organisation: str | None) -> None:
    choice = () if organisation is None else ("--organisation", organisation)
    found = json.loads(run("accounts", file, "--json", "-", *choice).stdout)
    results = evaluate(funded_plan(display_unit="kr"))
    expected = json.loads(json.dumps(results.accounts.to_dict()))
    if organisation is not None:
        expected["organisations"] = {"bol": expected["organisations"]["bol"]}
        expected["loans"] = [table for table in expected["loans"] if table["borrower"] == "bol"]
        expected["components"] = [item for item in expected["components"] if item["organisation"] == "bol"]
        assert (len(expected["loans"]), len(expected["components"])) == (1, 1)
    assert {key: found[key] for key in expected} == expected
    head = {key: value for key, value in found.items() if key not in expected}
    assert head == {
        "method_version": results.method_version,
        "plan_hash": results.plan_hash,
        "currency": "SEK",
        "price_basis": "nominal",
        "base_year": 2026,
        "years": list(range(2025, 2041)),
        "organisation": organisation,
        "scenarios": [],
        "scenario": None,
        "scenario_hash": None,
        "changes": [],
    }
    target = tmp_path / "out.json"
    assert run("accounts", file, "--json", target, *choice).exit_code == 0
    assert json.loads(target.read_text(encoding="utf-8")) == found


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--organisation", "stat"], "tek, fin, bol"),
        (["--organisation", ""], "tek, fin, bol"),
        (["--organisation", "\x1b[31m"], "\ufffd[31m"),
        (["--perspective", "group"], "--perspective"),
        (["--json", "PLAN"], "is read by the command"),
    ],
)
def test_a_wrong_call_is_exit_2(run: Run, file: Path, arguments: list[str], text: str) -> None:
    result = run("accounts", file, *(str(file) if item == "PLAN" else item for item in arguments))
    assert (result.exit_code, result.stdout) == (2, "")
    assert text in result.stderr


def test_a_plan_that_cannot_be_used_is_exit_1(run: Run, bad_file: Path) -> None:
    assert run("accounts", bad_file).exit_code == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_speak_the_language(run: Run, file: Path, language: Language) -> None:
    shown = run("accounts", file, "--language", language).stdout
    assert {"sv": "Driftskonsekvens", "en": "Effect on the operating budget"}[language] in shown
    assert {"sv": "Mål, Kommunen", "en": "Targets, Municipality"}[language] in shown


def test_hostile_names_reach_no_terminal(run: Run, tmp_path: Path) -> None:
    document = funded_document()
    for item in (*document["sources"], *document["organisations"]):
        item["name"] = f"\u202e=cmd|{{0}} {item['id']}"
    result = run("accounts", write(tmp_path, document))
    assert result.exit_code == 0
    assert "\u202e" not in result.output


@pytest.mark.parametrize(
    ("years", "text"),
    [([], ""), ([2026], "2026"), ([2027, 2026, 2027], "2026–2027"), ([2030, 2026, 2028], "2026, 2028, 2030")],
)
def test_years_are_told_as_spans(years: list[int], text: str) -> None:
    assert year_spans(years) == text
