"""Sources, mixes and frames that do not fit are named, each by its code and its place; what is near is let through."""

# ruff: noqa: E501 - one problem a line

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from finmodel.errors import InputError, Issue, Severity
from finmodel.i18n.catalogue import LANGUAGES, Language
from finmodel.i18n.issues import render, render_parts
from finmodel.model.document import read_document

Document = dict[str, Any]

PLAN: Document = {
    "schema_version": 3,
    "settings": {
        "municipality": "Provkommun",
        "first_year": 2026,
        "base_year": 2026,
        "last_year": 2030,
        "price_year": 2026,
        "inflation": 0.02,
        "financial_discount_rate": 0.04,
    },
    "organisations": [
        {"id": "tn", "name": "Tekniska nämnden", "kind": "committee"},
        {"id": "finans", "name": "Finansförvaltningen", "kind": "finance_unit"},
        {"id": "bolag", "name": "Bostadsbolaget", "kind": "company"},
        {"id": "staten", "name": "Staten", "kind": "state"},
    ],
    "sectors": [{"id": "energi", "name": "Energi"}, {"id": "transport", "name": "Transporter"}],
    "actions": [
        {"id": "a", "name": "Solceller", "owner": "tn", "sector": "energi", "opex_change": 0},
        {"id": "b", "name": "Bussar", "owner": "bolag", "opex_change": 0},
    ],
    "investments": [
        {"id": "i", "action": "a", "economic_life_years": 20, "amount": 1000, "start_year": 2026},
        {"id": "j", "action": "b", "economic_life_years": 20, "amount": 1000, "start_year": 2026},
    ],
    "sources": [
        {"id": "ram", "name": "Ram", "kind": "own_investment_frame", "certainty": "secured"},
        {"id": "bidrag", "name": "Bidrag", "kind": "grant_national", "provider": "staten", "certainty": "applied", "probability": 0.5, "share": 0.4, "aid_intensity": 0.6},
        {"id": "lån", "name": "Lån", "kind": "loan", "certainty": "secured", "term_years": 10, "interest_rate": 0.03},
        {"id": "ton", "name": "Ton", "kind": "results_based", "provider": "staten", "payment_per_tonne": 100},
        {"id": "avgift", "name": "Avgift", "kind": "fee", "money_class": "external", "provider": "staten", "certainty": "secured"},
    ],
    "funding": [
        {"id": "e1", "action": "a", "source": "bidrag", "position": 1},
        {"id": "e2", "action": "a", "source": "ram", "position": 2, "amount": 100},
        {"id": "e3", "action": "a", "source": "lån", "position": 3, "rest": True},
        {"id": "e4", "action": "a", "source": "ton", "position": 4},
        {"id": "e5", "action": "a", "source": "avgift", "position": 5, "share": 0.1},
        {"id": "d1", "source": "ram", "position": 1, "share": 0.5},
        {"id": "d2", "source": "lån", "position": 2, "rest": True},
    ],
    "frames": [{"id": "f", "source": "ram", "organisation": "tn", "by_year": {"2026": 500}}],
}  # fmt: skip

BIDRAG, LAN, TON, AVGIFT = 1, 2, 3, 4


def issues_of(document: Document) -> tuple[Issue, ...]:
    try:
        return read_document(document)[1]
    except InputError as error:
        return error.issues


def found(change: Callable[[Document], object]) -> dict[str, Issue]:
    document = copy.deepcopy(PLAN)
    change(document)
    return {issue.code: issue for issue in issues_of(document)}


def of(table: str, index: int, **fields: object) -> Callable[[Document], object]:
    """Change a row of a table; None takes the field away."""

    def change(document: Document) -> None:
        row = document[table][index]
        row.update(fields)
        for field in [name for name, value in fields.items() if value is None]:
            del row[field]

    return change


def both(*changes: Callable[[Document], object]) -> Callable[[Document], object]:
    def change(document: Document) -> None:
        for each in changes:
            each(document)

    return change


def more(table: str, **row: object) -> Callable[[Document], object]:
    return lambda document: document.setdefault(table, []).append(row)


def left_out(table: str, *names: str) -> Callable[[Document], object]:
    return lambda d: d.update({table: [row for row in d[table] if row["id"] not in names]})


def entry(index: int, **fields: object) -> Callable[[Document], object]:
    return of("funding", index, **fields)


def test_the_plan_itself_is_without_remarks() -> None:
    assert found(lambda d: None) == {}


CASES = [
    (of("sources", AVGIFT, money_class=None), "FM-M170", "error", "/sources/4/money_class"),
    (of("sources", LAN, money_class="own"), "FM-M171", "error", "/sources/2/money_class"),
    (of("sources", BIDRAG, provider=None), "FM-M172", "error", "/sources/1/provider"),
    (of("sources", AVGIFT, provider=None), "FM-M172", "error", "/sources/4/provider"),
    (of("sources", LAN, interest_rate=None), "FM-M173", "error", "/sources/2/interest_rate"),
    (of("sources", LAN, interest_rate={"value": None}), "FM-M173", "error", "/sources/2/interest_rate"),
    (of("sources", LAN, term_years=None), "FM-M174", "error", "/sources/2/term_years"),
    (of("sources", LAN, grace_years=10), "FM-M175", "error", "/sources/2/grace_years"),
    (of("sources", LAN, interest_rate={"by_year": {"2026": 0.03}}), "FM-M176", "error", "/sources/2/interest_rate"),
    (of("sources", LAN, guarantee_fee={"by_year": {"2026": 0.03}}), "FM-M176", "error", "/sources/2/guarantee_fee"),
    (of("sources", TON, payment_per_tonne={"by_year": {"2027": 5}}), "FM-M176", "error", "/sources/3/payment_per_tonne"),
    (of("sources", LAN, probability=0.9), "FM-M177", "error", "/sources/2/probability"),
    (entry(0, certainty="secured", probability=0.9), "FM-M177", "error", "/funding/0/probability"),
    (of("sources", BIDRAG, probability=None), "FM-M178", "warning", "/funding/0/probability"),
    (entry(1, certainty="identified"), "FM-M178", "warning", "/funding/1/probability"),
    (of("sources", BIDRAG, share=0.61), "FM-M179", "error", "/sources/1/share"),
    (entry(0, share=0.41), "FM-M179", "error", "/funding/0/share"),
    (both(of("sources", BIDRAG, share=None), entry(0, share=0.61)), "FM-M179", "error", "/funding/0/share"),
    (of("sources", BIDRAG, share=None), "FM-M180", "error", "/funding/0/share"),
    (of("sources", BIDRAG, first_year=2028, last_year=2027), "FM-M181", "error", "/sources/1/last_year"),
    (of("sources", TON, payment_per_tonne=None), "FM-M182", "error", "/sources/3/payment_per_tonne"),
    (of("sources", TON, cap_per_year={"value": None, "by_year": {}}), "FM-M208", "error", "/sources/3/cap_per_year"),
    (of("sources", LAN, guarantee_fee={"value": None}), "FM-M211", "error", "/sources/2/guarantee_fee"),
    (entry(1, share=0.1), "FM-M183", "error", "/funding/1/amount"),
    (entry(1, by_year={"2026": 1}), "FM-M183", "error", "/funding/1/by_year"),
    (entry(4, rest=True), "FM-M183", "error", "/funding/4/rest"),
    (entry(1, amount=None), "FM-M184", "error", "/funding/1/share"),
    (entry(3, amount=5), "FM-M185", "error", "/funding/3/amount"),
    (entry(3, rest=True), "FM-M185", "error", "/funding/3/rest"),
    (entry(3, by_year={"2026": 5}), "FM-M185", "error", "/funding/3/by_year"),
    (entry(5, share=None, amount=5), "FM-M186", "error", "/funding/5/amount"),
    (entry(5, share=None, by_year={"2026": 5}), "FM-M186", "error", "/funding/5/by_year"),
    (entry(1, sector="energi"), "FM-M187", "error", "/funding/1/sector"),
    (entry(5, owner="tn", status="idea"), "FM-M187", "error", "/funding/5/status"),
    (entry(4, share=0.61), "FM-M188", "error", "/funding/4/share"),
    (more("funding", id="d3", source="avgift", position=3, share=0.51), "FM-M188", "error", "/funding/7/share"),
    (entry(1, amount=None, rest=True), "FM-M189", "error", "/funding/2/rest"),
    (entry(1, position=1), "FM-M190", "error", "/funding/1/position"),
    (both(of("sources", 0, first_year=2027), entry(1, amount=None, by_year={"2026": 5})), "FM-M191", "error", "/funding/1/by_year"),
    (both(of("sources", 0, last_year=2027), entry(1, amount=None, by_year={"2028": 5})), "FM-M191", "error", "/funding/1/by_year"),
    (of("sources", BIDRAG, eligible_sectors=["transport"]), "FM-M192", "warning", "/funding/0/source"),
    (of("sources", BIDRAG, eligible_owner_kinds=["company"]), "FM-M192", "warning", "/funding/0/source"),
    (of("frames", 0, source="bidrag"), "FM-M193", "error", "/frames/0/source"),
    (of("frames", 0, source="lån"), "FM-M193", "error", "/frames/0/source"),
    (both(of("sources", LAN, guarantee_fee=0.004), left_out("organisations", "finans")), "FM-M194", "error", "/sources/2/guarantee_fee"),
    (of("actions", 0, included=False), "FM-M195", "warning", "/funding/0/action"),
    (of("actions", 0, repeat_of="b"), "FM-M195", "warning", "/funding/0/action"),
    # What the fields themselves say no to.
    (of("sources", LAN, term_years=0), "FM-M104", "error", "/sources/2/term_years"),
    (of("sources", BIDRAG, share=1.01), "FM-M104", "error", "/sources/1/share"),
    (of("frames", 0, by_year={"2026": -1}), "FM-M104", "error", "/frames/0/by_year"),
    (of("frames", 0, by_year={"2031": 1}), "FM-M113", "error", "/frames/0/by_year"),
    (entry(0, position=0), "FM-M104", "error", "/funding/0/position"),
    (of("sources", BIDRAG, eligible_sectors=["energi", "trasport"]), "FM-M111", "error", "/sources/1/eligible_sectors"),
    (of("sources", BIDRAG, eligible_sectors="energi"), "FM-M103", "error", "/sources/1/eligible_sectors"),
    (of("sources", BIDRAG, eligible_owner_kinds="company"), "FM-M103", "error", "/sources/1/eligible_owner_kinds"),
    (of("sources", BIDRAG, eligible_owner_kinds=["compny"]), "FM-M105", "error", "/sources/1/eligible_owner_kinds"),
    (entry(0, source="bidraget"), "FM-M111", "error", "/funding/0/source"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code", "severity", "pointer"), CASES)
def test_each_misfit_has_its_code_and_place(
    change: Callable[[Document], object], code: str, severity: str, pointer: str
) -> None:
    document = copy.deepcopy(PLAN)
    change(document)
    places = {(issue.code, str(issue.severity), issue.where.pointer) for issue in issues_of(document)}
    assert (code, severity, pointer) in places


@pytest.mark.parametrize("code", [f"FM-M{number}" for number in (*range(170, 196), 208, 211)])
def test_every_code_has_a_case(code: str) -> None:
    assert code in {case[1] for case in CASES}


@pytest.mark.parametrize(
    "change",
    [
        # A source lacks nothing until a mix uses it.
        more("sources", id="x", name="X", kind="fee"),
        more("sources", id="x", name="X", kind="loan", guarantee_fee=0.01),
        more("sources", id="x", name="X", kind="results_based"),
        more("sources", id="x", name="X", kind="grant_eu"),
        # The class may be said again, and an own fee needs no provider.
        of("sources", LAN, money_class="borrowed"),
        of("sources", AVGIFT, money_class="own", provider=None),
        # Limits that are just met.
        of("sources", LAN, term_years=1),
        of("sources", LAN, grace_years=9),
        of("sources", LAN, probability=1),
        of("sources", BIDRAG, share=0.6),
        entry(0, share=0.4),
        both(of("sources", BIDRAG, share=None), entry(0, share=0.6)),
        both(of("sources", BIDRAG, share=None), entry(0, amount=5)),
        of("sources", BIDRAG, first_year=2026, last_year=2026),
        entry(0, certainty="secured", probability=1),
        entry(1, certainty="identified", probability=0),
        entry(4, share=0.6),
        both(of("sources", 0, first_year=2027, last_year=2028), entry(1, amount=None, by_year={"2027": 5, "2028": 5})),
        both(of("sources", 0, first_year=2027), entry(1, amount=None, by_year={"2026": 0, "2027": 5})),
        entry(3, share=0.5),
        # Interest is wanted from the first year of use, pay per tonne inside the window.
        of("sources", LAN, first_year=2028, interest_rate={"by_year": {"2028": 0.03, "2029": 0.03, "2030": 0.03}}),
        of("sources", TON, first_year=2027, last_year=2028, payment_per_tonne={"by_year": {"2027": 5, "2028": 6}}),
        # A default holds for several, in any of four ways.
        entry(5, sector="energi"),
        entry(5, owner="tn"),
        entry(5, status="decided"),
        # The same position and another rest belong to another mix.
        more("funding", id="x", owner="bolag", source="ram", position=1, rest=True),
        # Eligible by sector and by kind of owner.
        of("sources", BIDRAG, eligible_sectors=["energi", "transport"], eligible_owner_kinds=["committee", "company"]),
        # A guarantee fee with somebody to pay it to.
        of("sources", LAN, guarantee_fee=0.004),
        of("frames", 0, source="ram", organisation=None),
        # Shares of results-based money are of tonnes, not of cost.
        both(entry(3, share=1), entry(4, share=0.6)),
    ],
)
def test_what_is_near_is_let_through(change: Callable[[Document], object]) -> None:
    assert found(change) == {}


def test_a_default_is_judged_when_it_is_used_by_nobody_too() -> None:
    assert set(
        found(
            both(entry(5, status="done"), more("funding", id="x", status="done", source="lån", position=2, share=0.6))
        )
    ) == {"FM-M188"}


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 5, 6), (6, 5, 4, 3, 2, 1, 0), (3, 1, 4, 0, 6, 2, 5)])
def test_the_order_of_rows_never_counts(order: tuple[int, ...]) -> None:
    def change(document: Document) -> None:
        document["funding"][1].update(position=1)
        document["funding"][4].update(share=0.7)
        document["funding"] = [document["funding"][index] for index in order]

    rows = {(code, issue.where.row) for code, issue in found(change).items()}
    assert rows == {("FM-M190", "e2"), ("FM-M188", "e5")}


def test_an_amount_beside_shares_is_no_share() -> None:
    assert found(both(entry(1, amount=10**9), entry(4, share=0.6))) == {}


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (of("sources", AVGIFT, money_class=None), "FM-M170", "Avgift"),
        (
            of("sources", LAN, money_class="own"),
            "FM-M171",
            "Medelsklassen är ”Egna medel”, men slaget ”Lån” är alltid ”Lånade medel”.",
        ),
        (of("sources", BIDRAG, probability=None), "FM-M178", "säkerhetsgrad: Sökt"),
        (of("sources", BIDRAG, share=0.61), "FM-M179", "61\u00a0%"),
        (entry(1, share=0.1), "FM-M183", "både ”Andel” och ”Belopp”"),
        (entry(1, sector="energi"), "FM-M187", "både ”Åtgärd” och ”Förval för sektor”"),
        (entry(4, share=0.7), "FM-M188", "110\u00a0%"),
        (of("sources", BIDRAG, eligible_sectors=["transport"]), "FM-M192", "fel sektor (energi)"),
        (of("sources", BIDRAG, eligible_owner_kinds=["company"]), "FM-M192", "fel slag av ägare (Nämnd/förvaltning)"),
    ],
)
def test_codes_of_ours_are_shown_as_words(change: Callable[[Document], object], code: str, words: str) -> None:
    assert words in render_parts(found(change)[code], "sv").what


def test_somebodys_own_text_is_never_taken_for_a_code() -> None:
    def change(document: Document) -> None:
        document["funding"][0].update(id="amount")
        document["funding"][1].update(position=1)

    issue = found(change)["FM-M190"]
    assert issue.params["first"] == "amount"
    assert "”amount”" in render(issue, "sv")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("change", "code", "severity", "pointer"), CASES)
def test_each_has_whole_sentences(
    change: Callable[[Document], object], code: str, severity: str, pointer: str, lang: Language
) -> None:
    issue = found(change)[code]
    parts = render_parts(issue, lang)
    assert all((parts.place, parts.what, parts.why, parts.how))
    assert "{" not in render(issue, lang)
    assert issue.severity is Severity(severity)
