"""A source of the catalogue as a row of a plan: known terms only, an id of its own, and nothing guessed."""

from __future__ import annotations

import pytest

from finmodel.i18n import LANGUAGES, Language
from finmodel.model.document import read_document, to_document
from finmodel.model.enums import ParameterStatus
from finmodel.model.funding import Source
from finmodel.model.plan import Plan
from finmodel.store.funding_catalogue import CatalogueSource, funding_catalogue
from finmodel.store.source_rows import free_id, plan_with_source, providers, to_ask_for

ORGANISATIONS = [
    {"id": "tek", "name": "Tek", "kind": "committee"},
    {"id": "staten", "name": "Staten", "kind": "state"},
    {"id": "verket", "name": "Verket", "kind": "state"},
]


def plan(*sources: dict[str, str]) -> Plan:
    settings = {"municipality": "X", "first_year": 2026, "base_year": 2026, "price_year": 2026, "inflation": 0}
    document = {
        "schema_version": 3,
        "settings": settings,
        "organisations": ORGANISATIONS,
        "sources": list(sources),
    }
    return read_document(document)[0]


def known(identity: str) -> CatalogueSource:
    return next(row for row in funding_catalogue() if row.id == identity)


def row_of(changed: Plan, identity: str) -> Source:
    return next(row for row in changed.sources if row.id == identity)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("source", funding_catalogue(), ids=lambda source: source.id)
def test_every_source_can_be_added_twice_and_holds_what_is_known(source: CatalogueSource, lang: Language) -> None:
    before = plan()
    once, first, _ = plan_with_source(before, source, lang)
    twice, second, _ = plan_with_source(once, source, lang)
    assert first == source.id
    assert second != first
    assert len(twice.sources) == 2
    assert before.sources == ()
    row = row_of(once, first)
    assert row.name == source.name(lang)
    assert row.kind is source.kind
    for field, value in source.plan_values(lang, before.settings.currency).items():
        stated = to_document(once)["sources"][0][field]
        assert stated == ([str(item) for item in value] if isinstance(value, tuple) else value)
    for item in to_ask_for(source, before.settings.currency):
        assert getattr(row, item.field) == Source.default(item.field)
    assert row.provider is None
    assert not row.illustrative
    assert str(row.certainty) == "identified"
    assert row.probability is None


def test_what_is_known_and_what_is_asked_for_are_all_terms() -> None:
    for source in funding_catalogue():
        copied, asked = source.plan_values("sv"), {item.field for item in to_ask_for(source, "SEK")}
        assert not asked & set(copied)
        missing = {name for name, item in source.values.items() if item.status is ParameterStatus.MISSING}
        assert missing - asked <= {"provider_kind", "eligible_note", "interest_discount"}


def test_an_amount_in_another_currency_is_asked_for() -> None:
    found = [
        row
        for row in funding_catalogue()
        if {i.field for i in to_ask_for(row, "SEK")} != {i.field for i in to_ask_for(row, "EUR")}
    ]
    for source in found:
        stated = {name for name, item in source.values.items() if item.currency not in (None, "EUR")}
        assert stated <= {item.field for item in to_ask_for(source, "EUR")}


def test_the_documents_behind_the_terms_and_the_notes_stand_in_the_row() -> None:
    changed, identity, _ = plan_with_source(plan(), known("klimatklivet"), "sv", provider="staten", notes="Fråga")
    row = row_of(changed, identity)
    assert row.provider == "staten"
    assert row.notes == "Fråga"
    assert "2015:517" in row.terms_source
    assert len(row.terms_source) <= 300


def test_an_id_is_free_whatever_the_plan_has() -> None:
    taken = plan(*({"id": name, "name": name, "kind": "loan"} for name in ("x", "x-2")))
    assert free_id(taken, "x") == "x-3"
    assert free_id(taken, "y") == "y"


def test_providers_are_of_the_right_kind_and_lenders_are_none() -> None:
    assert [row.id for row in providers(plan(), known("klimatklivet"))] == ["staten", "verket"]
    assert providers(plan(), known("life")) == ()
    assert providers(plan(), known("loan")) == ()
