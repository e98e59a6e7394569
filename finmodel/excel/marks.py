"""How far a parameter can be trusted, as a colour: beside the word, never in place of it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from finmodel.excel.texts import choice_text
from finmodel.i18n.catalogue import t
from finmodel.model.enums import ParameterStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from finmodel.excel.styles import Styles
    from finmodel.i18n.catalogue import Language
    from finmodel.model.plan import Plan

__all__ = ["doubtful_parameters", "mark_statuses", "status_style"]

_COLOURS: Mapping[ParameterStatus, str] = MappingProxyType(
    {
        ParameterStatus.DATED: "#FFE08A",
        ParameterStatus.TO_BE_CONFIRMED: "#FFE08A",
        ParameterStatus.MISSING: "#F4B6A6",
    }
)
MAX_NAMED = 20


def status_style(styles: Styles, status: ParameterStatus) -> Format:
    """Return the format of a status in a sheet of results."""
    colour = _COLOURS.get(status)
    return styles.figure("@") if colour is None else styles.figure("@", bg_color=colour, bold=True)


def mark_statuses(sheet: Worksheet, styles: Styles, area: tuple[int, int, int, int], lang: Language) -> None:
    """Let a column of statuses show by colour what is dated, to be confirmed or missing, also once it is changed."""
    for status, colour in _COLOURS.items():
        word = choice_text(status, lang).replace('"', '""')
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": styles.differential(colour)}
        sheet.conditional_format(*area, rule)


def doubtful_parameters(plan: Plan, lang: Language) -> Iterator[tuple[str, str]]:
    """Yield each status that calls for a look, with the names of the parameters that have it."""
    for status in _COLOURS:
        names = [row.name for row in plan.parameters if row.status is status]
        if not names:
            continue
        shown, n_more = "; ".join(names[:MAX_NAMED]), len(names) - MAX_NAMED
        yield choice_text(status, lang), t("and_more", lang, shown=shown, n=n_more) if n_more > 0 else shown
