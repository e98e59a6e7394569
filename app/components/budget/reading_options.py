"""What the reader states about a whole file: its chart of accounts, its letters, and what is masked on the way in."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.budget.reading_persons import chosen_persons
from app.components.budget.reading_sie import choose_sie
from finmodel.i18n import t
from finmodel.intake.budget_encoding import ENCODINGS
from finmodel.intake.budget_lines import Chart, LineKind
from finmodel.intake.budget_privacy import Masking, MaskingOf
from finmodel.intake.budget_read import ReadOptions
from finmodel.intake.sie_options import SieOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.state import Page
    from app.tagging_import import SourceFile
    from finmodel.intake.budget_mapping import ColumnMapping

__all__ = ["choose_masking", "choose_options"]


def choose_options(file: SourceFile, mappings: Sequence[ColumnMapping], page: Page) -> ReadOptions:
    """Return how the file is to be read, as the reader chooses."""
    formats, lang = page.formats, page.lang
    masking = replace(choose_masking("import", page), names=chosen_persons(file))
    places = iter(st.columns(4))

    def pick(name: str, options: Sequence[str], words: Callable[[str], str]) -> str:
        kept = f"budget_{name}.{file.sha256[:16]}"
        with next(places):
            picked = st.selectbox(
                formats.text(f"budget_import.{name}"),
                options,
                index=state.index_of(options, state.remember(kept, options[0])),
                format_func=words,
                key=f"{kept}.{lang}",
                help=formats.text(f"budget_import.{name}_help"),
            )
        return state.choose(kept, picked)

    def words_or(auto: str, key: str) -> Callable[[str], str]:
        return lambda value: t(f"{key}.{value}", lang) if value else formats.text(f"budget_import.{auto}")

    # "" and not None: Streamlit offers to clear a box whose value is None.
    chart = pick("chart", ["", *map(str, Chart)], words_or("chart_auto", "budget_chart"))
    encoding, kind, sie = "", "", SieOptions()
    if file.kind != "workbook":
        encoding = pick("encoding", ["", *ENCODINGS], lambda name: name or formats.text("budget_import.encoding_auto"))
    if file.kind in ("sie", "ledger"):
        kind = pick("of_kind", ["", *map(str, LineKind)], words_or("kind_by_account", "tag_kind"))
    stated = Chart(chart) if chart else None
    if file.kind == "sie":
        sie = choose_sie(file, stated, encoding or None, page)
    return ReadOptions(
        mappings=tuple(mappings),
        kind=LineKind(kind) if kind else None,
        chart=stated,
        masking=masking,
        encoding=encoding or None,
        sie=sie,
    )


def choose_masking(name: str, page: Page) -> Masking:
    """Let the reader choose what personal data is masked; what can be told to be a person's, unless more is wanted."""
    formats, lang = page.formats, page.lang
    kept = state.remember(f"budget_masking.{name}", Masking.persons())
    options: list[MaskingOf] = list(MaskingOf)
    picked: list[MaskingOf] = []
    for place, (of, chosen) in zip(st.columns(2), (("suppliers", kept.suppliers), ("texts", kept.texts)), strict=True):
        with place:
            found = st.radio(
                formats.text(f"budget_import.mask_{of}"),
                options,
                index=options.index(chosen),
                format_func=partial(_masked, of, name, page),
                key=f"budget_mask_{of}.{name}.{lang}",
                help=formats.text(f"budget_import.mask_{of}_help"),
            )
            picked.append(found)
    return state.choose(f"budget_masking.{name}", Masking(picked[0], picked[1]))


def _masked(of: str, name: str, page: Page, value: MaskingOf) -> str:
    # Numbers of suppliers are not kept: on the way out only what has the form of one can be found.
    is_out = name == "export" and value is MaskingOf.PERSONS
    return page.formats.text(f"budget_import.mask_{'out' if is_out else of}_{value}")
