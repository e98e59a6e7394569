"""Rows that sum up others are left out with a list; rows that only look like it are not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.errors import InputError
from finmodel.i18n import render_parts
from finmodel.intake.budget_lines import LeftOutReason, LineKind, Sort
from finmodel.intake.budget_mapping import ColumnMapping, MappedColumn
from finmodel.intake.budget_subtotals import Candidate, find_subtotals
from tests.budget_files import codes, csv_of, read, refused, the, xlsx_of

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
    assert issue.where.cell == "A4"
    assert dict(issue.params) == {
        "text": "Summa",
        "amount": 900.0,
        "sum": 150.0,
        "difference": 750.0,
        "block": "2–3",
        "columns": ("Budget 2026 kr",),
    }


def committees(*last: list[str], second: str = "70") -> list[list[str]]:
    """Two committees with their sums and a third without, then the rows that are given."""
    return [
        HEAD,
        ["D", "10", "501", "Lön", "100", "110"],
        ["D", "10", "601", "Hyra", "50", "55"],
        ["", "", "", "Summa nämnd 10", "150", "165"],
        ["D", "20", "501", "Lön", "60", "70"],
        ["D", "20", "601", "Hyra", "10", "7"],
        ["", "", "", "Summa nämnd 20", second, "77"],
        *last,
    ]


@pytest.mark.parametrize(
    ("last", "second"),
    [
        ([["", "", "", "Totalt driftbudget", "220", ""]], "70"),  # all lines; no sum of the plan
        ([["", "", "", "Totalt driftbudget", "240", "242"]], "90"),  # the committees' sums, one of them wrong itself
        (
            [
                ["", "", "", "Summa drift", "220", ""],
                ["D", "30", "501", "Lön", "5", "6"],
                ["D", "30", "601", "Hyra", "4", "3"],
                ["", "", "", "Summa övrigt", "9", "9"],
                ["", "", "", "Totalt", "229", ""],
            ],
            "70",
        ),
    ],
)
def test_a_grand_total_is_asked_of_lines_and_of_sums_and_its_blank_cells_of_nothing(
    last: list[list[str]], second: str
) -> None:
    table = read(csv_of(committees(*last, second=second)))
    named = [issue.params["text"] for issue in table.issues if issue.code == "FM-B151"]
    assert named == (["Summa nämnd 20"] if second == "90" else [])
    assert not [line for line in table.lines if line.text.startswith(("Summa", "Totalt"))]


def test_a_wrong_grand_total_is_compared_with_what_it_is_most_likely_of() -> None:
    rows = committees(["", "", "", "Totalt driftbudget", "1230000,50", "242"])
    rows[1][4] = "1230000"
    rows[3][4] = "1230050"
    issue = the(read(csv_of(rows)).issues, "FM-B151")
    assert (issue.params["sum"], issue.params["block"], issue.params["difference"]) == (1_230_120.0, "2–6", -119.5)
    assert render_parts(issue, "sv").what.replace("\N{NO-BREAK SPACE}", " ") == (
        "Summaraden ”Totalt driftbudget” är 1 230 000,50 kr, men raderna den närmast kan gälla (rad 2–6) är 1 230 120 "
        "kr: −119,50 kr skiljer. Kolumner som skiljer, den största skillnaden först: Budget 2026 kr."
    )


def test_a_total_above_its_rows_is_asked_of_the_rows_below_it() -> None:
    rows = [
        HEAD,
        ["", "", "", "Totalt", "220", ""],
        ["D", "10", "", "", "150", "165"],
        ["D", "10", "501", "Lön", "100", "110"],
        ["D", "10", "601", "Hyra", "50", "55"],
        ["D", "20", "", "", "70", "77"],
        ["D", "20", "501", "Lön", "60", "70"],
        ["D", "20", "601", "Hyra", "10", "7"],
    ]
    assert codes(read(csv_of(rows)).issues) == ["FM-B150"]
    rows[1][4] = "226"
    issue = the(read(csv_of(rows)).issues, "FM-B151")
    assert (issue.params["sum"], issue.params["block"]) == (220.0, "4–8")


def test_a_sum_without_any_lines_is_no_line() -> None:
    for ore in ("0", "0,50", "900"):
        assert "FM-B154" in codes(refused(csv_of([HEAD, ["", "", "", "Summa", ore, ""]])))


def test_a_sum_under_a_code_that_leaves_a_year_blank_is_no_line() -> None:
    rows = [HEAD, *BELOW[1:3], ["", "10", "", "Summa", "150", ""], BELOW[4]]
    assert left(rows) == [4]


@pytest.mark.parametrize(
    ("row", "code"),
    [(["I", "", "", "Summa reserv", "5", "6"], "FM-B150"), (["I", "10", "403", "Summa reserv", "5", "6"], "FM-B152")],
)
def test_a_row_is_named_by_its_words_and_not_by_its_kind(row: list[str], code: str) -> None:
    issue = the(read(csv_of([HEAD, *BELOW[1:3], row])).issues, code)
    assert issue.params.get("rows", issue.params.get("text")) in (("4: Summa reserv",), "Summa reserv")


@pytest.mark.parametrize("kind", ["", "X"])
@pytest.mark.parametrize("head", [HEAD, [HEAD[0], *HEAD[3:]]])
def test_a_line_without_codes_whose_kind_says_nothing_is_an_error(kind: str, head: list[str]) -> None:
    at = [HEAD.index(heading) for heading in head]
    rows = [HEAD, *BELOW[1:3], [kind, "", "", "Reserv", "7", "8"], [kind, "", "", "Summa", "157", "173"]]
    with pytest.raises(InputError) as caught:
        read(csv_of([[row[k] for k in at] for row in rows]))
    found = the(caught.value.issues, "FM-B137")
    assert (found.where.cell, found.params["value"]) == ("A4", kind or "–")


def test_a_last_row_of_money_alone_is_a_sum_where_lines_have_a_kind_and_no_codes() -> None:
    rows = [["Typ", "Text", "Budget 2026 kr"], ["D", "Lön", "5"], ["D", "Hyra", "6"], ["", "", "11"]]
    assert [line.text for line in read(csv_of(rows)).lines] == ["Lön", "Hyra"]


def in_thousands(*rows: list[str]) -> list[list[str]]:
    return [[h.replace("kr", "tkr") for h in HEAD], *BELOW[1:3], *rows]


def test_sums_that_differ_by_rounding_are_told_once_with_their_differences() -> None:
    table = read(
        csv_of(in_thousands(["", "", "", "Summa", "151", "164,5"], BELOW[4], ["", "", "", "Totalt", "218", ""]))
    )
    assert codes(table.issues) == ["FM-B150", "FM-B156"]
    issue = the(table.issues, "FM-B156")
    assert dict(issue.params) == {"n": 2, "rows": ("1000.00=4: Summa", "-2000.00=6: Totalt")}
    shown = render_parts(issue, "sv").what.replace("\N{NO-BREAK SPACE}", " ")
    assert shown.endswith("(2), med skillnaden: 4: Summa (1 000 kr), 6: Totalt (−2 000 kr).")
    assert table.total(Sort.BUDGET, 2026) == 22_000_000


def test_more_than_rounding_is_wrong_and_a_sum_of_rounded_sums_is_right() -> None:
    wrong = read(csv_of(in_thousands(["", "", "", "Summa", "152,01", "165"])))
    assert codes(wrong.issues) == ["FM-B151", "FM-B150"]
    second = [["D", "20", "501", "Lön", "70", "77"], ["", "", "", "Summa", "71", "77"]]
    right = read(
        csv_of(in_thousands(["", "", "", "Summa", "151", "165"], *second, ["", "", "", "Totalt", "222", "242"]))
    )
    assert the(right.issues, "FM-B156").params["n"] == 2  # not the grand total, which is 151 + 71


def test_rounded_sums_of_several_sheets_are_told_with_their_sheets() -> None:
    rows = in_thousands(["", "", "", "Summa", "151", "165"])
    table = read(xlsx_of({"Drift": numbers(rows), "Mer": numbers(rows)}))
    assert the(table.issues, "FM-B156").params["rows"] == ("1000.00=Drift 4: Summa", "1000.00=Mer 4: Summa")


def numbers(rows: list[list[str]]) -> list[list[object]]:
    return [[int(cell) if k > 3 and str(cell).isdigit() else cell for k, cell in enumerate(row)] for row in rows]


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
