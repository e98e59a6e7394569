"""The notes of the shipped rules are read in both languages, and an officer's own as she wrote them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import app
import finmodel
from finmodel.i18n.catalogue import LANGUAGES, texts
from finmodel.i18n.tagging_notes import SHIPPED_LANGUAGE, note_of, notes_in
from finmodel.intake.tagging_templates import proposed_rules, rules_text

PREFIX = "rule_note."


def test_every_shipped_note_has_its_words_and_none_is_left_over() -> None:
    shipped = {row["id"]: row["skal"] for row in csv.DictReader(io.StringIO(rules_text()), delimiter=";")}
    for lang in LANGUAGES:
        known = {key.removeprefix(PREFIX): text for key, text in texts(lang).items() if key.startswith(PREFIX)}
        assert set(known) == {name for name, note in shipped.items() if note}
        if lang == SHIPPED_LANGUAGE:
            assert known == {name: note for name, note in shipped.items() if note}
        else:
            assert [name for name, text in known.items() if text == shipped[name] or set(text) & set("åäöÅÄÖ")] == []


def test_a_note_is_shown_in_the_language_and_an_own_one_as_it_is_written() -> None:
    rule = proposed_rules().by_id["H03"]
    assert (note_of(rule, "sv"), note_of(rule, "en")) == ("Flygresor", "Air travel")
    assert note_of(replace(rule, note="Air travel"), "sv") == "Flygresor"
    for own in ("Flygresor!", "flygresor", "", "{value}", proposed_rules().by_id["H04"].note):
        assert {note_of(replace(rule, note=own), lang) for lang in LANGUAGES} == {own}
    assert note_of(replace(rule, id="EGEN", note="Flygresor"), "en") == "Flygresor"


def test_notes_in_a_language_change_nothing_but_the_notes() -> None:
    rules = proposed_rules()
    english = notes_in(rules, "en")
    assert (english.sha256, english.name) == (rules.sha256, rules.name)
    assert all(before.note != after.note for before, after in zip(rules.rules, english.rules, strict=True))
    assert notes_in(english, SHIPPED_LANGUAGE) == rules


def test_no_place_shows_a_note_but_by_way_of_its_words() -> None:
    """Beside the words themselves only what keeps, compares or hashes rules takes a note as it is written."""
    roots = [Path(module.__file__ or "").parent for module in (app, finmodel)]
    files = [path for root in roots for path in root.rglob("*.py")]
    asking = {
        path.name for path in files if "rule.note" in path.read_text("utf-8") or "].note" in path.read_text("utf-8")
    }
    assert asking == {"tagging_notes.py", "rule_table.py", "choice_changes.py", "tagging.py"}
