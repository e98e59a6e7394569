"""Rules in files: every kind read to the same hash, a workbook that an officer edits, and hostile tables."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import yaml
from openpyxl.utils import get_column_letter

from finmodel.errors import InputError
from finmodel.i18n import LANGUAGES
from finmodel.i18n.catalogue import Language, t
from finmodel.i18n.issues import render
from finmodel.intake.guard import inspect_workbook
from finmodel.intake.tagging_templates import own_scheme, proposed_rules, rules_text, schemes
from finmodel.store.tagging_rules import rules_from_file, rules_workbook
from finmodel.store.tagging_rules_scheme import scheme_of_headings
from finmodel.tagging.rule_rows import rules_of_rows
from finmodel.tagging.rule_table import headings_of, rows_of_rules
from finmodel.tagging.rules import RuleSet
from finmodel.tagging.schemes import Scheme
from tests.store.dossiers import codes

HEADINGS, ROWS = rows_of_rules(proposed_rules(), own_scheme())
SHA = proposed_rules().sha256


def mappings() -> list[dict[str, str]]:
    return [dict(zip(HEADINGS, row, strict=True)) for row in ROWS]


def some_rules(scheme: Scheme) -> RuleSet:
    """Return rules with each category of each axis, with cells that a spreadsheet would take for something else."""
    headings = headings_of(scheme)
    every = {axis.heading: (*scheme.on_axis(axis.id), "-") for axis in scheme.axes}
    rows = []
    for number in range(max(map(len, every.values()))):
        said = {name: known[number % len(known)] for name, known in every.items()}
        is_scope = scheme.outside in said.values()
        cells = dict.fromkeys(headings, "") | (dict.fromkeys(said, scheme.outside) if is_scope else said)
        cells |= {"id": f"={number}", "prio": str(900 if is_scope else number), "typ": "DI", "konto": "007"}
        cells |= {"text": "=a|-b", "ej_text": "a  b|@c", "over": "=0" if number == 1 else "-"}
        cells |= {"skal": "=HYPERLINK(1)\nrad två  http://x"}
        rows.append([cells[heading] for heading in headings])
    return rules_of_rows(headings, rows, scheme, "regler")[0]


def refused(data: bytes, name: str) -> InputError:
    with pytest.raises(InputError) as caught:
        rules_from_file(data, name, schemes())
    assert codes(caught.value)
    return caught.value


def table(change: Callable[[list[list[str]]], None] = lambda rows: None) -> list[list[str]]:
    rows = [list(HEADINGS), *(list(row) for row in ROWS)]
    change(rows)
    return rows


def book(rows: list[list[Any]], *titles: str, at: int = 0) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": True}) as workbook:
        for title in titles or ("Regler",):
            sheet = workbook.add_worksheet(title)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write(number + at, column, cell)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_of_text_in_every_encoding(encoding: str) -> None:
    rule_set, scheme, issues = rules_from_file(rules_text().encode(encoding), r"C:\x\rules_se.csv", schemes())
    assert (rule_set, scheme.id, issues) == (proposed_rules(), "se", ())


def test_a_line_that_names_the_separator_is_no_heading() -> None:
    assert rules_from_file(b"sep=;\r\n" + rules_text().encode(), "r.csv", schemes())[0].sha256 == SHA
    broken = rules_text().replace("X01;900", "X01;9000", 1).encode()
    numbers = [
        [issue.params["line"] for issue in refused(data, "r.csv").issues] for data in (broken, b"sep=;\n" + broken)
    ]
    assert numbers == [[2], [3]]


def test_lists_in_yaml_and_json() -> None:
    named = {"name": "Våra regler", "scheme": "se", "rules": mappings()}
    for data, suffix in (
        (json.dumps(mappings()), "json"),
        (json.dumps(named), "json"),
        (yaml.safe_dump(mappings(), allow_unicode=True), "yaml"),
        (yaml.safe_dump(named, allow_unicode=True), "YML"),
    ):
        rule_set, scheme, issues = rules_from_file(data.encode(), f"regler.{suffix}", schemes())
        assert (rule_set.sha256, scheme.id, issues) == (SHA, "se", ())
        assert rule_set.name == ("Våra regler" if "Våra" in data or "V\\u00e5ra" in data else "regler")
        assert rule_set.rules == proposed_rules().rules


def test_plain_values_in_a_list_are_taken_as_they_are_meant() -> None:
    rules = [
        {"ID": "A", "prio": 100, "typ": "D", "text": "x", "begr": "GV", "anp": None},
        {"ID": "B", "prio": 90, "typ": "D", "konto": 7, "begr": "OG", "over": ["A"]},
    ]
    rule_set, _, _ = rules_from_file(json.dumps(rules).encode(), "r.json", schemes())
    assert [(rule.id, rule.priority, sorted(rule.over)) for rule in rule_set.rules] == [
        ("A", 100, []),
        ("B", 90, ["A"]),
    ]
    assert rule_set.by_id["B"].account is not None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(schemes()))
def test_a_workbook_of_every_scheme_is_read_back_to_the_same_rules(name: str, language: Language) -> None:
    scheme = schemes()[name]
    before = proposed_rules() if name == "se" else some_rules(scheme)
    data = rules_workbook(before, scheme, language)
    rule_set, found, issues = rules_from_file(data, "regler.xlsx", schemes())
    assert (rule_set.sha256, found.id) == (before.sha256, name)
    assert {issue.code for issue in issues} <= {"FM-T116"}  # a rule that says nothing
    assert rule_set.rules == before.rules
    assert rules_workbook(before, scheme, language) == data


def test_the_workbook_has_lists_notes_and_no_formula() -> None:
    data = rules_workbook(some_rules(own_scheme()), own_scheme(), "en")
    inspect_workbook(data)
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    sheet, about = workbook.worksheets
    assert (sheet.title, about.title) == ("Rules", "Explanation")
    assert [cell.value for cell in sheet[1]] == list(HEADINGS)
    assert (sheet.freeze_panes, sheet.auto_filter.ref is not None) == ("B2", True)
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None} == {
        "s",
        "n",
    }
    assert all(cell.comment is not None and len(cell.comment.text) > 10 for cell in sheet[1])
    lists = {str(rule.sqref).partition("2:")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    columns = {heading: get_column_letter(place) for place, heading in enumerate(HEADINGS, 1)}
    assert lists[columns["begr"]] == '"MG,GV,NE,OU,OG,UT,-"'
    assert lists[columns["anp"]] == '"MG,GV,NE,EP,OU,OG,UT,-"'
    assert [lists[columns[name]] for name in ("typ", "konf", "granska")] == ['"D,I,DI"', '"h,m,l"', '"j,n"']
    texts = [str(cell.value) for row in about.iter_rows() for cell in row if cell.value]
    assert some_rules(own_scheme()).sha256 in texts
    assert "favourable on conditions" in texts
    assert not any(text.startswith("=") for text in texts)


def test_each_column_has_a_note_in_both_languages() -> None:
    for scheme in schemes().values():
        axes = {axis.heading for axis in scheme.axes}
        for heading in headings_of(scheme):
            notes = {t(f"rules_column.{'axis' if heading in axes else heading}", lang, axis="x") for lang in LANGUAGES}
            assert len(notes) == 2


def test_an_officer_edits_the_workbook() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(rules_workbook(proposed_rules(), own_scheme(), "sv")))
    sheet = workbook["Regler"]
    columns = {heading: place for place, heading in enumerate(HEADINGS, 1)}
    last = len(ROWS) + 2
    added: dict[str, str | float] = {
        "id": "K99",
        "prio": 700.0,
        "typ": "di",
        "konto": 4,
        "text": "fjärrkyla",
        "begr": "GV",
    }
    for heading, value in added.items():
        sheet.cell(last, columns[heading], value)
    sheet.delete_rows(2)
    sheet.insert_cols(1)
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Våra regler"
    buffer = io.BytesIO()
    workbook.save(buffer)
    rule_set, _, issues = rules_from_file(buffer.getvalue(), "våra.xlsx", schemes())
    assert {rule.id for rule in rule_set.rules} == {rule.id for rule in proposed_rules().rules} - {ROWS[0][0]} | {"K99"}
    new = rule_set.by_id["K99"]
    assert (new.priority, len(new.kinds), new.account and new.account.source) == (700, 2, "4")
    assert (rule_set.name, issues) == ("våra", ())


def test_each_problem_of_a_workbook_is_named_with_its_sheet_and_cell() -> None:
    columns = {name: place for place, name in enumerate(HEADINGS)}

    def change(rows: list[list[str]]) -> None:
        rows[3][columns["text"]] = "(sol"
        rows[4][columns["text"]] = "(a+)+b"
        rows[5][columns["begr"]] = "MGG"
        rows[7][columns["id"]] = rows[6][columns["id"]]
        rows[8][columns["prio"]] = "hög"
        rows[9][columns["over"]] = "K77"
        rows[10][columns["typ"]] = "X"
        rows[0].append("extra")

    error = refused(book(table(change), "Annat", "regler", at=1), "r.xlsx")
    letters = {name: get_column_letter(place + 1) for name, place in columns.items()}
    found = {(issue.code, issue.where.cell) for issue in error.issues}
    assert {issue.where.sheet for issue in error.issues} == {"regler"}
    assert found == {
        ("FM-T107", f"{letters['text']}5"),
        ("FM-T108", f"{letters['text']}6"),
        ("FM-T110", f"{letters['begr']}7"),
        ("FM-T104", f"{letters['id']}9"),
        ("FM-T105", f"{letters['prio']}10"),
        ("FM-T111", f"{letters['over']}11"),
        ("FM-T106", f"{letters['typ']}12"),
        ("FM-T114", f"{get_column_letter(len(HEADINGS) + 1)}2"),
    } | {item for item in found if item[0] == "FM-T111"}
    assert ("FM-T111", f"{letters['over']}11") in found


def test_cells_that_are_no_texts_are_named() -> None:
    rows: list[list[Any]] = table()
    rows[2][3], rows[3][4] = True, "=1/0"
    error = refused(book(rows), "r.xlsx")
    assert [(issue.code, issue.where.cell) for issue in error.issues if issue.code == "FM-T225"] == [("FM-T225", "D3")]
    workbook = openpyxl.load_workbook(io.BytesIO(book(rows)))
    buffer = io.BytesIO()
    workbook.save(buffer)  # now the formula has no stored value
    cells = [issue.where.cell for issue in refused(buffer.getvalue(), "r.xlsx").issues if issue.code == "FM-T225"]
    assert cells == ["D3", "E4"]


def test_problems_of_a_list_have_their_pointer() -> None:
    rules: list[Any] = [*mappings()[:4], 7]
    rules[1]["text"] = "["
    rules[2]["over"] = ["x", 1]
    error = refused(json.dumps({"rules": rules, "nmae": 1}).encode(), "r.json")
    assert [(issue.code, issue.where.pointer) for issue in error.issues] == [
        ("FM-T201", "/nmae"),
        ("FM-T202", "/rules/2/over"),
        ("FM-T202", "/rules/4"),
    ]
    rules = mappings()[:4]
    rules[1]["text"], rules[3]["id"] = "[", rules[0]["id"]
    error = refused(json.dumps(rules).encode(), "r.json")
    assert {(issue.code, issue.where.pointer) for issue in error.issues} >= {
        ("FM-T107", "/rules/1/text"),
        ("FM-T104", "/rules/3/id"),
    }


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"", "r.csv", "FM-T228"),
        (b"a;b\n1;2", "r.csv", "FM-T240"),
        (b"id;prio;typ;text;begr\nA;1;D;x;MG", "r.csv", "FM-T101"),
        (b'id;prio\n"', "r.csv", "FM-B104"),
        (b'id;prio\n"' + b"x" * 140_000 + b'";1\n', "r.csv", "FM-B146"),
        (b" ", "r.yaml", "FM-T228"),
        (b"\x00\x01\x02;;", "r.csv", "FM-T242"),
        (b"{}", "r.json", "FM-T203"),
        (b"[]", "r.json", "FM-T103"),
        (b"[1e999]", "r.json", "FM-T202"),
        (b"a: &x [*x]", "r.yaml", "FM-T137"),
        (b"rules: hej", "r.yaml", "FM-T241"),
        (b"[" * 100_000, "r.json", "FM-T211"),
        (b'{"scheme": "sw", "rules": [{"id": "A"}]}', "r.json", "FM-T208"),
        (book([["x"]], "Ett", "Två"), "r.xlsx", "FM-T226"),
        (book([], "Regler"), "r.xlsx", "FM-T227"),
        (book([["x", "y"]], "Regler"), "r.xlsx", "FM-T240"),
        (b"PK\x03\x04", "r.xlsx", "FM-G"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "r.xls", "FM-G"),
        (b"x", "r.xlsx", "FM-G"),
    ],
)
def test_files_that_are_no_rules(data: bytes, name: str, expected: str) -> None:
    assert any(issue.code.startswith(expected) for issue in refused(data, name).issues)


def test_a_bomb_is_stopped_by_the_guard() -> None:
    packed = io.BytesIO(rules_workbook(proposed_rules(), own_scheme(), "sv"))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/image1.png", b"\0" * 150_000_000)
    assert any(issue.code.startswith("FM-G") for issue in refused(packed.getvalue(), "r.xlsx").issues)


def test_which_scheme_rules_are_of_is_seen_by_their_columns_and_categories() -> None:
    known = schemes()

    def found(headings: str, *rows: str, stated: str = "") -> str | None:
        scheme = scheme_of_headings(headings.split(";"), [row.split(";") for row in rows], known, stated)
        return scheme.id if scheme else None

    assert found("id;begr;anp") == "se"
    assert found("id;begr") == "se"
    assert found("id;Climate ") == "eu"
    assert found("id;mitigation;adaptation", "A;2;-", "B;?;0") == "rio"
    assert found("id;mitigation;adaptation", "A;indefini;-") == "i4ce"
    assert found("id;mitigation;adaptation", "A;UT;UT", stated="rio") == "rio"
    assert found("id;mitigation;adaptation", "A;UT;UT", stated="i4ce") == "i4ce"
    assert found("id;mitigation;adaptation;water;circular;pollution;biodiversity") == "fr_state"
    assert found("id;text") is None


def test_rules_of_another_scheme_are_not_written() -> None:
    with pytest.raises(ValueError, match="not of"):
        rules_workbook(replace(proposed_rules(), scheme="eu"), own_scheme(), "sv")


def test_problems_of_a_list_name_the_file_the_rule_and_the_place() -> None:
    first = {"id": "A1", "prio": 1, "typ": "D", "text": "x", "begr": "MG", "anp": "-"}
    rules = [first, {**first, "id": "A2", "prio": float("1e999")}]
    (issue,) = refused(json.dumps(rules).replace("Infinity", "1e999").encode(), "r.json").issues
    told = "FM-T202 r.json, A2, /rules/1/prio: ”inf” går inte att använda: här ska stå ett heltal."
    assert render(issue, "sv").startswith(told)
    rules = [first, {**first, "over": "A9"}]
    texts = [render(issue, "sv") for issue in refused(json.dumps(rules).encode(), "r.json").issues]
    assert texts[0].startswith("FM-T104 r.json, A1, /rules/1/id (id): Regeln ”A1” finns 2 gånger (rad 1, 2).")
    assert texts[1].startswith("FM-T111 r.json, A1, /rules/1/over (over): Rad 2: ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a: [\n", "rad 2"), ("a: &x 1", "ankare"), ("a: 1\na: 2", "två gånger"), ("a" * 2_000_001, "2000001 tecken")],
)
def test_what_is_wrong_with_yaml_is_said(text: str, expected: str) -> None:
    (issue,) = refused(text.encode(), "r.yaml").issues
    assert expected in render(issue, "sv")
    assert "rad 0" not in render(issue, "sv")
