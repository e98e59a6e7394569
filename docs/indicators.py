"""Writes ``docs/indicators.md``: every indicator explained, with a worked example that is computed.

The arithmetic stands here in plain Python, written out as a reader would do it by hand, and is held against the
product's own figure: where they differ no page is written. Run by ``make docs``; a test says when the page is old.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator
from math import isclose
from pathlib import Path
from typing import Any

from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.results import Figures
from finmodel.i18n.catalogue import t
from finmodel.i18n.formats import format_number
from finmodel.model.document import from_json

PAGE = Path(__file__).with_name("indicators.md")

RATE, SOCIAL_RATE, LIFE, BASE = 0.04, 0.035, 10, 2026
CAPEX, REFERENCE, OPEX, SAVING, CO_BENEFIT = 3_000_000.0, 600_000.0, 25_000.0, 260_000.0, 40_000.0
KWH, PRICE, FACTOR = -400_000.0, 0.3, 0.05
STATED, UPFRONT, CARBON_VALUE = 30.0, 60.0, 2_000.0
GRANT, PAID_DURING = 0.25, 0.6

EXAMPLE: dict[str, Any] = {
    "schema_version": 3,
    "settings": {
        "municipality": "Exempelkommun",
        "first_year": BASE,
        "base_year": BASE,
        "last_year": BASE + LIFE,
        "price_year": BASE,
        "inflation": 0,
        "financial_discount_rate": RATE,
        "social_discount_rate": SOCIAL_RATE,
        "carbon_value": CARBON_VALUE,
    },
    "organisations": [
        {"id": "FN", "name": "Fastighetsnämnden", "kind": "committee"},
        {"id": "hushall", "name": "Hushållen", "kind": "household"},
        {"id": "staten", "name": "Staten", "kind": "state"},
    ],
    "carriers": [{"id": "fv", "name": "Fjärrvärme", "price": PRICE, "emission_factor": FACTOR}],
    "actions": [
        {
            "id": "fasad",
            "name": "Energirenovering av en skola",
            "owner": "FN",
            "opex_change": OPEX,
            "reduction_tonnes": STATED,
            "upfront_tonnes": UPFRONT,
        }
    ],
    "investments": [
        {"id": "ny", "action": "fasad", "economic_life_years": LIFE, "amount": CAPEX, "start_year": BASE},
        {
            "id": "annars",
            "action": "fasad",
            "kind": "reference_capex",
            "economic_life_years": LIFE,
            "amount": REFERENCE,
            "start_year": BASE,
        },
    ],
    "energy_changes": [{"id": "varme", "action": "fasad", "carrier": "fv", "kwh": KWH}],
    "benefits": [
        {"id": "underhall", "action": "fasad", "kind": "saving", "name": "Underhåll", "amount": SAVING},
        {
            "id": "inomhus",
            "action": "fasad",
            "kind": "co_benefit",
            "name": "Inomhusmiljö",
            "amount": CO_BENEFIT,
            "receivers": {"hushall": 1},
        },
    ],
    "sources": [
        {
            "id": "bidrag",
            "name": "Statligt bidrag",
            "kind": "grant_national",
            "provider": "staten",
            "certainty": "secured",
            "share": GRANT,
            "paid_during": PAID_DURING,
            "payment_lag_years": 1,
        },
        {"id": "ram", "name": "Investeringsram", "kind": "own_investment_frame", "certainty": "secured"},
    ],
    "funding": [
        {"id": "m1", "action": "fasad", "source": "bidrag", "position": 1},
        {"id": "m2", "action": "fasad", "source": "ram", "position": 2, "rest": True},
    ],
}


class Example:
    """The example's quantities, each computed as one would with pencil and paper."""

    def __init__(self) -> None:
        plan, _ = from_json(json.dumps(EXAMPLE))
        self.group: Figures = evaluate(plan).action("fasad").figures
        self.society: Figures = evaluate(plan, "society").action("fasad").figures
        self.outlay = CAPEX - REFERENCE
        self.energy = -KWH * PRICE
        self.yearly = SAVING + self.energy - OPEX
        self.tonnes_a_year = STATED - KWH * FACTOR / 1000
        self.factors = [(1 + RATE) ** -n for n in range(1, LIFE + 1)]
        self.annuity_factor = sum(self.factors)
        self.npv = -self.outlay + self.yearly * self.annuity_factor
        self.tonnes = LIFE * self.tonnes_a_year - UPFRONT
        self.pv_tonnes = self.tonnes_a_year * self.annuity_factor - UPFRONT

    def net_at(self, rate: float) -> float:
        """Return the net present value at another rate."""
        return -self.outlay + self.yearly * sum((1 + rate) ** -n for n in range(1, LIFE + 1))

    def internal_rate(self) -> float:
        """Halve the interval between a rate that pays and one that does not, until nothing is left of it."""
        low, high = 0.0, 1.0
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if self.net_at(middle) > 0 else (low, middle)
        return low

    def modified_rate(self) -> float:
        """Return the rate at which the outlay grows to the inflows' value in the last year."""
        end = sum(self.yearly * (1 + RATE) ** (LIFE - n) for n in range(1, LIFE + 1))
        return float((end / self.outlay) ** (1 / LIFE) - 1)

    def discounted_payback(self) -> float:
        """Add up discounted years until the outlay is back, linear within the last one."""
        left = self.outlay
        for year, factor in enumerate(self.factors, start=1):
            if self.yearly * factor >= left:
                return year - 1 + left / (self.yearly * factor)
            left -= self.yearly * factor
        raise AssertionError

    def society_npv(self) -> float:
        """Return society's value: the social rate, the co-benefit and the carbon value."""
        factor = sum((1 + SOCIAL_RATE) ** -n for n in range(1, LIFE + 1))
        a_year = self.yearly + CO_BENEFIT + CARBON_VALUE * self.tonnes_a_year
        return -self.outlay - CARBON_VALUE * UPFRONT + a_year * factor


def number(value: float, decimals: int = 0) -> str:
    """Write a number as the page does."""
    return format_number(value, "en", decimals).replace("\u2212", "−")


Worked = tuple[str, str, float]


def worked(x: Example) -> Iterator[Worked]:
    """Yield each indicator's name, its arithmetic in words and numbers, and the value that comes of it."""
    n, a = number, x.annuity_factor
    yearly = f"{n(SAVING)} + {n(-KWH)} kWh × {PRICE} − {n(OPEX)} = {n(x.yearly)} kr a year"
    yield "npv", f"−({n(CAPEX)} − {n(REFERENCE)}) + {n(x.yearly)} × {n(a, 4)} ({yearly})", x.npv
    grant = GRANT * CAPEX
    text = f"{n(x.npv)} + {n(PAID_DURING * grant)} + {n((1 - PAID_DURING) * grant)} / {1 + RATE}"
    yield "npv_after_funding", text, x.npv + PAID_DURING * grant + (1 - PAID_DURING) * grant / (1 + RATE)
    rate = x.internal_rate()
    yield "irr", f"−{n(x.outlay)} + {n(x.yearly)} × Σ 1/(1+r)^n = 0; r", rate
    mirr = x.modified_rate()
    text = f"({n(x.yearly)} × Σ {1 + RATE}^(10−n) / {n(x.outlay)})^(1/10) − 1"
    yield "mirr", text, mirr
    yield "payback", f"{n(x.outlay)} / {n(x.yearly)}, years from the outlay", x.outlay / x.yearly
    yield "discounted_payback", "the same on yearly amounts × 1/1.04^n, linear in the last year", x.discounted_payback()
    bcr = (SAVING + x.energy) * a / (x.outlay + OPEX * a)
    yield "bcr", f"({n(SAVING)} + {n(x.energy)}) × {n(a, 4)} / ({n(x.outlay)} + {n(OPEX)} × {n(a, 4)})", bcr
    yield "profitability_index", f"{n(x.npv)} / {n(x.outlay)}", x.npv / x.outlay
    yield "annuity", f"{n(x.npv)} / {n(a, 4)}", x.npv / a
    per_tonne = f"−{n(x.npv)} / ({n(x.tonnes_a_year)} t × {n(a, 4)} − {n(UPFRONT)} t)"
    yield "abatement_cost", per_tonne, -x.npv / x.pv_tonnes
    undiscounted = f"−{n(x.npv)} / ({LIFE} × {n(x.tonnes_a_year)} − {n(UPFRONT)})"
    yield "abatement_cost_undiscounted", undiscounted, -x.npv / x.tonnes
    annual = -x.npv / a / (x.tonnes / LIFE)
    yield "abatement_cost_annual", f"−{n(x.npv / a)} / ({n(x.tonnes)} t / {LIFE} years)", annual
    yield (
        "investment_per_tonne",
        f"{n(CAPEX)} / {n(x.tonnes)}: the whole investment, not the incremental",
        CAPEX / x.tonnes,
    )
    yield "kg_per_krona", f"1 000 × {n(x.tonnes)} / {n(CAPEX)}", 1000 * x.tonnes / CAPEX
    yield "breakeven_grant", f"max(0, −{n(x.npv)})", max(0.0, -x.npv)
    inputs = (
        ("capex", f"(−{n(x.npv)} − {n(CAPEX)}) / −{n(CAPEX)}", (x.npv + CAPEX) / CAPEX),
        ("opex", f"1 + {n(x.npv)} / ({n(OPEX)} × {n(a, 4)})", 1 + x.npv / (OPEX * a)),
        ("savings", f"1 − {n(x.npv)} / ({n(SAVING)} × {n(a, 4)})", 1 - x.npv / (SAVING * a)),
        ("energy_price", f"1 − {n(x.npv)} / ({n(x.energy)} × {n(a, 4)})", 1 - x.npv / (x.energy * a)),
    )
    for name, text, value in inputs:
        yield f"switching_value.{name}", text, value


def shown(name: str, value: float) -> str:
    """Write a result with its unit."""
    if name in ("irr", "mirr"):
        return f"{number(100 * value, 3)} %"
    if name in ("payback", "discounted_payback"):
        return f"{number(value, 2)} years"
    if name.startswith(("bcr", "profitability", "switching")):
        return number(value, 4)
    if name == "kg_per_krona":
        return f"{number(value, 4)} kg per krona"
    return f"{number(value)} kr" + (" per tonne" if "per_tonne" in name or name.startswith("abatement") else "")


def _held_against(name: str, value: float, product: float | None) -> None:
    if product is None or not isclose(value, product, rel_tol=1e-9, abs_tol=1e-9):
        msg = f"{name}: by hand {value!r}, finmodel {product!r}"
        raise AssertionError(msg)


def page() -> str:
    """Return the whole page.

    Raises
    ------
    AssertionError
        The arithmetic on the page and the product's figure differ.
    """
    return "\n".join(_lines(Example(), _held_against)) + "\n"


def _paragraph(text: str) -> list[str]:
    return textwrap.wrap(text, 118, break_long_words=False, break_on_hyphens=False)


def _lines(x: Example, hold: Callable[[str, float, float | None], None]) -> Iterator[str]:
    n = number
    yield "# The indicators, with a worked example"
    yield ""
    yield "Generated by `make docs`; do not edit. The arithmetic below is done by hand in `docs/indicators.py` and held"
    yield "against finmodel's own figures when the page is made. The Swedish word is the app's and the workbook's."
    yield ""
    yield from _paragraph(
        f"**The example** (invented, for illustration). A school is renovated in 2026 for {n(CAPEX)} kr; {n(REFERENCE)} kr"
        f" would have been spent on it anyway. It then saves {n(SAVING)} kr of maintenance and {n(-KWH)} kWh of district"
        f" heating ({PRICE} kr and {FACTOR} kg CO2e a kWh) a year for {LIFE} years, costs {n(OPEX)} kr a year to run, and"
        f" cuts {n(STATED)} t a year beside the heating. Building it emits {n(UPFRONT)} t. Pupils gain {n(CO_BENEFIT)} kr a"
        f" year in better air. Discount rate {n(100 * RATE)} %, no inflation, flows at the start of the year; base year and"
        " price year 2026."
    )
    yield ""
    yield from _paragraph(
        f"The state pays {n(100 * GRANT)} % of the investment, {n(100 * PAID_DURING)} % of that in the same year and the rest a"
        " year later; the municipality's own investment frame pays what is left. Only the net present value after funding"
        " knows of it."
    )
    yield ""
    yield from _paragraph(
        f"Tonnes a year: {n(STATED)} + {n(-KWH)} × {FACTOR}/1000 = {n(x.tonnes_a_year)} t. Σ 1/1.04^n over the ten effect"
        f" years = {n(x.annuity_factor, 4)}."
    )
    yield ""
    for name, text, value in worked(x):
        hold(name, value, x.group[name])
        key = f"figure.{name}"
        yield f"## {t(f'{key}.label', 'en')} – {t(f'{key}.label', 'sv')} (`{name}`)"
        yield ""
        yield from _paragraph(t(f"{key}.definition", "en"))
        yield ""
        yield from _paragraph(f"*Formula:* {t(f'{key}.formula', 'en')}")
        yield ""
        yield from _paragraph(f"*Here:* {text} = **{shown(name, value)}**")
        yield ""
    if x.group.undefined.get("switching_value.tonnes") != "no_root":
        raise AssertionError
    yield f"## {t('figure.switching_value.tonnes.label', 'en')} (`switching_value.tonnes`)"
    yield ""
    yield t("figure.switching_value.tonnes.definition", "en")
    yield ""
    yield "*Here:* undefined (`no_root`): the action saves money, so no number of tonnes makes its cost per tonne equal to the"
    yield "carbon value."
    yield ""
    hold("society", x.society_npv(), x.society["npv"])
    yield "## The same action in society's perspective"
    yield ""
    yield "Everybody is inside, flows are in prices of the price year, the rate is the social one, and co-benefits and the"
    yield "carbon value count. The cost per tonne leaves the carbon value out, else the tonne would count twice."
    yield ""
    factor = sum((1 + SOCIAL_RATE) ** -k for k in range(1, LIFE + 1))
    yield from _paragraph(
        f"*npv:* −{n(x.outlay)} − {n(CARBON_VALUE)} × {n(UPFRONT)} + ({n(x.yearly)} + {n(CO_BENEFIT)} + {n(CARBON_VALUE)} ×"
        f" {n(x.tonnes_a_year)}) × {n(factor, 4)} = **{n(x.society_npv())} kr**"
    )
    yield ""
    without = -x.outlay + (x.yearly + CO_BENEFIT) * factor
    cost = -without / (x.tonnes_a_year * factor - UPFRONT)
    hold("society abatement_cost", cost, x.society["abatement_cost"])
    yield from _paragraph(
        f"*abatement_cost:* −{n(without)} / ({n(x.tonnes_a_year)} × {n(factor, 4)} − {n(UPFRONT)}) = **{n(cost)} kr per tonne**"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
