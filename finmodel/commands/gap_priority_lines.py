"""The priority list as lines for a terminal: the rule, a row an action, for which actor, and who starts what when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.priorities import by_owner_and_year, not_listed
from finmodel.analysis.priority_order import order_rule, sorted_by
from finmodel.commands.grid import Column, grid_lines
from finmodel.i18n.catalogue import t

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from finmodel.analysis.priorities import ActorMoney, Priority
    from finmodel.commands.gap_words import GapWords

__all__ = ["priority_lines"]

_FIGURES = ("investment_total", "npv", "abatement_cost", "tonnes_year", "gap", "share_secured")


def priority_lines(words: GapWords, column: str, *, descending: bool) -> Iterator[str]:
    """Return the priority list.

    Parameters
    ----------
    words
        The analysis and its language.
    column
        What the rows are sorted by; the rank stays that of the rule.
    descending
        Whether the largest goes first.
    """
    language = words.language
    yield from words.title_of("priority_list.title")
    yield from words.note(t("priority_list.how", language))
    yield from words.note(f"{t('priority_list.rule_title', language)}:")
    for place, name in enumerate(order_rule(), start=1):
        yield from words.note(f"{place}. {t(f'priority_list.rule.{name}', language)}")
    rows = sorted_by(words.gap.priorities, column, descending=descending)
    if rows:
        yield ""
        yield from _table(words, rows)
        yield ""
        yield from _actors(words, rows)
        yield ""
        yield from _groups(words)
    left = [(reason, ids) for reason, ids in not_listed(words.gap.results).items() if ids]
    for reason, ids in left:
        label = t(f"priority_list.left_out.{reason}", language)
        yield from words.note(words.text("figure", label=label, value=words.listed(ids)))


def _table(words: GapWords, rows: Sequence[Priority]) -> Iterator[str]:
    language, year = words.language, words.gap.year

    def label(key: str) -> str:
        return t(f"priority_list.column.{key}", language, year=year)

    starts = [row.start_year.value for row in rows]
    shown = {
        "investment_total": (words.money, words.money_label),
        "npv": (words.money, words.money_label),
        "abatement_cost": (words.per_tonne, words.per_tonne_label),
        "tonnes_year": (words.tonnes, words.unit),
        "gap": (words.money, words.money_label),
        "share_secured": (lambda share: words.percent(share, 0), "%"),
    }
    columns = [
        Column(label("start_year"), "", ["–" if start is None else str(int(start)) for start in starts]),
        Column(label("priority"), "", ["" if row.priority is None else str(row.priority) for row in rows]),
        Column(label("status"), "", [t(f"choice.status.{row.status}", language) for row in rows]),
        Column(
            label("control"),
            "",
            ["" if row.control is None else t(f"choice.control.{row.control}", language) for row in rows],
        ),
        *(
            Column(label(key), shown[key][1], [shown[key][0](getattr(row, key).value) for row in rows])
            for key in _FIGURES
        ),
        Column(label("owner"), "", [words.short(row.owner_name) for row in rows]),
    ]
    names = [f"{row.rank}. {row.id} {row.name}" for row in rows]
    yield from grid_lines(label("name"), names, "", columns, words.width)
    yield from words.lacking(
        (getattr(row, key).reason or "", label(key), row.id)
        for row in rows
        for key in ("start_year", *_FIGURES)
        if getattr(row, key).value is None
    )


def _actors(words: GapWords, rows: Sequence[Priority]) -> Iterator[str]:
    """Say what each action is to each organisation: a cost below zero, a saving above."""
    language = words.language
    title = t("priority_list.column.actors", language)
    sign = t("priority_list.actor.sign", language)
    yield from words.note(f"{title}. {sign}")
    for row in rows:
        if row.actors:
            found = "; ".join(_actor(words, item) for item in row.actors)
            yield from words.note(words.text("actors", action=words.action(row.id), actors=found))


def _actor(words: GapWords, item: ActorMoney) -> str:
    if item.net is None:
        # Without a rate there is no present value; the plain sum says so in its words.
        total = t("priority_list.actor.total", words.language)
        return f"{item.name} {words.money(item.total, with_unit=True)} ({total})"
    return words.text(
        "actor",
        name=item.name,
        net=words.money(item.net, with_unit=True),
        investment=words.money(item.investment, with_unit=True),
        running=words.money(item.running, with_unit=True),
    )


def _groups(words: GapWords) -> Iterator[str]:
    """Write what each organisation starts in each year."""
    language, found = words.language, by_owner_and_year(words.gap.priorities)

    def label(key: str) -> str:
        return t(f"priority_list.column.{key}", language, year=words.gap.year)

    columns = [
        Column(label("start_year"), "", ["–" if g.start_year is None else str(g.start_year) for g in found]),
        Column(words.text("n_actions"), "", [str(len(group.actions)) for group in found]),
        Column(label("investment_total"), words.money_label, [words.money(g.investment_total.value) for g in found]),
        Column(words.text("n_costed"), "", [words.n_of(g.n_costed, len(g.actions)) for g in found]),
        Column(label("gap"), words.money_label, [words.money(group.gap.value) for group in found]),
    ]
    if any(group.n_gap != group.n_costed for group in found):
        columns.append(Column(words.text("n_known"), "", [words.n_of(g.n_gap, len(g.actions)) for g in found]))
    names = [words.names[group.owner] for group in found]
    yield from grid_lines(words.text("by_owner_and_year"), names, "", columns, words.width)
