"""Whose budget a file is of, in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from finmodel.intake.budget_lines import BudgetTable, SourceFormat

__all__ = ["municipality_in", "municipality_of_table"]

_NAMED = re.compile(
    r"(?P<name>(?:[^\W\d_][\w\-]*[ \N{NO-BREAK SPACE}]+){1,3})(?P<kind>kommun|stad|municipality)(?:s|ens|en)?(?!\w)",
    re.IGNORECASE,
)
_REGION = re.compile(r"\bRegion [^\W\d_][\w\-]*")
_NO_NAME = re.compile(
    r"budget|plan|nämnd|styrelse|bokslut|utfall|redovisning|förslag|detalj|drift|investering|för|den|vår|alla|hela|"
    r"version|report|rapport|proposal|outturn|the|of|for|by",
    re.IGNORECASE,
)


def municipality_in(texts: Iterable[str]) -> str:
    """Return the first municipality that texts name with its kind, as they write it; "" where none does.

    Examples
    --------
    >>> municipality_in(["Detaljbudget 2026", "Budget Björklunda kommun, tkr"]), municipality_in(["Kommunens budget"])
    ('Björklunda kommun', '')
    >>> municipality_in(["Trollhättans Stads investeringsplan"]), municipality_in(["Vår kommun", "Region Skåne 2026"])
    ('Trollhättans Stad', 'Region Skåne')
    """
    for text in texts:
        for match in _NAMED.finditer(text):
            words = match["name"].split()
            # The name is what stands just before: "Budget Upplands Väsby kommun".
            named = list(_last_names(words))[::-1]
            if named:
                return " ".join([*named, match["kind"]])
        if region := _REGION.search(text):
            return region[0]
    return ""


def _last_names(words: list[str]) -> Iterator[str]:
    for word in reversed(words):
        if not word[0].isupper() or _NO_NAME.match(word):
            return
        yield word


def municipality_of_table(table: BudgetTable) -> str:
    """Return whose budget a file is of by its titles, its only organisation or its name; "" where none says it.

    Parameters
    ----------
    table
        The file, read: a ledger and SIE name one organisation in all lines, tables have titles.
    """
    is_of_lines = table.source.format not in (SourceFormat.WORKBOOK, SourceFormat.CSV)
    organisations = {line.organisation for line in table.lines} if is_of_lines else set()
    name = PurePath(table.source.file).stem.replace("_", " ")
    return municipality_in([*table.titles, *(organisations if len(organisations) == 1 else ()), name])
