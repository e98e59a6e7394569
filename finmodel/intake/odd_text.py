"""Texts that are not read as they are: with a character that belongs in none, or in an encoding of four bytes."""

from __future__ import annotations

import codecs

from finmodel.errors import Issue
from finmodel.intake.findings import issue

__all__ = ["character_name", "odd_text"]

_BLANKS = b"\t\r\n\f\x1a"
_NAMES = {0x00: "NUL", 0x07: "BEL", 0x08: "BS", 0x0B: "VT", 0x1B: "ESC"}
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_FEW = 20
"""At most one odd byte in so many: with more of them it is no text at all."""


def character_name(code: int) -> str:
    """Return a control character as a reader can look it up.

    Examples
    --------
    >>> character_name(27), character_name(1)
    ('U+001B (ESC)', 'U+0001')
    """
    return f"U+{code:04X} ({_NAMES[code]})" if code in _NAMES else f"U+{code:04X}"


def odd_text(head: bytes, sie_starts: tuple[bytes, ...], *, is_text: bool) -> Issue | None:
    """Return why a text cannot be read, None where nothing is odd or it is no text.

    Parameters
    ----------
    head
        The first bytes of a file that is no zip package.
    sie_starts
        What SIE files start with: they are never in UTF-16.
    is_text
        Whether it is a text by all other signs; then single control characters in it are left to its reader.

    Returns
    -------
    Issue or None
        ``FM-B147`` a character that belongs in no text, ``FM-B148`` an encoding that is not read.
    """
    if head.startswith(_UTF_32) or head[:64].count(0) * 8 > len(head[:64]) * 5:
        return issue("FM-B148", encoding="UTF-32") if _is_wide(head) else None
    if head.startswith(_UTF_16):
        start = head[: len(head) // 2 * 2].decode("utf-16", "replace").lstrip()
        return issue("FM-B148", encoding="UTF-16") if start.encode()[:20].startswith(sie_starts) else None
    if is_text:
        return None
    odd = [place for place, byte in enumerate(head) if (byte < 32 and byte not in _BLANKS) or byte == 0x7F]
    if not odd or len(odd) * _FEW > max(len(head), _FEW * 3):
        return None
    line = head.count(b"\n", 0, odd[0]) + 1
    return issue("FM-B147", line=line, character=character_name(head[odd[0]]))


def _is_wide(head: bytes) -> bool:
    """Say whether four bytes at a time are characters of a text."""
    name = "utf-32-be" if head.startswith(codecs.BOM_UTF32_BE) or head[:1] == b"\0" else "utf-32-le"
    try:
        text = head[: min(len(head), 4096) // 4 * 4].decode(name)
    except UnicodeDecodeError:
        return False
    return all(one.isprintable() or one in "\t\r\n\N{BYTE ORDER MARK}" for one in text)
