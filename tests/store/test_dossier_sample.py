"""The sample of Trollhättan, and samples of one's own making: budgets in order, with the decisions of each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from finmodel.errors import InputError, has_errors
from finmodel.intake.tagging_templates import own_scheme
from finmodel.resources import ResourceError
from finmodel.store.dossier.document import decisions_to_json, dossier_from_json, dossier_to_json
from finmodel.store.dossier.folder import DossierFolder, sample_dossier
from finmodel.tagging.tagged_budget import tagged_budget
from tests.store.dossiers import codes, step

HEADINGS = "Typ;Verksamhet;Konto;Motpart;Text;Budget {0}\n"
FIRST = HEADINGS.format(2025) + "I;249;403;87;GC-väg Norra stråket;1000\nI;440;403;87;Solceller på tak;500\n"
SECOND = HEADINGS.format(2026) + "I;249;403;87;GC-väg Norra stråket, etapp 2;1100\nI;440;403;87;Solceller på tak;500\n"


def folder_with(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / name.replace("__", ".")).write_text(text, "utf-8-sig")
    return tmp_path


def test_the_sample_is_illustrative_balanced_and_kept_as_it_is(tmp_path: Path) -> None:
    kept = sample_dossier()
    assert [version.id for version in kept.dossier.versions] == ["2025", "2026"]
    assert all(version.source.is_illustrative for version in kept.dossier.versions)
    assert kept.choices.municipality == "Trollhättan"
    assert not has_errors(kept.issues)
    budget = tagged_budget(kept.dossier, kept.choices.tagger(own_scheme()))
    assert budget.reconciliation.is_balanced
    assert 300 < len(budget.imported) < 600
    assert len(kept.dossier.log.decisions) > 40
    assert dossier_from_json(dossier_to_json(kept).encode(), "d.json").dossier == kept.dossier
    folder = DossierFolder(tmp_path / "x")
    folder.save(kept)
    again = folder.read()
    assert again is not None
    assert (again.dossier, again.choices) == (kept.dossier, kept.choices)
    assert sample_dossier() is kept


def test_decisions_on_one_budget_follow_their_lines_into_the_next(tmp_path: Path) -> None:
    key = sample_dossier(folder_with(tmp_path, budget_2025__csv=FIRST)).dossier.versions[0].lines[0].key
    steps = [step(key, "reviewed", "Eva", 1), step(key, "approved", "Bo", 2)]
    text = decisions_to_json(steps, (), (), "se")
    folder_with(tmp_path, budget_2026__csv=SECOND, decisions_2025__json=text)
    kept = sample_dossier(tmp_path)
    assert [version.id for version in kept.dossier.versions] == ["2025", "2026"]
    new = next(line for line in kept.dossier.versions[1].lines if "etapp" in line.text)
    assert [item.origin for item in kept.dossier.log.by_key[new.key]] == [key, key]
    assert "FM-T169" in codes(kept.issues)


def test_a_mapping_is_used_where_there_is_one(tmp_path: Path) -> None:
    mapping = {
        "columns": [
            {"heading": "A", "field": "kind"},
            {"heading": "B", "field": "text"},
            {"heading": "C", "field": "amount", "sort": "budget", "year": 2026},
        ],
        "unit": "tkr",
    }
    for content in (mapping, [mapping]):
        folder_with(tmp_path, budget_x__csv="A;B;C\nI;Solceller;5\n", mapping__json=json.dumps(content))
        (version,) = sample_dossier(tmp_path).dossier.versions
        assert [(line.text, line.amounts) for line in version.lines] == [("Solceller", ((2026, 500_000),))]


def test_a_folder_without_budgets_or_with_bad_decisions_is_told(tmp_path: Path) -> None:
    with pytest.raises(ResourceError):
        sample_dossier(tmp_path)
    folder_with(tmp_path, budget_2025__csv=FIRST, decisions__json="{}")
    with pytest.raises(InputError) as caught:
        sample_dossier(tmp_path)
    assert "FM-T207" in codes(caught.value)
