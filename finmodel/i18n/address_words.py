"""Addresses of a plan in words: the sheet, the column and the row's id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.i18n.catalogue import has, t

if TYPE_CHECKING:
    from finmodel.i18n.catalogue import Language

__all__ = ["address_words"]


def address_words(address: str, lang: Language) -> str:
    """Return an address such as ``investments/sol-1/amount`` in words; as it is where it is none.

    Examples
    --------
    >>> address_words("investments/sol-1/amount", "en"), address_words("settings/inflation", "en").split(":")[0]
    ('Investments: Amount, sol-1', 'Plan')
    """
    table, *rest = address.split("/")
    if not has(f"table.{table}.title", lang):
        return address
    field = rest.pop() if rest and has(f"field.{table}.{rest[-1]}.label", lang) else None
    title = t(f"table.{table}.title", lang)
    label = title if field is None else f"{title}: {t(f'field.{table}.{field}.label', lang)}"
    return ", ".join((label, *rest))
