from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

import pytest

from finmodel.errors import InputError, Issue, Param, Severity, Where
from finmodel.i18n import (
    LANGUAGES,
    IssueText,
    Language,
    MissingParamError,
    NumberTextError,
    QuantityKind,
    UnknownKeyError,
    catalogue,
    has,
    parse_quantity,
    render,
    render_number_problem,
    render_parts,
    summary,
    texts,
)
from finmodel.model.document import read_document

ADDED: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "issue.FM-T104.what": "{value} år ligger utanför {minimum}–{maximum}.",
        "issue.FM-T104.why": "Livslängden styr återinvestering och restvärde.",
        "issue.FM-T104.how": "Ange hela år mellan {minimum} och {maximum}.",
        "issue.FM-T105.what": "Saknas: {key}.",
        "issue.FM-T105.why": "",
        "issue.FM-T105.how": "",
        "table.tests.title": "Åtgärder",
        "field.tests.life.label": "Ekonomisk livslängd",
    },
    "en": {
        "issue.FM-T105.what": "Missing: {key}.",
        "issue.FM-T105.why": "",
        "issue.FM-T105.how": "",
        "table.tests.title": "Actions",
        "field.tests.life.label": "Economic life",
    },
}


@pytest.fixture(autouse=True)
def _more_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    merged = {lang: MappingProxyType({**texts(lang), **ADDED[lang]}) for lang in LANGUAGES}
    monkeypatch.setattr(catalogue, "texts", merged.__getitem__)


LIFE = Issue(
    "FM-T104",
    where=Where(table="tests", row="A12", field="life", sheet="Åtgärder", cell="F17"),
    params={"value": 99.0, "minimum": 1, "maximum": 75},
)


def test_an_issue_is_one_line() -> None:
    assert render(LIFE, "sv") == (
        "FM-T104 Åtgärder!F17 (Ekonomisk livslängd): 99 år ligger utanför 1–75. "
        "Livslängden styr återinvestering och restvärde. Ange hela år mellan 1 och 75."
    )


def test_an_issue_in_parts() -> None:
    assert render_parts(LIFE, "sv") == IssueText(
        code="FM-T104",
        severity=Severity.ERROR,
        place="Åtgärder!F17 (Ekonomisk livslängd)",
        what="99 år ligger utanför 1–75.",
        why="Livslängden styr återinvestering och restvärde.",
        how="Ange hela år mellan 1 och 75.",
    )


@pytest.mark.parametrize(
    ("where", "place"),
    [
        (Where(), ""),
        (Where(sheet="Ark", cell="B2"), " Ark!B2"),
        (Where(sheet="Ark", cell="B2", pointer="/a", row="x"), " Ark!B2"),
        (Where(sheet="Ark"), " Ark"),
        (Where(sheet="Ark", table="tests", row="A1"), " Ark, A1"),
        (Where(sheet="Ark", cell="B2", field="odd"), " Ark!B2 (odd)"),
        (Where(pointer="/tests/3/life", table="tests", field="life"), " /tests/3/life (Economic life)"),
        (Where(pointer=""), " the whole file"),
        (Where(table="tests", row="A12", field="life", year=2031), " Actions, A12, Economic life, 2031"),
        (Where(table="tests", row="A12"), " Actions, A12"),
        (Where(table="other", field="odd"), " other, odd"),
        (Where(year=2031), " 2031"),
    ],
)
def test_places(where: Where, place: str) -> None:
    assert render(Issue("FM-T105", where=where, params={"key": "k"}), "en") == f"FM-T105{place}: Missing: k."


@pytest.mark.parametrize(
    ("value", "sv", "en"),
    [
        ("{key}{0}", "{key}{0}", "{key}{0}"),
        (2031, "2031", "2031"),
        (1234.5, "1\u00a0234,5", "1,234.5"),
        (math.nan, "–", "–"),
        (None, "–", "–"),
        ((), "–", "–"),
        (("a",), "a", "a"),
        (("a", "b", "c", "d", "e"), "a, b, c, d, e", "a, b, c, d, e"),
        (tuple("abcdefgh"), "a, b, c, d, e och 3 till", "a, b, c, d, e and 3 more"),
        ("rad\r\nrad", "rad rad", "rad rad"),
        ("x" * 500, "x" * 199 + "…", "x" * 199 + "…"),
    ],
)
def test_params(value: Param, sv: str, en: str) -> None:
    issue = Issue("FM-T105", params={"key": value, "lang": "unused", "self": "unused"})
    assert render_parts(issue, "sv").what == f"Saknas: {sv}."
    assert render_parts(issue, "en").what == f"Missing: {en}."


@pytest.mark.parametrize(
    ("params", "sv", "en"),
    [
        (
            {"value": 1.2, "minimum": 0, "maximum": 1, "above": None, "unit": "fraction"},
            ("120 %", "minst 0 % och högst 100 %"),
            ("120%", "at least 0% and at most 100%"),
        ),
        ({"value": 70.0, "maximum": 1, "unit": "fraction"}, ("7 000 %", "100 %"), ("7,000%", "100%")),
        ({"value": -2.5, "above": -1.0, "unit": "fraction"}, ("−250 %", "större än −100 %"), ("more than −100%",)),
        ({"value": 1.2, "minimum": None, "maximum": 1}, ("1,2 ligger", "högst 1."), ("1.2 is", "at most 1.")),
    ],
)
def test_shares_outside_their_bounds_are_shown_in_percent(
    params: Mapping[str, Param], sv: tuple[str, ...], en: tuple[str, ...]
) -> None:
    what = {lang: render_parts(Issue("FM-M104", params=params), lang).what.replace("\u00a0", " ") for lang in LANGUAGES}
    assert [part for part in sv if part not in what["sv"]] == []
    assert [part for part in en if part not in what["en"]] == []


@pytest.mark.parametrize(
    ("sector", "sv", "en"),
    [
        ("", "Territoriella utsläpp, CO2 (fossil), hela kommunen", "Territorial emissions, CO2 (fossil), the whole"),
        (
            "jord",
            "Territoriella utsläpp, CO2 (fossil), sektor jord",
            "Territorial emissions, CO2 (fossil), sector jord",
        ),
    ],
)
def test_emissions_are_named_by_perspective_gas_and_sector(sector: str, sv: str, en: str) -> None:
    issue = Issue("FM-E129", params={"perspective": "territorial", "gas": "co2", "sector": sector})
    assert sv in render_parts(issue, "sv").what
    assert en in render_parts(issue, "en").what


def test_what_the_catalogue_lacks_is_an_error() -> None:
    with pytest.raises(UnknownKeyError, match=r"issue\.FM-T999\.what"):
        render(Issue("FM-T999"), "sv")
    with pytest.raises(MissingParamError, match="'key'"):
        render(Issue("FM-T105"), "sv")


@pytest.mark.parametrize(
    ("severities", "sv", "en"),
    [
        ("", "inga anmärkningar", "nothing to remark"),
        ("e", "1 fel", "1 error"),
        ("iwe", "1 fel, 1 varning och 1 upplysning", "1 error, 1 warning and 1 notice"),
        ("ewwe", "2 fel och 2 varningar", "2 errors and 2 warnings"),
        ("ii", "2 upplysningar", "2 notices"),
    ],
)
def test_summary(severities: str, sv: str, en: str) -> None:
    named = {"e": Severity.ERROR, "w": Severity.WARNING, "i": Severity.INFO}
    issues = [Issue("FM-T105", named[letter]) for letter in severities]
    assert (summary(issues, "sv"), summary(iter(issues), "en")) == (sv, en)


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_severity_has_words(severity: Severity, lang: Language) -> None:
    assert has(f"severity.{severity}", lang)
    assert has(f"count.{severity}", lang)


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("1.234", "money", ("1\u00a0234", "1,234", "1,2340", "1.234")),
        ("12 34", "money", ("12 34",)),
        ("x", "money", ("”x”",)),
        ("", "money", ()),
        ("9" * 300, "money", ("300", "200")),
        ("1e999", "money", ("1e999",)),
        ("5 ton", "rate", ("ton", "%")),
        ("5 ton", "number", ("ton", "bara ett tal")),
        ("5 foo", "money", ("foo", "kr, tkr, mnkr, mdkr, EUR och 3 till")),
        ("€5", "money", ("€5",)),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_a_sentence(text: str, kind: QuantityKind, shown: tuple[str, ...], lang: Language) -> None:
    with pytest.raises(NumberTextError) as caught:
        parse_quantity(text, kind)
    sentence = render_number_problem(caught.value, lang)
    assert sentence.endswith(".")
    if lang == "sv":
        assert [part for part in shown if part not in sentence] == []


FIELDS_OF_RATES = ("financial_discount_rate", "social_discount_rate")

ENERGY_PROBLEMS = {
    "settings": {
        "municipality": "Provköping",
        "first_year": 2026,
        "last_year": 2030,
        "base_year": 2026,
        "price_year": 2026,
        "inflation": 0.02,
        "financial_discount_rate": {"by_year": {"2026": 0.03}},
        "social_discount_rate": {"by_year": {"2026": 0.03}},
    },
    "organisations": [{"id": "tn", "name": "Tekniska nämnden", "kind": "committee"}],
    "price_categories": [{"id": "el", "name": "El", "real_escalation": 0.01}],
    "carriers": [
        {"id": "el", "name": "El", "price": {"by_year": {"2026": 1}}, "carbon_price": {"by_year": {"2026": 5}}},
    ],
    "pools": [{"id": "bilar", "name": "Bilar", "tonnes": {"by_year": {"2026": 5}}}],
    "actions": [
        {"id": "a", "name": "A", "owner": "tn", "pool_share": 0.5, "effect_start": 2026},
        {"id": "b", "name": "B", "owner": "tn", "pool": "bilar", "effect_start": 2026},
    ],
    "energy_changes": [{"id": "e", "action": "b", "carrier": "el", "kwh": -1000}],
    "benefits": [{"id": "s", "action": "b", "kind": "saving", "name": "El", "amount": 500}],
    "parameters": [
        {"id": "p1", "name": "Gammal", "value": 1, "status": "dated"},
        {"id": "p2", "name": "Oklar", "value": 1, "status": "to_be_confirmed"},
        {"id": "p3", "name": "Saknad", "status": "missing"},
        {"id": "p4", "name": "Saknad med värde", "value": 1, "status": "missing"},
        {"id": "p5", "name": "Utan värde", "status": "sourced"},
        {"id": "p6", "name": "Utan bärare", "value": 1, "used_for": "carrier_price", "status": "sourced"},
        {"id": "p7", "name": "Inflation", "value": 0.03, "used_for": "inflation", "status": "sourced"},
        {"id": "p8", "name": "Exempel", "value": 1, "status": "to_be_confirmed", "illustrative": True},
    ],
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_energy_pools_and_parameters_have_whole_sentences(lang: Language) -> None:
    with pytest.raises(InputError) as caught:
        read_document(ENERGY_PROBLEMS)
    issues = caught.value.issues
    expected = {f"FM-M{number}" for number in range(146, 160)}
    assert expected <= {issue.code for issue in issues}
    for issue in issues:
        parts = render_parts(issue, lang)
        assert all((parts.place, parts.what, parts.why, parts.how))
        assert "{" not in render(issue, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_missing_year_of_either_discount_rate_names_the_rate(lang: Language) -> None:
    with pytest.raises(InputError) as caught:
        read_document(ENERGY_PROBLEMS)
    places = [render_parts(issue, lang).place for issue in caught.value.issues if issue.code == "FM-M124"]
    labels = [texts(lang)[f"field.settings.{field}.label"] for field in FIELDS_OF_RATES]
    assert [place.rsplit("(", 1)[-1].rstrip(")") for place in places] == labels


@pytest.mark.parametrize(
    ("lang", "said", "lacking"), [("sv", "Närmaste namn", "xyz”."), ("en", "Nearest name", "xyz”.")]
)
def test_without_a_nearest_its_sentence_is_left_out(lang: Language, said: str, lacking: str) -> None:
    near = render_parts(Issue("FM-M111", params={"value": "xyz", "nearest": "xy"}), lang)
    assert f"{said}: xy." in near.what
    none = render_parts(Issue("FM-M111", params={"value": "xyz", "nearest": None}), lang)
    assert none.what.endswith(lacking)
    assert said not in none.what
    assert (none.why, none.how) == (near.why, near.how)


def test_advice_on_a_column_that_is_filled_in_for_nothing_is_of_that_column() -> None:
    advice = {
        column: render_parts(Issue("FM-C105", params={"operation": "set", "column": column}), "sv").how
        for column in ("number", "rows", "of_kind")
    }
    assert "Plan har inga rader" in advice["rows"]
    assert "Plan" not in advice["number"]
    assert "ett tal i Tal" in advice["number"]
    assert "slag väljs bara" in advice["of_kind"]
