"""The gap page: its numbers are the library's, every tab opens, and what is not known says why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.components.formats import Formats
from finmodel.analysis.delay import delay
from finmodel.analysis.gap import gap_analysis
from finmodel.analysis.overlay import apply_scenario
from finmodel.i18n import LANGUAGES, Language, t
from finmodel.model.document import read_document, to_document
from finmodel.model.plan import Plan
from finmodel.resources import sample_plan_path
from finmodel.store.files import load_plan
from tests.app.pages import grid, healthy, html_table, metric, number, open_page, open_plan, words

TABS = ("sectors", "budget", "closing", "money", "delay", "test", "nzc")
KEY = re.compile(
    r"\b(app|gap|need|closing|delay|nzc|capacity|decided|investment_test|reason|choice)\.[a-z_0-9]+\.[a-z_]+\b"
)


def plan_of(name: str) -> Plan:
    return load_plan(sample_plan_path(name)).plan


def gap_page(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, lang: Language = "sv", **address: str
) -> AppTest:
    open_plan(plan_of(name), folder, monkeypatch)
    return open_page("gap", lang, **address)


def tab(at: AppTest, name: str, lang: Language = "sv") -> AppTest:
    """Open a tab; without an inventory there are fewer of them."""
    key = next(key for n in (7, 3) if (key := f"gap_tabs.{lang}.{n}") in at.session_state)
    at.session_state[key] = t(f"app.gap.tab_{name}", lang)
    return healthy(at.run())


def measure(at: AppTest, place: int) -> AppTest:
    box = next(item for item in at.selectbox if str(item.key).startswith("gap_measure"))
    return healthy(box.select_index(place).run())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_cards_are_those_of_the_library(lang: Language) -> None:
    found = gap_analysis(plan_of("helsingborg"), year=2030)
    formats = Formats.of(lang, "mnkr", "SEK")
    at = open_page("gap", lang)
    assert found.main is not None
    assert metric(at, t("app.gap.card_gap", lang, year="2030")) == formats.tonnes(found.gap_in_year(found.main).value)
    kronor = found.missing_per_tonne(found.main)
    label = t("missing_per_tonne.financing_gap", lang, year="2030")
    assert metric(at, label) == formats.money(kronor.financing_gap.value)
    decided = found.need.decided.share_decided.value
    assert decided is not None
    assert metric(at, t("app.gap.card_decided", lang)) == formats.share(decided)


def test_every_tab_opens_without_untranslated_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # That both languages have every text is a test of the catalogues; the first run has opened the first tab.
    at = gap_page("vaxjo", tmp_path, monkeypatch, "en")
    for name in TABS[1:]:
        tab(at, name, "en")
        assert not KEY.search(words(at)), name


def test_sectors_and_the_rest_are_the_whole() -> None:
    at = open_page("gap", "sv")
    rows = grid(at, "baseline", "residual", "binding").set_index("name")
    whole = rows.loc[t("app.gap.sum", "sv")]
    parts = rows.drop(index=t("app.gap.sum", "sv"))
    for column in ("base", "baseline", "reductions", "residual"):
        assert parts[column].sum() == pytest.approx(whole[column])
    assert whole["gap"] == pytest.approx(whole["residual"] - whole["removals"] - whole["target"])
    # The stated 195 257 t beside the 85 per cent that the same source states.
    assert any("195\u00a0257" in item.value.replace("\\", "") for item in at.markdown)


def test_what_is_not_known_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = gap_page("trollhattan", tmp_path, monkeypatch)
    consumption = next(
        place
        for place, cell in enumerate(gap_analysis(plan_of("trollhattan")).emissions.wholes)
        if cell.perspective == "consumption"
    )
    measure(at, consumption)
    label = t("reason.no_inventory.label", "sv")
    assert metric(at, t("app.gap.card_gap", "sv", year="2030")) == label
    assert metric(at, t("missing_per_tonne.title", "sv")) == label
    assert t("app.gap.no_paths", "sv") in [item.value for item in at.info]
    tab(at, "closing")
    reason = t("reason.no_inventory.text", "sv")
    assert any(reason in item.value.replace("\\", "") for item in at.warning)


def test_a_carbon_budget_says_when_it_ends_and_which_cut_holds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = gap_analysis(plan_of("vaxjo")).budgets[0]
    assert budget.runs_out.date is not None
    assert budget.yearly_cut is not None
    at = tab(gap_page("vaxjo", tmp_path, monkeypatch), "budget")
    said = words(at).replace("\\", "")
    year, part = divmod(budget.runs_out.date, 1.0)
    month = t(f"app.gap.month.{int(part * 12) + 1}", "sv")
    assert t("app.gap.ends_date", "sv", when=f"{month} {int(year)}") in said
    assert Formats.of("sv", "mnkr", "SEK").percent(budget.yearly_cut) in said


def test_what_closes_the_gap_is_said_first_and_the_steps_add_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = gap_analysis(plan_of("trollhattan"), year=2030)
    assert found.main is not None
    closing = found.closing(found.main)
    at = tab(gap_page("trollhattan", tmp_path, monkeypatch), "closing")
    formats = Formats.of("sv", "mnkr", "SEK")
    assert closing.is_met is False
    assert any(formats.tonnes(closing.gap_after_all.value) in item.value for item in at.warning)
    # The gas of the measure stands in the headings.
    unit = t("app.gap.unit_total.co2", "sv")
    steps = html_table(at, f"{t('closing.column.tonnes', 'sv')}, {unit}", t("closing.column.cost_per_tonne", "sv"))
    names = [f"{n}. {step.candidate.action.name}" for n, step in enumerate(closing.steps, start=1)]
    assert steps.index.tolist() == names
    assert closing.gap_at_start.value is not None
    taken = number(steps[t("app.gap.taken", "sv", unit=unit)].iloc[-1])
    assert closing.gap_at_start.value - taken == pytest.approx(closing.gap_after_all.value, abs=1)


def test_a_target_that_is_met_on_paper_only_is_met_nowhere_on_the_page() -> None:
    found = gap_analysis(plan_of("helsingborg"), year=2030)
    assert found.main is not None
    over = found.main.at(found.emissions.overshoot(found.main), 2030)
    gap = found.gap_in_year(found.main).value
    assert over is not None
    assert gap is not None
    short = Formats.of("sv", "mnkr", "SEK").tonnes(gap + over)
    at = tab(open_page("gap", "sv"), "closing")
    assert not at.success
    assert sum(short in item.value.replace("\\", "") for item in at.warning) == 2
    note = t("app.gap.is_met_on_paper", "sv", short=short)
    assert [item.delta for item in at.metric if item.label == t("app.gap.card_gap", "sv", year="2030")] == [note]
    assert t("app.gap.is_met", "sv") not in [item.delta for item in at.metric]


def test_a_year_before_the_target_speaks_of_the_way_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = gap_page("trollhattan", tmp_path, monkeypatch, year="2028")
    said = [item.value for item in (*at.info, *at.success)]
    assert any("väg till målet 2030" in text for text in said)
    assert metric(at, t("app.gap.card_way", "sv", year="2028"))
    years = next(item for item in at.selectbox if str(item.key).startswith("gap.year"))
    assert {text for text in years.options if "–" in text} == {"2030 – målår", "2045 – målår"}
    # The emissions whose only target is for 2045 offer that year.
    measure(at, 1)
    next(item for item in at.button if item.key == "gap_to_year.2045").click().run()
    assert metric(healthy(at), t("app.gap.card_target", "sv", year="2045"))


def test_a_sector_with_a_target_is_named_where_the_whole_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of("trollhattan")
    wholes = gap_analysis(plan).emissions.wholes
    place = next(n for n, cell in enumerate(wholes) if cell.perspective == "organisation")
    at = measure(gap_page("trollhattan", tmp_path, monkeypatch), place)
    target = next(row.name for row in plan.targets if row.sector is not None)
    assert any(target in item.value.replace("\\", "") for item in at.warning)
    assert t("app.gap.percent_paths", "sv") in [item.value for item in at.subheader]


def test_without_an_inventory_the_actions_tonnes_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = to_document(plan_of("helsingborg"))
    document |= {"emissions": [], "baselines": []}
    plan = read_document(document)[0]
    open_plan(plan, tmp_path, monkeypatch)
    rows = grid(open_page("gap", "sv"), "adjusted", "unadjusted")
    found = gap_analysis(plan, year=2030)
    assert found.main is not None
    place = found.main.years.index(2030)
    tonnes = sum(float(item.adjusted[place]) for item in found.wedges(found.main).actions)
    assert rows["adjusted"].sum() == pytest.approx(tonnes)
    assert tonnes > 0


def test_need_by_organisation_is_divided_by_certainty() -> None:
    at = tab(open_page("gap", "sv"), "money")
    rows = html_table(at, t("decided.share_decided", "sv")).iloc[:, :5].map(number)
    assert rows.iloc[:, 1:].sum(axis=1).to_numpy() == pytest.approx(rows.iloc[:, 0].to_numpy(), abs=0.3)
    nobody = rows[t("need.certainty.nobody", "sv")]
    assert nobody.iloc[:-1].sum() == pytest.approx(nobody.iloc[-1], abs=0.5)


def test_the_cost_of_delay_is_computed_when_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = tab(gap_page("vaxjo", tmp_path, monkeypatch), "delay")
    assert not [item for item in at.dataframe if "change" in item.value.columns]
    next(item for item in at.button if item.key == "delay_compute").click().run()
    healthy(at)
    expected = delay(plan_of("vaxjo")).kronor["npv"].change.value
    assert expected is not None
    rows = grid(at, "before", "after", "change").set_index("name")
    assert rows.loc[t("delay.column.npv", "sv"), "change"] == pytest.approx(expected / 1e6)
    # Another group is another question: nothing is shown until it is asked.
    at.radio(key="delay_what.sv").set_value("owner").run()
    assert not [item for item in healthy(at).dataframe if "change" in item.value.columns]


def test_a_scenario_shows_its_own_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of("vaxjo")
    found = gap_analysis(apply_scenario(plan, "decided_only").plan, year=2030)
    at = gap_page("vaxjo", tmp_path, monkeypatch, scenario="decided_only")
    shown = metric(at, t("app.gap.card_gap", "sv", year="2030"))
    assert shown == Formats.of("sv", "mnkr", "SEK").tonnes(found.gap_in_year(found.main).value)
    base = gap_analysis(plan, year=2030)
    assert shown != Formats.of("sv", "mnkr", "SEK").tonnes(base.gap_in_year(base.main).value)


def test_wedges_by_status_and_before_overlap_are_drawn_too() -> None:
    at = open_page("gap", "sv")
    at.radio(key="gap_by.sv").set_value("status").run()
    at.radio(key="gap_overlap.sv").set_value("before").run()
    rows = healthy(at).dataframe[0].value
    assert t("choice.status.idea", "sv") in set(rows["name"])


def test_a_plan_without_emissions_says_which_sheets_to_fill_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = to_document(plan_of("helsingborg"))
    document |= {table: [] for table in ("emissions", "baselines", "targets", "population")}
    open_plan(read_document(document)[0], tmp_path, monkeypatch)
    at = open_page("gap", "sv")
    said = " ".join(item.value for item in at.info).replace("\\", "")
    for table in ("emissions", "baselines", "targets", "population"):
        assert t(f"table.{table}.title", "sv") in said
    assert metric(at, t("missing_per_tonne.title", "sv")) == t("reason.no_target.label", "sv")
    tab(at, "delay")
    next(item for item in at.button if item.key == "delay_compute").click().run()
    healthy(at)
