"""``finmodel tag`` and SIE: the level and the dimensions that the user chooses, typed or in a kept mapping."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.cli.tagging import document, write
from tests.sie_files import BALANCES, CHART, HEAD, VOUCHERS

BUDGET = HEAD + CHART + BALANCES + '#PBUDGET 0 202601 5010 {1 "0100" 6 "P 1"} 60.00\n'


@pytest.fixture
def budget(tmp_path: Path) -> Path:
    path = tmp_path / "budget.se"
    path.write_bytes(BUDGET.encode("cp437"))
    return path


def kept(folder: Path, name: str = "sie.json", **sie: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps({"version": 1, "sie": sie}), encoding="utf-8")
    return path


def lines(run: Run, *arguments: str | Path) -> set[tuple[str, str, float]]:
    found = document(run, *arguments)["lines"]
    return {(line["responsibility"], line["project"], line["amounts"].get("2026", 0)) for line in found}


BY_COST_CENTRE = {("0100", "", 100), ("0200", "", 150), ("", "", 90)}
BY_PROJECT = {("0100", "P 1", 60), ("", "", 280)}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], BY_COST_CENTRE),
        (["--sie-level", "6, 1"], BY_PROJECT),
        (["--sie-level", "konto"], {("", "", 340)}),
        (["--sie-dimension", "1=inget"], {("", "", 100), ("", "", 150), ("", "", 90)}),
        (
            ["--sie-dimension", "1=projekt", "--sie-dimension", "6=kst"],
            {("", "0100", 100), ("", "0200", 150), ("", "", 90)},
        ),
    ],
)
def test_the_level_and_the_fields_are_those_that_are_asked_for(
    run: Run, budget: Path, arguments: list[str], expected: set[tuple[str, str, float]]
) -> None:
    assert lines(run, budget, *arguments) == expected


def test_a_kept_mapping_says_how_and_what_is_typed_goes_before_it(run: Run, budget: Path, tmp_path: Path) -> None:
    mapping = kept(tmp_path, level=["1", "6"], dimensions={"1": "project", "6": "responsibility"})
    assert lines(run, budget, "--mapping", mapping) == {("P 1", "0100", 60), ("", "", 280)}
    assert lines(run, budget, "--mapping", mapping, "--sie-level", "1") == {
        ("", "0100", 100),
        ("", "0200", 150),
        ("", "", 90),
    }
    typed = ("--sie-dimension", "1=responsibility", "--sie-dimension", "6=project")
    assert lines(run, budget, "--mapping", mapping, *typed) == BY_PROJECT


def test_a_table_may_be_compared_with_an_earlier_sie_file(run: Run, budget: Path, tmp_path: Path) -> None:
    table = write(tmp_path)
    assert run("tag", table, "--unit", "tkr", "--before", budget, "--sie-level", "1").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["FILE", "--sie-level", "kst"], "kst is no level"),
        (["FILE", "--sie-level", ""], "is no level"),
        (["FILE", "--sie-dimension", "7=konto"], "7=konto does not say"),
        (["FILE", "--sie-dimension", "7"], "7 does not say"),
        (["FILE", "--sie-dimension", "7="], "7= does not say"),
        (["FILE", "--sie-dimension", "x=motpart"], "x=motpart does not say"),
        (
            ["FILE", "--sie-dimension", "7=motpart", "--sie-dimension", "7=projekt"],
            "dimension 7 is said to be two fields",
        ),
        (["FILE", "--mapping", "KEPT", "--mapping", "KEPT"], "two of the files"),
        (["TABLE", "--sie-level", "1"], "--sie-level is for SIE files"),
        (["TABLE", "--sie-dimension", "7=motpart"], "--sie-dimension is for SIE files"),
        (["TABLE", "--mapping", "KEPT"], "--mapping is for SIE files"),
    ],
)
def test_a_wrong_call_is_exit_2_and_says_what_is_wrong(
    run: Run, budget: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    paths = {"FILE": budget, "KEPT": kept(tmp_path, level=["1"]), "TABLE": write(tmp_path)}
    done = run("tag", *(paths.get(item, item) for item in arguments))
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--sie-level", "9"], "FM-B221"),
        (["--sie-dimension", "1=projekt", "--sie-dimension", "6=projekt"], "FM-B224"),
        (["--mapping", "KEPT"], "FM-B113"),
    ],
)
def test_what_does_not_fit_the_file_is_exit_1(
    run: Run, budget: Path, tmp_path: Path, arguments: list[str], code: str
) -> None:
    mapping = kept(tmp_path, level="1")
    done = run("tag", budget, *(mapping if item == "KEPT" else item for item in arguments), "--language", "en")
    assert (done.exit_code, code in done.stderr) == (1, True)


@pytest.mark.parametrize(("language", "levels"), [("sv", "konto, 1, 1,6."), ("en", "account, 1, 1,6.")])
def test_levels_are_named_as_they_are_typed(run: Run, budget: Path, language: str, levels: str) -> None:
    done = run("tag", budget, "--sie-level", "20", "--language", language)
    assert (done.exit_code, f": {levels}" in " ".join(done.stderr.split())) == (1, True), done.stderr
    assert "–" not in done.stderr


def test_outturn_is_read_from_the_record_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "outturn.se"
    path.write_bytes((HEAD + CHART + VOUCHERS + "#PSALDO 0 202602 5010 {} 250.00\n").encode("cp437"))
    told = run("tag", path, "--language", "en")
    assert "FM-B227" in told.stderr
    assert "100 by #TRANS, which is read, but SEK 250 by #PSALDO" in told.stderr
    found = [document(run, path, *chosen)["lines"] for chosen in ([], ["--sie-outturn", "periodsaldon"])]
    assert [[line["amounts"]["2026"] for line in lines_] for lines_ in found] == [[100], [250]]
    wrong = run("tag", path, "--sie-outturn", "saldon", "--language", "en")
    assert (wrong.exit_code, "auto, vouchers, periods, results, nothing" in wrong.output) == (2, True)
