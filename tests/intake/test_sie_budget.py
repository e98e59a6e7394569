"""Lines out of SIE: one level of the repeated money, outturn from one kind of record, and agreement with itself."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.errors import Severity
from finmodel.i18n import render
from finmodel.intake.budget_lines import BudgetTable, Chart, LeftOutReason, LineKind, Sort, SourceFormat
from finmodel.intake.budget_privacy import MASK, Masking
from finmodel.intake.sie_file import SieBalance
from finmodel.intake.sie_levels import choose_level, read_level
from finmodel.intake.sie_options import OutturnFrom, SieOptions
from tests.budget_files import codes, money, read, refused, the
from tests.sie_files import BALANCES, CHART, HEAD, VOUCHERS, WHOLE


def table_of(text: str, **options: object) -> BudgetTable:
    return read(text.encode("cp437"), sie=SieOptions(**options))  # type: ignore[arg-type]


def test_budget_by_object_with_the_rest_of_the_account_and_outturn_from_vouchers() -> None:
    table = table_of(WHOLE)
    assert table.source.format is SourceFormat.SIE
    assert [(x.responsibility, x.project, x.activity, x.text, x.date) for x in table.lines] == [
        ("0100", "", "", "Lokalhyra", ""),
        ("0200", "", "", "Lokalhyra", ""),
        ("", "", "", "Lokalhyra", ""),
        ("0100", "P 1", "249", 'Hyra "Stavre"', "2026-01-14"),
    ]
    assert money(table.lines) == [
        [("budget", 2026, 10_000)],
        [("budget", 2026, 15_000)],
        [("budget", 2026, 9_000), ("outturn", 2025, 9_000)],
        [("outturn", 2026, 10_000)],
    ]
    assert table.total(Sort.BUDGET, 2026) == 34_000  # the account's own 300 + 40
    assert table.names["responsibility"] == {"0100": "Gator", "0200": "Parker"}
    assert {line.organisation for line in table.lines} == {"Trollhättans Tomt AB"}
    assert [(o.reason, o.text, o.n_rows) for o in table.left_out] == [
        (LeftOutReason.REPEATED_LEVEL, "#PBUDGET", 1),
        (LeftOutReason.BALANCE_ACCOUNT, "#TRANS", 1),
        (LeftOutReason.OTHER_RECORD, "#PSALDO", 1),
        (LeftOutReason.OTHER_RECORD, "#RES", 1),
    ]
    expected = ["FM-B209", "FM-B220", "FM-B218", "FM-B213", "FM-B217", "FM-B227", "FM-B227"]
    assert codes(table.issues) == expected
    assert (the(table.issues, "FM-B213").params["rest"]) == 50.0


@pytest.mark.parametrize(
    ("outturn", "expected"),
    [
        (OutturnFrom.PERIODS, {2026: 10_000}),
        (OutturnFrom.RESULTS, {2026: 10_000, 2025: 9_000}),
        (OutturnFrom.VOUCHERS, {2026: 10_000}),
        (OutturnFrom.NOTHING, {}),
    ],
)
def test_outturn_is_read_from_the_records_chosen(outturn: OutturnFrom, expected: dict[int, int]) -> None:
    table = table_of(WHOLE, outturn=outturn)
    assert {year: table.total(Sort.OUTTURN, year) for sort, year in table.years() if sort is Sort.OUTTURN} == expected


def test_without_vouchers_period_balances_go_before_results() -> None:
    table = table_of(HEAD + CHART + BALANCES, has_budget=False)
    assert money(table.lines) == [[("outturn", 2026, 10_000), ("outturn", 2025, 9_000)]]


def test_the_level_of_the_account_alone_is_read_by_choice() -> None:
    table = table_of(HEAD + CHART + BALANCES, level=(), outturn=OutturnFrom.NOTHING)
    assert money(table.lines) == [[("budget", 2026, 34_000)]]
    assert "FM-B221" in codes(refused((HEAD + CHART + BALANCES).encode("cp437"), sie=SieOptions(level=("9",))))


LEVELS = BALANCES + '#PBUDGET 0 202601 5010 {1 "0100" 6 "P 1"} 60.00\n'


def test_a_record_that_lacks_the_level_is_read_as_it_stands_and_said() -> None:
    table = table_of(HEAD + CHART + LEVELS, level=("6", "1"))
    assert money(table.lines) == [
        [("budget", 2026, 6_000)],
        [("budget", 2026, 28_000), ("outturn", 2026, 10_000), ("outturn", 2025, 9_000)],
    ]
    assert [line.project for line in table.lines] == ["P 1", ""]
    issue = the(table.issues, "FM-B225")
    assert issue.params.items() >= {"record": "#PSALDO", "value": "1,6", "known": ("account",)}.items()
    assert the(table.issues, "FM-B218").params["record"] == "#PBUDGET"


def test_a_level_that_nothing_is_read_on_is_said_to_have_no_effect() -> None:
    table = table_of(WHOLE, level=("9",), has_budget=False)
    assert the(table.issues, "FM-B226").params["value"] == "9"
    assert money(table.lines) == [[("outturn", 2025, 9_000)], [("outturn", 2026, 10_000)]]


def test_dimensions_may_be_stated() -> None:
    table = table_of(WHOLE, dimensions=(("1", "activity"), ("21", "counterparty"), ("22", "")))
    assert (table.lines[-1].activity, table.lines[-1].counterparty) == ("0100", "249")
    assert table.names["activity"] == {"0100": "Gator", "0200": "Parker"}
    assert not {"FM-B220", "FM-B223"} & set(codes(table.issues))
    assert {line.responsibility for line in table_of(WHOLE, dimensions=(("1", ""),)).lines} == {""}


def test_a_dimension_that_is_not_there_takes_no_field_and_two_of_one_field_are_refused() -> None:
    table = table_of(WHOLE, dimensions=(("99", "responsibility"),))
    assert table.lines[-1].responsibility == "0100"
    found = ("1 (Kostnadsställe)", "6 (Projekt)", "21 (Vht)", "22 (Del)")
    assert dict(the(table.issues, "FM-B223").params) == {"value": "99", "dimensions": found}
    issue = the(
        refused(WHOLE.encode("cp437"), sie=SieOptions(dimensions=(("1", "project"), ("6", "project")))), "FM-B224"
    )
    assert dict(issue.params) == {"field": "project", "first": "1 (Kostnadsställe)", "second": "6 (Projekt)"}
    assert "Projekt" in render(issue, "sv")


def test_vouchers_that_are_not_all_of_the_result_are_pointed_out() -> None:
    table = table_of(WHOLE.replace("#RES 0 5010 100.00", "#RES 0 5010 100.01"))
    issue = the(table.issues, "FM-B214")
    assert (issue.params["accounts"], issue.params["difference"]) == (("5010",), -0.01)


def test_a_record_of_outturn_that_is_not_read_is_named_with_its_money_and_where_it_differs() -> None:
    # Vouchers for January only; the period balances have the whole year, on two levels, and an account of its own.
    periods = (
        '#PSALDO 0 202601 5010 {} 100\n#PSALDO 0 202602 5010 {} 90\n#PSALDO 0 202602 5010 {1 "0100"} 90\n'
        "#PSALDO 0 202602 6910 {} 7.5\n#PSALDO 0 202601 1930 {} -100\n"
    )
    table = table_of(HEAD + CHART + VOUCHERS + periods)
    assert table.total(Sort.OUTTURN, 2026) == 10_000
    left = [item for item in table.left_out if item.text == "#PSALDO"]
    assert [(item.reason, item.n_rows, item.amounts[0].ore) for item in left] == [
        (LeftOutReason.OTHER_RECORD, 4, 19_750),
        (LeftOutReason.BALANCE_ACCOUNT, 1, -10_000),
    ]
    notice = the(table.issues, "FM-B227")
    assert dict(notice.params) == {"record": "#PSALDO", "in_year": "2026", "n": 4, "amount": 197.5, "read": "#TRANS"}
    differs = the(table.issues, "FM-B214")
    assert (differs.severity, differs.params["found"], differs.params["stated"]) == (Severity.WARNING, 100, 197.5)
    assert differs.params["rows"] == ("-90.00=5010", "-7.50=6910")
    assert "--sie-outturn" in render(notice, "sv")
    assert "5010 (\N{MINUS SIGN}90 kr)" in render(differs, "sv")
    chosen = table_of(HEAD + CHART + VOUCHERS + periods, outturn=OutturnFrom.PERIODS)
    assert chosen.total(Sort.OUTTURN, 2026) == 19_750
    assert the(chosen.issues, "FM-B227").params["record"] == "#TRANS"
    budget = HEAD + CHART + VOUCHERS + periods + "#PBUDGET 0 202601 5010 {} 5\n"
    assert not {"FM-B214", "FM-B227"} & set(codes(table_of(budget, outturn=OutturnFrom.NOTHING).issues))


@pytest.mark.parametrize("own", ["0", "-5", "60"])
def test_objects_that_are_more_than_their_account_are_no_ordinary_rest(own: str) -> None:
    rows = f'#PBUDGET 0 202601 5010 {{}} {own}\n#PBUDGET 0 202601 5010 {{1 "0100"}} 100\n'
    table = table_of(HEAD + CHART + rows)
    assert table.total(Sort.BUDGET, 2026) == int(own) * 100
    issue = the(table.issues, "FM-B219")
    assert (issue.severity, issue.params["rest"]) == (Severity.WARNING, int(own) - 100)
    assert "FM-B213" not in codes(table.issues)


def test_balance_accounts_are_lines_by_choice_and_then_vouchers_sum_to_nothing() -> None:
    table = table_of(HEAD + CHART + VOUCHERS, has_balance_accounts=True)
    assert table.total(Sort.OUTTURN, 2026) == 0
    assert [line.account for line in table.lines] == ["5010", "1930"]


def test_the_chart_is_a_property_of_the_organisation() -> None:
    budget = (
        HEAD + '#KONTO 4030 "Mark"\n#KONTO 1110 "Byggnader"\n#PBUDGET 0 202601 4030 {} 5\n#PBUDGET 0 202601 1110 {} 7\n'
    )
    assert [line.kind for line in table_of(budget).lines] == [LineKind.INVESTMENT, LineKind.OPERATING]
    bas = table_of(budget + "#KPTYP EUBAS97\n")
    assert bas.source.chart is Chart.BAS
    assert [line.kind for line in bas.lines] == [LineKind.OPERATING, LineKind.INVESTMENT]
    assert read(budget.encode("cp437"), kind=LineKind.OPERATING).lines[0].kind is LineKind.OPERATING


def test_a_broken_financial_year_is_known_by_the_year_it_ends_in() -> None:
    text = WHOLE.replace("#RAR 0 20260101 20261231", "#RAR 0 20250701 20260630").replace(
        "#RAR -1 20250101 20251231", ""
    )
    issues = refused(text.encode("cp437"))
    assert "FM-B205" in codes(issues)
    table = table_of(text.replace("#RES -1 5010 90.00\n", ""))
    assert set(table.years()) == {(Sort.BUDGET, 2026), (Sort.OUTTURN, 2026)}


@pytest.mark.parametrize(
    ("added", "code"),
    [
        ("#PBUDGET 0 202701 5010 {} 5\n", "FM-B210"),
        ("#PBUDGET -3 202301 5010 {} 5\n", "FM-B205"),
        ('#PBUDGET 0 202603 5010 {1 "0100"} 5\n#PBUDGET 0 202603 5010 {6 "P 1"} 6\n', "FM-B212"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(added: str, code: str) -> None:
    assert code in codes(refused((WHOLE + added).encode("cp437")))


def test_a_file_without_money_and_accounts_without_names() -> None:
    assert codes(refused((HEAD + CHART).encode("cp437"))) == ["FM-B216", "FM-B209", "FM-B220"]
    table = table_of(WHOLE + "#PBUDGET 0 202601 7777 {} 5\n")
    assert the(table.issues, "FM-B215").params["accounts"] == ("7777",)


def test_personal_numbers_in_vouchers_are_masked() -> None:
    table = read(WHOLE.replace("Hyra \\", "640823-3234 \\").encode("cp437"), masking=Masking.persons())
    assert table.lines[-1].text == f'{MASK} "Stavre"'


ROWS = st.lists(
    st.tuples(st.sampled_from(["4010", "5010"]), st.sampled_from(["a", "b", "c"]), st.integers(-1000, 1000)),
    min_size=1,
    max_size=8,
)


@given(rows=ROWS, rest=st.integers(-50, 50))
def test_every_level_sums_to_the_accounts(rows: list[tuple[str, str, int]], rest: int) -> None:
    objects = [SieBalance("#PBUDGET", 0, "202601", account, (("1", name),), ore, 1) for account, name, ore in rows]
    accounts = sorted({account for account, _, _ in rows})
    whole = [
        SieBalance(
            "#PBUDGET", 0, "202601", account, (), rest + sum(ore for other, _, ore in rows if other == account), 2
        )
        for account in accounts
    ]
    for level in ((), ("1",), choose_level([*whole, *objects])):
        choice = read_level([*whole, *objects], level)
        assert sum(row.ore for row in choice.kept) == sum(row.ore for row in whole)
        assert choice.unequal == ()


def test_the_order_of_rows_does_not_matter() -> None:
    lines = BALANCES.splitlines(keepends=True)[-4:]
    sums = set()
    for order in permutations(lines):
        table = table_of(HEAD + CHART + "".join(order))
        sums.add(frozenset((x.account, x.responsibility, x.amounts) for x in table.lines))
    assert len(sums) == 1


def test_a_record_that_stands_twice_is_added_and_named() -> None:
    budget = HEAD + CHART + "#PBUDGET 0 202601 5010 {} 1000\n#PBUDGET 0 202602 5010 {} 5\n"
    assert "FM-B222" not in codes(table_of(budget).issues)
    table = table_of(budget + '#PBUDGET 0 202601 5010 {} 234.5\n#PSALDO 0 202601 5010 {1 "0100"} 7\n' * 2)
    assert table.total(Sort.BUDGET, 2026) == 147_400
    first, second = [issue for issue in table.issues if issue.code == "FM-B222"]
    n_before = budget.count("\n")
    assert dict(first.params) == {
        "record": "#PBUDGET",
        "account": "5010",
        "period": "202601",
        "objects": (),
        "lines": (str(n_before - 1), str(n_before + 1), str(n_before + 3)),
        "amounts": 1_469.0,
    }
    assert (second.params["record"], second.params["objects"]) == ("#PSALDO", ("1: 0100",))
    assert "1\N{NO-BREAK SPACE}469 kr" in render(first, "sv")
