"""Patterns of rules: what may be written, what would take forever, and which words a match cannot do without."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.tagging.pattern_cost import MAX_WAYS, n_ways
from finmodel.tagging.pattern_syntax import parsed
from finmodel.tagging.patterns import PatternError, pattern_of
from finmodel.tagging.text import LONGEST_TEXT, normalised

LETTERS = st.sampled_from("abö")
ATOMS = LETTERS | st.sampled_from([".", r"\w", r"\b", " ", "[ab]", "[^b]", "(?!b)", "(?<=a)"])
REPEATED = st.tuples(
    LETTERS | st.sampled_from([".", r"\w", "[ab]"]), st.sampled_from(["?", "*", "+", "{0,2}", "*?"])
).map("".join)
PATTERNS = st.recursive(
    st.lists(ATOMS | REPEATED, min_size=1, max_size=5).map("".join),
    lambda inner: st.lists(inner, min_size=2, max_size=3).map(lambda options: f"({'|'.join(options)})"),
    max_leaves=4,
)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        *(
            (source, "too_slow")
            for source in ("(a+)+$", "(a|a)*b", "(a|aa)+$", "(.*)*x", "a*a*a*b", "(x+x+)+y", r"(\w+\s?)*$")
        ),
        # Ways that multiply at every place of every text: nothing in the pattern tells where to begin.
        *((source, "too_slow") for source in ("([ab]|[ab])" * 17 + "[cd]", r"[\w\s]*[\w ]*x", "x*y*z")),
        *((source, "too_slow") for source in ("a?" * 30 + "a" * 30, "()*", "(a|b|)*", "a{9999}", "a{99999999999999}")),
        *(
            (source, "broken")
            for source in ("(", "a)", "[", "[]", "a**", "*a", "a{3,2}", "[z-a]", "\\", "(?<=a*)b", r"(\b)*")
        ),
        *(
            (source, "unsupported")
            for source in (r"\1", "(?i)a", "(?P<x>a)", "(?#x)", "a++", r"\A", "(" * 25 + "a" + ")" * 25)
        ),
        ("a" * 3000, "too_long"),
    ],
    ids=lambda value: value[:20],
)
def test_a_pattern_that_cannot_be_used_says_why(source: str, reason: str) -> None:
    with pytest.raises(PatternError) as caught:
        pattern_of(source)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "source",
    [r"ny.*cykel.*väg", r"(konverter|byt[ae]?)\w*.{0,40}(olja|gas)", "x*yz", r"(?!\w*cykel)\w*väg", r"\w+skola"],
)
def test_what_is_let_through_ends(source: str) -> None:
    # The worst texts for these: everything fits but the end.
    for text in ("ny" * 250, "konverter" * 60, "x" * LONGEST_TEXT, "cykel" * 100):
        assert pattern_of(source).found_in(text[:LONGEST_TEXT]) is None


@given(PATTERNS, st.text("abö -", max_size=12))
def test_a_pattern_means_what_it_means_in_python(source: str, text: str) -> None:
    try:
        pattern = pattern_of(source)
    except PatternError:
        return
    expected = re.search(source, text)
    assert pattern.found_in(text) == (expected[0] if expected else None)


@given(PATTERNS, st.text("abö -", max_size=12))
def test_a_match_has_one_of_the_needed_words(source: str, text: str) -> None:
    try:
        pattern = pattern_of(source)
    except PatternError:
        return
    if pattern.words is None:
        return
    has_word = any(word in piece for word in pattern.words for piece in text.split(" "))
    is_found = pattern.found_in(text) is not None
    assert has_word or not is_found
    if pattern.is_just_words:
        assert is_found == has_word


def test_letters_are_folded_as_the_texts_are_and_classes_are_not() -> None:
    assert pattern_of(r"\BOLCELL\W?[A-C]").expression == r"\Bolcell(?:\W){0,1}[a-c]"
    assert pattern_of("STRASSE|Straße").found_in(normalised("STRAßE")) == "strasse"
    assert n_ways(parsed("solcell|vindkraft")) == 1 < n_ways(parsed("sol|sola")) < MAX_WAYS


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once
