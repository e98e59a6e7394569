"""Parts of pages by themselves: the cost curve, CSV, inert text, differences."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.cost_curve import cost_curve, cut_height
from app.components.differences import change_rows
from app.components.downloads import file_stem
from app.components.formats import Formats
from app.components.inert import inert, one_line
from app.components.tables import Column, csv_bytes
from finmodel import evaluate
from finmodel.i18n import texts
from tests.app.pages import HOSTILE, changed, sample


def test_the_curve_has_true_widths_and_leaves_nothing_out() -> None:
    results = evaluate(sample())
    curve = cost_curve(results, 2030)
    tonnes = results.tonnes_by("action")[2030]
    for bar in curve.bars:
        assert bar.right - bar.left == pytest.approx(tonnes[bar.action])
        assert bar.cost == results.action(bar.action).figures["abatement_cost"]
    assert all(one.right == two.left for one, two in zip(curve.bars, curve.bars[1:], strict=False))
    counted = {item.id for item in results.actions if item.in_totals}
    assert {bar.action for bar in curve.bars} | {item.action for item in curve.undrawn} == counted
    costs = [bar.cost for bar in curve.bars if bar.cost >= 0]
    assert costs == sorted(costs)


def test_money_savers_are_ranked_by_npv_not_by_cost_per_tonne() -> None:
    # 36: much saved per tonne, little in all. 37: less per tonne, more in all.
    plan = changed(sample(), actions__36__opex_change=-1_000_000.0, actions__37__opex_change=-40_000_000.0)
    curve = cost_curve(evaluate(plan), 2030)
    assert [bar.action for bar in curve.savers] == ["37", "36"]
    assert curve.savers[0].npv > curve.savers[1].npv
    assert curve.bars[:2] == curve.savers


@pytest.mark.parametrize(
    ("bars", "expected"),
    [
        ([], None),
        ([(100.0, 1.0)], None),
        ([(100.0, 50.0), (180.0, 50.0)], None),
        ([(100.0, 99.0), (2_000_000.0, 1.0)], 150.0),
        ([(700.0, 98.0), (900.0, 1.0), (5_000.0, 1.0)], 1000.0),
    ],
)
def test_only_what_flattens_the_rest_is_cut(bars: list[tuple[float, float]], expected: float | None) -> None:
    assert cut_height(bars) == expected


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
