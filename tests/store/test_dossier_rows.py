"""Splits, links, choices, versions and decisions as plain data: round trips, and every problem at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from fractions import Fraction
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.errors import InputError
from finmodel.tagging.choice_rows import choices_to_row, read_choices
from finmodel.tagging.decision_rows import read_decision
from finmodel.tagging.decisions import Decision, Step
from finmodel.tagging.line_links import LineLinks, LinkedAction, LinkKind
from finmodel.tagging.lines import BudgetLine
from finmodel.tagging.link_rows import links_to_row, read_links
from finmodel.tagging.row_problems import MAX_EACH, RowProblems
from finmodel.tagging.split_rows import read_split, split_to_row
from finmodel.tagging.splits import Split, SplitPart
from finmodel.tagging.version_rows import LINE_FIELDS, read_version, version_to_row
from finmodel.tagging.versions import Provenance, Version
from tests.store.dossiers import SCHOOL, codes, tiny_dossier, version
from tests.tagging.swedish import swedish

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
MOMENTS = st.sampled_from(["", "2026-03-01", "2026-03-01T10:00:00+01:00", "2026-03-01T10:00:00.25Z"])
KEYS = st.text("abc0.-", min_size=1, max_size=12)
AMOUNTS = st.dictionaries(st.integers(1990, 2100), st.integers(-(10**15), 10**15), max_size=3).map(
    lambda found: tuple(sorted(found.items()))
)
PARTS = st.one_of(
    st.builds(SplitPart, TEXTS, st.fractions(0, 1)),
    st.builds(SplitPart, TEXTS, st.none(), AMOUNTS),
    st.builds(SplitPart, TEXTS),
)


@st.composite
def splits(draw: st.DrawFn) -> Split:
    parts = tuple(draw(st.lists(PARTS, max_size=3)))
    numbers = st.lists(st.integers(1, 99), min_size=len(parts), max_size=len(parts), unique=True)
    reason, who, origin = (draw(TEXTS) for _ in range(3))
    return Split(draw(KEYS), parts, reason, who, draw(MOMENTS), tuple(draw(st.one_of(st.just([]), numbers))), origin)


ACTIONS = st.builds(LinkedAction, KEYS, st.sampled_from(LinkKind), st.none() | AMOUNTS)
LINKS = st.builds(LineLinks, KEYS, st.lists(ACTIONS, max_size=3).map(tuple), TEXTS, TEXTS, MOMENTS, TEXTS)


def from_row(read: Callable[..., Any], row: object, *more: object) -> Any:
    problems = RowProblems()
    found = read(row, "", problems, *more)
    problems.stop_if_errors()
    return found


split_from_row = partial(from_row, read_split)
links_from_row = partial(from_row, read_links)
decision_from_row = partial(from_row, read_decision)
version_from_row = partial(from_row, read_version)


def through_json(row: object) -> Any:
    return json.loads(json.dumps(row))


@given(splits(), LINKS)
@settings(max_examples=60, deadline=None)
def test_splits_and_links_come_back_the_same(split: Split, links: LineLinks) -> None:
    assert split_from_row(through_json(split_to_row(split))) == split
    assert links_from_row(through_json(links_to_row(links))) == links


def test_versions_decisions_and_choices_come_back_the_same() -> None:
    kept = tiny_dossier()
    for each in kept.dossier.versions:
        assert version_from_row(through_json(version_to_row(each))) == each
    for decision in kept.dossier.log.decisions:
        assert decision_from_row(through_json(decision.to_row())) == decision
    assert choices(through_json(choices_to_row(kept.choices, swedish()))) == kept.choices


@pytest.mark.parametrize(
    ("row", "of"),
    [
        (split_to_row(Split("a", ())), Split),
        (links_to_row(LineLinks("a", ())), LineLinks),
        (Decision("a", Step.REVIEWED, {}, "", "", "").to_row(), Decision),
        (dict.fromkeys(LINE_FIELDS), BudgetLine),
        (version_to_row(version("v", "x"))["source"], Provenance),
        ({name: 0 for name in version_to_row(version("v", "x")) if name != "fields"}, Version),
        (choices_to_row(tiny_dossier().choices, swedish()) | {"rule_set": 0}, type(tiny_dossier().choices)),
    ],
)
def test_nothing_that_is_kept_in_memory_is_left_out_of_a_row(row: dict[str, Any], of: Any) -> None:
    assert {field.name for field in fields(of)} - row.keys() == set()


BAD = ["FM-T202"]
SPLIT = split_to_row(Split("a", (SplitPart("x", Fraction(1, 3)), SplitPart()), "r", "w", "", (1, 2)))
LINK = links_to_row(LineLinks("a", (LinkedAction("A1", amounts=((2026, 5),)),), "r", "w", ""))
DECISION = tiny_dossier().dossier.log.decisions[0].to_row()
VERSION = version_to_row(version("v", SCHOOL, "b"))
CHOICES: dict[str, Any] = choices_to_row(tiny_dossier().choices, swedish())


def choices(row: object) -> object:
    return from_row(read_choices, row, swedish())


@pytest.mark.parametrize(
    ("read", "row", "change", "expected"),
    [
        (split_from_row, SPLIT, {"kye": 1}, ["FM-T201"]),
        (split_from_row, SPLIT, {"key": " "}, ["FM-T202"]),
        (split_from_row, SPLIT, {"parts": [{"share": 0.5}, {"share": "1/0"}, {"share": "-1"}]}, [*BAD * 3, "FM-T216"]),
        (split_from_row, SPLIT, {"parts": [{"share": "1/2", "amounts": []}, {}]}, ["FM-T202"]),
        (split_from_row, SPLIT, {"parts": {}}, ["FM-T202", "FM-T216"]),
        (split_from_row, SPLIT, {"numbers": [1, 1]}, ["FM-T212"]),
        (split_from_row, SPLIT, {"numbers": [1, True]}, ["FM-T202"]),
        (split_from_row, SPLIT, {"numbers": [1]}, ["FM-T216"]),
        (split_from_row, SPLIT, {"who": "\ud800"}, ["FM-T202"]),
        (split_from_row, SPLIT, {"key": "k" * 101, "when": "i går"}, ["FM-T218", "FM-T224"]),
        (links_from_row, LINK, {"actions": [{"kind": "enable"}, 3]}, ["FM-T203", "FM-T202", "FM-T205"]),
        (links_from_row, LINK, {"actions": [{"action": "A", "amounts": [[2026, 1.0]]}]}, ["FM-T202"]),
        (links_from_row, LINK, {"actions": [{"action": "A", "amounts": [[2027, 1], [2026, 1]]}]}, ["FM-T202"]),
        (links_from_row, LINK, {"actions": [{"action": "A", "amounts": [[2026, 10**30]]}]}, ["FM-T202"]),
        (decision_from_row, DECISION, {"step": "aproved"}, ["FM-T205"]),
        (decision_from_row, DECISION, {"categories": {"mitigation": 1}, "reason": ["x"]}, ["FM-T202", "FM-T202"]),
        (decision_from_row, [], {}, ["FM-T202"]),
        (version_from_row, VERSION, {"fields": ["key"]}, ["FM-T202"]),
        (version_from_row, VERSION, {"basis": "budge", "seen": [1, 2]}, ["FM-T205", "FM-T202"]),
        (version_from_row, VERSION, {"others": {"outturn": []}}, ["FM-T215"]),
        (version_from_row, VERSION, {"others": {"budget": [[], []]}}, ["FM-T215"]),
        (version_from_row, VERSION, {"others": {"outturn": [[], 3]}}, BAD),
        (version_from_row, VERSION, {"controls": [["budget", "X", 2026, 1], 7]}, ["FM-T205", *BAD]),
        (version_from_row, VERSION, {"lines": [*VERSION["lines"], VERSION["lines"][0]]}, ["FM-T213", "FM-T215"]),
        (version_from_row, VERSION, {"lines": [["a.b", *VERSION["lines"][0][1:]]], "others": {}}, ["FM-T213"]),
        (version_from_row, VERSION, {"lines": [["k", "Q", 7, [[1]], *[0] * 8], 3]}, ["FM-T205", *BAD * 11, "FM-T215"]),
        (version_from_row, VERSION, {"source": {"file": 1, "n_left_out": [], "masking": ["a"]}}, ["FM-T202"] * 3),
        (choices, CHOICES, {"profile": "gv4"}, ["FM-T205"]),
        (choices, CHOICES, {"activities": {"": "x"}, "group_companies_outside": 1}, ["FM-T202", "FM-T202"]),
        (choices, CHOICES, {"rules": {**CHOICES["rules"], "scheme": "eu"}}, ["FM-T210"]),
        (choices, CHOICES, {"rules": {**CHOICES["rules"], "rows": [["a"]]}}, ["FM-T202"]),
        (choices, CHOICES, {"rules": {**CHOICES["rules"], "headings": []}}, ["FM-T202"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_all_at_once(
    read: Callable[[object], object], row: Any, change: dict[str, Any], expected: list[str]
) -> None:
    with pytest.raises(InputError) as caught:
        read({**row, **change} if isinstance(row, dict) else row)
    assert codes(caught.value) == expected


def test_a_key_that_is_misspelt_is_told_with_the_nearest_and_its_place() -> None:
    with pytest.raises(InputError) as caught:
        links_from_row({**LINK, "actions": [{"action": "A", "amuonts": 1, "a/b": 1}]})
    first, second = caught.value.issues
    assert (first.params["nearest"], first.where.pointer) == ("amounts", "/actions/0/amuonts")
    assert (second.params["nearest"], second.where.pointer) == (None, "/actions/0/a~1b")


def test_broken_rules_in_choices_are_told_by_their_own_codes() -> None:
    rows = [list(row) for row in CHOICES["rules"]["rows"]]
    rows[0][6], rows[1][0] = "(", "X03"
    with pytest.raises(InputError) as caught:
        choices({**CHOICES, "rules": {**CHOICES["rules"], "rows": rows}})
    assert {"FM-T107", "FM-T104"} <= set(codes(caught.value))


def test_a_hundred_thousand_bad_lines_are_counted_and_not_listed() -> None:
    with pytest.raises(InputError) as caught:
        version_from_row({**VERSION, "lines": [1] * 1000, "others": {}})
    assert len(caught.value.issues) == MAX_EACH + 1
    last = caught.value.issues[-1]
    assert (last.code, last.params["n"], last.params["code"]) == ("FM-T209", 1000 - MAX_EACH, "FM-T202")
