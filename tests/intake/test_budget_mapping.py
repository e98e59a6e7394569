"""Mappings: kept, re-applied, corrected, and refused with every mistake."""

from __future__ import annotations

import json

import pytest

from finmodel.errors import InputError
from finmodel.intake.budget_lines import LineKind, Sort
from finmodel.intake.budget_mapping import ColumnMapping, MappedColumn
from finmodel.intake.budget_mapping_json import mapping_from_json, mapping_to_json
from finmodel.intake.budget_read import propose_mappings
from finmodel.intake.budget_words import normal_form, words, words_of
from tests.budget_files import codes, csv_of, in_words, money, read, refused, the, xlsx_of

ROWS = [["Kontering", "Vad", "Var", "Kr 26"], ["501", "Lön", "Skola", "5"]]
FIELDS = '{"Kontering": "konto", "Vad": "text", "Var": "ansvar", "Kr 26": "Budget 2026"}'
OWN = f'{{"columns": {FIELDS}, "unit": "tkr", "kind": "D"}}'


def test_a_mapping_written_by_hand_reads_a_table_that_nobody_knows() -> None:
    table = read(csv_of(ROWS), mappings=(mapping_from_json(OWN),))
    (line,) = table.lines
    assert (line.account, line.text, line.responsibility, line.kind) == ("501", "Lön", "Skola", LineKind.OPERATING)
    assert money([line]) == [[("budget", 2026, 500_000)]]
    assert table.issues == ()


def test_what_was_read_is_read_alike_from_the_kept_mapping() -> None:
    data = csv_of([["Budget 2026, tkr"], ["Typ", "Projekt", "Benämning", "Budget 2026"], ["I", "P1", "Väg", "-5"]])
    first = read(data)
    kept = tuple(mapping_from_json(mapping_to_json(mapping)) for mapping in first.mappings)
    assert kept == first.mappings
    second = read(data, mappings=kept)
    assert (second.lines, second.totals) == (first.lines, first.totals)


def test_columns_are_found_by_their_headings_when_they_have_moved() -> None:
    mapping = mapping_from_json(OWN)
    moved = [["Sida 1"], ["Nytt", *reversed(ROWS[0])], ["x", *reversed(ROWS[1])]]
    assert read(csv_of(moved), mappings=(mapping,)).lines[0].account == "501"


def test_next_years_columns_take_the_place_of_last_years_and_it_is_said() -> None:
    old = csv_of([["Typ", "Konto", "Budget 2026 kr", "Plan 2027 kr"], ["D", "501", "1", "2"]])
    new = csv_of([["Typ", "Konto", "Budget 2027 kr", "Plan 2028 kr"], ["D", "501", "3", "4"]])
    mappings, _ = propose_mappings(old)
    table = read(new, mappings=mappings)
    assert money(table.lines) == [[("budget", 2027, 300), ("plan", 2028, 400)]]
    issue = the(table.issues, "FM-B120")
    assert issue.params["columns"] == ("Budget 2027 kr", "Plan 2028 kr")


def test_a_column_that_is_not_there_is_named_with_the_nearest() -> None:
    mapping = mapping_from_json(OWN.replace("Kontering", "Konterig"))
    issue = the(refused(csv_of(ROWS), mappings=(mapping,)), "FM-B109")
    assert (issue.params["column"], issue.params["nearest"]) == ("Konterig", "Kontering")


def test_a_sheet_that_is_not_there_is_named() -> None:
    mapping = ColumnMapping((MappedColumn("Konto", "account"),), sheet="Drift")
    data = xlsx_of({"A": [["Konto", "Budget 2026"]], "B": [["Konto", "Budget 2026"]]})
    assert the(refused(data, mappings=(mapping,)), "FM-B128").params["sheets"] == ("A", "B")


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ([("A", "account"), ("B", "account"), ("D", "amount")], "FM-B110"),
        ([("A", "account"), ("A", "text"), ("D", "amount")], "FM-B111"),
        ([("A", "account"), ("C", "amount"), ("D", "amount")], "FM-B112"),
        ([("A", "account")], "FM-B114"),
    ],
)
def test_a_column_or_a_field_mapped_twice_is_refused(columns: list[tuple[str, str]], code: str) -> None:
    entries = [{"column": letter, "field": field} for letter, field in columns]
    text = json.dumps({"columns": entries, "year": 2026, "unit": "kr", "kind": "D", "header_row": 1})
    assert code in codes(refused(csv_of(ROWS), mappings=(mapping_from_json(text),)))


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        ('{"columns": {"A": "konto", "A": "text"}}', "FM-B111", None),
        ("[", "FM-B113", "–"),
        ("[]", "FM-B113", "–"),
        ('{"columns": 5}', "FM-B113", "columns"),
        ('{"columns": {"A": "kontot"}}', "FM-B113", "field"),
        ('{"columns": {}, "unit": "pund"}', "FM-B113", "unit"),
        ('{"columns": {}, "kind": "X"}', "FM-B113", "kind"),
        ('{"columns": {}, "year": 26}', "FM-B113", "year"),
        ('{"columns": {}, "sign": 1}', "FM-B113", "sign"),
        ('{"columns": [{"field": "account"}]}', "FM-B113", "column"),
        ('{"columns": {}, "version": 9}', "FM-B113", "version"),
        ('{"columns": {}, "kind": ["D"], "line_texts": 3}', "FM-B113", "line_texts"),
    ],
)
def test_a_mapping_that_cannot_be_read_says_where(text: str, code: str, key: str | None) -> None:
    with pytest.raises(InputError) as caught:
        mapping_from_json(text)
    in_words(caught.value.issues)
    assert code in codes(caught.value.issues)
    assert key is None or key in {issue.params.get("key") for issue in caught.value.issues}


def test_a_mapped_sort_and_year_hold_for_headings_that_say_neither() -> None:
    text = json.dumps(
        {
            "columns": [
                {"heading": "Kontering", "field": "account"},
                {"heading": "Kr 26", "field": "amount", "sort": "outturn", "year": 2025, "unit": "mnkr"},
            ],
            "kind": "I",
        }
    )
    table = read(csv_of(ROWS), mappings=(mapping_from_json(text),))
    assert table.total(Sort.OUTTURN, 2025, LineKind.INVESTMENT) == 500_000_000


def test_no_heading_is_of_two_fields_and_all_are_in_normal_form() -> None:
    known = words()
    assert all(normal_form(heading) == heading for heading in known.fields)
    with pytest.raises(ValueError, match="two fields"):
        words_of({"fields": {"account": ["Konto"], "text": ["konto."]}})
