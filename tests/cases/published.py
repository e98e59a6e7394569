"""The published cases by id, and the comparison at the tolerance that the source's rounding calls for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from finmodel import Plan, evaluate

__all__ = ["CASES", "Case", "Figures", "listed", "portfolio", "same"]

FOLDER = Path(__file__).parent
Case = dict[str, Any]
Figures = Mapping[str, Any]

CASES: dict[str, Case] = {
    case["id"]: case
    for file in sorted(FOLDER.glob("*.json"))
    if isinstance(cases := json.loads(file.read_text(encoding="utf-8")), list)
    for case in cases
}


def same(measured: float, case: Case, key: str, expected: float | None = None) -> None:
    """Compare with what was printed, at the printed tolerance."""
    tolerance = case["tolerance"].get(key, case["tolerance"])
    printed = case["expected"][key] if expected is None else expected
    near = pytest.approx(printed, abs=tolerance.get("abs", 0.0), rel=tolerance.get("rel", 0.0))
    assert measured == near, f"{case['id']}, {key} ({case['source']}; {case['convention']})"


def portfolio(plan: Plan, perspective: str = "group") -> Figures:
    """Evaluate a plan; return the portfolio's figures."""
    figures: Figures = evaluate(plan, perspective).to_dict()["portfolio"]
    return figures


def listed() -> dict[str, str]:
    """Return the cases that README.md says no plan expresses, with the reason."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    section = text.split("## No plan says these", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return {name: reason.strip() for names, reason in rows for name in re.findall(r"`([^`]+)`", names)}
