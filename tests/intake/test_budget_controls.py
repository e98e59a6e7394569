"""Control totals are met to the öre or said."""

from __future__ import annotations

from finmodel.intake.budget_controls import ControlTotal, check_totals
from finmodel.intake.budget_lines import LineKind, Sort
from tests.budget_files import codes, csv_of, in_words, read

ROWS = [
    ["Typ", "Konto", "Utfall 2025 kr", "Budget 2026 kr"],
    ["D", "501", "-100,01", "-5"],
    ["I", "403", "-1", "-7,10"],
    ["D", "311", "40", ""],
]


def test_totals_by_kind_year_and_column_in_the_sign_of_the_file() -> None:
    table = read(csv_of(ROWS))
    totals = [
        ControlTotal(-6_101, sort=Sort.OUTTURN, year=2025),
        ControlTotal(-710, kind=LineKind.INVESTMENT, column="budget 2026 KR"),
        ControlTotal(-1_210, column="Budget 2026 kr", sheet="budget.csv"),
        ControlTotal(-7_311),
    ]
    checks, issues = check_totals(table, totals)
    assert [check.is_met for check in checks] == [True] * 4
    assert issues == ()


def test_one_ore_is_a_difference_and_what_is_not_there_is_said() -> None:
    table = read(csv_of(ROWS))
    totals = [ControlTotal(-6_100, sort=Sort.OUTTURN), ControlTotal(0, year=2030), ControlTotal(0, column="Plan 2027")]
    checks, issues = check_totals(table, totals)
    in_words(issues)
    assert [(check.found, check.difference, check.is_met) for check in checks] == [
        (-6_101, -1, False),
        (None, 0, False),
        (None, 0, False),
    ]
    assert codes(issues) == ["FM-B160", "FM-B161", "FM-B161"]
    assert issues[0].params["difference"] == -0.01


def test_what_the_columns_hold_is_the_lines_and_what_was_left_out() -> None:
    rows = [*ROWS, ["", "", "-61,01", "-12,10"]]
    table = read(csv_of(rows))
    read_in = sum(total.ore for total in table.totals)
    out = sum(a.ore for item in table.left_out for a in item.amounts)
    assert read_in == sum(a.ore for line in table.lines for a in line.amounts) == out == 7_311
