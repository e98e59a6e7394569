"""``finmodel tag --mask``: no personal number in anything that is written, whatever cell, name or message it is in."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.tagging import document, write

NUMBER = "640823-3234"
HEADINGS = "Typ;Nämnd;Ansvar;Verksamhet;Konto;Projekt;Motpart;Text;Budget 2026"
ROWS = (
    f"I;KS Anna Ek {NUMBER};1 Anna Ek {NUMBER};800;403;P1 Åt {NUMBER};87 {NUMBER};Solceller åt {NUMBER};4000",
    "I;BUN;2 Skolan;249;403 Vägar;P2 Leden;87 Bygg;Förbifart;60000",
    f"I;KS Bo Ek {NUMBER};2 Skolan;249;403 Vägar;P2 Leden;87 Bygg;GC-väg;10",
)


def written(run: Run, folder: Path, *arguments: str | Path) -> str:
    """Return everything that two calls write: terminal, JSON and each part of the workbook."""
    book, data = folder / "o.xlsx", folder / "o.json"
    found = run("tag", *arguments).output + run("tag", *arguments, "--out", book, "--json", data).output
    if not book.exists():
        return found
    with zipfile.ZipFile(book) as parts:
        found += "".join(parts.read(name).decode() for name in parts.namelist())
    return found + data.read_text(encoding="utf-8")


@pytest.mark.parametrize("mask", ["persons", "suppliers", "texts", "all"])
def test_no_personal_number_is_left_anywhere(run: Run, tmp_path: Path, mask: str) -> None:
    file = write(tmp_path, ROWS, HEADINGS, f"budget {NUMBER}.csv")
    assert NUMBER in written(run, tmp_path, file, "--unit", "tkr")
    found = written(run, tmp_path, file, "--unit", "tkr", "--mask", mask, "--before", file)
    assert [text for text in (NUMBER, "Anna Ek") if text in found] == []
    hidden = ("Solceller", "Förbifart", "Leden", "Vägar", "förbifart", "”solcell") if mask in ("texts", "all") else ()
    assert [
        text for text in hidden if text in json.dumps(document(run, file, "--mask", mask), ensure_ascii=False)
    ] == []
    assert ("Bygg" in found) is (mask == "persons")


def test_masking_changes_no_figure_and_no_tag(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, ROWS, HEADINGS)
    open_, masked = (document(run, file, "--unit", "tkr", "--mask", mask) for mask in ("none", "all"))
    assert masked["distribution"] == open_["distribution"]
    assert [line["tags"] for line in masked["lines"]] == [line["tags"] for line in open_["lines"]]
    groups = masked["by_kind"]["I"]["groups"]["organisation"]
    assert {code: of["base"] for code, of in groups.items()} == {"***": 4_010_000, "BUN": 60_000_000}
    told = {one["code"]: one["params"] for one in masked["issues"]}
    assert (told["FM-B171"], "FM-B170" in told) == ({"n_suppliers": 0, "n_texts": 3}, False)


def test_messages_are_masked_too(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, (f"I;K;1;800;403;P;87;Text;{NUMBER}", "I;K;1;800;403;P;87;Text;Annas lön"), HEADINGS)
    assert NUMBER in run("tag", file).stderr
    masked = run("tag", file, "--mask", "persons")
    assert (masked.exit_code, NUMBER in masked.output, "Annas" in masked.output) == (1, False, True)
    hidden = run("tag", file, "--mask", "texts", "--json", "-").output
    assert [text for text in (NUMBER, "Annas") if text in hidden] == []


def test_what_takes_long_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("finmodel.commands.tag.progress._EVERY_ROWS", 3)
    said = run(
        "tag", write(tmp_path, ROWS, HEADINGS), "--out", tmp_path / "o.xlsx", "--json", tmp_path / "o.json"
    ).stderr
    assert [
        text for text in ("Tagging 3 lines", "3 lines as JSON", "3 lines to the workbook") if text not in said
    ] == []
