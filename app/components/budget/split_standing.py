"""Decisions that a split takes out of use: what stands on a whole line that is divided, or on parts that go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.components.budget.review_words import axis_heading
from app.components.inert import one_line
from finmodel.i18n import t
from finmodel.i18n.tagging import category_name
from finmodel.tagging.splits import renumbered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.components.formats import Formats
    from finmodel.i18n import Language
    from finmodel.tagging.decisions import DecisionLog
    from finmodel.tagging.dossier import Dossier
    from finmodel.tagging.lines import BudgetLine
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.splits import Split

__all__ = ["dropped", "said_on", "standing_on"]


def dropped(lines: Iterable[BudgetLine], new: Split, dossier: Dossier) -> tuple[BudgetLine, ...]:
    """Return the lines that are none of their own any more once a line is split so, or (no parts) whole.

    Parameters
    ----------
    lines
        The line as it is now: itself where it is whole, its parts otherwise.
    new
        What it would be; parts that it has already, to the letter, keep their decisions.
    dossier
        So far.
    """
    numbered = renumbered(new, [item for item in dossier.splits if item.key == new.key])
    after = {f"{new.key}.{number}" for number in numbered.part_numbers} or {new.key}
    return tuple(line for line in lines if line.key not in after)


def standing_on(key: str, log: DecisionLog, scheme: Scheme, lang: Language) -> str:
    """Return what people have decided on a line, and who: ``Begränsning: ogynnsam – granskad (Anna Ek)``; or ""."""
    return " · ".join(_standing_on(key, log, scheme, lang))


def _standing_on(key: str, log: DecisionLog, scheme: Scheme, lang: Language) -> Iterator[str]:
    for axis in scheme.axis_ids:
        decided = log.deciding(key, axis)
        if decided is None:
            continue
        decision, standing = decided
        code = decision.categories[axis]
        category = category_name(scheme, code, lang) if code in scheme.by_id else one_line(code)
        by = f"{t(f'tag_standing.{standing}', lang)} ({one_line(decision.who)})"
        yield f"{axis_heading(scheme, axis, lang)}: {category} – {by}"


def said_on(lines: Iterable[BudgetLine], dossier: Dossier, scheme: Scheme, formats: Formats) -> str:
    """Return the decisions that stand on lines and parts, each with the text of its own; "" where none does."""
    found = ((line, standing_on(line.key, dossier.log, scheme, formats.lang)) for line in lines)
    return "; ".join(
        formats.text(
            "budget_review.standing_on", text=one_line(line.text) or formats.text("budget_review.no_text"), says=says
        )
        for line, says in found
        if says
    )
