"""Amounts of a line as people write them: exact öre, or the sentence that says why they cannot be read."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from finmodel.i18n import number_text, parse_number, render_number_problem
from finmodel.i18n.numbers import NumberTextError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.components.formats import Formats
    from finmodel.i18n import Language
    from finmodel.tagging.lines import Amounts

__all__ = ["ore_of", "ore_of_years", "reworded", "share_of", "share_written", "written_ore"]

_FRACTION = re.compile(r"\s*([0-9]{1,9})\s*/\s*([1-9][0-9]{0,8})\s*")
_PERCENT = re.compile(r"\s*%\s*$")


def written_ore(ore: int, formats: Formats) -> str:
    """Return öre as a field takes them, without loss: in the page's unit of money."""
    return number_text(Decimal(ore) / 100 / formats.factor, formats.lang)


def reworded(text: str, before: Language, now: Language) -> str:
    """Return a number written in one language as it is written in another; other text as it stands.

    Examples
    --------
    >>> reworded("1,234", "sv", "en"), reworded("1/3", "sv", "en")
    ('1.2340', '1/3')
    """
    bare = _PERCENT.sub("", text)
    try:
        return number_text(parse_number(bare, lang=before), now) if bare.strip() else text
    except NumberTextError:
        return text


def ore_of(text: str, formats: Formats, label: str) -> int | str:
    """Return what was written in the page's unit of money as öre, or why it cannot be read; a blank is 0."""
    if not text.strip():
        return 0
    try:
        ore = parse_number(text, lang=formats.lang) * formats.factor * 100
    except NumberTextError as problem:
        why = render_number_problem(problem, formats.lang)
        return formats.text("budget_review.bad_amount", field=label, why=why)
    if ore != ore.to_integral_value():
        return formats.text("budget_review.not_whole_ore", field=label)
    return int(ore)


def ore_of_years(texts: Mapping[int, str], formats: Formats, label: str) -> tuple[Amounts, list[str]]:
    """Return amounts by year, and a sentence for each that cannot be read."""
    found, problems = [], []
    for year, text in sorted(texts.items()):
        ore = ore_of(text, formats, f"{label} {year}")
        if isinstance(ore, str):
            problems.append(ore)
        else:
            found.append((year, ore))
    return tuple(found), problems


def share_written(share: Fraction, formats: Formats) -> str:
    """Return a share as a field takes it, without loss: in percent, or as a fraction where it never ends."""
    percent = share * 100
    exact = Decimal(percent.numerator) / percent.denominator
    if Fraction(exact) == percent and len(exact.as_tuple().digits) <= 15:
        return number_text(exact, formats.lang)
    return f"{share.numerator}/{share.denominator}"


def share_of(text: str, formats: Formats, label: str) -> Fraction | str:
    """Return a share that was written in percent or as a fraction, or why it cannot be read."""
    if as_fraction := _FRACTION.fullmatch(text):
        return Fraction(int(as_fraction[1]), int(as_fraction[2]))
    try:
        return Fraction(parse_number(_PERCENT.sub("", text), lang=formats.lang)) / 100
    except NumberTextError as problem:
        why = render_number_problem(problem, formats.lang)
        return formats.text("budget_review.bad_amount", field=label, why=why)
