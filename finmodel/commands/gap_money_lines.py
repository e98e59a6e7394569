"""The financing gap as lines for a terminal: by year and certainty, organisation and sector, and against capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.capacity_need import CapacityKind
from finmodel.analysis.funding import GapView
from finmodel.analysis.need_cube import NeedCertainty
from finmodel.commands.grid import Column, grid_lines
from finmodel.engine.uses import Use
from finmodel.i18n.catalogue import t
from finmodel.i18n.formats import format_money_per_tonne
from finmodel.i18n.gap import measure_label
from finmodel.i18n.gap_closing import overshoot_note

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from finmodel.analysis.financing_need import NeedDimension, NeedRow
    from finmodel.commands.gap_words import GapWords

__all__ = ["money_lines", "per_tonne_lines"]

_MARK_SUNK = "*"


def money_lines(words: GapWords) -> Iterator[str]:
    """Return what has to be paid for and what is missing as lines.

    Parameters
    ----------
    words
        The analysis and its language.
    """
    yield from words.title_of("need.title")
    need, language = words.gap.need, words.language
    yield from words.note(t("need.how", language))
    if not need.total.uses:
        yield from words.note(words.console.text("sources_nothing"))
    else:
        names = {
            "year": lambda row: f"{row.year}{_MARK_SUNK if (row.year or 0) < need.base_year else ''}",
            "organisation": lambda row: words.names.get(row.organisation or "", ""),
            "sector": lambda row: words.sector(row.sector),
            "use": lambda row: t(f"use.{row.use.key}", language),
        }
        dimensions: tuple[NeedDimension, ...] = ("year", "organisation", "sector", "use")
        for dimension in dimensions:
            if dimension != "year":
                yield ""
            found = need.rows(dimension)
            yield from _need(words, dimension, [names[dimension](row) for row in found], found)
            if dimension == "year" and found[0].year is not None and found[0].year < need.base_year:
                yield words.console.text("sources_sunk", mark=_MARK_SUNK, base_year=need.base_year)
        if any(value is None for value in need.total.gaps.values()):
            view = t(f"gap_view.{GapView.EXPECTED}.label", language)
            yield from words.lacking([("absent_input", view, "")])
        yield from _decided(words)
        yield from _capacity(words)
    if need.not_costed:
        yield from words.note(t("need.not_costed", language, names=words.listed(need.not_costed)))


def _need(words: GapWords, dimension: NeedDimension, names: Sequence[str], rows: Sequence[NeedRow]) -> Iterator[str]:
    """Write a row a member of a dimension: what has to be paid for, how sure its money is, and what is missing."""
    need, language = words.gap.need, words.language
    by: dict[tuple[Any, NeedCertainty | None], float] = {
        (getattr(row, dimension), row.certainty): row.uses for row in need.rows(dimension, "certainty")
    }
    certain = {row.certainty: row.uses for row in need.rows("certainty")}
    money, unit = words.money, words.money_label
    columns = [
        Column(t("need.column.uses", language), unit, [money(row.uses) for row in rows], money(need.total.uses)),
        *(
            Column(
                t(f"need.certainty.{name}", language),
                unit,
                [money(by.get((getattr(row, dimension), name), 0.0)) for row in rows],
                money(certain.get(name, 0.0)),
            )
            for name in NeedCertainty
        ),
        *(
            Column(
                t(f"gap_view.{view}.label", language),
                unit,
                [money(row.gaps[view]) for row in rows],
                money(need.total.gaps[view]),
            )
            for view in (GapView.EXPECTED, GapView.WORST)
        ),
    ]
    total = words.console.text("sources_total", year=need.base_year)
    yield from grid_lines(t(f"need.column.{dimension}", language), names, total, columns, words.width)


def _decided(words: GapWords) -> Iterator[str]:
    decided = words.gap.need.decided
    yield ""
    yield from words.note(
        words.text(
            "decided",
            decided=words.or_reason(decided.share_decided, words.percent(decided.share_decided.value, 0)),
            secured=words.or_reason(decided.share_secured, words.percent(decided.share_secured.value, 0)),
        )
    )


def _capacity(words: GapWords) -> Iterator[str]:
    """Write need against frames and adopted plan: a row an organisation, summed from the base year on."""
    language, found = words.language, words.gap.need.capacity
    rows = [item.to_dict()["total"] for item in (*found.organisations, found.total)]
    if not any(row[f"need_{use.key}"] or row[str(kind)] for row in rows for use in Use for kind in CapacityKind):
        return
    keys = [
        key
        for use, kind in ((Use.CAPITAL, CapacityKind.INVESTMENT_FRAME), (Use.RUNNING, CapacityKind.OPERATING_ALLOWANCE))
        for key in (f"need_{use.key}", f"gap_{use.key}", f"{kind}_left", f"more_{use.key}")
    ]
    keys += ["net_need", "budgeted", "new"]
    columns = []
    for key in keys:
        values = [row[key] for row in rows]
        if any(value is not None and value != 0 for value in values):
            cells = [words.money(value) for value in values]
            columns.append(Column(t(f"capacity.column.{key}", language), words.money_label, cells[:-1], cells[-1]))
    if not columns:
        return
    names = [words.names.get(item.organisation or "", "") for item in found.organisations]
    total = words.console.text("sources_total", year=words.gap.need.base_year)
    yield ""
    yield from grid_lines(t("capacity.title", language), names, total, columns, words.width)
    yield from words.note(t("capacity.how", language))
    if found.common:
        base = words.gap.need.years.index(words.gap.need.base_year)
        left = {kind: float(frame.left[base:].sum()) for kind, frame in found.common.items()}
        amounts = [
            f"{t(f'capacity.kind.{kind}', language)} {words.money(amount, with_unit=True)}"
            for kind, amount in left.items()
        ]  # fmt: skip
        yield from words.note(words.text("common_frames", amounts=words.listed(amounts)))


def per_tonne_lines(words: GapWords) -> Iterator[str]:
    """Return kronor missing per tonne missing of the measure that stands first.

    Parameters
    ----------
    words
        The analysis and its language.
    """
    gap, language = words.gap, words.language
    found = gap.missing_per_tonne(gap.main)
    yield from words.title_of("missing_per_tonne.title")
    if gap.main is not None:
        yield from words.note(measure_label(gap.main.perspective, gap.main.gas, language))
    shown = {
        "financing_gap": (found.financing_gap, words.money(found.financing_gap.value, with_unit=True)),
        "gap_tonnes": (found.gap_tonnes, f"{words.tonnes(found.gap_tonnes.value)} {words.unit}"),
        "financing_gap_per_tonne": (
            found.per_tonne,
            format_money_per_tonne(found.per_tonne.value, language, currency=words.settings.currency),
        ),
    }
    for key, (outcome, text) in shown.items():
        label = t(f"missing_per_tonne.{key}", language, year=found.year)
        yield from words.note(words.text("figure", label=label, value=words.or_reason(outcome, text)))
    yield from words.note(*overshoot_note(found.overshoot, found.gap_tonnes.value, found.year, language))
    yield from words.note(t("missing_per_tonne.how", language))
