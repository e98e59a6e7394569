"""The gap sector by sector, and the targets as stated and as computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.fitted import fitted
from app.components.gap_words import cell_of, doubt_of, part_words, tonnes_unit
from app.components.inert import inert, one_line
from app.components.tables import Column, download_csv, show_table, why_column
from app.components.values import Names, value_text
from finmodel.analysis.inventory import Part
from finmodel.analysis.outcome import Outcome
from finmodel.analysis.part_gaps import part_gaps
from finmodel.engine.undefined import Reason
from finmodel.i18n import t
from finmodel.model.document import to_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.emissions_gap import EmissionCell, TargetGap
    from finmodel.analysis.gap import GapAnalysis
    from finmodel.analysis.part_gaps import PartGap

__all__ = ["show_sectors", "show_targets"]

_ROUNDING = 0.5
"""Tonnes: sources print whole ones."""
_NUMBERS = ("base", "baseline", "reductions", "residual", "removals", "target", "gap")


def show_sectors(found: GapAnalysis, cell: EmissionCell, page: Page) -> None:
    """Show base, reference path, plan, target and gap of every sector, the rest and the sum."""
    formats, year = page.formats, str(found.year)
    st.caption(formats.text("gap.sectors_how", year=year))
    parts = part_gaps(found.emissions, cell, found.year)
    rows = [_row(part, page) for part in parts]
    unit = tonnes_unit(cell, formats)
    columns = [
        Column("name", formats.text("gap.part_in", unit=unit), width=210, pinned=True),
        *(
            Column(name, formats.text(f"gap.short_{name}"), decimals=0, width=88, help=_help(name, formats))
            for name in _NUMBERS
        ),
        why_column(formats, 150),
        Column("binding", t("gap.binding", page.lang), width=260),
        Column("base_year", t("gap.base_year", page.lang), width=75),
        Column("quantified", formats.text("gap.quantified_short"), width=110),
    ]
    alt_text = formats.text("gap.sectors_alt", n=len(rows), year=year)
    show_table(rows, fitted(rows, columns), formats, key=f"sectors.{page.lang}", alt=alt_text, n_shown=len(rows))
    doubt = doubt_of(found, cell)
    if doubt is not None:
        over, short = formats.tonnes(doubt.over), formats.tonnes(doubt.short)
        st.caption(formats.text("gap.sum_doubt", over=over, short=short))
    if any(not part.cell.is_measured for part in parts):
        st.caption(formats.text("gap.not_measured"))
    download_csv(rows, columns, formats, name="gap_sectors")


def _help(name: str, formats: Formats) -> str | None:
    return inert(formats.text(f"gap.help_{name}"))


def _row(part: PartGap, page: Page) -> dict[str, Any]:
    formats, cell = page.formats, part.cell
    name = formats.text("gap.sum") if cell.part is Part.WHOLE else part_words(cell, page)
    of = cell.n_quantified + len(cell.missing)
    return {
        "name": name if cell.is_measured else f"{name} *",
        "base_year": "–" if part.base_year is None else str(part.base_year),
        **{key: cell_of(getattr(part, key), formats) for key in _NUMBERS},
        # A target of its own tonnes has no base year, and lacks none.
        **({"base": None} if part.base_year is None else {}),
        "binding": "" if part.target_row is None else one_line(part.target_row.name),
        "quantified": formats.text("gap.n_of", n=cell.n_quantified, of=of),
    }


def show_targets(found: GapAnalysis, cell: EmissionCell, page: Page) -> None:
    """Show every target of the measure as stated, what it allows, the gap in its own year, and where it differs."""
    formats = page.formats
    same = (cell.perspective, cell.gas)
    cells = [each for each in found.emissions.cells if (each.perspective, each.gas) == same]
    pairs = [(each, item) for each in cells for item in each.targets]
    if not pairs:
        st.info(formats.text("gap.no_targets", sheet=inert(t("table.targets.title", page.lang))))
        return
    names, documents = Names(page.plan), {row["id"]: row for row in to_document(page.plan)["targets"]}
    rows = [_target(each, item, documents[item.target.row.id], names, page) for each, item in pairs]
    lang = page.lang
    columns = [
        Column("name", t("gap.targets", lang), width=300, pinned=True),
        Column("year", t("gap.target_year", lang), width=60),
        Column("level", t("gap.level", lang), decimals=0, width=90),
        Column("gap", t("gap.gap_target_year", lang), decimals=0, width=90),
        why_column(formats, 150),
        Column("part", t("gap.part_of", lang), width=190),
        Column("stated", formats.text("gap.stated"), width=100),
        Column("kind", t("field.targets.kind.label", lang), width=160),
        Column("base_year", t("gap.base_year", lang), width=75),
        Column("base", t("gap.base", lang), decimals=0, width=118),
        Column("reduction", formats.text("gap.reduction"), decimals=1, width=120),
        Column("path", t("field.targets.path.label", lang), width=100),
        Column("reference", t("field.targets.reference.label", lang), width=320),
        Column("flags", formats.text("actions.flags"), width=110),
    ]
    alt_text = formats.text("gap.targets_alt", n=len(rows))
    show_table(rows, fitted(rows, columns), formats, key=f"targets.{lang}", alt=alt_text, n_shown=len(rows))
    download_csv(rows, columns, formats, name="targets")
    differences = [line for _, item in pairs for line in _differences(item, formats)]
    if differences:
        st.markdown(f"**{formats.text('gap.differences')}**")
        st.markdown("\n".join(f"- {inert(line)}" for line in differences))
    stated = [item for _, item in pairs if item.target.stated_difference is not None]
    n = sum(1 for item in stated if not _differs(item))
    if n:
        st.caption(formats.text("gap.agrees", n=n, of=len(stated)))


_STATED = ("reduction", "tonnes", "tonnes_per_inhabitant")


def _target(cell: EmissionCell, item: TargetGap, document: dict[str, Any], names: Names, page: Page) -> dict[str, Any]:
    formats, row, target = page.formats, item.target.row, item.target
    stated = [value_text("targets", key, document[key], names, formats) for key in _STATED if key in document]
    no_base = Outcome(None, Reason.NO_BASE_INVENTORY.key)
    own_gap = cell.at(item.gap, row.year)
    after = row.year is not None and row.year > cell.years[-1]
    reason = Reason.AFTER_LAST_YEAR if after else item.gap.reason
    reason = reason if reason is not Reason.DEFINED else Reason.ABSENT_INPUT
    path_reason = target.path.reason if target.path.reason is not Reason.DEFINED else Reason.ABSENT_INPUT
    return {
        "name": one_line(row.name) or row.id,
        "part": part_words(cell, page),
        "kind": t(f"choice.target_kind.{row.kind}", page.lang),
        "stated": "; ".join(stated),
        "base_year": "–" if row.base_year is None else str(row.base_year),
        "year": "–" if row.year is None else str(row.year),
        "base": None if row.base_year is None else cell_of(Outcome(target.base) if target.base else no_base, formats),
        "level": cell_of(Outcome(target.level, None if target.level is not None else path_reason.key), formats),
        "reduction": None if target.reduction is None else 100 * target.reduction,
        "gap": None if row.year is None else cell_of(Outcome(own_gap, reason.key), formats),
        "path": t(f"choice.target_path.{row.path}", page.lang) if row.kind.is_level else "",
        "reference": one_line(row.reference),
        "flags": formats.text("mark.illustrative") if row.illustrative else "",
    }


def _differs(item: TargetGap) -> bool:
    """Whether a printed number of tonnes is another one than the computed, beyond what rounding to tonnes explains."""
    return abs(item.target.stated_difference or 0.0) > _ROUNDING


def _differences(item: TargetGap, formats: Formats) -> Iterator[str]:
    """Yield where a source prints another number than its own words give."""
    row, target = item.target.row, item.target
    name = one_line(row.name) or row.id
    if target.stated_difference is not None and row.stated_tonnes is not None and _differs(item):
        yield formats.text(
            "gap.stated_tonnes",
            name=name,
            stated=formats.tonnes(row.stated_tonnes),
            computed=formats.tonnes(target.level),
            difference=formats.tonnes(target.stated_difference),
        )
    if target.stated_reduction_difference is not None and row.stated_reduction is not None:
        yield formats.text(
            "gap.stated_reduction",
            name=name,
            stated=formats.percent(row.stated_reduction),
            computed=formats.percent(target.reduction),
        )
