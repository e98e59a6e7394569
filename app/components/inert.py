"""Text from plans, made inert: whatever it says, it is shown and never obeyed."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["inert", "label_text", "one_line"]

_JOINER = "\N{WORD JOINER}"
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_TRIGGERS = re.compile(
    r"(:(?=//)"  # addresses
    r"|(?<=\bmailto):|(?<=\bxmpp):"
    r"|(?<=\bwww)\."
    r"|(?<=\S)@(?=\S)"  # e-mail
    r"|:(?=[\w+\-/]+:))",  # :smile:, :material/face:
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")  # a no-break space holds a number together
_ARROWS = re.compile(r"(?<=[-<=])(?=[->=])")
_HARMLESS = re.compile(r"""\\([(),%/;?'"]|(?<=[^\W\d_]\\)\.(?=\s|$)|:(?=\s|$)|(?<=\w\\)-(?=\w))""")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def inert(text: str) -> str:
    r"""Return text for a Markdown field (headings, labels, captions) in which nothing is Markdown.

    Every ASCII punctuation mark is escaped. What Streamlit replaces after parsing (``:material/x:``, ``:smile:``,
    arrows) and what becomes a link by itself (addresses) is broken with an invisible word joiner; no other text
    has one.

    Examples
    --------
    >>> inert("a*b")
    'a\\*b'
    """
    broken = _ARROWS.sub(_JOINER, _TRIGGERS.sub(rf"\1{_JOINER}", one_line(text)))
    return _PUNCTUATION.sub(r"\\\1", broken)


def label_text(text: str) -> str:
    r"""Return text for the label of a field: inert, with only those marks escaped that could mean anything.

    A label is also read aloud, as it was given and not as it is shown: backslashes would be spoken.

    Examples
    --------
    >>> label_text("New value (%)")
    'New value (%)'
    >>> label_text("a*b")
    'a\*b'
    """
    return _HARMLESS.sub(r"\1", inert(text))


def one_line(text: str) -> str:
    """Return text on one line, without characters that steer the direction of writing."""
    visible = text
    if not text.isprintable():  # most texts are, and hold none of either
        visible = "".join(c for c in text if c in "\n\t" or (c not in _BIDI and unicodedata.category(c) != "Cc"))
    return _BLANKS.sub(" ", visible).strip()
