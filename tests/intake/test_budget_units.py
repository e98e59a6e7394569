"""Units of money in titles: what states one, and what only speaks of money."""

from __future__ import annotations

import pytest

from finmodel.intake.budget_headings import read_heading
from finmodel.intake.budget_units import find_unit, stated_units, units_of_titles
from finmodel.intake.budget_words import words

STATED = {
    "Belopp i tkr, intäkter anges med minus": "tkr",
    "Belopp i tkr (intäkter minus)": "tkr",
    "Tkr, löpande priser": "tkr",
    "Investeringsbudget, tkr": "tkr",
    "Belopp i kronor": "kr",
    "tusental kronor": "tkr",
    "Tusentals kronor (fasta priser)": "tkr",
    "Belopp i 1 000 kr": "tkr",
    "1000-tal kronor": "tkr",
    "Driftbudget mnkr.": "mnkr",
    "Beslut KF 2025-11-20 § 123. Belopp anges i tkr.": "tkr",
    "Budget 2026 tkr": "tkr",
    "Plan 2026–2028, mkr per år": "mnkr",
    "Alla belopp i miljontals kronor": "mnkr",
    "Belopp i miljoner": "mnkr",
    "Investeringar över 5 mnkr, belopp i tkr": "tkr",
    "Belopp i tkr (1 tkr = 1 000 kr)": "tkr",
    "Nämndens ram i KSEK": "tkr",
    "Amounts in SEK thousand": "tkr",
    "SEK million, current prices": "mnkr",
    "Amounts in thousands of kronor": "tkr",
    "Amounts in SEK": "kr",
    "T.kr": "tkr",
    "T. kr": "tkr",
    "Budget 2026, T kr": "tkr",
    "(t kr)": "tkr",
    "Belopp i t kr": "tkr",
    "Investeringar (T SEK)": "tkr",
    "M kr": "mnkr",
    "Driftbudget m.kr": "mnkr",
    "Belopp i mn. kr": "mnkr",
    "Belopp i kr.": "kr",
}
SILENT = (
    "Kommunens budget",
    "Investering över 5 mnkr",
    "Avgifter över 2000 kr",
    "Inköp under 1 000 kr redovisas inte",
    "Satsningen på fem miljoner kronor",
    "En miljon kronor till skolan",
    "SEK 5 million for roads",
    "Kronor per invånare",
    "Nettokostnad, kr/inv",
    "Så fördelas dina kronor",
    "Miljoner träd och tusentals liv",
    "tkr-belopp och skattekronor",
    "Euro 6-bussar",
    "Belopp i x kr",
    "k kr",
    "inv. kr",
    "Belopp i mio kr",
    "Över 5 t kr",
)


@pytest.mark.parametrize(("title", "unit"), STATED.items())
def test_a_title_states_its_unit_wherever_the_word_stands(title: str, unit: str) -> None:
    assert find_unit(title) == find_unit(title.upper()) == unit


@pytest.mark.parametrize("title", SILENT)
def test_an_amount_a_rate_and_ordinary_words_state_none(title: str) -> None:
    assert stated_units(title) == ()


@pytest.mark.parametrize(
    ("heading", "unit"),
    [("Budget 2026, t kr", "tkr"), ("Budget 2026 (T.kr)", "tkr"), ("Belopp M kr", "mnkr"), ("t. kr 2026", "tkr")],
)
def test_a_heading_of_amounts_states_a_unit_written_in_two(heading: str, unit: str) -> None:
    found = read_heading(heading, words())
    assert (found.text, found.field, found.unit) == (heading, "amount", unit)
    assert read_heading("Budget 2026 (x kr)", words()).unit is None


def test_two_units_in_a_title_are_a_question() -> None:
    assert stated_units("Drift i tkr, investering i mnkr") == ("tkr", "mnkr")
    assert find_unit("Drift i tkr, investering i mnkr") is None
    assert units_of_titles(["Belopp i tkr", "alla i kr"]) == {"tkr", "kr"}
    assert units_of_titles(["Gräns", "5", "mnkr", "2026", "tkr"]) == {"tkr"}
