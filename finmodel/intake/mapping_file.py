"""A kept file that says how others are read: the columns of a table, or the levels and dimensions of SIE."""

from __future__ import annotations

from collections.abc import Mapping

from finmodel.intake.budget_mapping import ColumnMapping
from finmodel.intake.budget_mapping_json import mapping_from_dict
from finmodel.intake.budget_problems import Problems
from finmodel.intake.json_values import json_document
from finmodel.intake.sie_options import SieOptions
from finmodel.intake.sie_options_json import sie_options_from_dict

__all__ = ["mapping_file_from_json"]


def mapping_file_from_json(text: str, *, name: str = "–") -> ColumnMapping | SieOptions:
    """Return what a kept file says: of SIE where it has the key ``sie``, else of a table's columns.

    Parameters
    ----------
    text
        JSON; see :func:`~finmodel.intake.budget_mapping_json.mapping_from_json` and
        :func:`~finmodel.intake.sie_options_json.sie_options_from_dict`.
    name
        The file's name, for messages.

    Raises
    ------
    InputError
        ``FM-B113`` with every mistake; ``FM-B111`` a column mapped twice.
    """
    data = json_document(text, Problems(name))
    if isinstance(data, Mapping) and "sie" in data:
        return sie_options_from_dict(data, name=name)
    return mapping_from_dict(data, name=name)
