"""Parts of pages by themselves: the cost curve, CSV, inert text, differences."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.cost_curve import Cuts, cuts
from app.components.csv_files import csv_bytes
from app.components.differences import change_rows
from app.components.downloads import file_stem
from app.components.formats import Formats
from app.components.inert import inert, one_line
from app.components.tables import Column
from finmodel.i18n import texts
from tests.app.pages import HOSTILE, changed, sample


@pytest.mark.parametrize(
    ("bars", "expected"),
    [
        ([], Cuts()),
        ([(0.0, 5.0)], Cuts()),
        ([(100.0, 1.0)], Cuts()),
        ([(100.0, 50.0), (180.0, 50.0)], Cuts()),
        ([(100.0, 99.0), (2_000_000.0, 1.0)], Cuts(above=150.0)),
        ([(700.0, 98.0), (900.0, 1.0), (5_000.0, 1.0)], Cuts(above=1000.0)),
        # One small action that saves very much per tonne is alone below zero: it is cut all the same.
        ([(-50_000.0, 1.0), (400.0, 99.0)], Cuts(below=250.0)),
        ([(-50_000.0, 1.0), (400.0, 98.0), (90_000.0, 1.0)], Cuts(above=500.0, below=250.0)),
        # Wide savers are what the curve is about, and stay whole.
        ([(-3_000.0, 40.0), (400.0, 60.0)], Cuts()),
    ],
)
def test_only_what_flattens_the_rest_is_cut_each_side_by_itself(
    bars: list[tuple[float, float]], expected: Cuts
) -> None:
    assert cuts(bars) == expected


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_text_in_a_csv_becomes_a_formula(text: str) -> None:
    columns = [Column("a", "=A"), Column("b", "B", decimals=1)]
    data = csv_bytes([{"a": text, "b": -1234.5}], columns, "sv").decode("utf-8-sig")
    head, row = list(csv.reader(io.StringIO(data, newline=""), delimiter=";"))
    assert head[0] == "'=A"
    assert row == [f"'{text}", "-1234,5"]


def test_a_csv_in_english_has_commas_and_points() -> None:
    data = csv_bytes([{"b": 1234567.25}], [Column("b", "B", decimals=1)], "en").decode("utf-8-sig")
    assert data == "B\r\n1234567.25\r\n"


@given(st.text(max_size=60))
def test_inert_text_has_no_bare_markup(text: str) -> None:
    shown = inert(text)
    position = 0
    while position < len(shown):
        if shown[position] == "\\":
            position += 2
            continue
        assert shown[position] not in "*_`$[]()<>!#|~:&{}"
        position += 1
    assert shown.replace("\\", "").replace("\N{WORD JOINER}", "") == one_line(text).replace("\\", "").replace(
        "\N{WORD JOINER}", ""
    )


@pytest.mark.parametrize(
    "text",
    [
        *(":smile:", ":material/face:", ":+1:", "http://e.x", "HTTPS://e.x", "www.e.x", "WWW.e.x", "a@b.se"),
        *("mailto:a", "->", "<-", "--"),
    ],
)
def test_what_streamlit_would_obey_after_parsing_is_broken(text: str) -> None:
    assert "\N{WORD JOINER}" in inert(text)


@pytest.mark.parametrize(
    "text", ["702 kr/t", "kl. 12:30", "Ägare: Öresundskraft", "bl.a.", "1.5", "år 2024–2054", "a/b", "@", "3 × 4"]
)
def test_ordinary_text_has_no_invisible_characters(text: str) -> None:
    assert "\N{WORD JOINER}" not in inert(text)


def test_hostile_text_is_one_inert_line() -> None:
    assert "](" not in inert(HOSTILE)
    assert one_line("a\nb\u202ec\x00") == "a bc"


def test_differences_speak_of_names_units_and_years() -> None:
    formats = Formats.of("sv", "mnkr", "SEK")
    before = changed(sample(), actions__7__reduction_tonnes={"value": 7000, "by_year": {"2030": 1, "2031": 2}})
    after = changed(
        sample(),
        actions__7__reduction_tonnes={"value": 7000, "by_year": {"2030": 1, "2031": 3}},
        actions__7__owner="fastighet",
        settings__x__financial_discount_rate=0.0325,
    )
    found = change_rows(before, after, formats, origin="x")
    rows = {row["field"]: (row["before"], row["after"]) for row in found.rows}
    assert rows["Kalkylränta"] == ("4\u00a0%", "3,25\u00a0%")
    assert rows["Utsläppsminskning"] == ("2031: 2\u00a0ton/år", "2031: 3\u00a0ton/år")
    assert rows["Ägare"] == ("Öresundskraft", "Fastighetsförvaltningen")
    assert (found.changed, found.added, found.removed) == (3, 0, 0)


def test_new_and_removed_rows_are_counted() -> None:
    plan = sample()
    fewer = plan.model_copy(update={"risks": plan.risks[1:]})
    formats = Formats.of("en", "mnkr", "SEK")
    assert change_rows(plan, fewer, formats, origin="x").removed == 1
    assert change_rows(fewer, plan, formats, origin="x").added == 1


@pytest.mark.parametrize(("text", "expected"), [("Örebro län", "orebro-lan"), ("../../x", "x"), ("日本", "plan")])
def test_file_names_are_plain(text: str, expected: str) -> None:
    assert file_stem(text) == expected


def test_both_languages_have_the_same_texts() -> None:
    assert {key for key in texts("sv") if key.startswith("app.")} == {
        key for key in texts("en") if key.startswith("app.")
    }
