"""Small plans and ways to spoil their workbooks, for the tests of the reader."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from finmodel.errors import InputError, Issue
from finmodel.excel.reader import read_workbook_with_issues
from finmodel.excel.writer import workbook_bytes
from finmodel.i18n.catalogue import Language
from finmodel.i18n.issues import render
from finmodel.model.document import read_document
from finmodel.model.plan import Plan

DOCUMENT: dict[str, Any] = {
    "settings": {
        "municipality": "Provköping",
        "municipality_code": "0099",
        "first_year": 2025,
        "last_year": 2045,
        "base_year": 2026,
        "price_year": 2026,
        "inflation": {"value": 0.02, "by_year": {"2027": 0.015}},
        "financial_discount_rate": 0.035,
    },
    "organisations": [
        {"id": "tn", "name": "Tekniska nämnden", "kind": "committee"},
        {"id": "bostad", "name": "Bostadsbolaget", "kind": "company"},
    ],
    "sectors": [{"id": "energi", "name": "Energi"}],
    "price_categories": [{"id": "el", "name": "El", "real_escalation": 0.01}],
    "actions": [
        {
            "id": "led",
            "name": "LED-belysning",
            "owner": "tn",
            "sector": "energi",
            "opex_change": -50000,
            "reduction_tonnes": {"value": 120, "by_year": {"2028": 60}},
            "capex_split": {"tn": 0.6, "bostad": 0.4},
            "ramp": [0.5, 1],
        },
        {"id": "sol", "name": "Solceller", "owner": "bostad", "status": "decided"},
    ],
    "investments": [
        {"id": "led-1", "action": "led", "name": "Armaturer", "economic_life_years": 20, "by_year": {"2026": 2010000}},
        {"id": "sol-1", "action": "sol", "economic_life_years": 30, "amount": 5000000, "start_year": 2027},
    ],
    "benefits": [
        {"id": "led-el", "action": "led", "kind": "saving", "name": "El", "amount": 400000, "price_category": "el"}
    ],
    "risks": [{"id": "r1", "action": "led", "text": "Dyrare armaturer", "likelihood": "medium"}],
    "evidence": [
        {"id": "u1", "action": "led", "quantity": "capex", "source": "Offert", "low": 1900000, "high": 2200000}
    ],
}


def small_plan() -> Plan:
    """Return a small valid plan."""
    return read_document(DOCUMENT)[0]


def spoilt(change: Callable[[openpyxl.Workbook], object], *, language: Language = "sv") -> bytes:
    """Return the small plan's workbook after somebody has changed it."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(small_plan(), language=language)))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def cell(sheet: Worksheet, row: int, key: str) -> Any:
    """Return the cell of a data row (1 is the first) and a column key."""
    for header in sheet[1]:
        if header.value == key:
            return sheet.cell(5 + row, header.column)
    raise AssertionError(f"no column {key} in {sheet.title}")


def refused(data: bytes) -> tuple[Issue, ...]:
    """Read a workbook that must be refused; return its issues, each of which must have its sentence."""
    try:
        read_workbook_with_issues(data)
    except InputError as error:
        for issue in error.issues:
            assert "{" not in render(issue, "sv")
            assert "{" not in render(issue, "en")
        return error.issues
    raise AssertionError("the workbook was read")
