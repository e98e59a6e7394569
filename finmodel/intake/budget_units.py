"""Which unit of money a title states: "Belopp i tkr, intäkter med minus" does, "Investering över 5 mnkr" does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

__all__ = ["find_unit", "stated_units", "units_of_titles", "with_joined_unit"]

_MOST_CHARACTERS, _MOST_WORDS, _NEAR = 1000, 50, 60
"""How far a title is looked into, and how far about a word for a unit: titles come from anybody's file."""
_KRONOR = r"(?:kr|kronor|sek)"
_EURO = r"(?:eur|euros?|€)"
_THOUSAND = r"(?:tus\.?|tusen|tusentals?|1 ?000[- ]?tals?|thousands?(?: of)?)"
_MILLION = r"(?:mn\.?|milj\.?|miljon|miljoner|miljontals?|millions?(?: of)?)"
_BILLION = r"(?:md\.?|mdr\.?|bn|miljard|miljarder|billions?(?: of)?)"
# Larger units first: "SEK million" is not SEK.
_UNITS = (
    ("mdkr", rf"mdkr|mdrkr|mdsek|bnsek|{_BILLION} ?{_KRONOR}|{_KRONOR} (?:bn|billions?)"),
    ("mnkr", rf"mnkr|m\.? ?{_KRONOR}|mnsek|sekm|{_MILLION} ?{_KRONOR}|{_KRONOR} (?:mn?|millions?)"),
    ("tkr", rf"t\.? ?{_KRONOR}|kkr|ksek|{_THOUSAND} ?{_KRONOR}|{_KRONOR} (?:thousands?|['’]?000s?)"),
    ("mdEUR", rf"mdeur|bneur|{_BILLION} {_EURO}"),
    ("MEUR", rf"meur|mneur|m€|mn€|{_MILLION} {_EURO}"),
    ("kEUR", rf"keur|teur|k€|t€|{_THOUSAND} {_EURO}"),
    ("kr", _KRONOR),
    ("EUR", "eur|€"),
)
# Alone they are units only where a title says that amounts are in them.
_ALONE = (("mnkr", "miljoner|millions"), ("tkr", "tusentals?|thousands"), ("EUR", "euros?"))
_SAID = r"(?:(?<=\bi )|(?<=\bin )|(?<=\()|(?<=\[)|^)"
_STATED = re.compile(
    r"(?<![\w\-])(?:"
    + "|".join(f"(?P<of_{place}>{words})" for place, (_, words) in enumerate(_UNITS))
    + "|"
    + "|".join(rf"{_SAID}(?P<alone_{place}>{words})(?=$|[.,;:)\]])" for place, (_, words) in enumerate(_ALONE))
    + r")(?!\w|-\w)"
)
_NAMES = {f"of_{place}": unit for place, (unit, _) in enumerate(_UNITS)} | {
    f"alone_{place}": unit for place, (unit, _) in enumerate(_ALONE)
}
_YEAR = r"(?:19|20)[0-9]{2}"
_NO_NUMBER = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|§+ ?[0-9]+")
_NUMBER = re.compile(r"[0-9][0-9 .,]*")
_NUMBER_BEFORE = re.compile(r"(?<![0-9])((?:[0-9]{1,3}(?:[ .][0-9]{3})+|[0-9]+)(?:[.,][0-9]+)?) ?$")
_WORD_BEFORE = re.compile(r"([^\W\d_]+) $")
# "x kr" and "inv. kr" are perhaps a unit that is not known here, and never kronor; "belopp i kr" is.
_PIECE_BEFORE = re.compile(
    r"(?<![^\W\d_])(?:(?!(?:i|in|är|of) )[^\W\d_]{1,2}[ .:/]{1,2}|[^\W\d_]{1,4}\. ?|mio |mill? |tsd )$"
)
_APART = re.compile(r"(?<![\w\-])([tm])(?:\. ?| )(?:kr|kronor|sek)(?!\w)", re.IGNORECASE)
_THAN = re.compile(
    r"(?:över|under|minst|högst|lägst|max|än|till|på|ca|cirka|[<>≥≤]"
    r"|over|above|below|exceeding|least|most|than|about) ?$"
)
_IN_THOUSANDS = re.compile(r"(?:^|[(\[,;:] ?|\b(?:i|in|belopp|amounts?) )$")
_COUNTED = frozenset(
    (
        *("en", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv", "tjugo"),
        *("trettio", "femtio", "hundra", "några", "flera", "många", "fler", "varje", "alla", "extra"),
        *("din", "dina", "er", "era", "vår", "våra"),
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty", "fifty", "hundred"),
        *("some", "many", "several", "every", "your", "our"),
    )
)
_NUMBER_BEHIND = re.compile(rf" ?(?!{_YEAR}(?![0-9]))[0-9]")
_PER_THING = re.compile(r" ?(?:/|per\b) ?(?!(?:år|year|yr|a|månad|mån|month)\b)\w")


def stated_units(text: str) -> tuple[str, ...]:
    """Return the units of money that a title states, each once, in order.

    A word for a unit counts where it stands by itself. An amount ("5 mnkr", "fem miljoner kronor", "SEK 5 million")
    states none, nor does a rate ("kr/invånare"); a year before or behind is no amount ("Budget 2026 tkr").

    Examples
    --------
    >>> stated_units("Belopp i tkr, intäkter anges med minus"), stated_units("Investering över 5 mnkr")
    (('tkr',), ())
    """
    return tuple(dict.fromkeys(_statements(_NO_NUMBER.sub("–", " ".join(text[:_MOST_CHARACTERS].casefold().split())))))


def find_unit(text: str) -> str | None:
    """Return the one unit of money that a title states, None where it states none or several.

    Examples
    --------
    >>> find_unit("Investeringsbudget 2026, belopp i tkr"), find_unit("Drift i tkr, investering i mnkr")
    ('tkr', None)
    """
    found = stated_units(text)
    return found[0] if len(found) == 1 else None


def with_joined_unit(text: str) -> str:
    """Return a text with "t. kr" and "M kr" as tkr and mkr.

    Examples
    --------
    >>> with_joined_unit("Budget 2026, t kr"), with_joined_unit("Belopp (M.kr)"), with_joined_unit("Belopp i kr")
    ('Budget 2026, tkr', 'Belopp (Mkr)', 'Belopp i kr')
    """
    return _APART.sub(r"\1kr", text)


def units_of_titles(titles: Sequence[str]) -> frozenset[str]:
    """Return the units of money that titles state; a number in the cell before a unit makes it an amount.

    Examples
    --------
    >>> units_of_titles(["Budget", "(tkr)"]), units_of_titles(["Gräns för investering", "5", "mnkr"])
    (frozenset({'tkr'}), frozenset())
    """
    return frozenset(
        unit
        for before, title in pairwise(("", *titles))
        for unit in stated_units(f"{before} {title}" if _NUMBER.fullmatch(before) else title)
    )


def _statements(line: str) -> Iterator[str]:
    for match in islice(_STATED.finditer(line), _MOST_WORDS):
        unit = _NAMES[str(match.lastgroup)]
        before, behind = line[max(match.start() - _NEAR, 0) : match.start()], line[match.end() : match.end() + _NEAR]
        if _PER_THING.match(behind) or _NUMBER_BEHIND.match(behind):
            continue
        number = _NUMBER_BEFORE.search(before)
        if number is not None:
            said_before = before[: number.start()]
            if unit == "kr" and number[1] in ("1000", "1 000") and _IN_THOUSANDS.search(said_before):
                yield "tkr"
                continue
            if not re.fullmatch(_YEAR, number[1]) or _THAN.search(said_before):
                continue
        if unit == "kr" and _PIECE_BEFORE.search(before):
            continue
        word = _WORD_BEFORE.search(before)
        if word is None or word[1] not in _COUNTED:
            yield unit
