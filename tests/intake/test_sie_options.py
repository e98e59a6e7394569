"""How SIE is read, kept as a file and read back, with every mistake named."""

from __future__ import annotations

import json

import pytest

from finmodel.errors import InputError
from finmodel.intake.budget_mapping import ColumnMapping
from finmodel.intake.mapping_file import mapping_file_from_json
from finmodel.intake.sie_options import OutturnFrom, SieOptions
from finmodel.intake.sie_options_json import sie_options_to_json
from tests.budget_files import codes, in_words


@pytest.mark.parametrize(
    "options",
    [
        SieOptions(),
        SieOptions(level=(), outturn=OutturnFrom.PERIODS, has_budget=False),
        SieOptions(level=("1", "6"), dimensions=(("7", "activity"), ("8", "")), has_balance_accounts=True),
    ],
)
def test_options_are_the_same_when_they_are_read_back(options: SieOptions) -> None:
    assert mapping_file_from_json(sie_options_to_json(options)) == options


def test_a_file_may_be_written_by_hand_in_ones_own_words() -> None:
    text = '{"sie": {"level": [6, "1"], "dimensions": {"7": "Verksamhet", "8": "kst", "9": "inget"}}}'
    dimensions = (("7", "activity"), ("8", "responsibility"), ("9", ""))
    assert mapping_file_from_json(text) == SieOptions(level=("1", "6"), dimensions=dimensions)
    assert isinstance(mapping_file_from_json('{"columns": {"Konto": "account"}}'), ColumnMapping)


@pytest.mark.parametrize(
    ("document", "keys"),
    [
        ({"sie": []}, ["sie"]),
        ({"sie": {}, "columns": {}}, ["columns"]),
        ({"sie": {}, "version": 2}, ["version"]),
        (
            {"sie": {"levels": 1, "level": "1,6", "outturn": "x", "has_budget": "ja", "dimensions": {"7": "konto"}}},
            ["levels", "has_budget", "outturn", "level", "dimensions: 7"],
        ),
        ({"sie": {"level": [True, ""], "dimensions": {"7": 3}}}, ["level", "dimensions: 7"]),
        ({"sie": {"dimensions": [1]}}, ["dimensions"]),
    ],
)
def test_every_mistake_of_a_file_is_named(document: object, keys: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        mapping_file_from_json(json.dumps(document))
    in_words(caught.value.issues)
    assert [issue.params["key"] for issue in caught.value.issues] == keys
    assert set(codes(caught.value.issues)) == {"FM-B113"}
