"""What each column of a sheet means: a table that the reader corrects, and what holds for the whole sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd
import streamlit as st

from app import state
from app.components.budget.reading_words import UNITS, unit_words
from app.components.inert import one_line
from finmodel.i18n import t
from finmodel.intake.budget_lines import LineKind, Sort
from finmodel.intake.budget_mapping import FIELDS, ColumnMapping, MappedColumn
from finmodel.intake.sheetscan import column_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.state import Page
    from app.tagging_import import SheetLook

__all__ = ["YEARS", "edit_mapping"]

T = TypeVar("T")
YEARS = tuple(range(2000, 2061))
"""Years that a column may be said to be of."""

_HEADER, _ROW, _MAX_SHOWN = 38, 35, 30
_MAX_EXAMPLES = 42
_COLUMNS = ("column", "heading", "examples", "field", "sort", "year", "unit")


def edit_mapping(sheet: SheetLook, proposed: ColumnMapping, origin: str, page: Page) -> ColumnMapping:
    """Let the reader correct a mapping.

    Parameters
    ----------
    sheet
        The sheet that it is of.
    proposed
        What is proposed.
    origin
        Where the proposal comes from, with the file's hash: another origin starts anew.
    page
        The page.
    """
    key = f"budget_columns.{page.lang}.{origin}"
    base = _still(key, origin, proposed)
    whole = _whole_sheet(base, origin, page)
    rows = [_row(column, sheet, page) for column in base.columns]
    edited = st.data_editor(
        pd.DataFrame(rows, columns=list(_COLUMNS)).astype(object),
        key=key,
        hide_index=True,
        width="stretch",
        height=_HEADER + _ROW * min(len(rows), _MAX_SHOWN),
        num_rows="fixed",
        placeholder="–",
        disabled=["column", "heading", "examples"],
        column_config=_config(page),
        alt=page.formats.text("budget_import.columns_alt"),
    )
    found = replace(whole, columns=_columns(base, edited, page))
    state.choose(f"budget_mapping.{origin}", found)
    return found


def _still(key: str, origin: str, proposed: ColumnMapping) -> ColumnMapping:
    """Return the mapping that the table starts from: it stands still while the table keeps what is edited.

    When the table is shown anew, on another page or in another language before, it starts from what was edited.
    """
    place = f"still.{key}"
    if key not in st.session_state or place not in st.session_state:
        st.session_state[place] = state.remember(f"budget_mapping.{origin}", proposed)
    found: ColumnMapping = st.session_state[place]
    return found


def _row(column: MappedColumn, sheet: SheetLook, page: Page) -> dict[str, Any]:
    lang = page.lang
    at = column.column or 0
    return {
        "column": column_letters(at) if at else "",
        "heading": one_line(column.heading),
        "examples": _examples(sheet.examples.get(at, ())),
        "field": _field_words(column.field, page),
        "sort": None if column.sort is None else t(f"budget_sort.{column.sort}", lang),
        "year": None if column.year is None else str(column.year),
        "unit": None if column.unit is None else unit_words(column.unit, page.formats),
    }


def _examples(values: Sequence[str]) -> str:
    """Return as many values as can be seen, the first in any case."""
    shown = ""
    for value in map(one_line, values):
        longer = f"{shown} · {value}" if shown else value
        if len(longer) > _MAX_EXAMPLES:
            return shown or f"{value[: _MAX_EXAMPLES - 1]}…"
        shown = longer
    return shown


def _field_words(field: str | None, page: Page) -> str:
    return page.formats.text("budget_import.not_read") if field is None else t(f"budget_field.{field}", page.lang)


def _config(page: Page) -> dict[str, Any]:
    formats, lang = page.formats, page.lang

    def label(name: str) -> str:
        return formats.text(f"budget_import.column_{name}")

    choice = st.column_config.SelectboxColumn
    return {
        "column": st.column_config.TextColumn(label("column"), width=60),
        "heading": st.column_config.TextColumn(label("heading"), width=170),
        "examples": st.column_config.TextColumn(label("examples"), width=285),
        "field": choice(
            label("field"), width=175, required=True, options=[_field_words(name, page) for name in (None, *FIELDS)]
        ),
        "sort": choice(label("sort"), width=140, options=[t(f"budget_sort.{sort}", lang) for sort in Sort]),
        "year": choice(label("year"), width=90, options=[str(year) for year in YEARS]),
        "unit": choice(label("unit"), width=90, options=[unit_words(unit, formats) for unit in UNITS]),
    }


def _columns(base: ColumnMapping, edited: pd.DataFrame, page: Page) -> tuple[MappedColumn, ...]:
    fields = {_field_words(name, page): name for name in (None, *FIELDS)}
    sorts = {t(f"budget_sort.{sort}", page.lang): sort for sort in Sort}
    units = {unit_words(unit, page.formats): unit for unit in UNITS}
    found = []
    for column, row in zip(base.columns, edited.to_dict("records"), strict=True):
        field = fields.get(str(row["field"]))
        is_amount = field == "amount"
        year = str(row["year"] or "")
        found.append(
            replace(
                column,
                field=field,
                sort=sorts.get(str(row["sort"])) if is_amount else None,
                year=int(year) if is_amount and year.isdigit() else None,
                unit=units.get(str(row["unit"])) if is_amount else None,
            )
        )
    return tuple(found)


def _of_columns(mapping: ColumnMapping, name: str) -> bool:
    """Whether each column of amounts says something itself."""
    amounts = mapping.amounts
    return bool(amounts) and all(getattr(column, name) is not None for column in amounts)


def _whole_sheet(base: ColumnMapping, origin: str, page: Page) -> ColumnMapping:
    """Let the reader say what holds for lines and amounts that do not say themselves."""
    formats, lang = page.formats, page.lang
    places = st.columns(5)

    # What every column of amounts says itself is no question for the whole sheet.
    own = {name: _of_columns(base, name) for name in ("sort", "year", "unit")}

    def pick(place: int, name: str, options: Sequence[T], stated: T | None, words: Callable[[T], str]) -> T | None:
        chosen, nothing = (None, "per_column") if own.get(name) else (stated, f"no_{name}")

        # "" and not None: Streamlit offers to clear a box whose value is None.
        every: list[T | str] = ["", *options]
        with places[place]:
            picked = st.selectbox(
                formats.text(f"budget_import.whole_{name}"),
                every,
                index=0 if chosen is None else every.index(chosen),
                format_func=lambda value: formats.text(f"budget_import.{nothing}") if value == "" else words(value),
                key=f"budget_{name}.{lang}.{origin}",
                help=formats.text(f"budget_import.whole_{name}_help"),
            )
        return next((option for option in options if option == picked), None)

    return replace(
        base,
        unit=pick(0, "unit", UNITS, base.unit, lambda unit: unit_words(unit, formats)),
        kind=pick(1, "kind", tuple(LineKind), base.kind, lambda kind: t(f"tag_kind.{kind}", lang)),
        sort=pick(2, "sort", tuple(Sort), base.sort, lambda sort: t(f"budget_sort.{sort}", lang).capitalize()),
        year=pick(3, "year", YEARS, base.year, str),
        costs_are_negative=pick(
            4,
            "sign",
            (False, True),
            base.costs_are_negative,
            lambda is_negative: formats.text(f"budget_import.sign_{'negative' if is_negative else 'positive'}"),
        ),
    )
