"""Mappings that were confirmed: kept in the workspace by the headings of their table, and offered for the next file."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import streamlit as st

from app import tagging
from app.tagging_import import find_headings, fitted, signature
from finmodel.atomic import SaveError, replace_file, save_issue
from finmodel.errors import InputError
from finmodel.intake.budget_mapping_json import mapping_from_dict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from app.tagging_import import SheetLook, SourceFile
    from finmodel.errors import Issue
    from finmodel.intake.budget_mapping import ColumnMapping

__all__ = ["keep_mapping", "kept_mapping", "remember", "remembered"]

_FOLDER = "budget-mappings"
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700


def remember(sheet: SheetLook, mapping: ColumnMapping, file: str) -> None:
    """Keep a mapping for the next file with the same headings.

    Raises
    ------
    SaveError
        It cannot be written.
    """
    keep_mapping(_name(sheet), file, mapping.to_dict())


def keep_mapping(name: str, file: str, mapping: Mapping[str, Any]) -> None:
    """Keep plain data of a mapping under a name, with the file that it was confirmed for.

    Raises
    ------
    SaveError
        It cannot be written.
    """
    path = _path(name)
    data = {"file": file, "mapping": mapping}
    try:
        path.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise SaveError(save_issue(error, path.parent)) from error
    replace_file(path, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode(), mode=_PRIVATE_FILE)


def kept_mapping(name: str) -> str | None:
    """Return what is kept under a name as it is, None where there is nothing that can be read."""
    with suppress(OSError, ValueError):
        return _path(name).read_text("utf-8")
    return None


def remembered(file: SourceFile, sheet: SheetLook) -> tuple[ColumnMapping, str, tuple[Issue, ...]] | None:
    """Return the mapping that was confirmed for a table with the same headings, on the sheet at hand.

    Returns
    -------
    tuple or None
        The mapping, the file that it was confirmed for, and what is to be said; None where there is none that fits:
        it is only an offer, and what cannot be read of it is passed over.
    """
    if sheet.header is None:
        return None
    text = kept_mapping(_name(sheet))
    return None if text is None else _fitted(file.sha256, sheet.title, text, file, sheet)


@st.cache_resource(show_spinner=False, max_entries=16)
def _fitted(
    sha256: str,  # noqa: ARG001, RUF100 - the cache looks at it
    title: str,  # noqa: ARG001, RUF100 - so it does at this
    text: str,
    _file: SourceFile,
    _sheet: SheetLook,
) -> tuple[ColumnMapping, str, tuple[Issue, ...]] | None:
    with suppress(ValueError, KeyError, TypeError, InputError):
        data = json.loads(text)
        mapping, issues = fitted(_file, _sheet, mapping_from_dict(data["mapping"]))
        if mapping is not None:
            return mapping, str(data["file"]), issues
    return None


def _name(sheet: SheetLook) -> str:
    return signature(find_headings(sheet))


def _path(name: str) -> Path:
    return tagging.workspace_folder() / _FOLDER / f"{name}.json"
