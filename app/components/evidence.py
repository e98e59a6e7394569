"""Evidence: where each figure comes from, how good it is and between what it may lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.marks import badges, is_assumption
from app.components.plain import plain
from app.components.values import choice_label, number_text_of, spec_of
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from finmodel.model.lines import Evidence

__all__ = ["range_text", "show_evidence"]


def range_text(row: Evidence, formats: Formats) -> str:
    """Return the range of a figure, "" where none is given."""
    unit = row.quantity.unit
    low, high = (None if end is None else number_text_of(end, unit, formats) for end in (row.low, row.high))
    if low is not None and high is not None:
        return formats.text("detail.range", low=low, high=high)
    if low is not None:
        return formats.text("detail.range_low", low=low)
    return "" if high is None else formats.text("detail.range_high", high=high)


def show_evidence(rows: tuple[Evidence, ...], formats: Formats) -> None:
    """Show rows of evidence, assumptions marked; the text is the plan's own and is shown as it is."""
    if not rows:
        st.caption(formats.text("detail.no_evidence"))
    for position, row in enumerate(rows):
        with st.container(border=True, gap="small"):
            left, right = st.columns([1, 3])
            with left:
                quantity = choice_label(spec_of("evidence", "quantity"), str(row.quantity), formats.lang)
                plain(quantity, name=f"evidence-{position}", is_strong=True)
                if is_assumption(row):
                    badges([("assumption", formats.text("mark.assumption"))])
                plain("\n".join(_facts(row, formats)), name=f"facts-{position}")
            with right:
                source = (
                    formats.text("detail.source", text=row.source) if row.source else formats.text("detail.no_source")
                )
                st.text(source)
                if row.as_stated:
                    st.text(formats.text("detail.quote", text=row.as_stated))
                if row.notes:
                    plain(row.notes, name=f"note-{position}")


def _facts(row: Evidence, formats: Formats) -> list[str]:
    facts = []
    if row.quality is not None:
        facts.append(formats.text("detail.quality", text=t(f"choice.quality.{row.quality}", formats.lang)))
    if row.date:
        facts.append(formats.text("detail.date", text=row.date))
    if row.price_year is not None:
        facts.append(formats.text("detail.price_year", text=str(row.price_year)))
    span = range_text(row, formats)
    return [*facts, span] if span else facts
