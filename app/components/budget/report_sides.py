"""The two sides of a comparison: versions, bases, years, and the earlier one as it was reported then or as of now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from app import state, tagging
from app.components.budget.report_words import years_text
from app.components.budget.scope import version_name
from finmodel.i18n import t
from finmodel.tagging.budget_comparison import compare_budgets
from finmodel.tagging.versions import Basis

if TYPE_CHECKING:
    from app.components.budget.report_words import Shown
    from finmodel.tagging.comparison import Comparison
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["Compared", "Side", "choose_sides", "compared_before"]

_SIDES = "budget_sides"


@dataclass(frozen=True, slots=True)
class Side:
    """One side: which version and basis, which years, and whether as it was reported when it was the current one."""

    version: str
    basis: Basis
    years: tuple[int, ...]
    as_reported: bool
    name: str

    @property
    def place(self) -> Place:
        """The version and the basis."""
        return self.version, self.basis


@dataclass(frozen=True, slots=True)
class Compared:
    """Two sides with their budgets, and what has changed; the change is None where a side is not reconciled."""

    before: Side
    after: Side
    budgets: tuple[TaggedBudget, TaggedBudget]
    comparison: Comparison | None


def choose_sides(shown: Shown) -> Compared | None:
    """Let the reader choose what to compare; None where the budget has nothing to compare with."""
    formats, dossier = shown.formats, shown.opened.dossier
    places = [(version.id, basis) for version in dossier.versions for basis in version.bases]
    all_years = {year for version in dossier.versions for basis in version.bases for year in version.years(basis)}
    if len(places) < 2 and len(all_years) < 2:
        st.info(formats.text("budget_report.nothing_to_compare"))
        return None
    first, second = _usual(shown, places)
    left, right = st.columns(2)
    with left:
        one = _place(shown, "before", places, first[0])
    with right:
        other = _place(shown, "after", places, second[0])
    either = (_years_of(shown, one), _years_of(shown, other))
    common = tuple(year for year in either[0] if year in either[1])
    with left:
        before = _side(shown, "before", one, common, first[1] if (one, other) == (first[0], second[0]) else None)
    with right:
        after = _side(shown, "after", other, common, second[1] if (one, other) == (first[0], second[0]) else None)
    if (before.version, before.basis, before.years, before.as_reported) == (
        after.version,
        after.basis,
        after.years,
        after.as_reported,
    ):
        st.info(formats.text("budget_report.same_sides"))
        return None
    state.choose(_SIDES, (before, after))
    budgets = (_budget(shown, before), _budget(shown, after))
    if not all(budget.reconciliation.is_balanced for budget in budgets):
        return Compared(before, after, budgets, None)
    name = ("compared", shown.opened.key, before, after)
    return Compared(before, after, budgets, shown.once(name, lambda: _compared(shown, before, after, budgets)))


def compared_before(shown: Shown) -> TaggedBudget | None:
    """Return what the budget that is shown is compared with in files; None where there is nothing, or no balance.

    What the report compares it with, where it does; else what the report would begin with, the same basis of the
    version before it.
    """
    own: Place = (shown.scope.version_id, shown.scope.basis)
    places = [(version.id, basis) for version in shown.opened.dossier.versions for basis in version.bases]
    sides: tuple[Side, Side] | None = state.remember(_SIDES, None)
    if sides is not None and sides[1].place == own and sides[0].place in places and sides[0].place != own:
        before, is_then = sides[0].place, sides[0].as_reported
    else:
        (before, _), (after, _) = _usual(shown, places)
        is_then = False
        if after != own or before == own:
            return None
    found = tagging.tagged(shown.opened, *before, is_then)
    return found if found.reconciliation.is_balanced else None


Place = tuple[str, Basis]


def _usual(shown: Shown, places: list[Place]) -> tuple[tuple[Place, int | None], tuple[Place, int | None]]:
    """Return where the two sides begin.

    What is looked at, after the same basis of the version before it; else a budget and an outturn of the same years;
    else any other place; else the first and the last year of the only one. What is before is never later in time.
    """
    own: Place = (shown.scope.version_id, shown.scope.basis)
    names = [version.id for version in shown.opened.dossier.versions]
    earlier = [place for place in places if names.index(place[0]) < names.index(own[0])]
    pairs = [(place, own) for place in reversed(earlier) if place[1] == own[1]]
    pairs += [
        (one, other)
        for other in places
        for one in reversed(places)
        if other[1] is Basis.OUTTURN and one[1] is not Basis.OUTTURN
    ]
    pairs += [(own, place) for place in places if place != own]
    if not pairs:
        years = _years_of(shown, own)
        return (own, years[0]), (own, years[-1])

    def has_common(pair: tuple[Place, Place]) -> bool:
        return bool(set(_years_of(shown, pair[0])) & set(_years_of(shown, pair[1])))

    first, second = next(filter(has_common, pairs), pairs[0])
    is_of_two_times = first[1] == second[1] or not has_common((first, second))
    if is_of_two_times and _begins(shown, second) < _begins(shown, first):
        first, second = second, first
    return (first, None), (second, None)


def _begins(shown: Shown, place: Place) -> int:
    """Return the first year of a place, one without years being the earliest."""
    return min(_years_of(shown, place), default=0)


def _years_of(shown: Shown, place: Place) -> tuple[int, ...]:
    return shown.opened.dossier.version(place[0]).years(place[1])


def _label(shown: Shown, place: Place) -> str:
    version = version_name(shown.opened.dossier.version(place[0]), shown.formats.lang)
    return f"{version}, {t(f'tag_basis.{place[1]}', shown.formats.lang)}"


def _place(shown: Shown, name: str, places: list[Place], usual: Place) -> Place:
    formats = shown.formats
    place = st.selectbox(
        formats.text(f"budget_report.{name}"),
        places,
        index=state.index_of(places, state.remember(f"budget_{name}", usual)),
        format_func=lambda one: _label(shown, one),
        key=f"budget_{name}.{formats.lang}.{hash((*places, usual))}",
    )
    if place != usual or f"chosen.budget_{name}" in st.session_state:
        state.choose(f"budget_{name}", place)
    return place


def _side(shown: Shown, name: str, place: Place, common: tuple[int, ...], usual: int | None) -> Side:
    """Let the reader choose the years of a side; without a choice those that both sides have, else all of its own."""
    formats, years = shown.formats, _years_of(shown, place)
    whole = common or years
    words = formats.text(
        "budget_report.common_years" if common and common != years else "budget_report.all_years",
        years=years_text(whole),
    )
    options = (None, *years)
    if not common and usual is None and years:
        usual = years[0]  # sums over other years than the other side's say nothing
    year = st.selectbox(
        formats.text(f"budget_report.{name}_years"),
        options,
        index=state.index_of(options, usual),
        format_func=lambda one: words if one is None else str(one),
        key=f"budget_{name}_year.{formats.lang}.{hash((place, common, usual))}",
    )
    chosen = whole if year is None else (year,)
    version = shown.opened.dossier.version(place[0])
    as_reported = False
    if version is not shown.opened.dossier.current:
        as_reported = st.toggle(
            formats.text("budget_report.as_reported"),
            key=f"budget_{name}_then.{formats.lang}.{version.id}",
            help=formats.text("budget_report.as_reported_help"),
        )
    return Side(version.id, place[1], chosen, as_reported, f"{_label(shown, place)} {years_text(chosen)}")


def _budget(shown: Shown, side: Side) -> TaggedBudget:
    return tagging.tagged(shown.opened, side.version, side.basis, side.as_reported)


def _compared(shown: Shown, before: Side, after: Side, budgets: tuple[TaggedBudget, TaggedBudget]) -> Comparison:
    """Return the comparison; lines whose text has changed are found by their codes and the likest text."""
    return compare_budgets(*budgets, shown.scope.kind, (before.years, after.years))
