"""A sheet for the funding mixes of each scenario: which rows stand on it and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from finmodel.excel.layout import META_SHEET
from finmodel.excel.lists import LISTS_SHEET
from finmodel.i18n.catalogue import t, texts
from finmodel.model.scenarios import ScenarioFunding

if TYPE_CHECKING:
    from finmodel.i18n.catalogue import Language
    from finmodel.model.plan import Plan

__all__ = ["MixSheet", "mix_sheets"]

MAX_TITLE = 31
"""Units of UTF-16 that Excel takes in the name of a sheet."""

_REFUSED = frozenset("[]:*?/\\'")
_RESERVED = frozenset({"history", "historik", META_SHEET, LISTS_SHEET})


@dataclass(frozen=True, slots=True)
class MixSheet:
    """One sheet of mixes: its name in the workbook and its rows."""

    title: str
    rows: tuple[ScenarioFunding, ...]


def mix_sheets(plan: Plan, lang: Language) -> tuple[MixSheet, ...]:
    """Return a sheet for each scenario that has mixes, in the order of their rows; an empty one where none has.

    Parameters
    ----------
    plan
        The plan.
    lang
        Language of the sheets' names.
    """
    rows: dict[str, list[ScenarioFunding]] = {}
    for row in plan.scenario_funding:
        rows.setdefault(row.scenario, []).append(row)
    if not rows:
        return (MixSheet(t(f"table.{ScenarioFunding.table}.title", lang), ()),)
    names = {row.id: row.name for row in plan.scenarios}
    taken = {text.casefold() for key, text in texts(lang).items() if _is_title(key)} | _RESERVED
    return tuple(
        MixSheet(_title(names.get(scenario, ""), scenario, taken, lang), tuple(found))
        for scenario, found in rows.items()
    )


def _is_title(key: str) -> bool:
    return key.endswith(".title") and key.startswith(("table.", "workbook.result."))


def _title(name: str, identity: str, taken: set[str], lang: Language) -> str:
    """Return a name that Excel takes and that no other sheet has; it is noted as taken."""
    shown = _clean(name) or _clean(identity)
    stem = t("workbook.mix.title", lang, name=shown)
    title, number = _cut(stem), 2
    while title.casefold() in taken:
        ending = f" {number}"
        title, number = _cut(stem, MAX_TITLE - len(ending)) + ending, number + 1
    taken.add(title.casefold())
    return title


def _clean(text: str) -> str:
    return " ".join("".join(c if c.isprintable() and c not in _REFUSED else " " for c in text).split())


def _cut(text: str, limit: int = MAX_TITLE) -> str:
    while len(text.encode("utf-16-le")) > 2 * limit:
        text = text[:-1]
    return text.strip()
