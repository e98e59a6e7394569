"""Decisions as a table: a row for each step, as a person writes it in a workbook or a text file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from finmodel.errors import Issue, Param, Severity, Where
from finmodel.i18n.catalogue import LANGUAGES, t
from finmodel.i18n.tagging import said
from finmodel.store.dossier.cells import TextSheet, is_workbook, sheet_of_text, sheet_of_workbook
from finmodel.tagging.decisions import Decision, Step
from finmodel.tagging.moments import instant, moment_of, with_zone
from finmodel.tagging.plain_values import LONGEST_KEY, MAX_TEXT
from finmodel.tagging.problems import nearest, shown_value
from finmodel.tagging.row_problems import RowProblems

if TYPE_CHECKING:
    from finmodel.tagging.schemes import Scheme

__all__ = ["table_decisions"]

_COLUMNS = ("key", "step", "reason", "evidence", "who", "when", "text")
_OPTIONAL = frozenset({"evidence", "text"})
_MAX_ROWS = 200_000
_ORDER = {step: place for place, step in enumerate(Step)}


def table_decisions(data: bytes, name: str, scheme: Scheme) -> tuple[tuple[Decision, ...], tuple[Issue, ...]]:
    """Return the decisions of a table.

    Its headings are ``Nyckel;Steg;Begränsning;Anpassning;Skäl;Underlag;Vem;När`` or the English ones, in any order:
    one column for each axis of the scheme, in which a blank decides nothing.

    Parameters
    ----------
    data, name
        The whole file, and its name.
    scheme
        Whose axes and categories they are.

    Returns
    -------
    decisions, issues
        In the order of their moments, a review before the approval of the same moment: the order of rows has no
        meaning. FM-T222 (warning): a column that is not used.

    Raises
    ------
    InputError
        All problems, each with sheet and cell: FM-T220 a heading is missing, FM-T221 stands twice, FM-T203 no key,
        FM-T205 an unknown step, FM-T162 an unknown category or none, FM-T160 no reason, FM-T161 no name or moment,
        FM-T218 a text that is too long, FM-T224 a moment that is none, FM-T225 a cell that is no text, FM-T226 no such
        sheet, FM-T227 no decisions.
    """
    problems = RowProblems(name)
    if is_workbook(data, name):
        titles = tuple(t("decision_table.sheet", lang) for lang in LANGUAGES)
        sheet = sheet_of_workbook(data, name, titles, problems, dates=True)
    else:
        sheet = sheet_of_text(data, name)
    if not sheet.rows:
        problems.add("FM-T227")
        problems.stop_if_errors()
    (header, headings), *body = sheet.rows
    columns = _columns(headings, header, sheet, scheme, problems)
    if not body or len(body) > _MAX_ROWS:
        problems.add("FM-T227")
    if not columns:
        problems.stop_if_errors()
    rows = [_Row(sheet, number, cells, columns, problems) for number, cells in body[:_MAX_ROWS]]
    found = sorted((row.decision(scheme) for row in rows), key=lambda item: (instant(item.when), _ORDER[item.step]))
    problems.stop_if_errors()
    return tuple(found), problems.all()


def _columns(
    headings: tuple[str, ...], row: int, sheet: TextSheet, scheme: Scheme, problems: RowProblems
) -> Mapping[str, int]:
    """Return the place of each column that is known: fields, and axes as ``axis:<id>``."""
    words = {
        **{t(f"decision_table.{name}", lang).casefold(): name for name in _COLUMNS for lang in LANGUAGES},
        **{word.casefold(): f"axis:{axis.id}" for axis in scheme.axes for word in (axis.id, axis.heading)},
        **{said(axis.name, lang).casefold(): f"axis:{axis.id}" for axis in scheme.axes for lang in LANGUAGES},
    }
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = words.get(" ".join(heading.split()).casefold())
        cell = sheet.cell(row, place)
        if name is None and heading.strip():
            known = tuple(words)
            text = shown_value(heading)
            problems.add("FM-T222", cell=cell, severity=Severity.WARNING, value=text, nearest=nearest(text, known))
        elif name in found:
            problems.add("FM-T221", cell=cell, value=shown_value(heading))
        elif name is not None:
            found[name] = place
    missing = [name for name in _COLUMNS if name not in found and name not in _OPTIONAL]
    axes = () if any(name.startswith("axis:") for name in found) else scheme.axes
    if missing or axes:
        in_words: dict[str, Param] = {
            f"axes_{lang}": tuple(said(axis.name, lang) for axis in axes) for lang in LANGUAGES
        }
        params = {"missing": tuple(missing), "words": "decision_table", **in_words}
        where = Where(sheet=problems.source or None, cell=sheet.cell(row, 0))
        problems.keep(Issue("FM-T220", where=where, params=params))
        return {}
    return found


@dataclass(frozen=True)
class _Row:
    sheet: TextSheet
    number: int
    cells: tuple[str, ...]
    columns: Mapping[str, int]
    problems: RowProblems

    def text(self, name: str) -> str:
        place = self.columns.get(name, len(self.cells))
        return self.cells[place].strip() if place < len(self.cells) else ""

    def tell(self, code: str, name: str, **params: Param) -> None:
        cell = self.sheet.cell(self.number, self.columns.get(name, 0))
        where = Where(sheet=self.problems.source or None, cell=cell)
        self.problems.keep(Issue(code, where=where, params=params))

    def decision(self, scheme: Scheme) -> Decision:
        key = self.text("key")
        if not key:
            self.tell("FM-T203", "key", value="key", words="decision_table")
        for name in self.columns:
            n, maximum = len(self.text(name)), LONGEST_KEY if name == "key" else MAX_TEXT
            if n > maximum:
                self.tell("FM-T218", name, value=shown_value(self.text(name)), n=n, maximum=maximum)
        for name, code in (("reason", "FM-T160"), ("who", "FM-T161"), ("when", "FM-T161")):
            if not self.text(name):
                self.tell(code, name)
        return Decision(
            key=key,
            step=self._step(),
            categories=MappingProxyType(dict(self._categories(scheme))),
            reason=self.text("reason"),
            evidence=self.text("evidence"),
            who=self.text("who"),
            when=self._when(),
            text=self.text("text"),
            scheme=scheme.id,
        )

    def _step(self) -> Step:
        words = {str(step): step for step in Step}
        words |= {t(f"tag_step.{step}", lang).casefold(): step for step in Step for lang in LANGUAGES}
        text = self.text("step")
        if text.casefold() not in words:
            known, shown = tuple(map(str, Step)), shown_value(text)
            near = nearest(shown, tuple(words))
            self.tell("FM-T205", "step", value=shown, known=known, nearest=near and str(words[near]), words="tag_step")
        return words.get(text.casefold(), Step.PROPOSED)

    def _categories(self, scheme: Scheme) -> Iterator[tuple[str, str]]:
        blanks = 0
        for axis in scheme.axes:
            name = f"axis:{axis.id}"
            text = self.text(name)
            known = {code.casefold(): code for code in scheme.on_axis(axis.id)}
            if not text:
                blanks += 1
            elif text.casefold() in known:
                yield axis.id, known[text.casefold()]
            else:
                codes, shown = tuple(known.values()), shown_value(text)
                self.tell("FM-T162", name, value=shown, known=codes, nearest=nearest(shown, codes))
        if blanks == len(scheme.axes):
            first = next(name for name in self.columns if name.startswith("axis:"))
            self.tell("FM-T162", first, value="", known=scheme.on_axis(scheme.axis_ids[0]), nearest=None)

    def _when(self) -> str:
        text = self.text("when")
        if not text:
            return ""
        moment = _moment(text)
        if moment is None:
            self.tell("FM-T224", "when", value=shown_value(text))
            return ""
        return moment


def _moment(text: str) -> str | None:
    """Return a moment as ISO 8601 with its zone, to the letter where it is so already; None where it is none.

    A day is a day, as a date of a workbook is; a time without a zone is that of the clocks in Sweden.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is None:
        is_day = found.time() == datetime.min.time()
        text = found.date().isoformat() if is_day else with_zone(found).isoformat()
    return text if moment_of(text) is not None else None
