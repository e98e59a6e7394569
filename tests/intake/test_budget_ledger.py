"""The open supplier ledger: every posting, dated, in one pass."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from typing import Any

import openpyxl
import pytest

from finmodel.intake.budget_lines import Chart, LeftOutReason, LineKind, Sort, SourceFormat
from finmodel.intake.budget_read import read_budget
from tests.budget_files import codes, csv_of, read, refused, the, xlsx_of

HEAD = [
    "kopare_id",
    "kopare",
    "leverantor",
    "leverantor_id",
    "konto_nr",
    "konto_text",
    "belopp",
    "datum",
    "forvaltning",
]
ROW = ["212000-1546", "Trollhättan", "NCC AB", "556613-4929", "0403", "Byggnad", "1000,50", "2025-03-01", "SBF"]


def row(**changed: Any) -> list[Any]:
    return [changed.get(name, value) for name, value in zip(HEAD, ROW, strict=True)]


def test_a_posting_is_a_line_of_outturn() -> None:
    table = read(csv_of([HEAD, ROW, row(konto_nr="4031", belopp="-12.3", datum="20251231")]))
    first, second = table.lines
    assert (first.organisation, first.responsibility, first.account, first.text) == (
        "Trollhättan",
        "SBF",
        "0403",
        "Byggnad",
    )
    assert (first.supplier, first.date, first.ore(Sort.OUTTURN, 2025)) == ("NCC AB", "2025-03-01", 100_050)
    assert (first.kind, second.kind) == (LineKind.OPERATING, LineKind.INVESTMENT)
    assert table.total(Sort.OUTTURN, 2025) == 98_820
    assert table.source.format is SourceFormat.LEDGER
    assert table.names["account"] == {"0403": "Byggnad", "4031": "Byggnad"}
    assert the(table.issues, "FM-B181").params["n"] == 1


def test_the_user_and_the_chart_say_what_is_investment() -> None:
    data = csv_of([HEAD, row(konto_nr="4031"), row(konto_nr="1110")])
    assert {line.kind for line in read(data, kind=LineKind.OPERATING).lines} == {LineKind.OPERATING}
    assert [line.kind for line in read(data, chart=Chart.BAS).lines] == [LineKind.OPERATING, LineKind.INVESTMENT]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_ledgers_as_municipalities_publish_them(encoding: str) -> None:
    text = "\r".join(";".join(cells) for cells in [HEAD, ROW, ROW])
    assert [line.organisation for line in read(text.encode(encoding)).lines] == ["Trollhättan"] * 2


def test_other_names_of_the_same_columns_and_a_workbook() -> None:
    head = [{"belopp": "nettobelopp", "datum": "bokforingsdatum"}.get(name, name) for name in HEAD]
    data = xlsx_of({"Blad1": [head, [*ROW[:4], 4031, "Byggnad", 1000.5, "2025-03-01", "SBF"]]})
    assert read(data).lines[0].amounts[0].ore == 100_050


def test_every_problem_is_named_and_nothing_is_read_by_half() -> None:
    rows = [HEAD, row(belopp="hej"), row(datum="mars"), row(belopp="1 EUR"), ROW[:5], [*ROW, "x"]]
    issues = refused(csv_of(rows))
    assert [(i.code, i.where.cell) for i in issues] == [
        ("FM-B130", "G2"),
        ("FM-B139", "H3"),
        ("FM-B134", "G4"),
        ("FM-B107", "A5"),
        ("FM-B107", "A6"),
    ]
    missing = [cells[:6] + cells[7:] for cells in (HEAD, ROW)]
    assert the(refused(csv_of(missing)), "FM-B180").params["columns"] == ("belopp",)
    assert "FM-B154" in codes(refused(csv_of([HEAD])))


def test_the_files_own_sum_is_left_out_and_must_agree_to_the_ore() -> None:
    total = ["Summa", "", "", "", "", "", "2001,00", "", ""]
    table = read(csv_of([HEAD, ROW, ROW, total]))
    assert [item.reason for item in table.left_out] == [LeftOutReason.SUBTOTAL]
    total[6] = "2001,01"
    issue = the(refused(csv_of([HEAD, ROW, ROW, total])), "FM-B182")
    assert (issue.params["stated"], issue.params["found"]) == (2001.01, 2001.0)


def large(n_rows: int) -> tuple[bytes, int]:
    rows, total = [HEAD], 0
    for i in range(n_rows):
        ore = (i * 7_919) % 1_000_003 - 1_000
        total += ore
        day = dt.date(2025, 1 + i % 12, 1 + i % 28).isoformat()
        amount = f"{'-' if ore < 0 else ''}{abs(ore) // 100},{abs(ore) % 100:02}"
        rows.append(
            row(leverantor=f"Leverantör {i % 5_000} AB", konto_nr=str(4000 + i % 4_000), belopp=amount, datum=day)
        )
    return csv_of(rows, encoding="cp1252"), total


def test_progress_is_told_and_no_ore_is_lost() -> None:
    data, total = large(12_000)
    told: list[int] = []
    table = read_budget(data, name="stor.csv", progress=told.append)
    assert told == [5_000, 10_000]
    assert table.total(Sort.OUTTURN, 2025) == total


@pytest.mark.soak
def test_two_hundred_thousand_postings_take_less_than_a_gigabyte() -> None:
    data, total = large(200_000)
    tracemalloc.start()
    table = read_budget(data, name="stor.csv")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(table.lines), table.total(Sort.OUTTURN, 2025)) == (200_000, total)
    assert peak < 1_000_000_000


def test_a_workbook_is_opened_once_however_often_its_rows_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    load = openpyxl.load_workbook

    def counted(*arguments: Any, **named: Any) -> Any:
        opened.append(named)
        return load(*arguments, **named)

    monkeypatch.setattr(openpyxl, "load_workbook", counted)
    table = read(xlsx_of({"Reskontra": [HEAD, row(belopp=1), row(belopp=2)]}))
    assert (table.total(Sort.OUTTURN, 2025), len(opened)) == (300, 1)
