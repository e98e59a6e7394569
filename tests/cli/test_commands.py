from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from finmodel.analysis.evaluate import evaluate
from finmodel.commands import problems
from finmodel.i18n import LANGUAGES, Language, UnknownKeyError, texts
from finmodel.model.document import to_document
from finmodel.model.identity import plan_hash
from finmodel.store.files import load_plan
from tests.cli.conftest import Run
from tests.store.tiny import tiny_document, tiny_plan

ISSUE_KEYS = [
    *("code", "severity", "place", "sheet", "cell", "pointer", "table", "row", "field", "year", "params", "text"),
]


def write(path: Path, document: dict[str, Any]) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def lines_with(text: str, start: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(start)]


def test_check_of_a_good_plan(run: Run, plan_file: Path) -> None:
    result = run("check", plan_file)
    assert result.exit_code == 0
    assert plan_hash(tiny_plan()) in result.stdout
    assert "3 actions" in result.stdout


def test_check_tells_every_problem_on_a_line_of_its_own(run: Run, bad_file: Path) -> None:
    result = run("check", bad_file)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert sorted(line.split()[0] for line in lines_with(result.stderr, "FM-")) == ["FM-M104", "FM-M111"]
    assert "/actions/0/owner" in result.stderr
    assert "/investments/0/economic_life_years" in result.stderr


def test_json_of_check(run: Run, plan_file: Path, bad_file: Path, tmp_path: Path) -> None:
    good = json.loads(run("check", plan_file, "--json", "-").stdout)
    assert list(good) == ["valid", "plan_hash", "errors", "warnings", "issues"]
    assert (good["valid"], good["plan_hash"], good["errors"]) == (True, plan_hash(tiny_plan()), 0)
    result = run("check", bad_file, "--json", "-")
    bad = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (bad["valid"], bad["plan_hash"], bad["errors"], bad["warnings"]) == (False, None, 2, 0)
    by_code = {issue["code"]: issue for issue in bad["issues"]}
    assert set(by_code) == {"FM-M104", "FM-M111"}
    owner = by_code["FM-M111"]
    assert list(owner) == ISSUE_KEYS
    assert (owner["severity"], owner["pointer"], owner["row"], owner["field"], owner["sheet"], owner["year"]) == (
        *("error", "/actions/0/owner", "led", "owner", None, None),
    )
    assert owner["params"]["value"] == "ksx"
    assert owner["text"].startswith("FM-M111 /actions/0/owner")
    target = tmp_path / "issues.json"
    assert run("check", bad_file, "--json", target).exit_code == 1
    assert json.loads(target.read_text(encoding="utf-8")) == bad


def test_warnings_are_fine(run: Run, plan_file: Path) -> None:
    sample = Path(__file__).parents[2] / "scenarios" / "helsingborg" / "plan.json"
    result = run("check", sample, "--json", "-")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["valid"], document["errors"]) == (0, True, 0)
    assert document["warnings"] == sum(issue["severity"] == "warning" for issue in document["issues"])


def test_json_of_evaluate_is_the_results(run: Run, plan_file: Path, tmp_path: Path) -> None:
    result = run("evaluate", plan_file, "--json", "-", "--perspective", "ks")
    expected = json.loads(json.dumps(evaluate(tiny_plan(), "ks").to_dict()))
    # Beside the results stands what the plan has of scenarios, here none.
    expected |= {"scenarios": [], "scenario": None, "scenario_hash": None, "changes": []}
    assert result.exit_code == 0
    assert json.loads(result.stdout) == expected
    target = tmp_path / "results.json"
    assert run("evaluate", plan_file, "--json", target, "--perspective", "ks").exit_code == 0
    assert json.loads(target.read_text(encoding="utf-8")) == expected


def test_evaluate_of_bad_input_gives_the_issues_as_json(run: Run, bad_file: Path) -> None:
    result = run("evaluate", bad_file, "--json", "-")
    assert result.exit_code == 1
    assert result.stdout == run("check", bad_file, "--json", "-").stdout
    assert run("evaluate", bad_file).exit_code == 1


def test_the_table_of_evaluate(run: Run, plan_file: Path) -> None:
    result = run("evaluate", plan_file)
    results = evaluate(tiny_plan())
    assert result.exit_code == 0
    assert results.plan_hash in result.stdout
    assert results.result_hash in result.stdout
    assert "1 of 2 actions are costed" in result.stdout
    (led,) = lines_with(result.stdout, "led ")
    npv = results.action("led").figures["npv"]
    assert npv is not None
    shown = f"{npv / 1e6:.1f}".replace("-", "−")
    assert led.split()[-5:] == [shown, shown, *led.split()[-3:]]  # without funding the same before and after
    (unknown,) = lines_with(result.stdout, "okand")
    assert unknown.split()[-5:] == ["–"] * 5
    reasons = [line for line in lines_with(result.stdout, "– ") if "okand" in line]
    assert len(reasons) == 2
    assert "* Not counted in the total (" in result.stdout
    assert lines_with(result.stdout, "igen LED igen*")
    assert lines_with(result.stdout, "The whole plan (2 actions)")


@pytest.mark.parametrize("n_actions", [0, 300])
def test_any_number_of_actions(run: Run, tmp_path: Path, n_actions: int) -> None:
    document = tiny_document()
    document["actions"] = [{"id": f"a{n}", "name": "Å" * 300, "owner": "ks"} for n in range(n_actions)]
    document["investments"] = []
    result = run("evaluate", write(tmp_path / "many.json", document))
    assert result.exit_code == 0
    assert len(lines_with(result.stdout, "a")) == n_actions
    assert max(map(len, result.stdout.splitlines()[:-2])) <= 140


@pytest.mark.parametrize("language", LANGUAGES)
def test_workbooks_there_and_back(run: Run, plan_file: Path, tmp_path: Path, language: Language) -> None:
    book, back = tmp_path / "plan.xlsx", tmp_path / "back.json"
    assert run("convert", plan_file, book, "--language", language).exit_code == 0
    assert run("convert", book, back).exit_code == 0
    assert to_document(load_plan(back).plan) == to_document(tiny_plan())
    assert back.read_bytes() == plan_file.read_bytes()
    assert run("check", book, "--json", "-").stdout == run("check", back, "--json", "-").stdout


def test_results_in_a_workbook(run: Run, plan_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "results.xlsx"
    result = run("evaluate", plan_file, "--out", out)
    assert result.exit_code == 0
    assert "led" not in result.stdout
    assert to_document(load_plan(out).plan) == to_document(tiny_plan())
    result = run("evaluate", plan_file, "--out", out, "--json", "-")
    assert json.loads(result.stdout)["plan_hash"] == plan_hash(tiny_plan())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_workbook_can_be_checked(run: Run, tmp_path: Path, language: Language) -> None:
    out = tmp_path / "ny.xlsx"
    assert run("new", "--out", out, "--language", language).exit_code == 0
    assert run("check", out).exit_code == 0
    before = out.read_bytes()
    assert run("new", "--out", out).exit_code == 2
    assert out.read_bytes() == before
    assert run("new", "--out", out, "--force").exit_code == 0


def test_a_problem_in_a_workbook_is_named_by_its_cell(run: Run, bad_file: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    good = tmp_path / "good.xlsx"
    run("convert", write(tmp_path / "g.json", tiny_document()), good)
    book = openpyxl.load_workbook(good)
    sheet = next(sheet for sheet in book if any(cell.value == "led" for row in sheet.iter_rows() for cell in row))
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "LED-belysning")
    cell.value = "=1/0"
    book.save(good)
    result = run("check", good, "--json", "-")
    assert result.exit_code == 1
    issues = json.loads(result.stdout)["issues"]
    assert (sheet.title, cell.coordinate) in {(issue["sheet"], issue["cell"]) for issue in issues}
    assert f"{sheet.title}!{cell.coordinate}" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["chek"],
        ["check"],
        ["check", "PLAN", "more"],
        ["check", "PLAN", "--jsn", "-"],
        ["check", "PLAN", "--json"],
        ["check", "none.json"],
        ["check", ""],
        ["check", "PLAN", "--language", "de"],
        ["--language", "de", "check", "PLAN"],
        ["check", "PLAN", "--json", "PLAN"],
        ["check", "PLAN", "--json", "none/issues.json"],
        ["check", "PLAN", "--json", "."],
        ["evaluate", "PLAN", "--perspective", "nobody"],
        ["evaluate", "PLAN", "--perspective", ""],
        ["evaluate", "PLAN", "--perspective", "SOCIETY"],
        ["evaluate", "PLAN", "--out", "results.json"],
        ["evaluate", "PLAN", "--out", "none/results.xlsx"],
        ["evaluate", "PLAN", "--out", "r.xlsx", "--json", "r.xlsx"],
        ["evaluate", "PLAN", "--force"],
        ["convert", "PLAN"],
        ["convert", "PLAN", "plan.csv"],
        ["convert", "PLAN", "PLAN"],
        ["convert", "PLAN", "EXISTING"],
        ["convert", "none.json", "new.xlsx"],
        ["new"],
        ["new", "--out", "plan.json"],
        ["new", "--out", "none/plan.xlsx"],
        ["new", "--out", ""],
        ["app", "none.json"],
        ["app", "--port", "0"],
        ["app", "--port", "65536"],
        ["app", "--port", "x"],
        ["app", "--port=-1"],
    ],
)
def test_a_wrong_call_is_exit_2_with_a_word_of_help_and_writes_nothing(
    run: Run, plan_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.xlsx").write_bytes(b"mine")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    names = {"PLAN": "plan.json", "EXISTING": "there.xlsx"}
    result = run(*(names.get(item, item) for item in arguments))
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert "finmodel" in result.stderr
    assert "--help" in result.stderr
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["chek"], "check"),
        (["check", "PLAN", "--jsno", "-"], "--json"),
        (["check"], "PLAN"),
        (["new"], "--out"),
        (["evaluate", "PLAN", "--perspective", "grupp"], "group, municipality, owner, society, ks, hushall"),
        (["check", "x\x1b[31m.json"], "x\ufffd[31m.json"),
        (["convert", "PLAN", "\x9b2J\u202e.csv"], "\ufffd2J\ufffd.csv"),
        (["che\x1bck"], "che\ufffdck"),
        (["check", "--\x1b[31m"], "--\ufffd[31m"),
    ],
)
def test_a_wrong_call_is_named(run: Run, plan_file: Path, arguments: list[str], part: str) -> None:
    result = run(*(str(plan_file) if item == "PLAN" else item for item in arguments))
    assert result.exit_code == 2
    assert part in result.stderr
    assert "\x1b" not in result.output


@pytest.mark.parametrize("content", [b"", b"nothing", b"%PDF-1.7", b"[]", b"{}", b"PK\x03\x04"])
@pytest.mark.parametrize("name", ["plan.json", "plan.xlsx"])
@pytest.mark.parametrize("command", [["check"], ["evaluate"], ["convert"], ["app"]])
def test_a_file_that_is_no_plan_is_exit_1(
    run: Run, tmp_path: Path, content: bytes, name: str, command: list[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    more = [str(tmp_path / "out.xlsx")] if command == ["convert"] else []
    result = run(*command, path, *more)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert re.search(r"^FM-[FGJMW]\d{3}", result.stderr, re.MULTILINE)
    assert not (tmp_path / "out.xlsx").exists()


def test_a_folder_as_plan_is_exit_1(run: Run, tmp_path: Path) -> None:
    result = run("check", tmp_path, "--json", "-")
    assert result.exit_code == 1
    assert [issue["code"] for issue in json.loads(result.stdout)["issues"]] == ["FM-F102"]


def test_hostile_text_reaches_no_terminal(run: Run, tmp_path: Path) -> None:
    document = tiny_document(title="Plan \u202etxt")
    document["actions"][0]["name"] = "Gott \u2066namn\u200f"
    good = run("evaluate", write(tmp_path / "good.json", document))
    assert good.exit_code == 0
    document["actions"][0]["name"] = "\x1b]0;owned\x07 \x9b31m"
    document["actions"][1]["\x1b[2J\nnext\x7f"] = 1
    document["actions"][2]["owner"] = "\ud800\u202e"
    bad = run("check", write(tmp_path / "bad.json", document))
    assert bad.exit_code == 1
    raw = run("check", tmp_path / "bad.json", "--json", "-")
    for text in (good.output, bad.output, raw.stdout):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]", text)
    issues = json.loads(raw.stdout)["issues"]
    assert any("\x9b31m" in str(issue["params"].get("value", "")) for issue in issues)
    assert not [issue for issue in issues if re.search("[\x00-\x1f\x7f-\x9f\u202e]", issue["text"] + issue["place"])]
    assert all(re.match(r"FM-|\d", line) for line in bad.stderr.splitlines())


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (OSError(28, "No space left on device", "x.json"), "disk is full"),
        (PermissionError(13, "Permission denied", "x.json"), "x.json"),
        (OSError(5, "Input/output error"), "Input/output error"),
        (ValueError("inner"), "ValueError in "),
        (MemoryError(), "MemoryError"),
        (RecursionError(), "RecursionError"),
    ],
)
def test_what_nobody_expected_is_a_message(
    run: Run, plan_file: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, part: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(problems, "load_plan", fail)
    result = run("check", plan_file)
    assert result.exit_code == 1
    assert part in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_interruption_is_quiet(run: Run, plan_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(problems, "load_plan", interrupt)
    result = run("check", plan_file)
    assert (result.exit_code, result.output) == (130, "")


def test_a_target_that_cannot_be_written_is_exit_1(
    run: Run, plan_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise PermissionError(13, "used by another process")

    monkeypatch.setattr("finmodel.atomic._put_in_place", locked)
    for command in (["convert", plan_file, tmp_path / "b.xlsx"], ["evaluate", plan_file, "--out", tmp_path / "b.xlsx"]):
        result = run(*command)
        assert result.exit_code == 1
        assert "FM-F120" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


def test_an_issue_without_a_sentence_is_still_told(run: Run, bad_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise UnknownKeyError("no text")

    monkeypatch.setattr(problems, "render", fail)
    assert "FM-M111 /actions/0/owner" in run("check", bad_file).stderr


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "command", [[], ["new"], ["check"], ["evaluate"], ["sources"], ["accounts"], ["convert"], ["app"]]
)
def test_help_is_in_the_language(run: Run, language: Language, command: list[str]) -> None:
    result = run(*command, "--help", language=language)
    assert result.exit_code == 0
    assert result.stdout.startswith({"sv": "Användning: ", "en": "Usage: "}[language])
    other = {"sv": ("Options", "Show", "COMMAND", "[default", "required"), "en": ("Alternativ", "Visar", "FIL ")}
    assert not [word for word in other[language] if word in result.stdout]


def test_both_languages_have_the_same_texts() -> None:
    keys = [{key for key in texts(language) if key.startswith("cli.")} for language in LANGUAGES]
    assert keys[0] == keys[1]


def test_every_text_is_used() -> None:
    root = Path(problems.__file__).parents[1]
    code = "".join(path.read_text(encoding="utf-8") for path in [root / "cli.py", *(root / "commands").rglob("*.py")])
    keys = {
        re.sub(r"\.(one|other)$", "", key) for key in texts("sv") if key.startswith("cli.") and key != "cli.usage.other"
    }
    names = {key.removeprefix("cli.").removeprefix("usage.") for key in keys}
    built = {f"heading_{name}s" for name in ("argument", "option", "command")}
    assert {name for name in names - built if not re.search(f"[\"']{name}[\"']", code)} == set()


@pytest.mark.skipif(os.name == "nt", reason="a device of POSIX")
def test_a_device_may_be_written_to(run: Run, plan_file: Path) -> None:
    assert run("check", plan_file, "--json", os.devnull).exit_code == 0
