"""The workbook page: problems listed, changes shown, the plan saved and opened again."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.components.formats import Formats
from finmodel import evaluate, plan_hash
from finmodel.i18n import LANGUAGES, Language, t
from finmodel.model.document import to_json
from finmodel.store.workspace import Workspace
from tests.app.pages import button, changed, healthy, metric, open_page, sample, tables, upload, words, workbook


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("plan.xlsx", b"hello", "FM-G"),
        ("plan.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "FM-G"),
        ("plan.json", b"{not json", "FM-J101"),
        ("plan.json", b'{"settings": {"municipality": "X", "first_year": "abc"}, "x": 1}', "FM-M102"),
        ("plan.txt", b"a;b", "FM-"),
    ],
)
def test_a_bad_file_lists_its_problems_and_keeps_the_plan(
    name: str, data: bytes, code: str, lang: Language, workspace: Path
) -> None:
    at = upload(open_page("workbook", lang), name, data)
    assert code in words(at)
    assert len(at.error) == 1
    assert "accept" not in [item.key for item in at.button]
    assert not workspace.exists()
    at.switch_page("views/overview.py").run()
    assert metric(healthy(at), t("figure.npv.label", lang)) == _npv(lang)


def _npv(lang: Language, plan: object = None) -> str:
    results = evaluate(sample() if plan is None else plan)  # type: ignore[arg-type]
    return Formats.of(lang, "mnkr", "SEK").figure("npv", results.portfolio["npv"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_changed_workbook_is_shown_accepted_saved_and_opened_again(lang: Language, workspace: Path) -> None:
    plan = changed(sample(), actions__7__opex_change=-2_500_000.0, actions__7__name="Fasa ut gasen")
    at = upload(open_page("workbook", lang), "ny.xlsx", workbook(plan, lang))
    table = next(rows for rows in tables(at) if t("app.change.row", lang) in rows.columns)
    assert len(table) == 2
    assert set(table[t("app.change.row", lang)]) == {"Fasa ut gasen"}
    fields = {t("field.actions.name.label", lang), t("field.actions.opex_change.label", lang)}
    assert set(table[t("app.change.field", lang)]) == fields
    shown = " ".join(table[t("app.change.after", lang)])
    assert ("−2,5\u00a0mnkr/år" if lang == "sv" else "−2.5\u00a0MSEK a year") in shown
    figures = next(rows for rows in tables(at) if t("app.workbook.difference", lang) in rows.columns)
    npv = figures[figures[t("app.workbook.figure", lang)] == t("figure.npv.label", lang)].iloc[0]
    assert (npv[t("app.workbook.before", lang)], npv[t("app.workbook.after", lang)]) == (_npv(lang), _npv(lang, plan))
    assert not workspace.exists()

    button(at, "accept").click().run()
    healthy(at)
    assert t("app.workbook.opened", lang) in [item.value for item in at.success]
    stored = Workspace(workspace).open_plan()
    assert stored is not None
    assert plan_hash(stored) == plan_hash(plan)
    assert metric(open_page("overview", lang), t("figure.npv.label", lang)) == _npv(lang, plan)


def test_cancel_keeps_everything(workspace: Path) -> None:
    plan = changed(sample(), actions__7__opex_change=-2_500_000.0)
    at = upload(open_page("workbook", "sv"), "ny.json", to_json(plan).encode())
    button(at, "cancel").click().run()
    healthy(at)
    assert "accept" not in [item.key for item in at.button]
    assert not workspace.exists()


def test_the_same_plan_changes_nothing() -> None:
    at = upload(open_page("workbook", "sv"), "samma.xlsx", workbook(sample()))
    assert t("app.workbook.same", "sv") in [item.value for item in at.info]


def test_earlier_versions_and_the_sample_can_be_opened(workspace: Path) -> None:
    first = changed(sample(), settings__x__title="Första")
    second = changed(sample(), settings__x__title="Andra")
    at = open_page("workbook", "sv")
    for name, plan in (("ett.json", first), ("tva.json", second)):
        upload(at, name, to_json(plan).encode())
        button(at, "accept").click().run()
        healthy(at)
    assert "Andra" in [item.value for item in at.text]
    box = next(item for item in at.selectbox if (item.key or "").startswith("version."))
    assert len(box.options) == 2
    box.select_index(1).run()
    button(at, "restore").click().run()
    assert "Första" in [item.value for item in healthy(at).text]
    button(at, "sample").click().run()
    assert sample().settings.title in [item.value for item in healthy(at).text]
    stored = Workspace(workspace).open_plan()
    assert stored is not None
    assert plan_hash(stored) == plan_hash(sample())
    assert "Andra" not in [item.value for item in open_page("workbook", "sv").text]


def test_what_cannot_be_saved_is_told_and_nothing_changes(workspace: Path) -> None:
    workspace.write_text("a file where the folder should be", encoding="utf-8")
    plan = changed(sample(), settings__x__title="Aldrig")
    at = upload(open_page("workbook", "sv"), "ny.json", to_json(plan).encode())
    button(at, "accept").click().run()
    healthy(at)
    assert any("FM-F12" in item.value.replace("\\", "") for item in at.error)
    assert "Aldrig" not in [item.value for item in at.text]


def test_a_file_given_at_the_start_wins_until_a_plan_is_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "start.json"
    path.write_text(to_json(changed(sample(), settings__x__title="Från filen")), encoding="utf-8")
    monkeypatch.setenv("FINMODEL_PLAN", str(path))
    at = open_page("workbook", "sv")
    assert "Från filen" in [item.value for item in at.text]
    upload(at, "ny.json", to_json(changed(sample(), settings__x__title="Godkänd")).encode())
    button(at, "accept").click().run()
    assert "Godkänd" in [item.value for item in healthy(at).text]
    again = open_page("workbook", "sv")
    assert "Godkänd" in [item.value for item in again.text]
    box = next(item for item in again.selectbox if (item.key or "").startswith("version."))
    assert len(box.options) == 2
