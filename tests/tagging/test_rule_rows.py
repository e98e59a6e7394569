"""Rules from tables: all problems at once, by code and parameters."""

from __future__ import annotations

import pytest

from finmodel.errors import InputError, Issue, Severity
from finmodel.i18n import LANGUAGES
from finmodel.i18n.issues import render
from finmodel.tagging.rule_rows import rules_of_csv, rules_of_rows
from finmodel.tagging.yaml_text import data_of_yaml
from tests.tagging.swedish import TEMPLATES, rules, schemes, swedish

HEAD = "id;prio;typ;verksamhet;konto;motpart;text;ej_text;over;begr;anp;konf;granska;skal"
GOOD = "K01;700;DI;*;*;*;solcell;*;-;MG;-;h;n;varför"


def problems(*rows: str, head: str = HEAD) -> list[Issue]:
    try:
        _, issues = rules_of_csv("\n".join([head, *rows]), swedish(), "mine", "mine.csv")
    except InputError as error:
        issues = error.issues
    for issue in issues:
        assert all(render(issue, lang) for lang in LANGUAGES)
    return list(issues)


def changed(**cells: str) -> str:
    row = dict(zip(HEAD.split(";"), GOOD.split(";"), strict=True)) | cells
    return ";".join(row.values())


@pytest.mark.parametrize(
    ("cells", "code", "field", "params"),
    [
        ({"text": "(sol"}, "FM-T107", "text", {"value": "(sol", "position": 5}),
        ({"ej_text": "(a+)+$"}, "FM-T108", "ej_text", {"value": "(a+)+$"}),
        ({"konto": r"(\d)\1"}, "FM-T109", "konto", {"position": 5}),
        ({"begr": "MGV"}, "FM-T110", "begr", {"value": "MGV", "nearest": "MG"}),
        ({"begr": "EP"}, "FM-T110", "begr", {"known": ("MG", "GV", "NE", "OU", "OG", "UT")}),
        ({"typ": "X"}, "FM-T106", "typ", {"value": "X", "known": ("D", "I", "DI", "ID")}),
        ({"konf": "x"}, "FM-T106", "konf", {}),
        ({"granska": "kanske"}, "FM-T106", "granska", {}),
        ({"prio": "hög"}, "FM-T105", "prio", {"value": "hög", "line": 2}),
        ({"prio": "1000"}, "FM-T105", "prio", {}),
        ({"id": "två ord"}, "FM-T105", "id", {}),
        ({"over": "H99"}, "FM-T111", "over", {"value": "H99"}),
        ({"over": "K01"}, "FM-T112", "over", {"value": "K01"}),
        ({"begr": "UT"}, "FM-T113", "prio", {"value": 700}),
        ({"prio": "900"}, "FM-T113", "prio", {"value": 900}),
        ({"prio": "900", "begr": "UT"}, "FM-T113", "prio", {}),
        ({"begr": "-"}, "FM-T116", "begr", {"line": 2}),
        ({"text": "solcell|"}, "FM-T117", "text", {"value": "solcell|", "line": 2}),
        ({"text": "solcell||vind"}, "FM-T117", "text", {}),
        ({"text": "(solcell)?"}, "FM-T117", "text", {}),
        ({"ej_text": "|x"}, "FM-T117", "ej_text", {}),
        ({"konto": ".*"}, "FM-T117", "konto", {}),
        ({"text": "."}, "FM-T117", "text", {}),
        ({"text": r"\w+"}, "FM-T117", "text", {}),
        ({"text": r"\b"}, "FM-T117", "text", {}),
        ({"ej_text": "[^q]"}, "FM-T117", "ej_text", {}),
        ({"text": "e|a|i|o|u"}, "FM-T117", "text", {}),
    ],
)
def test_a_cell_that_is_wrong(cells: dict[str, str], code: str, field: str, params: dict[str, object]) -> None:
    (issue,) = problems(changed(**cells))
    assert (issue.code, issue.where.sheet, issue.where.field) == (code, "mine.csv", field)
    assert dict(issue.params).items() >= params.items()


def test_all_problems_come_at_once() -> None:
    rows = (GOOD, changed(text="("), changed(id="H1", begr="XX", over="K77"), "", changed(id="H2", text="(a*)*"))
    found = problems(*rows)
    assert [issue.code for issue in found] == ["FM-T107", "FM-T110", "FM-T108", "FM-T104", "FM-T111"]
    assert found[2].params["line"] == 6


def test_a_circle_of_exceptions() -> None:
    found = problems(changed(id="A", over="B"), changed(id="B", over="C"), changed(id="C", over="B"))
    assert [(issue.code, issue.params["value"]) for issue in found] == [("FM-T112", "B"), ("FM-T112", "C")]


def test_headings() -> None:
    (missing, _) = problems(GOOD, head=HEAD.replace("prio", "x"))
    assert (missing.code, missing.params["missing"]) == ("FM-T101", ("prio",))
    (twice, *_) = problems(GOOD, head=HEAD.replace("konto", "text"))
    assert (twice.code, twice.params["value"]) == ("FM-T102", "text")
    (unknown,) = problems(GOOD + ";extra", head=HEAD + ";orsakk")
    assert (unknown.code, unknown.severity) == ("FM-T114", Severity.WARNING)
    assert [issue.code for issue in problems("1;2", head="a;b")] == ["FM-T101", "FM-T114", "FM-T114"]
    assert [issue.code for issue in problems("", head="")] == ["FM-T101"]
    assert [issue.code for issue in problems('"K01;700', head=HEAD)] == ["FM-T101"]
    assert [issue.code for issue in problems()] == ["FM-T103"]
    short = HEAD.removesuffix(";skal")
    assert [issue.code for issue in problems(GOOD.removesuffix("varför") + "n;x", head=short)] == ["FM-T115"]


def test_a_note_may_have_semicolons_and_a_file_other_separators_and_comments() -> None:
    text = f"\ufeff# vår egen\n{HEAD}\n\n{GOOD}; och därför\n"
    rule_set, _ = rules_of_csv(text, swedish(), "mine")
    assert rule_set.by_id["K01"].note == "varför; och därför"
    tabs, _ = rules_of_csv(f"{HEAD}\n{GOOD}".replace(";", "\t"), swedish(), "mine")
    assert tabs.sha256 == rule_set.sha256


def test_the_order_of_columns_and_rows_has_no_meaning() -> None:
    lines = (TEMPLATES / "rules_se.csv").read_text("utf-8").splitlines()
    import csv

    rows = list(csv.reader(lines, delimiter=";"))
    head, *body = [row[::-1] for row in rows]
    turned, _ = rules_of_rows(head, body[::-1], swedish(), "turned")
    assert turned.sha256 == rules().sha256


def test_rules_of_another_scheme_have_its_axes_as_headings() -> None:
    text = f"{HEAD.replace('begr;anp', 'climate')}\nR1;100;I;*;*;*;sol;*;-;100;m;n;x"
    rule_set, _ = rules_of_csv(text, schemes()["eu"], "eu")
    assert rule_set.by_id["R1"].categories == {"climate": "100"}


@pytest.mark.parametrize(
    "text", ["a: [", "a: &x 1\nb: *x", "a: 1\na: 2", "[" * 50, "? [1]\n: 2", "a: 1\n---\nb: 2", "\x00"]
)
def test_yaml_that_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        data_of_yaml(text, "x.yaml")
    (issue,) = caught.value.issues
    assert issue.code == "FM-T137"
    assert all(render(issue, lang) for lang in LANGUAGES)


def test_yaml_scalars_are_texts() -> None:
    assert data_of_yaml("{a: no, b: 010, c: 1.50, d: !!python/name:os.system x}") == {
        "a": "no",
        "b": "010",
        "c": "1.50",
        "d": "x",
    }


def test_a_pattern_of_no_code_is_not_of_every_code_and_a_rule_without_conditions_is_last() -> None:
    assert problems(changed(konto="^$", text="*")) == []
    assert problems(changed(konto=r"^\d", text=r"\bel\b|^g/?c")) == []
    last = changed(id="F01", prio="0", text="*")
    assert problems(changed(), last) == []
    (found,) = problems(changed(), changed(id="K02", prio="800", text="*"), last)
    assert (found.code, found.severity, found.where.row) == ("FM-T118", Severity.WARNING, "K02")
    assert dict(found.params) == {"line": 3, "value": "K02", "n": 2}
