"""A plan's own values as text: lists by name, and units that only funding and accounts have."""

from __future__ import annotations

from typing import Any

import pytest

from app.components.formats import Formats
from app.components.values import Names, value_text
from finmodel.i18n import Language
from tests.excel.workbooks import funding_plan


@pytest.mark.parametrize(
    ("table", "field", "value", "lang", "text"),
    [
        ("sources", "eligible_sectors", ["energi", "transport"], "sv", "Energi; Transporter, till land"),
        ("sources", "eligible_owner_kinds", ["company", "committee"], "sv", "Kommunalt bolag; Nämnd/förvaltning"),
        ("sources", "eligible_owner_kinds", ["state"], "en", "State"),
        ("sources", "kind", "energy_performance_contract", "sv", "EPC-avtal"),
        ("sources", "minimum_kg_per_krona", 0.0005, "sv", "0,0005 kg CO2e/kr"),
        ("ordinary_budget", "debt_per_inhabitant_ceiling", 62_000.5, "en", "62,000.5 SEK/inhabitant"),
        ("sources", "cap_per_year", {"value": 2e6, "by_year": {}}, "sv", "2 mnkr/år"),
        ("sources", "interest_rate", 0.032, "sv", "3,2 %"),
        ("funding", "source", "lån", "sv", "Grönt lån"),
        ("funding", "by_year", {"2026": 3e5}, "sv", "2026: 0,3 mnkr"),
        ("frames", "organisation", "tn", "sv", "Tekniska nämnden"),
        ("settings", "capital_cost_method", "real_annuity", "sv", "Real annuitet"),
        ("targets", "tonnes_per_inhabitant", 3.25, "sv", "3,25 ton/invånare"),
        ("targets", "kind", "per_capita", "en", "Tonnes per inhabitant"),
        ("actions", "effect_on", ["organisation"], "sv", "Organisationens egna utsläpp"),
    ],
)
def test_values_of_funding_as_people_read_them(table: str, field: str, value: Any, lang: Language, text: str) -> None:
    shown = value_text(table, field, value, Names(funding_plan()), Formats.of(lang, "mnkr", "SEK"))
    assert shown.replace("\N{NO-BREAK SPACE}", " ") == text
