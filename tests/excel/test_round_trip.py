"""Any valid plan, written and read in either language, is the same; also after LibreOffice has saved it."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from finmodel.analysis.evaluate import evaluate
from finmodel.excel.reader import read_workbook, read_workbook_with_issues
from finmodel.excel.writer import workbook_bytes, write_workbook
from finmodel.i18n.catalogue import LANGUAGES, Language
from finmodel.model.changes import differences
from finmodel.model.plan import Plan
from finmodel.model.scenario_enums import Operation
from finmodel.store.new_plan import new_workbook_bytes, starting_plan
from tests.excel.workbooks import funding_plan, small_plan
from tests.strategies import documents, plans

ROOT = Path(__file__).resolve().parents[2]
VALUES = ("number", "factor", "text", "by_year")


def check_same(plan: Plan, data: bytes) -> None:
    read, _ = read_workbook_with_issues(data)
    assert differences(plan, read) == ()
    assert read == plan


@settings(max_examples=26, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans(is_overlaid=True))
def test_any_plan_comes_back_the_same_in_either_language(plan: Plan) -> None:
    for language in LANGUAGES:
        check_same(plan, workbook_bytes(plan, language=language))


@pytest.mark.soak
@settings(max_examples=2_000, derandomize=False, suppress_health_check=list(HealthCheck))
@given(plans(is_overlaid=True))
def test_many_plans_come_back_the_same(plan: Plan) -> None:
    for language in LANGUAGES:
        check_same(plan, workbook_bytes(plan, language=language))


def test_the_plans_that_are_drawn_have_scenarios_of_every_sort() -> None:
    """Changes that do not fit their plan are dropped as they are drawn: enough of each sort has to be left."""
    seen: Counter[str] = Counter()

    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(documents(max_actions=2, longest=4, is_overlaid=True))
    def look(document: dict[str, Any]) -> None:
        for change in document["scenario_changes"]:
            seen.update([change["operation"], *(name for name in change if name in VALUES)])
        seen.update("share" if "share" in row else "other" for row in document["scenario_funding"])

    look()
    assert [name for name in (*Operation, *VALUES, "share", "other") if not seen[name]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_result_sheets_do_not_disturb_the_plan(language: Language) -> None:
    plan = small_plan()
    check_same(plan, workbook_bytes(plan, language=language, results=evaluate(plan)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_workbook_reads_as_a_new_plan(tmp_path: Path, language: Language) -> None:
    path = tmp_path / "ny plan.xlsx"
    path.write_bytes(new_workbook_bytes(2027, language))
    assert read_workbook(path) == starting_plan(2027, language)


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert workbook_bytes(small_plan()) == workbook_bytes(small_plan())


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_workbook(small_plan(), path)
    write_workbook(small_plan(), path, language="en")
    assert read_workbook(path) == small_plan()
    assert [item.name for item in tmp_path.iterdir()] == ["plan.xlsx"]


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_may_open_and_save_the_file(tmp_path: Path, language: Language) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    path = ROOT / "scenarios" / "helsingborg" / "plan.json"
    from finmodel.model.document import from_json

    # The second holds every row of the small plan.
    plans_by_name = {"helsingborg": from_json(path.read_bytes())[0], "funding": funding_plan()}
    for name, plan in plans_by_name.items():
        (tmp_path / f"{name}.xlsx").write_bytes(workbook_bytes(plan, language=language, results=evaluate(plan)))
    files = [str(tmp_path / f"{name}.xlsx") for name in plans_by_name]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [program, "--headless", profile, "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    command += ["--outdir", str(tmp_path / "saved"), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    for name, plan in plans_by_name.items():
        check_same(plan, (tmp_path / "saved" / f"{name}.xlsx").read_bytes())
