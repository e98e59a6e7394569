"""What the pages of the budget report share: the budget that is shown, and its öre, shares, tags and codes in words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from app import state
from app.components.inert import inert, one_line
from finmodel.i18n import UNIT_FACTORS, format_percent, t, unit_currency
from finmodel.i18n.tagging import axis_name, category_name, undefined_text

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from app.components.budget.scope import Scope
    from app.components.formats import Formats
    from app.state import Page
    from app.tagging import OpenedDossier
    from finmodel.tagging.amounts import Quotient
    from finmodel.tagging.report import KindReport
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = [
    "Shown",
    "axis_label",
    "category_label",
    "choose_axis",
    "code_name",
    "exact",
    "file_label",
    "in_unit",
    "kind_text",
    "kronor_formats",
    "money",
    "percent",
    "percent_cell",
    "years_text",
]

T = TypeVar("T")

_LONGEST_CODE = 3
_CURRENCY = "SEK"


@dataclass(frozen=True)
class Shown:
    """What the report page shows.

    Attributes
    ----------
    page
        The open plan and its results.
    formats
        How numbers are written: a budget is in kronor, whatever the plan is in.
    opened
        The open dossier.
    scope
        What the reader chose to look at.
    budget
        The version and basis of it, tagged and reconciled.
    report
        Its figures of the chosen kind and years.
    known
        What has been worked out of this budget and these years so far; a click does not work it out again.
    """

    page: Page
    formats: Formats
    opened: OpenedDossier
    scope: Scope
    budget: TaggedBudget
    report: KindReport
    known: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: Hashable, work: Callable[[], T]) -> T:
        """Return what was worked out under a name for the chosen kind, else work it out."""
        key = (self.scope.kind, name)
        if key not in self.known:
            self.known[key] = work()
        found: T = self.known[key]
        return found

    @property
    def scheme(self) -> Scheme:
        """The scheme that the budget is tagged in."""
        return self.budget.scheme


def kronor_formats(formats: Formats) -> Formats:
    """Return the page's formats in kronor: the unit of the same size where the plan is in another currency."""
    same = (unit for unit, factor in UNIT_FACTORS.items() if factor == formats.factor)
    unit = next(unit for unit in same if unit_currency(unit) == _CURRENCY)
    return replace(formats, unit=unit, currency=_CURRENCY)


def exact(ore: int, formats: Formats) -> str:
    """Return öre as kronor with both decimals, as an auditor adds them."""
    return formats.number(Decimal(ore).scaleb(-2), 2)  # type: ignore[arg-type]


def money(ore: int | Fraction, formats: Formats) -> str:
    """Return öre as an amount in the page's unit, with the unit."""
    return formats.money(float(Fraction(ore) / 100))


def file_label(label: str) -> str:
    """Return a heading without the sign of the sum that it stands in: a spreadsheet would take that for a formula.

    Examples
    --------
    >>> file_label("= Base"), file_label("+ Outside the base"), file_label("Imported − control total")
    ('Base', 'Outside the base', 'Imported − control total')
    """
    return label.lstrip("=+ ")


def in_unit(ore: int | Fraction, formats: Formats) -> float:
    """Return öre as a number in the page's unit, for a cell of a table."""
    return float(Fraction(ore) / (100 * formats.factor))


def percent(share: Quotient, formats: Formats) -> str:
    """Return a share as percent with one decimal, or why it is undefined."""
    if share.value is None:
        return undefined_text(share, formats.lang)
    return format_percent(float(share.value), formats.lang, 1)


def percent_cell(share: Quotient, formats: Formats) -> float | str:
    """Return a share as a number of percent for a cell of a table, or why it is undefined."""
    return undefined_text(share, formats.lang) if share.value is None else float(100 * share.value)


def axis_label(scheme: Scheme, axis: str, formats: Formats) -> str:
    """Return an axis in words."""
    return one_line(axis_name(scheme, axis, formats.lang))


def category_label(scheme: Scheme, category: str, formats: Formats) -> str:
    """Return a category in words, with its code where that is one that people write."""
    name = one_line(category_name(scheme, category, formats.lang))
    name = name[:1].upper() + name[1:]
    is_written = len(category) <= _LONGEST_CODE and category != "?" and category not in name
    return f"{name} ({category})" if is_written else name


def code_name(shown: Shown, field: str, code: str) -> str:
    """Return a code of a field with its name, as far as the budget has it; a dash in words for no code."""
    if not code:
        return shown.formats.text("budget_report.no_code")
    name = one_line(shown.budget.version.name(field, code))
    return f"{one_line(code)} {name}" if name and name != code else one_line(code)


def choose_axis(scheme: Scheme, formats: Formats, *, key: str) -> str:
    """Let the reader choose one axis where the scheme has several; remembered over the parts of the page."""
    if len(scheme.axes) == 1:
        return scheme.axis_ids[0]
    name = f"budget_axis.{scheme.id}"
    picked = st.radio(
        formats.text("budget_report.axis"),
        scheme.axis_ids,
        index=state.index_of(scheme.axis_ids, state.remember(name, scheme.axis_ids[0])),
        format_func=lambda axis: inert(axis_label(scheme, axis, formats)),
        horizontal=True,
        key=f"{name}.{key}.{formats.lang}",
    )
    return state.choose(name, picked)


def years_text(years: tuple[int, ...]) -> str:
    """Return years in words: ``2026–2029``, or one by one where some are left out."""
    if len(years) > 1 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}–{years[-1]}"
    return ", ".join(str(year) for year in years)


def kind_text(shown: Shown) -> str:
    """Return the chosen kind and years: ``Investering 2026–2029``."""
    return f"{t(f'tag_kind.{shown.scope.kind}', shown.formats.lang)} {years_text(shown.report.years)}"
