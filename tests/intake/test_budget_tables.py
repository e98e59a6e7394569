"""Tables as systems export them: encodings, separators, headings on two rows, long and wide, codes with names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.errors import InputError
from finmodel.i18n import render_parts
from finmodel.intake.budget_lines import Chart, LeftOutReason, LineKind, Sort
from finmodel.intake.budget_read import propose_mappings
from tests.budget_files import codes, csv_of, money, read, refused, the

PLAIN = (
    "Typ;Verksamhet;Konto;Motpart;Text;Budget 2026\n"
    "I;249;403;87;GC-väg Norra stråket;1 234,5\n"
    "D;0263;501;;Klimatstrateg lön;-12\n"
)


def test_the_plain_table_is_understood_without_a_mapping() -> None:
    table = read(PLAIN, unit="tkr")
    first, second = table.lines
    assert (first.kind, first.activity, first.account, first.counterparty) == (LineKind.INVESTMENT, "249", "403", "87")
    assert (first.text, first.place.row, first.ore(Sort.BUDGET, 2026)) == ("GC-väg Norra stråket", 2, 123_450_000)
    assert (second.kind, second.activity, second.counterparty) == (LineKind.OPERATING, "0263", "")
    assert table.issues == ()


def test_a_unit_that_nobody_states_is_kronor_and_said() -> None:
    assert codes(read(PLAIN).issues) == ["FM-B119"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "cp437"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_every_encoding_and_separator_reads_alike(encoding: str, delimiter: str) -> None:
    table = read(PLAIN.replace(";", delimiter).encode(encoding), unit="tkr")
    assert [line.text for line in table.lines] == ["GC-väg Norra stråket", "Klimatstrateg lön"]
    assert table.total(Sort.BUDGET, 2026) == 122_250_000


def test_a_comma_separates_where_amounts_are_quoted() -> None:
    table = read('Konto,Text,Typ,"Budget 2026 (kr)"\n403,"Väg, bro",I,"1 234,50"\n501,Lön,D,"7,00"\n')
    assert [(line.text, line.amounts[0].ore) for line in table.lines] == [("Väg, bro", 123450), ("Lön", 700)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(end: str) -> None:
    assert len(read(PLAIN.replace("\n", end), unit="kr").lines) == 2


def test_a_first_line_may_name_the_separator() -> None:
    table = read("sep=,\nKonto,Typ,Budget 2026 kr\n501,D,5\n")
    assert (table.lines[0].place.row, table.lines[0].amounts[0].ore) == (3, 500)


def test_headings_under_titles_on_two_rows_with_unit_and_kind_in_the_title() -> None:
    data = csv_of(
        [
            ["Trollhättans stad", "", "", "", ""],
            ["Driftbudget 2026, belopp i tkr", "", "", "", ""],
            ["", "", "Budget", "Plan", ""],
            ["Ansv.", "Konto/slag", "2026", "2027", "2028"],
            ["1001 Ledning", "5010 Löner", "100", "110,5", "-"],
        ],
        encoding="cp1252",
    )
    (line,) = (table := read(data)).lines
    assert (line.responsibility, line.account, line.kind) == ("1001", "5010", LineKind.OPERATING)
    assert money([line]) == [[("budget", 2026, 10_000_000), ("plan", 2027, 11_050_000)]]
    assert table.names["responsibility"] == {"1001": "Ledning"}
    assert line.text == "Löner"
    assert table.issues == ()


def test_headings_in_english_and_units_by_column() -> None:
    data = csv_of(
        [
            ["Type", "Account", "Description", "Budget 2026 (MSEK)", "Actual 2025 (kSEK)"],
            ["I", "403", "Road", "2.01", "7"],
        ]
    )
    assert money(read(data).lines) == [[("budget", 2026, 201_000_000), ("outturn", 2025, 700_000)]]


def test_long_tables_have_year_and_sort_in_columns() -> None:
    data = csv_of(
        [
            ["År", "Version", "Typ", "Konto", "Belopp kr"],
            ["2026", "Budget", "D", "501", "100"],
            ["202512", "Utfall", "D", "501", "90"],
            ["2027", "Plan", "D", "501", "110"],
        ]
    )
    table = read(data)
    assert money(table.lines) == [[("budget", 2026, 10_000)], [("outturn", 2025, 9_000)], [("plan", 2027, 11_000)]]
    assert table.years() == ((Sort.OUTTURN, 2025), (Sort.BUDGET, 2026), (Sort.PLAN, 2027))


def test_a_heading_typ_over_budget_and_outturn_is_the_sort() -> None:
    data = csv_of([["År", "Typ", "Konto", "Belopp"], ["2026", "Budget", "501", "1"], ["2025", "Utfall", "501", "2"]])
    assert money(read(data, kind=LineKind.OPERATING, unit="kr").lines) == [
        [("budget", 2026, 100)],
        [("outturn", 2025, 200)],
    ]


def test_a_total_beside_the_years_is_not_money_of_its_own() -> None:
    data = csv_of(
        [
            [
                "Projekt",
                "Benämning",
                "Totalt",
                "Budget 2026",
                "Plan 2027",
                "Projektbudget",
                "Avvikelse 2025",
                "2026-2027",
            ],
            ["P1 Väg", "GC-väg", "30", "10", "20", "30", "1", "30"],
        ]
    )
    table = read(data, unit="kr", kind=LineKind.INVESTMENT)
    assert money(table.lines) == [[("budget", 2026, 1_000), ("plan", 2027, 2_000)]]
    assert the(table.issues, "FM-B117").params["columns"] == ("Totalt", "Projektbudget", "2026-2027")


def test_without_a_type_accounts_of_investment_tell_and_it_is_said() -> None:
    data = csv_of([["Konto", "Budget 2026"], ["403", "1"], ["501", "2"]])
    table = read(data, unit="kr")
    assert [line.kind for line in table.lines] == [LineKind.INVESTMENT, LineKind.OPERATING]
    assert codes(table.issues) == ["FM-B122"]
    bas = read(data.replace(b"403", b"1110"), unit="kr", chart=Chart.BAS)
    assert bas.lines[0].kind is LineKind.INVESTMENT


def test_costs_written_as_negative_become_positive_and_it_is_said() -> None:
    data = csv_of([["Typ", "Konto", "Budget 2026"], ["D", "501", "-100"], ["D", "311", "40"]])
    table = read(data, unit="kr")
    assert [line.amounts[0].ore for line in table.lines] == [10_000, -4_000]
    assert codes(table.issues) == ["FM-B124"]
    kept = read(data, unit="kr", costs_are_negative=False)
    assert [line.amounts[0].ore for line in kept.lines] == [-10_000, 4_000]


@pytest.mark.parametrize(
    ("rows", "sign", "said"),
    [
        # Accounts tell: a large revenue does not make costs of the others negative, nor does money without accounts.
        ([("311", "-200"), ("501", "100"), ("501", "90")], 1, []),
        ([("311", "-100")], 1, []),
        ([("311", "100"), ("311", "20"), ("", "7")], -1, ["FM-B124"]),
        ([("501", "-200"), ("501", "100"), ("501", "90")], 1, ["FM-B144"]),
        # None tells: most amounts and most money, or it is only said.
        ([("", "-200"), ("", "100"), ("", "90")], 1, ["FM-B144"]),
        ([("", "-200"), ("", "-1"), ("", "90")], -1, ["FM-B124"]),
        ([("", "-20"), ("", "-1"), ("", "90")], 1, ["FM-B144"]),
        ([("", "-2"), ("", "30"), ("", "90")], 1, []),
    ],
)
def test_signs_are_turned_by_accounts_else_by_most_of_the_amounts_and_the_money(
    rows: list[tuple[str, str]], sign: int, said: list[str]
) -> None:
    data = csv_of([["Typ", "Konto", "Text", "Budget 2026"], *(["D", account, "x", ore] for account, ore in rows)])
    table = read(data, unit="kr")
    assert [line.amounts[0].ore for line in table.lines] == [sign * int(kronor) * 100 for _, kronor in rows]
    assert codes(table.issues) == said


def test_turned_signs_are_said_with_the_sum_before_and_after() -> None:
    data = csv_of([["Typ", "Konto", "Budget 2026", "Plan 2027"], ["D", "501", "-1234567,5", "-1"]])
    issue = the(read(data, unit="kr").issues, "FM-B124")
    assert (issue.params["column"], issue.params["stated"]) == ("Budget 2026", -1_234_567.5)
    text = render_parts(issue, "sv")
    assert "är −1 234 567,50 kr i filen och läses som 1 234 567,50 kr" in text.what.replace("\N{NO-BREAK SPACE}", " ")
    assert "kontrollsummor med de nya tecknen" in text.how


def test_names_that_differ_for_a_code_are_named_once_a_code() -> None:
    rows = [["Typ", "Kto", "Vht", "Budget 2026"], *(["D", f"501 {n}", "249 Väg", "1"] for n in ("Lön", "Löner", "El"))]
    issue = the(read(csv_of(rows), unit="kr").issues, "FM-B142")
    assert dict(issue.params) == {"n": 2, "codes": ("Kto 501: Lön / Löner",)}


def test_a_table_of_negative_amounts_without_accounts_is_turned_too() -> None:
    data = csv_of([["Projekt", "Budget 2026"], ["P1 Väg", "-100"], ["P2 Bro", "-1"]])
    assert read(data, unit="kr", kind=LineKind.INVESTMENT).total(Sort.BUDGET, 2026) == 10_100


def test_years_above_sorts_in_a_table_that_does_not_say_what_its_rows_are() -> None:
    data = csv_of(
        [
            ["Investeringsbudget 2026-2027 (mnkr)", "", "", ""],
            ["", "Total", "2026", "2027"],
            ["Nämnd/Projekt", "budget", "Budget", "Plan"],
            ["Tekniska nämnden", "", "", ""],
            ["Ny skola Lunden", "70", "20", "50"],
            ["GC-vägar", "4", "2", "2"],
            ["Tekniska nämnden totalt", "74", "22", "52"],
            ["Summa investeringar", "74", "22", "52"],
        ]
    )
    table = read(data)
    assert [(line.text, line.kind.value) for line in table.lines] == [("Ny skola Lunden", "I"), ("GC-vägar", "I")]
    assert (table.total(Sort.BUDGET, 2026), table.total(Sort.PLAN, 2027)) == (2_200_000_000, 5_200_000_000)
    assert the(table.issues, "FM-B129").params["column"] == "Nämnd/Projekt"


def test_rows_without_money_are_listed() -> None:
    data = csv_of(
        [
            ["Typ", "Konto", "Text", "Budget 2026"],
            ["", "", "Gator", ""],
            ["D", "501", "Lön", "1"],
            ["D", "502", "Sen", ""],
        ]
    )
    table = read(data, unit="kr")
    assert [(o.reason, o.place.row, o.text) for o in table.left_out] == [
        (LeftOutReason.NO_AMOUNT, 2, "Gator"),
        (LeftOutReason.NO_AMOUNT, 4, "Sen"),
    ]
    assert the(table.issues, "FM-B153").params["n"] == 2


def test_headings_repeated_at_the_top_of_a_page_are_no_line() -> None:
    rows = [["Typ", "Konto", "Budget 2026"], ["D", "501", "1"], ["Typ", "Konto", "Budget 2026"], ["D", "502", "2"]]
    assert [line.account for line in read(csv_of(rows), unit="kr").lines] == ["501", "502"]


def test_codes_that_lost_their_zeros_are_named() -> None:
    data = csv_of([["Typ", "Ansvar", "Konto", "Budget 2026"], ["D", "0510", "501", "1"], ["D", "510", "501", "2"]])
    issue = the(read(data, unit="kr").issues, "FM-B141")
    assert (issue.params["field"], issue.params["codes"]) == ("responsibility", ("0510",))


def test_every_problem_is_named_with_its_cell() -> None:
    rows = [
        ["Typ", "Konto", "Text", "Budget 2026", "Budget 2027 (EUR)"],
        ["D", "501", "a", "ingår", ""],
        ["X", "501", "b", "1.234", ""],
        ["D", "501", "c", "5 EUR", ""],
    ]
    issues = refused(csv_of(rows), unit="kr")
    assert "FM-B134" in codes(issues)
    rows[0][4] = "Plan 2027"
    issues = refused(csv_of(rows), unit="kr")
    assert [(i.code, i.where.sheet, i.where.cell) for i in issues] == [
        ("FM-B130", "budget.csv", "D2"),
        ("FM-B130", "budget.csv", "D3"),
        ("FM-B137", "budget.csv", "A3"),
        ("FM-B134", "budget.csv", "D4"),
    ]  # in the order of the file
    assert issues[1].params["reason"] == "ambiguous"


def test_a_thousand_problems_of_one_kind_are_counted() -> None:
    rows = [["Typ", "Konto", "Budget 2026"], *(["D", "501", "x"] for _ in range(1000))]
    issues = refused(csv_of(rows), unit="kr")
    assert codes(issues).count("FM-B130") == 50
    assert the(issues, "FM-B100").params == {"n": 950, "code": "FM-B130"}


@pytest.mark.parametrize(
    ("rows", "code", "place"),
    [
        ("Typ;Konto;Budget 2026\nD;501;1;2\n", "FM-B107", "A2"),
        ("Typ;Konto;Budget 2026\nD;501\n", "FM-B107", "A2"),
        ('Typ;Konto;Budget 2026\nD;"501;1\nD;502;2\n', "FM-B104", None),
        ('Typ;Konto;Budget 2026\nD;"5"01;1\n', "FM-B104", None),
        ("Hej;på;dig\n1;2;3\n", "FM-B108", None),
        ("Typ;Konto;Budget 2026\n", "FM-B154", None),
        ("Typ;Konto;Budget\nD;501;1\n", "FM-B115", None),
        ("Typ;Konto;Budget 2026;Budget 2026\nD;501;1;2\n", "FM-B112", None),
        ("Typ;Konto;Konto;Budget 2026\nD;501;502;2\n", "FM-B110", None),
        ("Belopp i tkr;;\nalla i mnkr;;\nTyp;Konto;Budget 2026\nD;501;1\n", "FM-B121", None),
        ("År;Typ;Konto;Belopp\n26;D;501;1\n", "FM-B135", "A2"),
        ("År;Version;Typ;Konto;Belopp\n2026;Gissning;D;501;1\n", "FM-B140", "B2"),
    ],
)
def test_what_cannot_be_read_is_refused(rows: str, code: str, place: str | None) -> None:
    issue = the(refused(rows), code)
    assert issue.where.cell == place


def test_a_unit_for_the_whole_file_never_goes_before_a_columns_own() -> None:
    two = "Typ;Konto;Budget 2026 (tkr);Plan 2027 (kr)\nD;501;1;1\n"
    assert [amount.ore for amount in read(two).lines[0].amounts] == [100_000, 100]
    issue = the(refused(two, unit="tkr"), "FM-B157")
    assert dict(issue.params) == {"columns": ("Plan 2027 (kr)",), "stated": "tkr", "value": "kr"}
    assert "FM-B157" in codes(refused("Belopp i tkr;;\nTyp;Konto;Budget 2026\nD;501;1\n", unit="kr"))
    open_ = two.replace(" (kr)", "")
    assert dict(the(refused(open_), "FM-B149").params) == {"columns": ("Plan 2027",), "units": ("tkr",)}
    assert [amount.ore for amount in read(open_, unit="kr").lines[0].amounts] == [100_000, 100]
    assert the(read(open_, unit="kr").issues, "FM-B158").params["columns"] == ("Budget 2026 (tkr)",)


def test_a_mapping_may_correct_a_title_and_takes_the_unit_from_it_where_it_says_none() -> None:
    titled = "Belopp i tkr (intäkter minus);;\nTyp;Konto;Budget 2026\nD;501;1\n"
    (mapping,), _ = propose_mappings(titled.encode())
    assert (mapping.unit, read(titled, mappings=(replace(mapping, unit=None),)).lines[0].amounts[0].ore) == (
        "tkr",
        100_000,
    )
    corrected = read(titled, mappings=(replace(mapping, unit="kr"),))
    assert corrected.lines[0].amounts[0].ore == 100
    assert dict(the(corrected.issues, "FM-B127").params) == {"stated": "kr", "value": "tkr"}
    both = titled.replace("intäkter minus", "mnkr i sammandrag").encode()
    assert "FM-B121" in codes(refused(both.decode(), mappings=(replace(mapping, unit=None),)))


@pytest.mark.parametrize("heading", ["Tkr", "Belopp i tkr", "Nämnd (tkr)", "Nämnd, tkr"])
def test_a_unit_above_the_words_of_the_rows_is_that_of_the_amounts(heading: str) -> None:
    table = read(f"{heading};Typ;Konto;Budget 2026;Kr/inv\nKS;D;501;1;2\n")
    assert table.lines[0].amounts[0].ore == 100_000


def test_bytes_that_are_no_text_and_letters_of_two_encodings_are_refused() -> None:
    nul, escape = (f"Typ;Konto;Budget 2026\nD;5{odd}01;1\n".encode() for odd in "\0\x1b")
    assert the(refused(nul), "FM-B147").params == {"line": 2, "character": "U+0000 (NUL)"}
    assert the(refused(escape), "FM-B147").params == {"line": 2, "character": "U+001B (ESC)"}
    far = PLAIN.encode() + b"D;501;a;1\n" * 9_000 + b"D;5\x0001;a;1\n"
    assert the(refused(far), "FM-B147").params["line"] == PLAIN.count("\n") + 9_001
    assert codes(refused(b"\x89PNG\r\n\x1a\n" + bytes(100))) == ["FM-G121"]
    mixed = b"Typ;Konto;Text;Budget 2026\nD;501;F\xf6rskola;1\nD;501;F\x94rskola;1\n"
    assert the(refused(mixed), "FM-B102").params == {"line": 3, "encoding": "cp1252"}
    twice = "Typ;Konto;Text;Budget 2026\nD;501;FÃ¶rskola;1\n".encode()
    assert the(refused(twice), "FM-B102").params["line"] == 2
    one_line = "Typ;Konto;Text;Budget 2026\nD;501;Löner;1\n".encode() + b"D;501;\xc5keri;1\n"
    assert codes(refused(one_line)) == ["FM-B102"]
    assert codes(refused(PLAIN, encoding="ebcdic")) == ["FM-B103"]


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (PLAIN, "utf-32", "UTF-32"),
        (PLAIN, "utf-32-le", "UTF-32"),
        (PLAIN, "utf-32-be", "UTF-32"),
        ("#FLAGGA 0\n#SIETYP 4\n", "utf-16", "UTF-16"),
    ],
)
def test_encodings_that_are_not_read_are_named(text: str, encoding: str, named: str) -> None:
    assert the(refused(text.encode(encoding)), "FM-B148").params == {"encoding": named}


def test_a_cell_that_is_too_long_is_no_torn_quote() -> None:
    head, rest = b"Typ;Konto;Text;Budget 2026\nD;501;a;1\n", b";1\n"
    for cell in (b"x" * 140_000, b'"' + b"x" * 140_000 + b'"'):
        assert the(refused(head + b"D;501;" + cell + rest), "FM-B146").params == {"row": 3, "limit": 131_072}
    torn = head + b'D;501;"b;1\n' + b"D;501;a;1\n" * 20_000
    assert the(refused(torn), "FM-B104").params == {"row": 3}


@pytest.mark.parametrize("heading", ["Budget 2206", "Budget 226", "2026-01-01"])
def test_a_heading_that_is_no_year_is_told_with_its_cell(heading: str) -> None:
    found = the(refused(f"Typ;Konto;Text;{heading}\nD;501;Lön;1\n".encode()), "FM-B155")
    assert (found.where.cell, found.params["value"]) == ("D1", heading)
    assert codes(refused(f"Typ;Konto;Text;{heading}x\nD;501;Lön;1\n".encode())) == ["FM-B108"]


def test_less_than_an_ore_is_never_shown_as_nothing() -> None:
    table = read("Typ;Konto;Text;Budget 2026\nD;501;a;1,0004\nD;501;b;1,9996\n", unit="kr")
    found = the(table.issues, "FM-B143")
    assert found.params == {"n": 2, "lost": 0.0008}
    assert ("0,0008 kr" in render_parts(found, "sv").what, "0.0008" in render_parts(found, "en").what) == (True, True)


CELLS = st.sampled_from(
    ["Typ", "Konto", "Budget 2026", "Text", "2027", "D", "501", "1", "-2,5", "Summa", "tkr", "x", '"', ""]
)


@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=8), junk=st.binary(max_size=40))
def test_whatever_stands_in_a_table_it_is_read_or_refused(rows: list[list[str]], junk: bytes) -> None:
    for data in (csv_of(rows), csv_of(rows) + junk):
        try:
            table = read(data)
        except InputError:
            continue
        assert sum(total.ore for total in table.totals) == sum(a.ore for line in table.lines for a in line.amounts)


@pytest.mark.parametrize(("data", "code"), [(b"", "FM-G104"), (b"%PDF-1.7", "FM-G115"), (b"<html><body>", "FM-G114")])
def test_files_that_are_no_tables_are_named(data: bytes, code: str) -> None:
    assert codes(refused(data)) == [code]


def test_a_proposal_shows_what_was_understood_and_raises_nothing() -> None:
    mappings, issues = propose_mappings(b"Konto;Slag;Anm;Budget 2026 tkr\n501;502;x;2\n")
    (mapping,) = mappings
    assert [(c.heading, c.field) for c in mapping.columns] == [("Konto", "account"), ("Budget 2026 tkr", "amount")]
    assert mapping.amounts[0].unit == "tkr"
    assert codes(issues) == ["FM-B118", "FM-B122", "FM-B116"]
