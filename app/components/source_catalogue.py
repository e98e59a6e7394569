"""The catalogue of funding sources: what is known of each term and how well, and a way to add a source to the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app import service, state
from app.components.formats import Formats
from app.components.inert import inert, one_line
from app.components.tables import TWO_LINES, Column, download_csv, show_table, show_texts
from app.components.upload import keep
from app.components.values import Names, choice_label, field_name, number_text_of, value_text
from finmodel.errors import InputError
from finmodel.i18n import render, t
from finmodel.model.enums import ParameterStatus
from finmodel.model.funding_enums import MoneyClass, SourceKind
from finmodel.store.funding_catalogue import CATALOGUE_FIELDS, funding_catalogue
from finmodel.store.source_rows import providers, to_ask_for

if TYPE_CHECKING:
    from app.state import Page
    from finmodel.i18n import Language
    from finmodel.store.funding_catalogue import CatalogueSource, CatalogueValue

__all__ = ["catalogue_rows", "show_source_catalogue", "source_name"]

_SIGNS = {
    ParameterStatus.SOURCED: "✓",
    ParameterStatus.DATED: "◷",
    ParameterStatus.TO_BE_CONFIRMED: "?",
    ParameterStatus.MISSING: "✗",
}
_NOBODY = ""


def source_name(identity: str, page: Page) -> str:
    """Return what a source of the catalogue is called; its id where the catalogue has it no longer."""
    return next((row.name(page.lang) for row in funding_catalogue() if row.id == identity), identity)


def show_source_catalogue(page: Page) -> None:
    """Show the sources of the chosen kinds, everything about one, and the button that adds it."""
    formats, lang = page.formats, page.lang
    catalogue = funding_catalogue()
    st.caption(formats.text("source_catalogue.how"))
    kinds = [str(kind) for kind in SourceKind if any(row.kind is kind for row in catalogue)]
    chosen = [kind for kind in state.remember("catalogue_kinds", list[str]()) if kind in kinds]
    picked = st.multiselect(
        field_name("sources", "kind", lang),
        kinds,
        default=chosen,
        format_func=lambda kind: t(f"choice.source_kind.{kind}", lang),
        placeholder=formats.text("actions.all"),
        key=f"catalogue_kinds.{lang}",
    )
    state.choose("catalogue_kinds", picked)
    shown = [row for row in catalogue if not picked or str(row.kind) in picked]
    _overview(shown, page)
    _one(shown, page)


def _overview(shown: list[CatalogueSource], page: Page) -> None:
    """Show the sources with how many of their terms are known how well, and all terms in an expander."""
    formats, lang = page.formats, page.lang
    counted = [
        {
            "source": row.name(lang),
            "kind": t(f"choice.source_kind.{row.kind}", lang),
            **{str(status): sum(item.status is status for item in row.values.values()) for status in ParameterStatus},
            "there": formats.text("source_catalogue.in_plan") if _is_there(row, page) else "",
        }
        for row in shown
    ]
    columns = [
        Column("source", formats.text("source_catalogue.source"), width=290, pinned=True),
        Column("kind", formats.text("source_catalogue.kind"), width=175),
        *(
            Column(str(status), f"{_SIGNS[status]} {_status(status, lang)}", decimals=0, width=108)
            for status in ParameterStatus
        ),
        Column("there", formats.text("source_catalogue.there"), width=105),
    ]
    alt_text = formats.text("source_catalogue.overview_alt", n=len(shown))
    st.caption(formats.text("source_catalogue.counts"))
    show_table(counted, columns, formats, key=f"catalogue_counts.{lang}", alt=alt_text, n_shown=10)
    rows = [line for row in shown for line in catalogue_rows(row, page)]
    with st.expander(formats.text("source_catalogue.all", n=len(rows))):
        alt_text = formats.text("source_catalogue.alt", n=len(shown))
        columns = _columns(formats, has_source=True)
        key = f"source_catalogue.{lang}"
        show_table(rows, columns, formats, key=key, alt=alt_text, n_shown=8, row_height=TWO_LINES)
        download_csv(rows, columns, formats, name="source_catalogue")


def _is_there(source: CatalogueSource, page: Page) -> bool:
    """Whether the plan has a source of the same id or name."""
    return any(row.id == source.id or row.name in source.names.values() for row in page.plan.sources)


def _status(status: ParameterStatus, lang: Language) -> str:
    return t(f"choice.parameter_status.{status}", lang)


def _one(shown: list[CatalogueSource], page: Page) -> None:
    formats, lang = page.formats, page.lang
    st.subheader(formats.text("source_catalogue.add_title"))
    ids = [row.id for row in shown]
    key = f"catalogue_source.{lang}"
    if st.session_state.get(key) not in ids:
        st.session_state.pop(key, None)
    names = {row.id: row.name(lang) for row in shown}
    identity = st.selectbox(
        formats.text("source_catalogue.choose"),
        ids,
        index=state.index_of(ids, state.remember("catalogue_source", ids[0])),
        format_func=names.__getitem__,
        key=key,
    )
    state.choose("catalogue_source", identity)
    source = next(row for row in shown if row.id == identity)
    st.caption(t(f"choice.source_kind.{source.kind}", lang))
    show_texts(
        [row for row in catalogue_rows(source, page) if row["term"] != _label("kind", formats)],
        _columns(formats, has_source=False),
        formats,
        key=f"catalogue_one.{lang}",
        alt=formats.text("source_catalogue.alt", n=1),
    )
    asked = to_ask_for(source, page.plan.settings.currency)
    if asked:
        lines = "\n".join(f"- {inert(_question(item, formats))}" for item in asked)
        st.markdown(f"**{formats.text('source_catalogue.ask')}**\n\n{lines}")
    else:
        st.caption(formats.text("source_catalogue.ask_nothing"))
    provider = _provider(source, page)
    if _is_there(source, page):
        st.info(formats.text("source_catalogue.is_there"))
    if st.button(formats.text("source_catalogue.add"), type="primary", key="add_source", icon=":material/add:"):
        notes = formats.text("source_catalogue.notes", terms="; ".join(_question(item, formats) for item in asked))
        try:
            keep(
                lambda: service.add_source(page.base, source, lang, provider=provider, notes=notes if asked else ""),
                "source_catalogue.added",
                page,
            )
        except InputError as error:
            st.error(inert(" ".join(render(issue, lang) for issue in error.issues)))


def _provider(source: CatalogueSource, page: Page) -> str | None:
    """Let the reader choose who gives the money among the plan's organisations of the right kind."""
    formats, lang = page.formats, page.lang
    if source.kind.money_class is MoneyClass.BORROWED:
        st.caption(formats.text("source_catalogue.no_provider"))
        return None
    found = providers(page.plan, source)
    kind = source.values.get("provider_kind")
    words = t(f"choice.organisation_kind.{kind.value}", lang) if kind is not None and kind.value is not None else "–"
    if not found:
        st.warning(formats.text("source_catalogue.provider_missing", kind=words), icon=":material/info:")
        return None
    names = {_NOBODY: formats.text("source_catalogue.provider_blank")} | {row.id: one_line(row.name) for row in found}
    options = list(names)
    # Of several nobody is guessed; own money without a provider is whoever's who bears the cost.
    is_sure = len(found) == 1 and source.kind.money_class is MoneyClass.EXTERNAL
    picked = st.selectbox(
        formats.text("source_catalogue.provider", kind=words),
        options,
        index=1 if is_sure else 0,
        format_func=names.__getitem__,
        key=f"catalogue_provider.{source.id}.{lang}",
        help=t("field.sources.provider.help", lang),
    )
    if not picked:
        st.caption(formats.text("source_catalogue.provider_left_blank"))
    return picked or None


def _question(item: CatalogueValue, formats: Formats) -> str:
    label, note = _label(item.field, formats), item.note(formats.lang)
    return f"{label}: {note}" if note else label


def _label(field: str, formats: Formats) -> str:
    if field in CATALOGUE_FIELDS:
        return formats.text(f"source_catalogue.field_{field}")
    return field_name("sources", field, formats.lang)


def catalogue_rows(source: CatalogueSource, page: Page) -> list[dict[str, Any]]:
    """Return what is known of a source, a row for each of its terms."""
    formats, lang = page.formats, page.lang
    return [
        {
            "source": source.name(lang),
            "kind": t(f"choice.source_kind.{source.kind}", lang),
            "term": _label(item.field, formats),
            "value": _value(item, page),
            "status": f"{_SIGNS[item.status]} {_status(item.status, lang)}",
            "document": item.source_in(lang) or formats.text("parameters.no_source"),
            "date": item.date,
            "note": item.note(lang),
        }
        for item in source.values.values()
    ]


def _value(item: CatalogueValue, page: Page) -> str:
    """Return a term's value with its unit; an amount in another currency in that currency."""
    formats = page.formats
    value = item.value_in(formats.lang)
    if value is None:
        return formats.text("source_catalogue.unknown")
    if item.currency not in (None, formats.currency):
        formats = Formats.of(formats.lang, formats.unit, item.currency or formats.currency)
    if item.field not in CATALOGUE_FIELDS:
        return value_text("sources", item.field, value, Names(page.plan), formats)
    spec = CATALOGUE_FIELDS[item.field]
    if spec.choices is not None:
        return choice_label(spec, str(value), formats.lang)
    return number_text_of(value, spec.unit, formats) if isinstance(value, int | float) else str(value)


def _columns(formats: Formats, *, has_source: bool) -> list[Column]:
    widths = {"term": 190, "value": 220, "status": 130, "document": 300, "date": 95, "note": 420}
    head = {"source": 230, "kind": 150} if has_source else {}
    return [
        Column(name, formats.text(f"source_catalogue.{name}"), width=width, pinned=name == "source")
        for name, width in {**head, **widths}.items()
    ]
