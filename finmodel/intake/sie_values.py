"""Values of SIE fields: amounts as öre, days and numbers, read strictly."""

from __future__ import annotations

import datetime as dt
import re

from finmodel.intake.budget_money import MAX_ORE

__all__ = ["sie_date", "sie_ore", "sie_period", "sie_whole"]

_AMOUNT = re.compile(r"([+-]?)([0-9]+)(?:[.,]([0-9]{1,2})0*)?")
_WHOLE = re.compile(r"-?[0-9]{1,3}")
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_PERIOD = re.compile(r"((?:19|20)[0-9]{2})(0[0-9]|1[0-3])")


def sie_ore(text: str) -> int | None:
    """Return an amount [öre], None where it is none: digits, a point and at most two decimals that count.

    Examples
    --------
    >>> sie_ore("-123.4"), sie_ore("1 000.00"), sie_ore("0.001")
    (-12340, None, None)
    """
    match = _AMOUNT.fullmatch(text)
    if match is None:
        return None
    ore = int(match[2]) * 100 + int((match[3] or "0").ljust(2, "0"))
    if ore > MAX_ORE:
        return None
    return -ore if match[1] == "-" else ore


def sie_date(text: str) -> dt.date | None:
    """Return a day ``20260131``, None where it is none."""
    match = _DAY.fullmatch(text)
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def sie_period(text: str) -> str | None:
    """Return a period ``202601``; months 00 and 13 are whole years and closing periods. None where it is none."""
    return text if _PERIOD.fullmatch(text) else None


def sie_whole(text: str) -> int | None:
    """Return the number of a financial year, None where it is none."""
    return int(text) if _WHOLE.fullmatch(text) else None
