"""Behind the import page: what a file is known by, what an import would do, and rules and codes out of files."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from app import tagging, tagging_files, tagging_import, tagging_rules, tagging_versions
from app.components.budget.scope import Scope
from finmodel.errors import InputError
from finmodel.intake.budget_privacy import Masking, MaskingOf
from finmodel.intake.budget_read import ReadOptions, read_budget
from finmodel.intake.budget_versions import version_of_table
from finmodel.intake.tagging_templates import proposed_rules, rules_text
from finmodel.store.dossier.folder import DossierFolder
from finmodel.store.dossier.kept import KeptDossier
from finmodel.tagging.choices import Choices, ChoiceStep
from finmodel.tagging.dossier import Dossier, import_version
from finmodel.tagging.lines import LineKind
from finmodel.tagging.versions import Basis

CSV = """Investeringsbudget 2026, belopp i tkr;;;;;;
Nämnd;Projekt;Konto;Verksamhet;Benämning;Budget 2026;Plan 2027
SBN;1001;5011;249 Väg;Gång- och cykelväg;10 000;2 000,5
SBN;1002;5011;249 Väg;Förbifart;60 000;
KS;1003;;440 Skola;Ny skola med solceller;120 000;60 000
KS;1004;4600;920;Bidrag till bolaget;5 000;
""".encode()


def dossier(data: bytes = CSV) -> tagging.OpenedDossier:
    table = read_budget(data, name="budget26.csv")
    version = version_of_table(table, "Budget 2026", who="A", when="2026-01-01T00:00:00+00:00")[0]
    empty = tagging.OpenedDossier(KeptDossier(Dossier("se"), Choices(rule_set=proposed_rules())), is_sample=False)
    found = tagging_versions.outcome(empty, version, {}, is_anew=True, municipality="Prov")
    return tagging.OpenedDossier(KeptDossier(found.dossier, found.choices), is_sample=False)


def test_a_table_is_known_again_next_year_but_not_with_other_columns() -> None:
    first, second = (
        ["Konto", "Benämning", "Budget 2026", "Plan 2027"],
        ["Plan 2028", "Benämning", "Budget 2027", "Konto"],
    )
    assert tagging_import.signature(first) == tagging_import.signature(second)
    assert tagging_import.signature(first) != tagging_import.signature([*first, "Projekt"])


def test_a_file_is_looked_at_with_all_its_columns_and_never_raises() -> None:
    file = tagging_import.look("budget26.csv", CSV.replace(b"Plan 2027", b"Plan 2027;Handl\xc3\xa4ggare"))
    (sheet,) = file.sheets
    assert file.kind == "table"
    assert sheet.header is not None
    assert sheet.header.first_row == 2
    assert sheet.mapping is not None
    assert [column.field for column in sheet.mapping.columns][-1] is None
    assert sheet.mapping.columns[-1].heading == "Handläggare"
    assert sheet.examples[2] == ("1001", "1002", "1003")
    broken = tagging_import.look("x.xlsx", b"PK\x03\x04 broken")
    assert broken.kind is None
    assert broken.issues[0].code.startswith("FM-G")


def test_headings_are_read_from_the_row_that_is_pointed_at() -> None:
    data = b"Fritt;Annat\nAA;Bb\nSolceller;100\n"
    file = tagging_import.look("okand.csv", data)
    assert file.sheets[0].mapping is None
    again = tagging_import.at_row(file, file.sheets[0].title, 2)
    assert again.mapping is not None
    assert [(column.heading, column.field) for column in again.mapping.columns] == [("AA", None), ("Bb", None)]


def test_totals_are_of_each_kind_and_year_and_a_name_is_free() -> None:
    table = read_budget(CSV, name="budget26.csv")
    version = version_of_table(table, "x")[0]
    kind = LineKind.INVESTMENT
    expected = {(Basis.BUDGET, kind, 2026): 19_500_000_000, (Basis.BUDGET, kind, 2027): 6_200_050_000}
    assert dict(tagging_versions.totals(version)) == expected
    taken = Dossier("se", versions=(replace(version, id="Budget26"), replace(version, id="budget26 (2)")))
    assert tagging_versions.usual_name(table, taken) == "budget26 (3)"
    assert tagging_versions.usual_name(table, None) == "budget26"


def test_what_an_import_would_do_is_counted_and_nothing_of_the_open_dossier_changes() -> None:
    opened = dossier()
    data = CSV.replace("Förbifart".encode(), "Förbifart öster".encode()).replace(b"10 000", b"11 000")
    version = replace(version_of_table(read_budget(data, name="b.csv"), "Budget 2027")[0], id="Budget 2027")
    found = tagging_versions.outcome(opened, version, {}, is_anew=False, municipality="Prov")
    common = found.common
    assert (common.n_same, common.n_reworded, common.n_new, common.n_gone) == (3, 1, 0, 0)
    assert not common.is_few
    few = tagging_versions.in_common(opened.dossier, replace(version, lines=version.lines[:0]))
    assert (few.n_gone, few.is_few) == (4, False)
    assert [each.id for each in found.dossier.versions] == ["Budget 2026", "Budget 2027"]
    assert len(opened.dossier.versions) == 1
    with pytest.raises(InputError) as error:
        tagging_versions.outcome(opened, replace(version, id="Budget 2026"), {}, is_anew=False, municipality="Prov")
    assert [issue.code for issue in error.value.issues] == ["FM-T191"]


def test_a_copy_of_the_sample_is_known_as_one_and_ones_own_budget_is_not() -> None:
    assert tagging_versions.is_of_sample(replace(tagging.sample(), is_sample=False))
    assert not tagging_versions.is_of_sample(dossier())


def test_the_key_of_a_dossier_follows_all_that_its_tags_come_of() -> None:
    opened = dossier()
    same = dossier()
    assert opened.key == same.key
    kept = opened.kept
    (version,) = kept.dossier.versions
    moved = replace(version, lines=(replace(version.lines[0], amounts=((2026, 1),)), *version.lines[1:]))
    others = [
        replace(kept, dossier=replace(kept.dossier, versions=(moved,))),
        replace(kept, choices=replace(kept.choices, group_companies_outside=False)),
        replace(kept, choices=replace(kept.choices, activities=tagging_rules.read_activities("k.csv", b"9;249\n"))),
    ]
    keys = {tagging.OpenedDossier(other, is_sample=False).key for other in others}
    assert len(keys | {opened.key}) == 4
    renamed = replace(kept, choices=replace(kept.choices, municipality="Annan"))
    assert tagging.OpenedDossier(renamed, is_sample=False).key == opened.key


def test_own_activity_codes_are_read_with_or_without_headings_and_all_problems_at_once() -> None:
    expected = {"92": "249", "9": "910"}
    for data in (b"Egen kod;RS-kod\n92;249\n9;910\n", b"92,249\n9,910\n"):
        assert dict(tagging_rules.read_activities("koder.csv", data).prefixes) == expected
    with pytest.raises(InputError) as error:
        tagging_rules.read_activities("koder.csv", b"92;249\n92;250\n7;\n")
    assert sorted(issue.code for issue in error.value.issues) == ["FM-T120", "FM-T121"]


def test_other_rules_are_shown_with_the_lines_and_kronor_that_they_move() -> None:
    opened = dossier()
    data = rules_text().replace("\nX01;", "\nZ01;690;I;*;*;*;förbifart;*;*;MG;-;h;n;Prov\nX01;", 1).encode()
    read = tagging_rules.read_rules("egna.csv", data)
    assert read.rule_set is not None
    assert read.rule_set.sha256 != proposed_rules().sha256
    found = tagging_rules.effect(opened, replace(opened.choices, rule_set=read.rule_set))
    assert found is not None
    assert (found.n_lines, found.n_of) == (1, 4)
    assert dict(found.moved) == {LineKind.INVESTMENT: 6_000_000_000}
    axis = {name: change for (_, of, name), change in found.changes.items() if of == "mitigation"}
    assert sum(change.tag_effect for change in axis.values()) == 0
    broken = tagging_rules.read_rules("egna.csv", b"id;prio;typ\nA;x;I\n")
    assert broken.rule_set is None
    assert {issue.code for issue in broken.issues} == {"FM-T240"}


def test_the_workbook_holds_the_version_and_compares_it_with_another() -> None:
    opened = dossier()
    version = replace(version_of_table(read_budget(CSV, name="b.csv"), "x")[0], id="Budget 2027")
    both = import_version(opened.dossier, version)[0]
    opened = tagging.OpenedDossier(replace(opened.kept, dossier=both), is_sample=False)
    scope = Scope("Budget 2027", Basis.BUDGET, LineKind.INVESTMENT, (2026, 2027))
    sheets = []
    for before in (None, "Budget 2026"):
        data = tagging_files.tagged_workbook(opened, scope, "sv", Masking.persons(), before=before)
        sheets.append(openpyxl.load_workbook(BytesIO(data), read_only=True).sheetnames)
    assert len(sheets[1]) == len(sheets[0]) + 1


def test_what_is_masked_is_in_no_line() -> None:
    data = b"Konto;Text;Budget 2026\n4011;Ers 640823-3234 mars;100\n"
    options = ReadOptions(masking=Masking(MaskingOf.NOTHING, MaskingOf.PERSONS))
    file = tagging_import.look("p.csv", data)
    version = version_of_table(read_budget(file.data, options, name=file.name), "x", masking=options.masking)[0]
    assert "640823" not in repr(version)
    assert version.source.masking == ("nothing", "persons")


def test_a_dossier_that_cannot_be_kept_leaves_the_kept_one_where_it_was(workspace: Path) -> None:
    tagging.set_aside(dossier().kept)
    before = DossierFolder(workspace / "budget").read()
    other = dossier(CSV.replace(b"Ny skola", b"Gammal skola")).kept
    # The first letter of the name is Cyrillic.
    step = ChoiceStep(choices=other.choices, who="\u0410nna Ek", when="2026-01-02T00:00:00+00:00", reason="skäl")
    with pytest.raises(InputError) as error:
        tagging.set_aside(replace(other, choice_steps=(step,)))
    assert [issue.code for issue in error.value.issues] == ["FM-T176"]
    folder = DossierFolder(workspace / "budget")
    assert (folder.read(), folder.earlier()) == (before, ())
