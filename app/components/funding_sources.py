"""The plan's sources: what each is, how sure it is, what is used of it, and where its terms stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.inert import one_line
from app.components.tables import Column, download_csv, show_table
from app.components.values import field_name
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.funding import SourceUse
    from finmodel.model.funding import Source

__all__ = ["certainty_cells", "illustrative_note", "show_sources"]


def certainty_cells(certainty: str, probability: float | None, formats: Formats) -> dict[str, str]:
    """Return how sure money is, in words, and its probability: 1 where it is secured."""
    shown = 1.0 if certainty == "secured" else probability
    return {
        "certainty": t(f"choice.certainty.{certainty}", formats.lang),
        "probability": formats.text("funding.no_probability") if shown is None else formats.share(shown),
    }


def illustrative_note(page: Page) -> None:
    """Say how much of the funding is from no source."""
    plan = page.plan
    parts = [(rows, sum(row.illustrative for row in rows)) for rows in (plan.sources, plan.funding, plan.frames)]
    if not any(n for _, n in parts):
        return
    names = ("n_sources", "n_entries", "n_frames")
    words = [
        page.formats.text(f"funding.{name}", n=n, of=len(rows))
        for name, (rows, n) in zip(names, parts, strict=True)
        if n
    ]
    st.info(page.formats.text("funding.illustrative", parts=", ".join(words)), icon=":material/draw:")


def show_sources(page: Page) -> None:
    """Show every source of the plan, used or not."""
    formats = page.formats
    if not page.plan.sources:
        st.info(formats.text("funding.no_sources", sheet=t("table.sources.title", formats.lang)))
        return
    names = {row.id: one_line(row.name) for row in page.plan.organisations}
    rows = [_row(item, names, formats) for item in page.results.funding.sources]
    columns = _columns(formats)
    alt_text = formats.text("funding.sources_alt", n=len(rows))
    show_table(rows, columns, formats, key=f"sources.{formats.lang}", alt=alt_text, n_shown=14)
    download_csv(rows, columns, formats, name="sources")


def _row(item: SourceUse, names: dict[str, str], formats: Formats) -> dict[str, Any]:
    source, lang = item.source, formats.lang
    money_class = source.of_class
    return {
        "name": one_line(source.name),
        "kind": t(f"choice.source_kind.{source.kind}", lang),
        "class": formats.text("funding.no_class")
        if money_class is None
        else t(f"choice.money_class.{money_class}", lang),
        "provider": names.get(source.provider or "", ""),
        **certainty_cells(source.certainty, source.probability, formats),
        "used": None if item.total is None else formats.in_unit(item.total),
        "cap": _caps(source, formats),
        "n_actions": item.n_actions,
        "terms": source.terms_source or formats.text("parameters.no_source"),
        "marks": formats.text("mark.illustrative") if source.illustrative else "",
    }


def _caps(source: Source, formats: Formats) -> str:
    """Return every cap of a source in words; a dash where it has none."""
    words = []
    if source.cap_total is not None:
        words.append(formats.text("funding.cap_total", amount=formats.money(source.cap_total)))
    if source.cap_per_year is not None:
        for year, amount in source.cap_per_year.numbers():
            key = "cap_per_year" if year is None else "cap_in_year"
            named = {} if year is None else {"year": str(year)}
            words.append(formats.text(f"funding.{key}", amount=formats.money(amount), **named))
    if source.cap_per_action is not None:
        words.append(formats.text("funding.cap_per_action", amount=formats.money(source.cap_per_action)))
    return "; ".join(words) or "–"


def _columns(formats: Formats) -> list[Column]:
    unit, lang = formats.money_label, formats.lang
    used = formats.text("funding.used", unit=unit)
    return [
        Column("name", field_name("sources", "name", lang), width=200, pinned=True),
        Column("kind", field_name("sources", "kind", lang), width=155),
        Column("class", field_name("sources", "money_class", lang), width=110),
        Column("certainty", field_name("sources", "certainty", lang), width=110),
        Column("probability", field_name("sources", "probability", lang), width=95),
        Column("used", used, decimals=formats.decimals, help=formats.text("funding.used_help"), width=110),
        Column("cap", formats.text("funding.cap"), help=formats.text("funding.cap_help"), width=200),
        Column("marks", formats.text("funding.marks"), width=90),
        Column("terms", field_name("sources", "terms_source", lang), width=420),
        Column("provider", field_name("sources", "provider", lang), width=150),
        Column("n_actions", formats.text("funding.n_actions"), decimals=0, width=90),
    ]
