"""What stands in the base plan where a change of a scenario is to be made, shown beside the form's new value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.inert import inert
from app.components.values import Names, value_text
from finmodel.model.changes import plain
from finmodel.model.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.state import Page
    from finmodel.model.row import Row

__all__ = ["show_now"]

_N_SHOWN = 5


def show_now(address: str, picks: Mapping[str, Any], page: Page) -> None:
    """Show the values that a field has in the base plan, for the rows that are picked.

    Parameters
    ----------
    address
        Table and field.
    picks
        The row of the change as it stands in the form: actions, statuses, sectors, owners, rows, kind.
    page
        The page.
    """
    formats, plan = page.formats, page.base.plan
    table, _, field = address.partition(".")
    names = Names(plan)
    rows = [plan.settings] if table == Settings.table else _picked(table, picks, page)
    if not rows:
        st.caption(formats.text("scenarios.now_nothing"))
        return
    said = []
    for row in rows[:_N_SHOWN]:
        content = {name: plain(getattr(row, name)) for name in row.specs}
        value = value_text(table, field, content[field], names, formats, row=content)
        said.append(value if table == Settings.table else f"{_called(table, row, names)}: {value}")
    if len(rows) > _N_SHOWN:
        said.append(formats.text("scenarios.now_more", n=formats.number(len(rows) - _N_SHOWN)))
    st.caption(inert(formats.text("scenarios.now", values=" · ".join(said))))


def _called(table: str, row: Row, names: Names) -> str:
    identity, action = str(getattr(row, "id", "")), getattr(row, "action", None)
    source = getattr(row, "source", None) if table == "funding" else None
    own = names.of(table, identity) if source is None else names.of("sources", str(source))
    return f"{names.of('actions', action)} – {own}" if isinstance(action, str) else own


def _picked(table: str, picks: Mapping[str, Any], page: Page) -> list[Row]:
    """Return the rows of a table that a change is for, as the overlay picks them."""
    plan, kind = page.base.plan, picks.get("of_kind")
    actions = {
        row.id
        for row in plan.actions
        if row.id in picks.get("actions", ())
        or str(row.status) in picks.get("statuses", ())
        or row.sector in picks.get("sectors", ())
        or row.owner in picks.get("owners", ())
    }
    return [
        row
        for row in plan.tables()[table]
        if (
            picks.get("all_rows")
            or row.id in picks.get("rows", ())
            or (row.id if table == "actions" else getattr(row, "action", None)) in actions
        )
        and (not kind or str(getattr(row, "kind", "")) == kind)
    ]
