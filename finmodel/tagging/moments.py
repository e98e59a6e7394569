"""Moments of steps: ISO 8601 with a zone, or a day; put in the order of time whatever zone they are written in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

__all__ = ["MOMENT_YEARS", "instant", "moment_of", "with_zone"]

MOMENT_YEARS: Final = range(2000, 2101)
"""Years that a step may be of: nothing was tagged before, and what is later is a slip of the pen."""

_DAY: Final = len("2026-01-01")


def moment_of(text: str) -> datetime | None:
    """Return a moment of ISO 8601 with its zone; of a day, its beginning in UTC.

    Returns
    -------
    datetime or None
        None for what is no moment: another way of writing, a time without a zone, a date that the calendar lacks, a
        year outside :data:`MOMENT_YEARS`.

    Examples
    --------
    >>> moment_of("2026-03-01T10:00:00+01:00").isoformat(), moment_of("2026-02-30"), moment_of("2026-03-01T10:00")
    ('2026-03-01T10:00:00+01:00', None, None)
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) == _DAY and text == found.date().isoformat():
        found = found.replace(tzinfo=UTC)
    elif text[_DAY : _DAY + 1] not in ("T", " ") or text[:_DAY] != found.date().isoformat():
        return None  # a week or a date without hyphens: another way of writing
    return found if found.tzinfo is not None and found.year in MOMENT_YEARS else None


def instant(when: str) -> tuple[int, float, str]:
    """Return what puts moments in the order of time; what is no moment comes first, as texts are ordered."""
    try:
        found = datetime.fromisoformat(when)
        return (1, (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp(), "")
    except (ValueError, OverflowError):
        return (0, 0.0, when)


def with_zone(local: datetime) -> datetime:
    """Return a time of the clocks in Sweden with its zone: summer time from the last Sunday of March to October's.

    Source
    ------
    Directive 2000/84/EC: summer time begins and ends at 01:00 UTC on those Sundays. Of the hour that is there twice in
    October the first is meant.

    Examples
    --------
    >>> from datetime import datetime
    >>> with_zone(datetime(2026, 3, 1, 14, 5)).isoformat(), with_zone(datetime(2026, 7, 1)).isoformat()
    ('2026-03-01T14:05:00+01:00', '2026-07-01T00:00:00+02:00')
    """
    begins, ends = (
        datetime.combine(_last_sunday(local.year, month), datetime.min.time()) + timedelta(hours=hour)
        for month, hour in ((3, 2), (10, 3))
    )
    hours = 2 if begins <= local < ends else 1
    return datetime.fromisoformat(f"{local.isoformat()}+0{hours}:00")


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.isoweekday() % 7)
