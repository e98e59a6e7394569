"""The words that budgets are headed with: data, read from ``templates/tagging/columns.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from finmodel.intake.budget_lines import Chart, LineKind, Sort
from finmodel.resources import templates_folder

__all__ = ["Words", "normal_form", "words"]

_APART = re.compile(r"[\s_.\-\N{EN DASH}\N{EM DASH}/:*#]+")


@dataclass(frozen=True, slots=True)
class Words:
    """The words in their normal form.

    Attributes
    ----------
    fields
        Heading → field and rank, 0 the commonest heading of the field.
    totals, comparisons
        Headings of columns that are not read.
    sorts, kinds
        What an amount is, what a line is.
    subtotals, subtotals_last
        First and last words of rows that sum up others.
    charts
        Chart → role (``balance``, ``revenue``, ``cost``, ``investment``) → prefixes of accounts.
    ledger, ledger_signature
        Columns of the open supplier ledger: heading → field, and the headings that tell that a table is one.
    sie_dimensions
        Number of a dimension → field.
    """

    fields: Mapping[str, tuple[str, int]]
    totals: frozenset[str]
    comparisons: frozenset[str]
    sorts: Mapping[str, Sort]
    kinds: Mapping[str, LineKind]
    subtotals: tuple[str, ...]
    subtotals_last: tuple[str, ...]
    charts: Mapping[Chart, Mapping[str, tuple[str, ...]]]
    ledger: Mapping[str, str]
    ledger_signature: frozenset[str]
    sie_dimensions: Mapping[str, str]

    def has_role(self, account: str, role: str, chart: Chart) -> bool:
        """Say whether an account has a role in a chart, by its prefix."""
        return account.startswith(self.charts[chart][role])


def normal_form(text: str) -> str:
    """Return a heading as it is compared: NFC, folded, without points, hyphens, strokes and line breaks.

    Examples
    --------
    >>> normal_form("Ansv."), normal_form("Nämnd/ Förvaltning"), normal_form("KONTO_NR")
    ('ansv', 'nämnd förvaltning', 'konto nr')
    """
    return " ".join(_APART.sub(" ", unicodedata.normalize("NFC", text).casefold()).split())


@cache
def words() -> Words:
    """Return the words that come with finmodel.

    Raises
    ------
    ResourceError
        This installation has no templates.
    ValueError
        A heading stands under two fields.
    """
    raw = tomllib.loads((templates_folder() / "tagging" / "columns.toml").read_text("utf-8"))
    return words_of(raw)


def words_of(raw: Mapping[str, Any]) -> Words:
    """Return the words of a file's content; see :func:`words`."""
    fields: dict[str, tuple[str, int]] = {}
    for field, headings in raw["fields"].items():
        for rank, heading in enumerate(headings):
            known = fields.setdefault(normal_form(heading), (field, rank))
            if known[0] != field:
                raise ValueError(f"a heading of two fields: {heading}")
    return Words(
        fields=MappingProxyType(fields),
        totals=frozenset(map(normal_form, raw["not_read"]["total"])),
        comparisons=frozenset(map(normal_form, raw["not_read"]["comparison"])),
        sorts=MappingProxyType(
            {normal_form(word): Sort(sort) for sort, found in raw["sorts"].items() for word in found}
        ),
        kinds=MappingProxyType(
            {normal_form(word): LineKind(kind) for kind, found in raw["kinds"].items() for word in found}
        ),
        subtotals=tuple(word.casefold() for word in raw["rows"]["subtotal"]),
        subtotals_last=tuple(word.casefold() for word in raw["rows"]["subtotal_last"]),
        charts=MappingProxyType(
            {
                Chart(chart): MappingProxyType({role: tuple(prefixes) for role, prefixes in roles.items()})
                for chart, roles in raw["charts"].items()
            }
        ),
        ledger=MappingProxyType(
            {normal_form(word): field for field, found in raw["ledger"]["columns"].items() for word in found}
        ),
        ledger_signature=frozenset(map(normal_form, raw["ledger"]["signature"])),
        sie_dimensions=MappingProxyType({str(number): field for number, field in raw["sie"].items()}),
    )
