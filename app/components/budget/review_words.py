"""What a budget line, its tags and the steps on it are called on the page of review."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from app.components.budget.report_chart import category_colours
from app.components.inert import one_line
from finmodel.i18n import format_number, t
from finmodel.i18n.tagging import axis_name, category_name
from finmodel.tagging.decisions import Standing, Step

if TYPE_CHECKING:
    from app.components.formats import Formats
    from finmodel.i18n import Language
    from finmodel.tagging.decisions import DecisionLog
    from finmodel.tagging.lines import BudgetLine
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.tagged import TaggedLine
    from finmodel.tagging.versions import Version

__all__ = [
    "amount_text",
    "axis_heading",
    "categories_text",
    "code_words",
    "exact_text",
    "in_order",
    "line_label",
    "proposed_on",
    "sentence",
    "standing_words",
    "tints",
]

_TINT = 0.42
"""How much of a colour of the report's charts is left behind text; dark text is read on all of them."""

_MAX_LABEL = 70


def tints(scheme: Scheme) -> dict[str, str]:
    """Return the colour behind the name of each category: a light one of the hue that it has in the report."""
    return {name: _tint(colour) for name, colour in category_colours(scheme).items()}


def _tint(colour: str) -> str:
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * _TINT):02X}" for part in parts)


def sentence(text: str) -> str:
    """Return words with a capital letter first."""
    return text[:1].upper() + text[1:]


def exact_text(ore: int, formats: Formats) -> str:
    """Return öre as kronor, to the öre where there are any."""
    number = format_number(Decimal(ore) / 100, formats.lang, 2 if ore % 100 else 0)
    return f"{number} {formats.kronor_label}"


def amount_text(ore: int, formats: Formats) -> str:
    """Return öre in the page's unit of money."""
    return formats.money(ore / 100)


def code_words(version: Version, field: str, code: str) -> str:
    """Return a code with its name: ``249 Väg``; "" where the line has none."""
    name = one_line(version.name(field, code))
    return one_line(f"{code} {name}") if name and name != code else one_line(code)


def line_label(line: BudgetLine, formats: Formats, years: tuple[int, ...] | None = None) -> str:
    """Return a line in a list to choose from: what it is for, and how much."""
    text = one_line(line.text) or formats.text("budget_review.no_text")
    short = text if len(text) <= _MAX_LABEL else f"{text[: _MAX_LABEL - 1]}…"
    return f"{short} · {t(f'tag_kind.{line.kind}', formats.lang)} · {amount_text(line.amount(years), formats)}"


def axis_heading(scheme: Scheme, axis: str, lang: Language) -> str:
    """Return an axis for a heading."""
    return sentence(axis_name(scheme, axis, lang))


def categories_text(categories: dict[str, str], scheme: Scheme, lang: Language) -> str:
    """Return what a decision says: ``Begränsning: neutral · Anpassning: gynnsam under villkor``."""
    parts = []
    for axis in scheme.axes:
        if axis.id in categories:
            code = categories[axis.id]
            said = category_name(scheme, code, lang) if code in scheme.by_id else one_line(code)
            parts.append(f"{axis_heading(scheme, axis.id, lang)}: {said}")
    return " · ".join(parts)


def proposed_on(key: str, log: DecisionLog) -> bool:
    """Whether the latest step on a line is a proposal that waits for a review."""
    history = log.by_key.get(key, ())
    return bool(history) and history[-1].step is Step.PROPOSED


def standing_words(
    item: TaggedLine, scheme: Scheme, log: DecisionLog, formats: Formats, *, is_short: bool = False
) -> str:
    """Return where the tags come from, by whom, and what is waited for; axes apart only where they differ.

    ``is_short``: axes on which nobody has said anything go unsaid where somebody has on another.
    """
    lang = formats.lang
    each = {axis.id: _standing(item, place, axis.id, log, lang) for place, axis in enumerate(scheme.axes)}
    if len(set(each.values())) == 1:
        said = [next(iter(each.values()))]
    else:
        by_rule = [is_short and standing is Standing.RULE for standing in item.standings]
        said = [
            f"{axis_heading(scheme, axis, lang)}: {words}"
            for (axis, words), is_unsaid in zip(each.items(), by_rule, strict=True)
            if not is_unsaid
        ]
    if item.waits:
        said.append(formats.text("budget_review.waits"))
    if proposed_on(item.key, log):
        said.append(formats.text("budget_review.is_proposed", who=one_line(log.by_key[item.key][-1].who)))
    if item.look_again:
        said.append(formats.text("budget_review.look_again"))
    return " · ".join(said)


def _standing(item: TaggedLine, place: int, axis: str, log: DecisionLog, lang: Language) -> str:
    words = t(f"tag_standing.{item.standings[place]}", lang)
    decided = log.deciding(item.key, axis)
    if item.standings[place] is Standing.RULE or decided is None:
        return words
    return f"{words} ({one_line(decided[0].who)})"


def in_order(moment: str) -> str:
    """Return a moment (ISO 8601) in UTC, in which texts stand in the order of time; itself where it is no moment."""
    try:
        found = datetime.fromisoformat(moment)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return moment
