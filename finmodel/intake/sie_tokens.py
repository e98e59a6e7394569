"""One line of a SIE file as its fields: quotes, escapes and lists of objects."""

from __future__ import annotations

import re

__all__ = ["Field", "SieLineError", "object_pairs", "tokens"]

Field = str | tuple[str, ...]
"""A field's text, or what stands in the braces of a list of objects."""

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_LIST = rf'\{{(?:{_QUOTED}|[^{{}}"])*\}}'
_TOKEN = re.compile(rf'(?P<space>[ \t]+)|(?P<quoted>{_QUOTED})|(?P<list>{_LIST})|(?P<bare>[^ \t"{{}}][^ \t"]*)')
_ESCAPE = re.compile(r'\\(["\\])')


class SieLineError(ValueError):
    """A quote or a brace does not end, or stands where none can.

    Parameters
    ----------
    at
        Where in the line, from 1.
    """

    def __init__(self, at: int) -> None:
        self.at = at
        super().__init__(f"position {at}")


def tokens(line: str) -> list[Field]:
    r"""Return the fields of a line.

    Fields stand apart by blanks; one with blanks stands in quotes, in which ``\"`` is a quote and ``\\`` a stroke.

    Raises
    ------
    SieLineError
        If the line is broken.

    Examples
    --------
    >>> tokens('#TRANS 4010 {1 "0123" 6 "P 1"} 100.00 20260131 "Kalles \\"grus\\""')
    ['#TRANS', '4010', ('1', '0123', '6', 'P 1'), '100.00', '20260131', 'Kalles "grus"']
    """
    found: list[Field] = []
    position = 0
    is_apart = True
    while position < len(line):
        match = _TOKEN.match(line, position)
        if match is None or not (is_apart or match["space"]):
            raise SieLineError(position + 1)
        position = match.end()
        is_apart = match["space"] is not None
        if match["quoted"] is not None:
            found.append(_unescaped(match["quoted"][1:-1]))
        elif match["list"] is not None:
            found.append(tuple(text for text in tokens(match["list"][1:-1].strip()) if isinstance(text, str)))
        elif match["bare"] is not None:
            found.append(match["bare"])
    return found


def object_pairs(listed: tuple[str, ...]) -> tuple[tuple[str, str], ...] | None:
    """Return dimension and object of a list, in order of dimension; None where one lacks its other half.

    Examples
    --------
    >>> object_pairs(("6", "P1", "1", "0123"))
    (('1', '0123'), ('6', 'P1'))
    """
    if len(listed) % 2:
        return None
    return tuple(sorted(zip(listed[::2], listed[1::2], strict=True)))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text
