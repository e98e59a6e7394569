"""Own activity codes in a file: read strictly, and every problem with its cell."""

from __future__ import annotations

import pytest

from finmodel.errors import InputError
from finmodel.store.activity_codes import activities_from_file
from tests.budget_files import xlsx_of


def refused(data: bytes) -> list[tuple[str, str | None, str | None]]:
    with pytest.raises(InputError) as caught:
        activities_from_file(data, "koder.csv")
    return [(one.code, one.where.sheet, one.where.cell) for one in caught.value.issues]


@pytest.mark.parametrize(
    "data",
    [
        b"63;865\n631;870\n",
        b"Egen kod;RS-kod\n63;865\n631;870\n",
        "Egen kod,RS-kod\r\n63,865\r\n\r\n631,870".encode("utf-16"),
        xlsx_of({"Blad1": [["Egen kod", "RS-kod"], [63, 865], ["631", "870"]]}),
        xlsx_of({"Annat": [["x"]], "Verksamhetskoder": [["63", "865"], ["631", "870"]]}),
    ],
)
def test_text_and_workbooks_give_the_same_table(data: bytes) -> None:
    assert dict(activities_from_file(data, "koder.csv").prefixes) == {"63": "865", "631": "870"}


def test_every_problem_has_its_cell() -> None:
    found = refused(b"Egen;RS\n63;865\n63;870\n;1\n9;\n")
    assert found == [
        (code, "koder.csv", cell) for code, cell in (("FM-T120", "B3"), ("FM-T121", "A4"), ("FM-T121", "B5"))
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "FM-G104"),
        (b"Egen;RS\n", "FM-T227"),
        (b'63;865\n631;"870\n7;1\n', "FM-B104"),
        (b"63;865\n631;" + b"8" * 140_000 + b"\n", "FM-B146"),
        (b"63;8\x0065\n", "FM-B147"),
        (b"PK\x03\x04 no workbook", "FM-G130"),
        (xlsx_of({"Ett": [["63", "865"]], "Annat": [["x"]]}), "FM-T226"),
    ],
)
def test_what_is_no_such_table_is_refused(data: bytes, code: str) -> None:
    assert [found[0] for found in refused(data)] == [code]
