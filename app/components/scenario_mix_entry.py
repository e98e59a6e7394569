"""An entry of a scenario's mix in a form: how its source pays, what stood there before, and what follows along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.inert import label_text, one_line
from app.components.scenario_edits import PLACES
from app.components.scenario_saving import form_key
from app.components.scenario_values import Entered, number_of, written, years_of
from app.components.scenario_words import unit_text
from finmodel.model.changes import plain
from finmodel.model.spec import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.state import Page
    from finmodel.model.plan import Plan
    from finmodel.model.scenarios import ScenarioFunding

__all__ = ["Entries", "entry_of"]

_WAYS = ("share", "rest", "amount", "by_year")
_OF_ACTIONS = ("amount", "by_year")
_FOLLOW = ("certainty", "probability", "illustrative", "notes")
"""What an entry keeps when its mix is saved anew."""


class Entries:
    """The entries that a mix may have: one of each source, and those of a source that stands there more than once.

    Parameters
    ----------
    plan
        The open plan.
    before
        The scenario's mix of the place as it is, in its order.
    """

    def __init__(self, plan: Plan, before: Sequence[ScenarioFunding]) -> None:
        names = {row.id: one_line(row.name) or row.id for row in plan.sources}
        self.sources = {name: name for name in names}
        self.labels = dict(names)
        self.before: dict[str, ScenarioFunding] = {}
        for row in before:
            token, number = row.source, 1
            while token in self.before:
                number += 1
                token = f"{row.source}/{number}"
            self.before[token] = row
            self.sources[token] = row.source
            self.labels[token] = names[row.source] if number == 1 else f"{names[row.source]} ({number})"


def entry_of(token: str, entries: Entries, place: tuple[str, str, str], page: Page, entered: Entered) -> dict[str, Any]:
    """Let the reader say how a source pays; return the entry, with what follows along from the one that was there.

    Parameters
    ----------
    token, entries
        Which entry, of which.
    place
        Scenario, column and target: the fields begin anew for another one.
    page
        The page.
    entered
        Takes what could not be read.
    """
    formats, old = page.formats, entries.before.get(token)
    name, key = entries.labels[token], f"{token}.{'.'.join(place)}"
    # A default has no amounts: each of its actions would get the same money.
    ways = [way for way in _WAYS if place[1] == PLACES[1] or way not in _OF_ACTIONS]
    left, right = st.columns([2, 3])
    with left:
        way = st.selectbox(
            label_text(formats.text("scenarios.way_of", source=name)),
            ways,
            index=ways.index(found) if (found := _way(old)) in ways else 0,
            format_func=lambda each: formats.text(f"scenarios.way_{each}"),
            key=form_key(f"way.{key}", page),
        )
    with right:
        said = _value(str(way), key, name, old, page, entered)
    follows = {} if old is None else {field: plain(getattr(old, field)) for field in _FOLLOW}
    row = {"source": entries.sources[token], **follows, **said}
    return {field: value for field, value in row.items() if value is not None and value is not False and value != ""}


def _way(old: ScenarioFunding | None) -> str:
    """Return how an entry pays; a share where there is none yet, and where it is the source's own."""
    if old is None:
        return "share"
    if old.rest:
        return "rest"
    if old.by_year:
        return "by_year"
    return "share" if old.amount is None else "amount"


def _value(
    way: str, key: str, name: str, old: ScenarioFunding | None, page: Page, entered: Entered
) -> Mapping[str, Any]:
    """Show the field for a way to pay, filled with what stands there; return what was entered."""
    formats, unit = page.formats, unit_text(Unit.MONEY, page.formats)
    if way == "rest":
        return {"rest": True}
    if way == "by_year":
        label = formats.text("scenarios.years_of", source=name, unit=unit)
        years = {} if old is None else old.by_year
        lines = "\n".join(f"{year}: {written(amount, Unit.MONEY, formats)}" for year, amount in sorted(years.items()))
        help_text = formats.text("scenarios.by_year_help")
        text = st.text_area(label_text(label), value=lines, key=form_key(f"by_year.{key}", page), help=help_text)
        found = years_of(text, Unit.MONEY, formats, label, entered)
        if not text.strip():
            entered.problems.append(formats.text("scenarios.blank", field=label))
        return {"by_year": found}
    is_share = way == "share"
    label = formats.text("scenarios.share_of" if is_share else "scenarios.amount_of", source=name, unit=unit)
    number, kind = getattr(old, way, None), Unit.FRACTION if is_share else Unit.MONEY
    shown = "" if number is None else written(number, kind, formats)
    text = st.text_input(label_text(label), value=shown, key=form_key(f"{way}.{key}", page))
    if text.strip():
        return {way: number_of(text, kind, formats, label, entered)}
    if not is_share:
        entered.problems.append(formats.text("scenarios.blank", field=label))
    return {}
