"""Scenario changes in a sheet: which field is changed and its new text, in words, and back to the model's own."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from finmodel.excel.texts import (
    choice_from_text,
    choice_text,
    field_label,
    flag_from_text,
    flag_text,
    list_text,
    listed,
    ramp_from_text,
    ramp_text,
    separated,
    shares_from_text,
    shares_text,
)
from finmodel.i18n.catalogue import LANGUAGES, t
from finmodel.model.addresses import addressable_fields, spec_at, value_of_text
from finmodel.model.spec import Kind, Spec, Unit
from finmodel.model.values import Shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.i18n.catalogue import Language

__all__ = ["field_from_text", "field_text", "neutral_text", "number_spec", "shown_text"]

CLEARED = "-"
"""As the text of a change: the field is left blank."""


def field_text(address: str, lang: Language) -> str:
    """Return an address such as ``actions.opex_change`` in words: the sheet and the column.

    Examples
    --------
    >>> field_text("investments.amount", "en")
    'Investments: Amount'
    """
    if spec_at(address) is None:
        return address
    table, _, name = address.partition(".")
    return f"{t(f'table.{table}.title', lang)}: {field_label(table, name, lang)}"


@cache
def _addresses() -> Mapping[str, str]:
    """Return every way to write a field, folded: its address and its words in each language."""
    words: dict[str, str] = {}
    for address in addressable_fields():
        words[address.casefold()] = address
        for lang in LANGUAGES:
            words.setdefault(field_text(address, lang).casefold(), address)
    return MappingProxyType(words)


def field_from_text(text: str) -> str | None:
    """Return the address of a field written in any language or as its address, None where it is none."""
    return _addresses().get(" ".join(text.split()).casefold())


def number_spec(spec: Spec, address: str) -> Spec:
    """Return the declaration of the numbers of a change: they are in the unit of the field that it changes."""
    target = spec_at(address)
    if target is None:
        return replace(spec, kind=Kind.NUMBER, unit=Unit.NONE)
    kind = target.kind if target.kind in (Kind.INTEGER, Kind.YEAR) else Kind.NUMBER
    return replace(spec, kind=kind, unit=target.unit)


def shown_text(text: str, address: str, lang: Language) -> str:
    """Return the text of a change in words of a language, where those are read back as the very same text."""
    target = spec_at(address)
    if target is None or text in ("", CLEARED):
        return text
    shown = _in_words(text, target, lang)
    return shown if shown is not None and neutral_text(shown, target) == text else text


def neutral_text(text: str, target: Spec) -> str | None:  # noqa: PLR0911 - one return for each kind of value
    """Return what a cell says as the model writes it, the same in every language; None where it has another form.

    What is written in the model's own way already is kept as it is.
    """
    if text == CLEARED or _is_neutral(text, target):
        return text
    match target.kind:
        case Kind.FLAG:
            flag = flag_from_text(text)
            return None if flag is None else str(flag).casefold()
        case Kind.CHOICE if target.choices is not None:
            return choice_from_text(text, target.choices)
        case Kind.CHOICES if target.choices is not None:
            choices = target.choices
            words = separated(text, lambda word: choice_from_text(word, choices) is not None)
            codes = [choice_from_text(word, choices) for word in words]
            return None if None in codes else list_text(code for code in codes if code is not None)
        case Kind.SHARES:
            shares = shares_from_text(text)
            return list_text(f"{name}={_number(share)}" for name, share in shares.items()) if shares else None
        case Kind.RAMP:
            ramp = ramp_from_text(text)
            return list_text(map(_number, ramp)) if ramp else None
        case _:
            return text


def _is_neutral(text: str, target: Spec) -> bool:
    if target.choices is not None:
        return bool(listed(text)) and set(listed(text)) <= {member.value for member in target.choices}
    try:
        value_of_text(text, target)
    except ValueError:
        return False
    return True


def _in_words(text: str, target: Spec, lang: Language) -> str | None:
    """Return a text of the model in words; None where it has none."""
    if not _is_neutral(text, target):
        return None
    value = value_of_text(text, target)
    match target.kind:
        case Kind.FLAG:
            return flag_text(value, lang)
        case Kind.CHOICE | Kind.CHOICES if target.choices is not None:
            return list_text(choice_text(target.choices(item), lang) for item in listed(text))
        case Kind.SHARES:
            return shares_text(Shares(value), lang)
        case Kind.RAMP:
            return ramp_text(tuple(value), lang)
        case _:
            return None


def _number(value: float) -> str:
    return repr(value).removesuffix(".0")
