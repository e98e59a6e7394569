"""Splits as plain data and back, strictly."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Final

from finmodel.tagging.plain_rows import Fields, fields_of
from finmodel.tagging.plain_values import LONGEST_KEY
from finmodel.tagging.problems import shown_value
from finmodel.tagging.row_problems import RowProblems
from finmodel.tagging.splits import Split, SplitPart

__all__ = ["read_split", "split_to_row"]

_NEEDED: Final = ("key", "parts")
_OPTIONAL: Final = ("numbers", "reason", "who", "when", "origin")
_PART: Final = ("text", "share", "amounts")
_MAX_PARTS: Final = 1000
_MAX_DIGITS: Final = 40


def split_to_row(split: Split) -> dict[str, object]:
    """Return plain data, the same for the same split; a share is a text such as ``1/20``."""
    return {
        "key": split.key,
        "parts": [
            {
                "text": part.text,
                "share": None if part.share is None else str(part.share),
                "amounts": None if part.amounts is None else [list(pair) for pair in part.amounts],
            }
            for part in split.parts
        ],
        "numbers": list(split.numbers),
        "reason": split.reason,
        "who": split.who,
        "when": split.when,
        "origin": split.origin,
    }


def read_split(row: object, pointer: str, problems: RowProblems) -> Split | None:
    """Return the split at a place of a document, None (and told) where it cannot be read.

    Parameters
    ----------
    row, pointer
        What stands there, and where.
    problems
        Gets FM-T201 an unknown key, FM-T202 a value of the wrong kind, FM-T203 a key is missing, FM-T212 a number
        twice, FM-T216 numbers that are not one for each part, FM-T218 a text that is too long, FM-T219 too many parts,
        FM-T224 a moment that is none. Whether it fits its line is not asked here.
    """
    fields = fields_of(row, pointer, problems, _NEEDED, _OPTIONAL)
    if fields is None:
        return None
    items = [fields_of(item, at, problems, (), _PART) for item, at in fields.items("parts")]
    parts = tuple(_part(item) for item in items if item is not None)
    return Split(
        key=fields.text("key", is_needed=True, longest=LONGEST_KEY),
        parts=parts,
        reason=fields.text("reason"),
        who=fields.text("who"),
        when=fields.moment("when"),
        origin=fields.text("origin", longest=LONGEST_KEY),
        numbers=_numbers(fields, len(items)),
    )


def _part(fields: Fields) -> SplitPart:
    share, amounts = _share(fields), fields.amounts("amounts")
    if share is not None and amounts is not None:
        fields.wrong("share", "plain_share_or_amounts")
    return SplitPart(fields.text("text"), share, amounts)


def _share(fields: Fields) -> Fraction | None:
    """Return a share; a text, since a fraction of JSON is not exact."""
    value = fields.data.get("share")
    if value is None:
        return None
    upper, _, lower = value.partition("/") if isinstance(value, str) else ("", "", "")
    numbers = (upper, lower or "1")
    if not all(each.isascii() and each.isdigit() and len(each) <= _MAX_DIGITS for each in numbers) or not int(
        numbers[1]
    ):
        fields.wrong("share", "plain_share")
        return None
    return Fraction(int(numbers[0]), int(numbers[1]))


def _numbers(fields: Fields, n_parts: int) -> tuple[int, ...]:
    found = [item for item, _ in fields.items("numbers")]
    numbers = tuple(item for item in found if type(item) is int and 1 <= item <= 10**6)
    if n_parts > _MAX_PARTS:
        fields.problems.add("FM-T219", fields.at("parts"), n=n_parts, maximum=_MAX_PARTS)
    twice = next((number for number, n in Counter(numbers).items() if n > 1), None)
    if twice is not None:
        fields.problems.add("FM-T212", fields.at("numbers"), value=twice)
        return ()
    if len(numbers) != len(found):
        wrong = next(item for item in found if type(item) is not int or not 1 <= item <= 10**6)
        fields.problems.add("FM-T202", fields.at("numbers"), value=shown_value(wrong), expected="plain_number")
        return ()
    if len(found) not in (0, n_parts):
        fields.problems.add("FM-T216", fields.at("numbers"), value=len(found), expected=n_parts)
        return ()
    return numbers
