"""What a rule looks for, in a form that people read: its words, without the signs of the pattern. No widgets here."""

from __future__ import annotations

import re

from finmodel.tagging.pattern_syntax import Choice, Class, Edge, Letter, Node, PatternError, Repeat, Sequence, parsed

__all__ = ["codes_of", "words_of"]

_ANY = "…"
_MANY_ANY = re.compile(f"{_ANY}{{2,}}")
_N_FEW = 10
_SET = re.compile(r"\[(?:[^\W_](?:-[^\W_])?)+\]")
_RANGE = re.compile(r"([^\W_])(?:-([^\W_]))?")


def words_of(source: str) -> tuple[str, ...]:
    r"""Return the words that a pattern looks for, each once.

    Parameters
    ----------
    source
        The pattern as it is written in a rule.

    Returns
    -------
    tuple of texts
        ``…`` stands for any letters, what is in brackets for one of several or for what may be missing; borders of
        words and conditions on what stands around are not shown.

    Examples
    --------
    >>> words_of(r"(?<!kon)solcell(?!en\b)|\bel-?(bil|buss)|byte av \w{1,9} ?fönster")
    ('solcell', 'el(-)(bil/buss)', 'byte av … fönster')
    >>> words_of(r"\b(skola|gård(en)?)\b")
    ('skola', 'gård(en)')
    """
    try:
        options = _options(parsed(source))
    except PatternError:
        return (source,)
    found = (" ".join(_MANY_ANY.sub(_ANY, _text(option)).split()) for option in options)
    return tuple(dict.fromkeys(text for text in found if text))


def codes_of(source: str) -> tuple[str, ...]:
    """Return the codes that a pattern looks for; ``…`` after one that only begins so.

    Examples
    --------
    >>> codes_of("^(80|82)"), codes_of("^[1-3]"), codes_of("^249$")
    (('80…', '82…'), ('1…', '2…', '3…'), ('249',))
    """
    found = words_of(source)
    if not source.startswith("^") or "$" in source:
        return found
    return tuple(text if text.endswith(_ANY) else f"{text}{_ANY}" for text in found)


def _options(node: Node) -> tuple[Node, ...]:
    """Return the ways in which a pattern can be met, where all of it is one choice."""
    match node:
        case Choice(options):
            return tuple(inner for option in options for inner in _options(option))
        case Class(source, members) if few := _few(source, members):
            return tuple(Letter(char) for char in few)
        case Sequence(items):
            seen = [item for item in items if not isinstance(item, Edge)]
            if len(seen) == 1 and not isinstance(seen[0], Repeat):
                return _options(seen[0])
    return (node,)


def _text(node: Node) -> str:
    match node:
        case Letter(char):
            return char
        case Class(source, members):
            return _class(source, members)
        case Edge():
            return ""
        case Sequence(items):
            return "".join(_text(item) for item in items)
        case Choice(options):
            texts = [text for option in options if (text := _text(option)).strip()]
            joined = _brackets("/".join(text.strip() for text in texts))
            return joined + " " if texts and all(text.endswith(" ") for text in texts) else joined
        case Repeat(item, low, high):
            return _repeat(_text(item), low, high)


def _class(source: str, members: frozenset[str] | None) -> str:
    if source == r"\s" or (members and " " in members):
        return " "
    few = _few(source, members)
    return _brackets("/".join(few)) if few else _ANY


def _few(source: str, members: frozenset[str] | None) -> list[str]:
    """Return the characters of a set where they are few; ``[1-4]`` is written out."""
    found = set(members or ())
    if not found and _SET.fullmatch(source):
        for first, last in _RANGE.findall(source[1:-1]):
            found |= {chr(code) for code in range(ord(first), ord(last or first) + 1)}
    return sorted(found) if len(found) <= _N_FEW else []


def _repeat(text: str, low: int, high: int | None) -> str:
    if not text.strip() or set(text) <= {_ANY, " "}:
        return text
    if (low, high) == (0, 1):
        return text if text.startswith("(") and text.strip().endswith(")") else _brackets(text)
    return f"{text}{_ANY}"


def _brackets(text: str) -> str:
    end = " " if text.endswith(" ") else ""
    return f"({text.strip()}){end}" if text else ""
