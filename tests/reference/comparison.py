"""What the product says against what the plain engine says, figure by figure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from finmodel import Plan, evaluate
from tests.reference.engine import Reference
from tests.reference.figures import Figure, Outcome
from tests.reference.totals import KINDS, lines_of

__all__ = ["disagreements"]

RELATIVE = 1e-9
CANCELLED = 1e-12
"""A difference of large sums is compared at this share of the sums, as no float can do better."""
RATE_SCALE = RELATIVE / CANCELLED
"""A rate near zero is as exact as one plus the rate."""


def _near(product: float | None, reference: float | None, scale: float = 0.0) -> bool:
    if product is None or reference is None:
        return product is reference
    return abs(product - reference) <= RELATIVE * abs(reference) + CANCELLED * scale


def _of_figures(document: dict[str, Any], outcome: Outcome) -> Iterator[str]:
    switching = {f"switching_value.{name}": value for name, value in document["switching_value"].items()}
    values = {**document, **switching}
    others = (outcome,) if outcome.otherwise is None else (outcome, outcome.otherwise)
    for name, figure in outcome.figures.items():
        value, reason = values[name], document["undefined"].get(name)
        if not any(_agrees(name, value, reason, other.figures[name]) for other in others if name in other.figures):
            yield f"{name}: {value} ({reason}) instead of {figure.value} ({figure.reason})"
    # After funding is compared by the second engine of funding, in funding_comparison.
    if unexpected := set(document["undefined"]) - set(outcome.figures) - {"npv_after_funding"}:
        yield f"figures that the reference does not know: {sorted(unexpected)}"
    roots = document["irr_roots"]
    if not any(_same_roots(roots, other.irr_roots) for other in others):
        yield f"irr_roots: {roots} instead of {[root.value for root in outcome.irr_roots]}"
    if document["payback_turns_negative_again"] not in {other.turns_negative_again for other in others}:
        yield f"payback_turns_negative_again: {document['payback_turns_negative_again']}"


def _agrees(name: str, value: float | None, reason: str | None, figure: Figure) -> bool:
    if value is None and reason is not None and reason == figure.edge:
        return True
    scale = max(RATE_SCALE, figure.scale) if name in ("irr", "mirr") else figure.scale
    return reason == figure.reason and _near(value, figure.value, scale)


def _same_roots(roots: list[float], references: list[Figure]) -> bool:
    return len(roots) == len(references) and all(
        _near(root, reference.value, max(RATE_SCALE, reference.scale))
        for root, reference in zip(roots, references, strict=True)
    )


def _of_flows(document: dict[str, Any], reference: Reference, perspective: str) -> Iterator[str]:
    totals = reference.totals(perspective, costed=True, quantified=False)
    names = lines_of(perspective)
    is_social = perspective == "society"
    for basis, lines in (("cash_flow", totals.lines), ("cash_flow_real", totals.real)):
        if set(document[basis]) != {*names, "net"}:
            yield f"{basis}: lines {list(document[basis])}"
            continue
        for year in reference.years:
            amounts = {line: float(lines[line].get(year, 0)) for line in names}
            gross = totals.gross.get(year, Fraction(0))
            is_deflated = basis == "cash_flow_real" and not is_social
            scale = float(gross / reference.prices.general[year] if is_deflated else gross)
            amounts["net"] = sum(amounts.values())
            for line, amount in amounts.items():
                if line in ("carbon_value", "net") and year in totals.unvalued:
                    if document[basis][line][str(year)] is not None:
                        yield f"{basis}, {line}, {year}: {document[basis][line][str(year)]}, and nobody knows it"
                    continue
                if not _near(document[basis][line][str(year)], amount, scale):
                    yield f"{basis}, {line}, {year}: {document[basis][line][str(year)]} instead of {amount}"


def _of_tonnes(document: dict[str, Any], reference: Reference, perspective: str) -> Iterator[str]:
    tonnes = reference.tonnes(perspective)
    for year in reference.years:
        scale = float(tonnes.size.get(year, 0))
        found = {kind: document["tonnes_by_kind"][kind][str(year)] for kind in KINDS}
        for kind, value in found.items():
            amount = float(tonnes.by_kind[kind].get(year, 0))
            if not _near(value, amount, scale):
                yield f"tonnes, {kind}, {year}: {value} instead of {amount}"
        for name, net, size in (
            ("tonnes", tonnes.net(), scale),
            ("tonnes_unadjusted", tonnes.before, float(tonnes.before_size.get(year, 0))),
        ):
            if not _near(document[name][str(year)], float(net.get(year, 0)), size):
                yield f"{name}, {year}: {document[name][str(year)]} instead of {float(net.get(year, 0))}"


def _of_basis(document: dict[str, Any], reference: Reference, perspective: str) -> Iterator[str]:
    """Which kronor and which rate the perspective counts in."""
    settings = reference.plan.settings
    is_social = perspective == "society"
    if document["price_basis"] != ("real" if is_social else "nominal"):
        yield f"price_basis: {document['price_basis']}"
    rate = settings.social_discount_rate if is_social else settings.financial_discount_rate
    if rate is not None and not rate.by_year and document["discount_rate"] != rate.value:
        yield f"discount_rate: {document['discount_rate']} instead of {rate.value}"


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


def _of_per_tonne_basis(document: dict[str, Any], reference: Reference, perspective: str) -> Iterator[str]:
    found = document["per_tonne_basis"]
    counted = reference.counted(perspective)
    n = sum(flows.is_costed and flows.is_quantified for flows in counted)
    if (found["n"], found["of"]) != (n, len(counted)):
        yield f"per_tonne_basis: {found} instead of {n} of {len(counted)}"
    for name, figure in zip(("npv", "pv_tonnes"), reference.per_tonne_basis(perspective), strict=True):
        if n and not _near(found[name], figure.value, figure.scale):
            yield f"per_tonne_basis, {name}: {found[name]} instead of {figure.value}"


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
        for compare in (_of_flows, _of_tonnes, _of_basis, _of_coverage, _of_per_tonne_basis):
            found += [f"{perspective}: {text}" for text in compare(document, reference, perspective)]
    return found
