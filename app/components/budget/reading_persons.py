"""Persons' names, which nothing in a file tells from companies': the reader ticks them, and they are never read in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd
import streamlit as st

from app import state, tagging_persons
from app.components.inert import inert, one_line
from app.components.tables import Column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.state import Page
    from app.tagging_import import SourceFile
    from app.tagging_persons import NamedMoney
    from finmodel.intake.budget_lines import BudgetTable

__all__ = ["choose_persons", "chosen_persons"]

_MAX_ROWS, _N_SEEN = 500, 10
_MAX_TYPED = 10_000
_HEADER, _ROW = 38, 35


def chosen_persons(file: SourceFile) -> frozenset[str]:
    """Return the names that the reader has ticked or written; they are kept for the session and nowhere else."""
    return _ticks(file) | _typed(state.remember(f"{_place(file)}.typed", ""))


def choose_persons(file: SourceFile, table: BudgetTable, page: Page) -> None:
    """Let the reader tick the names that are persons'; the file is read anew with them masked.

    Parameters
    ----------
    file
        The file.
    table
        As it was read with :func:`chosen_persons` masked.
    page
        The page.
    """
    formats = page.formats
    chosen, ticks = chosen_persons(file), _ticks(file)
    names = tagging_persons.names_of_file(file, table, ticks)
    key = "persons" if names else "persons_none"
    title = formats.text(f"budget_import.{key}", n=formats.number(len(names)), chosen=formats.number(len(chosen)))
    with st.expander(title, icon=":material/person:", expanded=bool(chosen)):
        st.caption(formats.text("budget_import.persons_help"))
        shown = _shown(file, list(names), page) if names else []
        ticked = _ticked(shown, names, ticks, f"{_place(file)}.{page.lang}.{hash(tuple(shown))}", page) if shown else ()
        typed = st.text_input(
            formats.text("budget_import.persons_typed"),
            state.remember(f"{_place(file)}.typed", ""),
            max_chars=_MAX_TYPED,
            key=f"{_place(file)}.typed.{page.lang}",
            help=formats.text("budget_import.persons_typed_help"),
        )
        if chosen:
            listed = ", ".join(inert(one_line(name)) for name in sorted(chosen))
            st.caption(formats.text("budget_import.persons_chosen", names=listed))
    state.choose(_place(file), (ticks - set(shown)) | frozenset(ticked))
    state.choose(f"{_place(file)}.typed", typed)
    if chosen_persons(file) != chosen:
        st.rerun()


def _shown(file: SourceFile, names: list[str], page: Page) -> list[str]:
    """Return the first of the names that have the words that the reader looks for."""
    formats = page.formats
    sought = st.text_input(
        formats.text("budget_import.persons_search"),
        key=f"{_place(file)}.search.{page.lang}",
        placeholder=formats.text("budget_import.persons_hint"),
    )
    words = sought.casefold().split()
    found = [name for name in names if all(word in name.casefold() for word in words)]
    if len(found) > _MAX_ROWS:
        numbers = {"n": formats.number(_MAX_ROWS), "of": formats.number(len(found))}
        st.caption(formats.text("budget_import.persons_first", **numbers))
    return found[:_MAX_ROWS]


def _ticks(file: SourceFile) -> frozenset[str]:
    return state.remember(_place(file), frozenset[str]())


def _typed(text: str) -> frozenset[str]:
    return frozenset(name for part in text.split(";") if (name := " ".join(part.split())))


def _ticked(
    shown: list[str], names: Mapping[str, NamedMoney], chosen: frozenset[str], key: str, page: Page
) -> frozenset[str]:
    """Show names with a box to tick, and return those that are ticked."""
    formats = page.formats
    # What the table starts from stands still while the table keeps what is ticked.
    place = f"still.{key}"
    if key not in st.session_state or place not in st.session_state:
        st.session_state[place] = chosen
    start: frozenset[str] = st.session_state[place]
    columns = [
        Column("is_person", formats.text("budget_import.persons_is"), width=90),
        Column("name", formats.text("budget_import.persons_name"), width=360),
        Column("lines", formats.text("budget_import.persons_lines"), width=110),
        Column("amount", formats.text("budget_import.persons_amount"), width=290),
    ]
    rows = [
        {
            "is_person": name in start,
            "name": one_line(name),
            "lines": formats.number(names[name].n_lines),
            "amount": formats.number(names[name].ore / 100, 0),
        }
        for name in shown
    ]
    config = {
        column.key: st.column_config.TextColumn(column.label, width=column.width, alignment=_side(column.key))
        for column in columns[1:]
    }
    first = columns[0]
    edited = st.data_editor(
        pd.DataFrame(rows, columns=[column.key for column in columns]),
        key=key,
        hide_index=True,
        width="stretch",
        height=_HEADER + _ROW * min(max(len(rows), 1), _N_SEEN),
        num_rows="fixed",
        disabled=["name", "lines", "amount"],
        column_config={"is_person": st.column_config.CheckboxColumn(first.label, width=first.width), **config},
        alt=formats.text("budget_import.persons_alt"),
    )
    return frozenset(name for name, is_person in zip(shown, edited["is_person"], strict=True) if is_person)


def _side(name: str) -> Literal["left", "right"]:
    return "left" if name == "name" else "right"


def _place(file: SourceFile) -> str:
    return f"budget_persons.{file.sha256[:16]}"
