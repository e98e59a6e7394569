"""The value of a change in a form: a field that fits what is changed, in the page's language and units."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from app.components.inert import label_text, one_line
from app.components.scenario_saving import form_key
from app.components.scenario_words import unit_text
from app.components.values import choice_label, field_name
from finmodel.i18n import render_number_problem, t
from finmodel.i18n.numbers import NumberTextError, number_text, parse_number
from finmodel.model.changes import plain
from finmodel.model.decimals import to_decimal
from finmodel.model.scenario_enums import Operation
from finmodel.model.spec import Kind, Spec, Unit

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.model.scenarios import ScenarioChange

__all__ = ["Entered", "number_of", "value_fields", "written", "years_of"]

T = TypeVar("T")

_NUMBERS = (Kind.NUMBER, Kind.INTEGER, Kind.YEAR)
_YEAR_LINE = re.compile(r"\s*(\d{4})\s*[:=]\s*(.+)")


@dataclass
class Entered:
    """What was entered in a form: values for a row, and sentences on what could not be read.

    Attributes
    ----------
    row
        Values by column.
    problems
        Sentences.
    old
        The change that is edited, None for a new one: what stands in it fills the form.
    """

    row: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    old: ScenarioChange | None = None

    def key(self, name: str) -> str:
        """Return the name of a field of the form: each change that is edited has fields of its own."""
        return name if self.old is None else f"{name}.{self.old.scenario}.{self.old.id}"

    def stands(self, name: str, default: T) -> T:
        """Return what stands in a column of the change that is edited; the default in a new one and for a blank."""
        found: T = default if self.old is None else plain(getattr(self.old, name))
        return default if found is None else found

    def of_same(self, operation: Operation, address: str) -> Entered:
        """Return itself; with nothing to fill the form with where another operation or field was chosen."""
        old = self.old
        is_same = old is not None and old.operation is operation and old.field == address
        return self if is_same or old is None else _Other(self.row, self.problems, None, f"{old.scenario}.{old.id}")


@dataclass
class _Other(Entered):
    """A form of a change that is edited into another kind of change: fields of its own, nothing to fill them with."""

    whose: str = ""

    def key(self, name: str) -> str:
        """Return the name of a field of the form."""
        return f"{name}.{self.whose}.other"


def written(number: float, unit: Unit, formats: Formats) -> str:
    """Return a number as a form's field takes it, without loss: money in the page's unit, shares in percent."""
    value = to_decimal(number)
    if unit is Unit.FRACTION:
        value *= 100
    elif unit.is_money:
        value /= Decimal(formats.factor)
    return number_text(value, formats.lang)


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
    formats, entered = page.formats, entered.of_same(operation, address)
    if operation is Operation.MOVE:
        _moved(page, entered)
    elif operation is Operation.SCALE:
        label = field_name("scenario_changes", "factor", page.lang)
        factor = entered.stands("factor", None)
        text = st.text_input(
            label,
            value="" if factor is None else written(factor, Unit.NONE, formats),
            key=form_key(entered.key("factor"), page),
            help=formats.text("scenarios.factor_help"),
        )
        entered.row["factor"] = number_of(text, Unit.NONE, formats, label, entered)
    elif spec is not None and not operation.is_on_actions:
        if operation is Operation.SET and st.checkbox(
            formats.text("scenarios.clear"),
            value=entered.stands("text", "") == "-",
            key=form_key(entered.key("clear"), page),
        ):
            entered.row["text"] = "-"
        elif spec.kind in _NUMBERS or spec.kind is Kind.BY_YEAR:
            _numbers(operation, spec, page, entered)
        else:
            entered.row["text"] = _words(address, spec, page, entered)


def _moved(page: Page, entered: Entered) -> None:
    ways = ("years", "start_year")
    way = st.radio(
        page.formats.text("scenarios.move_how"),
        ways,
        index=int(entered.stands("start_year", None) is not None),
        format_func=lambda name: field_name("scenario_changes", name, page.lang),
        horizontal=True,
        key=form_key(entered.key("move_how"), page),
    )
    first = page.base.plan.settings.base_year
    number = st.number_input(
        field_name("scenario_changes", way, page.lang),
        value=int(entered.stands(way, 1 if way == "years" else first)),
        step=1,
        key=form_key(entered.key(f"move_{way}"), page),
        help=t(f"field.scenario_changes.{way}.help", page.lang),
    )
    entered.row[way] = int(number)


def _numbers(operation: Operation, spec: Spec, page: Page, entered: Entered) -> None:
    formats = page.formats
    by_year = spec.kind is Kind.BY_YEAR
    if operation is Operation.SET and spec.yearly:
        by_year = st.toggle(
            formats.text("scenarios.by_year"),
            value=bool(entered.stands("by_year", {})),
            key=form_key(entered.key("has_years"), page),
        )
    number: float | None = None if entered.old is None else entered.old.number
    years: dict[str, float] = entered.stands("by_year", {})
    single = "" if number is None else written(number, spec.unit, formats)
    unit = unit_text(spec.unit, formats)
    if operation is Operation.SET and by_year:
        name = field_name("scenario_changes", "by_year", page.lang)
        label = f"{name} ({unit})" if unit else name
        lines = "\n".join(f"{year}: {written(amount, spec.unit, formats)}" for year, amount in sorted(years.items()))
        key = form_key(entered.key("by_year"), page)
        text = st.text_area(label_text(label), value=lines, key=key, help=formats.text("scenarios.by_year_help"))
        entered.row["by_year"] = years_of(text, spec.unit, formats, name, entered)
        if number is not None and years:  # the change that is edited has a number for the other years too
            name = formats.text("scenarios.other_years")
            key = form_key(entered.key("other_years"), page)
            text = st.text_input(label_text(f"{name} ({unit})" if unit else name), value=single, key=key)
            entered.row["number"] = number_of(text, spec.unit, formats, name, entered) if text.strip() else None
        return
    name = formats.text("scenarios.added" if operation is Operation.ADD else "scenarios.new_value")
    key = form_key(entered.key("number"), page)
    text = st.text_input(label_text(f"{name} ({unit})" if unit else name), value=single, key=key)
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


def _words(address: str, spec: Spec, page: Page, entered: Entered) -> str:
    """Let the reader choose what is no number; return it as text in the model's own form."""
    formats, label = page.formats, page.formats.text("scenarios.new_value")
    key, old = form_key(entered.key(f"text.{address}"), page), str(entered.stands("text", ""))
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
            return st.text_input(label, value=old, key=key, help=kind)
    nothing = "–" if names else formats.text("scenarios.no_choices")
    if spec.kind in (Kind.CHOICES, Kind.REFERENCES):
        before = [name for name in map(str.strip, old.split(";")) if name in names]
        picked = st.multiselect(
            label,
            list(names),
            default=before,
            format_func=names.__getitem__,
            key=key,
            placeholder=nothing,
            disabled=not names,
        )
        return "; ".join(picked)
    place = list(names).index(old) if old in names else 0
    return str(
        st.selectbox(
            label,
            list(names),
            index=place if names else None,
            format_func=names.__getitem__,
            key=key,
            placeholder=nothing,
            disabled=not names,
        )
        or ""
    )
