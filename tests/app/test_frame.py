"""What stands around every page: price basis, illustrative plans, choices in the address, sample plans, whose file."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import service
from app.components.formats import Formats
from app.components.marks import illustrative_actions, is_illustrative
from app.components.problems import problem_rows
from finmodel import evaluate, plan_hash
from finmodel.errors import InputError
from finmodel.i18n import LANGUAGES, Language, t
from finmodel.model.document import read_document, to_document, to_json
from finmodel.resources import sample_plan_path, sample_plans
from finmodel.store.files import load_plan
from tests.app.energy_plan import DOCUMENT, energy_plan
from tests.app.pages import PAGES, button, changed, healthy, metric, open_page, open_plan, sample, upload, words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_society_says_its_price_basis_and_rate(lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_plan(energy_plan(), tmp_path, monkeypatch)
    at = open_page("overview", lang, perspective="society")
    box = at.selectbox(key=f"perspective.{lang}")
    assert box.value == "society"
    name = t("perspective.society.label", lang)
    assert t("app.perspective_real", lang, name=name) in box.options
    real = t("price_basis.real.label", lang, year="2026")
    captions = [item.value.replace("\\", "") for item in at.sidebar.caption]
    assert any(real in caption.lower() or real in caption for caption in captions)
    notes = [item.delta for item in at.metric]
    assert notes.count(real) == 2
    at.selectbox(key=f"perspective.{lang}").select("group").run()
    assert [item.delta for item in healthy(at).metric].count(t("price_basis.nominal.label", lang)) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tonnes_before_and_after_overlap_and_what_a_cost_per_tonne_holds(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_plan(energy_plan(), tmp_path, monkeypatch)
    at = open_page("overview", lang)
    results, formats = evaluate(energy_plan()), Formats.of(lang, "mnkr", "SEK")
    notes = {item.label.replace("\\", ""): item.delta for item in at.metric}
    before = formats.tonnes(results.portfolio["tonnes_unadjusted"])
    assert notes[t("figure.tonnes_total.label", lang)] == t("app.key.before_overlap", lang, tonnes=before)
    assert before != formats.tonnes(results.portfolio["tonnes_total"])
    counted = t("app.key.n_actions", lang, n=str(results.per_tonne.n), of=str(results.per_tonne.of))
    assert counted in notes[t("figure.abatement_cost.label", lang)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_plans_own_words_in_its_cards(lang: Language) -> None:
    at = open_page("overview", lang)
    found = {item.label.replace("\\", ""): item.proto.help.replace("\\", "") for item in at.metric}
    text = found[t("figure.npv.label", lang)]
    assert t("app.of_plan.npv", lang) in text
    assert t("figure.npv.formula", lang) in text


@pytest.mark.parametrize("page", PAGES)
def test_an_illustrative_plan_says_so_on_every_page(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = [
        {"id": f"x{action['id']}", "action": action["id"], "quantity": "action", "illustrative": True}
        for action in DOCUMENT["actions"]
    ]
    plan = read_document({**DOCUMENT, "evidence": evidence})[0]
    assert is_illustrative(plan)
    assert not is_illustrative(energy_plan())
    assert not is_illustrative(sample())
    open_plan(plan, tmp_path, monkeypatch)
    for lang in LANGUAGES:
        at = open_page(page, lang)
        assert t("app.illustrative.banner", lang) in [item.value for item in at.warning]


def test_illustrative_actions_are_marked_and_counted_under_charts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = energy_plan()
    assert illustrative_actions(plan) == {"buss"}
    open_plan(plan, tmp_path, monkeypatch)
    assert t("app.illustrative.chart", "sv", n="1", of="3") in words(open_page("cost_curve", "sv"))
    flags = open_page("actions", "sv").dataframe[0].value.set_index("id")["flags"]
    assert t("app.mark.illustrative", "sv") in flags["buss"]
    assert t("app.mark.illustrative", "sv") not in flags["renovera"]


def test_choices_in_the_address_are_kept_and_strangers_are_not_obeyed() -> None:
    at = open_page("overview", "sv", perspective="oresundskraft", unit="tkr", year="2040")
    assert at.selectbox(key="perspective.sv").value == "oresundskraft"
    assert at.radio(key="unit.sv").value == "tkr"
    assert at.selectbox(key="year.sv").value == 2040
    at = open_page("overview", "sv", perspective="<script>", unit="dollar", year="²030")
    assert at.selectbox(key="perspective.sv").value == "group"
    assert at.radio(key="unit.sv").value == "mnkr"
    assert at.selectbox(key="year.sv").value == 2030


@pytest.mark.parametrize("name", sample_plans())
def test_every_sample_plan_can_be_opened(name: str) -> None:
    at = open_page("workbook", "sv")
    box = at.selectbox(key="sample_name.sv")
    assert len(box.options) == len(sample_plans())
    box.select(name).run()
    plan = load_plan(sample_plan_path(name)).plan
    if name != service.SAMPLE:
        button(at, "sample").click().run()
    assert plan.settings.municipality in [item.value for item in healthy(at).text]
    assert t("app.workbook.source_sample", "sv") in [item.value for item in at.text]
    at.switch_page("views/overview.py").run()
    expected = Formats.of("sv", str(plan.settings.display_unit), "SEK").figure("npv", evaluate(plan).portfolio["npv"])
    assert metric(healthy(at), t("figure.npv.label", "sv")) == expected
    if name != service.SAMPLE:
        again = open_page("workbook", "sv")
        version = next(item for item in again.selectbox if (item.key or "").startswith("version."))
        assert plan.settings.municipality in version.options[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_another_municipalitys_plan_is_told_and_must_be_agreed_to(lang: Language, workspace: Path) -> None:
    other = energy_plan()
    at = upload(open_page("workbook", lang), "annan.json", to_json(other).encode())
    warned = "\n".join(item.value for item in at.warning)
    assert t("app.workbook.other_municipality", lang, theirs="Provköping", ours="Helsingborg") in warned
    assert button(at, "accept").disabled
    assert not workspace.exists()
    at.checkbox(key="agreed").check().run()
    button(at, "accept").click().run()
    assert "Provköping" in [item.value for item in healthy(at).text]


def test_the_same_municipality_needs_no_agreement() -> None:
    plan = changed(sample(), settings__x__title="Ny")
    at = upload(open_page("workbook", "sv"), "samma.json", to_json(plan).encode())
    assert not [item for item in at.checkbox if item.key == "agreed"]
    assert not button(at, "accept").disabled
    assert plan_hash(plan) != plan_hash(sample())


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("sv", "rad 3 (buss), Ägare"), ("en", "row 3 (buss), Owner")],
)
def test_problems_of_a_json_file_are_placed_in_the_users_words(lang: Language, expected: str) -> None:
    document = to_document(energy_plan())
    document["actions"][2]["owner"] = "ingen"
    with pytest.raises(InputError) as caught:
        read_document(document)
    rows = problem_rows(caught.value.issues, Formats.of(lang, "mnkr", "SEK"))
    assert (rows[0]["sheet"], rows[0]["place"]) == (t("table.actions.title", lang), expected)
    assert not any("/actions" in str(value) for row in rows for value in row.values())


def test_warnings_of_an_opened_plan_name_the_rows() -> None:
    plan, issues = read_document(to_document(energy_plan()))
    rows = problem_rows(issues, Formats.of("sv", "mnkr", "SEK"), plan)
    places = {row["place"] for row in rows}
    assert any("Elpris ur gammal studie" in place for place in places)
    assert not any("/" in place and "parameters" in place for place in places)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_action_shows_its_energy_pool_and_co_benefits(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = energy_plan()
    open_plan(plan, tmp_path, monkeypatch)
    at = open_page("actions", lang)
    at.selectbox(key=f"action.{lang}").select("renovera").run()
    said = words(healthy(at))
    assert "Naturgas" in said
    assert t("app.detail.pool", lang, name="Uppvärmning") in said
    figures, formats = evaluate(plan).action("renovera").figures, Formats.of(lang, "mnkr", "SEK")
    assert formats.tonnes(figures["tonnes_unadjusted"]) in said
    at.selectbox(key=f"action.{lang}").select("buss").run()
    said = words(healthy(at))
    assert "Buller" in said
    assert t("app.detail.co_benefits_how", lang) in said


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_no_invisible_joiner_where_nothing_has_to_be_broken(
    page: str, lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_plan(energy_plan(), tmp_path, monkeypatch)
    at = open_page(page, lang, perspective="society")
    assert "\N{WORD JOINER}" not in words(at)


def test_a_samples_own_warnings_are_shown() -> None:
    warned = {issue.code for issue in load_plan(sample_plan_path("helsingborg")).issues}
    assert "FM-M131" in warned
    assert all(code in words(open_page("overview", "sv")) for code in warned)
