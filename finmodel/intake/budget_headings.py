"""What a heading means: a field, an amount of a sort and year, a unit, or a total that repeats other columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from finmodel.i18n.units import find_money_unit
from finmodel.intake.budget_lines import LineKind, Sort
from finmodel.intake.budget_units import with_joined_unit
from finmodel.intake.budget_words import Words, normal_form

__all__ = ["Heading", "read_heading", "title_kind", "title_sort", "title_year", "told_by"]

FIRST_YEAR, LAST_YEAR = 1990, 2100
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_SHORT_YEAR = re.compile(r"([^\W\d]+) ?([0-9]{2})")
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_FILLERS = frozenset({"år", "helår", "year", "belopp", "totalt"})


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading was found to mean.

    Attributes
    ----------
    text
        As written, on one line.
    field
        A field of a line, ``amount``, ``total`` (a column that repeats others) or ``comparison``; None where the
        heading means nothing known.
    rank
        How common the heading is for the field, 0 first.
    sort, year, unit
        Of an amount, as far as the heading says.
    """

    text: str
    field: str | None = None
    rank: int = 0
    sort: Sort | None = None
    year: int | None = None
    unit: str | None = None


def read_heading(text: str, words: Words) -> Heading:
    """Return what a heading means.

    Parameters
    ----------
    text
        The cell's text, that of merged cells above it first.
    words
        The known words.

    Examples
    --------
    >>> from finmodel.intake.budget_words import words
    >>> found = read_heading("Budget 2026 (tkr)", words())
    >>> found.field, found.sort.value, found.year, found.unit
    ('amount', 'budget', 2026, 'tkr')
    """
    line = " ".join(text.split())
    joined = with_joined_unit(line)
    bare, unit = _without_unit(joined)
    known = words.fields.get(normal_form(joined)) or words.fields.get(normal_form(bare))
    if known is not None:
        field, rank = known
        return Heading(line, field, rank, unit=(unit or find_money_unit(joined)) if field == "amount" else None)
    form = normal_form(bare)
    if form in words.totals or form.startswith(("totalt ", "summa ")):
        return Heading(line, "total", unit=unit)
    if form in words.comparisons or any(form.startswith(f"{word} ") for word in words.comparisons):
        return Heading(line, "comparison", unit=unit)
    return _amount(line, form, unit, words)


def _amount(line: str, form: str, unit: str | None, words: Words) -> Heading:
    years = _YEAR.findall(form)
    short = _SHORT_YEAR.fullmatch(form)
    if len(years) == 2 and _rest(form, words) is not None:
        return Heading(line, "total", unit=unit)  # "Plan 2026–2028": what its years sum to
    if len(years) == 1:
        year, rest = int(years[0]), _rest(form, words)
    elif not years and short and short[1] in words.sorts:
        year, rest = 2000 + int(short[2]), short[1]
    elif not years and form in words.sorts:
        return Heading(line, "amount", sort=words.sorts[form], unit=unit)
    else:
        return Heading(line)
    if rest is None and (named := find_money_unit(_YEAR.sub(" ", form).strip())) is not None:
        rest, unit = "", named  # "kr 2026"
    if rest is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return Heading(line)
    return Heading(line, "amount", sort=words.sorts.get(rest), year=year, unit=unit)


def _rest(form: str, words: Words) -> str | None:
    """Return the words about a year when they are known ("" for a year alone), None when they say something else."""
    rest = " ".join(_YEAR.sub(" ", form).split())
    if not rest or rest in words.sorts:
        return rest
    kept = " ".join(word for word in rest.split() if word not in _FILLERS)
    return kept if not kept or kept in words.sorts else None


def _without_unit(line: str) -> tuple[str, str | None]:
    """Return a heading without its unit of money, and the unit."""
    for bracket in _BRACKETED.finditer(line):
        unit = find_money_unit(bracket[1].removeprefix("i ").strip())
        if unit:
            return f"{line[: bracket.start()]} {line[bracket.end() :]}".strip(), unit
    parts = line.rsplit(None, 1)
    if len(parts) == 2:
        unit = find_money_unit(parts[1])
        if unit:
            return parts[0].rstrip(" ,;:-").removesuffix(" i"), unit
    return line, None


def title_year(text: str) -> int | None:
    """Return the one year that a title names, None where it names none or several."""
    years = {int(year) for year in _YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None


def title_sort(text: str, words: Words) -> Sort | None:
    """Return what amounts a title speaks of, None where it does not say or says two things."""
    found = {
        words.sorts[word] for word in normal_form(_YEAR.sub(" ", text)).split() if len(word) > 2 and word in words.sorts
    }
    return found.pop() if len(found) == 1 else None


def told_by(hints: Sequence[str], words: Words) -> tuple[LineKind | None, Sort | None, int | None]:
    """Return which kind, sort and year titles and names speak of: of each the first that says it."""
    return (
        next((kind for hint in hints if (kind := title_kind(hint, words))), None),
        next((sort for hint in hints if (sort := title_sort(hint, words))), None),
        next((year for hint in hints if (year := title_year(hint))), None),
    )


def title_kind(text: str, words: Words) -> LineKind | None:
    """Return what lines a title speaks of: its words that begin with drift or invest."""
    found = set()
    for word in normal_form(text).split():
        if word.startswith(("drift", "operating")):
            found.add(LineKind.OPERATING)
        if word.startswith(("invest", "capex")):
            found.add(LineKind.INVESTMENT)
    return found.pop() if len(found) == 1 else None
