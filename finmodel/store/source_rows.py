"""From the catalogue of funding sources to a row of a plan: only what is known is filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from finmodel.model.document import read_document, to_document
from finmodel.model.enums import OrganisationKind, ParameterStatus
from finmodel.model.funding_enums import MoneyClass
from finmodel.model.values import MAX_TEXT
from finmodel.store.funding_terms import PLAN_FIELDS

if TYPE_CHECKING:
    from finmodel.errors import Issue
    from finmodel.i18n.catalogue import Language
    from finmodel.model.plan import Plan
    from finmodel.model.registers import Organisation
    from finmodel.store.funding_catalogue import CatalogueSource, CatalogueValue

__all__ = ["free_id", "plan_with_source", "providers", "to_ask_for"]


def free_id(plan: Plan, wanted: str) -> str:
    """Return an id that no source of the plan has: the wanted one, or with a number behind."""
    taken = {row.id for row in plan.sources}
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


def providers(plan: Plan, source: CatalogueSource) -> tuple[Organisation, ...]:
    """Return the organisations of the plan of the kind that provides the source, in the plan's order.

    Empty for borrowed money, whose lender is no organisation that the plan moves money from.
    """
    stated = source.values.get("provider_kind")
    if stated is None or stated.value is None or source.kind.money_class is MoneyClass.BORROWED:
        return ()
    kind = OrganisationKind(str(stated.value))
    return tuple(row for row in plan.organisations if row.kind is kind)


def to_ask_for(source: CatalogueSource, currency: str) -> tuple[CatalogueValue, ...]:
    """Return the terms of a plan's row that the catalogue leaves blank, in its order.

    Parameters
    ----------
    source
        A source of the catalogue.
    currency
        The plan's; an amount in another one is not copied, and so has to be asked for.
    """
    rows = (item for field, item in source.values.items() if field in PLAN_FIELDS)
    return tuple(
        item
        for item in rows
        if item.status is ParameterStatus.MISSING or item.value is None or item.currency not in (None, currency)
    )


def plan_with_source(
    plan: Plan, source: CatalogueSource, language: Language, *, provider: str | None = None, notes: str = ""
) -> tuple[Plan, str, tuple[Issue, ...]]:
    """Return the plan with a row for a source of the catalogue.

    Parameters
    ----------
    plan
        The plan; it is not changed.
    source
        The source; its known terms are copied and the rest is left blank.
    language
        Language of its name and texts.
    provider
        Id of the organisation that gives the money, or None for a blank.
    notes
        Text for the row's notes, for example what has to be asked for.

    Returns
    -------
    plan, id, issues
        The new plan, the row's id, and the warnings that the plan has.

    Raises
    ------
    InputError
        The plan does not hold together with the row.
    """
    document = to_document(plan)
    values = {field: _plain(value) for field, value in source.plan_values(language, plan.settings.currency).items()}
    documents = dict.fromkeys(
        f"{item.source_in(language)}, {item.date}" if item.date else item.source_in(language)
        for field, item in source.values.items()
        if field in values and field != "kind" and item.source
    )
    row: dict[str, Any] = {
        "id": free_id(plan, source.id),
        "name": source.name(language),
        **values,
        "provider": provider,
        "terms_source": _within("; ".join(documents)),
        "notes": notes,
    }
    document["sources"] = [*document.get("sources", []), {name: value for name, value in row.items() if value != ""}]
    changed, issues = read_document(document)
    return changed, row["id"], issues


def _within(text: str) -> str:
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"


def _plain(value: object) -> Any:
    if isinstance(value, tuple):
        return [str(item) for item in value]
    return value if isinstance(value, bool | int | float) else str(value)
