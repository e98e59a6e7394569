"""Harmful and unexamined money, and decisions to be looked at again, as lines for a terminal."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from finmodel.commands.grid import Column, grid_lines
from finmodel.i18n.catalogue import t
from finmodel.i18n.tagging import axis_name
from finmodel.tagging.amounts import Quotient, quotient
from finmodel.tagging.report import JUDGED
from finmodel.tagging.schemes import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from finmodel.commands.tag.report import TagReport
    from finmodel.commands.tag.words import TagWords
    from finmodel.tagging.lines import LineKind
    from finmodel.tagging.tagged import TaggedLine

__all__ = ["harmful_lines", "line_names", "look_again_lines", "look_again_notice", "unexamined_lines"]

_MOST = 15


def line_names(report: TagReport, items: Iterable[TaggedLine]) -> list[str]:
    """Return lines as they are named in a list: the text, and where it stands in the file."""
    return [f"{item.line.text} ({item.line.place})" for item in items]


def harmful_lines(report: TagReport, kind: LineKind, words: TagWords) -> Iterator[str]:
    """Return how much is harmful on each axis, and the largest lines."""
    of, scheme = report.reports[kind], report.scheme
    for axis in scheme.axis_ids:
        if not scheme.of_role(Role.HARMFUL, axis):
            continue
        ore, share = of.totals.of_role(axis, Role.HARMFUL)
        lines = of.harmful(axis)
        name = axis_name(scheme, axis, words.language)
        yield from words.title("harmful", axis=name, amount=words.with_unit(ore), share=words.percent(share))
        if not lines:
            continue
        amounts = [item.line.amount(of.years) for item in lines[:_MOST]]
        columns = [
            Column(words.text("amount"), words.money_label, [words.money(ore) for ore in amounts]),
            Column("", "%", [words.percent(quotient(ore, of.totals.base)) for ore in amounts], is_joined=True),
            Column(words.text("rules"), "", [_said_by(item, axis, report) for item in lines[:_MOST]]),
        ]
        yield from grid_lines(words.text("column_line"), line_names(report, lines[:_MOST]), "", columns, words.width)
        if len(lines) > _MOST:
            yield from words.note(words.text("more_lines", n=len(lines) - _MOST))


def unexamined_lines(report: TagReport, kind: LineKind, words: TagWords) -> Iterator[str]:
    """Return what nobody has judged on each axis: the largest lines, and how far one gets by them."""
    of, scheme = report.reports[kind], report.scheme
    for axis in scheme.axis_ids:
        left = of.unexamined(axis)
        ore = sum(item.ore for item in left)
        share = quotient(ore, of.totals.base)
        name = axis_name(scheme, axis, words.language)
        yield from words.title("unexamined", axis=name, amount=words.with_unit(ore), share=words.percent(share))
        n_to_judge = of.n_to_judge(axis)
        if n_to_judge:
            goal = words.percent(Quotient(Fraction(JUDGED)), 0)
            yield from words.note(words.console.count("tag_to_judge", n_to_judge, share=goal))
        elif left and n_to_judge == 0:
            yield from words.note(words.text("judged_already", share=words.percent(Quotient(Fraction(JUDGED)), 0)))
        if left:
            shown = left[:_MOST]
            columns = [
                Column(words.text("amount"), words.money_label, [words.money(item.ore) for item in shown]),
                Column(words.text("judged"), "", [words.percent(item.judged) for item in shown]),
                Column(words.text("rules"), "", [_said_by(item.item, axis, report) for item in shown]),
            ]
            names = line_names(report, [item.item for item in shown])
            yield from grid_lines(words.text("column_line"), names, "", columns, words.width)
            if len(left) > _MOST:
                yield from words.note(words.text("more_lines", n=len(left) - _MOST))


def look_again_lines(report: TagReport, kind: LineKind, words: TagWords) -> Iterator[str]:
    """Return the lines whose decision asks to be looked at again, the largest first; nothing where there are none."""
    lines, years, changed = report.look_again(kind), report.reports[kind].years, report.budget.look_again
    if not lines:
        return
    ore = [item.line.amount(years) for item in lines]
    yield from words.title("look_again", n=len(lines), amount=words.with_unit(sum(ore)))
    shown = lines[:_MOST]
    why = [", ".join(t(f"tag_changed.{what}", words.language) for what in changed.get(one.key, ())) for one in shown]
    columns = [
        Column(words.text("amount"), words.money_label, [words.money(each) for each in ore[:_MOST]]),
        Column(words.text("changed"), "", why),
    ]
    yield from grid_lines(words.text("column_line"), line_names(report, shown), "", columns, words.width)
    if len(lines) > _MOST:
        yield from words.note(words.text("more_lines", n=len(lines) - _MOST))
    yield from words.note(words.text("look_again_is"))


def look_again_notice(report: TagReport, words: TagWords) -> Iterator[str]:
    """Return a sentence for each kind: how many lines and kronor ask to be looked at again, and the largest."""
    for kind, of in report.reports.items():
        lines = report.look_again(kind)
        if lines and report.call.chosen_kind in (None, kind):
            yield words.console.count(
                "tag_look_again",
                len(lines),
                kind=t(f"tag_kind.{kind}", words.language),
                amount=words.with_unit(sum(item.line.amount(of.years) for item in lines)),
                lines=words.listed(line_names(report, lines)),
            )


def _said_by(item: TaggedLine, axis: str, report: TagReport) -> str:
    place = report.scheme.axis_ids.index(axis)
    return " ".join(item.verdict.tags[place].rules) or "–"
