"""Personal data that is masked on the way in stands nowhere in what was read."""

from __future__ import annotations

import pytest

from finmodel.intake.budget_privacy import MASK, Masking, MaskingOf, is_person_number, without_person_numbers
from tests.budget_files import csv_of, read, the

ROWS = [
    ["kopare", "leverantor", "leverantor_id", "konto_nr", "konto_text", "belopp", "datum", "text"],
    ["Trollhättan", "Anna Ek", "640823-3234", "7411", "Konsult", "100", "2025-03-01", "Anna Ek, mars"],
    ["Trollhättan", "NCC Sverige AB", "556613-4929", "7411", "Konsult", "50", "2025-03-01", "Bidrag 19640823-3234"],
]


@pytest.mark.parametrize(
    "number", ["640823-3234", "6408233234", "19640823-3234", "196408233234", "640883-3231", "640823+3234"]
)
def test_personal_and_coordination_numbers_are_persons(number: str) -> None:
    assert is_person_number(number)
    assert without_person_numbers(f"Till {number}, maj") == (f"Till {MASK}, maj", 1)


@pytest.mark.parametrize(
    "number", ["556613-4929", "212000-1520", "16556613-4929", "2026-01-31", "0520-497000", "641323-3234", ""]
)
def test_organisations_dates_and_telephones_are_not(number: str) -> None:
    assert not is_person_number(number)
    assert without_person_numbers(f"Till {number}, maj")[1] == 0


def test_nothing_is_masked_that_was_not_asked_for() -> None:
    table = read(csv_of(ROWS))
    assert [line.supplier for line in table.lines] == ["Anna Ek", "NCC Sverige AB"]


def test_persons_are_masked_as_suppliers_and_in_texts() -> None:
    table = read(csv_of(ROWS), masking=Masking.persons())
    assert [(line.supplier, line.text) for line in table.lines] == [
        (MASK, f"{MASK}, mars"),
        ("NCC Sverige AB", f"Bidrag {MASK}"),
    ]
    assert the(table.issues, "FM-B170").params == {"n_suppliers": 1, "n_texts": 2}
    assert "640823" not in repr(table)
    assert "Anna" not in repr(table)


def test_all_free_text_is_masked_by_choice_and_sums_are_still_found() -> None:
    rows = [
        ["Typ", "Konto", "Text", "Budget 2026 kr"],
        ["D", "501", "Anna Ek", "1"],
        ["D", "502", "Bo", "2"],
        ["", "", "Summa Ek", "3"],
    ]
    table = read(csv_of(rows), masking=Masking(MaskingOf.ALL, MaskingOf.ALL))
    assert [line.text for line in table.lines] == [MASK, MASK]
    assert [item.text for item in table.left_out] == [MASK]
    assert "Ek" not in repr(table)


NAMED = Masking(names=frozenset({"anna  EK", "Bo Ål Konsult", "C. Dé"}))


def test_names_that_are_pointed_out_are_masked_in_suppliers_texts_and_names_of_codes() -> None:
    rows = [
        ["Typ", "Konto", "Motpart", "Projekt", "Text", "Leverantör", "Budget 2026 kr"],
        ["D", "501 Lön", "4711 Anna Ek", "P1 Resa C. Dé", "", "Anna Ek", "1"],
        ["D", "502", "Bo Ål konsult", "P2", "Anna Eks resa med Anna Ekman", "NCC", "2"],
        ["D", "503", "800 Staten", "P3", "Bygge", "Bo Ål Konsult AB", "3"],
    ]
    table = read(csv_of(rows), masking=NAMED)
    assert [line.supplier for line in table.lines] == [MASK, "NCC", f"{MASK} AB"]
    assert [line.text for line in table.lines] == [f"Resa {MASK}", f"{MASK} resa med Anna Ekman", "Bygge"]
    assert [line.counterparty for line in table.lines] == ["4711", MASK, "800"]
    assert dict(table.names["counterparty"]) == {"4711": MASK, "800": "Staten"}
    assert table.names["project"]["P1"] == f"Resa {MASK}"
    # Suppliers of two rows, a counterparty's name and one that stood as its code; two texts and a project's name.
    assert the(table.issues, "FM-B170").params == {"n_suppliers": 4, "n_texts": 3}
    assert "Anna Ek'" not in repr(table)
    assert NAMED.told == ("names", "names")
    assert "Ek" not in repr(NAMED)


def test_names_are_masked_in_a_ledger_and_beside_what_has_the_form_of_a_number() -> None:
    rows = [[cell.replace("NCC Sverige AB", "Eva Ny") for cell in row] for row in ROWS]
    table = read(csv_of(rows), masking=Masking(MaskingOf.PERSONS, MaskingOf.PERSONS, frozenset({"Eva Ny"})))
    assert [line.supplier for line in table.lines] == [MASK, MASK]
    assert Masking.persons().told == ("persons", "persons")
    assert "Eva" not in repr(table)
