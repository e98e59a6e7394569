"""Rules as a table: what is written is what is read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.tagging.rule_rows import HEADINGS, rules_of_rows
from finmodel.tagging.rule_table import headings_of, rows_of_rules
from finmodel.tagging.schemes import Category, Role, Scheme, Words
from tests.tagging.swedish import TEMPLATES, rules, schemes, swedish

WORDS = st.sampled_from(["*", "", "solcell", r"\bled[- ]?belys", "^(249|83)", "a  b", "å|Ä|ö", "x{1,3}y?", "[0-9]+"])
IDS = [f"K{number:02}" for number in range(6)]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Scheme, list[str], list[list[str]]]:
    scheme = schemes()[draw(st.sampled_from(sorted(schemes())))]
    headings = list(draw(st.permutations(headings_of(scheme))))
    rows = []
    for place, name in enumerate(IDS[: draw(st.integers(1, 6))]):
        is_scope = draw(st.booleans())
        cells = {heading: draw(WORDS) for heading in ("verksamhet", "konto", "motpart", "text", "ej_text")}
        cells |= {"id": name, "prio": str(draw(st.integers(880, 999) if is_scope else st.integers(0, 879)))}
        cells |= {"typ": draw(st.sampled_from(["D", "I", "DI", "ID", "d"]))}
        cells |= {"konf": draw(st.sampled_from("hml")), "granska": draw(st.sampled_from("jn"))}
        cells |= {
            "over": draw(st.sampled_from(["-", "", *IDS[:place]])),
            "skal": draw(st.sampled_from(["", "a; b", "å=1"])),
        }
        for axis in scheme.axes:
            inside = [code for code in scheme.on_axis(axis.id) if code != scheme.outside]
            cells[axis.heading] = scheme.outside if is_scope else draw(st.sampled_from([*inside, "-", "*", ""]))
        rows.append([cells[heading] for heading in headings])
    return scheme, headings, rows


@given(tables())
@settings(max_examples=60, deadline=None)
def test_rules_of_every_scheme_come_back_whole(table: tuple[Scheme, list[str], list[list[str]]]) -> None:
    scheme, headings, rows = table
    before, _ = rules_of_rows(headings, rows, scheme, "regler")
    again, issues = rules_of_rows(*rows_of_rules(before, scheme), scheme, "regler")
    assert again == before
    assert again.sha256 == before.sha256
    assert {issue.code for issue in issues} <= {"FM-T116"}
    assert [rule.note for rule in again.rules] == [rule.note for rule in before.rules]


def test_the_swedish_rules_are_written_with_the_headings_of_their_file() -> None:
    headings, rows = rows_of_rules(rules(), swedish())
    first = (TEMPLATES / "rules_se.csv").read_text("utf-8").splitlines()[0]
    assert ";".join(headings) == first
    assert set(headings) == {*HEADINGS, "begr", "anp"}
    assert [row[0] for row in rows] == [rule.id for rule in rules().rules]
    assert rules_of_rows(headings, rows, swedish(), "rules_se")[0] == rules()


def test_rules_of_another_scheme_are_refused() -> None:
    with pytest.raises(ValueError, match="not of eu"):
        rows_of_rules(rules(), schemes()["eu"])


def test_a_scheme_that_has_a_dash_for_a_category_says_nothing_with_a_blank() -> None:
    scheme = swedish()
    dash = Category(id="-", role=Role.NEUTRAL, name=Words(sv="ingen verkan", en="no effect"))
    dashed = scheme.model_copy(update={"categories": (*scheme.categories, dash)})
    headings = headings_of(dashed)
    cells = dict.fromkeys(headings, "") | {"id": "A", "prio": "1", "typ": "D", "text": "x", "begr": "-"}
    before, _ = rules_of_rows(headings, [[cells[name] for name in headings]], dashed, "n")
    assert dict(before.rules[0].categories) == {"mitigation": "-"}
    assert rules_of_rows(*rows_of_rules(before, dashed), dashed, "n")[0] == before
