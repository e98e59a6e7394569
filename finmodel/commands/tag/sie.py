"""What ``finmodel tag`` is told of SIE files: what outturn is read from, on which level, and what dimensions are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from finmodel.commands.console import UsageError
from finmodel.intake.sie_dimensions import dimension_field
from finmodel.intake.sie_levels import Level
from finmodel.intake.sie_options import OutturnFrom, SieOptions

__all__ = ["OUTTURNS", "one_of_sie", "sie_dimensions", "sie_level", "with_sie"]

OUTTURNS: Mapping[str, OutturnFrom] = MappingProxyType(
    {
        **{str(outturn): outturn for outturn in OutturnFrom},
        **dict.fromkeys(("verifikationer", "#trans"), OutturnFrom.VOUCHERS),
        **dict.fromkeys(("periodsaldon", "#psaldo"), OutturnFrom.PERIODS),
        **dict.fromkeys(("resultat", "#res"), OutturnFrom.RESULTS),
        **dict.fromkeys(("inget", "none"), OutturnFrom.NOTHING),
    }
)
"""Words for what outturn is read from."""

_ACCOUNT = frozenset({"account", "konto", "kontot", "-", "\N{EN DASH}"})
_APART = re.compile(r"[,+;\s]+")
_NUMBER = re.compile(r"[0-9]{1,6}")


def sie_level(typed: str) -> Level:
    """Return the level of ``1,6``, or () for the word ``account``.

    Raises
    ------
    UsageError
        It is neither numbers of dimensions nor that word.

    Examples
    --------
    >>> sie_level("6, 1"), sie_level("konto")
    (('1', '6'), ())
    """
    if typed.strip().casefold() in _ACCOUNT:
        return ()
    numbers = [number for number in _APART.split(typed) if number]
    if not numbers or not all(_NUMBER.fullmatch(number) for number in numbers):
        raise UsageError("tag_sie_level", value=typed)
    return tuple(sorted(set(numbers)))


def sie_dimensions(typed: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return dimension and field of each ``7=activity``; the field "" is none.

    Raises
    ------
    UsageError
        Some are no such pairs, or say two things of one dimension: all told together.
    """
    found: dict[str, str] = {}

    def read(text: str) -> None:
        number, sign, word = (part.strip() for part in text.partition("="))
        field = dimension_field(word) if word else None
        if not sign or field is None or not _NUMBER.fullmatch(number):
            raise UsageError("tag_sie_dimension", value=text)
        if found.setdefault(number, field) != field:
            raise UsageError("tag_sie_dimension_twice", value=number)

    UsageError.check_all(partial(read, text) for text in typed)
    return tuple(found.items())


def one_of_sie(kept: Sequence[SieOptions]) -> SieOptions | None:
    """Return what a kept file says of SIE, None where none does.

    Raises
    ------
    UsageError
        Two files say it.
    """
    if len(kept) > 1:
        raise UsageError("tag_sie_mapping_twice")
    return kept[0] if kept else None


def with_sie(
    kept: SieOptions | None,
    level: Level | None,
    dimensions: Sequence[tuple[str, str]],
    outturn: OutturnFrom | None = None,
) -> SieOptions:
    """Return what holds of SIE: what was typed goes before what a kept file says."""
    found = kept or SieOptions()
    if outturn is not None:
        found = replace(found, outturn=outturn)
    if level is not None:
        found = replace(found, level=level)
    return replace(found, dimensions=tuple({**dict(found.dimensions), **dict(dimensions)}.items()))
