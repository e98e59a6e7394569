"""What stands in the columns of the sheet of tagged lines, beside the amounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from finmodel.excel.tagging.ranges import Ranges
from finmodel.excel.texts import flag_text
from finmodel.i18n.catalogue import t
from finmodel.i18n.moments import moment_text
from finmodel.i18n.tagging import LOOK_AGAIN, WAITS, category_name, reason_codes, said, standing_code
from finmodel.i18n.tagging_reasons import Reasons
from finmodel.tagging.decisions import Standing
from finmodel.tagging.reconciliation import BY_DECISION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finmodel.excel.tagging.frame import TagBook
    from finmodel.tagging.decisions import Decision
    from finmodel.tagging.line_links import ActionLink
    from finmodel.tagging.lines import BudgetLine
    from finmodel.tagging.tagged import TaggedLine

__all__ = ["LineColumn", "LineRow", "columns_of", "links_text", "standing_decisions", "why_outside"]

_PRINTED = ("organisation", "activity")
CODES = ("organisation", "responsibility", "activity", "account", "project", "counterparty")


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line on its way to the sheet: as it is, as it may be shown, and what people have said of it."""

    item: TaggedLine
    shown: BudgetLine
    decisions: Sequence[tuple[str, Decision]]


@dataclass(frozen=True, slots=True)
class LineColumn:
    """A column of text.

    Attributes
    ----------
    of
        What stands in it, and the ground's category or "".
    name
        Of its range; "" none.
    is_folded
        Whether it is folded away, on the screen with a sign to open it by, and so not in print.
    wraps
        Whether its text goes on on the next line of its cell.
    """

    label: str
    width: float
    of: Callable[[LineRow], str]
    name: str = ""
    category: Callable[[LineRow], str] | None = None
    is_folded: bool = False
    wraps: bool = False


def why_outside(item: TaggedLine) -> str:
    """Return the rule that put a line outside, or that people have, as the reconciliation counts it."""
    by_rule = item.standings[0] is Standing.RULE and item.verdict.rules
    return item.verdict.rules[0] if by_rule else BY_DECISION


def links_text(book: TagBook, links: Sequence[ActionLink], actions: Mapping[str, str]) -> str:
    """Return what a line is linked to: id, name, kind and the money where it is not all."""
    found = []
    for link in links:
        text = f"{link.action} {actions.get(link.action, '')}".strip()
        text = f"{text} ({t(f'link_kind.{link.kind}', book.lang)})"
        if link.amounts is not None:
            text += f" {book.of_years(link.amounts)}"
        found.append(text)
    return "; ".join(found)


def columns_of(book: TagBook, actions: Mapping[str, str]) -> tuple[list[LineColumn], list[LineColumn]]:
    """Return the columns before the amounts and those after them."""
    text, ranges, names = book.text, Ranges(book), book.budget.version.names
    before = [
        LineColumn(text("lines.key"), 18, lambda row: row.item.key),
        LineColumn(text("lines.kind"), 10, lambda row: book.kind(row.item.line.kind), ranges.kind),
        LineColumn(text("lines.text"), 36, lambda row: row.shown.text, wraps=True),
    ]
    there = {code for code in CODES if any(getattr(item.line, code) for item in book.budget.lines)}
    for code in CODES:
        label, has_names = text(f"field.{code}"), bool(names.get(code))
        # In print are whose line it is, in words where there are any, and its activity.
        is_printed = code in there and code in _PRINTED and not (has_names and code == _PRINTED[0])
        before.append(LineColumn(label, 12, _code_of(code), is_folded=not is_printed))
        if has_names:
            is_folded = code != _PRINTED[0]
            name = text("lines.name_of", field=label)
            before.append(LineColumn(name, 22, _name_of(book, code), is_folded=is_folded, wraps=not is_folded))
    if any(item.line.supplier for item in book.budget.lines):
        before.append(LineColumn(text("field.supplier"), 26, lambda row: row.shown.supplier, is_folded=True))
    before.append(LineColumn(text("lines.place"), 16, lambda row: row.item.line.place, is_folded=True))
    return before, [*_tag_columns(book, ranges), *_people_columns(book, actions)]


def _code_of(code: str) -> Callable[[LineRow], str]:
    return lambda row: str(getattr(row.item.line, code))


def _name_of(book: TagBook, code: str) -> Callable[[LineRow], str]:
    return lambda row: book.budget.version.name(code, getattr(row.item.line, code))


def _tag_columns(book: TagBook, ranges: Ranges) -> list[LineColumn]:
    text, scheme, lang = book.text, book.budget.scheme, book.lang
    names = {category.id: category_name(scheme, category.id, lang) for category in scheme.categories}
    # What is said of so many lines is looked up once: standing_text says the same.
    standings = {name: t(f"tag_standing.{name}", lang) for name in (*map(str, Standing), LOOK_AGAIN)}
    found = []
    for place, axis in enumerate(scheme.axes):

        def category(row: LineRow, place: int = place) -> str:
            return row.item.categories[place]

        def proposal(row: LineRow, place: int = place) -> str:
            return row.item.verdict.tags[place].category

        def name(row: LineRow, place: int = place) -> str:
            return names[row.item.categories[place]]

        def standing(row: LineRow, place: int = place, axis: str = axis.id) -> str:
            if row.item.waits and reason_codes(row.item)[axis] == WAITS:
                return t(f"tag_reason.{WAITS}", lang)
            return standings[standing_code(row.item, place)]

        def confidence(row: LineRow, place: int = place) -> str:
            return t(f"tag_confidence.{row.item.verdict.tags[place].confidence}", lang)

        of = said(axis.name, lang)
        found += [
            LineColumn(text("lines.proposal", axis=of), 13, proposal, is_folded=True),
            LineColumn(text("lines.category", axis=of), 12, category, ranges.tag(axis.id), category),
            LineColumn(text("lines.category_name", axis=of), 22, name, "", category, is_folded=True),
            LineColumn(text("lines.standing", axis=of), 13, standing, ranges.standing(axis.id), wraps=True),
            LineColumn(text("lines.confidence", axis=of), 13, confidence, is_folded=True),
        ]
    return found


def _people_columns(book: TagBook, actions: Mapping[str, str]) -> list[LineColumn]:
    text, ranges, lang, budget = book.text, Ranges(book), book.lang, book.budget
    links: defaultdict[str, list[ActionLink]] = defaultdict(list)
    for link in budget.links:
        links[link.key].append(link)
    changed = {
        key: ", ".join(t(f"tag_changed.{what}", lang) for what in whats) for key, whats in budget.look_again.items()
    }
    reasons = Reasons(budget.tagger, lang)

    def why(row: LineRow) -> str:
        return reasons.of(row.item if row.shown is row.item.line else replace(row.item, line=row.shown))

    def said_of(of: Callable[[Decision], str]) -> Callable[[LineRow], str]:
        return lambda row: _joined(row, lambda decision: book.masks.reason(of(decision)))

    def linked_to(row: LineRow) -> str:
        return links_text(book, links.get(row.item.key, ()), actions)

    def outside(row: LineRow) -> str:
        if budget.scheme.outside not in row.item.categories:
            return ""
        reason = why_outside(row.item)
        return text("outside.decision") if reason == BY_DECISION else reason

    return [
        LineColumn(text("lines.outside"), 9, outside, ranges.outside),
        LineColumn(text("lines.rules"), 20, lambda row: ", ".join(row.item.verdict.rules), is_folded=True),
        LineColumn(text("lines.review"), 12, lambda row: flag_text(row.item.verdict.review, lang), is_folded=True),
        LineColumn(text("lines.changed"), 16, lambda row: changed.get(row.item.key, ""), is_folded=True),
        LineColumn(text("lines.when"), 16, lambda row: _joined(row, lambda one: moment_text(one.when)), is_folded=True),
        LineColumn(text("lines.reason"), 44, said_of(lambda decision: decision.reason), is_folded=True, wraps=True),
        LineColumn(text("lines.evidence"), 30, said_of(lambda decision: decision.evidence), is_folded=True, wraps=True),
        LineColumn(text("lines.links"), 60, linked_to, is_folded=True, wraps=True),
        # The last one is in sight: the sign that opens what is folded stands above the column after it.
        LineColumn(text("lines.look_again"), 9, lambda row: flag_text(row.item.look_again, lang), ranges.look_again),
        LineColumn(text("lines.who"), 15, lambda row: _joined(row, lambda decision: decision.who), wraps=True),
        LineColumn(text("lines.why"), 55, why, wraps=True),
    ]


def standing_decisions(book: TagBook, item: TaggedLine) -> list[tuple[str, Decision]]:
    """Return the decisions that stand for a line, with the name of their axis, each once."""
    found: list[tuple[str, Decision]] = []
    for axis in book.budget.scheme.axes:
        deciding = book.budget.dossier.log.deciding(item.key, axis.id)
        if deciding is not None:
            found.append((said(axis.name, book.lang), deciding[0]))
    return found


def _joined(row: LineRow, of: Callable[[Decision], str]) -> str:
    """Return what the decisions of a line say, by axis where they differ."""
    if not row.decisions:
        return ""
    texts = [of(decision) for _, decision in row.decisions]
    if all(one == other for one, other in pairwise(texts)):
        return texts[0]
    return " · ".join(f"{axis}: {text}" for (axis, _), text in zip(row.decisions, texts, strict=True))
