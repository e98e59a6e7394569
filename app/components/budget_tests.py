"""Does the budget hold with the plan in it: the financial targets by year, in words, and a chart of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app import state
from app.components.choices import one_choice
from app.components.inert import inert
from app.components.tables import Column, data_expander, show_texts
from app.components.values import field_name
from app.components.years import lines_chart, year_spans
from finmodel.analysis.budget_tests import TestName
from finmodel.analysis.ordinary_tests import tests_without_plan
from finmodel.i18n import format_money_per_inhabitant, t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.budget_tests import BudgetTest, LevelTests

__all__ = ["show_tests", "verdict"]

_SHARES = (TestName.RESULT, TestName.SELF_FINANCING)


def show_tests(page: Page) -> None:
    """Show the tests of a level, or how to get them where no ordinary budget is stated."""
    formats, lang = page.formats, page.lang
    found = page.results.accounts.tests
    sheet = t("table.ordinary_budget.title", lang)
    if not found:
        st.info(formats.text("accounts.no_tests", sheet=sheet))
        return
    levels = tuple(str(tests.level) for tests in found)
    chosen = levels[0]
    if len(levels) > 1:
        chosen = one_choice("test_level", formats.text("accounts.level"), levels, "accounts.level_{}", formats)
    tests = next(item for item in found if str(item.level) == chosen)
    without = tests_without_plan(page.results.accounts)[tests.level]
    if not tests.tests:
        st.info(formats.text("accounts.no_years", year=str(page.plan.settings.base_year)))
        return
    st.caption(formats.text("accounts.tests_how"))
    st.caption(formats.text("accounts.tests_debt"))
    _illustrative(tests, page)
    _summary(tests, without, formats)
    _table(tests, without, page)
    names = tuple(str(name) for name in TestName)
    failing = next((name for name in names if tests.first_failing(TestName(name)) is not None), names[0])
    picked = st.radio(
        formats.text("accounts.test"),
        names,
        index=state.index_of(names, state.remember("test_shown", failing)),
        format_func=lambda name: t(f"budget_test.{name}", lang),
        horizontal=True,
        key=f"test_shown.{lang}",
    )
    _chart(TestName(state.choose("test_shown", picked)), tests, without, formats)


def _of(tests: LevelTests, name: TestName) -> list[BudgetTest]:
    return [test for test in tests.tests if test.name is name]


def verdict(test: BudgetTest, formats: Formats, *, has_target: bool = True) -> str:
    """Return whether a test holds, with a sign and in words; ``has_target`` is whether any year has a threshold."""
    if test.passes is None:
        return formats.text("accounts.unsaid" if has_target else "accounts.no_target")
    return formats.text("accounts.passes" if test.passes else "accounts.fails")


def _has_target(tests: list[BudgetTest]) -> bool:
    return any(test.target is not None for test in tests)


def _first_failing(tests: LevelTests, name: TestName, formats: Formats) -> str:
    """Return the first year that fails, or why no year is named: what cannot be tested has not held."""
    year, mine = tests.first_failing(name), _of(tests, name)
    if year is not None:
        return str(year)
    if not _has_target(mine):
        return formats.text("accounts.no_target")
    if all(test.passes is None for test in mine):
        return formats.text("accounts.untested")
    return formats.text("accounts.never_known" if any(test.passes is None for test in mine) else "accounts.never")


def _absent(tests: list[BudgetTest], formats: Formats) -> str:
    """Return which inputs are missing and in which years."""
    years: dict[str, list[int]] = {}
    for test in tests:
        for field in test.absent:
            years.setdefault(field, []).append(test.year)
    return "; ".join(
        formats.text("accounts.absent", field=_field(field, formats), years=year_spans(found))
        for field, found in years.items()
    )


def _field(field: str, formats: Formats) -> str:
    table = "settings" if field == "internal_interest" else "ordinary_budget"
    return field_name(table, field, formats.lang).lower()


def _value(name: TestName, value: float | None, formats: Formats) -> str:
    if name in _SHARES:
        return formats.percent(value)
    if name is TestName.DEBT_PER_INHABITANT:
        return format_money_per_inhabitant(value, formats.lang, currency=formats.currency)
    return formats.money(value)


def _illustrative(tests: LevelTests, page: Page) -> None:
    rows = [row for row in page.plan.ordinary_budget if row.level is tests.level]
    years = [row.year for row in rows if row.illustrative]
    if years:
        st.info(page.formats.text("accounts.illustrative", years=year_spans(years)), icon=":material/draw:")


def _summary(tests: LevelTests, without: LevelTests, formats: Formats) -> None:
    """Name the first year that fails, whether it does without the plan too, and which targets cannot be tested."""
    failing = {name: tests.first_failing(name) for name in TestName}
    lines = []
    for name, year in failing.items():
        if year is None:
            continue
        before = without.first_failing(name)
        key = "fails_anyway" if before is not None and before <= year else "fails_first"
        label = t(f"budget_test.{name}", formats.lang)
        lines.append(f"{inert(formats.text(f'accounts.{key}', test=label, year=year))}")
    unset = [name for name in TestName if not _has_target(_of(tests, name))]
    untested = [
        name for name in TestName if name not in unset and any(test.passes is None for test in _of(tests, name))
    ]
    rest = [
        inert(formats.text(f"accounts.{key}", tests=_names(names, formats)))
        for key, names in (("untestable", untested), ("not_set", unset))
        if names
    ]
    if lines:
        st.warning("  \n".join([*lines, *rest]), icon=":material/flag:")
    elif all(test.passes is None for test in tests.tests):
        st.info("  \n".join([formats.text("accounts.none_testable"), *rest]), icon=":material/help:")
    elif untested:
        st.info("  \n".join([formats.text("accounts.none_fails_known"), *rest]), icon=":material/help:")
    else:
        st.success("  \n".join([formats.text("accounts.none_fails"), *rest]), icon=":material/check:")


def _names(names: list[TestName], formats: Formats) -> str:
    return ", ".join(t(f"budget_test.{name}", formats.lang) for name in names)


def _table(tests: LevelTests, without: LevelTests, page: Page) -> None:
    formats = page.formats
    years = sorted({test.year for test in tests.tests})
    rows: list[dict[str, Any]] = []
    for name in TestName:
        mine = _of(tests, name)
        row = {
            "test": t(f"budget_test.{name}", formats.lang),
            "first": _first_failing(tests, name, formats),
            "before": _first_failing(without, name, formats),
            "absent": _absent(mine, formats),
        }
        rows.append(row | {str(test.year): verdict(test, formats, has_target=_has_target(mine)) for test in mine})
    columns = [
        Column("test", formats.text("accounts.test")),
        *(Column(str(year), str(year)) for year in years),
        Column("first", formats.text("accounts.first_failing")),
        Column("before", formats.text("accounts.first_without")),
    ]
    if any(row["absent"] for row in rows):
        columns.append(Column("absent", formats.text("accounts.absent_inputs")))
    alt_text = formats.text("accounts.tests_alt", first=years[0], last=years[-1])
    show_texts(rows, columns, formats, key=f"tests.{formats.lang}", alt=alt_text)


def _chart(name: TestName, tests: LevelTests, without: LevelTests, formats: Formats) -> None:
    """Draw a figure with the plan, without it and its target, where there is anything to draw."""
    mine, before = _of(tests, name), _of(without, name)
    st.caption(formats.text(f"test.{name}_how"))
    known = {test.year: test.value for test in mine}
    largest = max((abs(test.value or 0.0) for test in (*mine, *before)), default=0.0)
    on_axis = formats.readable(max(largest, *(abs(test.target or 0.0) for test in mine)))
    scale, unit = _scale(name, on_axis)
    series = {
        formats.text("accounts.with_plan"): {year: _scaled(value, scale) for year, value in known.items()},
        formats.text("accounts.without_plan"): {test.year: _scaled(test.value, scale) for test in before},
        formats.text("accounts.target"): {test.year: _scaled(test.target, scale) for test in mine},
    }
    series = {label: values for label, values in series.items() if any(v is not None for v in values.values())}
    absent = _absent(mine, formats)
    if any(value is not None for value in known.values()):
        alt_text = formats.text(
            "accounts.test_alt",
            test=t(f"budget_test.{name}", formats.lang),
            values="; ".join(f"{test.year}: {_value(name, test.value, formats)}" for test in mine),
        )
        is_share = name in _SHARES
        number_format = ",.2f" if is_share else ",.1f"
        lines_chart(
            series,
            formats,
            unit=unit,
            key="test",
            alt_text=alt_text,
            number_format=number_format,
            is_zero_based=is_share,
        )
    else:
        st.info(formats.text("accounts.test_unknown", absent=absent))
        alt_text = formats.text("accounts.test_unknown", absent=absent)
    rows = [
        {
            "year": str(test.year),
            "value": _value(name, test.value, formats) if test.value is not None else _why(test, formats),
            "without": _value(name, other.value, formats) if other.value is not None else _why(other, formats),
            "target": _value(name, test.target, formats),
            "verdict": verdict(test, formats, has_target=_has_target(mine)),
        }
        for test, other in zip(mine, before, strict=True)
    ]
    heads = {
        "year": "chart.year",
        "value": "accounts.with_plan",
        "without": "accounts.without_plan",
        "target": "accounts.target",
        "verdict": "accounts.verdict",
    }
    columns = [Column(key, formats.text(label), width=200) for key, label in heads.items()]
    data_expander(rows, columns, formats, name="tests", title=formats.text("chart.data"), alt=alt_text)


def _why(test: BudgetTest, formats: Formats) -> str:
    """Return why a figure is not there."""
    absent = [_field(field, formats) for field in test.absent if not field.endswith(("_target", "_ceiling", "_frame"))]
    if absent:
        return formats.text("accounts.lacks", fields=", ".join(absent))
    return formats.reason(test.undefined) if test.undefined else "–"


def _scale(name: TestName, on_axis: Formats) -> tuple[float, str]:
    """Return what one of the axis' unit is, and what it is called."""
    if name in _SHARES:
        return 0.01, on_axis.text("unit.rate")
    if name is TestName.DEBT_PER_INHABITANT:
        return 1.0, on_axis.text("accounts.per_inhabitant", currency=on_axis.kronor_label)
    return float(on_axis.factor), on_axis.money_label


def _scaled(value: float | None, scale: float) -> float | None:
    return None if value is None else value / scale
