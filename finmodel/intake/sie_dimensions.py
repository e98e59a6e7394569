"""What the dimensions of a SIE file are of a line: by the names in the file, else as the format fixes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from finmodel.intake.budget_lines import CODES
from finmodel.intake.budget_words import Words, normal_form
from finmodel.intake.sie_file import Objects, SieFile

__all__ = ["dimension_fields", "object_codes", "object_names"]


def dimension_fields(
    file: SieFile, words: Words, stated: Sequence[tuple[str, str]] = ()
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Return dimension → field, and the dimensions that are of no field.

    Parameters
    ----------
    file
        The file.
    words
        The known words: the name of a dimension is looked up as a heading.
    stated
        Pairs of dimension and field that the user states; they go first.
    """
    used = {dimension for balance in file.balances for dimension, _ in balance.objects}
    used |= {d for voucher in file.vouchers for row in voucher.transactions for d, _ in row.objects}
    used |= set(file.dimensions)
    fields = {dimension: field for dimension, field in stated if field in CODES}
    for dimension in sorted(used, key=lambda number: (len(number), number)):
        if dimension in fields:
            continue
        known = file.dimensions.get(dimension)
        heading = words.fields.get(normal_form(known.name)) if known is not None else None
        field = heading[0] if heading is not None else words.sie_dimensions.get(dimension)
        if field in CODES and field != "account" and field not in fields.values():
            fields[dimension] = str(field)
    unknown = tuple(
        f"{number} ({file.dimensions[number].name})" if number in file.dimensions else number
        for number in sorted(used - set(fields), key=lambda number: (len(number), number))
    )
    return MappingProxyType(fields), unknown


def object_codes(objects: Objects, fields: Mapping[str, str]) -> dict[str, str]:
    """Return field → object number of a row."""
    return {fields[dimension]: number for dimension, number in objects if dimension in fields}


def object_names(file: SieFile, fields: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return field → code → name of accounts and objects."""
    names: dict[str, dict[str, str]] = {
        "account": {number: account.name for number, account in file.accounts.items() if account.name}
    }
    for (dimension, number), name in file.objects.items():
        if dimension in fields and name:
            names.setdefault(fields[dimension], {}).setdefault(number, name)
    return {field: found for field, found in names.items() if found}
