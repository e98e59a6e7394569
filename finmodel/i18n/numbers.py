"""Numbers as people write them: a strict parser, and the lossless text that it reads back.

``1.234`` may be a thousand or a decimal, depending on who wrote it; a parser that guesses is wrong by a factor of
a thousand without a word. This one refuses what has two meanings and says which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from types import MappingProxyType
from typing import Literal

from finmodel.errors import FinmodelError, Param
from finmodel.i18n.catalogue import Language, fill
from finmodel.model.decimals import shift, to_decimal

__all__ = ["MAX_TEXT", "NumberTextError", "Reason", "number_text", "parse_number", "percent_text", "split_unit"]

Reason = Literal[
    "empty",
    "not_a_number",
    "ambiguous",
    "bad_grouping",
    "too_long",
    "out_of_range",
    "unit_not_allowed",
    "unknown_unit",
    "unit_first",
]
"""Why a text is no number; the sentences stand under ``number_problem.<reason>``."""

MAX_TEXT = 200
"""Longest text that is read as a number [characters]."""

MINUS = "\N{MINUS SIGN}"
_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_SIGNS = f"+\\-{MINUS}\N{EN DASH}"
_TO_SPACE = str.maketrans(dict.fromkeys(_SPACES, " "))

# Sign, then digits with their separators, then an exponent only if digits follow it ("2 EUR" has none).
_START = re.compile(rf"\s*\(?[{_SIGNS}]?[0-9.,{_SPACES}]*(?:[eE][+\-]?[0-9]+)?\s*\)?")
_SIGNED = re.compile(rf"([{_SIGNS}]?) ?([0-9.,].*)", re.DOTALL)
_SCIENTIFIC = re.compile(r"([0-9]*[.,]?[0-9]+)[eE]([+\-]?[0-9]{1,4})")
_PLAIN = re.compile(r"[0-9]+|[0-9]*[.,][0-9]+")
_SHAPE = re.compile(r"[0-9., ]*[0-9]")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([ .,])[0-9]{3}(?:\1[0-9]{3})*(?:(?!\1)[.,]([0-9]+))?")
_UNIT_FIRST = re.compile(rf"(?:[kmt]?(?:sek|eur|kr)|mn?kr|[kmt]?[€$£])\s*\(?[{_SIGNS}]?[0-9]", re.IGNORECASE)
_TWO_MEANINGS = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}")


class NumberTextError(FinmodelError, ValueError):
    """A text cannot be read as a number.

    Parameters
    ----------
    reason
        Machine-readable reason.
    **params
        What its sentence needs: always ``text``; for ``ambiguous`` the two readings ``as_thousands`` and
        ``as_decimal``; for units ``unit`` and ``allowed``; for ``too_long`` ``length`` and ``limit``.
    """

    def __init__(self, reason: Reason, **params: Param) -> None:
        self.reason: Reason = reason
        self.params: Mapping[str, Param] = MappingProxyType(params)
        super().__init__(f"{reason}: {params.get('text')!r}")


def parse_number(text: str, *, lang: Language | None = None) -> Decimal:
    """Return the number that a text means, if it means one only.

    Spaces (also no-break, narrow and thin), points or commas may stand between groups of three digits; a decimal
    comma or point; plus, hyphen, minus or en dash in front, or brackets around a negative number; ``1.5e6``.

    Parameters
    ----------
    text
        What was written; spaces around it do not matter.
    lang
        Language of the writer, None where unknown. One to three digits, one separator and exactly three digits
        have two meanings: refused, except a comma in Swedish (decimal) and a point in English (decimal).

    Returns
    -------
    Decimal
        At most 15 significant digits, rounded half to even.

    Raises
    ------
    NumberTextError
        With a reason; other reasons than units: ``empty``, ``not_a_number``, ``ambiguous``, ``bad_grouping``,
        ``too_long``, ``out_of_range``; ``unit_not_allowed`` where a number is followed by anything like a unit.

    Examples
    --------
    >>> parse_number("1 234,5")
    Decimal('1234.5')
    """
    number, unit = split_unit(text)
    if unit:
        raise NumberTextError("unit_not_allowed", text=text.strip(), unit=unit, allowed=())
    return _parse(number, text.strip(), lang)


def split_unit(text: str) -> tuple[str, str]:
    """Return the number's part of a text and the unit behind it ("" if none), both as written.

    A bracket around both, ``(1 200 kr)``, goes with the number.

    Raises
    ------
    NumberTextError
        ``empty``, ``too_long``, ``not_a_number``, or ``unit_first`` where something like a unit comes first.
    """
    stripped = text.strip()
    if not stripped:
        raise NumberTextError("empty", text=stripped)
    if len(stripped) > MAX_TEXT:
        raise NumberTextError("too_long", text=stripped[:20] + "…", length=len(stripped), limit=MAX_TEXT)
    is_bracketed = stripped.startswith("(") and stripped.find(")") == len(stripped) - 1
    inner = stripped[1:-1] if is_bracketed else stripped
    start = _START.match(inner)
    end = start.end() if start else 0
    number, unit = inner[:end].strip(), inner[end:].strip()
    if unit and not (unit[0].isalpha() or unit[0] in "%‰€$£"):
        raise NumberTextError("not_a_number", text=stripped)
    if not re.search("[0-9]", number):
        raise NumberTextError("unit_first" if _UNIT_FIRST.match(unit) else "not_a_number", text=stripped)
    return (f"({number})" if is_bracketed else number), unit


def parse_part(number: str, text: str, lang: Language | None) -> Decimal:
    """Return the number of the first part of :func:`split_unit`; errors quote the whole ``text``."""
    return _parse(number, text.strip(), lang)


def _parse(number: str, text: str, lang: Language | None) -> Decimal:
    body = number.translate(_TO_SPACE).strip()
    is_bracketed = body.startswith("(") and body.endswith(")")
    match = _SIGNED.fullmatch(body[1:-1].strip() if is_bracketed else body)
    if match is None or (is_bracketed and match[1]):
        raise NumberTextError("not_a_number", text=text)
    size = _unsigned(match[2], text, lang)
    value = to_decimal(size.copy_negate() if is_bracketed or match[1] not in ("", "+") else size)
    if not isfinite(float(value)) or (value and not float(value)):
        raise NumberTextError("out_of_range", text=text)
    return value


def _unsigned(body: str, text: str, lang: Language | None) -> Decimal:
    scientific = _SCIENTIFIC.fullmatch(body)
    mantissa = scientific[1] if scientific else body
    two_meanings = _TWO_MEANINGS.fullmatch(mantissa)
    if two_meanings and not _is_decimal(two_meanings[1], lang, is_scientific=scientific is not None):
        exponent = f"e{scientific[2]}" if scientific else ""
        raise NumberTextError(
            "ambiguous",
            text=text,
            as_thousands=float(re.sub("[.,]", "", mantissa) + exponent),
            as_decimal=float(mantissa.replace(",", ".") + exponent),
        )
    if _PLAIN.fullmatch(mantissa):
        return Decimal(mantissa.replace(",", ".") + (f"e{scientific[2]}" if scientific else ""))
    grouped = _GROUPED.fullmatch(body)
    if grouped:
        whole = body[: grouped.start(2) - 1] if grouped[2] else body
        return Decimal(re.sub("[ .,]", "", whole) + (f".{grouped[2]}" if grouped[2] else ""))
    raise NumberTextError("bad_grouping" if _SHAPE.fullmatch(body) else "not_a_number", text=text)


def _is_decimal(separator: str, lang: Language | None, *, is_scientific: bool) -> bool:
    """Say whether a separator before exactly three digits can only be a decimal one.

    Scientific notation with a point is how programs write.
    """
    return (separator, lang) in ((",", "sv"), (".", "en")) or (separator == "." and is_scientific)


def number_text(x: float | Decimal, lang: Language) -> str:
    """Return a number as text that loses nothing and that the parser reads back in every language.

    No thousands are grouped. Where three decimals would have two meanings a zero is added: ``1,2340``.

    Parameters
    ----------
    x
        A finite number; taken to 15 significant digits.
    lang
        Decides the decimal sign.

    Returns
    -------
    str
        With U+2212 as minus, so that no spreadsheet takes it for a formula.

    Examples
    --------
    >>> number_text(1234.5, "sv"), number_text(1.234, "sv"), number_text(1.234, "en")
    ('1234,5', '1,2340', '1.2340')
    """
    value = to_decimal(x)
    size = value.copy_abs()
    if not has_readable_size(value):
        mantissa = f"{shift(size, -size.adjusted()):f}"
        exponent = f"e{size.adjusted()}"
    else:
        mantissa, exponent = f"{size:f}", ""
    if _TWO_MEANINGS.fullmatch(mantissa):
        mantissa += "0"
    sign = MINUS if value < 0 else ""
    return sign + (mantissa.replace(".", ",") if lang == "sv" else mantissa) + exponent


def has_readable_size(x: Decimal) -> bool:
    """Say whether a number can be written out without a row of zeros that nobody counts."""
    return not x or -15 <= x.adjusted() <= 20


def percent_text(fraction: float | Decimal, lang: Language) -> str:
    """Return a fraction as percent, as :func:`number_text` does: lossless and read back everywhere.

    Examples
    --------
    >>> percent_text(0.125, "en")
    '12.5%'
    """
    return fill("unit.percent", lang, {"number": number_text(shift(fraction, 2), lang)})
