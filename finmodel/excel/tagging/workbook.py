"""The tagged budget as a workbook: what a finance officer gives to the auditor."""

from __future__ import annotations

import datetime as dt
import io
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from finmodel.atomic import replace_file
from finmodel.excel.styles import Styles
from finmodel.excel.tagging.actions import ACTION_WIDTHS, fill_actions, fill_other_plan
from finmodel.excel.tagging.comparison import COMPARISON_WIDTHS, fill_comparison
from finmodel.excel.tagging.decisions import decisions_widths, fill_decisions, fill_rules, rules_widths
from finmodel.excel.tagging.distribution import distribution_widths, fill_distribution
from finmodel.excel.tagging.frame import TagBook
from finmodel.excel.tagging.groups import fill_groups, groups_widths
from finmodel.excel.tagging.lines import fill_lines, lines_widths
from finmodel.excel.tagging.lists import LIST_WIDTHS, fill_harmful, fill_unexamined
from finmodel.excel.tagging.log import LOG_WIDTHS, fill_log
from finmodel.excel.tagging.masked_sheet import sheet_class
from finmodel.excel.tagging.masks import Masks
from finmodel.excel.tagging.method import METHOD_WIDTHS, fill_method
from finmodel.excel.tagging.other_schemes import fill_other_schemes, other_schemes_widths
from finmodel.excel.tagging.readme import README_WIDTHS, fill_readme
from finmodel.excel.tagging.weighted import fill_weighted, weighted_widths
from finmodel.intake.tagging_templates import crosswalks_from
from finmodel.tagging.report import report_of
from finmodel.tagging.whose_plan import is_plan_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import BinaryIO

    from finmodel.analysis.action_money import ActionMoney
    from finmodel.excel.tagging.frame import Page
    from finmodel.i18n.catalogue import Language
    from finmodel.intake.budget_privacy import Masking
    from finmodel.tagging.choices import ChoiceStep
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["LARGE", "write_tagging"]

LARGE = 20_000
"""With more lines than this, rows are written to the disk as they come: the memory stays small."""

CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
"""A fixed time of creation: the same budget gives the same bytes."""


def write_tagging(
    budget: TaggedBudget,
    target: Path | BinaryIO,
    *,
    language: Language,
    profile: str | None = None,
    plan: ActionMoney | None = None,
    before: TaggedBudget | None = None,
    masking: Masking | None = None,
    municipality: str = "",
    plan_of: str = "",
    choice_steps: Sequence[ChoiceStep] = (),
    large: int = LARGE,
) -> None:
    """Write a tagged budget as a workbook: live sums over its lines, with the engine's figures as stored values.

    Parameters
    ----------
    budget
        What is written, all its years; amounts in kronor with two decimals.
    target
        A path (the file is replaced in one step) or a binary stream.
    language
        Of titles, labels and words in cells.
    profile
        Id of the weights that are shown first; None for the scheme's usual ones.
    plan
        What the climate plan's actions need and have been granted; then there is a sheet with the gap. It must be of
        the budget's municipality (:func:`~finmodel.tagging.whose_plan.is_plan_of`).
    before
        An earlier version, or another basis, of a budget that is tagged in the same scheme; then there is a sheet with
        what has changed.
    masking
        What is masked of suppliers and texts. ``persons`` can only find what looks like a personal identity number:
        names were to be masked on import.
    municipality
        Whose budget it is; "" where nobody has said.
    plan_of
        Whose climate plan ``plan`` is. Without ``plan``, or where it is of another municipality than the budget, the
        sheet of actions says whose plan to open instead.
    choice_steps
        The history of rules and choices, for the change log.
    large
        Number of lines from which rows go to the disk at once.

    Raises
    ------
    InputError
        FM-T180, FM-T181: it is not reconciled to the öre, and nothing is written.
    ValueError
        There are no such weights, or ``before`` is tagged in another scheme.
    SaveError
        The file cannot be written; one that was there is untouched.

    Notes
    -----
    A workbook whose texts are masked is not for reading decisions back: reasons may be masked too.

    About a third of a millisecond a line: 20,000 lines take some 7 seconds and 250 MB, 200,000 lines about a minute
    and 400 MB, most of it the budget itself, in a file of 30 MB.
    """
    masks = Masks(masking)
    budget, before = masks.budget(budget), None if before is None else masks.budget(before)
    reports = report_of(budget)
    weights = budget.scheme.profile(profile or None)
    if weights is None and profile:
        raise ValueError(f"the scheme {budget.scheme.id} has no weights {profile}")
    if before is not None and before.scheme.id != budget.scheme.id:
        raise ValueError(f"tagged in {before.scheme.id} and in {budget.scheme.id}: not to be compared")
    buffer = io.BytesIO()
    is_large = len(budget.lines) > large
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": not is_large,
        "constant_memory": is_large,
    }
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.worksheet_class = sheet_class(masks)
        workbook.set_properties({"created": CREATED})
        book = TagBook(
            workbook,
            Styles(workbook),
            language,
            budget,
            reports,
            masks,
            weights,
            municipality=municipality.strip(),
            plan_of=plan_of.strip(),
            choice_steps=tuple(choice_steps),
        )
        is_other = bool(book.municipality and book.plan_of) and not is_plan_of(book.municipality, book.plan_of)
        _fill(book, None if is_other else plan, before)
    if isinstance(target, Path):
        replace_file(target, buffer.getvalue())
    else:
        target.write(buffer.getvalue())


def _fill(book: TagBook, plan: ActionMoney | None, before: TaggedBudget | None) -> None:
    """Add the sheets in the order in which they are read, and fill them in the order in which they refer."""
    actions = {} if plan is None else plan.actions
    sheets: dict[str, tuple[tuple[float, ...], Callable[[Page], None]]] = {
        "lines": (lines_widths(book, actions), partial(fill_lines, actions=actions)),
        "distribution": (distribution_widths(book), fill_distribution),
        "weighted": (weighted_widths(book), fill_weighted),
        "harmful": (LIST_WIDTHS, fill_harmful),
        "unexamined": (LIST_WIDTHS, fill_unexamined),
        "groups": (groups_widths(book), fill_groups),
    }
    if plan is not None:
        sheets["actions"] = (ACTION_WIDTHS, partial(fill_actions, plan=plan))
    elif book.plan_of:
        sheets["actions"] = (ACTION_WIDTHS, fill_other_plan)
    if before is not None:
        sheets["comparison"] = (COMPARISON_WIDTHS, partial(fill_comparison, before=before))
    if crosswalks_from(book.budget.scheme.id):
        sheets["other_schemes"] = (other_schemes_widths(len(book.spans)), fill_other_schemes)
    sheets |= {
        "decisions": (decisions_widths(book), fill_decisions),
        "log": (LOG_WIDTHS, fill_log),
        "rules": (rules_widths(book), fill_rules),
        "method": (METHOD_WIDTHS, partial(fill_method, before=before, has_plan=plan is not None)),
    }
    first = book.page("readme", README_WIDTHS, colour="#005A9C")
    pages = {name: book.page(name, widths) for name, (widths, _) in sheets.items()}
    for name, (_, fill) in sheets.items():
        fill(pages[name])
    fill_readme(first, tuple(sheets))
    first.sheet.activate()
