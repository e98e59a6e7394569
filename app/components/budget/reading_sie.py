"""How a SIE file is read: which records, which of the levels that repeat the same money, and what dimensions mean."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.budget.reading_notes import show_found
from app.components.budget.reading_words import kronor
from app.components.inert import inert, label_text, one_line
from app.components.tables import Column, show_texts
from app.tagging_sie import contents_of, remembered_sie
from finmodel.errors import InputError
from finmodel.i18n import t
from finmodel.intake.mapping_file import mapping_file_from_json
from finmodel.intake.sie_dimensions import DIMENSION_FIELDS
from finmodel.intake.sie_options import OutturnFrom, SieOptions
from finmodel.intake.sie_options_json import sie_options_to_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.state import Page
    from app.tagging_import import SourceFile
    from finmodel.intake.budget_lines import Chart
    from finmodel.intake.sie_contents import SieContents, SieDimensionFound
    from finmodel.intake.sie_levels import Level

__all__ = ["choose_sie"]

_MAX_DIMENSIONS, _PER_ROW = 40, 4
_MAX_LEVELS = 60
_AUTOMATIC = "automatic"


def choose_sie(file: SourceFile, chart: Chart | None, encoding: str | None, page: Page) -> SieOptions:
    """Let the reader choose how a SIE file is read.

    Parameters
    ----------
    file
        The file.
    chart, encoding
        What the reader says of it; None: as the file says.
    page
        The page.
    """
    known = contents_of(file, SieOptions(), chart, encoding)
    start, origin = (SieOptions(), "") if known is None else _start(file, known, page)
    origin = f"{file.sha256[:16]}.{origin}"
    options = _records(start, origin, page)
    contents = contents_of(file, options, chart, encoding)
    if contents is None:  # why is said where the lines would be
        return options
    options = replace(options, level=_level(contents, start.level, origin, page))
    options = replace(options, dimensions=_dimensions(contents, dict(start.dimensions), origin, page))
    _to_file(options, origin, page)
    return options


def _start(file: SourceFile, contents: SieContents, page: Page) -> tuple[SieOptions, str]:
    """Return what the reader starts from, and a name for it: an uploaded choice, the last one confirmed, or none."""
    formats = page.formats
    starts = {"proposed": (SieOptions(), "")}
    kept = remembered_sie(contents)
    if kept is not None:
        starts = {"kept": (kept[0], "kept"), **starts}
    uploaded = _from_file(file, page)
    if uploaded is not None:
        starts = {"file": uploaded, **starts}
    options = list(starts)
    if len(options) == 1:
        return starts["proposed"]
    name = f"budget_sie_start.{file.sha256[:16]}.{len(options)}"
    picked = st.radio(
        formats.text("budget_import.start"),
        options,
        index=state.index_of(options, state.remember(name, options[0])),
        format_func=lambda option: formats.text(
            f"budget_import.start_{option}", file=inert(one_line(kept[1] if kept is not None else ""))
        ),
        horizontal=True,
        key=f"{name}.{page.lang}",
    )
    return starts[state.choose(name, picked)]


def _from_file(file: SourceFile, page: Page) -> tuple[SieOptions, str] | None:
    formats = page.formats
    name = f"budget_sie_file.{file.sha256[:16]}"
    with st.expander(formats.text("budget_import.sie_file"), icon=":material/upload_file:"):
        uploaded = st.file_uploader(formats.text("budget_import.sie_upload"), key=name, max_upload_size=1)
        if uploaded is None:
            return None
        data = uploaded.getvalue()
        try:
            found = mapping_file_from_json(data.decode("utf-8-sig", "replace"), name=uploaded.name)
        except InputError as error:
            st.error(formats.text("budget_import.sie_refused"), icon=":material/error:")
            show_found(error.issues, formats, key=name)
            return None
        if isinstance(found, SieOptions):
            return found, f"file{hash(data)}"
        st.error(formats.text("budget_import.sie_of_columns"), icon=":material/error:")
        return None


def _records(start: SieOptions, origin: str, page: Page) -> SieOptions:
    """Let the reader say which records are read."""
    formats, lang = page.formats, page.lang
    first, second, third = st.columns(3, vertical_alignment="bottom")
    with first:
        name = f"budget_outturn.{origin}"
        outturns = [*map(str, OutturnFrom)]
        outturn = st.selectbox(
            formats.text("budget_import.outturn"),
            outturns,
            index=state.index_of(outturns, state.remember(name, str(start.outturn))),
            format_func=lambda of: t(f"sie_outturn.{of}", lang).capitalize(),
            key=f"{name}.{lang}",
            help=formats.text("budget_import.outturn_help"),
        )
        state.choose(name, outturn)
    with second:
        has_budget = _checkbox("sie_budget", start.has_budget, origin, page)
    with third:
        has_balances = _checkbox("sie_balance", start.has_balance_accounts, origin, page)
    return SieOptions(has_budget=has_budget, outturn=OutturnFrom(outturn), has_balance_accounts=has_balances)


def _checkbox(what: str, at_first: bool, origin: str, page: Page) -> bool:
    name = f"budget_{what}.{origin}"
    label = page.formats.text(f"budget_import.{what}")
    return state.choose(name, st.checkbox(label, value=state.remember(name, at_first), key=f"{name}.{page.lang}"))


def _level(contents: SieContents, at_first: Level | None, origin: str, page: Page) -> Level | None:
    """Let the reader choose among the levels, with their amounts below; None for the one with the most money."""
    formats = page.formats
    names = {dimension.number: dimension.name for dimension in contents.dimensions}
    levels: dict[str, Level | None] = {_AUTOMATIC: None}
    levels |= {",".join(level): level for level in sorted({found.level for found in contents.levels})}
    if len(levels) <= 1:
        return None
    options = list(levels)
    name = f"budget_sie_level.{origin}"
    usual = _AUTOMATIC if at_first is None else ",".join(at_first)
    automatic = {_level_words(level, names, page) for level in contents.automatic.values()}

    def words(option: str) -> str:
        level = levels[option]
        if level is not None:
            return _level_words(level, names, page)
        if len(automatic) == 1:
            return formats.text("budget_import.sie_level_most", level=next(iter(automatic)))
        return formats.text("budget_import.sie_level_each")

    picked = st.selectbox(
        formats.text("budget_import.sie_level"),
        options,
        index=state.index_of(options, state.remember(name, usual)),
        format_func=words,
        key=f"{name}.{page.lang}",
        help=formats.text("budget_import.sie_level_help"),
    )
    _show_levels(contents, names, origin, page)
    return levels[state.choose(name, picked)]


def _level_words(level: Level, names: Mapping[str, str], page: Page) -> str:
    if not level:
        return page.formats.text("budget_import.sie_whole_account")
    return " + ".join(_dimension_words(number, names.get(number, "")) for number in level)


def _dimension_words(number: str, name: str) -> str:
    return one_line(f"{name} ({number})" if name else number)


def _show_levels(contents: SieContents, names: Mapping[str, str], origin: str, page: Page) -> None:
    formats = page.formats
    rows = [
        {
            "level": _level_words(found.level, names, page),
            "record": formats.text(f"budget_import.sie_record_{found.record[1:].lower()}"),
            "year": str(found.year),
            "n": formats.number(found.n_rows),
            "sum": kronor(found.ore, formats),
            "size": kronor(found.size_ore, formats),
        }
        for found in contents.levels[:_MAX_LEVELS]
    ]
    columns = [Column(name, formats.text(f"budget_import.sie_level_{name}")) for name in rows[0]]
    alt = formats.text("budget_import.sie_levels_alt")
    show_texts(rows, columns, formats, key=f"budget_sie_levels.{origin}.{page.lang}", alt=alt)
    st.caption(formats.text("budget_import.sie_levels_help"))


def _dimensions(
    contents: SieContents, at_first: Mapping[str, str], origin: str, page: Page
) -> tuple[tuple[str, str], ...]:
    """Let the reader say what each dimension is of; nothing is stated where all are as they were found."""
    asked = contents.dimensions[:_MAX_DIMENSIONS]
    if not asked:
        return ()
    st.caption(page.formats.text("budget_import.sie_dimensions"))
    fields = {}
    for first in range(0, len(asked), _PER_ROW):
        for place, dimension in zip(st.columns(_PER_ROW), asked[first : first + _PER_ROW], strict=False):
            with place:
                fields[dimension.number] = _field(dimension, at_first, origin, page)
    if all(fields[dimension.number] == dimension.field for dimension in asked):
        return ()
    return tuple(fields.items())


def _field(dimension: SieDimensionFound, at_first: Mapping[str, str], origin: str, page: Page) -> str:
    formats = page.formats
    options: Sequence[str] = ["", *DIMENSION_FIELDS]
    name = f"budget_sie_field.{dimension.number}.{origin}"
    picked = st.selectbox(
        label_text(_dimension_words(dimension.number, dimension.name)),
        options,
        index=state.index_of(options, state.remember(name, at_first.get(dimension.number, dimension.field))),
        format_func=lambda field: (
            t(f"budget_field.{field}", page.lang) if field else formats.text("budget_import.not_read")
        ),
        key=f"{name}.{page.lang}",
        help=formats.text("budget_import.sie_objects", objects=inert(", ".join(map(one_line, dimension.objects)))),
    )
    return state.choose(name, picked)


def _to_file(options: SieOptions, origin: str, page: Page) -> None:
    formats = page.formats
    st.download_button(
        formats.text("budget_import.sie_download"),
        sie_options_to_json(options),
        file_name=f"{formats.text('file.budget_sie')}.json",
        mime="application/json",
        key=f"budget_sie_download.{page.lang}.{origin}",
        on_click="ignore",
        icon=":material/download:",
        help=formats.text("budget_import.mapping_download_help"),
    )
