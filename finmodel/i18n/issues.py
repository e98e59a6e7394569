"""Issues as sentences: what is wrong, why it matters and how to mend it, where the reader can find it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import cast

from finmodel.errors import Issue, Param, Severity, Where
from finmodel.i18n.address_words import address_words
from finmodel.i18n.catalogue import Language, fill, has, t, t_n
from finmodel.i18n.formats import format_number
from finmodel.i18n.numbers import NumberTextError, Reason, number_text
from finmodel.model.decimals import shift
from finmodel.model.spec import Unit

__all__ = ["MAX_LISTED", "IssueText", "place_text", "render", "render_number_problem", "render_parts", "summary"]

MAX_LISTED = 5
"""How many of several offenders are named; the rest are counted."""

_MAX_SUMS = 20
"""Of sums that differ by rounding more are named: each has its own difference."""

_MAX_SHOWN = 200
_LACKING = "\ue000"
"""Stands for the nearest where there is none, until its sentence is taken away."""

_UNUSED = {
    **dict.fromkeys(("actions", "statuses", "sectors", "owners", "rows"), "rows"),
    **dict.fromkeys(("field", "of_kind"), "field"),
}
"""Which advice there is for a column of a scenario's change that is filled in for nothing; for all others ``value``."""

_IN_PLAN = ("plan_table", "plan_row", "plan_field", "plan_year")


@dataclass(frozen=True, slots=True)
class IssueText:
    """An issue in a language, in parts for a table.

    Attributes
    ----------
    code
        Stable code.
    severity
        Error, warning or info.
    place
        Where it is, as the user sees it; "" where nothing is known.
    what, why, how
        What is wrong with the value, why it matters, how to mend it; ``why`` and ``how`` may be "".
    """

    code: str
    severity: Severity
    place: str
    what: str
    why: str
    how: str


def render(issue: Issue, lang: Language) -> str:
    """Return an issue as one line: ``CODE where: what is wrong. Why. How.``.

    Raises
    ------
    UnknownKeyError
        If the catalogue has no text for the code.
    MissingParamError
        If the issue lacks a parameter that its text needs.
    """
    parts = render_parts(issue, lang)
    head = f"{parts.code} {parts.place}" if parts.place else parts.code
    return f"{head}: {' '.join(part for part in (parts.what, parts.why, parts.how) if part)}"


def render_parts(issue: Issue, lang: Language) -> IssueText:
    """Return an issue's place and sentences one by one.

    Raises
    ------
    UnknownKeyError, MissingParamError
        As :func:`render`.
    """
    params = {name: _named(issue, name, lang) for name in issue.params}
    if isinstance(reason := issue.params.get("reason"), str) and has(f"number_problem.{reason}", lang):
        details = {name: value for name, value in issue.params.items() if name not in ("reason", "value")}
        params["problem"] = render_number_problem(NumberTextError(cast(Reason, reason), **details), lang)
    if issue.code in _PROBLEMS:
        group, reason = _PROBLEMS[issue.code], issue.params.get("reason")
        known = f"{group}.{reason}" if isinstance(reason, str) and has(f"{group}.{reason}", lang) else f"{group}.syntax"
        params["problem"] = fill(known, lang, params)
    if {"minimum", "maximum", "above"} & set(issue.params):
        params["bounds"] = _bounds(issue.params, lang)
    if {"perspective", "gas", "sector"} <= set(issue.params):
        params["of"] = fill(f"emissions_of.{'sector' if issue.params['sector'] else 'whole'}", lang, params)
    if issue.code == "FM-C105":
        params["advice"] = t(f"unused_column.{_UNUSED.get(str(issue.params.get('column')), 'value')}", lang)
    lacks_nearest = "nearest" in issue.params and issue.params["nearest"] is None
    if lacks_nearest:
        params["nearest"] = _LACKING
    what, why, how = (fill(f"issue.{issue.code}.{part}", lang, params) for part in ("what", "why", "how"))
    if lacks_nearest:
        what, why, how = (_without_nearest(part, lang) for part in (what, why, how))
    if place := place_text(_place_in_plan(issue.params), lang):
        what = " ".join(part for part in (what, fill("place.in_plan", lang, {"place": place})) if part)
    where = ", ".join(part for part in (place_text(issue.where, lang), _budget_line(issue.params, lang)) if part)
    return IssueText(issue.code, issue.severity, where, what, why, how)


def _budget_line(params: Mapping[str, Param], lang: Language) -> str:
    """Return the text and the place of the line of a budget that an issue is about, "" where they are not known."""
    text, place = (_short(str(params.get(name, ""))) for name in ("line_text", "line_place"))
    if not text:
        return ""
    shown = fill("place.row", lang, {"row": place}) if place.isdigit() else place
    return fill("place.line" if shown else "place.quoted", lang, {"text": text, "place": shown})


def _without_nearest(text: str, lang: Language) -> str:
    """Return a text without the sentence that would have named the nearest; in the midst of a sentence a dash."""
    before, found, after = text.partition(_LACKING)
    start = before.rfind(". ") + 1
    if not found or not start or not after.startswith("."):
        return text.replace(_LACKING, t("nothing", lang))
    return f"{before[:start]}{after[1:]}"


def _place_in_plan(params: Mapping[str, Param]) -> Where:
    """Return what it is in the plan that a scenario makes invalid, as the parameters ``plan_table`` … say."""
    table, row, field = (str(params[name]) if name in params else None for name in _IN_PLAN[:3])
    year = params.get(_IN_PLAN[3])
    return Where(table=table, row=row, field=field, year=year if isinstance(year, int) else None)


def place_text(where: Where, lang: Language) -> str:
    """Return a place as the user sees it: cell, JSON pointer, or table, row, field and year."""
    label = _field_label(where, lang)
    if where.sheet and where.cell:
        return _with_label(f"{where.sheet}!{where.cell}", label)
    if where.pointer is not None:
        pointer = _with_label(where.pointer or t("place.document", lang), label)
        return ", ".join(part for part in (where.sheet, where.row, pointer) if part) if where.sheet else pointer
    title_key = f"table.{where.table}.title"
    title = where.sheet or (t(title_key, lang) if where.table and has(title_key, lang) else where.table)
    year = None if where.year is None else str(where.year)
    return ", ".join(part for part in (title, where.row, label, year) if part)


def render_number_problem(problem: NumberTextError, lang: Language) -> str:
    """Return the sentence for a text that is no number."""
    params = {name: _shown(value, lang) for name, value in problem.params.items()}
    for name in ("thousands", "decimal"):
        reading = problem.params.get(f"as_{name}")
        if isinstance(reading, float):
            params[f"{name}_text"] = number_text(reading, lang)
    has_no_unit = problem.reason == "unit_not_allowed" and not problem.params.get("allowed")
    return fill(f"number_problem.{'no_unit_allowed' if has_no_unit else problem.reason}", lang, params)


def summary(issues: Iterable[Issue], lang: Language) -> str:
    """Return how many errors, warnings and infos there are, in words: ``2 fel och 1 varning``."""
    counts = Counter(issue.severity for issue in issues)
    words = [t_n(f"count.{severity}", counts[severity], lang) for severity in Severity if counts[severity]]
    if not words:
        return t("count.none", lang)
    *first, last = words
    return fill("and", lang, {"first": ", ".join(first), "last": last}) if first else last


def _field_label(where: Where, lang: Language) -> str | None:
    key = f"field.{where.table}.{where.field}.label"
    return t(key, lang) if where.field and has(key, lang) else where.field


def _with_label(place: str, label: str | None) -> str:
    return f"{place} ({label})" if label else place


def _bounds(params: Mapping[str, Param], lang: Language) -> str:
    """Return in words what a number must lie between."""
    words = [
        fill(f"bounds.{name}", lang, {"value": _number_shown(params, name, lang)})
        for name in ("above", "minimum", "maximum")
        if params.get(name) is not None
    ]
    return fill("and", lang, {"first": words[0], "last": words[1]}) if len(words) == 2 else "".join(words)


_NAMES = {
    "table": "table.{}.title",
    "quantity": "choice.quantity.{}",
    "expected": "expected.{}",
    "perspective": "choice.emission_perspective.{}",
    "gas": "choice.gas.{}",
}
"""Parameters that are a code of ours: shown by the word that the catalogue has for it."""

_CODED: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("FM-M170", "kind"): "choice.source_kind.{kind}",
        ("FM-M171", "kind"): "choice.source_kind.{kind}",
        ("FM-M171", "value"): "choice.money_class.{value}",
        ("FM-M171", "expected"): "choice.money_class.{expected}",
        ("FM-M178", "certainty"): "choice.certainty.{certainty}",
        ("FM-M183", "first"): "field.funding.{first}.label",
        ("FM-M183", "second"): "field.funding.{second}.label",
        ("FM-M187", "first"): "field.funding.{first}.label",
        ("FM-M187", "second"): "field.funding.{second}.label",
        ("FM-M192", "why"): "eligibility.{why}",
        ("FM-M192", "found"): "choice.{why}.{found}",
        ("FM-C104", "operation"): "choice.operation.{operation}",
        ("FM-C104", "column"): "field.scenario_changes.{column}.label",
        ("FM-C105", "operation"): "choice.operation.{operation}",
        ("FM-C105", "column"): "field.scenario_changes.{column}.label",
        ("FM-C109", "operation"): "choice.operation.{operation}",
        ("FM-C110", "operation"): "choice.operation.{operation}",
        ("FM-C114", "kind"): "expected.{kind}",
        ("FM-B110", "field"): "budget_field.{field}",
        ("FM-B111", "first"): "budget_field.{first}",
        ("FM-B111", "second"): "budget_field.{second}",
        ("FM-B118", "field"): "budget_field.{field}",
        ("FM-B141", "field"): "budget_field.{field}",
        ("FM-B224", "field"): "budget_field.{field}",
        ("FM-B160", "kind"): "budget_kind.{kind}",
        ("FM-B160", "sort"): "budget_sort.{sort}",
        ("FM-B161", "kind"): "budget_kind.{kind}",
        ("FM-B161", "sort"): "budget_sort.{sort}",
        ("FM-T193", "kind"): "budget_kind.{kind}",
        ("FM-T195", "kind"): "budget_kind.{kind}",
        ("FM-T193", "sort"): "budget_sort.{sort}",
        ("FM-E102", "kind"): "choice.target_kind.{kind}",
        ("FM-E103", "kind"): "choice.target_kind.{kind}",
        ("FM-E105", "other"): "choice.gas.{other}",
        ("FM-E113", "kind"): "choice.baseline_kind.{kind}",
        ("FM-E114", "kind"): "choice.baseline_kind.{kind}",
    }
)
"""The same for names of parameters that are a code of ours in some issues, and somebody's own text in others."""

_PERCENT = frozenset({("FM-M177", "value"), ("FM-M179", "value"), ("FM-M179", "ceiling"), ("FM-M188", "value")})
"""Fractions that are shown as percent, as they were entered."""

_MONEY = frozenset(
    (code, name)
    for code, names in {
        "FM-B124": ("stated", "turned"),
        "FM-B143": ("lost",),
        "FM-B144": ("stated",),
        "FM-B151": ("amount", "sum", "difference"),
        "FM-B160": ("stated", "found", "difference"),
        "FM-B161": ("stated",),
        "FM-B182": ("stated", "found"),
        "FM-B204": ("difference",),
        "FM-B213": ("rest",),
        "FM-B214": ("difference", "found", "stated"),
        "FM-B219": ("rest",),
        "FM-B222": ("amounts",),
        "FM-B227": ("amount",),
        "FM-T152": ("value", "expected"),
        "FM-T153": ("value",),
        "FM-T158": ("value", "expected"),
        "FM-T170": ("value", "expected"),
        "FM-T173": ("value", "expected"),
        "FM-T180": ("value", "expected", "difference"),
        "FM-T181": ("value", "expected", "difference"),
        "FM-T193": ("value",),
        "FM-T195": ("value",),
    }.items()
    for name in names
)
"""Amounts in kronor, as numbers or as exact decimals: with öre only where there are any."""


_LONG_LISTS = {("FM-T110", "known"): 20, ("FM-T162", "known"): 20}
"""Lists to choose from are told whole: more are named than :data:`MAX_LISTED`."""

_PROBLEMS = {"FM-T137": "yaml_problem", "FM-T200": "json_problem"}
"""Issues that say what is wrong with a document by the parameter ``reason``."""

_WORDED = frozenset({"value", "known", "nearest", "missing"})
"""Parameters that may be names of ours, shown by the words of the group that the parameter ``words`` names."""


def _worded(issue: Issue, name: str, lang: Language) -> str | None:
    """Return names and lists of ours in the reader's words, None where a parameter has none."""
    value, group = issue.params[name], issue.params.get("words")
    if isinstance(value, tuple) and (issue.code, name) == ("FM-T174", "amounts"):
        return ", ".join(_in_year(one, lang) for one in value[:MAX_LISTED])
    if isinstance(value, tuple) and (issue.code, name) in (("FM-B156", "rows"), ("FM-B214", "rows")):
        return _shown(tuple(_differs_by(one, lang) for one in value), lang, _MAX_SUMS)
    if isinstance(value, tuple) and (issue.code, name) == ("FM-T169", "changed"):
        return ", ".join(t(f"tag_changed.{one}", lang) for one in value)
    if name not in _WORDED or not isinstance(group, str) or not value:
        return None
    names = value if isinstance(value, tuple) else (str(value),)
    words = tuple(t(f"{group}.{one}", lang) if has(f"{group}.{one}", lang) else one for one in names)
    more = issue.params.get(f"axes_{lang}", ()) if name == "missing" else ()
    return _shown((*words, *more) if isinstance(more, tuple) else words, lang)


def _named(issue: Issue, name: str, lang: Language) -> str:
    value, place = issue.params[name], (issue.code, name)
    if place in _MONEY and value is not None and not isinstance(value, tuple):
        return _kronor(Decimal(str(value)), lang)
    if (words := _worded(issue, name, lang)) is not None:
        return words
    if place in _PERCENT and isinstance(value, float):
        return _percent(value, lang)
    if place == ("FM-C109", "value"):
        return address_words(str(value), lang)
    if name == "value" and _is_fraction(issue.params):
        return _number_shown(issue.params, name, lang)
    key = _CODED[place].format_map(issue.params) if place in _CODED else _NAMES.get(name, "").format(value)
    return t(key, lang) if key and has(key, lang) else _shown(value, lang, _LONG_LISTS.get(place, MAX_LISTED))


def _kronor(kronor: Decimal, lang: Language) -> str:
    """Return kronor with öre only where there are any; of less than an öre the first figure, never 0.00."""
    if kronor == kronor.to_integral_value():
        return format_number(kronor, lang, 0)
    return format_number(kronor, lang, max(2, -kronor.adjusted()))


def _in_year(amount: str, lang: Language) -> str:
    """Return an amount ``2026=5000.5`` in kronor with its year."""
    year, _, text = amount.partition("=")
    return fill("place.amount_in_year", lang, {"year": year, "amount": _kronor(Decimal(text), lang)})


def _differs_by(row: str, lang: Language) -> str:
    """Return a row ``-0.5=12: Summa gator``, or an account ``-0.5=5010``, with the difference in kronor."""
    amount, _, text = row.partition("=")
    return fill("place.row_differs", lang, {"row": text, "amount": _kronor(Decimal(amount), lang)})


def _is_fraction(params: Mapping[str, Param]) -> bool:
    """Whether a number and its bounds are shares or rates, which people write in percent."""
    return params.get("unit") == Unit.FRACTION


def _number_shown(params: Mapping[str, Param], name: str, lang: Language) -> str:
    """Return a number, or a bound of it, in the form that people write it in."""
    value = params[name]
    if _is_fraction(params) and isinstance(value, int | float):
        return _percent(float(value), lang)
    return _shown(value, lang)


def _percent(fraction: float, lang: Language) -> str:
    return fill("unit.percent", lang, {"number": format_number(shift(fraction, 2), lang, (0, 6))})


def _shown(value: Param, lang: Language, most: int = MAX_LISTED) -> str:
    if isinstance(value, tuple):
        shown = ", ".join(_short(item) for item in value[:most])
        n_more = len(value) - most
        return fill("and_more", lang, {"shown": shown, "n": n_more}) if n_more > 0 else shown or t("nothing", lang)
    if isinstance(value, float):
        return format_number(value, lang)
    return t("nothing", lang) if value is None else _short(str(value))


def _short(text: str) -> str:
    """Return a text on one line and no longer than a sentence bears."""
    line = " ".join(text.splitlines())
    return line if len(line) <= _MAX_SHOWN else f"{line[: _MAX_SHOWN - 1]}…"
