"""A whole dossier and files of decisions: round trips, hostile files, and steps on lines that are gone."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.errors import InputError, Severity
from finmodel.i18n import t
from finmodel.i18n.issues import render
from finmodel.store.dossier.document import (
    DecisionFile,
    decisions_from_file,
    decisions_to_json,
    dossier_from_json,
    dossier_to_json,
    with_decisions,
)
from finmodel.store.dossier.parsing import data_of_json
from finmodel.tagging.decision_rows import STEP_WORDS
from finmodel.tagging.decisions import Step
from finmodel.tagging.dossier import Dossier, import_version
from finmodel.tagging.line_links import LineLinks, LinkedAction
from finmodel.tagging.row_problems import RowProblems
from finmodel.tagging.splits import Split, SplitPart
from finmodel.tagging.tagged_budget import tagged_budget
from tests.store.dossiers import BIKES, ROAD, SCHOOL, WHEN, codes, step, tiny_dossier, version
from tests.tagging.swedish import schemes, swedish, tagger

KEPT = tiny_dossier()
TEXT = dossier_to_json(KEPT)
GONE = "0" * 16 + "-1"


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(InputError) as caught:
        act()
    return codes(caught.value)


def changed(**parts: Any) -> bytes:
    return json.dumps({**json.loads(TEXT), **parts}).encode()


def test_a_dossier_comes_back_the_same() -> None:
    again = dossier_from_json(TEXT.encode(), "d.json")
    assert (again.dossier, again.choices, again.issues) == (KEPT.dossier, KEPT.choices, ())
    assert dossier_to_json(again) == TEXT
    assert dossier_from_json(b"\xef\xbb\xbf" + TEXT.encode(), "d.json").dossier == KEPT.dossier


def test_the_file_has_a_line_for_each_line_and_each_step() -> None:
    n_lines = sum(len(each.lines) for each in KEPT.dossier.versions)
    lines = [line for line in TEXT.splitlines() if line.lstrip().startswith(('["', '{"'))]
    n_steps = len(KEPT.dossier.log.decisions) + len(KEPT.dossier.splits) + len(KEPT.dossier.links)
    assert len(lines) >= n_lines + n_steps
    assert max(map(len, lines)) < 5000


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ["FM-T228"]),
        (b"{", ["FM-T200"]),
        (b"\xff\xfe{}", ["FM-T200"]),
        (b'{"format": NaN}', ["FM-T200"]),
        (b'{"format": 1' + b"0" * 5000 + b"}", ["FM-T200"]),
        (b"[" * 200_000, ["FM-T211"]),
        (b"[]", ["FM-T202"]),
        (b'{"format": "tagging-dossier/2"}', ["FM-T203"] * 3 + ["FM-T207"]),
        (b'{"format": 1, "format": "tagging-dossier/1"}', ["FM-T204", *["FM-T203"] * 3]),
        (changed(versoins=[]), ["FM-T201"]),
        (changed(scheme="sw"), ["FM-T208"]),
        (changed(scheme="eu"), ["FM-T210", "FM-T205"]),
        (changed(scheme=["se"], decisions={}), ["FM-T202", "FM-T208", "FM-T202"]),
        (changed(versions=[*json.loads(TEXT)["versions"]] * 2), ["FM-T191"] * 2 + ["FM-T214"] * 1),
        (changed(decisions=[]), ["FM-T214"]),
        (changed(versions=[], splits=[{"key": "a", "parts": [{}]}]), ["FM-T157"] * 3 + ["FM-T150"]),
    ],
)
def test_hostile_documents_are_refused_with_every_reason(data: bytes, expected: list[str]) -> None:
    assert refused(lambda: dossier_from_json(data, "d.json")) == expected


def test_the_history_of_a_file_is_asked_what_a_person_is_asked() -> None:
    decisions = json.loads(TEXT)["decisions"]
    approval = next(place for place, row in enumerate(decisions) if row["step"] == "approved")
    decisions[approval]["who"] = "  eva"
    decisions[0]["reason"] = " "
    decisions[1]["categories"] = {"mitigation": "EP"}
    assert refused(lambda: dossier_from_json(changed(decisions=decisions), "d")) == [
        "FM-T160",
        "FM-T162",
        "FM-T164",
    ]
    decisions[1]["categories"] = {"mitigation": "MG"}
    decisions[0]["reason"] = "x"
    assert refused(lambda: dossier_from_json(changed(decisions=decisions), "d")) == ["FM-T165"]


def test_a_file_too_large_is_not_even_parsed() -> None:
    assert refused(lambda: data_of_json(b" " * 11, RowProblems(), 10)) == ["FM-T206"]


KEYS = st.sampled_from(["key", "versions", "lines", "rules", "seen", "parts", "actions", "fields", "source"])
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
BARE = {**json.loads(TEXT), **{key: [] for key in ("versions", "decisions", "splits", "links")}}
BARE["choices"]["rules"]["rows"] = BARE["choices"]["rules"]["rows"][:2]


@given(PLAIN, st.sampled_from(["choices", "versions", "decisions", "splits", "links", "scheme"]))
@settings(max_examples=60, deadline=None)
def test_whatever_stands_in_a_file_nothing_but_problems_is_raised(value: Any, name: str) -> None:
    for part in (value, [value]):
        with suppress(InputError):
            assert dossier_from_json(json.dumps(BARE | {name: part}).encode(), "d.json").dossier.scheme == "se"


def fresh() -> tuple[Dossier, list[str]]:
    dossier, _ = import_version(Dossier("se"), version("2026", SCHOOL, BIKES, ROAD))
    return dossier, [line.key for line in dossier.parts()[0]]


def all_of(dossier: Dossier) -> DecisionFile:
    return DecisionFile(dossier.log.decisions, dossier.splits, dossier.links)


def test_steps_go_out_and_in_again_and_twice_is_once() -> None:
    dossier = KEPT.dossier
    first = replace(dossier, versions=dossier.versions[:1])
    text = decisions_to_json(first.log.decisions, first.splits, first.links, "se")
    file = decisions_from_file(text.encode(), "beslut.json", swedish())
    assert file == all_of(first)
    assert decisions_from_file(TEXT.encode(), "d.json", swedish()) == all_of(dossier)
    empty = Dossier("se", dossier.versions[:1])
    after, issues = with_decisions(empty, file, swedish(), ["A1", "A2"])
    assert (after.splits, after.links) == (file.splits, file.links)
    assert [replace(item, text="", amounts=()) for item in after.log.decisions] == list(file.decisions)
    assert {issue.code for issue in issues} <= {"FM-T168", "FM-T155", "FM-T171"}
    assert with_decisions(after, file, swedish())[0] == after


def test_a_decision_without_its_line_is_taken_to_be_made_on_the_line_as_it_is() -> None:
    dossier, (school, bikes, _) = fresh()
    halves = Split(school, (SplitPart("Solceller", Fraction(1, 20)), SplitPart("Skola")), "skäl", "Eva", WHEN.format(1))
    decisions = (step(f"{school}.1", "reviewed", "Eva", 2), replace(step(bikes, "reviewed", "Eva", 2), scheme=""))
    links = (LineLinks(f"{school}.2", (LinkedAction("A1"),), "", "Eva", WHEN.format(2)),)
    after, issues = with_decisions(dossier, DecisionFile(decisions, (halves,), links), swedish(), ["A1"])
    assert issues == ()
    assert after.splits[0].numbers == (1, 2)
    first, second = after.log.decisions
    assert (first.text, first.amounts) == ("Solceller", ((2026, 50_000), (2027, 0)))
    assert (second.text, second.scheme) == (BIKES, "se")


def test_what_is_said_of_lines_that_are_gone_is_kept_and_told() -> None:
    dossier, (school, *_) = fresh()
    shares = Split(GONE, (SplitPart("a", Fraction(1, 2)), SplitPart()), "r", "Eva", WHEN.format(1))
    amounts = Split(
        school, (SplitPart("a", amounts=((2026, 5),)), SplitPart("b", amounts=())), "r", "Eva", WHEN.format(1)
    )
    file = DecisionFile(
        (step(GONE, "reviewed", "Eva", 2), step(GONE, "approved", "Bo", 3)),
        (shares, amounts),
        (LineLinks(GONE, (LinkedAction("A1"),), "", "Eva", WHEN.format(1)),),
    )
    after, issues = with_decisions(dossier, file, swedish(), ["A1"])
    assert sorted(set(codes(issues))) == ["FM-T152", "FM-T155", "FM-T168", "FM-T171", "FM-T174"]
    assert {issue.severity for issue in issues} == {Severity.WARNING}
    assert (len(after.log.decisions), len(after.splits), len(after.links)) == (2, 2, 1)
    assert after.parts()[0] == dossier.parts()[0]


def test_steps_that_no_history_takes_are_refused_all_at_once_and_change_nothing() -> None:
    dossier, (school, bikes, road) = fresh()
    file = DecisionFile(
        (step(bikes, "approved", "Bo", 2), replace(step(road, "reviewed", "", 2), reason="")),
        (),
        (
            LineLinks(bikes, (LinkedAction("A9"), LinkedAction("A1"),), "", "Eva", ""),
            LineLinks(road, (LinkedAction("A1", amounts=((2030, 5),)),), "", "Eva", WHEN.format(1)),
        ),
    )  # fmt: skip
    expected = ["FM-T164", "FM-T160", "FM-T161", "FM-T157", "FM-T172", "FM-T173", "FM-T170", "FM-T170"]
    assert sorted(refused(lambda: with_decisions(dossier, file, swedish(), ["A1"]))) == sorted(expected)
    bad = Split(school, (SplitPart(),), "", "Eva", WHEN.format(1))
    file = replace(file, splits=(bad,), links=())
    assert refused(lambda: with_decisions(dossier, file, swedish())) == [
        "FM-T157",
        "FM-T150",
        "FM-T164",
        "FM-T160",
        "FM-T161",
    ]


def test_a_part_never_gets_the_number_of_another() -> None:
    dossier, (school, *_) = fresh()
    halves = (SplitPart("Solceller", Fraction(1, 20)), SplitPart("Skola"))
    dossier, _ = with_decisions(dossier, DecisionFile((), (Split(school, halves, "r", "Eva", "2026"),)), swedish())
    others = Split(school, (SplitPart("Värme"), SplitPart("Sol", Fraction(1, 4))), "r", "Bo", "2027")
    again, _ = with_decisions(dossier, DecisionFile((), (others,)), swedish())
    assert again.splits[-1].numbers == (3, 4)
    taken = replace(others, numbers=(1, 2))
    assert refused(lambda: with_decisions(dossier, DecisionFile((), (taken,)), swedish())) == ["FM-T217"] * 2


HEADINGS = "Nyckel;Steg;Begränsning;Anpassning;Skäl;Underlag;Vem;När"


def table(*rows: str, headings: str = HEADINGS, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([headings, *rows]).encode(encoding)


def book(rows: list[list[object]], title: str = "Beslut", more: str = "Annat") -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        for name in filter(None, (more, title)):
            sheet = workbook.add_worksheet(name)
            if name == title:
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_table_of_decisions_in_any_order_of_rows(encoding: str) -> None:
    rows = [
        "a;Godkänd;mg;;ja;;Bo;2026-03-02 10:00",
        "a;granskad;MG;;för att;s. 4;Eva;2026-03-02 10:00",
        "b;föreslagen;;NE;x;;Bo;2026-03-01",
    ]
    for data in (table(*rows, encoding=encoding), table(*reversed(rows), encoding=encoding)):
        file = decisions_from_file(data, "beslut.csv", swedish())
        assert [(item.key, item.step, dict(item.categories)) for item in file.decisions] == [
            ("b", Step.PROPOSED, {"adaptation": "NE"}),
            ("a", Step.REVIEWED, {"mitigation": "MG"}),
            ("a", Step.APPROVED, {"mitigation": "MG"}),
        ]
        assert file.decisions[1].evidence == "s. 4"
        assert file.decisions[1].when == "2026-03-02T10:00:00+01:00"


def test_the_same_table_in_english_and_in_a_workbook() -> None:
    rows: list[list[object]] = [
        ["When", "Who", "Reason", "Evidence", "mitigation", "Step", "Key", "Text"],
        ["2026-03-02", "Eva", "=SUM(A1)", 7, "MG", "reviewed", "a", "Solceller"],
    ]
    rows[1][2] = "why"
    (found,) = decisions_from_file(book(rows, "decisions"), "b.xlsx", swedish()).decisions
    assert (found.key, found.step, found.evidence, found.when, found.text) == (
        "a",
        Step.REVIEWED,
        "7",
        "2026-03-02",
        "Solceller",
    )
    text = "\n".join(";".join(map(str, row)) for row in rows)
    assert decisions_from_file(text.encode(), "b.csv", swedish()).decisions == (found,)
    assert decisions_from_file(book(rows, "Blad1", ""), "b.xlsx", swedish()).decisions == (found,)


def test_each_problem_of_a_table_is_named_with_its_sheet_and_cell() -> None:
    rows: list[list[object]] = [
        [*HEADINGS.split(";"), "Belopp"],
        ["a", "granskat", "MG", "", "skäl", "", "Eva", "i går", 5],
        ["", "granskad", "M", "", "", "", "", ""],
        ["a", "granskad", "", "", "x", "", True, "2026-01-01"],
    ]
    with pytest.raises(InputError) as caught:
        decisions_from_file(book(rows), "b.xlsx", swedish())
    assert {issue.where.sheet for issue in caught.value.issues} == {"Beslut"}
    assert sorted((issue.code, issue.where.cell) for issue in caught.value.issues) == [
        ("FM-T160", "E3"),
        ("FM-T161", "G3"),
        ("FM-T161", "G4"),
        ("FM-T161", "H3"),
        ("FM-T162", "C3"),
        ("FM-T162", "C4"),
        ("FM-T203", "A3"),
        ("FM-T205", "B2"),
        ("FM-T222", "I1"),
        ("FM-T224", "H2"),
        ("FM-T225", "G4"),
    ]
    assert codes(caught.value)


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (table("a;b", headings="Nyckel;Steg"), "b.csv", ["FM-T220"]),
        (table("a;b;c", headings=HEADINGS + ";nyckel"), "b.csv", None),
        (table(), "b.csv", ["FM-T227"]),
        (book([["x"]], "Ark", "Blad"), "b.xlsx", ["FM-T226"]),
        (b"PK\x03\x04 nothing", "b.xlsx", None),
        (b'{"format": "tagging-decisions/1", "scheme": "eu"}', "b.json", ["FM-T210"]),
        (b'{"format": "x", "scheme": "se", "decisons": []}', "b.json", ["FM-T201", "FM-T207"]),
        (b"[1]", "b.json", ["FM-T202"]),
        (b"", "b.json", ["FM-T228"]),
        (b" \n", "b.csv", ["FM-T228"]),
        (table(f'a;granskad;MG;;"{"x" * 140_000}";;Eva;2026-03-01'), "b.csv", ["FM-B146"]),
        (table('a;granskad;MG;;"x;;Eva;2026-03-01'), "b.csv", ["FM-B104"]),
        (table(f"a;granskad;MG;;{'x' * 100_001};;Eva;2026-03-01"), "b.csv", ["FM-T218"]),
    ],
)
def test_files_that_are_no_decisions(data: bytes, name: str, expected: list[str] | None) -> None:
    found = refused(lambda: decisions_from_file(data, name, swedish()))
    assert expected in (None, found)
    assert found


def test_categories_that_are_numbers_in_a_workbook_are_codes() -> None:
    rio = schemes()["rio"]
    rows: list[list[object]] = [
        ["Nyckel", "Steg", "mitigation", "adaptation", "Skäl", "Vem", "När"],
        ["a", "granskad", 2, 0, "skäl", "Eva", "2026-01-01"],
    ]
    (found,) = decisions_from_file(book(rows), "b.xlsx", rio).decisions
    assert dict(found.categories) == {"mitigation": "2", "adaptation": "0"}


def test_the_history_of_choices_goes_with_the_dossier() -> None:
    kept = KEPT.with_choices(replace(KEPT.choices, profile="gv50"), who="Eva", when="2026-03-07", reason="beslut")
    again = dossier_from_json(dossier_to_json(kept).encode(), "x.json")
    assert (again.choices, again.choice_steps) == (kept.choices, kept.choice_steps)
    document = json.loads(dossier_to_json(kept))
    assert (document["choices"]["who"], len(document["earlier_choices"])) == ("Eva", 1)
    document["earlier_choices"] += [{"rules": 3, "who": 1, "x": 2}]
    with pytest.raises(InputError) as caught:
        dossier_from_json(json.dumps(document).encode(), "x.json")
    assert set(codes(caught.value)) == {"FM-T201", "FM-T202"}
    before = dossier_from_json(dossier_to_json(KEPT).encode(), "x.json")
    assert (before.choices, before.choice_steps) == (KEPT.choices, ())


@pytest.mark.parametrize(
    ("earlier", "last", "expected"),
    [
        ({"when": "2026-03-08"}, {"when": "2026-03-07"}, ["FM-T177"]),
        ({"when": "i går"}, {"when": "2026-02-30"}, ["FM-T224"] * 2),
        ({"who": "B\N{CYRILLIC SMALL LETTER O}"}, {"when": "2026-03-07"}, ["FM-T176"]),
        ({"when": "2026-03-07T10:00:00+02:00"}, {"when": "2026-03-07T08:00:00Z"}, []),
    ],
)
def test_the_history_of_choices_is_checked_as_decisions_are(
    earlier: dict[str, str], last: dict[str, str], expected: list[str]
) -> None:
    kept = KEPT.with_choices(replace(KEPT.choices, profile="gv50"), who="Eva", reason="beslut")
    document = json.loads(dossier_to_json(kept))
    document["earlier_choices"][0] |= earlier
    document["choices"] |= last
    data = json.dumps(document).encode()
    found = (
        refused(lambda: dossier_from_json(data, "x.json")) if expected else codes(dossier_from_json(data, "x").issues)
    )
    assert sorted(found) == expected


def test_the_moment_of_an_import_is_a_moment() -> None:
    document = json.loads(dossier_to_json(KEPT))
    document["versions"][0]["source"]["when"] = "i går"
    assert refused(lambda: dossier_from_json(json.dumps(document).encode(), "x.json")) == ["FM-T224"]


def file_of(**steps: list[dict[str, Any]]) -> bytes:
    return json.dumps({"format": "tagging-decisions/1", "scheme": "se", **steps}).encode()


def a_decision(key: str, **parts: Any) -> dict[str, Any]:
    return {**replace(step(key, "reviewed", "Eva", 2), scheme="").to_row(), **parts}


def a_split(key: str, *parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"key": key, "parts": list(parts), "reason": "r", "who": "Eva", "when": WHEN.format(1), **more}


@pytest.mark.parametrize(
    "when",
    [
        "1 mars 2026",
        "03/01/2026",
        "2026-03-01T10:00",
        "2026-02-30T10:00:00+01:00",
        "20260301T100000+0100",
        "2206-03-01T10:00:00+01:00",
        "1999-12-31",
        "0001-01-01T00:00:00+23:59",
    ],
)
def test_a_moment_in_json_is_a_real_one_with_its_zone(when: str) -> None:
    halves = a_split("a", {"share": "1/2"}, {}, when=when)
    linked = {"key": "a", "actions": [], "who": "Eva", "when": when}
    data = file_of(decisions=[a_decision("a", when=when)], splits=[halves], links=[linked])
    assert refused(lambda: decisions_from_file(data, "b.json", swedish())) == ["FM-T224"] * 3


@pytest.mark.parametrize("when", ["2026-03-01", "2026-03-01T10:00:00Z", "2026-03-01 10:00:00.5+01:00"])
def test_moments_that_can_be_used_stay_as_they_are_written(when: str) -> None:
    (found,) = decisions_from_file(file_of(decisions=[a_decision("a", when=when)]), "b", swedish()).decisions
    assert found.when == when


def test_a_table_is_in_the_order_of_time_whatever_the_zones() -> None:
    rows = ["a;granskad;MG;;x;;Eva;2026-07-01T10:00:00+02:00", "a;granskad;GV;;x;;Bo;2026-07-01T08:30:00Z"]
    rows.append("a;granskad;NE;;x;;Bo;2026-07-01 10:15")
    found = decisions_from_file(table(*reversed(rows)), "b.csv", swedish()).decisions
    assert [item.categories["mitigation"] for item in found] == ["MG", "NE", "GV"]


def test_swedish_words_for_steps_are_understood_in_json_and_told_in_the_readers_language() -> None:
    data = file_of(decisions=[a_decision("a", step="Godkänd")])
    assert decisions_from_file(data, "b", swedish()).decisions[0].step is Step.APPROVED
    assert {str(each): t(f"tag_step.{each}", "sv") for each in Step} == {
        str(each): word for word, each in STEP_WORDS.items()
    }
    for wrong in (file_of(decisions=[a_decision("a", step="godkend")]), table("a;godkend;MG;;x;;Eva;2026-03-01")):
        name = "b.json" if wrong[:1] == b"{" else "b.csv"
        with pytest.raises(InputError) as caught:
            decisions_from_file(wrong, name, swedish())
        (issue,) = caught.value.issues
        assert "föreslagen, granskad, godkänd, återtagen. Närmast: godkänd." in render(issue, "sv")
        assert "proposed, reviewed, approved, withdrawn. Nearest: approved." in render(issue, "en")
        assert render(issue, "sv").startswith(f"FM-T205 {name}")


def test_headings_that_are_missing_are_named_in_the_readers_language() -> None:
    with pytest.raises(InputError) as caught:
        decisions_from_file(table("a;b;c", headings="Nyckel;Steg;Vem"), "b.csv", swedish())
    (issue,) = caught.value.issues
    assert "saknar Skäl, När, Begränsning, Anpassning." in render(issue, "sv")
    assert "lacks Reason, When, Mitigation, Adaptation." in render(issue, "en")


def test_what_is_too_long_says_how_long_it_may_be() -> None:
    many = a_split("b", *[{"share": "1/2000"}] * 1001)
    data = file_of(decisions=[a_decision("a", reason="x" * 100_001)], splits=[many])
    with pytest.raises(InputError) as caught:
        decisions_from_file(data, "b.json", swedish())
    first, second = (render(issue, "sv") for issue in caught.value.issues)
    assert "b.json, a, /decisions/0/reason" in first
    assert "100001 tecken; den får ha högst 100000" in first
    assert "1001 poster; den får ha högst 1000" in second


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"{", "rad 1, tecken 2"),
        (b'{"a": NaN}', "NaN är inget tal"),
        (b'{"a": 1' + b"0" * 5000 + b"}", "fler än 4300 siffror"),
        (b'{"a": "\xe5"}', "UTF-8"),
    ],
)
def test_what_is_wrong_with_json_is_said(data: bytes, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        decisions_from_file(data, "b.json", swedish())
    (text,) = (render(issue, "sv") for issue in caught.value.issues)
    assert expected in text
    assert "rad 0" not in text


def test_two_splits_of_a_line_are_a_history_only_where_one_is_later() -> None:
    dossier, (school, *_) = fresh()
    first, second = a_split(school, {"share": "1/2"}, {}), a_split(school, {"share": "1/3"}, {})

    def added(*splits: dict[str, Any]) -> Dossier:
        file = decisions_from_file(file_of(splits=list(splits)), "b.json", swedish())
        return with_decisions(dossier, file, swedish())[0]

    assert refused(lambda: added(first, second)) == ["FM-T156"]
    assert refused(lambda: added({**first, "when": "2026-02-01T09:00:00Z"}, second)) == ["FM-T156"]
    after = added(first, {**second, "when": WHEN.format(2)})
    assert [part.amounts[0] for part in after.parts()[0][:2]] == [(2026, 333_333), (2026, 666_667)]
    assert added(first, first) == added(first)


def test_a_split_that_does_not_fit_is_said_not_to_be_used_nor_the_decisions_on_its_parts() -> None:
    dossier, (school, *_) = fresh()
    short = a_split(school, {"text": "Sol", "amounts": [[2026, 20_050]]}, {"text": "", "amounts": [[2026, 5]]})
    decided = [a_decision(f"{school}.1"), a_decision(f"{school}.2")]
    file = decisions_from_file(file_of(splits=[short], decisions=decided), "b.json", swedish())
    after, issues = with_decisions(dossier, file, swedish())
    assert after.parts()[0] == dossier.parts()[0]
    texts = {issue.code: render(issue, "sv").replace("\u00a0", " ") for issue in reversed(issues)}
    assert f"b.json, {school}, ”{SCHOOL}”, rad 2" in texts["FM-T152"]
    assert f"”{SCHOOL}” (10 000 kr 2026, 0 kr 2027) används inte: raden räknas hel" in texts["FM-T174"]
    assert f"delen ”Sol” gäller inte, eftersom delningen av ”{SCHOOL}”" in texts["FM-T175"]
    assert [issue.params["value"] for issue in issues if issue.code == "FM-T175"] == ["Sol", SCHOOL]


def test_what_a_line_refuses_is_told_with_its_text_and_place() -> None:
    dossier, (_, bikes, _) = fresh()
    file = decisions_from_file(file_of(decisions=[a_decision(bikes, step="approved")]), "b.json", swedish())
    with pytest.raises(InputError) as caught:
        with_decisions(dossier, file, swedish())
    (text,) = (render(issue, "sv") for issue in caught.value.issues)
    assert text.startswith(f"FM-T164 b.json, {bikes}, mitigation, ”{BIKES}”, rad 3: ")


def test_a_step_that_cannot_be_read_hides_no_other_problem() -> None:
    row = step(GONE, "reviewed", "Eva", 2).to_row()
    rows = [{**row, "categories": None}, {**row, "categories": {"mitigation": "MGV"}}]
    text = json.dumps({"format": "tagging-decisions/1", "scheme": "se", "decisions": rows, "splits": [], "links": []})
    found = refused(lambda: decisions_from_file(text.encode(), "d.json", swedish()))
    assert sorted(found) == ["FM-T162", "FM-T202"]


def test_rows_in_any_order_are_taken_in_the_order_of_time() -> None:
    dossier, (_, bikes, _) = fresh()
    steps = (step(bikes, "approved", "Bo", 3), step(bikes, "reviewed", "Eva", 2))
    after, issues = with_decisions(dossier, DecisionFile(steps), swedish())
    assert (issues, [item.who for item in after.log.decisions]) == ((), ["Eva", "Bo"])


def test_what_has_not_been_yet_is_told_and_what_is_of_today_is_not() -> None:
    dossier, (_, bikes, _) = fresh()
    for now, expected in (("2026-02-01T12:00:00+00:00", []), ("2026-01-30T12:00:00+00:00", ["FM-T178"]), ("", [])):
        _, issues = with_decisions(dossier, DecisionFile((step(bikes, "reviewed", "Eva", 2),)), swedish(), now=now)
        assert codes(issues) == expected


def test_a_decision_on_a_whole_line_that_is_split_is_not_told_as_one_on_a_line_that_is_gone() -> None:
    dossier, (school, *_) = fresh()
    halves = Split(school, (SplitPart("Solceller", Fraction(1, 20)), SplitPart("Skola")), "skäl", "Eva", WHEN.format(1))
    file = DecisionFile((step(school, "reviewed", "Eva", 2),), (halves,))
    after, issues = with_decisions(dossier, file, swedish())
    assert codes(issues) == ["FM-T179"]
    assert codes(tagged_budget(after, tagger()).issues) == ["FM-T179"]
