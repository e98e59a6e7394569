"""SIE records as they stand: fields, quotes, encodings, vouchers, and every broken line named."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.intake.budget_money import ore_text
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_source import open_source
from finmodel.intake.sie_file import SieBalance, SieDimension, SieFile
from finmodel.intake.sie_reader import read_sie
from finmodel.intake.sie_tokens import SieLineError, tokens
from finmodel.intake.sie_values import sie_ore
from tests.budget_files import in_words
from tests.sie_files import CHART, HEAD, VOUCHERS, WHOLE


def parsed(text: str | bytes, *, encoding: str = "cp437", stated: str | None = None) -> tuple[SieFile, Problems]:
    data = text.encode(encoding) if isinstance(text, str) else text
    opened = open_source(data, name="fil.se")
    assert opened.kind == "sie"
    problems = Problems("fil.se")
    file = read_sie(opened, problems, encoding=stated)
    in_words(problems.all())
    return file, problems


def found(text: str | bytes) -> list[tuple[str, object]]:
    """Return codes and lines of the errors."""
    return [(i.code, i.params.get("line")) for i in parsed(text)[1].all() if i.severity == "error"]


def test_every_record_is_read() -> None:
    file, problems = parsed(WHOLE)
    assert (file.flag, file.format, file.type, file.program) == ("0", "PC8", "4", "Ekonomi")
    assert (file.company, file.organisation_number, file.currency) == ("Trollhättans Tomt AB", "556000-0001", "SEK")
    assert file.years == {
        0: (dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        -1: (dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
    }
    bank = file.accounts["1930"]
    assert (bank.name, bank.type, bank.sru) == ("Bank", "T", ("7281",))
    assert file.dimensions["6"] == SieDimension("Projekt")
    assert file.dimensions["22"] == SieDimension("Del", "1")
    assert file.objects["6", "P 1"] == "Solceller Stavre"
    assert [row.record for row in file.balances][:6] == ["#IB", "#UB", "#OIB", "#OUB", "#RES", "#RES"]
    assert file.balances[8] == SieBalance("#PBUDGET", 0, "202601", "5010", (("1", "0100"),), 10_000, 33)
    (voucher,) = file.vouchers
    assert (voucher.series, voucher.number, voucher.date, voucher.text) == (
        "A",
        "1",
        dt.date(2026, 1, 15),
        "Hyra januari",
    )
    rent = voucher.transactions[0]
    assert rent.objects == (("1", "0100"), ("21", "249"), ("6", "P 1"))
    assert (rent.text, rent.date) == ('Hyra "Stavre"', dt.date(2026, 1, 14))
    assert [row.record for row in voucher.transactions] == ["#TRANS", "#RTRANS", "#TRANS", "#BTRANS"]
    assert not problems.has_errors


@pytest.mark.parametrize("encoding", ["cp437", "latin-1", "cp1252", "utf-8", "utf-8-sig"])
def test_letters_are_found_by_the_bytes(encoding: str) -> None:
    file, problems = parsed(WHOLE, encoding=encoding)
    assert file.company == "Trollhättans Tomt AB"
    assert file.accounts["3010"].name == "Hyresintäkter"
    assert not problems.has_errors
    assert ("FM-B208" in [i.code for i in problems.all()]) is (encoding in ("latin-1", "cp1252"))


def test_letters_of_two_encodings_are_an_error_and_a_stated_one_is_used() -> None:
    mixed = HEAD.encode("latin-1") + CHART.encode("cp437")
    assert found(mixed) == [("FM-B102", 6)]
    file, problems = parsed(mixed, stated="latin-1")
    assert (file.company, problems.has_errors) == ("Trollhättans Tomt AB", False)


def test_line_ends_marks_and_unknown_records_do_not_matter() -> None:
    text = "\r".join(WHOLE.splitlines()) + "\r#KSUMMA 12\r#NYTT x\r\x1a"
    file, problems = parsed(text)
    assert file.ignored == {"#GEN": 1, "#KSUMMA": 1, "#NYTT": 1}
    assert not problems.has_errors


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ('#A "b c" d', ["#A", "b c", "d"]),
        ('#A "" x', ["#A", "", "x"]),
        (r'#A "C:\temp" "a\"b" "c\\"', ["#A", r"C:\temp", 'a"b', "c\\"]),
        ('#A {} {1 "0 1" 6 "P}1"}', ["#A", (), ("1", "0 1", "6", "P}1")]),
        ("#A\tb  c", ["#A", "b", "c"]),
        ("#A Café's", ["#A", "Café's"]),
    ],
)
def test_fields_of_a_line(line: str, fields: list[object]) -> None:
    assert tokens(line) == fields


@pytest.mark.parametrize("line", ['#A "b', '#A "b"c', "#A {1", "#A }", '#A {"1}'])
def test_a_torn_field_is_an_error(line: str) -> None:
    with pytest.raises(SieLineError):
        tokens(line)


@pytest.mark.parametrize(
    ("broken", "errors"),
    [
        ("#TRANS 5010 {} x\n", [("FM-B203", 3)]),
        ("#VER A 1 20260101\n{\n#TRANS 5010 {} 1.00\n}\n", [("FM-B204", 3)]),
        ("#VER A 1 20260101\n{\n#TRANS 5010 {} 1,234.00\n}\n", [("FM-B202", 5)]),
        ("#VER A 1 20260101\n{\n#TRANS 5010 {1} 1.00\n}\n", [("FM-B202", 5)]),
        ("#VER A 1 20260101\n#VER A 2 20260101\n{\n}\n", [("FM-B203", 4)]),
        ("#VER A 1 20260101\n{\n#TRANS 5010 {} 0\n", [("FM-B203", 5)]),
        ("#VER A 1 20260132\n{\n}\n", [("FM-B202", 3)]),
        ("#VER A 1 20240101\n{\n}\n", [("FM-B211", 3)]),
        ("}\n", [("FM-B203", 3)]),
        (
            "#RES 0 5010 1.234\n#RES noll 5010 1\n#RES 0\n",
            [("FM-B202", 3), ("FM-B202", 4), ("FM-B202", 5), ("FM-B202", 5)],
        ),
        ("#PBUDGET 0 202614 5010 {} 1\n#OIB 0 1930 5.00\n", [("FM-B202", 3), ("FM-B202", 4)]),
        ('#KONTO 5010 "Hyra\nhej\n', [("FM-B201", 3), ("FM-B201", 4)]),
        ("#RAR 1 20260101 20250101\n", [("FM-B202", 3)]),
        ("#VALUTA EUR\n", [("FM-B207", None)]),
    ],
)
def test_every_broken_line_is_named(broken: str, errors: list[tuple[str, object]]) -> None:
    assert found("#FLAGGA 0\n#RAR 0 20260101 20261231\n" + broken) == errors


def test_all_problems_of_a_file_are_told_at_once() -> None:
    broken = (
        VOUCHERS.replace("-100.00\n#BT", "-99.99\n#BT") + '#VER A 2 20260101\n{\n#TRANS "" {} 1\n}\n#RES 0 5010 x\n'
    )
    assert [code for code, _ in found(HEAD + broken)] == ["FM-B204", "FM-B202", "FM-B202"]


@given(st.integers(-(10**15), 10**15))
def test_amounts_read_back_to_the_ore(ore: int) -> None:
    assert sie_ore(ore_text(ore)) == ore


@given(st.text(alphabet=st.characters(codec="cp437", exclude_categories=["Cc"]), max_size=30))
def test_any_text_survives_quotes_and_escapes(text: str) -> None:
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    assert tokens(f"#KONTO 1 {quoted}") == ["#KONTO", "1", text]


@given(st.binary(max_size=300))
def test_no_bytes_bring_the_reader_down(data: bytes) -> None:
    problems = Problems("fil.se")
    try:
        read_sie(open_source(b"#FLAGGA 0\n" + data, name="fil.se"), problems)
    except Exception as error:
        assert type(error).__name__ == "InputError"  # noqa: PT017 – anything else is a fault
