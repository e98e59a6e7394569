"""Catalogues of text: every sentence and label that a person reads, in Swedish and in English.

A catalogue is all TOML files of a language's folder, merged and flattened to dotted keys
(``issue.FM-G101.what``). A text has named places in braces, ``{value}``, and nothing else of the format
language; what is put in them is never interpreted. The language is always an argument.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Literal, TypeGuard

from finmodel.errors import FinmodelError

__all__ = [
    "LANGUAGES",
    "CatalogueError",
    "Language",
    "MissingParamError",
    "TextKeyError",
    "UnknownKeyError",
    "fill",
    "has",
    "is_language",
    "placeholders",
    "read_catalogue",
    "t",
    "t_n",
    "texts",
]

Language = Literal["sv", "en"]
"""A language that finmodel speaks."""

LANGUAGES: tuple[Language, ...] = ("sv", "en")
"""Every :data:`Language`, the first one first where nothing was chosen."""

_FOLDER = Path(__file__).with_name("catalogues")
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_THOUSANDS: Mapping[Language, str] = MappingProxyType({"sv": _NO_BREAK_SPACE, "en": ","})


class CatalogueError(FinmodelError):
    """A catalogue file is wrong: a key twice, a value that is not text, a place in braces that is not a name."""


class TextKeyError(FinmodelError, KeyError):
    """A text cannot be given; the message says which key, language and name."""

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would show the message's repr


class UnknownKeyError(TextKeyError):
    """The catalogue has no such key."""


class MissingParamError(TextKeyError):
    """The text has a place that no parameter fills."""


def is_language(text: object) -> TypeGuard[Language]:
    """Say whether ``text`` is the code of a language that finmodel speaks."""
    return text in LANGUAGES


def t(key: str, /, lang: Language, **params: str | int) -> str:
    """Return the text of a key with its places filled.

    Parameters
    ----------
    key
        Dotted key.
    lang
        Language of the text.
    **params
        What stands in the places. Numbers that are not whole are formatted by the caller.

    Returns
    -------
    str
        The text; braces in a parameter stay as they are.

    Raises
    ------
    UnknownKeyError
        If the catalogue has no such key.
    MissingParamError
        If a place of the text is not among the parameters.

    Examples
    --------
    >>> t("and_more", "sv", shown="a, b", n="3")
    'a, b och 3 till'
    """
    return fill(key, lang, params)


def fill(key: str, lang: Language, params: Mapping[str, str | int]) -> str:
    """Return the text of a key as :func:`t` does, with parameters of any name (``lang`` too) in a mapping.

    Raises
    ------
    UnknownKeyError, MissingParamError
        As :func:`t`.
    """
    template = _template(key, lang)
    try:
        return template.format_map(params)
    except KeyError as missing:
        raise MissingParamError(f"text {key!r} ({lang}) needs {missing.args[0]!r}") from None


def t_n(key: str, n: int, /, lang: Language, **params: str | int) -> str:
    """Return the text for a count: ``key.one`` when ``n`` is 1, else ``key.other``.

    The place ``{n}`` is the count with its thousands apart.

    Raises
    ------
    UnknownKeyError, MissingParamError
        As :func:`t`.

    Examples
    --------
    >>> t_n("count.error", 1, "en"), t_n("count.error", 2, "en")
    ('1 error', '2 errors')
    """
    count = f"{n:,}".replace(",", _THOUSANDS[lang]).replace("-", "\N{MINUS SIGN}")
    return fill(f"{key}.{'one' if n == 1 else 'other'}", lang, {**params, "n": count})


def has(key: str, lang: Language) -> bool:
    """Say whether the catalogue has a text, or the forms of a count, under ``key``."""
    known = texts(lang)
    return key in known or f"{key}.other" in known


def placeholders(key: str, lang: Language) -> frozenset[str]:
    """Return the names of the places in a text."""
    return _places(_template(key, lang))


@cache
def texts(lang: Language) -> Mapping[str, str]:
    """Return all texts of a language by dotted key, read-only and read from disk once.

    Raises
    ------
    CatalogueError
        If a file of the catalogue is wrong.
    ValueError
        If ``lang`` is not a language that finmodel speaks.
    """
    if not is_language(lang):
        raise ValueError(f"not a language of finmodel: {lang!r}; languages: {', '.join(LANGUAGES)}")
    return read_catalogue(_FOLDER / lang)


def read_catalogue(folder: Path) -> Mapping[str, str]:
    """Return the merged texts of all TOML files in a folder, read-only.

    Raises
    ------
    CatalogueError
        If a key stands twice, a value is not text, or a place in braces is not a plain name.
    """
    merged: dict[str, str] = {}
    origin: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as problem:
            raise CatalogueError(f"{path.name}: {problem}") from problem
        for key, text in _flat(data, path.name):
            if key in merged:
                raise CatalogueError(f"{path.name}: {key} stands already in {origin[key]}")
            _check_places(key, text, path.name)
            merged[key], origin[key] = text, path.name
    return MappingProxyType(merged)


def _flat(table: Mapping[str, object], file: str, prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, file, f"{prefix}{name}.")
        elif isinstance(value, str):
            yield prefix + name, value
        else:
            raise CatalogueError(f"{file}: {prefix}{name} is not text")


def _check_places(key: str, text: str, file: str) -> None:
    try:
        parts = list(Formatter().parse(text))
    except ValueError as problem:
        raise CatalogueError(f"{file}: {key}: {problem}") from problem
    for _, name, spec, conversion in parts:
        if name is not None and (spec or conversion or not name.isidentifier()):
            raise CatalogueError(f"{file}: {key}: a place in braces must be a plain name, not {name!r}")


def _places(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def _template(key: str, lang: Language) -> str:
    known = texts(lang)
    if key not in known:
        near = get_close_matches(key, known, n=1)
        hint = f"; nearest: {near[0]!r}" if near else ""
        raise UnknownKeyError(f"no text {key!r} ({lang}){hint}")
    return known[key]
