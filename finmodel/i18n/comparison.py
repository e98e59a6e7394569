"""What the figures of a comparison of scenarios are called, and why one of them is undefined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.compare_rows import other_name
from finmodel.i18n.catalogue import has, t

if TYPE_CHECKING:
    from finmodel.i18n.catalogue import Language
    from finmodel.model.plan import Plan

__all__ = ["change_numbers", "perspective_label", "reason_label", "row_label"]

_OF_PERSPECTIVE = ("npv", "npv_after_funding")
_OPERATING_EFFECT = "operating_effect"


def change_numbers(plan: Plan) -> dict[tuple[str, str], int]:
    """Return which number every change has in its scenario, by scenario and id: 1 is made first."""
    found: dict[tuple[str, str], int] = {}
    n_of: dict[str, int] = {}
    for row in sorted(plan.scenario_changes, key=lambda row: (row.position, row.id)):
        n_of[row.scenario] = n_of.get(row.scenario, 0) + 1
        found[row.scenario, row.id] = n_of[row.scenario]
    return found


def row_label(plan: Plan, name: str, lang: Language) -> str:
    """Return the label of a row of a comparison.

    Parameters
    ----------
    plan
        Whose organisations the name may speak of; an organisation's name stands in the label as the plan has it.
    name
        As in :class:`~finmodel.analysis.compare_rows.Value`.
    lang
        Language.

    Raises
    ------
    UnknownKeyError
        There is no such row.
    """
    head, _, rest = name.partition(".")
    if not rest or head == "gap":
        return t(f"compare.figure.{name}.label", lang)
    if head in _OF_PERSPECTIVE:
        return t(f"compare.figure.{head}_of.label", lang, perspective=perspective_label(plan, rest, lang))
    of, _, year = rest.rpartition(".")
    if head == _OPERATING_EFFECT and of:
        names = {row.id: row.name for row in plan.organisations}
        if of == other_name(names):
            return t("compare.figure.operating_effect_other.label", lang, year=year)
        return t(f"compare.figure.{head}_of.label", lang, organisation=names.get(of, of), year=year)
    return t(f"compare.figure.{head}_year.label", lang, year=rest)


def perspective_label(plan: Plan, perspective: str, lang: Language) -> str:
    """Return what a perspective is called: an organisation's name, or the catalogue's word."""
    names = {row.id: row.name for row in plan.organisations}
    key = f"perspective.{perspective}.label"
    return names.get(perspective) or (t(key, lang) if has(key, lang) else perspective)


def reason_label(reason: str, lang: Language) -> str:
    """Return why a figure of a comparison is undefined, short enough for a cell."""
    own = f"compare.reason.{reason}"
    return t(own if has(own, lang) else f"reason.{reason}.label", lang)
