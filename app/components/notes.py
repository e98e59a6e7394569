"""Sentences that say what the figures rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.components.inert import inert
from finmodel.i18n import has, t

if TYPE_CHECKING:
    from app.state import Page

__all__ = ["basis_line", "perspective_name"]


def perspective_name(page: Page) -> str:
    """Return the perspective of the results by name."""
    key = f"perspective.{page.results.perspective}.label"
    names = {row.id: row.name for row in page.plan.organisations}
    return t(key, page.lang) if has(key, page.lang) else names[page.results.perspective]


def basis_line(page: Page) -> str:
    """Return whose money, which prices, which rate and which years the figures are about, for a caption."""
    settings, results = page.plan.settings, page.results
    rate = results.discount_rate
    if rate is None:
        rate_text = page.formats.text("basis.no_rate")
    elif isinstance(rate, dict):
        rate_text = page.formats.text("basis.rate_path")
    else:
        rate_text = page.formats.text("basis.rate", rate=page.formats.percent(rate))
    return inert(
        page.formats.text(
            "basis.line",
            perspective=perspective_name(page),
            prices=t("price_basis.nominal.label", page.lang),
            rate=rate_text,
            base=str(settings.base_year),
            first=str(settings.first_year),
            last=str(settings.last_year),
        )
    )
