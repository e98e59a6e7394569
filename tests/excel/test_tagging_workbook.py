"""The workbook of the tagged budget: every figure the engine's, live where it says so."""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from finmodel.i18n.catalogue import LANGUAGES, Language, t, texts
from finmodel.intake.tagging_templates import schemes
from finmodel.store.dossier.adding import with_decisions
from finmodel.store.dossier.decisions import decisions_from_file
from finmodel.store.tagging_rules import rules_from_file
from finmodel.tagging.choices import Choices, ChoiceStep
from finmodel.tagging.lines import LineKind
from finmodel.tagging.report import report_of
from finmodel.tagging.rules import RuleSet
from finmodel.tagging.tagged_budget import tagged_budget
from finmodel.tagging.tagger import Tagger
from tests.excel.tagging_books import (
    budget,
    budget_of,
    dossier,
    eu_budget,
    opened,
    plan,
    uneven_budget,
    with_text,
    written,
)

RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""
CODED = ("organisation", "responsibility", "activity", "account", "project", "counterparty")


def recalculated(folder: Path, books: dict[str, bytes]) -> dict[str, bytes]:
    """Return workbooks as LibreOffice saves them, every formula worked out anew: one start for all."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(RECALCULATE, "utf-8")
    for name, data in books.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    command = [program, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to"]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "saved")]
    command += [str(folder / f"{name}.xlsx") for name in books]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return {name: (folder / "saved" / f"{name}.xlsx").read_bytes() for name in books}


@cache
def example(language: Language = "sv", **more: Any) -> bytes:
    return written(budget(), language, plan=plan(), before=budget("v1"), **more)


@cache
def read(data: bytes, *, data_only: bool = True) -> Any:
    """Return a workbook that no test changes."""
    return opened(data, data_only=data_only)


def formulas(data: bytes) -> dict[tuple[str, str], tuple[str, Any]]:
    """Return each formula with its stored value, by sheet and cell."""
    live, stored = read(data, data_only=False), read(data)
    return {
        (sheet.title, cell.coordinate): (cell.value, stored[sheet.title][cell.coordinate].value)
        for sheet in live
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def rows(sheet: Any, heading: str, after: str = "") -> list[tuple[Any, ...]]:
    """Return the rows below a row that begins with a heading, up to the next empty one, after a text in column A."""
    found: list[tuple[Any, ...]] = []
    state = "seek" if after else "head"
    for row in sheet.iter_rows(values_only=True):
        if state == "seek" and row[0] == after:
            state = "head"
        elif state == "head" and row[0] == heading:
            state = "rows"
        elif state == "rows":
            if row[0] is None:
                break
            found.append(row)
    return found


@pytest.mark.libreoffice
def test_every_live_formula_gives_the_engines_figure(tmp_path: Path) -> None:
    books = {
        "example": example(),
        "eu": written(eu_budget(), "en"),
        "uneven": written(uneven_budget(), "sv"),
        "empty": written(budget_of(), "sv"),
    }
    for name, data in recalculated(tmp_path, books).items():
        new, live = read(data), formulas(books[name])
        assert len(live) > (0 if name == "empty" else 50)
        for (sheet, cell), (formula, stored) in live.items():
            found = new[sheet][cell].value
            if isinstance(stored, str):
                assert found == stored, (name, sheet, cell, formula)
            else:
                assert found == pytest.approx(stored, rel=1e-12, abs=1e-6), (name, sheet, cell, formula)


def test_the_worked_example_to_the_last_digit() -> None:
    """TAGGING.md's figures of 2026; the second year and what was decided change the rest."""
    book = read(example())
    distribution = rows(book["Fördelning"], "Kategori", "Investering · Begränsning")
    found = {row[0]: row[2] for row in distribution}
    assert found == {
        "MG": 20_000_000.07,
        "GV": 22_000_000,
        "NE": 24_000_000,
        "OU": 114_000_000,
        "OG": 60_000_000,
        "Bas": 240_000_000.07,
        "UT": 300_000,
        "Bas och utanför": 240_300_000.07,
        "Kontroll (ska vara 0)": 0,
    }
    of_year = report_of(budget(), (2026,))[LineKind.INVESTMENT].totals
    profile = budget().scheme.profile("gv40")
    assert profile is not None
    (by_year, *_) = rows(book["Viktad andel"], "Axel", "Investering · Viktad andel per år")
    share = of_year.weighted("mitigation", profile).share.value
    assert share is not None
    assert by_year[:3] == ("Begränsning", "gynnsam under villkor till 40 %, version 1", float(share))
    assert round(by_year[2], 4) == 0.12
    combined = rows(
        book["Viktad andel"], "Axel", "Investering · Alla axlar i en siffra: varje krona efter sin bästa axel"
    )
    assert combined[0][5] == 800_000  # the overlap of the trees


def test_weights_are_input_and_shares_follow_them() -> None:
    data = example()
    live = formulas(data)
    book = read(data, data_only=False)
    sheet = book["Viktad andel"]
    weights = {sheet.cell(row, 1).value: row for row in range(1, 20) if sheet.cell(row, 4).value == 0.4}
    assert list(weights) == ["GV"]
    cell = f"$D${weights['GV']}"
    using = [at for (name, at), (formula, _) in live.items() if name == "Viktad andel" and cell in formula]
    assert len(using) > 20
    assert sheet.cell(weights["GV"], 4).protection.locked is False


def test_reconciliation_comes_first_and_control_totals_are_checked() -> None:
    sheet = read(example())["Läs mig"]
    column = [cell.value for cell in sheet["A"] if cell.value]
    assert column[0] == "Läs mig"
    assert column[1] == t("tagging_workbook.readme.no_municipality", "sv")
    assert column[2].startswith("OBS!")
    assert column.index("Avstämning") < column.index("Investering: fördelning och viktad andel, alla år")
    investment = {row[0]: row[1:4] for row in rows(sheet, "Investering")}
    assert investment["Inläst ur filen"][1:] == (240_300_000.07, 76_500_000)
    assert investment["X01"][1] == 300_000
    assert investment["X01"][0].startswith("Balanskonton")
    assert investment["Skillnad"][1:] == (0, 0)
    assert investment["Kontrollsumma"][1:] == (None, 76_500_000)
    assert investment["Inläst − kontrollsumma"][1:] == (None, 0)
    operating = {row[0]: row[2:4] for row in rows(sheet, "Drift")}
    assert operating["beslut"] == (333_000, 1_000)
    said = " ".join(column)
    for name in ("effect", "comparable", "energy", "kronor", "standard"):
        assert t(f"tagging_workbook.said.{name}", "sv") in said


def test_every_line_stands_with_its_tags_as_numbers_and_texts() -> None:
    data = example()
    book = read(data)
    sheet = book["Taggade rader"]
    (head,) = (row for row in sheet.iter_rows() if row[0].value == "Nyckel")
    columns = {cell.value: cell.column - 1 for cell in head}
    assert sheet.auto_filter.ref.startswith(f"A{head[0].row}:")
    assert sheet.freeze_panes == f"D{head[0].row + 1}"
    lines = {row[0].value: row for row in sheet.iter_rows(min_row=head[0].row + 1)}
    assert list(lines) == [item.key for item in budget().lines]
    for item in budget().lines:
        row = lines[item.key]
        for year in (2026, 2027):
            ore = dict(item.line.amounts).get(year)
            cell = row[columns[f"{year} kr"]]
            assert cell.value == (None if ore is None else ore / 100)
            assert cell.value is None or (cell.data_type == "n" and cell.number_format == "#,##0.00")
        for field in CODED:
            cell = row[columns[t(f"tagging_workbook.field.{field}", "sv")]]
            assert (cell.value or "", cell.data_type in "s" or cell.value is None) == (getattr(item.line, field), True)
        tags = [row[columns[f"{axis}: kategori"]].value for axis in ("Begränsning", "Anpassning")]
        assert tuple(tags) == item.categories
    key = {item.line.text: item.key for item in budget().lines}
    cycle = lines[key["GC-vägar"]]
    assert [cycle[columns[name]].value for name in ("Se på igen", "Varför se på igen", "Beslutat av")] == [
        *("Ja", "texten har ändrats", "Bo")
    ]
    solar = lines[key["Solceller"]]
    assert solar[columns["Åtgärder"]].value == (
        "A1 Solceller på skolor (genomför) 2026: 3\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000,00 kr; "
        "A2 Laddplatser (möjliggör) 2026: 0,05 kr"
    )
    assert "”solcell”" in solar[columns["Varför: regler, ord och koder"]].value
    # Kinds are never added: without a filter the sum of the rows shown asks for one.
    top = {row[0].value: row for row in sheet.iter_rows(max_row=head[0].row - 1) if row[0].value}
    assert top["Visade rader"][columns["2026 kr"]].value == "filtrera på slag"
    assert top["Investering: alla rader"][columns["2026 kr"]].value == 240_300_000.07
    live = read(data, data_only=False)["Taggade rader"]
    assert "SUBTOTAL(109," in live.cell(top["Visade rader"][0].row, columns["2026 kr"] + 1).value


def test_actions_and_comparison() -> None:
    book = read(example())
    gaps = rows(book["Åtgärder"], "Åtgärd", "Investering: behov, budgeterat, beviljat, det som saknas och överskott")
    assert gaps[0][:9] == ("A1", 2026, "Solceller på skolor", 5_000_000, 3_000_000, 500_000, 1_500_000, 0, 0)
    assert ("A2", 2026, "Laddplatser", 0, 0, 0, 0, 0, 0.05) in [row[:9] for row in gaps]
    # A3 has 60 mnkr that nobody asked for: it fills no gap of the others, in the sum either.
    assert [row[3:9] for row in gaps if row[:2] == ("Summa", 2026)] == [
        (5_000_000.11, 63_000_000, 500_000, 1_500_000.11, 60_000_000, 0.05)
    ]
    harmful = rows(book["Åtgärder"], "Nr", "Investering: åtgärder på ogynnsamma rader")
    assert [row[2] for row in harmful] == ["Förbifart"]
    left = rows(book["Åtgärder"], "Åtgärd", "Åtgärder som ingen rad genomför")
    assert [row[0] for row in left] == ["A2", "A4"]
    sheet = book["Jämförelse"]
    change = {row[0]: row[2:9] for row in rows(sheet, "Kategori", "Drift · Begränsning")}
    assert change["OU"] == (0, 0, 142_000_000, 0, 0, 142_000_000, 0)
    assert change["NE"][2] == -142_000_000
    assert [row[1] for row in rows(sheet, "Nyckel", "Drift · Rader med ändrad tagg (1)")] == ["Personal"]
    assert [row[1] for row in rows(sheet, "Nyckel", "Investering · Nya rader (1)")] == ["Trädplantering"]
    assert [row[1] for row in rows(sheet, "Nyckel", "Investering · Rader som är borta (1)")] == ["Ishall"]
    eu = read(example())["Andra scheman"]
    lost = [row[2] for row in eu.iter_rows(values_only=True) if row[0] == "Ogynnsamt här som inte syns där, kr"]
    assert {60_000_000, 0} <= set(lost)


def test_it_says_whose_budget_it_is_and_never_shows_another_municipalitys_actions() -> None:
    """The officer's case: the plan that is open is another municipality's."""
    own: dict[str, Any] = {"municipality": "Björklunda kommun", "plan": plan()}
    book = read(written(budget(), plan_of="Björklunda", **own))
    for sheet in book:
        assert "Björklunda kommun" in sheet.oddFooter.left.text
        if sheet.title not in ("Beslut", "Regler"):  # tables with their headings on the first row
            assert "Björklunda kommun" in f"{sheet['A1'].value} {sheet['A2'].value}"
    assert "Åtgärderna är ur klimatplanen för: Björklunda." in [cell.value for cell in book["Åtgärder"]["A"]]
    other = read(written(budget(), plan_of="Helsingborg", **own))
    said = "\n".join(str(cell.value) for cell in other["Åtgärder"]["A"] if cell.value)
    assert "gäller Helsingborg" in said
    assert "öppna planen för Björklunda kommun" in said
    assert other["Åtgärder"].max_row <= 4
    method = {name: {row[0]: row[1] for row in of["Metod"].iter_rows(values_only=True)} for name, of in
              (("own", book), ("other", other), ("none", read(written(budget()))))}  # fmt: skip
    said_of = {name: rows["Klimatplan som budgeten ställs mot"] for name, rows in method.items()}
    assert said_of["own"] == "Björklunda"
    assert said_of["other"].startswith("Ingen: planen som var öppen gäller Helsingborg")
    assert said_of["none"] == t("tagging_workbook.method.no_plan", "sv")
    cells = {cell for sheet in other for row in sheet.iter_rows(values_only=True) for cell in row}
    assert not cells & set(plan().actions.values())


def test_other_schemes_are_live_and_a_changed_tag_shows_in_the_checks_of_what_is_fixed() -> None:
    live = read(example(), data_only=False)
    sheet = live["Andra scheman"]
    amounts = [
        cell
        for row in sheet.iter_rows()
        for cell in row[2:]
        if row[1].value and cell.value is not None and row[0].value != "Kontroll (ska vara 0)" and cell.column <= 6
    ]
    assert len(amounts) > 30
    assert {cell.data_type for cell in amounts} <= {"f"}
    assert {"'Viktad andel'" in cell.value for cell in amounts if cell.column < 5 and cell.value != "=0"} == {True}
    checks = [row for row in live["Nämnder och projekt"].iter_rows() if row[0].value == "Kontroll (ska vara 0)"]
    for row in checks:  # one for each category, and the base
        assert len({cell.value for cell in row[2:] if cell.data_type == "f"}) >= 6


def test_the_lines_are_printed_on_pages_that_can_be_read() -> None:
    sheet = read(example())["Taggade rader"]
    (head,) = (row[0].row for row in sheet.iter_rows() if row[0].value == "Nyckel")
    assert sheet.print_title_rows == f"${head}:${head}"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    shown = [cell for cell in sheet[head] if cell.value and not _is_hidden(sheet, cell.column)]
    names = [cell.value for cell in shown]
    assert {"Text", "2026 kr", "Begränsning: kategori", "Anpassning: status", "Varför: regler, ord och koder"} <= set(
        names
    )
    assert not {"Plats i filen", "Begränsning: hur säkert förslaget är", "Åtgärder"} & set(names)
    # An A3 page across has room for some 215 figures at full size.
    width = sum(_width(sheet, cell.column) for cell in shown)
    assert width < 1.35 * 215


def _dimension(sheet: Any, column: int) -> Any:
    """Return what is said of a column; columns that are alike are said of together."""
    return next(one for one in sheet.column_dimensions.values() if one.min <= column <= one.max)


def _is_hidden(sheet: Any, column: int) -> bool:
    return bool(_dimension(sheet, column).hidden)


def _width(sheet: Any, column: int) -> float:
    return float(_dimension(sheet, column).width)


def test_rules_of_ones_own_are_named_and_their_change_is_in_the_log() -> None:
    of = budget()
    proposed = of.tagger.rule_set
    said = [cell.value for cell in read(written(of))["Metod"]["B"]]
    assert t("tagging_workbook.said.rules_proposed", "sv") in said
    own = RuleSet("Kommunens regler", "se", proposed.rules[:-1])
    of = tagged_budget(dossier(), Tagger(own, of.scheme))
    steps = [
        ChoiceStep(choices=Choices(rule_set=proposed)),
        ChoiceStep(choices=Choices(rule_set=own), who="Dan", when="2026-06-01T10:30:59.5", reason="Egen prövning"),
    ]
    book = read(written(of, choice_steps=steps))
    texts_ = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert not any(t("tagging_workbook.said.rules_proposed", "sv") in text for text in texts_)
    assert any(text.endswith(f"Kommunens regler, kontrollsumma {own.sha256[:12]}…") for text in texts_)
    (entry,) = (row for row in book["Ändringslogg"].iter_rows(values_only=True) if row[1] == "Dan")
    assert (entry[0], entry[2], entry[6]) == ("2026-06-01 10:30", "regler och val", "Egen prövning")
    assert f"borttagna regler: {proposed.rules[-1].id}" in entry[5]
    whens = [row[0] for row in rows(book["Ändringslogg"], "När")]
    assert whens == sorted(whens)
    assert not [when for when in whens if "T" in when]


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_say_the_same(language: Language) -> None:
    book = read(written(budget(), language))
    titles = [
        text for key, text in texts(language).items() if key.startswith("tagging_workbook.") and key.endswith(".title")
    ]
    assert set(book.sheetnames) == set(titles) - {
        t(f"tagging_workbook.{name}.title", language) for name in ("actions", "comparison")
    }
    assert len(set(titles)) == len(titles)
    assert [title for title in titles if len(title) > 31 or set(title) & set("[]:*?/\\'")] == []
    decisions = book[t("tagging_workbook.decisions.title", language)]
    heads = [cell.value for cell in decisions[1]]
    expected = {
        "sv": ["Nyckel", "Steg", "Begränsning", "Anpassning", "Skäl", "Underlag", "Vem", "När"],
        "en": ["Key", "Step", "Mitigation", "Adaptation", "Reason", "Evidence", "Who", "When"],
    }
    assert heads == expected[language]
    assert decisions.max_row == 1 + len(budget().dossier.log.decisions)


def test_a_kind_without_lines_has_no_figures() -> None:
    book = read(written(budget_of(with_text("Cykelväg")), "sv"))
    assert not any("Drift" in str(cell) for row in book["Fördelning"].iter_rows(values_only=True) for cell in row)
    empty = read(written(budget_of(), "sv"))
    assert "Inga rader." in [cell.value for cell in empty["Fördelning"]["A"]]


def test_the_same_budget_gives_the_same_bytes() -> None:
    assert written(budget(), plan=plan(), before=budget("v1")) == example()


def test_rows_that_go_to_the_disk_at_once_are_the_same_rows() -> None:
    """Nothing is written upwards: a large book has every cell that a small one has."""
    usual, large = (read(example(large=n)) for n in (10_000, 0))
    assert usual.sheetnames == large.sheetnames
    for sheet in usual:
        cells = {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}
        other = large[sheet.title]
        assert cells == {
            cell.coordinate: cell.value for row in other.iter_rows() for cell in row if cell.value is not None
        }


@pytest.mark.parametrize("language", LANGUAGES)
def test_decisions_and_rules_are_read_back(language: Language) -> None:
    """What stands there already is passed over, a row that an officer adds is taken; the rules have the same hash."""
    of, scheme = budget(), budget().scheme
    data = written(of, language)
    found, issues = with_decisions(of.dossier, decisions_from_file(data, "b.xlsx", scheme), scheme)
    assert found.log == of.dossier.log
    assert [issue.code for issue in issues] == []
    book = opened(data)
    sheet = book[t("tagging_workbook.decisions.title", language)]
    key = of.lines[2].key
    sheet.append([key, t("tag_step.reviewed", language), "GV", None, "energiplan", "dnr 1", "Dan", "2026-05-01"])
    buffer = io.BytesIO()
    book.save(buffer)
    found, _ = with_decisions(of.dossier, decisions_from_file(buffer.getvalue(), "b.xlsx", scheme), scheme)
    assert found.log.continues(of.dossier.log)
    assert [
        (one.key, dict(one.categories), one.who) for one in found.log.decisions[len(of.dossier.log.decisions) :]
    ] == [(key, {"mitigation": "GV"}, "Dan")]
    rules, _, problems = rules_from_file(data, "b.xlsx", schemes())
    assert (rules.sha256, problems) == (of.tagger.rule_set.sha256, ())
