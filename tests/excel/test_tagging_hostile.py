"""Texts of a budget are texts in the workbook: no formula, no mark-up, no half file; and what is masked is masked."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from finmodel.atomic import SaveError
from finmodel.errors import InputError
from finmodel.excel.tagging.cells import MAX_UNITS, clean
from finmodel.excel.tagging.workbook import write_tagging
from finmodel.intake.budget_privacy import Masking, MaskingOf
from finmodel.tagging.decisions import Decision, Step
from finmodel.tagging.dossier import decide
from finmodel.tagging.lines import LineKind
from finmodel.tagging.reconciliation import Reconciliation, reconciled
from finmodel.tagging.tagged_budget import TaggedBudget, tagged_budget
from tests.excel.tagging_books import budget, budget_of, opened, plan, with_text, written
from tests.tagging.swedish import swedish, tagger

HOSTILE = (
    '=HYPERLINK("http://x","klicka")',
    "@SUM(1)",
    "+1+1",
    "-2",
    "=cmd|' /C calc'!A0",
    "<r><t>x</t></r>",
    "</si></sst>",
    "_x0041_",
    "rad\x00\x07\x1b[31m",
    "\ufeffosynlig\u202e",
    "lång " * 8_000,
    "😀" * 20_000,
    "två\nrader\r\ttabb",
    "0440",
    "https://exempel.se",
    "{=1}",
)


@pytest.mark.parametrize("large", [10_000, 0])
def test_texts_are_never_formulas(large: int) -> None:
    lines = [
        with_text(text, organisation=text[:30], project=text[:30], supplier=f"{text}\ud800", activity="0440")
        for text in HOSTILE
    ]
    of = budget_of(*lines, names={"project": {text[:30]: text for text in HOSTILE}})
    data = written(of, "sv", large=large)
    book = opened(data, data_only=False)
    (head,) = (row[0].row for row in book["Taggade rader"].iter_rows() if row[0].value == "Nyckel")
    found = [row[2].value for row in book["Taggade rader"].iter_rows(min_row=head + 1)]
    assert len(found) == len(HOSTILE)
    for text, cell in zip(HOSTILE, found, strict=True):
        if "\x00" in text:
            assert "\N{REPLACEMENT CHARACTER}" in cell
        elif len(text) > 10_000:
            assert cell.endswith("…")
            assert len(cell.encode("utf-16-le")) <= 2 * MAX_UNITS
        elif "\n" in text:
            assert cell.split("\n")[0] == "två"
        else:
            # The library of the test leaves the escape of what only looks like one.
            assert cell.replace("_x005F_", "_").rstrip(" ") == text
    ours = {"IF", "AND", "SUM", "SUMIFS", "SUMPRODUCT", "ROUND", "SUBTOTAL", "COUNT", "COUNTIF", "MAX"}
    for sheet in book:
        assert not sheet.title.startswith("=")
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert set(re.findall(r"([\w.]+)\(", cell.value)) <= ours, cell.value
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "external" in name.lower()]
        relations = [archive.read(name) for name in archive.namelist() if name.endswith(".rels")]
        assert not any(b"exempel.se" in one or b"http://x" in one for one in relations)


def test_clean_keeps_what_is_harmless() -> None:
    assert clean("Å ä ö – 1\N{NO-BREAK SPACE}000 €\nny rad") == "Å ä ö – 1\N{NO-BREAK SPACE}000 €\nny rad"


def test_codes_keep_their_zeros_and_amounts_are_numbers() -> None:
    book = opened(written(budget_of(with_text("Cykelväg", activity="0440", account="0101")), "sv"))
    cells = [cell for row in book["Taggade rader"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value in ("0440", "0101")} == {"s"}
    for sheet in book:
        if sheet.title in ("Beslut", "Regler", "Andra scheman"):
            continue
        for row in sheet.iter_rows():
            for cell in row:
                is_text = isinstance(cell.value, str) and cell.data_type == "s"
                number = is_text and cell.value.replace(".", "").replace(",", "").replace("-", "").isdigit()
                assert not number or cell.value in ("0440", "0101", "249", "403", "87", "2026", "1"), (sheet, cell)


PERSON = "Ersättning Anna Ek 640823-3234"


def masked_budget() -> TaggedBudget:
    of = budget_of(
        with_text(PERSON, supplier="Anna Ek"), with_text("Solceller på taket", supplier="Sol AB", account="404")
    )
    key = of.lines[0].key
    decision = Decision(
        key, Step.REVIEWED, {"mitigation": "NE"}, "samtal med 640823-3234", "Bo", "2026-03-01", text=PERSON, scheme="se"
    )
    return tagged_budget(decide(of.dossier, [decision], swedish()), tagger())


@pytest.mark.parametrize(
    ("masking", "gone", "left"),
    [
        (None, (), (PERSON, "Sol AB", "solcell")),
        (Masking.persons(), ("640823-3234",), ("Ersättning Anna Ek ***", "Sol AB", "Solceller på taket")),
        (Masking(MaskingOf.ALL, MaskingOf.PERSONS), ("640823", "Anna Ek", "Sol AB"), ("Solceller på taket",)),
        (Masking(MaskingOf.ALL, MaskingOf.ALL), ("640823", "Anna Ek", "Sol AB", "Solceller", "”solcell"), ("***",)),
    ],
)
def test_what_is_masked_is_in_no_part_of_the_file(
    masking: Masking | None, gone: tuple[str, ...], left: tuple[str, ...]
) -> None:
    of = masked_budget()
    data = written(of, "sv", masking=masking, before=of)
    book = opened(data)
    # The rules' own words stand on the sheet of rules, whatever the budget says.
    book.remove(book["Regler"])
    said = "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert [text for text in gone if text in said] == []
    assert [text for text in left if text not in said] == []


def test_without_a_balance_there_is_no_workbook(tmp_path: Path) -> None:
    of = budget()
    broken: Reconciliation = reconciled(of.imported, of.lines[1:], swedish())
    target = tmp_path / "tagged.xlsx"
    with pytest.raises(InputError) as caught:
        write_tagging(replace(of, reconciliation=broken), target, language="sv")
    assert {issue.code for issue in caught.value.issues} == {"FM-T181"}
    assert not target.exists()


def test_asked_for_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no weights xx"):
        written(budget(), "sv", profile="xx")
    with pytest.raises(SaveError):
        write_tagging(budget_of(), tmp_path / "nowhere" / "tagged.xlsx", language="sv")
    write_tagging(budget_of(), tmp_path / "tagged.xlsx", language="sv", profile="gv25")
    assert (tmp_path / "tagged.xlsx").stat().st_size > 1_000


def test_links_that_do_not_fit_the_plan_are_said_and_not_counted() -> None:
    found = plan()
    less = replace(found, actions={name: found.actions[name] for name in ("A1", "A2")}, need={}, granted={})
    sheet = opened(written(budget(), "sv", plan=less))["Åtgärder"]
    said = [str(cell.value) for cell in sheet["A"] if cell.value]
    assert any("FM-T172" in text and "A3" in text for text in said)
    assert "A3" not in said
    kinds = [text for text in said if text.endswith("behov, budgeterat, beviljat, det som saknas och överskott")]
    assert len(kinds) == len({item.line.kind for item in budget().lines}) == len(LineKind)
