"""People by their names: one person is one, however the name is typed, and no letter makes one look like two."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.errors import InputError
from finmodel.i18n import LANGUAGES
from finmodel.i18n.issues import render
from finmodel.tagging.choices import Choices, ChoiceStep, choice_step_problems
from finmodel.tagging.decisions import Decision, DecisionLog, Step, logged
from finmodel.tagging.dossier import Dossier, import_version, link, split
from finmodel.tagging.line_links import LineLinks
from finmodel.tagging.lines import keyed
from finmodel.tagging.signatures import foreign_letters, person, signature_problems
from finmodel.tagging.splits import Split, SplitPart
from finmodel.tagging.versions import Provenance, Version
from tests.tagging.swedish import line, rules, swedish

TWO_SCRIPTS = "\N{CYRILLIC CAPITAL LETTER A}nna Berg"
WHEN = "2026-03-01T09:00:00+01:00"


@pytest.mark.parametrize(
    "typed",
    [
        "ANNA O'BRIEN-BERG",
        "  Anna\tO\N{RIGHT SINGLE QUOTATION MARK}Brien\N{NON-BREAKING HYPHEN}Berg ",
        "\N{FULLWIDTH LATIN CAPITAL LETTER A}nna O'Brien-Berg",
        "\N{MATHEMATICAL BOLD CAPITAL A}nna O'Brien-Berg",
        "Anna\N{NO-BREAK SPACE}O'\N{ZERO WIDTH JOINER}Brien-\N{WORD JOINER}Berg",
        "Anna\u180b\u180f\ufe0f\U000e0100\U000e01ef O'Brien-Berg",
        "Anna O'Bri\N{VARIATION SELECTOR-1}en-Berg\N{HANGUL FILLER}\N{COMBINING GRAPHEME JOINER}\a",
    ],
)
def test_a_name_is_the_same_person_however_it_is_typed(typed: str) -> None:
    assert person(typed) == person("Anna O'Brien-Berg") == "anna o'brien-berg"
    review, approval = (
        Decision("a", step, {"mitigation": "MG"}, "skäl", who, WHEN, scheme="se")
        for step, who in ((Step.REVIEWED, "Anna O'Brien-Berg"), (Step.APPROVED, typed))
    )
    with pytest.raises(InputError) as caught:
        logged(DecisionLog(), [review, approval], swedish())
    assert [issue.code for issue in caught.value.issues] == ["FM-T165"]


def test_other_people_have_other_names() -> None:
    names = ["André", "Andre", "Åsa", "Asa", "Anna 1", "Anna 2", "Li-Na", "Lina", "Νίκος", "Нина"]
    assert len({person(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    "name",
    [
        *("", "1", "Åsa-Märta O'Brien III", "Łukasz Żółć", "Þórður", "Dvořák", "A\N{COMBINING RING ABOVE}sa"),
        *("Νίκος Καζαντζάκης", "Анна-Мария", "مريم", "山田たろう", "김철수", "José M\N{FEMININE ORDINAL INDICATOR}"),
        *("O\N{MODIFIER LETTER APOSTROPHE}Brien", "\N{FULLWIDTH LATIN CAPITAL LETTER B}o"),
    ],
)
def test_a_name_of_one_script_is_fine(name: str) -> None:
    assert foreign_letters(name) == ()


def test_letters_of_another_script_are_named_as_they_were_typed() -> None:
    assert foreign_letters(TWO_SCRIPTS) == ("\N{CYRILLIC CAPITAL LETTER A}",)
    assert foreign_letters("Anna Ber\N{GREEK SMALL LETTER GAMMA}g") == ("\N{GREEK SMALL LETTER GAMMA}",)
    assert foreign_letters("Анна Bo") == ("B", "o")
    assert foreign_letters("\N{CHEROKEE LETTER GO}nna \N{HEBREW LETTER ALEF}") == (
        *("\N{CHEROKEE LETTER GO}", "\N{HEBREW LETTER ALEF}"),
    )
    assert foreign_letters("Anna \N{GREEK SMALL LETTER ETA}\N{COMBINING ACUTE ACCENT}") == ("\u03ae",)
    assert foreign_letters("Anna \N{MICRO SIGN}") == ("\N{MICRO SIGN}",)


@given(st.text(max_size=12))
def test_the_form_of_a_name_stays_as_it_is(name: str) -> None:
    found = person(name)
    assert person(found) == found
    assert person(name.upper().lower()) == person(name.upper())
    assert bool(foreign_letters(found)) == bool(foreign_letters(name))


def test_a_name_that_mixes_scripts_signs_nothing() -> None:
    version = Version("v", keyed([line("Möbler", "I;510;402;87")]))
    dossier, _ = import_version(Dossier("se"), version)
    key = version.lines[0].key
    decision = Decision(key, Step.REVIEWED, {"mitigation": "NE"}, "skäl", TWO_SCRIPTS, WHEN, scheme="se")
    halves = Split(key, (SplitPart("a"), SplitPart("b")), "skäl", TWO_SCRIPTS, WHEN)
    imported = replace(version, id="w", source=Provenance(file="b.csv", who=TWO_SCRIPTS))
    step = ChoiceStep(choices=Choices(rule_set=rules()), who=TWO_SCRIPTS)
    found = list(choice_step_problems([step]))
    for act in (
        lambda: logged(DecisionLog(), [decision], swedish()),
        lambda: split(dossier, halves),
        lambda: link(dossier, LineLinks(key, (), "", TWO_SCRIPTS, WHEN), ()),
        lambda: import_version(dossier, imported),
    ):
        with pytest.raises(InputError) as caught:
            act()
        found += caught.value.issues
    assert [issue.code for issue in found] == ["FM-T176"] * 5
    assert {(issue.params["letters"], issue.params["value"]) for issue in found} == {
        (("\N{CYRILLIC CAPITAL LETTER A} (U+0410)",), TWO_SCRIPTS)
    }
    assert [(issue.where.sheet, issue.where.row, issue.where.field) for issue in found] == [
        *((None, None, "who"), (None, key, "who"), ("Budget", key, "who"), (None, key, "who"), (None, None, "who"))
    ]
    assert all("U+0410" in render(issue, lang) for issue in found for lang in LANGUAGES)


def test_a_signature_lacks_what_is_blank() -> None:
    found = list(signature_problems("FM-T157", "a", "Blad1!7", who=" ", when="", reason="skäl"))
    assert [(issue.code, issue.where.sheet, issue.where.row, issue.where.field) for issue in found] == [
        *(("FM-T157", "Blad1!7", "a", "who"), ("FM-T157", "Blad1!7", "a", "when"))
    ]
    assert list(signature_problems("FM-T157", "a", when=WHEN)) == []


def test_choices_are_in_the_order_of_time_whatever_the_zones() -> None:
    def problems(*moments: str) -> list[tuple[str, object, object]]:
        steps = [ChoiceStep(choices=Choices(rule_set=rules()), when=when) for when in moments]
        found = list(choice_step_problems(steps))
        assert all(render(issue, lang) for issue in found for lang in LANGUAGES)
        return [(issue.code, issue.params["value"], issue.params["latest"]) for issue in found]

    early, late = "2026-03-01T10:30:00+02:00", "2026-03-01T09:00:00Z"
    assert problems("", early, "", late, late, "") == []
    assert problems(late, early) == [("FM-T177", early, late)]
    # The latest of all counts, not the one before.
    assert [value for _, value, _ in problems(late, early, "", early)] == [early, early]
