"""What there is to choose in a SIE file, and what was chosen for the last one with the same dimensions. No widgets."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING

import streamlit as st

from app.tagging_mappings import keep_mapping, kept_mapping
from finmodel.errors import InputError
from finmodel.intake.sie_contents import sie_contents
from finmodel.intake.sie_options import SieOptions
from finmodel.intake.sie_options_json import sie_options_from_dict, sie_options_to_dict

if TYPE_CHECKING:
    from app.tagging_import import SourceFile
    from finmodel.intake.budget_lines import Chart
    from finmodel.intake.budget_options import ReadOptions
    from finmodel.intake.sie_contents import SieContents

__all__ = ["contents_of", "remember_sie", "remembered_sie"]


def contents_of(
    file: SourceFile, options: SieOptions, chart: Chart | None = None, encoding: str | None = None
) -> SieContents | None:
    """Return the levels and dimensions of a file by the records that are read; None where it cannot be read."""
    return _contents(file.sha256, options, chart, encoding, file)


@st.cache_resource(show_spinner=False, max_entries=8)
def _contents(
    sha256: str,  # noqa: ARG001, RUF100 - the cache looks at it
    options: SieOptions,
    chart: Chart | None,
    encoding: str | None,
    _file: SourceFile,
) -> SieContents | None:
    return sie_contents(_file.data, name=_file.name, chart=chart, encoding=encoding, options=options)


def remember_sie(file: SourceFile, options: ReadOptions) -> None:
    """Keep how a file was read for the next one of the same organisation with the same dimensions.

    Raises
    ------
    SaveError
        It cannot be written.
    """
    contents = contents_of(file, options.sie, options.chart, options.encoding)
    if contents is not None:
        keep_mapping(_name(contents), file.name, sie_options_to_dict(options.sie))


def remembered_sie(contents: SieContents) -> tuple[SieOptions, str] | None:
    """Return how the last file with the same dimensions was read, and its name; None where there is none.

    It is only an offer: what cannot be read of it is passed over.
    """
    text = kept_mapping(_name(contents))
    with suppress(ValueError, KeyError, TypeError, InputError):
        data = json.loads(text or "")
        return sie_options_from_dict(data["mapping"]), str(data["file"])
    return None


def _name(contents: SieContents) -> str:
    """Return what a file is known by the next year: whose it is, and its dimensions."""
    known = [contents.company.casefold()]
    known += [f"{dimension.number}\x1e{dimension.name.casefold()}" for dimension in contents.dimensions]
    text = "\x1f".join(known)
    return f"sie-{hashlib.sha256(text.encode()).hexdigest()[:32]}"
