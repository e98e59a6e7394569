from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from finmodel.commands import serve
from finmodel.commands.serve import app_command, app_environment
from finmodel.resources import ResourceError
from tests.cli.conftest import Run


class Child:
    """Stands in for the app's process."""

    started: tuple[list[str], dict[str, str]] | None = None
    ends_with: int | type[BaseException] = 0
    was_terminated = False

    def __init__(self, command: list[str], env: dict[str, str]) -> None:
        type(self).started = (command, env)

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def wait(self, timeout: float | None = None) -> int:
        if timeout is not None:
            raise subprocess.TimeoutExpired("app", timeout)
        if isinstance(self.ends_with, int):
            return self.ends_with
        raise self.ends_with

    def terminate(self) -> None:
        type(self).was_terminated = True


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> type[Child]:
    fresh = type("FreshChild", (Child,), {})
    monkeypatch.setattr(subprocess, "Popen", fresh)
    monkeypatch.setattr(serve, "app_main", lambda: tmp_path / "main.py")
    monkeypatch.setenv("FINMODEL_PLAN", "left over")
    return fresh


def options(command: list[str]) -> dict[str, str]:
    flags = command[command.index("run") + 2 :]
    return dict(zip(flags[::2], flags[1::2], strict=True))


def test_the_app_listens_on_this_computer_only_and_reports_to_nobody() -> None:
    command = app_command(Path("main.py"), port=8600, headless=True)
    assert command[:5] == [sys.executable, "-m", "streamlit", "run", "main.py"]
    expected = {
        "--server.address": "127.0.0.1",
        "--server.port": "8600",
        "--server.headless": "true",
        "--server.maxUploadSize": "25",
        "--browser.gatherUsageStats": "false",
        "--runner.magicEnabled": "false",
        "--client.showErrorDetails": "none",
    }
    assert expected.items() <= options(command).items()
    assert "--server.port" not in options(app_command(Path("main.py"), port=None, headless=False))


def test_streamlit_knows_every_option() -> None:
    from streamlit import config

    known = config.get_config_options()
    for name in options(app_command(Path("main.py"), port=1, headless=True)):
        assert name.removeprefix("--") in known


def test_the_environment_of_the_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    given = {"PATH": "p", "FINMODEL_PLAN": "old"}
    assert app_environment(given, None, "sv") == {"PATH": "p", "FINMODEL_LANGUAGE": "sv"}
    assert app_environment(given, "plan.json", "en")["FINMODEL_PLAN"] == str(tmp_path / "plan.json")


def test_the_app_is_started_with_a_plan_that_loads(run: Run, child: type[Child], plan_file: Path) -> None:
    result = run("app", plan_file, "--port", "8601", "--headless")
    assert result.exit_code == 0
    assert child.started is not None
    command, environment = child.started
    assert options(command)["--server.port"] == "8601"
    assert environment["FINMODEL_PLAN"] == str(plan_file)


def test_the_app_is_not_started_with_a_plan_that_does_not_load(run: Run, child: type[Child], bad_file: Path) -> None:
    result = run("app", bad_file)
    assert result.exit_code == 1
    assert "FM-M111" in result.stderr
    assert child.started is None


def test_without_a_plan_none_is_passed_on(run: Run, child: type[Child]) -> None:
    assert run("app").exit_code == 0
    assert child.started is not None
    assert "FINMODEL_PLAN" not in child.started[1]


@pytest.mark.parametrize(("end", "code"), [(0, 0), (1, 1), (-9, 1), (KeyboardInterrupt, 130)])
def test_how_the_app_ends(run: Run, child: Any, end: int | type[BaseException], code: int) -> None:
    child.ends_with = end
    assert run("app").exit_code == code
    assert child.was_terminated == (end is KeyboardInterrupt)


def test_an_installation_without_app_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Path:
        raise ResourceError("app/main.py")

    monkeypatch.setattr(serve, "app_main", missing)
    result = run("app")
    assert result.exit_code == 1
    assert "app/main.py" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
def test_ending_the_command_ends_the_app(plan_file: Path, tmp_path: Path) -> None:
    environment = os.environ | {"FINMODEL_HOME": str(tmp_path / "home")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "finmodel", "app", str(plan_file), "--headless", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        assert wait_until(lambda: answers(port))
        process.terminate()
        process.wait(30)
    assert wait_until(lambda: not answers(port))


def answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def wait_until(holds: Callable[[], bool], seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.2)
    return holds()
