"""The import page: a file is understood, corrected, checked to the öre and kept; nothing is lost or half imported."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.components.budget.reading_words import kronor
from app.components.formats import Formats
from app.tagging import OpenedDossier
from finmodel.i18n import Language, t
from finmodel.store.dossier.document import dossier_to_json
from finmodel.store.dossier.folder import DossierFolder
from finmodel.store.dossier.kept import KeptDossier
from finmodel.tagging.lines import LineKind
from finmodel.tagging.versions import Basis
from tests.app.pages import HOSTILE, button, healthy, tables, words
from tests.app.test_budget_import_files import CSV, dossier
from tests.app.test_pages import KEY

FORMATS = Formats.of("sv", "mnkr", "SEK")
HEAD = "Nämnd;Konto;Verksamhet;Benämning;Budget 2027;Plan 2028\n"
NEXT = (HEAD + "SBN;5011;249;Gång- och cykelväg;20 000;1\nKS;4600;920;Bidrag;5 000;\n").encode()


def _page() -> None:
    """The view as the frame runs it, on a plan that nothing is worked out of."""
    import runpy
    from pathlib import Path

    import app
    from app import service, state
    from app.components.formats import Formats
    from app.components.said import show_notice

    base = state.opened(service.open_start)
    formats = Formats.of(state.language(), "mnkr", "SEK")
    state.set_current(state.Page(base, None, formats, base))  # type: ignore[arg-type]
    show_notice()
    runpy.run_path(str(Path(str(app.__file__)).with_name("views") / "budget_import.py"))


def page(opened: OpenedDossier | None = None, lang: Language = "sv", tab: str = "read") -> AppTest:
    at = AppTest.from_function(_page, default_timeout=30)
    at.query_params["lang"] = lang
    if opened is not None:
        at.session_state["budget_dossier"] = opened
    at.session_state[f"budget_import_tabs.{lang}"] = t(f"app.budget_import.tab_{tab}", lang)
    return healthy(at.run())


def upload(at: AppTest, data: bytes, name: str = "budget26.csv", place: int = 0) -> AppTest:
    at.file_uploader[place].set_value((name, data, "text/csv")).run()
    return healthy(at)


def field(at: AppTest, kind: str, start: str) -> Any:
    return next(item for item in getattr(at, kind) if (item.key or "").startswith(start))


def saved(workspace: Path) -> KeptDossier:
    kept = DossierFolder(workspace / "budget").read()
    assert kept is not None
    return kept


def imported(at: AppTest, who: str = "Anna Ek") -> AppTest:
    field(at, "text_input", "budget_who").set_value(who).run()
    button(at, "budget_confirm").click().run()
    return healthy(at)


def test_a_file_is_shown_as_it_will_be_read_checked_to_the_ore_and_kept(workspace: Path) -> None:
    at = upload(page(), CSV + b"Summa;;;;Summa;195 000;62 000,5\n")
    shown = words(at)
    assert t("app.budget_import.reads", "sv", n="4", left="1") in shown
    assert t("budget_left_out.subtotal", "sv") in shown
    assert t("app.budget_import.titles", "sv", titles="Investeringsbudget 2026, belopp i tkr") in shown.replace(
        "\\", ""
    )
    lines = next(item.value for item in at.dataframe if "budget.2026" in item.value)
    assert lines["budget.2026"].tolist() == [1e7, 6e7, 1.2e8, 5e6]
    assert lines["activity"][0] == "249 Väg"
    control = field(at, "text_input", "budget_control.budget.I.2026")
    control.set_value("194 999 999,99").run()
    assert any(kronor(1, FORMATS) in item.value.replace("\\", "") for item in at.error)
    field(at, "text_input", "budget_who").set_value("Anna Ek").run()
    assert button(at, "budget_confirm").disabled
    field(at, "text_input", "budget_control.budget.I.2026").set_value("195 mnkr").run()
    assert not workspace.exists()
    button(at, "budget_confirm").click().run()
    assert healthy(at)
    kept = saved(workspace)
    (version,) = kept.dossier.versions
    assert (version.id, version.source.who, len(version.lines)) == ("budget26", "Anna Ek", 4)
    assert dict(version.controls) == {(Basis.BUDGET, LineKind.INVESTMENT, 2026): 19_500_000_000}
    assert kept.choices.municipality == "Helsingborg"
    assert t("app.budget_import.done", "sv", name="budget26", n="4") in words(at)


def test_a_corrected_column_is_read_so_and_remembered_for_the_next_file(workspace: Path) -> None:
    DossierFolder(workspace / "budget").save(dossier().kept)
    at = upload(page(), NEXT)
    key = f"budget_columns.sv.{hashlib.sha256(NEXT).hexdigest()[:16]}.0.budget26-csv.1.proposed"
    assert key in at.session_state
    options = {"edited_rows": {0: {"field": t("app.budget_import.not_read", "sv")}, 5: {"sort": "utfall"}}}
    at.session_state[key] = {**options, "added_rows": [], "deleted_rows": []}
    healthy(at.run())
    assert "Nämnd" in next(item.value for item in at.caption if "inte läses" in item.value)
    field(at, "radio", "budget_anew").set_value(True).run()
    at.session_state["chosen.language"] = "en"
    not_read = t("app.budget_import.unread", "en", n="1", columns="Nämnd")
    assert not_read in [item.value.replace("\\", "") for item in healthy(at.run()).caption]
    assert field(at, "radio", "budget_anew").value is True
    field(at, "radio", "budget_anew").set_value(False).run()
    imported(at)
    assert [each.id for each in saved(workspace).dossier.versions] == ["Budget 2026", "budget26"]
    version = saved(workspace).dossier.versions[-1]
    assert version.bases == (Basis.BUDGET, Basis.OUTTURN)
    assert {line.organisation for line in version.lines} == {""}
    at = upload(page(), NEXT.replace(b"20 000", b"21 000"), "budget27.csv")
    start = field(at, "radio", "budget_start")
    assert start.value == "kept"
    assert "utfall" in words(at)
    assert field(at, "text_input", "budget_who").value == ""


def test_another_tab_that_was_quicker_stops_the_import_and_the_file_stays(workspace: Path) -> None:
    folder = DossierFolder(workspace / "budget")
    folder.save(dossier().kept)
    at = upload(page(), NEXT)
    quicker = dossier().kept
    folder.save(replace(quicker, choices=replace(quicker.choices, group_companies_outside=False)))
    imported(at)
    assert any(t("app.budget_import.not_kept", "sv", reason="")[:20] in item.value for item in at.error)
    assert len(saved(workspace).dossier.versions) == 1
    button(at, "budget_reload").click().run()
    button(healthy(at), "budget_confirm").click().run()
    kept = saved(workspace)
    assert healthy(at)
    assert len(kept.dossier.versions) == 2
    assert kept.choices.group_companies_outside is False


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("budget.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "FM-G"),
        ("budget.xlsx", b"PK\x03\x04 broken", "FM-G"),
        ("bokslut.se", b"#FLAGGA 0\n#SIETYP 4\n#VER A 1 20260101\n{\n#TRANS 5010 {} 1,5x\n", "FM-B"),
        ("budget.csv", b"Konto;Text;Budget 2026\n4010;Sol;tolv\n", "FM-B130"),
        ("tom.csv", b"", "FM-"),
    ],
)
def test_a_broken_file_is_explained_and_nothing_is_kept(name: str, data: bytes, code: str, workspace: Path) -> None:
    at = upload(page(dossier()), data, name)
    assert code in words(at)
    assert at.error
    assert "budget_confirm" not in [item.key for item in at.button]
    assert not workspace.exists()


def test_hostile_headings_and_texts_are_shown_and_never_obeyed() -> None:
    opened = dossier()
    version = replace(opened.dossier.versions[0], id=HOSTILE)
    kept = replace(opened.kept, dossier=replace(opened.dossier, versions=(version,)))
    kept = replace(kept, choices=replace(kept.choices, municipality=HOSTILE))
    data = f"Konto;{HOSTILE};Benämning;Budget 2026\n4010;{HOSTILE};{HOSTILE};1\nSumma;;Summa {HOSTILE};1\n".encode()
    at = upload(page(OpenedDossier(kept, is_sample=False)), data, f"{HOSTILE}.csv")
    places = (at.markdown, at.caption, at.title, at.subheader, at.info, at.success, at.error, at.expander, at.radio)
    for item in (item for place in places for item in place):
        assert HOSTILE not in str(getattr(item, "value", "")) + str(getattr(item, "label", ""))
        assert "](http" not in str(getattr(item, "value", ""))


def test_the_dossier_is_shown_taken_away_brought_back_and_set_aside(workspace: Path) -> None:
    folder = DossierFolder(workspace / "budget")
    folder.save(dossier().kept)
    at = page(lang="en", tab="dossier")
    history = next(rows for rows in tables(at) if t("app.budget_import.h_file", "en") in rows.columns)
    assert history.iloc[0][t("app.budget_import.h_file", "en")] == "budget26.csv"
    assert "195.0\u00a0MSEK" in history.iloc[0][t("app.budget_import.h_amounts", "en")]
    assert not KEY.search(words(at))
    other = dossier(CSV.replace(b"Summa", b"X"))
    other = OpenedDossier(
        replace(other.kept, choices=replace(other.choices, municipality="Annanstad")), is_sample=False
    )
    upload(at, b"{broken", "akt.json", place=1)
    assert "FM-T200" in words(at)
    upload(at, dossier_to_json(other.kept).encode(), "akt.json", place=1)
    button(at, "budget_dossier_open").click().run()
    assert saved(workspace).choices.municipality == "Annanstad"
    assert len(folder.earlier()) == 1
    field(healthy(at), "checkbox", "budget_aside_agreed").check().run()
    button(at, "budget_aside").click().run()
    assert healthy(at).session_state["budget_dossier"].is_sample
    assert (folder.read(), len(folder.earlier())) == (None, 2)


def test_decisions_out_of_a_file_are_all_added_or_none(workspace: Path) -> None:
    opened = dossier()
    DossierFolder(workspace / "budget").save(opened.kept)
    at = page(tab="dossier")
    row = {"key": opened.dossier.versions[0].lines[0].key, "step": "reviewed", "categories": {"mitigation": "MG"}}
    row |= {"reason": "Cykel", "who": "Anna Ek", "when": "2026-02-01T08:00:00+00:00", "scheme": "se"}
    for broken in (True, False):
        rows = [row, {**row, "reason": ""}] if broken else [row]
        data = {"format": "tagging-decisions/1", "scheme": "se", "decisions": rows, "splits": [], "links": []}
        upload(at, json.dumps(data).encode(), "beslut.json")
        assert ("FM-T160" in words(at)) is broken
    button(at, "budget_decisions_add").click().run()
    assert healthy(at)
    assert len(saved(workspace).dossier.log.decisions) == 1


def test_what_cannot_be_read_is_told_and_the_sample_shown_in_its_place(workspace: Path) -> None:
    folder = DossierFolder(workspace / "budget")
    folder.save(dossier().kept)
    (import_,) = (workspace / "budget" / "imports").iterdir()
    import_.write_bytes(b"damaged")
    at = page()
    assert "FM-T233" in words(at)
    assert t("app.budget_import.damaged", "sv") in [item.value for item in at.error]
    button(at, "budget_damaged_aside").click().run()
    assert not healthy(at).error
    assert len(folder.earlier()) == 1


def test_names_of_persons_are_masked_before_anything_is_kept_and_it_is_said_where_they_cannot_be() -> None:
    data = b"kopare;leverantor;leverantor_id;konto_nr;belopp;datum\nK;Anna Alm;640823-3234;6911;1,50;2025-01-15\n"
    warning = t("app.budget_import.no_persons", "sv")
    at = upload(page(), data, "reskontra.csv")
    assert "Anna Alm" not in words(at)
    assert warning not in [item.value for item in at.warning]
    upload(at, data.replace(b"640823-3234", b"556000-0001"), "reskontra.csv")
    assert "Anna Alm" in words(at)
    assert warning in [item.value for item in at.warning]
