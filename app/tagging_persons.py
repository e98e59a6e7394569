"""Names in a file that may be persons': suppliers with their money. No widgets here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import streamlit as st

from app import tagging_versions
from finmodel.intake.budget_privacy import MASK

if TYPE_CHECKING:
    from app.tagging_import import SourceFile
    from finmodel.intake.budget_lines import BudgetTable

__all__ = ["NamedMoney", "names_in", "names_of_file"]


@dataclass(frozen=True, slots=True)
class NamedMoney:
    """How much of a file stands in a name.

    Attributes
    ----------
    n_lines
        Lines.
    ore
        Their amounts without signs, of all columns [öre]: what is large is looked at first.
    """

    n_lines: int
    ore: int


def names_in(table: BudgetTable) -> Mapping[str, NamedMoney]:
    """Return the names of suppliers that can be read, the largest first; a name that is masked is none.

    Names beside codes of counterparties are those of groups ("Privata", "Region"), and are not asked about.
    """
    n_lines: dict[str, int] = {}
    amounts: dict[str, int] = {}
    for line in table.lines:
        if not line.supplier or MASK in line.supplier:
            continue
        n_lines[line.supplier] = n_lines.get(line.supplier, 0) + 1
        size = sum(abs(amount.ore) for amount in line.amounts)
        amounts[line.supplier] = amounts.get(line.supplier, 0) + size
    found = sorted((-ore, name) for name, ore in amounts.items())
    return MappingProxyType({name: NamedMoney(n_lines[name], -ore) for ore, name in found})


def names_of_file(file: SourceFile, table: BudgetTable, chosen: frozenset[str]) -> Mapping[str, NamedMoney]:
    """Return the names in a file, those too that were chosen to be masked and so are no longer in its lines.

    Parameters
    ----------
    file, table
        The file, and as it was read with the chosen names masked.
    chosen
        The names.
    """
    here = tagging_versions.once("persons", (table,), lambda: names_in(table))
    place = f"budget_names.{file.sha256[:16]}"
    known: Mapping[str, NamedMoney] = st.session_state.get(place, {})
    found = {name: known[name] for name in chosen if name in known and name not in here} | dict(here)
    st.session_state[place] = dict(known) | dict(here)
    return MappingProxyType(dict(sorted(found.items(), key=lambda item: (-item[1].ore, item[0]))))
