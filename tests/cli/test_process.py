from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from finmodel.cli import main, spoken_language
from finmodel.version import __version__
from tests.cli.conftest import Process

HEAVY = ("numpy", "pandas", "scipy", "streamlit", "openpyxl", "xlsxwriter", "lxml", "babel", "rich")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["gap", "--help"], ["chek"], ["check"]])
def test_help_and_version_load_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom finmodel.cli import main\n"
        f"main({arguments!r})\n"
        f"print('loaded', *(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert done.stderr.decode().splitlines()[-1] == "loaded"


def test_version(process: Process) -> None:
    done = process("--version")
    assert done.returncode == 0
    assert __version__ in done.stdout.decode()


def test_the_language_comes_from_the_environment_or_the_call(process: Process, plan_file: Path) -> None:
    assert "Planens hash" in process("check", plan_file).stdout.decode()
    assert "Plan hash" in process("check", plan_file, env={"FINMODEL_LANGUAGE": "en"}).stdout.decode()
    given = process("check", plan_file, "--language", "sv", env={"FINMODEL_LANGUAGE": "en"})
    assert "Planens hash" in given.stdout.decode()
    assert process("check", "--help", "--language=en").stdout.startswith(b"Usage")


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "sv"),
        ([], {"FINMODEL_LANGUAGE": " EN "}, "en"),
        ([], {"FINMODEL_LANGUAGE": "de"}, "sv"),
        (["check", "--language", "en"], {}, "en"),
        (["--language=en"], {"FINMODEL_LANGUAGE": "sv"}, "en"),
        (["--language"], {}, "sv"),
        (["--language", "de"], {"FINMODEL_LANGUAGE": "en"}, "sv"),
        (["--", "--language", "en"], {}, "sv"),
    ],
)
def test_the_language_before_the_call_is_understood(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert spoken_language(arguments, environment) == language


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_any_console_gets_utf_8(process: Process, bad_file: Path, encoding: str) -> None:
    done = process("check", bad_file, "--json", "-", env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    assert done.returncode == 1
    assert "Åtgärd" in done.stderr.decode() or "å" in done.stderr.decode()
    assert json.loads(done.stdout.decode())["errors"] == 2


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("arguments", [["evaluate", "PLAN"], ["check", "PLAN", "--json", "-"], ["--help"]])
def test_nobody_reads_any_more(process: Process, plan_file: Path, arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = process(*(str(plan_file) if item == "PLAN" else item for item in arguments), stdout=writer)
    finally:
        os.close(writer)
    assert done.stderr == b""
    assert done.returncode in ((0,) if "PLAN" in arguments else (0, 1))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize(
    "arguments", [["evaluate", "PLAN"], ["check", "PLAN", "--json", "-"], ["--version"], ["--help"]]
)
def test_a_full_disk_behind_standard_output(process: Process, plan_file: Path, arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = process(*(str(plan_file) if item == "PLAN" else item for item in arguments), stdout=full.fileno())
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert b"finmodel: disken" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_behind_json(process: Process, plan_file: Path) -> None:
    done = process("check", plan_file, "--json", "/dev/full")
    assert done.returncode == 1
    assert b"FM-F121" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="names are text on Windows")
def test_a_name_that_is_no_text(process: Process, tmp_path: Path) -> None:
    done = process("check", os.fsdecode(b"pl\xffan.json"))
    assert done.returncode == 2
    assert "pl\ufffdan.json" in done.stderr.decode()


def test_closed_streams_are_borne(monkeypatch: pytest.MonkeyPatch, plan_file: Path) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["check", str(plan_file)]) == 0
    assert main(["check", "none.json"]) == 2


def test_main_speaks_of_the_product_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 2
    assert re.search(r"finmodel check --help", capsys.readouterr().err)
