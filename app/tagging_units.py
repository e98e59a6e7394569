"""The unit of money of a file and of the version before it, where only one of the two states it. No widgets here."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from finmodel.errors import InputError
from finmodel.intake.budget_mapping_json import mapping_from_dict
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_unit_choice import check_versions

if TYPE_CHECKING:
    from finmodel.errors import Issue
    from finmodel.intake.budget_lines import BudgetTable
    from finmodel.tagging.versions import Version

__all__ = ["unlike_units"]


def unlike_units(table: BudgetTable, before: Version) -> tuple[Issue, ...]:
    """Return why a file cannot follow upon a version: only one of them states its unit, and it is not kronor.

    Parameters
    ----------
    table
        The file as it was read.
    before
        The version; what its file stated is read from the mapping that it keeps.
    """
    problems = Problems(table.source.file)
    with suppress(ValueError, KeyError, TypeError, InputError):
        mappings = [mapping_from_dict(data) for data in json.loads(before.source.mapping or "[]")]
        check_versions(table.mappings, mappings, problems, earlier=before.id)
    return problems.all()
