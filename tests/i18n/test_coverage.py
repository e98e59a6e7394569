"""Everything that the model, the indicators and the issues name has its texts in both languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import get_args

import pytest

import finmodel
from finmodel.analysis.indicators import FIGURES, INDICATORS, SWITCHING_INPUTS
from finmodel.analysis.macc import NO_TONNES_THAT_YEAR, RAISES_EMISSIONS_THAT_YEAR
from finmodel.analysis.parameters import Standing
from finmodel.analysis.replacing import NotApplied
from finmodel.analysis.sensitivity import SensitivityInput, Why
from finmodel.analysis.switching import Meaning
from finmodel.engine.axes import Line
from finmodel.engine.undefined import Reason
from finmodel.i18n import LANGUAGES, Language, placeholders, texts
from finmodel.model import emission_enums, enums, funding_enums, scenario_enums
from finmodel.model.perspectives import RESERVED
from finmodel.model.plan import TABLES
from finmodel.model.row import Row
from finmodel.model.settings import Settings
from finmodel.model.spec import Kind, Spec

MODELS: Mapping[str, type[Row]] = {Settings.table: Settings, **TABLES}
SENSITIVITY = tuple(f"sensitivity.{part}." for part in ("input", "why", "not_applied", "meaning"))
YEARLY_COLUMNS = ("quantity", "id", "unit")
SHEETS = ("guide", "yearly_values", *MODELS)
MAX_HELP, MAX_SHORT, MAX_TITLE = 240, 14, 31
EVERY_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)


def specs() -> Iterator[tuple[str, str, Spec]]:
    for table, model in MODELS.items():
        for field, spec in model.specs.items():
            yield table, field, spec


def columns() -> Iterator[tuple[str, str]]:
    yield from ((table, field) for table, field, _ in specs())
    yield from (("yearly_values", column) for column in YEARLY_COLUMNS)


def enum_key(enum: type[StrEnum]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", enum.__name__).lower()


ENUMS: tuple[type[StrEnum], ...] = tuple(
    getattr(module, name)
    for module in (enums, funding_enums, scenario_enums, emission_enums)
    for name in module.__all__
)
YEARLY = tuple(f"quantity_label.{table}.{field}" for table, field, spec in specs() if spec.yearly)
LINES = (*(line.key for line in Line), "net")
REASONS = tuple(reason.key for reason in Reason if reason is not Reason.DEFINED)
FIGURE_NAMES = tuple(item.name for item in (*FIGURES, *INDICATORS))


def keys(prefix: str, names: Iterable[str], *parts: str) -> list[str]:
    return [f"{prefix}.{name}.{part}" for name in names for part in parts]


def expected_keys() -> list[str]:
    return [
        *keys("table", SHEETS, "title", "help"),
        *keys("field", (f"{table}.{field}" for table, field in columns()), "label", "help"),
        *YEARLY,
        *(f"choice.{enum_key(enum)}.{member.value}" for enum in ENUMS for member in enum),
        *("choice.flag.yes", "choice.flag.no"),
        *keys("figure", FIGURE_NAMES, "label", "short", "definition", "formula"),
        *keys("line", LINES, "label", "help"),
        *keys("reason", REASONS, "label", "text"),
        *keys("perspective", sorted(RESERVED), "label", "help"),
        *keys("left_out", ("repeat", "not_included", "outside_perspective"), "label"),
        *keys("tonnes_kind", ("reduction", "removal", "upfront", "net", "unadjusted"), "label"),
        *(f"sensitivity.input.{name}" for name in (*SensitivityInput, *SWITCHING_INPUTS)),
        *(f"sensitivity.why.{name}" for name in get_args(Why)),
        *(f"sensitivity.not_applied.{name}" for name in NotApplied),
        *(f"sensitivity.meaning.{name}" for name in get_args(Meaning)),
        *(f"standing.{name}" for name in Standing),
        *(f"curve.reason.{name}" for name in (NO_TONNES_THAT_YEAR, RAISES_EMISSIONS_THAT_YEAR)),
        *keys("price_basis", ("nominal", "real"), "label"),
        *keys("timing", (timing.value for timing in enums.Timing), "text"),
        *codes_shown_as_words(),
    ]


def codes_shown_as_words() -> Iterator[str]:
    """Every text that a parameter of an issue may be shown by, for codes of ours that a check can give."""
    yield from (f"expected.{kind}" for kind in Kind)
    yield from (f"eligibility.{why}" for why in ("sector", "organisation_kind"))


def issue_codes() -> set[str]:
    package = Path(finmodel.__file__).parent
    return {code for path in package.rglob("*.py") for code in re.findall(r"FM-[A-Z]\d{3}", path.read_text("utf-8"))}


def repeated(labels: Iterable[str]) -> list[str]:
    return [label for label, n in Counter(label.casefold() for label in labels).items() if n > 1]


def too_long(lang: Language, wanted: Iterable[str], limit: int) -> dict[str, int]:
    return {key: len(texts(lang)[key]) for key in wanted if len(texts(lang)[key]) > limit}


@EVERY_LANGUAGE
def test_everything_named_has_its_texts(lang: Language) -> None:
    known = texts(lang)
    assert [key for key in expected_keys() if not known.get(key)] == []


@EVERY_LANGUAGE
def test_no_text_is_left_of_what_is_no_more(lang: Language) -> None:
    prefixes = ("field.", "quantity_label.", "reason.", "standing.", "curve.reason.", *SENSITIVITY)
    assert sorted({key for key in texts(lang) if key.startswith(prefixes)} - set(expected_keys())) == []


@EVERY_LANGUAGE
def test_every_issue_code_of_the_source_has_its_texts(lang: Language) -> None:
    codes = issue_codes()
    assert {"FM-G101", "FM-J101", "FM-M101"} <= codes
    assert sorted(code for code in codes if f"issue.{code}.what" not in texts(lang)) == []


@EVERY_LANGUAGE
@pytest.mark.parametrize("table", [*MODELS, "yearly_values"])
def test_labels_are_unique_within_a_table(table: str, lang: Language) -> None:
    assert repeated(texts(lang)[f"field.{other}.{field}.label"] for other, field in columns() if other == table) == []


@EVERY_LANGUAGE
def test_labels_are_unique_within_their_list(lang: Language) -> None:
    known = texts(lang)
    assert repeated(known[key] for key in YEARLY) == []
    for prefix, names in (("figure", FIGURE_NAMES), ("line", LINES), ("reason", REASONS)):
        assert repeated(known[key] for key in keys(prefix, names, "label")) == []
    assert repeated(known[key] for key in keys("figure", FIGURE_NAMES, "short")) == []
    assert repeated(known[f"table.{sheet}.title"] for sheet in SHEETS) == []


@pytest.mark.parametrize("enum", ENUMS)
def test_a_choice_means_the_same_in_every_language(enum: type[StrEnum]) -> None:
    meanings: dict[str, set[str]] = {}
    for member in enum:
        for word in (member.value, *(texts(lang)[f"choice.{enum_key(enum)}.{member.value}"] for lang in LANGUAGES)):
            meanings.setdefault(word.casefold(), set()).add(member.value)
    assert {word: members for word, members in meanings.items() if len(members) > 1} == {}


def test_a_yearly_quantity_means_the_same_in_every_language() -> None:
    meanings: dict[str, set[str]] = {}
    for key in YEARLY:
        for lang in LANGUAGES:
            meanings.setdefault(texts(lang)[key].casefold(), set()).add(key)
    assert {word: found for word, found in meanings.items() if len(found) > 1} == {}


@EVERY_LANGUAGE
def test_sheet_titles_are_possible_in_excel(lang: Language) -> None:
    titles = [texts(lang)[f"table.{sheet}.title"] for sheet in SHEETS]
    titles += [text for key, text in texts(lang).items() if re.fullmatch(r"workbook\.result\.\w+\.title", key)]
    assert repeated(titles) == []
    assert len(titles) == len(SHEETS) + 26
    assert [title for title in titles if len(title) > MAX_TITLE or set(title) & set("[]:*?/\\'")] == []


@EVERY_LANGUAGE
def test_texts_are_as_short_as_their_place(lang: Language) -> None:
    fields = [f"{table}.{field}" for table, field in columns()]
    assert too_long(lang, keys("field", fields, "help"), MAX_HELP) == {}
    assert too_long(lang, keys("figure", FIGURE_NAMES, "short"), MAX_SHORT) == {}


@EVERY_LANGUAGE
def test_help_of_a_yearly_field_names_the_sheet_of_years(lang: Language) -> None:
    sheet = texts(lang)["table.yearly_values.title"]
    helps = {f"{table}.{field}": texts(lang)[f"field.{table}.{field}.help"] for table, field, s in specs() if s.yearly}
    assert [name for name, text in helps.items() if sheet not in text] == []


@EVERY_LANGUAGE
def test_only_issues_and_the_price_level_have_places(lang: Language) -> None:
    assert placeholders("price_basis.real.label", lang) == {"year"}
    assert [key for key in expected_keys() if key != "price_basis.real.label" and placeholders(key, lang)] == []
