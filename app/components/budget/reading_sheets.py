"""The sheets of a file: which are read, where their headings stand, and which mapping they start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state, tagging_import
from app.components.budget.reading_mapping import edit_mapping
from app.components.budget.reading_notes import show_found
from app.components.budget.reading_rows import with_rows
from app.components.budget.reading_unit import with_unit
from app.components.downloads import file_stem
from app.components.inert import inert, one_line
from app.tagging_mappings import remembered
from finmodel.errors import InputError
from finmodel.intake.budget_mapping_json import mapping_from_json, mapping_to_json

if TYPE_CHECKING:
    from app.state import Page
    from app.tagging_import import SheetLook, SourceFile
    from finmodel.errors import Issue
    from finmodel.intake.budget_mapping import ColumnMapping

__all__ = ["choose_mappings"]

_MAX_HEADER_ROW = 60


def choose_mappings(file: SourceFile, page: Page) -> list[tuple[SheetLook, ColumnMapping]]:
    """Let the reader say which sheets are read and what their columns mean; none where nothing can be read yet."""
    formats = page.formats
    titles = [sheet.title for sheet in file.sheets]
    known = [sheet.title for sheet in file.sheets if sheet.mapping is not None and not sheet.is_hidden]
    chosen = titles
    if len(titles) > 1:
        name = f"budget_sheets.{file.sha256[:16]}"
        chosen = st.multiselect(
            formats.text("budget_import.sheets"),
            titles,
            default=[title for title in state.remember(name, known) if title in titles],
            format_func=lambda title: _sheet_words(file, title, page),
            placeholder=formats.text("budget_import.sheets_none"),
            key=f"{name}.{page.lang}",
            help=formats.text("budget_import.sheets_help"),
        )
        state.choose(name, chosen)
    found = []
    for place, sheet in enumerate(sheet for sheet in file.sheets if sheet.title in chosen):
        if len(titles) > 1:
            st.subheader(inert(sheet.title))
        mapped = _one_sheet(file, sheet, place, page)
        if mapped is not None:
            found.append(mapped)
    return found


def _sheet_words(file: SourceFile, title: str, page: Page) -> str:
    sheet = next(each for each in file.sheets if each.title == title)
    name = one_line(title)
    if sheet.is_hidden:
        return page.formats.text("budget_import.sheet_hidden", name=name)
    return name if sheet.mapping is not None else page.formats.text("budget_import.sheet_unknown", name=name)


def _one_sheet(file: SourceFile, sheet: SheetLook, place: int, page: Page) -> tuple[SheetLook, ColumnMapping] | None:
    formats = page.formats
    origin = f"{file.sha256[:16]}.{place}.{file_stem(sheet.title)}"
    sheet = _with_header(file, sheet, origin, page)
    if sheet.mapping is None or sheet.header is None:
        st.warning(formats.text("budget_import.no_header"), icon=":material/warning:")
        if sheet.issues:
            show_found(sheet.issues, formats, key=f"budget_look.{origin}")
        return None
    if sheet.header.titles:
        titles = " · ".join(one_line(text) for text in sheet.header.titles[:4])
        st.caption(formats.text("budget_import.titles", titles=inert(titles)))
    mapping, from_where, issues = _start(file, sheet, sheet.mapping, origin, page)
    found = edit_mapping(sheet, mapping, f"{origin}.{sheet.header.first_row}.{from_where}", page)
    # The file that is downloaded says all that the reader has said, also further down on the page.
    found = with_unit(file, with_rows(file, found))
    unread = [one_line(column.heading) for column in found.columns if column.field is None and column.heading]
    if unread:
        st.caption(formats.text("budget_import.unread", n=len(unread), columns=inert(", ".join(unread))))
    if issues:
        show_found(issues, formats, key=f"budget_look.{origin}")
    _to_file(found, origin, page)
    return sheet, found


def _with_header(file: SourceFile, sheet: SheetLook, origin: str, page: Page) -> SheetLook:
    """Let the reader point at another row of headings than the one that was found."""
    formats = page.formats
    found = None if sheet.header is None else sheet.header.first_row
    name = f"budget_header.{origin}"
    options = range(_MAX_HEADER_ROW + 1)
    left, right = st.columns([1, 4], vertical_alignment="bottom")
    with left:
        row = st.selectbox(
            formats.text("budget_import.header_row"),
            options,
            index=options.index(state.remember(name, 0)),
            format_func=lambda number: _row_words(number, found, page),
            key=f"{name}.{page.lang}",
            help=formats.text("budget_import.header_row_help"),
        )
    state.choose(name, row)
    if row in (0, found):
        return sheet
    again = tagging_import.at_row(file, sheet.title, row)
    with right:
        if again.header is None:
            st.caption(formats.text("budget_import.no_row"))
    return again


def _row_words(number: int, found: int | None, page: Page) -> str:
    if number:
        return str(number)
    key = "header_unknown" if found is None else "header_found"
    return page.formats.text(f"budget_import.{key}", row=str(found))


def _start(
    file: SourceFile, sheet: SheetLook, proposed: ColumnMapping, origin: str, page: Page
) -> tuple[ColumnMapping, str, tuple[Issue, ...]]:
    """Return the mapping that the reader starts from: confirmed before, uploaded, or finmodel's proposal."""
    formats = page.formats
    kept = remembered(file, sheet)
    uploaded = _from_file(file, sheet, origin, page)
    options = ["proposed"]
    if kept is not None:
        options.insert(0, "kept")
    if uploaded is not None:
        options.insert(0, "file")
    picked = options[0]
    if len(options) > 1:
        file_before = one_line(kept[1]) if kept is not None else ""
        name = f"budget_start.{origin}.{len(options)}"
        picked = st.radio(
            formats.text("budget_import.start"),
            options,
            index=state.index_of(options, state.remember(name, options[0])),
            format_func=lambda option: formats.text(f"budget_import.start_{option}", file=inert(file_before)),
            horizontal=True,
            key=f"{name}.{page.lang}",
        )
        state.choose(name, picked)
    if picked == "file" and uploaded is not None:
        return uploaded[0], uploaded[1], uploaded[2]
    if picked == "kept" and kept is not None:
        return kept[0], "kept", kept[2]
    return proposed, "proposed", sheet.issues


def _from_file(
    file: SourceFile, sheet: SheetLook, origin: str, page: Page
) -> tuple[ColumnMapping, str, tuple[Issue, ...]] | None:
    formats = page.formats
    with st.expander(formats.text("budget_import.mapping_file"), icon=":material/upload_file:"):
        uploaded = st.file_uploader(
            formats.text("budget_import.mapping_upload"), key=f"budget_mapping_file.{origin}", max_upload_size=1
        )
        if uploaded is None:
            return None
        data = uploaded.getvalue()
        try:
            kept = mapping_from_json(data.decode("utf-8", "replace"), name=uploaded.name)
        except InputError as error:
            issues: tuple[Issue, ...] = error.issues
        else:
            mapping, issues = tagging_import.fitted(file, sheet, kept)
            if mapping is not None:
                return mapping, f"file{hash(data)}", issues
        st.error(formats.text("budget_import.mapping_refused"), icon=":material/error:")
        show_found(issues, formats, key=f"budget_mapping_file.{origin}")
        return None


def _to_file(mapping: ColumnMapping, origin: str, page: Page) -> None:
    formats = page.formats
    st.download_button(
        formats.text("budget_import.mapping_download"),
        mapping_to_json(mapping),
        file_name=f"{formats.text('file.budget_mapping')}.json",
        mime="application/json",
        key=f"budget_mapping_download.{page.lang}.{origin}",
        on_click="ignore",
        icon=":material/download:",
        help=formats.text("budget_import.mapping_download_help"),
    )
