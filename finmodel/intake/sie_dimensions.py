"""What the dimensions of a SIE file are of a line: by the names in the file, else as the format fixes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from finmodel.errors import Severity
from finmodel.intake.budget_lines import CODES
from finmodel.intake.budget_words import normal_form, words
from finmodel.intake.sie_file import Objects, SieFile

if TYPE_CHECKING:
    from finmodel.intake.budget_problems import Problems

__all__ = [
    "DIMENSION_FIELDS",
    "check_dimensions",
    "dimension_field",
    "dimension_fields",
    "dimension_name",
    "object_codes",
    "object_names",
    "used_dimensions",
]


DIMENSION_FIELDS = tuple(name for name in CODES if name != "account")
"""What a dimension may be of: the account is no dimension."""

_NO_FIELD = frozenset({"", "-", "\N{EN DASH}", "none", "nothing", "inget", "ingen", "inte"})


def dimension_field(text: str) -> str | None:
    """Return the field that a word means, "" for none; None for a word that means no field of a dimension.

    Examples
    --------
    >>> dimension_field("Verksamhet"), dimension_field("project"), dimension_field("inget"), dimension_field("konto")
    ('activity', 'project', '', None)
    """
    form = text.strip().casefold()
    if form in _NO_FIELD:
        return ""
    heading = words().fields.get(normal_form(text))
    found = heading[0] if heading is not None else form
    return found if found in DIMENSION_FIELDS else None


def used_dimensions(file: SieFile) -> tuple[str, ...]:
    """Return the dimensions that amounts are stated on, in order of their numbers."""
    used = {dimension for balance in file.balances for dimension, _ in balance.objects}
    used |= {d for voucher in file.vouchers for row in voucher.transactions for d, _ in row.objects}
    return tuple(sorted(used, key=_in_order))


def dimension_fields(
    file: SieFile, stated: Sequence[tuple[str, str]] = ()
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Return dimension → field, and the dimensions of which it is not known.

    The name of a dimension is looked up as a heading; without one its number is, as the format fixes it.

    Parameters
    ----------
    file
        The file.
    stated
        Pairs of dimension and field that the user states; they go first. The field "" is none; a dimension that the
        file has not is passed over.
    """
    numbers = sorted({*used_dimensions(file), *file.dimensions}, key=_in_order)
    known = {dimension: field for dimension, field in stated if dimension in numbers}
    fields = {dimension: field for dimension, field in known.items() if field in DIMENSION_FIELDS}
    for dimension in numbers:
        if dimension in known:
            continue
        field = _field_of(file, dimension)
        if field in DIMENSION_FIELDS and field not in fields.values():
            fields[dimension] = str(field)
    unknown = tuple(dimension_name(file, number) for number in numbers if number not in fields and number not in known)
    return MappingProxyType(fields), unknown


def dimension_name(file: SieFile, number: str) -> str:
    """Return a dimension as the user knows it: ``6 (Projekt)``."""
    return f"{number} ({file.dimensions[number].name})" if number in file.dimensions else number


def check_dimensions(file: SieFile, stated: Sequence[tuple[str, str]], problems: Problems) -> None:
    """Report what the user states of dimensions and cannot be.

    ``FM-B224`` two dimensions of one field; as a warning ``FM-B223`` a dimension that the file has not.
    """
    known = {*used_dimensions(file), *file.dimensions}
    first: dict[str, str] = {}
    for dimension, field in stated:
        if dimension not in known:
            found = tuple(dimension_name(file, number) for number in sorted(known, key=_in_order))
            problems.add("FM-B223", Severity.WARNING, value=dimension, dimensions=found)
        elif field and (other := first.setdefault(field, dimension)) != dimension:
            names = (dimension_name(file, other), dimension_name(file, dimension))
            problems.add("FM-B224", field=field, first=names[0], second=names[1])


def _field_of(file: SieFile, dimension: str) -> str | None:
    named = file.dimensions.get(dimension)
    heading = words().fields.get(normal_form(named.name)) if named is not None else None
    return heading[0] if heading is not None else words().sie_dimensions.get(dimension)


def _in_order(number: str) -> tuple[int, str]:
    return len(number), number


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
