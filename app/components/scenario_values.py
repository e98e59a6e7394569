"""The value of a change in a form: a field that fits what is changed, in the page's language and units."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.inert import inert, one_line
from app.components.scenario_saving import form_key
from app.components.scenario_words import unit_text
from app.components.values import choice_label, field_name
from finmodel.i18n import render_number_problem, t
from finmodel.i18n.numbers import NumberTextError, parse_number
from finmodel.model.scenario_enums import Operation
from finmodel.model.spec import Kind, Spec, Unit

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page

__all__ = ["Entered", "number_of", "value_fields", "years_of"]

_NUMBERS = (Kind.NUMBER, Kind.INTEGER, Kind.YEAR)
_YEAR_LINE = re.compile(r"\s*(\d{4})\s*[:=]\s*(.+)")


@dataclass
class Entered:
    """What was entered in a form: values for a row, and sentences on what could not be read."""

    row: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def number_of(text: str, unit: Unit, formats: Formats, label: str, entered: Entered) -> float | None:
    """Return the number that was written, in the plan's own unit; None, with a sentence, where it cannot be read.

    Money is written in the page's unit and shares and rates in percent, as the form's labels say.
    """
    try:
        number = parse_number(text, lang=formats.lang)
    except NumberTextError as problem:
        why = render_number_problem(problem, formats.lang)
        entered.problems.append(formats.text("scenarios.bad_number", field=label, why=why))
        return None
    if unit.is_money:
        number *= formats.factor
    elif unit is Unit.FRACTION:
        number /= Decimal(100)
    return float(number)


def value_fields(operation: Operation, address: str, spec: Spec | None, page: Page, entered: Entered) -> None:
    """Show the fields for the value that an operation needs, and put what was entered in the row."""
    formats = page.formats
    if operation is Operation.MOVE:
        _moved(page, entered)
    elif operation is Operation.SCALE:
        label = field_name("scenario_changes", "factor", page.lang)
        text = st.text_input(label, key=form_key("factor", page), help=formats.text("scenarios.factor_help"))
        entered.row["factor"] = number_of(text, Unit.NONE, formats, label, entered)
    elif spec is not None and not operation.is_on_actions:
        if operation is Operation.SET and st.checkbox(formats.text("scenarios.clear"), key=form_key("clear", page)):
            entered.row["text"] = "-"
        elif spec.kind in _NUMBERS or spec.kind is Kind.BY_YEAR:
            _numbers(operation, spec, page, entered)
        else:
            entered.row["text"] = _words(address, spec, page)


def _moved(page: Page, entered: Entered) -> None:
    ways = ("years", "start_year")
    way = st.radio(
        page.formats.text("scenarios.move_how"),
        ways,
        format_func=lambda name: field_name("scenario_changes", name, page.lang),
        horizontal=True,
        key=form_key("move_how", page),
    )
    first = page.base.plan.settings.base_year
    number = st.number_input(
        field_name("scenario_changes", way, page.lang),
        value=1 if way == "years" else first,
        step=1,
        key=form_key(f"move_{way}", page),
        help=t(f"field.scenario_changes.{way}.help", page.lang),
    )
    entered.row[way] = int(number)


def _numbers(operation: Operation, spec: Spec, page: Page, entered: Entered) -> None:
    formats = page.formats
    by_year = spec.kind is Kind.BY_YEAR
    if operation is Operation.SET and spec.yearly:
        by_year = st.toggle(formats.text("scenarios.by_year"), key=form_key("has_years", page))
    unit = unit_text(spec.unit, formats)
    if operation is Operation.SET and by_year:
        name = field_name("scenario_changes", "by_year", page.lang)
        label = f"{name} ({unit})" if unit else name
        text = st.text_area(inert(label), key=form_key("by_year", page), help=formats.text("scenarios.by_year_help"))
        entered.row["by_year"] = years_of(text, spec.unit, formats, name, entered)
        return
    name = formats.text("scenarios.added" if operation is Operation.ADD else "scenarios.new_value")
    text = st.text_input(inert(f"{name} ({unit})" if unit else name), key=form_key("number", page))
    entered.row["number"] = number_of(text, spec.unit, formats, name, entered)


def years_of(text: str, unit: Unit, formats: Formats, label: str, entered: Entered) -> dict[str, float]:
    """Return the numbers that were written on a line a year; sentences on the lines that cannot be read."""
    found: dict[str, float] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = _YEAR_LINE.fullmatch(line)
        if parts is None or parts[1] in found:
            entered.problems.append(formats.text("scenarios.bad_year", line=one_line(line)[:60]))
            continue
        number = number_of(parts[2], unit, formats, f"{label} {parts[1]}", entered)
        if number is not None:
            found[parts[1]] = number
    return found


def _words(address: str, spec: Spec, page: Page) -> str:
    """Let the reader choose what is no number; return it as text in the model's own form."""
    formats, label = page.formats, page.formats.text("scenarios.new_value")
    key = form_key(f"text.{address}", page)
    match spec.kind:
        case Kind.FLAG:
            names = {"true": t("choice.flag.yes", page.lang), "false": t("choice.flag.no", page.lang)}
        case Kind.CHOICE | Kind.CHOICES:
            names = {str(choice): choice_label(spec, str(choice), page.lang) for choice in spec.choices or ()}
        case Kind.REFERENCE | Kind.REFERENCES:
            rows = page.base.plan.tables()[spec.table or ""]
            names = {row.id: one_line(getattr(row, "name", "")) or row.id for row in rows}
        case _:
            kind = formats.text(f"scenarios.form_{spec.kind}") if spec.kind in (Kind.SHARES, Kind.RAMP) else None
            return st.text_input(label, key=key, help=kind)
    if spec.kind in (Kind.CHOICES, Kind.REFERENCES):
        picked = st.multiselect(label, list(names), format_func=names.__getitem__, key=key, placeholder="–")
        return "; ".join(picked)
    return str(st.selectbox(label, list(names), format_func=names.__getitem__, key=key) or "")
