"""A new plan with the sources of the catalogue in it: what an officer starts from."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from finmodel.excel.template import new_plan
from finmodel.excel.texts import field_label
from finmodel.excel.writer import write_workbook
from finmodel.i18n.catalogue import t
from finmodel.model.enums import ParameterStatus
from finmodel.model.funding import Source
from finmodel.store.funding_catalogue import funding_catalogue
from finmodel.store.funding_terms import PLAN_FIELDS
from finmodel.store.source_rows import plan_with_source, providers, to_ask_for

if TYPE_CHECKING:
    from finmodel.i18n.catalogue import Language
    from finmodel.model.plan import Plan
    from finmodel.store.funding_catalogue import CatalogueSource

__all__ = ["new_workbook_bytes", "starting_plan"]

_UNSURE = (ParameterStatus.DATED, ParameterStatus.TO_BE_CONFIRMED)


def starting_plan(year: int, language: Language = "sv") -> Plan:
    """Return a plan without actions, with every source of the catalogue as far as its terms are known.

    Parameters
    ----------
    year
        First, base and price year.
    language
        Language of the names in it.

    Returns
    -------
    Plan
        No mix uses a source yet, so nothing of them counts. The notes of each say what has to be asked for and what is
        old or not confirmed.
    """
    plan = new_plan(year, language=language)
    for source in funding_catalogue():
        given = providers(plan, source)
        provider = given[0].id if len(given) == 1 else None
        notes = _notes(source, plan.settings.currency, language)
        plan, _, _ = plan_with_source(plan, source, language, provider=provider, notes=notes)
    return plan


def new_workbook_bytes(year: int, language: Language = "sv") -> bytes:
    """Return the starting plan as a workbook."""
    buffer = io.BytesIO()
    write_workbook(starting_plan(year, language), buffer, language=language)
    return buffer.getvalue()


def _notes(source: CatalogueSource, currency: str, language: Language) -> str:
    """Return what an officer has to find out about a source, in words."""
    asked = [item.field for item in to_ask_for(source, currency)]
    unsure = [field for field, item in source.values.items() if field in PLAN_FIELDS and item.status in _UNSURE]
    parts = []
    for key, fields in (("ask_for", asked), ("check", [field for field in unsure if field not in asked])):
        labels = [field_label(Source.table, field, language) for field in fields]
        if labels:
            parts.append(t(f"workbook.new.{key}", language, terms="; ".join(labels)))
    return " ".join(parts)
