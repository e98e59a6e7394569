"""The pages are as new as the program, and point at what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import indicators, tutorial
from docs.reference import PAGE, page
from finmodel.analysis.indicators import INDICATORS
from finmodel.i18n import LANGUAGES, Language

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def test_the_reference_page_is_generated_anew() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make docs"


def test_the_indicators_page_is_generated_anew() -> None:
    assert indicators.PAGE.read_text(encoding="utf-8") == indicators.page(), "run: make docs"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tutorial_shows_what_the_program_answers(lang: Language) -> None:
    assert tutorial.PAGES[lang].read_text(encoding="utf-8") == tutorial.page(lang), "run: make docs"


def test_every_indicator_has_a_worked_example() -> None:
    explained = {name for name, _, _ in indicators.worked(indicators.Example())}
    assert {item.name for item in INDICATORS} - explained == {"switching_value.tonnes"}


def test_a_worked_example_that_is_not_the_product_s_number_stops_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indicators, "SAVING", indicators.SAVING + 1)
    with pytest.raises(AssertionError, match="npv"):
        indicators.page()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)\)", path.read_text(encoding="utf-8"))
    missing = [target for target in targets if "://" not in target and not (path.parent / target).exists()]
    assert missing == []


def test_the_readme_names_both_commands_and_the_windows_way() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for words in ("make app", "make test", "start.cmd", "requirements\\app.txt"):
        assert words in text
