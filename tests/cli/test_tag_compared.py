"""``finmodel tag`` beside an earlier budget, and decisions that ask to be looked at again: no krona goes unsaid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from finmodel.i18n import LANGUAGES, Language, t
from tests.cli.conftest import Run
from tests.cli.tagging import WORKED, decision, decisions, document, key_of, write

DIESEL = "D;510;691;87;Diesel tjänstebilar;500"


def words(text: str) -> str:
    return " ".join(text.split())


def texts_of(book: Path) -> list[str]:
    """Return every text of a workbook."""
    found = openpyxl.load_workbook(book, read_only=True)
    texts = [str(cell) for sheet in found for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    found.close()
    return texts


@pytest.mark.parametrize("kind", [(), ("--kind", "I")])
def test_a_kind_that_only_the_earlier_budget_has_is_told_as_gone(
    run: Run, tmp_path: Path, kind: tuple[str, ...]
) -> None:
    old = write(tmp_path, ("I;249;403;87;GC-väg;8000", DIESEL), name="q1.csv")
    new = write(tmp_path, (DIESEL,), name="q2.csv")
    found = document(run, new, "--unit", "tkr", "--before", old, *kind)
    assert found["kind"] == ("I" if kind else "D")
    gone = found["by_kind"]["I"]
    assert (gone["n_lines"], gone["base"], gone["comparison"]["n_gone"]) == (0, 0, 1)
    for changes in gone["comparison"]["changes"].values():
        assert sum(change["before"] for change in changes.values()) == 8_000_000
        assert sum(change["gone"] for change in changes.values()) == -8_000_000
    assert [line["kronor"] for line in gone["comparison"]["gone"]] == [8_000_000]
    shown = words(run("tag", new, "--unit", "tkr", "--before", old, *kind).stdout)
    assert words(t("tag_cli.only_before", "en")) in shown
    assert shown.count("8,000 0 0 0 0 −8,000") == 4  # the category and the sum, on each axis


def test_what_stands_in_years_that_are_not_compared_is_told(run: Run, tmp_path: Path) -> None:
    headings = "Typ;Verksamhet;Konto;Motpart;Text;Budget 2026;Plan 2027"
    old = write(tmp_path, ("I;249;403;87;GC-väg;8000;5000,25",), headings, name="old.csv")
    new = write(tmp_path, ("I;249;403;87;GC-väg;8000",))
    found = document(run, new, "--unit", "tkr", "--before", old)["by_kind"]["I"]["comparison"]
    assert found["other_years"] == {"before": 5_000_250, "after": 0}
    # The earlier budget's amounts decide on the decimals too.
    assert "before 5,000.25 kSEK, after 0.00 kSEK" in words(run("tag", new, "--unit", "tkr", "--before", old).stdout)
    run("tag", new, "--unit", "tkr", "--before", old, "--out", tmp_path / "out.xlsx")
    assert any("5,000,250.00" in text for text in texts_of(tmp_path / "out.xlsx"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_calls_versions_as_their_files(run: Run, tmp_path: Path, language: Language) -> None:
    old, new, out = write(tmp_path, name="old.csv"), write(tmp_path), tmp_path / "out.xlsx"
    run("tag", new, "--unit", "tkr", "--before", old, "--out", out, "--language", language)
    basis = t("tag_basis.budget", language)
    named = {"before": f"old.csv, {basis}", "after": f"budget.csv, {basis}"}
    texts = texts_of(out)
    assert t("tagging_workbook.comparison.versions", language, **named) in texts
    assert not [text for text in texts if text in ("now", "before") or "version now" in text]


def approved(run: Run, file: Path, text: str, **changed: Any) -> list[dict[str, Any]]:
    key = key_of(document(run, file, "--unit", "tkr"), text)
    approval = {"who": "Bo", "when": "2026-01-11T10:00:00+01:00"}
    return [decision(key, **changed), decision(key, "approved", **approval, **changed)]


def test_what_asks_to_be_looked_at_again_is_not_called_approved(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path)
    steps = [
        *approved(run, file, "Möbler", amounts=[[2026, 100_000]]),
        *approved(run, file, "Förbifart", amounts=[[2026, 100_000]]),
        *approved(run, file, "GC-väg"),
    ]
    kept = decisions(tmp_path, decisions=steps)
    found = document(run, file, "--unit", "tkr", "--decisions", kept)
    standing = {line["text"]: set(line["standing"].values()) for line in found["lines"]}
    assert (standing["Möbler"], standing["GC-väg"], standing["Solceller"]) == ({"look_again"}, {"approved"}, {"rule"})
    # Who sums the lines that are called approved comes to the approved share.
    sums = sum(line["ore"]["2026"] for line in found["lines"] if line["standing"]["mitigation"] == "approved")
    of = found["by_kind"]["I"]
    assert sums / of["base_ore"] == pytest.approx(of["approved"]["mitigation"])
    again = of["look_again"]
    assert (again["n"], again["kronor"]) == (2, 68_000_000)
    assert [(line["text"], line["changed"]) for line in again["lines"]] == [
        ("Förbifart", ["amount"]),
        ("Möbler", ["amount"]),
    ]
    done = run("tag", file, "--unit", "tkr", "--decisions", kept, "--out", tmp_path / "out.xlsx")
    assert "Investment: 2 lines, 68,000 kSEK, have decisions to be looked at again" in words(done.stderr)
    assert done.stderr.index("Förbifart") < done.stderr.index("Möbler")
    shown = words(run("tag", file, "--unit", "tkr", "--decisions", kept).stdout)
    assert "Decisions to be looked at again: 2, 68,000 kSEK" in shown
    assert texts_of(tmp_path / "out.xlsx").count(t("tag_standing.look_again", "en")) >= 4
    assert "looked at again" not in run("tag", write(tmp_path, WORKED, name="other.csv"), "--unit", "tkr").output
