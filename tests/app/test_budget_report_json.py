"""The report as JSON that the page offers is the document that ``finmodel tag --json`` writes."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from typer.testing import CliRunner

from app import state, tagging
from app.components.budget.report_files import report_json, tagged_workbook
from app.components.budget.report_sides import Side, compared_before
from app.components.budget.report_words import Shown
from app.components.budget.scope import Scope
from app.components.formats import Formats
from finmodel.cli import build_app
from finmodel.i18n import LANGUAGES, Language
from finmodel.intake.budget_privacy import MaskingOf
from finmodel.intake.budget_read import ReadOptions, read_budget
from finmodel.intake.budget_versions import version_of_table
from finmodel.intake.tagging_templates import proposed_rules
from finmodel.store.dossier.kept import KeptDossier
from finmodel.tagging.choices import Choices
from finmodel.tagging.dossier import Dossier, import_version
from finmodel.tagging.lines import LineKind
from finmodel.tagging.report import report_of
from tests.app.pages import sample

ROWS = """Typ;Nämnd;Verksamhet;Konto;Motpart;Text;Budget 2026;Budget 2027
I;SBN;800;403;87;Solceller;4000;0
I;KS;440;403;87;Ny skola med solceller;120000;60000
D;KS;510;691;87;Diesel tjänstebilar;500,5;500
D;KS;510;601;;Internhyra 640823-3234;1 234,5;1
"""


def command(file: Path, lang: Language, *arguments: str) -> str:
    done = CliRunner().invoke(build_app(lang), ["tag", str(file), "--unit", "tkr", "--json", "-", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def shown(file: Path, lang: Language, kind: LineKind, years: tuple[int, ...], before: Path | None = None) -> Shown:
    dossier = Dossier("se")
    if before is not None:
        earlier = read_budget(before, ReadOptions(unit="tkr"), name=before.name)
        dossier, _ = import_version(dossier, version_of_table(earlier, "before")[0])
    table = read_budget(file, ReadOptions(unit="tkr"), name=file.name)
    version, issues = version_of_table(table, "now")
    dossier, _ = import_version(dossier, version)
    choices = Choices(rule_set=proposed_rules(), municipality="Exempelstad")
    opened = tagging.OpenedDossier(KeptDossier(dossier, choices, issues=(*table.issues, *issues)), is_sample=False)
    budget = tagging.tagged(opened)
    formats = Formats.of(lang, "tkr", "SEK")
    page = SimpleNamespace(plan=sample(), formats=formats, lang=lang)
    scope = Scope("now", budget.basis, kind, years)
    return Shown(page, formats, opened, scope, budget, report_of(budget, years)[kind])  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_download_equals_the_commands_document(lang: Language, tmp_path: Path) -> None:
    file = tmp_path / "budget.csv"
    file.write_text(ROWS, encoding="utf-8")
    whole = shown(file, lang, LineKind.INVESTMENT, (2026, 2027))
    found = report_json(whole, lang, MaskingOf.NOTHING)
    assert found.decode() == command(file, lang)
    assert [line["text"] for line in json.loads(found)["lines"]][:2] == ["Solceller", "Ny skola med solceller"]
    # The kind and the years of the page stand in it, and what the reader has masked.
    some = shown(file, lang, LineKind.OPERATING, (2027,))
    one_year = json.loads(report_json(some, lang, MaskingOf.NOTHING))
    asked = json.loads(command(file, lang, "--kind", "D", "--year", "2027"))
    # The command reads the columns by the kind that is asked for.
    assert one_year["method"].pop("mapping")
    assert asked["method"].pop("mapping")
    assert one_year == asked
    assert (one_year["kind"], one_year["years"]) == ("D", [2027])
    masked = report_json(some, lang, MaskingOf.PERSONS).decode()
    assert "640823" in found.decode()
    assert "640823" not in masked


def test_the_version_before_is_compared_with_in_both_files(tmp_path: Path) -> None:
    old, file = tmp_path / "old.csv", tmp_path / "budget.csv"
    file.write_text(ROWS, encoding="utf-8")
    old.write_text(ROWS.replace("120000", "90000"), encoding="utf-8")
    page = shown(file, "sv", LineKind.INVESTMENT, (2026, 2027), old)
    found = report_json(page, "sv", MaskingOf.NOTHING)
    assert found.decode() == command(file, "sv", "--before", str(old))
    assert json.loads(found)["by_kind"]["I"]["comparison"]["changes"]["mitigation"]["OU"]["amount_effect"] == 30_000_000
    book = openpyxl.load_workbook(io.BytesIO(tagged_workbook(page, "sv", MaskingOf.NOTHING)), read_only=True)
    cells = [row[0] for row in book["Jämförelse"].iter_rows(max_col=1, values_only=True)]
    book.close()
    assert any(str(cell).startswith("Före: before (old.csv)") for cell in cells)
    # What the report compares with goes before: here the budget as it was.
    same = Side("now", page.scope.basis, (2026,), False, "")
    state.choose("budget_sides", (replace(same, version="before", as_reported=True), same))
    assert compared_before(page) is not None
    state.choose("budget_sides", (same, same))
    assert (compared_before(page) or page.budget).version.id == "before"  # two years of one version are no two
    state.choose("budget_sides", None)
    first = replace(page, scope=replace(page.scope, version_id="before"))
    assert compared_before(first) is None  # nothing stands before the first


def test_other_weights_and_own_rules_are_named_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "budget.csv"
    file.write_text(ROWS, encoding="utf-8")
    usual = shown(file, "en", LineKind.INVESTMENT, (2026, 2027))
    rules = proposed_rules()
    own = replace(rules, name="egna", rules=rules.rules[:-1])
    kept = replace(usual.opened.kept, choices=Choices(rule_set=own, profile="gv25"))
    opened = tagging.OpenedDossier(kept, is_sample=False)
    budget = tagging.tagged(opened)
    other = replace(usual, opened=opened, budget=budget, report=report_of(budget)[LineKind.INVESTMENT])
    documents = [json.loads(report_json(each, "en", MaskingOf.NOTHING)) for each in (usual, other)]
    assert [each["method"]["rules_are_proposed"] for each in documents] == [True, False]
    assert [each["combined"]["profile"] for each in documents] == ["gv40", "gv25"]
    assert documents[1]["method"]["rule_set"] == "egna"
    assert documents[0]["outside_reasons"]["X07"] == "Internal allocation or capital cost"
