"""Scenarios in the app: chosen once for every page, said on every page, built and changed on a page of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app import service
from app.components.formats import Formats
from finmodel import evaluate
from finmodel.analysis.overlay import apply_scenario, scenario_issues
from finmodel.i18n import LANGUAGES, Language, t, t_n
from finmodel.model.addresses import addressable_fields, spec_at
from finmodel.model.document import read_document, to_document, to_json
from finmodel.model.plan import Plan
from finmodel.model.scenario_enums import Operation
from finmodel.model.scenarios import SCENARIO_TABLES
from finmodel.store.workspace import Workspace
from tests.app.funding_plan import funded_plan
from tests.app.pages import HOSTILE, button, healthy, htmls, metric, open_page, open_plan, sample, tables, upload, words

SCENARIOS: dict[str, list[dict[str, Any]]] = {
    "scenarios": [
        {"id": "utan", "name": "Utan åtgärd 7", "description": "Vad åtgärd 7 betyder."},
        {"id": "tom", "name": "Ingen ändring"},
    ],
    "scenario_changes": [{"id": "c1", "scenario": "utan", "operation": "leave_out", "actions": ["7"], "notes": "Nej"}],
}


def plan_with(**tables: list[dict[str, Any]]) -> Plan:
    empty: dict[str, Any] = {table.table: [] for table in SCENARIO_TABLES}
    return read_document({**to_document(sample()), **empty, **tables}, further=scenario_issues)[0]


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    found = plan_with(**SCENARIOS)
    open_plan(found, tmp_path, monkeypatch)
    return found


def npv(plan: Plan, lang: Language) -> str:
    return Formats.of(lang, "mnkr", "SEK").figure("npv", evaluate(plan).portfolio["npv"])


def banner_of(name: str, n_changes: int, n_mixes: int, lang: Language) -> str:
    """What the banner says: the counts of the builder's list, not those of the values that come of them."""
    counts = {"changes": n_changes, "mixes": n_mixes}
    content = {key: t_n(f"app.scenario.banner_{key}", n, lang) for key, n in counts.items()}
    return t("app.scenario.banner", lang, name=name, content=t("app.scenario.banner_and", lang, **content))


def chooser(at: AppTest) -> Any:
    return next(item for item in at.selectbox if (item.key or "").startswith("scenario."))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_chosen_scenario_changes_the_figures_says_so_and_is_left_again(plan: Plan, lang: Language) -> None:
    at = open_page("overview", lang)
    label = t("figure.npv.label", lang)
    assert metric(at, label) == npv(plan, lang)
    assert "show_base" not in [item.key for item in at.button]
    chooser(at).select("utan").run()
    applied = apply_scenario(plan, "utan")
    assert metric(healthy(at), label) == npv(applied.plan, lang) != npv(plan, lang)
    banner = banner_of("Utan åtgärd 7", 1, 0, lang)
    assert banner in [item.value for item in at.info]
    footer = "\n".join(item.value for item in at.text)
    assert applied.hash[:12] in footer
    assert applied.changes_hash[:12] in footer
    assert '"scenario": "utan"' in "".join(htmls(at))
    at.switch_page("views/actions.py").run()
    assert banner in [item.value for item in healthy(at).info]
    button(at, "show_base").click().run()
    assert banner not in [item.value for item in healthy(at).info]
    assert '"scenario": "base"' in "".join(htmls(at))
    at.switch_page("views/overview.py").run()
    assert metric(healthy(at), label) == npv(plan, lang)
    assert chooser(at).value == "base"


def test_the_address_chooses_a_scenario_and_an_unknown_one_is_the_base_plan(plan: Plan) -> None:
    label = t("figure.npv.label", "sv")
    assert metric(open_page("overview", "sv", scenario="utan"), label) == npv(apply_scenario(plan, "utan").plan, "sv")
    assert metric(open_page("overview", "sv", scenario=HOSTILE), label) == npv(plan, "sv")


def test_a_scenario_without_changes_is_the_base_plan_with_a_banner_of_its_own(plan: Plan) -> None:
    at = open_page("overview", "sv", scenario="tom")
    assert metric(at, t("figure.npv.label", "sv")) == npv(plan, "sv")
    assert banner_of("Ingen ändring", 0, 0, "sv") in [item.value for item in at.info]


def test_warnings_of_a_scenario_stand_under_its_banner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change = SCENARIOS["scenario_changes"][0]
    again = {**change, "id": "c2", "position": 2, "again": True}
    rows = {**SCENARIOS, "scenario_changes": [{**change, "position": 1}, again]}
    open_plan(plan_with(**rows), tmp_path, monkeypatch)
    at = open_page("overview", "sv", scenario="utan")
    assert t("app.scenario.notes", "sv", n=1) in [item.label for item in at.expander]
    assert "FM-C111" in words(at)


def test_the_workbook_page_keeps_to_the_base_plan(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    offered: dict[str, bytes] = {}

    def taken(_label: str, data: Any, *, file_name: str, **_: Any) -> bool:
        offered[file_name] = data() if callable(data) else data
        return False

    monkeypatch.setattr("streamlit.download_button", taken)
    at = open_page("workbook", "sv", scenario="utan")
    assert t("app.scenario.workbook_base", "sv") in [item.value for item in at.info]
    assert chooser(at).value == "utan"
    found = next(data for name, data in offered.items() if name.endswith(".json"))
    assert found.decode() == to_json(plan)
    upload(at, "samma.json", to_json(plan).encode())
    assert t("app.workbook.same", "sv") in [item.value for item in at.info]


def test_a_plan_without_scenarios_has_no_chooser_and_ignores_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_plan(plan_with(), tmp_path, monkeypatch)
    at = open_page("overview", "sv", scenario="utan")
    assert not [item for item in at.selectbox if (item.key or "").startswith("scenario.")]
    assert "show_base" not in [item.key for item in at.button]


def field(at: AppTest, kind: str, name: str) -> Any:
    """Return a field of the forms by its name."""
    return next(item for item in at.get(kind) if (item.key or "").startswith(f"scenarios.{name}."))


def stored(workspace: Path) -> Plan:
    found = Workspace(workspace).open_plan()
    assert found is not None
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_scenario_is_made_gets_a_change_and_is_shown(
    lang: Language, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_plan(plan_with(), tmp_path, monkeypatch)
    at = open_page("scenarios", lang)
    field(at, "text_input", "new.name").input("Utan gas!").run()
    button(at, "create").click().run()
    assert t("app.scenarios.saved", lang) in [item.value for item in healthy(at).success]
    assert [row.name for row in stored(workspace).scenarios][-1:] == ["Utan gas!"]
    identity = stored(workspace).scenarios[-1].id
    assert identity == "utan-gas"
    field(at, "multiselect", "actions").select("7").run()
    field(at, "text_input", "notes").input("=1+1 **fet**").run()
    button(at, "add_change").click().run()
    healthy(at)
    change = stored(workspace).scenario_changes[-1]
    assert (change.scenario, str(change.operation), change.actions) == (identity, "leave_out", ("7",))
    table = next(rows for rows in tables(at) if t("app.scenarios.origin", lang) in rows.columns)
    assert list(table[t("app.change.field", lang)]) == [t("field.actions.included.label", lang)]
    assert list(table[t("app.change.before", lang)]) == [t("choice.flag.yes", lang)]
    assert list(table[t("app.change.after", lang)]) == [t("choice.flag.no", lang)]
    assert list(table[t("app.scenarios.note", lang)]) == ["=1+1 **fet**"]
    button(at, "show_scenario").click().run()
    healthy(at)
    at.switch_page("views/overview.py").run()
    shown = metric(healthy(at), t("figure.npv.label", lang))
    assert shown == npv(apply_scenario(stored(workspace), identity).plan, lang) != npv(sample(), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_cannot_be_read_is_told_and_stays_in_the_form(plan: Plan, lang: Language, workspace: Path) -> None:
    at = open_page("scenarios", lang)
    field(at, "selectbox", "operation").select(Operation.SCALE).run()
    field(at, "selectbox", "field").select("investments.amount").run()
    field(at, "text_input", "factor").input("mycket").run()
    button(at, "add_change").click().run()
    healthy(at)
    label = t("field.scenario_changes.factor.label", lang)
    assert any(t("app.scenarios.refused", lang) in item.value and label in item.value for item in at.error)
    assert field(at, "text_input", "factor").value == "mycket"
    assert not workspace.exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_value_that_the_plan_refuses_is_told_with_every_problem(plan: Plan, lang: Language, workspace: Path) -> None:
    at = open_page("scenarios", lang)
    field(at, "selectbox", "operation").select(Operation.SET).run()
    field(at, "selectbox", "field").select("settings.inflation").run()
    field(at, "text_input", "number").input("-150").run()
    button(at, "add_change").click().run()
    healthy(at)
    assert t("app.scenarios.refused", lang) in [item.value for item in at.error]
    assert "FM-M104" in words(at)
    assert field(at, "text_input", "number").value == "-150"
    assert not workspace.exists()
    field(at, "text_input", "number").input("3").run()
    button(at, "add_change").click().run()
    healthy(at)
    assert stored(workspace).scenario_changes[-1].number == 0.03


def test_changes_change_places_and_are_removed(plan: Plan, workspace: Path) -> None:
    at = open_page("scenarios", "sv")
    field(at, "selectbox", "operation").select(Operation.ADD).run()
    field(at, "selectbox", "field").select("settings.inflation").run()
    field(at, "text_input", "number").input("1").run()
    button(at, "add_change").click().run()
    own = field(healthy(at), "selectbox", "own_change")
    own.select_index(1).run()
    button(at, "earlier").click().run()
    healthy(at)
    rows = sorted(stored(workspace).scenario_changes, key=lambda row: row.position)
    assert [str(row.operation) for row in rows] == ["add", "leave_out"]
    button(at, "remove_change").click().run()
    healthy(at)
    assert [str(row.operation) for row in stored(workspace).scenario_changes] == ["leave_out"]


def test_a_mix_replaces_the_one_of_its_place_and_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    document = {**to_document(funded_plan()), "scenarios": [{"id": "mix", "name": "Annan mix"}]}
    document |= {"scenario_changes": [], "scenario_funding": []}
    plan = read_document(document, further=scenario_issues)[0]
    open_plan(plan, tmp_path, monkeypatch)
    first = plan.sources[0].id
    at = open_page("scenarios", "sv")
    for share, expected in (("40", 0.4), ("25", 0.25)):
        field(at, "multiselect", "mix_sources").select(first).run()
        field(at, "text_input", f"share.{first}").input(share).run()
        button(at, "put_mix").click().run()
        healthy(at)
        entries = stored(workspace).scenario_funding
        assert [(row.source, row.share, row.position) for row in entries] == [(first, expected, 1)]
    button(at, "remove_mix").click().run()
    healthy(at)
    assert stored(workspace).scenario_funding == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_mix_with_amounts_is_shown_and_saved_anew_without_loss(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    plan = funded_plan()
    action, first = plan.actions[0].id, next(row for row in plan.sources if str(row.kind) == "own_investment_frame").id
    years = {str(plan.settings.first_year): 1_234_567.89, str(plan.settings.first_year + 1): 0.0}
    mix = [
        {"source": first, "position": 4, "by_year": years, "certainty": "secured", "notes": "KS § 7"},
        {"source": first, "position": 5, "amount": 0.1, "illustrative": True},
        {"source": first, "position": 9, "rest": True},
        {"source": first, "position": 7, "share": 0.125},
    ]
    document = {**to_document(plan), "scenarios": [{"id": "mix", "name": "Annan mix"}], "scenario_changes": []}
    document["scenario_funding"] = [
        {"id": f"m{number}", "scenario": "mix", "action": action, **row} for number, row in enumerate(mix)
    ]
    before = read_document(document, further=scenario_issues)[0]
    open_plan(before, tmp_path, monkeypatch)
    at = open_page("scenarios", lang)
    field(at, "selectbox", "mix_place").select("action").run()
    field(at, "selectbox", "mix_target.action").select(action).run()
    assert any(t("app.scenarios.mix_stands", lang, n=4) == item.value for item in at.caption)
    button(at, "put_mix").click().run()
    healthy(at)
    inserted = {"rest": False, "illustrative": False}
    in_order = enumerate((mix[0], mix[1], mix[3], mix[2]), start=1)
    expected = [{**inserted, **row, "position": number} for number, row in in_order]
    known = to_document(stored(workspace))["scenario_funding"]
    assert [{key: row[key] for key in row if key not in ("id", "scenario", "action")} for row in known] == expected

    field(at, "selectbox", "mix_place").select("action").run()
    field(at, "selectbox", "mix_target.action").select(action).run()
    amount = field(at, "text_input", f"amount.{first}/2")
    amount.input("").run()
    button(at, "put_mix").click().run()
    healthy(at)
    assert any(t("app.scenarios.refused", lang) in item.value for item in at.error)
    field(at, "text_input", f"amount.{first}/2").input("2,5" if lang == "sv" else "2.5").run()
    field(at, "text_area", f"by_year.{first}").input(f"{plan.settings.first_year}: 1").run()
    button(at, "put_mix").click().run()
    healthy(at)
    rows = stored(workspace).scenario_funding
    assert [(dict(row.by_year), row.amount) for row in rows[:2]] == [
        ({plan.settings.first_year: 1e6}, None),
        ({}, 2.5e6),
    ]


def test_a_default_takes_no_amounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = {**to_document(funded_plan()), "scenarios": [{"id": "mix", "name": "Annan mix"}]}
    open_plan(read_document({**document, "scenario_changes": [], "scenario_funding": []})[0], tmp_path, monkeypatch)
    at = open_page("scenarios", "sv")
    field(at, "multiselect", "mix_sources").select(funded_plan().sources[0].id).run()
    ways = ("share", "rest")
    assert field(at, "selectbox", "way").options == [t(f"app.scenarios.way_{way}", "sv") for way in ways]


def test_a_scenario_is_copied_renamed_and_deleted_with_its_rows(plan: Plan, workspace: Path) -> None:
    at = open_page("scenarios", "sv")
    button(at, "copy_scenario").click().run()
    healthy(at)
    found = stored(workspace)
    assert [row.scenario for row in found.scenario_changes] == ["utan", "utan-2"]
    field(at, "text_input", "old.utan-2.name").input("Kopian").run()
    button(at, "change_scenario").click().run()
    healthy(at)
    assert next(row.name for row in stored(workspace).scenarios if row.id == "utan-2") == "Kopian"
    (asked,) = [item.value for item in at.text if "Kopian" in item.value]
    assert asked == t("app.scenarios.ask_delete", "sv", name="Kopian", changes=1, mixes=0)
    assert button(at, "delete_scenario").label == t("app.scenarios.do_delete", "sv")
    button(at, "delete_scenario").click().run()
    healthy(at)
    found = stored(workspace)
    assert [row.id for row in found.scenarios] == ["utan", "tom"]
    assert [row.scenario for row in found.scenario_changes] == ["utan"]


def test_a_scenario_that_another_builds_on_is_not_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    scenarios = [*SCENARIOS["scenarios"], {"id": "mer", "name": "Mer", "builds_on": "utan"}]
    open_plan(plan_with(**{**SCENARIOS, "scenarios": scenarios}), tmp_path, monkeypatch)
    at = open_page("scenarios", "sv")
    assert t("app.scenarios.ask_builds_on", "sv", names="Mer") in [item.value for item in at.text]
    button(at, "delete_scenario").click().run()
    assert "FM-M111" in words(healthy(at))
    assert not workspace.exists()


def test_a_scenario_leaves_and_comes_back_as_a_file(plan: Plan, workspace: Path) -> None:
    opened = service.open_start()
    data = service.scenario_file(opened, "utan")
    document = json.loads(data)
    assert document["scenario"]["id"] == "utan"
    document["scenario"] |= {"id": "ny", "name": HOSTILE}
    document["changes"][0].pop("id")
    at = open_page("scenarios", "sv")
    at.file_uploader[0].set_value(("ny.json", json.dumps(document).encode(), "application/json")).run()
    button(healthy(at), "accept_scenario").click().run()
    healthy(at)
    found = stored(workspace)
    assert apply_scenario(found, "ny").hash == apply_scenario(plan, "utan").hash
    for item in (*at.markdown, *at.info, *at.caption, *at.success):
        assert HOSTILE not in item.value


def test_a_bad_scenario_file_lists_its_problems_and_keeps_the_plan(plan: Plan, workspace: Path) -> None:
    at = open_page("scenarios", "sv")
    for data, code in (
        (b"{not json", "FM-J101"),
        (b'{"scenario": {"id": "x"}, "more": 1}', "FM-M102"),
        (b"[]", "FM-J"),
    ):
        at.file_uploader[0].set_value(("fel.json", data, "application/json")).run()
        assert code in words(healthy(at))
        assert "accept_scenario" not in [item.key for item in at.button]
    assert not workspace.exists()


def test_every_field_has_a_name_and_a_form(plan: Plan) -> None:
    at = open_page("scenarios", "sv")
    for operation in Operation:
        field(at, "selectbox", "operation").select(operation).run()
        healthy(at)
    field(at, "selectbox", "operation").select(Operation.SET).run()
    kinds: dict[object, str] = {}
    for name in addressable_fields():
        spec = spec_at(name)
        assert spec is not None
        kinds.setdefault((spec.kind, spec.yearly), name)
    for name in kinds.values():
        field(at, "selectbox", "field").select(name).run()
        healthy(at)


def with_mix(**changes: Any) -> Plan:
    """Return a plan with a scenario whose changes and rows of a mix have the same ids."""
    document = {**to_document(funded_plan()), "scenarios": [{"id": "s", "name": "Senare"}]}
    first, second = (row["id"] for row in document["actions"][:2])
    sources = [row["id"] for row in document["sources"]]
    years = {str(document["settings"]["first_year"] + place): 1e6 for place in (1, 2, 3)}
    document["investments"][0] |= {"by_year": years, "amount": None, "start_year": None, "end_year": None}
    document["investments"] = [
        {name: value for name, value in row.items() if value is not None} for row in document["investments"]
    ]
    owner = document["investments"][0]["action"]
    document["scenario_changes"] = [
        {
            "id": "1",
            "scenario": "s",
            "position": 3,
            "operation": "move",
            "actions": [owner],
            "years": 1,
            "notes": "Ett",
        },
        {"id": "2", "scenario": "s", "position": 7, "operation": "leave_out", "actions": [second], "notes": "Två"},
    ]
    document["scenario_funding"] = [
        {"id": "1", "scenario": "s", "position": 1, "action": first, "source": sources[0], "notes": "Mix"},
        {"id": "2", "scenario": "s", "position": 2, "source": sources[1], "rest": True},
    ]
    return read_document(document | changes, further=scenario_issues)[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_changes_say_where_they_come_from_and_moved_years_are_shown_whole(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = with_mix()
    open_plan(plan, tmp_path, monkeypatch)
    at = open_page("scenarios", lang)
    names = {name: t(f"app.change.{name}", lang) for name in ("table", "row", "field", "before", "after")}
    origin, note = (t(f"app.scenarios.{name}", lang) for name in ("origin", "note"))
    table = next(rows for rows in tables(at) if origin in rows.columns)
    mixes = table[table[names["table"]] == t("table.funding.title", lang)]
    added = mixes[mixes[names["field"]] == t("app.change.added", lang)]
    assert set(mixes[origin]) == {t("app.scenarios.of_mix", lang)}
    assert list(added[note]) == ["Mix", ""]
    sources = [row.name for row in plan.sources[:2]]
    whose = [plan.actions[0].name, t("app.scenarios.place_all", lang)]
    assert list(added[names["row"]]) == [f"{of} – {source}" for of, source in zip(whose, sources, strict=True)]
    others = table[table[origin] != t("app.scenarios.of_mix", lang)]
    assert set(zip(others[origin], others[note], strict=True)) == {
        (t("app.scenarios.place", lang, n=number), text) for number, text in ((1, "Ett"), (2, "Två"))
    }
    moved = others[others[names["field"]] == t("field.investments.by_year.label", lang)].iloc[0]
    first = plan.settings.first_year
    for side, start in (("before", first + 1), ("after", first + 2)):
        assert [part.split(":")[0] for part in moved[names[side]].split("; ")] == [str(start + n) for n in range(3)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_change_is_edited_in_its_place(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    open_plan(with_mix(), tmp_path, monkeypatch)
    at = open_page("scenarios", lang)
    field(at, "selectbox", "what_change").select("1").run()
    assert field(healthy(at), "number_input", "move_years").value == 1
    assert field(at, "text_input", "notes").value == "Ett"
    field(at, "number_input", "move_years").set_value(2).run()
    button(at, "put_change").click().run()
    healthy(at)
    rows = stored(workspace).scenario_changes
    assert [(row.id, row.position, row.years, row.notes) for row in rows] == [("1", 3, 2, "Ett"), ("2", 7, None, "Två")]
    # Into another kind of change, with what stands now beside the new value.
    field(at, "selectbox", "what_change").select("2").run()
    field(at, "selectbox", "operation").select(Operation.SET).run()
    field(at, "selectbox", "field").select("actions.included").run()
    (picked,) = field(at, "multiselect", "actions").value
    name = next(row.name for row in stored(workspace).actions if row.id == picked)
    now = t("app.scenarios.now", lang, values=f"{name}: {t('choice.flag.yes', lang)}")
    assert now in [item.value.replace("\\", "") for item in healthy(at).caption]
    field(at, "selectbox", "text").select("false").run()
    button(at, "put_change").click().run()
    healthy(at)
    row = stored(workspace).scenario_changes[1]
    assert (row.id, row.position, str(row.operation), row.field, row.text) == (
        "2",
        7,
        "set",
        "actions.included",
        "false",
    )


def test_every_value_of_a_change_fills_the_form_and_is_saved_anew_without_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    of = {"scenario": "s", "again": True, "notes": "Rad ett\nrad två"}
    first = sample().settings.first_year
    changes: list[dict[str, Any]] = [
        {"operation": "set", "field": "actions.opex_change", "actions": ["7"], "number": 1_234_567.89},
        {"operation": "set", "field": "actions.opex_change", "actions": ["7"], "by_year": {str(first + 3): 0.1}},
        {
            "operation": "set",
            "field": "actions.opex_change",
            "actions": ["7"],
            "number": 5.5,
            "by_year": {str(first + 3): 7.0},
        },
        {"operation": "set", "field": "settings.inflation", "number": 0.0325},
        {"operation": "set", "field": "settings.financial_discount_rate", "text": "-"},
        {"operation": "scale", "field": "investments.amount", "all_rows": True, "of_kind": "capex", "factor": 1.1},
        {"operation": "move", "statuses": ["idea"], "start_year": first + 4},
        {"operation": "set", "field": "actions.status", "actions": ["7"], "text": "idea"},
    ]
    rows = [{"id": f"c{number}", "position": number, **of, **row} for number, row in enumerate(changes, start=1)]
    before = plan_with(scenarios=[{"id": "s", "name": "S"}], scenario_changes=rows)
    open_plan(before, tmp_path, monkeypatch)
    at = open_page("scenarios", "sv")
    for row in rows:
        field(at, "selectbox", "what_change").select(row["id"]).run()
        button(healthy(at), "put_change").click().run()
        assert t("app.scenarios.saved", "sv") in [item.value for item in healthy(at).success], row
    assert to_document(stored(workspace))["scenario_changes"] == to_document(before)["scenario_changes"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_refused_change_tells_its_errors_only_at_its_place_in_the_builder(
    plan: Plan, lang: Language, workspace: Path
) -> None:
    at = open_page("scenarios", lang)
    field(at, "selectbox", "operation").select(Operation.SET).run()
    field(at, "selectbox", "field").select("settings.inflation").run()
    field(at, "text_input", "number").input("-150").run()
    button(at, "add_change").click().run()
    label = t("app.problem.place", lang)
    (problems,) = [rows for rows in tables(healthy(at)) if label in rows.columns and len(rows) == 1]
    place = t("app.scenarios.place", lang, n=2)
    assert problems[label].item() == f"{place.capitalize()}, {t('field.scenario_changes.field.label', lang)}"
    assert t("app.problem.sheet", lang) not in problems.columns
    assert service.open_start().issues  # of the plan, told elsewhere


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_mix_of_an_action_that_is_left_out_is_doubted_at_once(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    plan = with_mix()
    open_plan(plan, tmp_path, monkeypatch)
    second = plan.actions[1]
    at = open_page("scenarios", lang)
    field(at, "selectbox", "mix_place").select("action").run()
    field(at, "selectbox", "mix_target.action").select(second.id).run()
    for source in plan.sources[:2]:
        field(at, "multiselect", "mix_sources").select(source.id).run()
        field(at, "text_input", f"share.{source.id}").input("20").run()
    button(at, "put_mix").click().run()
    assert t("app.scenarios.saved", lang) in [item.value for item in healthy(at).success]
    what = t("issue.FM-C116.what", lang, value=second.id)
    said, again = [item.value.replace("\\", "") for item in at.warning if what in item.value.replace("\\", "")]
    assert said == again  # above the page, and at the form where the reader is
    assert said.count(what) == 1
    assert second.name in said
    at.run()
    assert not [item for item in healthy(at).warning if what in item.value.replace("\\", "")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_scenarios_are_not_given_one_name(plan: Plan, lang: Language, workspace: Path) -> None:
    at = open_page("scenarios", lang)
    field(at, "text_input", "new.name").input("ingen  ändring").run()
    button(at, "create").click().run()
    refused = t("app.scenarios.name_taken", lang, name="Ingen ändring")
    assert refused in [item.value for item in healthy(at).error]
    field(at, "text_input", "old.utan.name").input("Ingen ändring").run()
    button(at, "change_scenario").click().run()
    assert refused in [item.value for item in healthy(at).error]
    assert not workspace.exists()
    for _ in range(2):
        field(at, "selectbox", "chosen").select("tom").run()
        button(at, "copy_scenario").click().run()
        healthy(at)
    copy = t("app.scenarios.copy_name", lang, name="Ingen ändring")
    assert [row.name for row in stored(workspace).scenarios[2:]] == [copy, f"{copy} (2)"]


def test_labels_are_read_aloud_without_backslashes_and_nothing_to_choose_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = {**to_document(with_mix()), "sectors": [], "pools": [], "emissions": [], "baselines": [], "targets": []}
    document["actions"] = [{**row, "sector": None, "pool": None} for row in document["actions"]]
    document["actions"] = [
        {key: value for key, value in row.items() if value is not None} for row in document["actions"]
    ]
    open_plan(read_document(document, further=scenario_issues)[0], tmp_path, monkeypatch)
    at = open_page("scenarios", "sv")
    field(at, "selectbox", "operation").select(Operation.SET).run()
    field(at, "selectbox", "field").select("settings.inflation").run()
    assert field(healthy(at), "text_input", "number").label == "Nytt värde (%)"
    field(at, "selectbox", "mix_place").select("sector").run()
    box = field(healthy(at), "selectbox", "mix_target.sector")
    assert box.disabled
    assert box.placeholder == t("app.scenarios.no_choices", "sv")
    assert button(at, "put_mix").disabled


def test_the_banner_counts_what_the_scenario_builds_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenarios = [{"id": "s", "name": "Senare"}, {"id": "mer", "name": "Mer", "builds_on": "s"}]
    open_plan(with_mix(scenarios=scenarios), tmp_path, monkeypatch)
    at = open_page("overview", "sv", scenario="mer")
    banner = banner_of("Mer", 2, 2, "sv")
    assert f"{banner[:-1]}{t('app.scenario.banner_built_on', 'sv')}." in [item.value for item in at.info]
