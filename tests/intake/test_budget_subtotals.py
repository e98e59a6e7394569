"""Rows that sum up others are left out with a list; rows that only look like it are not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.errors import InputError
from finmodel.intake.budget_lines import LeftOutReason, LineKind, Sort
from finmodel.intake.budget_mapping import ColumnMapping, MappedColumn
from finmodel.intake.budget_subtotals import Candidate, find_subtotals
from tests.budget_files import codes, csv_of, read, the

HEAD = ["Typ", "Ansvar", "Konto", "Text", "Budget 2026 kr", "Plan 2027 kr"]
BELOW = [
    HEAD,
    ["D", "10", "501", "Lön", "100", "110"],
    ["D", "10", "601", "Hyra", "50", "55"],
    ["", "", "", "Summa ansvar 10", "150", "165"],
    ["D", "20", "501", "Lön", "70", "77"],
    ["", "", "", "Summa ansvar 20", "70", "77"],
    ["", "", "", "Totalt", "220", "242"],
]


def left(rows: list[list[str]]) -> list[int]:
    table = read(csv_of(rows), kind=LineKind.OPERATING)
    out = [item.place.row for item in table.left_out if item.reason is LeftOutReason.SUBTOTAL]
    assert len(table.lines) + len(table.left_out) == len(rows) - 1
    return out


def test_sums_below_their_rows_are_left_out_with_their_money() -> None:
    table = read(csv_of(BELOW))
    assert table.total(Sort.BUDGET, 2026) == 22_000
    assert [(item.text, item.amounts[0].ore) for item in table.left_out] == [
        ("Summa ansvar 10", 15_000),
        ("Summa ansvar 20", 7_000),
        ("Totalt", 22_000),
    ]
    assert codes(table.issues) == ["FM-B150"]


@pytest.mark.parametrize(
    ("kind", "ansvar", "text"), [("", "Summa ansvar 10", ""), ("", "10", "Summa"), ("", "10", ""), ("Summa", "10", "")]
)
def test_a_sum_under_a_code_needs_no_kind(kind: str, ansvar: str, text: str) -> None:
    assert left([*BELOW[:3], [kind, ansvar, "", text, "150", "165"], BELOW[4]]) == [4]


def test_a_line_without_kind_under_a_code_is_an_error() -> None:
    with pytest.raises(InputError) as caught:
        read(csv_of([*BELOW[:3], ["", "10", "", "Städning", "149", "165"]]))
    (found,) = caught.value.issues
    assert (found.code, found.where.cell) == ("FM-B137", "A4")


def test_sums_above_their_rows_without_any_word_are_found_by_their_codes() -> None:
    rows = [
        HEAD,
        ["D", "10", "", "", "150", "165"],
        ["D", "10", "501", "Lön", "100", "110"],
        ["D", "10", "601", "Hyra", "50", "55"],
        ["D", "20", "", "", "70", "77"],
        ["D", "20", "501", "Lön", "70", "77"],
    ]
    assert left(rows) == [2, 5]


def test_a_last_row_of_money_alone_is_the_sum_of_all() -> None:
    assert left([*BELOW[:3], ["", "", "", "", "150", "165"]]) == [4]


def test_a_row_that_differs_by_one_ore_is_no_sum() -> None:
    rows = [HEAD, *BELOW[1:3], ["", "", "", "", "150,01", "165"]]
    assert left(rows) == []


def test_a_project_named_total_is_a_line_and_is_pointed_out() -> None:
    rows = [
        HEAD,
        ["D", "10", "403", "Total renovering badhus", "5", "6"],
        ["D", "10", "403", "Totalrenovering", "7", "8"],
    ]
    table = read(csv_of(rows))
    assert len(table.lines) == 2
    assert the(table.issues, "FM-B152").where.cell == "A2"


def test_a_labelled_sum_that_differs_from_its_rows_is_left_out_and_named() -> None:
    rows = [HEAD, *BELOW[1:3], ["", "", "", "Summa", "900", "165"]]
    table = read(csv_of(rows))
    assert len(table.lines) == 2
    issue = the(table.issues, "FM-B151")
    assert (issue.where.cell, issue.params["amount"], issue.params["sum"]) == (
        "A4",
        ("900.00", "165.00"),
        ("150.00", "165.00"),
    )


def test_rounding_of_a_sum_in_thousands_is_not_named() -> None:
    rows = [[h.replace("kr", "tkr") for h in HEAD], *BELOW[1:3], ["", "", "", "Summa", "151", "165"]]
    assert codes(read(csv_of(rows)).issues) == ["FM-B150"]


def test_the_user_says_what_is_a_line_and_what_is_a_sum() -> None:
    columns = tuple(
        MappedColumn(heading, field)
        for heading, field in zip(HEAD, ["kind", "responsibility", "account", "text", "amount", None], strict=True)
    )
    rows = [
        HEAD,
        ["D", "10", "501", "Lön", "1", ""],
        ["", "", "", "Summa potter", "5", ""],
        ["D", "1", "2", "Rest", "9", ""],
    ]
    mapping = ColumnMapping(columns, year=2026, line_texts=("Summa potter",), subtotal_texts=("rest",))
    table = read(csv_of(rows), mappings=(mapping,), unit="kr", kind=LineKind.OPERATING)
    assert [line.text for line in table.lines] == ["Lön", "Summa potter"]


def test_two_equal_lines_and_a_line_of_zero_are_lines() -> None:
    rows = [HEAD, ["D", "10", "501", "a", "5", "5"], ["D", "10", "", "b", "5", "5"], ["D", "10", "", "", "0", "0"]]
    assert left(rows) == []


GROUPS = st.lists(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)), min_size=2, max_size=5), min_size=1, max_size=5
)


@pytest.mark.parametrize("is_above", [False, True])
@settings(max_examples=60)
@given(groups=GROUPS)
def test_the_sum_of_the_lines_is_the_sum_without_subtotals(groups: list[list[tuple[int, int]]], is_above: bool) -> None:
    rows: list[Candidate] = []
    expected: set[int] = set()
    for number, group in enumerate(groups):
        lines = [Candidate((str(100 + number), f"{n}"), True, False, money) for n, money in enumerate(group)]
        total = Candidate((str(100 + number), ""), False, False, tuple(map(sum, zip(*group, strict=True))))
        block = [total, *lines] if is_above else [*lines, total]
        expected.add(len(rows) + (0 if is_above else len(lines)))
        rows += block
    assert find_subtotals(rows).subtotals == expected
