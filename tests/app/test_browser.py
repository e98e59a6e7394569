"""The app in a real browser: numbers, language, upload, hostile names, nothing from the net, no errors."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.components.formats import Formats
from finmodel import evaluate
from finmodel.i18n import Language, t
from finmodel.model.document import to_json
from tests.app.pages import BUDGET_PAGES, HOSTILE, PAGES, changed, sample, workbook
from tests.app.server import missing, running_app

REASON = missing()
pytestmark = [pytest.mark.browser, pytest.mark.skipif(REASON is not None, reason=str(REASON))]

ENGLISH = ("Upload", "Browse files", "Drag and drop", "per file", "Search", "Deploy", "Choose an option", "Running...")
CHARTS = {"cost_curve": 1, "who_pays": 1, "sensitivity": 1, "assumptions": 2}
"""Pages with a fixed number of charts."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_app(tmp_path_factory.mktemp("app") / "workspace") as found:
        yield found


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Any]:
    """A browser that keeps the app's scripts from page to page, as a reader's does."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        found = tool.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield found.new_context(viewport={"width": 1280, "height": 800}, base_url=address)
        found.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A tab of its own; nothing may be fetched from elsewhere, and nothing may go wrong in it."""
    view = browser.new_page()
    view.set_default_timeout(20_000)
    faults: list[str] = []
    view.on("pageerror", lambda error: faults.append(str(error)))
    # On a deep link Streamlit looks for its server under the page's own path first: a 404 that is not ours.
    view.on("console", lambda m: faults.append(m.text) if m.type == "error" and "404" not in m.text else None)
    view.on("request", lambda r: faults.append(r.url) if not r.url.startswith((address, "data:", "blob:")) else None)
    yield view
    view.close()
    assert not faults


def _open(page: Any, path: str, lang: Language) -> None:
    page.goto(f"/{path}?lang={lang}")
    name = path or "overview"
    page.get_by_role("heading", level=1, name=t(f"app.nav.{name}", lang)).wait_for()
    page.wait_for_function(f"document.documentElement.lang === '{lang}'")


def _figure(page: Any, label: str) -> str:
    card = page.get_by_test_id("stMetric").filter(has_text=label).first
    return str(card.get_by_test_id("stMetricValue").inner_text()).strip()


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_overview_shows_the_figures_of_the_library(page: Any, lang: Language) -> None:
    figures = evaluate(sample()).portfolio
    formats = Formats.of(lang, "mnkr", "SEK")
    _open(page, "", lang)
    for name in ("npv", "abatement_cost", "investment_total"):
        assert _figure(page, t(f"figure.{name}.label", lang)) == formats.figure(name, figures[name])
    page.get_by_test_id("stVegaLiteChart").nth(2).wait_for()
    assert page.locator(".vega-actions, details summary[title]").count() == 0
    if lang == "sv":
        _is_in_swedish(page, "overview")


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("path", [*PAGES[1:], *BUDGET_PAGES])
def test_every_page_in_the_browser(page: Any, path: str, lang: Language) -> None:
    _open(page, path, lang)
    ready = {"budget_import": "stFileUploader", "budget_review": "stDataFrame"}.get(path, "stDownloadButton")
    page.get_by_test_id(ready).first.wait_for(state="attached")
    if path in CHARTS:
        _has_charts_that_are_told_and_their_data(page, CHARTS[path])
    if lang == "sv":
        _is_in_swedish(page, path)
    assert page.get_by_test_id("stException").count() == 0
    assert "\N{WORD JOINER}" not in page.locator("body").inner_text()


def _has_charts_that_are_told_and_their_data(page: Any, n_charts: int) -> None:
    """Every chart has an alt text, and its data stand beside it."""
    charts = page.get_by_test_id("stVegaLiteChart")
    charts.nth(n_charts - 1).wait_for()
    assert charts.count() == n_charts
    for place in range(n_charts):
        text = charts.nth(place).get_attribute("aria-label")
        assert text
        assert len(text) > 20
    page.get_by_test_id("stDataFrame").first.wait_for(state="attached")


def _is_in_swedish(page: Any, path: str) -> None:
    """Nothing of Streamlit's English is left."""
    page.get_by_text(t("app.perspective", "sv")).first.wait_for()
    if path == "workbook":
        page.get_by_text(t("app.widget.upload", "sv"), exact=True).first.wait_for()
    shown = page.locator("body").inner_text()
    assert not [word for word in ENGLISH if word in shown]


def test_definitions_are_one_click_away(page: Any) -> None:
    _open(page, "cost_curve", "sv")
    page.get_by_role("button", name=t("app.definitions", "sv")).first.click()
    page.get_by_text(t("figure.abatement_cost.definition", "sv")).first.wait_for()
    page.get_by_text(t("figure.abatement_cost.formula", "sv")).first.wait_for()


def test_a_reload_keeps_perspective_unit_and_year_and_back_still_works(page: Any) -> None:
    _open(page, "", "sv")
    page.get_by_test_id("stSidebar").get_by_text("tkr", exact=True).click()
    page.wait_for_url("**unit=tkr**")
    chooser = page.get_by_test_id("stSidebar").get_by_test_id("stSelectbox").filter(has_text=t("app.perspective", "sv"))
    chooser.get_by_role("combobox").click()
    society = t("app.perspective_real", "sv", name=t("perspective.society.label", "sv"))
    page.get_by_role("option", name=society).click()
    page.wait_for_url("**perspective=society**")
    npv = evaluate(sample(), "society").portfolio["npv"]
    expected = Formats.of("sv", "tkr", "SEK").figure("npv", npv)
    page.get_by_text(expected).first.wait_for()
    page.reload()
    page.get_by_text(expected).first.wait_for()
    assert _figure(page, t("figure.npv.label", "sv")) == expected
    page.get_by_role("link", name=t("app.nav.sensitivity", "sv")).click()
    page.get_by_role("heading", level=1, name=t("app.nav.sensitivity", "sv")).wait_for()
    page.wait_for_url("**/sensitivity?**perspective=society**")
    page.go_back()
    page.get_by_role("heading", level=1, name=t("app.nav.overview", "sv")).wait_for()


def test_a_changed_workbook_gives_a_new_npv(page: Any, tmp_path: Path) -> None:
    plan = changed(sample(), actions__7__opex_change=-2_500_000.0)
    path = tmp_path / "ändrad.xlsx"
    path.write_bytes(workbook(plan))
    _open(page, "workbook", "sv")
    page.set_input_files('[data-testid="stFileUploaderDropzoneInput"]', str(path))
    page.get_by_role("button", name=t("app.workbook.open", "sv")).click()
    page.get_by_text(t("app.workbook.opened", "sv")).wait_for()
    page.get_by_role("link", name=t("app.nav.overview", "sv")).click()
    page.get_by_role("heading", level=1, name=t("app.nav.overview", "sv")).wait_for()
    expected = Formats.of("sv", "mnkr", "SEK").figure("npv", evaluate(plan).portfolio["npv"])
    page.get_by_text(expected).first.wait_for()
    assert _figure(page, t("figure.npv.label", "sv")) == expected
    _open(page, "", "sv")
    assert _figure(page, t("figure.npv.label", "sv")) == expected


def test_hostile_names_stay_text(page: Any, tmp_path: Path) -> None:
    changes = {"settings__x__municipality": HOSTILE, "actions__1__name": HOSTILE, "sectors__energi__name": HOSTILE}
    path = tmp_path / "hostile.json"
    path.write_text(to_json(changed(sample(), **changes)), encoding="utf-8")
    _open(page, "workbook", "sv")
    page.set_input_files('[data-testid="stFileUploaderDropzoneInput"]', str(path))
    page.get_by_role("button", name=t("app.workbook.open", "sv")).wait_for()
    _is_inert(page)
    page.get_by_role("button", name=t("app.workbook.open", "sv")).click()
    page.get_by_text(t("app.workbook.opened", "sv")).wait_for()
    _open(page, "actions", "sv")
    head = page.get_by_role("heading", level=2).first
    head.wait_for()
    assert str(head.inner_text()).replace("\N{WORD JOINER}", "").strip() == HOSTILE
    _is_inert(page)
    _open(page, "", "sv")
    page.get_by_test_id("stVegaLiteChart").nth(2).wait_for()
    _is_inert(page)


def _is_inert(page: Any) -> None:
    main = page.get_by_test_id("stMain")
    assert main.locator('img[src="x"], a[href*="e.x"], .katex').count() == 0
    assert main.locator('[data-testid="stMarkdownContainer"] code').count() == 0
