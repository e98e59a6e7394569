"""Sentences that say what the figures rest on: whose money, which prices, which rate, which years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.components.inert import inert
from finmodel.i18n import has, t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.results import PriceBasis, Results
    from finmodel.model.plan import Plan

__all__ = [
    "basis_line",
    "basis_words",
    "carbon_value_words",
    "kronor_words",
    "per_tonne_unit",
    "per_tonne_words",
    "perspective_name",
    "valuation_line",
]


def perspective_name(page: Page) -> str:
    """Return the perspective of the results by name."""
    key = f"perspective.{page.results.perspective}.label"
    names = {row.id: row.name for row in page.plan.organisations}
    return t(key, page.lang) if has(key, page.lang) else names[page.results.perspective]


def basis_words(results: Results, formats: Formats, basis: PriceBasis | None = None) -> str:
    """Return a price basis in words, that of the indicators unless another is given."""
    if (basis or results.price_basis) == "nominal":
        return t("price_basis.nominal.label", formats.lang)
    return t("price_basis.real.label", formats.lang, year=str(results.plan.settings.price_year))


def kronor_words(results: Results, formats: Formats) -> str:
    """Return which year's kronor a cost per tonne is in: the base year's, or the price year's where flows are real."""
    settings = results.plan.settings
    year = settings.price_year if results.price_basis == "real" else settings.base_year
    return formats.text("basis.kronor", year=str(year))


def per_tonne_words(results: Results, formats: Formats) -> str:
    """Return what a cost per tonne is in, and in society that the carbon value is not in it."""
    words = kronor_words(results, formats)
    return f"{words} · {formats.text('basis.without_carbon_value')}" if results.view.is_society else words


def per_tonne_unit(formats: Formats, *, is_society: bool) -> str:
    """Return the unit of a cost per tonne for a heading; in society the carbon value is not in it."""
    unit = formats.per_tonne_label
    return f"{unit} {formats.text('basis.without_carbon_value')}" if is_society else unit


def carbon_value_words(plan: Plan, formats: Formats) -> str:
    """Return which carbon value society counts with, "" where it is not one number for all years."""
    found = plan.settings.carbon_value
    if found is None or found.is_unknown or found.by_year:
        return ""
    return formats.text("basis.carbon_value", value=formats.figure("abatement_cost", found.value))


def valuation_line(page: Page) -> str:
    """Return the price basis and the discount rate of the perspective."""
    results, formats = page.results, page.formats
    rate = results.discount_rate
    kind = "social" if results.view.is_society else "financial"
    if rate is None:
        rate_text = formats.text(f"basis.no_rate_{kind}")
    elif isinstance(rate, dict):
        rate_text = formats.text(f"basis.rate_path_{kind}")
    else:
        rate_text = formats.text(f"basis.rate_{kind}", rate=formats.percent(rate))
    words = basis_words(results, formats)
    return formats.text("basis.valuation", prices=words[:1].upper() + words[1:], rate=rate_text)


def basis_line(page: Page) -> str:
    """Return whose money, which prices, which rate and which years the figures are about, for a caption."""
    settings = page.plan.settings
    return inert(
        page.formats.text(
            "basis.line",
            perspective=perspective_name(page),
            valuation=valuation_line(page),
            base=str(settings.base_year),
            first=str(settings.first_year),
            last=str(settings.last_year),
        )
    )
