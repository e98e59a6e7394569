r"""The patterns that a rule may use, as a tree: a small, well-known part of regular expressions.

Letters, ``.``, sets ``[…]``, ``\b \w \d \s`` and their opposites, groups, ``|``, ``? * + {m,n}``, ``^ $`` and a look
around ``(?=…) (?!…) (?<=…) (?<!…)``. A back-reference, a flag or a named group is refused: no rule needs them, and
what is not read here cannot be weighed by :mod:`finmodel.tagging.pattern_cost`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

__all__ = ["Choice", "Class", "Edge", "Letter", "Node", "PatternError", "Repeat", "Sequence", "parsed", "written"]

PatternReason = Literal["broken", "unsupported", "too_long", "too_slow"]

MAX_LENGTH = 2000
MAX_DEPTH = 20
MAX_COUNT = 500


class PatternError(ValueError):
    """A pattern that cannot be used.

    Parameters
    ----------
    reason
        ``broken``: not a pattern; ``unsupported``: a construct that rules do without; ``too_long``; ``too_slow``: it
        can be matched in so many ways that looking for it may take forever.
    position
        Character at which it was noticed, from 1.
    """

    def __init__(self, reason: PatternReason, position: int) -> None:
        self.reason: PatternReason = reason
        self.position = position
        super().__init__(f"{reason} at {position}")


@dataclass(frozen=True, slots=True)
class Letter:
    """One character, case-folded."""

    char: str


@dataclass(frozen=True, slots=True)
class Class:
    """One character of several: as it is written, and its members where they are few and all written out."""

    source: str
    members: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A condition without width: a border of a word or of the text, or a look around (``inner``)."""

    source: str
    inner: Node | None = None


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after another."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same again, ``low`` to ``high`` times; None: without end."""

    item: Node
    low: int
    high: int | None
    is_lazy: bool = False


Node: TypeAlias = Letter | Class | Edge | Sequence | Choice | Repeat

_COUNT: Final = re.compile(r"\{(\d+)?(?:(,)(\d+)?)?\}")
_LOOKS: Final = ("(?=", "(?!", "(?<=", "(?<!")
_CLASS_ESCAPES: Final = "wWdDsS"


def parsed(source: str) -> Node:
    """Return a pattern as a tree, its letters case-folded as the texts are.

    Parameters
    ----------
    source
        As it is written in a rule.

    Returns
    -------
    Node
        The tree.

    Raises
    ------
    PatternError
        ``broken``, ``unsupported`` or ``too_long``.
    """
    if len(source) > MAX_LENGTH:
        raise PatternError("too_long", MAX_LENGTH)
    reader = _Reader(source)
    tree = reader.choice(0)
    if reader.place < len(source):
        raise PatternError("broken", reader.place + 1)  # a bracket too many
    return tree


def written(node: Node) -> str:
    """Return a tree as a regular expression of Python."""
    match node:
        case Letter(char):
            return re.escape(char)
        case Class(source):
            return source
        case Edge(source, inner):
            return source if inner is None else f"{source}{written(inner)})"
        case Sequence(items):
            return "".join(written(item) for item in items)
        case Choice(options):
            return f"(?:{'|'.join(written(option) for option in options)})"
        case Repeat(item, low, high, is_lazy):
            bounds = f"{{{low},{'' if high is None else high}}}"
            return f"(?:{written(item)}){bounds}{'?' if is_lazy else ''}"


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.place = 0

    def error(self, reason: PatternReason = "broken") -> PatternError:
        return PatternError(reason, self.place + 1)

    def sees(self, text: str) -> bool:
        return self.source.startswith(text, self.place)

    def choice(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self.error("unsupported")
        options = [self.sequence(depth)]
        while self.sees("|"):
            self.place += 1
            options.append(self.sequence(depth))
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def sequence(self, depth: int) -> Node:
        items: list[Node] = []
        while self.place < len(self.source) and not self.sees("|") and not self.sees(")"):
            items.append(self.repeated(self.item(depth)))
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def repeated(self, item: Node) -> Node:
        bounds = self.bounds()
        if bounds is None:
            return item
        low, high = bounds
        if isinstance(item, Edge) or (high is not None and high < low):
            raise self.error()
        if low > MAX_COUNT or (high or 0) > MAX_COUNT:
            raise self.error("too_slow")
        is_lazy = self.sees("?")
        self.place += is_lazy
        if self.sees("+"):
            raise self.error("unsupported")
        if self.bounds() is not None:
            raise self.error()
        return Repeat(item, low, high, is_lazy)

    def bounds(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("?", (0, 1)), ("*", (0, None)), ("+", (1, None))):
            if self.sees(sign):
                self.place += 1
                return bounds
        found = _COUNT.match(self.source, self.place)
        if not found or not (found[1] or found[3]):
            return None
        self.place = found.end()
        if len(found[0]) > 12:
            raise self.error("too_slow")
        low = int(found[1] or 0)
        return low, low if not found[2] else int(found[3]) if found[3] else None

    def item(self, depth: int) -> Node:
        char = self.source[self.place]
        if char == "(":
            return self.group(depth)
        if char == "[":
            return self.char_set()
        if char == "\\":
            return self.escape()
        if char in "?*+":
            raise self.error()
        self.place += 1
        if char == ".":
            return Class(".")
        if char in "^$":
            return Edge(char)
        return _letters(char)

    def group(self, depth: int) -> Node:
        look = next((sign for sign in _LOOKS if self.sees(sign)), "")
        if look or self.sees("(?:"):
            self.place += len(look or "(?:")
        elif self.sees("(?"):
            raise self.error("unsupported")
        else:
            self.place += 1
        inner = self.choice(depth + 1)
        if not self.sees(")"):
            raise self.error()
        self.place += 1
        return Edge(look, inner) if look else inner

    def escape(self) -> Node:
        char = self.source[self.place + 1 : self.place + 2]
        if not char:
            raise self.error()
        if char in "bB":
            self.place += 2
            return Edge(f"\\{char}")
        if char in _CLASS_ESCAPES:
            self.place += 2
            return Class(f"\\{char}")
        if char.isalnum():
            raise self.error("unsupported")
        self.place += 2
        return _letters(char)

    def char_set(self) -> Node:
        self.place += 1
        is_negated = self.sees("^")
        self.place += is_negated
        parts: list[str] = []
        members: set[str] | None = None if is_negated else set()
        while not self.sees("]") or not parts:
            low = self.member()
            if len(low) == 1 and self.sees("-") and not self.sees("-]"):
                self.place += 1
                high = self.member()
                if len(high) != 1 or high < low:
                    raise self.error()
                parts.append(f"{re.escape(low)}-{re.escape(high)}")
                members = None
            else:
                parts.append(low if len(low) > 1 else re.escape(low))
                if len(low) > 1:
                    members = None
                elif members is not None:
                    members.add(low)
        self.place += 1
        return Class(f"[{'^' if is_negated else ''}{''.join(parts)}]", None if members is None else frozenset(members))

    def member(self) -> str:
        """Return one character of a set, or the escape of a class."""
        char = self.source[self.place : self.place + 1]
        if not char:
            raise self.error()
        self.place += 1
        if char != "\\":
            return folded if len(folded := char.casefold()) == 1 else char
        escaped = self.source[self.place : self.place + 1]
        if not escaped or (escaped.isalnum() and escaped not in _CLASS_ESCAPES):
            raise self.error("unsupported" if escaped else "broken")
        self.place += 1
        return f"\\{escaped}" if escaped in _CLASS_ESCAPES else escaped


def _letters(char: str) -> Node:
    folded = char.casefold()
    return Letter(folded) if len(folded) == 1 else Sequence(tuple(Letter(each) for each in folded))
