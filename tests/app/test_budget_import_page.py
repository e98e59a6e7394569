"""The import page: a file is understood, corrected, checked to the öre and kept; nothing is lost or half imported."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.components.budget.reading_words import kronor
from app.components.formats import Formats
from app.tagging import OpenedDossier
from app.tagging_versions import outcome
from finmodel.i18n import Language, t
from finmodel.intake.tagging_templates import own_scheme
from finmodel.store.dossier.document import dossier_to_json
from finmodel.store.dossier.folder import DossierFolder
from finmodel.store.dossier.kept import KeptDossier
from finmodel.tagging.decisions import Decision, Step
from finmodel.tagging.dossier import Dossier, decide, split
from finmodel.tagging.lines import LineKind
from finmodel.tagging.splits import Split, SplitPart
from finmodel.tagging.versions import Basis
from tests.app.pages import HOSTILE, button, healthy, tables, words
from tests.app.test_budget_import_files import CSV, dossier
from tests.app.test_pages import KEY
from tests.budget_files import xlsx_of

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


@pytest.fixture(autouse=True)
def linked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep the pages that are linked to: the view is run without the frame that knows them."""
    found: list[str] = []
    monkeypatch.setattr(st, "page_link", lambda page, **_: found.append(page))
    return found


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
    if not field(at, "text_input", "budget_municipality").value:
        field(at, "text_input", "budget_municipality").set_value("Prov").run()
    field(at, "text_input", "budget_who").set_value(who).run()
    button(at, "budget_confirm").click().run()
    return healthy(at)


def test_a_file_is_shown_as_it_will_be_read_checked_to_the_ore_and_kept(workspace: Path, linked: list[str]) -> None:
    at = upload(page(), CSV + b"Summa;;;;Summa;195 000;62 000,5\n")
    shown = words(at)
    assert t("app.budget_import.reads", "sv", n="4", left="1") in shown
    assert t("budget_left_out.subtotal", "sv") in shown
    assert t("app.budget_import.titles", "sv", titles="Investeringsbudget 2026, belopp i tkr") in shown.replace(
        "\\", ""
    )
    lines = next(item.value for item in at.dataframe if "budget.2026" in item.value)
    assert lines["budget.2026"].tolist() == [1e7, 6e7, 1.2e8, 5e6]
    codes = next(item.value for item in at.dataframe if "activity" in item.value)
    assert codes["activity"][0] == "249 Väg"
    control = field(at, "text_input", "budget_control.budget.I.2026")
    control.set_value("194 999 999,99").run()
    assert any(kronor(1, FORMATS) in item.value.replace("\\", "") for item in at.error)
    field(at, "text_input", "budget_who").set_value("Anna Ek").run()
    # The open plan's municipality is not the file's, whose titles name none.
    assert field(at, "text_input", "budget_municipality").value == ""
    field(at, "text_input", "budget_municipality").set_value("Prov").run()
    assert button(at, "budget_confirm").disabled
    field(at, "text_input", "budget_control.budget.I.2026").set_value("195 mnkr").run()
    assert not workspace.exists()
    button(at, "budget_confirm").click().run()
    assert healthy(at)
    kept = saved(workspace)
    (version,) = kept.dossier.versions
    assert (version.id, version.source.who, len(version.lines)) == ("budget26", "Anna Ek", 4)
    assert dict(version.controls) == {(Basis.BUDGET, LineKind.INVESTMENT, 2026): 19_500_000_000}
    (step,) = kept.choice_steps
    reason = t("app.budget_import.choices_reason", "sv", name="budget26")
    assert (step.choices.municipality, step.who, step.reason) == ("Prov", "Anna Ek", reason)
    assert step.when == version.source.when
    assert t("app.budget_import.done", "sv", name="budget26", n="4") in words(at)
    assert t("app.budget_import.next", "sv", name="budget26") in words(at)
    assert linked == ["views/budget_review.py", "views/budget_report.py"]


def test_a_corrected_column_is_read_so_and_remembered_for_the_next_file(workspace: Path) -> None:
    DossierFolder(workspace / "budget").save(dossier().kept)
    at = upload(page(), NEXT)
    field(at, "radio", "budget_answered_unit").set_value("kr").run()
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
    at = upload(page(), NEXT.replace(b"20 000", b"21 000"), "later.csv")
    start = field(at, "radio", "budget_start")
    assert start.value == "kept"
    assert "utfall" in words(at)
    assert field(at, "text_input", "budget_who").value == ""


def test_another_tab_that_was_quicker_stops_the_import_and_the_file_stays(workspace: Path) -> None:
    folder = DossierFolder(workspace / "budget")
    folder.save(dossier().kept)
    at = upload(page(), NEXT)
    # Nothing of it is in the open dossier: a dossier of its own is proposed, and why is said.
    assert field(at, "radio", "budget_anew").value is True
    few = t("app.budget_import.few_in_common", "sv", both="0", of="2", before="4", municipality="Prov")
    assert few in [item.value for item in at.warning]
    field(at, "radio", "budget_answered_unit").set_value("kr").run()
    field(at, "radio", "budget_anew").set_value(False).run()
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


def test_names_that_are_ticked_are_masked_and_can_be_unticked() -> None:
    head = "Typ;Konto;Motpart;Text;Leverantör;Budget 2026\n"
    data = f"{head}D;7411;4711 Anna Alm;Till Anna Alm;NCC;5\nD;7411;800 Staten;Avgift;Bo Ek;90\n".encode()
    at = upload(page(), data)
    names = next(item.value for item in at.dataframe if "is_person" in item.value)
    assert names["name"].tolist() == ["Bo Ek", "NCC"]  # a counterparty's name is that of a group
    place = f"budget_persons.{hashlib.sha256(data).hexdigest()[:16]}"
    key = f"{place}.sv.{hash(tuple(names['name']))}"

    def tick(**rows: bool) -> None:
        edited = {int(row[1:]): {"is_person": is_person} for row, is_person in rows.items()}
        at.session_state[key] = {"edited_rows": edited, "added_rows": [], "deleted_rows": []}
        healthy(at.run())

    tick(r0=True)
    lines = next(item.value for item in at.dataframe if "budget.2026" in item.value)
    assert lines["supplier"].tolist() == ["NCC", "***"]
    assert "FM-B170" in words(at)
    assert t("app.budget_import.persons_chosen", "sv", names="Bo Ek") in words(at)
    tick(r0=False)
    lines = next(item.value for item in at.dataframe if "budget.2026" in item.value)
    assert lines["supplier"].tolist() == ["NCC", "Bo Ek"]
    field(at, "text_input", f"{place}.typed").set_value("anna alm; avgift; ncc").run()
    lines = next(item.value for item in at.dataframe if "budget.2026" in item.value)
    assert lines["supplier"].tolist() == ["***", "Bo Ek"]
    assert lines["text"].tolist() == ["Till ***", "***"]
    assert lines["counterparty"].tolist() == ["4711 ***", "800 Staten"]


def test_what_is_set_aside_is_listed_and_opened_again(workspace: Path) -> None:
    folder = DossierFolder(workspace / "budget")
    folder.save(dossier().kept)
    at = page(tab="dossier")
    field(at, "checkbox", "budget_aside_agreed").set_value(True).run()
    button(at, "budget_aside").click().run()
    assert folder.read() is None
    chooser = field(healthy(at), "selectbox", "budget_earlier")
    assert "Prov: Budget 2026" in chooser.options[1]
    chooser.select_index(1).run()
    button(at, "budget_earlier_open").click().run()
    assert t("app.budget_import.earlier_opened", "sv") in words(healthy(at))
    assert saved(workspace).dossier == dossier().dossier
    assert folder.earlier() == ()


def test_what_the_columns_say_themselves_is_not_asked_of_the_whole_sheet() -> None:
    at = upload(page(), b"Konto;Text;Utfall 2025;Budget 2026\n5011;A;1;2\n")
    own = t("app.budget_import.per_column", "sv")
    assert [field(at, "selectbox", f"budget_{name}.sv").options[0] for name in ("sort", "year")] == [own, own]
    assert [field(at, "selectbox", f"budget_{name}.sv").value for name in ("sort", "year")] == ["", ""]
    lines = next(item.value for item in at.dataframe if "budget.2026" in item.value)
    assert [str(name) for name in lines if str(name)[-4:].isdigit()] == ["outturn.2025", "budget.2026"]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_what_has_become_of_decided_lines_is_told_before_and_after_the_next_version(
    lang: Language, workspace: Path
) -> None:
    opened = dossier()
    row = {"step": "reviewed", "categories": {"mitigation": "MG"}, "reason": "Skäl", "who": "Anna Ek", "scheme": "se"}
    rows = [{**row, "key": line.key, "when": "2026-02-01T08:00:00+00:00"} for line in opened.dossier.versions[0].lines]
    data = {"format": "tagging-decisions/1", "scheme": "se", "decisions": rows, "splits": [], "links": []}
    DossierFolder(workspace / "budget").save(opened.kept)
    at = upload(page(tab="dossier", lang=lang), json.dumps(data).encode(), "beslut.json")
    button(at, "budget_decisions_add").click().run()
    at.session_state[f"budget_import_tabs.{lang}"] = t("app.budget_import.tab_read", lang)
    second = CSV.replace("Förbifart".encode(), "Förbifart öster".encode())
    without = b"\n".join(line for line in second.replace(b"120 000", b"220 000").splitlines() if b"KS;1004" not in line)
    at = upload(healthy(at.run()), without, "later.csv")
    for _ in range(2):
        shown = [item.label for item in at.expander]
        assert t("app.budget_import.again", lang, n=2) in shown
        assert t("app.budget_import.lost", lang, n=1) in shown
        for changed in ("text", "amount"):
            assert t(f"tag_changed.{changed}", lang) in words(at)
        if len(saved(workspace).dossier.versions) == 1:
            at = imported(at)
    assert [version.id for version in saved(workspace).dossier.versions] == ["Budget 2026", "later"]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_split_that_no_longer_fits_is_told_apart_from_what_is_gone_and_where_to_mend_it(
    lang: Language, workspace: Path
) -> None:
    opened = dossier()
    keys = {line.text: line.key for line in opened.dossier.versions[0].lines}
    panels = SplitPart("Solceller", amounts=((2026, 1_000_000_00), (2027, 500_000_00)))
    signed = ("Två saker", "Anna Ek", "2026-02-01T08:00:00+00:00")
    parted = split(opened.dossier, Split(keys["Ny skola med solceller"], (panels, SplitPart("Skola")), *signed))
    tags = {"mitigation": "MG"}
    steps = [
        Decision(key, Step.REVIEWED, tags, *signed, scheme="se")
        for key in (f"{keys['Ny skola med solceller']}.1", keys["Bidrag till bolaget"])
    ]
    kept = replace(opened.kept, dossier=decide(parted, steps, own_scheme()))
    DossierFolder(workspace / "budget").save(kept)
    # The school has less money than its part by now, and the grant is gone.
    later = CSV.replace(b"120 000;60 000", b"500;60 000")
    later = b"\n".join(line for line in later.splitlines() if b"KS;1004" not in line)
    at = upload(page(lang=lang), later, "later.csv")
    labels = [item.label for item in at.expander]
    # Of a part that is too large and of the rest that is then too little; decisions on a part and on a line are gone.
    assert t("app.budget_import.unfit", lang, n=2) in labels
    assert t("app.budget_import.lost", lang, n=2) in labels
    said = words(at)
    assert t("app.budget_import.unfit_help", lang) in said
    for name in ("app.nav.budget_review", "app.budget_review.one_line", "app.budget_review.tab_split"):
        assert t(name, lang) in t("app.budget_import.unfit_help", lang)
    assert {"sv": "Rätta året", "en": "Correct the year"}[lang] not in said


def test_what_was_said_of_a_split_line_that_is_gone_is_lost_and_a_split_of_one_that_is_there_is_not() -> None:
    opened = dossier()
    keys = {line.text: line.key for line in opened.dossier.versions[0].lines}
    school, grant = keys["Ny skola med solceller"], keys["Bidrag till bolaget"]
    signed = ("Två saker", "Anna Ek", "2026-02-01T08:00:00+00:00")

    def decided(of: Dossier, key: str) -> Dossier:
        step = Decision(key, Step.REVIEWED, {"mitigation": "MG"}, *signed, scheme="se")
        return decide(of, [step], own_scheme())

    found = decided(opened.dossier, school)  # on the whole line, which is split afterwards
    for key in (school, grant):
        found = split(found, Split(key, (SplitPart("Del", Fraction(1, 2)), SplitPart("Rest")), *signed))
    found = decided(found, f"{grant}.1")
    before = replace(opened, kept=replace(opened.kept, dossier=found))
    current = found.versions[0]
    new = replace(current, id="later", lines=tuple(line for line in current.lines if line.key != grant))
    came = outcome(before, new, {}, is_anew=False, municipality="")
    assert [issue.code for issue in came.unfit] == ["FM-T179"]
    assert sorted(issue.code for issue in came.lost) == ["FM-T155", "FM-T168"]


def test_an_assumed_unit_is_asked_where_the_amounts_are_shown_and_the_answer_is_kept(workspace: Path) -> None:
    data = "Typ;Konto;Benämning;Budget 2026\nI;403;Solceller;4 000\nI;403;Väg;60 000\n".encode()
    at = upload(page(), data)
    reads = t("app.budget_import.reads", "sv", n="2", left="0")
    assert reads not in [item.value for item in at.success]
    asked = next(item.value for item in at.warning if "Väg" in item.value)
    assert "60 000 kr" in asked.replace("\N{NO-BREAK SPACE}", " ")
    field(at, "radio", "budget_answered_unit").set_value("tkr").run()
    assert reads in [item.value for item in healthy(at).success]
    assert "FM-B119" not in words(at)
    at = imported(at)
    assert saved(workspace).dossier.versions[0].lines[1].amounts == ((2026, 6_000_000_000),)
    again = upload(page(), data.replace(b"2026", b"2027"), "budget27.csv")
    assert reads in [item.value for item in again.success]


def test_sheets_of_unlike_units_stop_until_the_reader_answers() -> None:
    head = ["Typ", "Konto", "Benämning", "Budget 2026"]
    sheets: dict[str, list[list[Any]]] = {
        "Drift": [head, ["D", "501", "Lön", 1]],
        "Inv": [["Tkr, löpande priser"], head, ["I", "403", "Väg", 2]],
    }
    at = upload(page(), xlsx_of({**sheets, "Noter": [["Se bilaga"]]}), "budget.xlsx")
    assert "FM-B149" in words(at)
    assert not [item for item in at.button if item.key == "budget_confirm"]
    field(at, "radio", "budget_answered_unit").set_value("kr").run()
    lines = next(item.value for item in healthy(at).dataframe if "budget.2026" in item.value)
    assert lines["budget.2026"].tolist() == [1, 2000]
    assert {"FM-B125", "FM-B126"} <= set(words(at).split())


def test_a_version_that_states_a_unit_is_not_followed_by_one_that_states_none() -> None:
    at = upload(page(dossier()), CSV.replace(b", belopp i tkr", b""), "budget27.csv")
    assert "FM-B159" in words(at)
    field(at, "text_input", "budget_who").set_value("Anna Ek").run()
    assert button(at, "budget_confirm").disabled
    field(at, "radio", "budget_answered_unit").set_value("tkr").run()
    assert "FM-B159" not in words(healthy(at))
    assert not button(at, "budget_confirm").disabled
    open_ = dossier(CSV.replace(b", belopp i tkr", b""))
    at = upload(page(open_), CSV, "budget27.csv")
    field(at, "text_input", "budget_who").set_value("Anna Ek").run()
    assert "FM-B162" in words(at)
    assert button(at, "budget_confirm").disabled
    field(at, "checkbox", "budget_before_in_kronor").set_value(True).run()
    assert not button(healthy(at), "budget_confirm").disabled


def test_control_totals_are_counted_and_the_new_dossiers_scheme_is_said() -> None:
    at = upload(page(), CSV)
    assert t("app.budget_import.anew_scheme", "sv", scheme="").split(".")[1].strip() in words(at)
    field(at, "text_input", "budget_control.budget.I.2026").set_value("195 mnkr").run()
    assert t("app.budget_import.controls_some", "sv", n="1", of="2") in [item.value for item in at.success]
    field(at, "text_input", "budget_control.budget.I.2027").set_value("62 000,5 tkr").run()
    assert t("app.budget_import.controls_met", "sv", n="2", of="2") in [item.value for item in at.success]


def test_a_name_that_mixes_scripts_is_told_and_nothing_is_kept(workspace: Path) -> None:
    at = upload(page(), CSV)
    field(at, "text_input", "budget_municipality").set_value("Prov").run()
    field(at, "text_input", "budget_who").set_value("\N{CYRILLIC CAPITAL LETTER A}nna Ek").run()
    assert "FM-T176" in words(at).replace("\\", "")
    assert button(at, "budget_confirm").disabled
    assert not workspace.exists()
