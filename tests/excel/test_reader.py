"""The reader trusts keys, takes what officers do to sheets, and names every problem by its cell."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from finmodel.errors import Issue, Severity
from finmodel.excel import source as opening
from finmodel.excel.reader import read_workbook_with_issues
from finmodel.i18n.catalogue import Language
from finmodel.model.plan import Plan
from tests.excel.workbooks import cell, refused, small_plan, spoilt


def read(data: bytes) -> tuple[Plan, dict[str, Issue]]:
    plan, issues = read_workbook_with_issues(data)
    return plan, {issue.code: issue for issue in issues}


def copy_row(sheet: Worksheet) -> None:
    """Copy the first data row below the second, hidden id included."""
    for (source,) in sheet.iter_cols(min_row=6, max_row=6):
        sheet.cell(8, source.column or 1).value = source.value


def places(issues: tuple[Issue, ...], code: str) -> list[str]:
    return [f"{issue.where.sheet}!{issue.where.cell}" for issue in issues if issue.code == code]


class TestWhatOfficersDo:
    def test_columns_may_be_moved(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            sheet = book["Åtgärder"]
            sheet.insert_cols(1, 2)
            sheet.move_range("E1:H40", cols=40)

        assert read(spoilt(change))[0] == small_plan()

    def test_sheets_may_be_renamed_and_reordered(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            book["Åtgärder"].title = "Vad vi gör"
            book.move_sheet("Investeringar", -4)

        assert read(spoilt(change))[0] == small_plan()

    def test_rows_may_be_reordered_with_blank_rows_between(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            sheet = book["Åtgärder"]
            sheet.move_range("A6:AZ6", rows=9)

        plan, _ = read(spoilt(change))
        assert [action.id for action in plan.actions] == ["sol", "led"]
        assert plan.actions[::-1] == small_plan().actions

    def test_hidden_rows_are_read_and_counted(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            book["Åtgärder"].row_dimensions[7].hidden = True

        plan, issues = read(spoilt(change))
        assert plan == small_plan()
        assert issues["FM-W122"].params["n"] == 1
        assert issues["FM-W122"].severity is Severity.INFO

    def test_own_columns_are_named_and_left_alone(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            book["Åtgärder"]["BB5"] = "Diarienummer"
            book["Åtgärder"]["BB6"] = "KS 2026/12"

        plan, issues = read(spoilt(change))
        assert plan == small_plan()
        assert issues["FM-W124"].params["label"] == "Diarienummer"

    def test_a_copied_row_is_a_new_action(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            sheet = book["Åtgärder"]
            copy_row(sheet)
            cell(sheet, 3, "name").value = "LED i parker"
            cell(sheet, 3, "effect_start").value = 2028

        plan, issues = read(spoilt(change))
        assert [(action.id, action.name) for action in plan.actions][2] == ("led-2", "LED i parker")
        assert plan.actions[:2] == small_plan().actions
        assert issues["FM-W120"].params == {"row": 8, "original": "led", "new": "led-2"}

    def test_a_row_that_was_copied_and_not_changed_is_left_out_aloud(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            copy_row(book["Investeringar"])

        plan, issues = read(spoilt(change))
        assert plan == small_plan()
        assert issues["FM-W123"].severity is Severity.WARNING

    def test_a_row_without_id_gets_one(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            sheet = book["Investeringar"]
            cell(sheet, 3, "action").value = "sol"
            cell(sheet, 3, "economic_life_years").value = 15
            cell(sheet, 3, "amount").value = "1,5"
            cell(sheet, 3, "start_year").value = 2030

        plan, issues = read(spoilt(change))
        assert plan.investments[2].id == "sol-2"
        assert plan.investments[2].amount == 1_500_000
        assert issues["FM-W121"].params["new"] == "sol-2"

    def test_a_name_stands_for_its_id(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            cell(book["Åtgärder"], 1, "owner").value = "tekniska nämnden"

        assert read(spoilt(change))[0] == small_plan()

    def test_the_sheet_says_the_unit(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            sheet = book["Investeringar"]
            for key in ("amount", "y2026"):
                unit = cell(sheet, -1, key)
                assert unit.value == "mnkr"
                unit.value = "tkr"
            cell(sheet, 1, "y2026").value = 2010
            cell(sheet, 2, "amount").value = "5 000"

        assert read(spoilt(change))[0] == small_plan()

    def test_a_unit_in_the_cell_goes_before_the_sheets(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            cell(book["Investeringar"], 2, "amount").value = "5 000 tkr"

        assert read(spoilt(change))[0] == small_plan()

    @pytest.mark.parametrize("text", ["2,01", "2.01", "2,01 mnkr", "2 010 tkr", "2\u00a0010\u202f000 kr", "+2,0100"])
    def test_numbers_as_text_go_through_the_strict_parser(self, text: str) -> None:
        def change(book: openpyxl.Workbook) -> None:
            cell(book["Investeringar"], 1, "y2026").value = text

        assert read(spoilt(change))[0] == small_plan()

    def test_stored_values_are_looked_for_only_where_a_formula_is_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        readings: list[bool] = []
        load = opening._load

        def counted(data: bytes, *, values: bool) -> openpyxl.Workbook:
            readings.append(values)
            return load(data, values=values)

        monkeypatch.setattr(opening, "_load", counted)
        assert read(spoilt(lambda book: None))[0] == small_plan()
        assert readings == [False]
        refused(spoilt(lambda book: setattr(cell(book["Investeringar"], 1, "y2026"), "value", "=1+1")))
        assert readings[1:] == [False, True]

    def test_a_formula_with_a_stored_value_is_read_and_one_without_is_not(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            cell(book["Investeringar"], 2, "amount").value = "=2+3"

        issues = refused(spoilt(change))
        assert places(issues, "FM-W111") == ["Investeringar!K7"]

    def test_a_year_column_added_by_hand(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            cell(book["Plan"], 0, "value")
            for row in book["Plan"].iter_rows():
                if row[0].value == "last_year":
                    row[2].value = 2046
            sheet = book["Investeringar"]
            column = sheet.max_column + 1
            sheet.cell(5, column, 2046)
            sheet.cell(6, column, 1.25)

        plan, _ = read(spoilt(change))
        assert plan.investments[0].by_year == {2026: 2_010_000, 2046: 1_250_000}

    def test_an_unknown_amount_is_a_question_mark(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            cell(book["Åtgärder"], 2, "opex_change").value = "?"

        plan, _ = read(spoilt(change))
        assert plan.actions[1].opex_change is not None
        assert plan.actions[1].opex_change.is_unknown

    def test_words_of_the_other_language_are_understood(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            sheet = book["Åtgärder"]
            cell(sheet, 2, "status").value = "Decided"
            cell(sheet, 2, "included").value = True

        assert read(spoilt(change))[0] == small_plan()

    def test_text_is_never_a_formula(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            name = cell(book["Åtgärder"], 2, "name")
            name.value = "=cmd|'/c calc'!A1"
            name.data_type = "s"

        plan, _ = read(spoilt(change))
        assert plan.actions[1].name == "=cmd|'/c calc'!A1"


class TestWhatIsWrong:
    def test_all_problems_at_once_each_with_its_cell(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            actions, investments = book["Åtgärder"], book["Investeringar"]
            cell(actions, 1, "owner").value = "tnn"
            cell(actions, 1, "lifetime_years").value = -3
            cell(actions, 2, "status").value = "beslutat"
            cell(investments, 1, "economic_life_years").value = "lång"
            cell(investments, 2, "amount").value = "mycket"
            cell(investments, 2, "start_year").value = 2099
            cell(book["Organisationer"], 2, "id").value = "TN"

        issues = refused(spoilt(change))
        assert {issue.code for issue in issues if issue.severity is Severity.ERROR} >= {
            "FM-M104",
            "FM-M110",
            "FM-M111",
            "FM-M113",
            "FM-W112",
            "FM-W113",
        }
        assert len(places(issues, "FM-W112")) == 2
        for issue in issues:
            assert issue.where.sheet is not None, issue
            assert issue.where.cell is not None, issue

    def test_an_unknown_owner_names_the_nearest(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            cell(book["Åtgärder"], 1, "owner").value = "bostd"

        (issue,) = refused(spoilt(change))
        assert (issue.code, issue.where.cell, issue.params["nearest"]) == ("FM-M111", "E6", "bostad")

    def test_an_error_cell_is_an_error(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            target = cell(book["Investeringar"], 1, "y2026")
            target.value = "#DIV/0!"
            target.data_type = "e"

        (issue,) = (issue for issue in refused(spoilt(change)) if issue.severity is Severity.ERROR)
        assert (issue.code, issue.params["value"]) == ("FM-W110", "#DIV/0!")

    def test_a_typed_second_id_is_a_mistake(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            cell(book["Åtgärder"], 2, "id").value = "led"

        assert "FM-M110" in {issue.code for issue in refused(spoilt(change))}

    def test_a_date_is_no_amount(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            cell(book["Investeringar"], 2, "amount").value = dt.datetime(2026, 5, 1)  # noqa: DTZ001

        (issue,) = refused(spoilt(change))
        assert issue.code == "FM-W112"

    @pytest.mark.parametrize("language", ["sv", "en"])
    @pytest.mark.parametrize("text", ["5.000", "5,000"])
    def test_an_ambiguous_number_asks_whatever_the_language(self, text: str, language: Language) -> None:
        def change(book: openpyxl.Workbook) -> None:
            sheet = book["Investeringar" if language == "sv" else "Investments"]
            cell(sheet, 2, "amount").value = text

        (issue,) = refused(spoilt(change, language=language))
        assert (issue.params["reason"], issue.params["as_thousands"], issue.params["as_decimal"]) == (
            "ambiguous",
            5000.0,
            5.0,
        )

    def test_one_year_cannot_be_unknown(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            cell(book["Årsvärden"], 2, "y2028").value = "?"

        (issue,) = refused(spoilt(change))
        assert (issue.code, issue.where.sheet, issue.where.cell) == ("FM-W112", "Årsvärden", "H7")

    def test_columns_that_are_gone_are_named(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            for key in ("amount", "y2030"):
                sheet = book["Investeringar"]
                sheet.delete_cols(cell(sheet, 1, key).column)

        _, issues = read(spoilt(change))
        assert issues["FM-W107"].params["years"] == ("2030",)
        assert issues["FM-W108"].where.field == "amount"

        def change_more(book: openpyxl.Workbook) -> None:
            sheet = book["Investeringar"]
            sheet.delete_cols(cell(sheet, 1, "economic_life_years").column)

        assert "FM-W105" in {issue.code for issue in refused(spoilt(change_more))}

    def test_merged_data_cells_are_named(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            book["Åtgärder"].merge_cells("D6:D7")

        _, issues = read(spoilt(change))
        assert issues["FM-W109"].where.cell == "D6:D7"

    def test_an_unknown_unit_in_the_unit_row(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            cell(book["Investeringar"], -1, "amount").value = "pengar"

        (issue,) = refused(spoilt(change))
        assert issue.code == "FM-W115"

    def test_another_currency_in_a_cell(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            cell(book["Investeringar"], 2, "amount").value = "5 MEUR"

        (issue,) = refused(spoilt(change))
        assert issue.code == "FM-W117"

    def test_a_year_outside_the_plan(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            cell(book["Årsvärden"], 1, "y2027").value = None
            sheet = book["Årsvärden"]
            column = sheet.max_column + 1
            sheet.cell(1, column, "y2090")
            sheet.cell(6, column, 3)

        (issue,) = refused(spoilt(change))
        assert (issue.code, issue.where.sheet, issue.params["value"]) == ("FM-M113", "Årsvärden", 2090)

    def test_a_sheet_that_is_missing_is_said(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            del book["Risker"]

        plan, issues = read(spoilt(change))
        assert plan.risks == ()
        assert issues["FM-W101"].params["table"] == "risks"

    def test_without_the_plan_sheet_there_is_no_plan(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            del book["Plan"]

        assert "FM-W101" in {issue.code for issue in refused(spoilt(change))}

    def test_another_workbook_is_no_plan(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            for name in book.sheetnames[:-1]:
                del book[name]
            book.create_sheet("Budget")["A1"] = "Konto"

        (issue,) = refused(spoilt(change))
        assert issue.code == "FM-W102"

    def test_a_newer_file_is_refused(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            book["_finmodel"]["B1"] = 99

        (issue,) = refused(spoilt(change))
        assert (issue.code, issue.params["version"]) == ("FM-M140", 99)

    def test_yearly_rows_that_belong_nowhere(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            sheet = book["Årsvärden"]
            cell(sheet, 3, "quantity").value = "Åtgärd: lycka"
            cell(sheet, 3, "y2030").value = 1
            cell(sheet, 4, "quantity").value = cell(sheet, 2, "quantity").value
            cell(sheet, 4, "id").value = "ledd"
            cell(sheet, 4, "y2030").value = 1
            for key in ("quantity", "id", "y2029"):
                cell(sheet, 5, key).value = cell(sheet, 2, key).value
            cell(sheet, 5, "y2029").value = 3

        issues = refused(spoilt(change))
        assert {issue.code for issue in issues} == {"FM-W126", "FM-W127", "FM-W128"}
