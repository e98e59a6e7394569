"""From files to versions that can be tagged: no krona twice, and none lost without a word."""

from __future__ import annotations

from finmodel.intake.budget_lines import Amount, BudgetLine, BudgetTable, Place, Sort, SourceFacts, SourceFormat
from finmodel.intake.budget_read import read_budget
from finmodel.intake.budget_versions import version_of_table
from finmodel.tagging.lines import LineKind
from finmodel.tagging.versions import Basis, Version

OPERATING, INVESTMENT = LineKind.OPERATING, LineKind.INVESTMENT


def table(*lines: tuple[LineKind, str, tuple[tuple[Sort, int, int], ...]]) -> BudgetTable:
    made = [
        BudgetLine(kind, tuple(Amount(*amount) for amount in amounts), Place("b.xlsx", sheet, row), text=f"rad {row}")
        for row, (kind, sheet, amounts) in enumerate(lines, 2)
    ]
    return BudgetTable(SourceFacts("b.xlsx", SourceFormat.WORKBOOK, "00"), tuple(made))


def by_text(version: Version, basis: Basis | None = None) -> dict[str, dict[int, int]]:
    return {line.text: dict(line.amounts) for line in version.lines_of(basis)}


def test_an_operating_plan_stands_beside_an_investment_budget_of_the_same_year() -> None:
    version, issues = version_of_table(
        table(
            (OPERATING, "Drift", ((Sort.BUDGET, 2026, 10), (Sort.PLAN, 2027, 11), (Sort.OUTTURN, 2025, 9))),
            (INVESTMENT, "Investering", ((Sort.BUDGET, 2026, 5), (Sort.BUDGET, 2027, 6))),
        ),
        "v",
    )
    assert issues == ()
    assert by_text(version) == {"rad 2": {2026: 10, 2027: 11}, "rad 3": {2026: 5, 2027: 6}}
    assert by_text(version, Basis.OUTTURN) == {"rad 2": {2025: 9}, "rad 3": {}}
    assert version.bases == (Basis.BUDGET, Basis.OUTTURN)


def test_a_plan_of_another_sheet_is_no_second_budget() -> None:
    version, issues = version_of_table(
        table((OPERATING, "A", ((Sort.BUDGET, 2027, 10),)), (OPERATING, "B", ((Sort.PLAN, 2027, 7),))), "v"
    )
    assert issues == ()
    assert by_text(version) == {"rad 2": {2027: 10}, "rad 3": {2027: 7}}


def test_a_plan_beside_a_budget_of_the_same_year_is_left_out_and_told() -> None:
    both = (Sort.BUDGET, 2026, 1000), (Sort.PLAN, 2026, 1200)
    version, issues = version_of_table(table((OPERATING, "A", both), (OPERATING, "A", ((Sort.PLAN, 2026, 300),))), "v")
    assert by_text(version) == {"rad 2": {2026: 1000}, "rad 3": {}}
    assert [(one.code, one.params["in_year"], one.params["value"]) for one in issues] == [("FM-T193", "2026", 15.0)]


def test_a_file_is_a_version_with_its_source() -> None:
    data = "Typ;Verksamhet;Konto;Motpart;Text;Budget 2026\nI;249;403;87;GC-väg;1 234,5\n".encode()
    version, _ = version_of_table(read_budget(data, name="b.csv"), "2026", who="Anna", when="2026-01-01T00:00:00+00:00")
    assert [dict(line.amounts) for line in version.lines] == [{2026: 123_450}]
    assert (version.source.file, version.source.who, version.source.format) == ("b.csv", "Anna", "csv")
    assert version.years() == (2026,)
    assert version.lines[0].place == "2"
