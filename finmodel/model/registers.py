"""The registers that actions refer to: organisations, sectors and price categories."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from finmodel.model.enums import OrganisationKind
from finmodel.model.row import Row
from finmodel.model.spec import Kind, Spec, Unit
from finmodel.model.values import Id, LongText, Text, Yearly

__all__ = ["Organisation", "PriceCategory", "Sector"]


class Organisation(Row):
    """Somebody who pays or benefits."""

    table: ClassVar[str] = "organisations"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name that other sheets refer to.")]
    name: Annotated[Text, StringConstraints(min_length=1), Spec(Kind.TEXT, "Name of the organisation.")]
    kind: Annotated[
        OrganisationKind,
        Spec(Kind.CHOICE, "Kind; decides which perspectives it is inside.", choices=OrganisationKind),
    ]
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes.")] = ""


class Sector(Row):
    """A field of action, as the municipality divides its climate work."""

    table: ClassVar[str] = "sectors"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name that other sheets refer to.")]
    name: Annotated[Text, StringConstraints(min_length=1), Spec(Kind.TEXT, "Name of the sector.")]
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes.")] = ""


class PriceCategory(Row):
    """A kind of goods whose price moves otherwise than prices in general."""

    table: ClassVar[str] = "price_categories"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name that other sheets refer to.")]
    name: Annotated[Text, StringConstraints(min_length=1), Spec(Kind.TEXT, "Name of the price category.")]
    real_escalation: Annotated[
        Yearly,
        Spec(
            Kind.NUMBER,
            "Yearly price change beyond general inflation, from 1 January of a year to the next.",
            Unit.FRACTION,
            above=-1,
            maximum=1,
            yearly=True,
        ),
    ]
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes and source.")] = ""
