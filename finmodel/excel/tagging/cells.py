"""What stands in a cell of the tagging workbook, and text from outside made safe for one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeAlias

    from finmodel.tagging.amounts import Quotient

__all__ = ["MAX_UNITS", "Cell", "Code", "Kronor", "Live", "Percent", "clean", "kronor", "may_be_formula"]

MAX_UNITS = 32_000
"""Longest text of a cell [UTF-16 units]; Excel takes 32,767."""

_FORMULA_SIGNS = frozenset("=+-@\t\r")


@dataclass(frozen=True, slots=True)
class Kronor:
    """An amount in öre, shown in kronor with two decimals; None leaves the cell blank."""

    ore: int | Fraction | None


@dataclass(frozen=True, slots=True)
class Percent:
    """A share, or in words why there is none."""

    share: Quotient


@dataclass(frozen=True, slots=True)
class Code:
    """A code, always text: leading zeros stay."""

    text: str


@dataclass(frozen=True, slots=True)
class Live:
    """A formula with the value that the engine has for it.

    Attributes
    ----------
    formula
        In English with commas, ``=`` first.
    value
        The engine's: a number in the cell's unit, or the words where it is undefined.
    shape
        ``money``, ``share``, ``count`` or ``check`` (0 where all is well).
    """

    formula: str
    value: float | str
    shape: str = "money"


Cell: TypeAlias = "str | int | Kronor | Percent | Code | Live | None"


def kronor(ore: int | Fraction) -> float:
    """Return öre in kronor, the number nearest to the exact one.

    Examples
    --------
    >>> kronor(123_456_789_01)
    123456789.01
    """
    return ore / 100 if isinstance(ore, int) else float(ore / 100)


def clean(text: str) -> str:
    r"""Return a text that a workbook can hold, to be written as text and nothing else.

    Control characters (but line breaks) and half characters become U+FFFD; longer texts than :data:`MAX_UNITS` are cut
    and end in an ellipsis; what the writing library would take for marked-up text no longer looks so.

    Examples
    --------
    >>> clean("a\x00b") == "a\N{REPLACEMENT CHARACTER}b", clean("<r>x</r>")
    (True, '<r>x</r> ')
    """
    if not text.isprintable():
        text = "".join(map(_safe, text))
    if len(text) > MAX_UNITS // 2:
        units = text.encode("utf-16-le")
        if len(units) > 2 * MAX_UNITS:
            text = units[: 2 * MAX_UNITS - 2].decode("utf-16-le", "ignore") + "…"
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def may_be_formula(text: str) -> bool:
    """Say whether a program might take a text for a formula when somebody edits its cell."""
    return text[:1] in _FORMULA_SIGNS


def _safe(one: str) -> str:
    if one == "\t":
        return " "
    is_bad = (
        (one < " " and one != "\n") or "\x7f" <= one <= "\x9f" or "\ud800" <= one <= "\udfff" or one in "\ufffe\uffff"
    )
    return "\N{REPLACEMENT CHARACTER}" if is_bad else one
