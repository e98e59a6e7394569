"""Moments as people read them: the day and the minute by the clocks in Sweden."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from finmodel.tagging.moments import with_zone

__all__ = ["moment_text"]

_DAY = len("2026-01-01")
_SUMMER, _WINTER = timedelta(hours=2), timedelta(hours=1)


def moment_text(when: str) -> str:
    """Return a moment (ISO 8601) as day and minute; a day alone, or what is no moment, as it stands.

    By the clocks in Sweden, wherever the program runs: the same budget gives the same file. A time without a zone is
    such a time already.

    Examples
    --------
    >>> moment_text("2026-11-21T19:23:45.120000+00:00"), moment_text("2026-07-01T10:00:00+00:00")
    ('2026-11-21 20:23', '2026-07-01 12:00')
    >>> moment_text("2026-11-21T20:23:45"), moment_text("2026-04-02"), moment_text("i våras")
    ('2026-11-21 20:23', '2026-04-02', 'i våras')
    """
    if len(when) <= _DAY:
        return when
    try:
        found = datetime.fromisoformat(when)
        return f"{_in_sweden(found) if found.tzinfo else found:%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return when


def _in_sweden(moment: datetime) -> datetime:
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    summer = utc + _SUMMER
    return summer if with_zone(summer).utcoffset() == _SUMMER else utc + _WINTER
