"""What the product says against what the plain engine says, figure by figure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from finmodel import Plan, evaluate
from tests.reference.engine import KINDS, LINES, Outcome, Reference

__all__ = ["disagreements"]

RELATIVE = 1e-9
CANCELLED = 1e-12
"""A difference of large sums is compared at this share of the sums, as no float can do better."""


def _near(product: float | None, reference: float | None, scale: float = 0.0) -> bool:
    if product is None or reference is None:
        return product is reference
    return abs(product - reference) <= RELATIVE * abs(reference) + CANCELLED * scale


def _of_figures(document: dict[str, Any], outcome: Outcome) -> Iterator[str]:
    switching = {f"switching_value.{name}": value for name, value in document["switching_value"].items()}
    values = {**document, **switching}
    for name, figure in outcome.figures.items():
        value, reason = values[name], document["undefined"].get(name)
        # A rate near zero is as exact as one plus the rate.
        scale = (RELATIVE / CANCELLED) if name in ("irr", "mirr") else figure.scale
        if reason != figure.reason or not _near(value, figure.value, scale):
            yield f"{name}: {value} ({reason}) instead of {figure.value} ({figure.reason})"
    if unexpected := set(document["undefined"]) - set(outcome.figures):
        yield f"figures that the reference does not know: {sorted(unexpected)}"
    roots = document["irr_roots"]
    if len(roots) != len(outcome.irr_roots) or not all(
        _near(one, other, RELATIVE / CANCELLED) for one, other in zip(roots, outcome.irr_roots, strict=True)
    ):
        yield f"irr_roots: {roots} instead of {outcome.irr_roots}"
    if document["payback_turns_negative_again"] != outcome.turns_negative_again:
        yield f"payback_turns_negative_again: {document['payback_turns_negative_again']}"


def _of_flows(document: dict[str, Any], reference: Reference, perspective: str) -> Iterator[str]:
    totals = reference.totals(perspective, costed=True, quantified=False)
    tonnes = reference.totals(perspective, costed=False, quantified=True).tonnes
    for basis, lines in (("cash_flow", totals.lines), ("cash_flow_real", totals.real)):
        for year in reference.years:
            amounts = {line: float(lines[line].get(year, 0)) for line in LINES}
            gross = totals.gross.get(year, Fraction(0))
            scale = float(gross if basis == "cash_flow" else gross / reference.general[year])
            amounts["net"] = sum(amounts.values())
            for line, amount in amounts.items():
                if not _near(document[basis][line][str(year)], amount, scale):
                    yield f"{basis}, {line}, {year}: {document[basis][line][str(year)]} instead of {amount}"
    for year in reference.years:
        amounts = {kind: float(tonnes[kind].get(year, 0)) for kind in KINDS}
        for kind, amount in amounts.items():
            if not _near(document["tonnes_by_kind"][kind][str(year)], amount, abs(amount)):
                yield f"tonnes, {kind}, {year}: {document['tonnes_by_kind'][kind][str(year)]} instead of {amount}"
        net = amounts["reduction"] + amounts["removal"] - amounts["upfront"]
        if not _near(document["tonnes"][str(year)], net, sum(map(abs, amounts.values()))):
            yield f"tonnes, {year}: {document['tonnes'][str(year)]} instead of {net}"


def _of_coverage(document: dict[str, Any], reference: Reference, perspective: str) -> Iterator[str]:
    counted = reference.counted(perspective)
    for name, known in (
        ("costed", {flows.action.id for flows in counted if flows.is_costed}),
        ("quantified", {flows.action.id for flows in counted if flows.is_quantified}),
    ):
        found = document[name]
        missing = {flows.action.id for flows in counted} - known
        if (found["n"], found["of"], set(found[f"not_{name}"])) != (len(known), len(counted), missing):
            yield f"{name}: {found} instead of {len(known)} of {len(counted)}"


def disagreements(plan: Plan, perspectives: tuple[str, ...]) -> list[str]:
    """Return everything that product and reference do not agree on.

    Parameters
    ----------
    plan
        A valid plan.
    perspectives
        Whose money counts: names or ids of organisations.
    """
    reference = Reference(plan)
    found: list[str] = []
    for perspective in perspectives:
        document = evaluate(plan, perspective).to_dict()
        series = [(row["id"], row, reference.action(row["id"], perspective)) for row in document["actions"]]
        series.append(("portfolio", document["portfolio"], reference.portfolio(perspective)))
        for name, figures, outcome in series:
            found += [f"{perspective}, {name}: {text}" for text in _of_figures(figures, outcome)]
        found += [f"{perspective}: {text}" for text in _of_flows(document, reference, perspective)]
        found += [f"{perspective}: {text}" for text in _of_coverage(document, reference, perspective)]
    return found
