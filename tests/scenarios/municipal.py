"""What the sample plans of municipalities have in common: how a plan is read, vouched for and judged.

Judgements of kind (who saves, what removes carbon, whose money buys another's saving) are taken from the results
of :func:`~finmodel.analysis.evaluate.evaluate`, never from the entered rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.results import ActionResult, Results
from finmodel.errors import Issue
from finmodel.model.action import Action
from finmodel.model.document import from_json
from finmodel.model.enums import AssetType, BenefitKind, InvestmentKind, ParameterStatus, ParameterUse, Quantity, Status
from finmodel.model.lines import Evidence
from finmodel.model.plan import Plan
from finmodel.model.registers import Parameter
from finmodel.model.values import Yearly

__all__ = [
    "KRONA",
    "action_of",
    "assert_general_parameters",
    "assert_plausible",
    "carbon_value",
    "cut_by_overlap",
    "evidence_of",
    "figures_of",
    "figures_without_evidence",
    "load",
    "money_savers",
    "net_costs",
    "of_running_cost_only",
    "outside_the_group",
    "parameter",
    "parameters_needed",
    "parameters_without_source_or_mark",
    "plan_path",
    "raising_while_built",
    "removing",
    "settings_without_evidence",
    "sourced_rows",
    "split_incentives",
    "uncosted",
    "unmarked_actions",
    "unquantified",
    "wrongly_marked_rows",
]

ROOT = Path(__file__).parents[2]
KRONA = 1.0
"""Smallest net present value that counts as a gain or a loss [kr]."""
MARK = "Illustrativ åtgärd"
NO_SOURCE = "ingen källa"
TONNE = 0.5
OPTIMISM_BIAS = {
    AssetType.STANDARD_BUILDING: 0.24,
    AssetType.NONSTANDARD_BUILDING: 0.51,
    AssetType.STANDARD_CIVIL: 0.44,
    AssetType.NONSTANDARD_CIVIL: 0.66,
    AssetType.EQUIPMENT: 2.00,
}
"""Upper bounds for capital expenditure, HM Treasury Green Book / Mott MacDonald."""

_BIAS_IDS = {f"OB-{asset}": asset for asset in AssetType} | {
    "ob-standardbyggnad": AssetType.STANDARD_BUILDING,
    "ob-annan-byggnad": AssetType.NONSTANDARD_BUILDING,
    "ob-standardanlaggning": AssetType.STANDARD_CIVIL,
    "ob-annan-anlaggning": AssetType.NONSTANDARD_CIVIL,
    "ob-utrustning": AssetType.EQUIPMENT,
}

_BENEFITS = {
    BenefitKind.SAVING: Quantity.SAVING,
    BenefitKind.REVENUE: Quantity.REVENUE,
    BenefitKind.CO_BENEFIT: Quantity.CO_BENEFIT,
}
_INVESTMENTS = {InvestmentKind.CAPEX: Quantity.CAPEX, InvestmentKind.REFERENCE_CAPEX: Quantity.REFERENCE_CAPEX}
_SETTINGS = {
    Quantity.INFLATION: "inflation",
    Quantity.FINANCIAL_DISCOUNT_RATE: "financial_discount_rate",
    Quantity.SOCIAL_DISCOUNT_RATE: "social_discount_rate",
    Quantity.CARBON_VALUE: "carbon_value",
    Quantity.CARBON_PRICE: "carbon_price",
}
_CARRIERS = {
    ParameterUse.CARRIER_PRICE: "price",
    ParameterUse.EMISSION_FACTOR: "emission_factor",
    ParameterUse.CARRIER_CARBON_PRICE: "carbon_price",
}


def plan_path(municipality: str) -> Path:
    """Return where the sample plan of a municipality stands, by the name of its folder."""
    return ROOT / "scenarios" / municipality / "plan.json"


def load(municipality: str) -> tuple[Plan, tuple[Issue, ...]]:
    """Read the sample plan; raises where it has an error."""
    return from_json(plan_path(municipality).read_bytes())


def action_of(plan: Plan, action: str) -> Action:
    """Return the action with this id."""
    return next(row for row in plan.actions if row.id == action)


def parameter(plan: Plan, identity: str) -> Parameter:
    """Return the parameter with this id."""
    return next(row for row in plan.parameters if row.id == identity)


def carbon_value(plan: Plan) -> Parameter:
    """Return the parameter behind the carbon value."""
    (row,) = (row for row in plan.parameters if row.used_for is ParameterUse.CARBON_VALUE)
    return row


def evidence_of(plan: Plan, action: str | None, quantity: Quantity) -> list[Evidence]:
    """Return the evidence for a quantity of an action (None: of the settings)."""
    return [row for row in plan.evidence if row.action == action and row.quantity is quantity]


# What must be vouched for


def _entered(value: Yearly | None) -> bool:
    return value is not None and not value.is_unknown


def figures_of(plan: Plan, action: Action) -> set[Quantity]:
    """Return every quantity that the action has a figure for, with the action as such."""
    figures = {Quantity.ACTION}
    fields = {
        Quantity.OPEX_CHANGE: _entered(action.opex_change),
        Quantity.REDUCTION: _entered(action.reduction_tonnes),
        Quantity.REMOVAL: _entered(action.removal_tonnes),
        Quantity.POOL_SHARE: _entered(action.pool_share),
        Quantity.UPFRONT: action.upfront_tonnes is not None,
        Quantity.EFFECT_START: action.effect_start is not None,
        Quantity.LIFETIME: action.lifetime_years is not None,
        Quantity.SPLIT: bool(action.capex_split) or bool(action.opex_split),
    }
    figures |= {quantity for quantity, is_there in fields.items() if is_there}
    for row in plan.of_action("investments", action.id):
        figures.add(Quantity.ECONOMIC_LIFE)
        if not row.is_unknown:
            figures.add(_INVESTMENTS[row.kind])
        if row.planned_years():
            figures.add(Quantity.INVESTMENT_YEARS)
    figures |= {_BENEFITS[row.kind] for row in plan.of_action("benefits", action.id) if not row.is_unknown}
    if any(not row.is_unknown for row in plan.of_action("energy_changes", action.id)):
        figures.add(Quantity.ENERGY_CHANGE)
    return figures


def figures_without_evidence(plan: Plan) -> set[tuple[str, Quantity]]:
    """Return the figures of actions for which no row says where they come from or that they are illustrative."""
    known = {(row.action, row.quantity) for row in plan.evidence}
    return {
        (action.id, quantity)
        for action in plan.actions
        for quantity in figures_of(plan, action)
        if (action.id, quantity) not in known
    }


def settings_without_evidence(plan: Plan) -> set[Quantity]:
    """Return the figures of settings, carriers, prices and pools for which no row of evidence speaks."""
    needed = {Quantity.TIME_AXIS}
    needed |= {quantity for quantity, field in _SETTINGS.items() if _entered(getattr(plan.settings, field))}
    if plan.carriers:
        needed |= {Quantity.CARRIER_PRICE, Quantity.EMISSION_FACTOR}
    if any(_entered(carrier.carbon_price) for carrier in plan.carriers):
        needed.add(Quantity.CARRIER_CARBON_PRICE)
    if any(any(rate for _, rate in row.real_escalation.numbers()) for row in plan.price_categories):
        needed.add(Quantity.REAL_ESCALATION)
    if plan.pools:
        needed.add(Quantity.POOL_TONNES)
    return needed - {row.quantity for row in plan.evidence if row.action is None}


def parameters_needed(plan: Plan) -> set[tuple[ParameterUse, str | None]]:
    """Return the uses, with the carrier or price category, of outside figures for which the plan has no parameter."""
    needed: set[tuple[ParameterUse, str | None]] = {
        (ParameterUse(quantity.value), None)
        for quantity, field in _SETTINGS.items()
        if _entered(getattr(plan.settings, field))
    }
    for carrier in plan.carriers:
        needed |= {(use, carrier.id) for use, field in _CARRIERS.items() if _entered(getattr(carrier, field))}
    for category in plan.price_categories:
        if any(rate for _, rate in category.real_escalation.numbers()):
            needed.add((ParameterUse.REAL_ESCALATION, category.id))
    return needed - {(row.used_for, row.carrier or row.price_category) for row in plan.parameters}


def parameters_without_source_or_mark(plan: Plan) -> set[str]:
    """Return the parameters that have a value and neither a source nor the mark, or both at once."""
    return {
        row.id
        for row in plan.parameters
        if row.value is not None and (not row.source or row.illustrative is not _is_assumption(row.source))
    }


def _is_assumption(source: str) -> bool:
    """Whether the source says that there is none: "Eget antagande, ingen källa"."""
    return source.endswith(NO_SOURCE)


def sourced_rows(plan: Plan) -> set[tuple[str | None, Quantity]]:
    """Return the figures that the plan says are from a source: all others must be marked."""
    return {(row.action, row.quantity) for row in plan.evidence if not row.illustrative}


def wrongly_marked_rows(plan: Plan) -> set[str]:
    """Return rows of evidence whose mark and source do not go together, or that do not explain themselves.

    A marked row says that it has no source, or quotes what the source does say of the matter. A row that is not
    marked names its source, what stands in it, its date and its quality.
    """
    wrong = set()
    for row in plan.evidence:
        is_quoted = bool(row.source and row.as_stated) and not _is_assumption(row.source)
        if row.illustrative:
            is_right = is_quoted or _is_assumption(row.source)
        else:
            is_right = is_quoted and bool(row.date and row.quality)
        if not (is_right and row.notes):
            wrong.add(row.id)
    return wrong


def unmarked_actions(plan: Plan) -> set[str]:
    """Return actions without a source that do not say so in words, or look like something decided."""
    sourced = {action for action, quantity in sourced_rows(plan) if quantity is Quantity.ACTION}
    return {
        action.id
        for action in plan.actions
        if action.id not in sourced
        and (MARK not in action.description or action.status not in (Status.IDEA, Status.PREPARED))
    }


# What kind of action it turned out to be


def _ids(results: Results, holds: Callable[[ActionResult], bool]) -> set[str]:
    return {item.id for item in results.actions if holds(item)}


def _npv(item: ActionResult) -> float:
    npv = item.figures["npv"]
    return 0.0 if npv is None else npv


def money_savers(plan: Plan, perspective: str = "group") -> set[str]:
    """Return actions that lower emissions and have a positive net present value."""
    return _ids(
        evaluate(plan, perspective),
        lambda item: _npv(item) > KRONA and (item.figures["pv_tonnes"] or 0.0) > TONNE,
    )


def net_costs(plan: Plan, perspective: str = "group") -> set[str]:
    """Return actions with a negative net present value and a cost per tonne."""
    return _ids(evaluate(plan, perspective), lambda item: (item.figures["abatement_cost"] or 0.0) > 0.0)


def removing(plan: Plan) -> set[str]:
    """Return actions that take carbon out of the air."""
    return _ids(evaluate(plan), lambda item: (item.figures["tonnes_removed"] or 0.0) > TONNE)


def raising_while_built(plan: Plan) -> set[str]:
    """Return actions whose net tonnes are negative in a year and positive over the plan."""
    results = evaluate(plan)
    return {
        item.id
        for item in results.actions
        if item.is_quantified
        and (net := results.tonnes(actions=[item.id]).loc["net"]).min() < -TONNE
        and net.sum() > TONNE
    }


def of_running_cost_only(plan: Plan) -> set[str]:
    """Return costed actions with running cost in some year and no investment in any."""
    results = evaluate(plan, "society")
    found = set()
    for item in results.actions:
        lines = results.cash_flow_by(["line"], actions=[item.id]).abs().sum(axis=1)
        if item.is_costed and lines.get("opex", 0.0) > KRONA and lines.get("capex", 0.0) == 0.0:
            found.add(item.id)
    return found


def uncosted(plan: Plan) -> set[str]:
    """Return actions whose money is not known."""
    return _ids(evaluate(plan), lambda item: not item.is_costed)


def unquantified(plan: Plan) -> set[str]:
    """Return actions whose tonnes are not known."""
    return _ids(evaluate(plan), lambda item: not item.is_quantified)


def outside_the_group(plan: Plan) -> set[str]:
    """Return actions in which no money is the municipal group's."""
    return _ids(evaluate(plan), lambda item: item.left_out == "outside_perspective")


def split_incentives(plan: Plan, organisations: Iterable[str] | None = None) -> dict[str, tuple[set[str], set[str]]]:
    """Return, by action, who loses and who gains, where both exist among the given organisations (default all)."""
    names = [row.id for row in plan.organisations] if organisations is None else list(organisations)
    losers: dict[str, set[str]] = {}
    gainers: dict[str, set[str]] = {}
    for name in names:
        for item in evaluate(plan, name).actions:
            if _npv(item) < -KRONA:
                losers.setdefault(item.id, set()).add(name)
            elif _npv(item) > KRONA:
                gainers.setdefault(item.id, set()).add(name)
    return {action: (losers[action], gainers[action]) for action in losers.keys() & gainers.keys()}


def cut_by_overlap(plan: Plan) -> dict[str, float]:
    """Return the share of an action's tonnes that others on its pool leave it, where it is below one.

    Each action on a pool is compared with itself in a plan where nobody else counts.
    """
    together = {item.id: item.figures["tonnes_total"] for item in evaluate(plan, "society").actions}
    left: dict[str, float] = {}
    for action in plan.actions:
        if action.pool is None or not action.counts:
            continue
        others = tuple(
            row if row.id == action.id else row.model_copy(update={"included": False}) for row in plan.actions
        )
        alone_plan = plan.model_copy(update={"actions": others})
        alone = evaluate(alone_plan, "society").action(action.id)
        full, adjusted = alone.figures["tonnes_total"], together[action.id]
        if full and adjusted is not None and adjusted < full - TONNE:
            left[action.id] = adjusted / full
    return left


# Facts and sizes that all sample plans share


def assert_general_parameters(plan: Plan) -> None:
    """Check the parameters that are the same for every municipality against their sources."""
    (social,) = (row for row in plan.parameters if row.used_for is ParameterUse.SOCIAL_DISCOUNT_RATE)
    assert (social.value, social.status) == (0.035, ParameterStatus.TO_BE_CONFIRMED)
    carbon = carbon_value(plan)
    assert (carbon.value, carbon.status) == (7000.0, ParameterStatus.DATED)
    assert carbon.source in ("Trafikverket 2020-06 (ASEK 7.0)", "Trafikverket, ASEK 7.0, 2020-06")
    before, now = parameter(plan, "internranta-2025"), parameter(plan, "internranta-2026")
    assert (before.value, before.year, before.source) == (0.025, 2025, "SKR 2024-02-28")
    assert (now.value, now.year, now.status) == (None, 2026, ParameterStatus.MISSING)
    used = {row.asset_type for row in plan.investments if row.asset_type is not None}
    biases = {_BIAS_IDS[row.id]: row.value for row in plan.parameters if row.used_for is ParameterUse.OPTIMISM_BIAS}
    assert set(biases) in (used, set(AssetType))
    assert biases == {asset: OPTIMISM_BIAS[asset] for asset in biases}


def assert_plausible(plan: Plan) -> None:
    """Check that energy, prices, investments and costs per tonne are of a size that could be."""
    for change in plan.energy_changes:
        assert change.kwh is not None
        assert all(1e5 <= abs(number) <= 5e7 for _, number in change.kwh.numbers()), change.id
    for carrier in plan.carriers:
        assert carrier.price is not None
        assert carrier.emission_factor is not None
        assert all(0.3 <= number <= 3.0 for _, number in carrier.price.numbers()), carrier.id
        assert all(0.0 <= number <= 0.4 for _, number in carrier.emission_factor.numbers()), carrier.id
    for row in plan.investments:
        assert sum(row.spending().values()) <= 1e9, row.id
    costs = [item.figures["abatement_cost"] for item in evaluate(plan).actions]
    known = [cost for cost in costs if cost is not None]
    assert min(known) < 0.0
    assert 2_000.0 < max(known) < 20_000.0
    assert min(known) > -20_000.0
    assert all(abs(cost) > 100.0 for cost in known)  # nothing is nearly free
