"""A new plan with the registers that every municipality starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.i18n.catalogue import t
from finmodel.model.document import read_document

if TYPE_CHECKING:
    from finmodel.i18n.catalogue import Language
    from finmodel.model.plan import Plan

__all__ = ["new_plan"]

_ORGANISATIONS = (("ks", "board", "committee"), ("finans", "finance", "finance_unit"))
_OUTSIDE = (
    ("hushall", "household", "household"),
    ("foretag", "business", "business"),
    ("staten", "state", "state"),
    ("eu", "eu", "eu"),
)
_SECTORS = (
    ("transport", "transport"),
    ("energi", "energy"),
    ("byggnader", "buildings"),
    ("maskiner", "machines"),
    ("avfall", "waste"),
    ("industri", "industry"),
    ("jordbruk", "agriculture"),
    ("sankor", "sinks"),
)
_CARRIERS = (
    ("el", "electricity"),
    ("fjarrvarme", "district_heating"),
    ("diesel", "diesel"),
    ("bensin", "petrol"),
    ("biogas", "biogas"),
)
_INFLATION_TARGET = 0.02


def new_plan(year: int, *, language: Language = "sv") -> Plan:
    """Return a plan without actions.

    Parameters
    ----------
    year
        First, base and price year.
    language
        Language of the names in it.

    Returns
    -------
    Plan
        The discount rate, and the carriers' prices and emission factors, are left blank: the municipality must
        state its own.
    """
    document = {
        "settings": {
            "municipality": t("workbook.new.municipality", language),
            "title": t("workbook.new.title", language),
            "first_year": year,
            "base_year": year,
            "price_year": year,
            "inflation": _INFLATION_TARGET,
        },
        "organisations": [
            {"id": name, "name": t(f"workbook.new.{key}", language), "kind": kind}
            for name, key, kind in (*_ORGANISATIONS, *_OUTSIDE)
        ],
        "sectors": [{"id": name, "name": t(f"workbook.new.{key}", language)} for name, key in _SECTORS],
        "carriers": [{"id": name, "name": t(f"workbook.new.{key}", language)} for name, key in _CARRIERS],
        "evidence": [
            {
                "id": "inflation",
                "quantity": "inflation",
                "quality": "D",
                "illustrative": True,
                "notes": t("workbook.new.inflation_note", language),
            }
        ],
    }
    return read_document(document)[0]
