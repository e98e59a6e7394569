"""What there is to choose in a SIE file: the levels with their amounts, and the dimensions with what they are of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from os import PathLike
from types import MappingProxyType
from typing import TYPE_CHECKING

from finmodel.errors import InputError
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_source import open_source
from finmodel.intake.sie_checks import check_years
from finmodel.intake.sie_dimensions import dimension_fields, used_dimensions
from finmodel.intake.sie_levels import Level, choose_level, level_of
from finmodel.intake.sie_options import SieOptions
from finmodel.intake.sie_reader import read_sie
from finmodel.intake.sie_rows import BALANCES, SieRows, chart_of

if TYPE_CHECKING:
    from finmodel.intake.budget_lines import Chart
    from finmodel.intake.sie_file import SieFile

__all__ = ["SieContents", "SieDimensionFound", "SieLevelFound", "sie_contents"]

_N_OBJECTS = 3


@dataclass(frozen=True, slots=True)
class SieLevelFound:
    """The rows of a record on one level, in a year.

    Attributes
    ----------
    record, level, year
        Which rows; the level is the numbers of their dimensions, () the account as a whole.
    n_rows
        How many they are.
    ore, size_ore
        Their sum, costs positive, and their sum without signs [öre]: revenue takes out cost in the first only.
    """

    record: str
    level: Level
    year: int
    n_rows: int
    ore: int
    size_ore: int


@dataclass(frozen=True, slots=True)
class SieDimensionFound:
    """A dimension that amounts are stated on.

    Attributes
    ----------
    number, name
        As in the file; the name is "" where it has none.
    field
        What it is taken to be of where the user says nothing; "" for nothing.
    objects
        The first of its objects, with their names.
    """

    number: str
    name: str
    field: str
    objects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SieContents:
    """What a user chooses among.

    Attributes
    ----------
    company
        Whose file it is.
    levels
        Of every record that is read, in the order of the records, then of the levels and years.
    automatic
        The level of each record that is read where the user states none.
    dimensions
        In order of their numbers.
    """

    company: str
    levels: tuple[SieLevelFound, ...]
    automatic: Mapping[str, Level]
    dimensions: tuple[SieDimensionFound, ...]


def sie_contents(
    source: bytes | PathLike[str] | str,
    *,
    name: str | None = None,
    chart: Chart | None = None,
    encoding: str | None = None,
    options: SieOptions | None = None,
) -> SieContents | None:
    """Return what there is to choose in a SIE file, None where it cannot be read: reading it says why.

    Parameters
    ----------
    source, name
        The bytes of the file, or its path, and its name.
    chart, encoding
        As in :class:`~finmodel.intake.budget_options.ReadOptions`.
    options
        Which records are read; level and dimensions are not asked.
    """
    options = options or SieOptions()
    try:
        opened = open_source(source, name=name)
        problems = Problems(opened.name)
        file = read_sie(opened, problems, encoding=encoding)
        check_years(file, problems)
        problems.stop_if_errors()
    except InputError:
        return None
    rows = SieRows(file, chart_of(file, chart), options)
    # The year's result has no levels to choose among.
    found = {record: rows.of(record).read for record in BALANCES if record != "#RES"}
    sums: dict[tuple[str, Level, int], tuple[int, int, int]] = {}
    for record, balances in found.items():
        for row in balances:
            key = (record, level_of(row.objects), file.years[row.year_number][1].year)
            n, ore, size = sums.get(key, (0, 0, 0))
            sums[key] = n + 1, ore + row.ore, size + abs(row.ore)
    order = list(BALANCES)
    levels = sorted(sums, key=lambda key: (order.index(key[0]), key[1], key[2]))
    return SieContents(
        file.company,
        tuple(SieLevelFound(*key, *sums[key]) for key in levels),
        MappingProxyType({record: choose_level(balances) for record, balances in found.items() if balances}),
        _dimensions(file),
    )


def _dimensions(file: SieFile) -> tuple[SieDimensionFound, ...]:
    fields, _ = dimension_fields(file)
    objects: dict[str, dict[str, None]] = {}
    named = (row.objects for row in file.balances)
    posted = (row.objects for voucher in file.vouchers for row in voucher.transactions)
    for pairs in (*named, *posted):
        for dimension, number in pairs:
            objects.setdefault(dimension, {}).setdefault(number)
    return tuple(
        SieDimensionFound(
            number,
            file.dimensions[number].name if number in file.dimensions else "",
            fields.get(number, ""),
            tuple(
                f"{code} {file.objects.get((number, code), '')}".strip()
                for code in islice(objects.get(number, ()), _N_OBJECTS)
            ),
        )
        for number in used_dimensions(file)
    )
