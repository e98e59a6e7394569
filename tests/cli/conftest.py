from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from finmodel.cli import build_app
from finmodel.i18n import Language
from finmodel.model.document import to_json
from tests.store.tiny import tiny_document, tiny_plan

Run = Callable[..., Result]
Process = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def run() -> Run:
    """Run a command line inside this process."""

    def invoke(*arguments: str | Path, language: Language = "en") -> Result:
        # A width of its own: what else has run in this process may have left another in the environment.
        runner = CliRunner(env={"COLUMNS": "100", "LINES": "24"})
        result = runner.invoke(build_app(language), [str(item) for item in arguments])
        assert "Traceback" not in result.output
        return result

    return invoke


@pytest.fixture
def process(tmp_path: Path) -> Process:
    """Run a command line in a process of its own, as users do."""

    def start(
        *arguments: str | Path, env: Mapping[str, str] | None = None, stdout: int = subprocess.PIPE
    ) -> subprocess.CompletedProcess[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("FINMODEL_")}
        return subprocess.run(
            [sys.executable, "-m", "finmodel", *map(str, arguments)],
            env={**environment, **(env or {})},
            stdout=stdout,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            check=False,
            timeout=60,
        )

    return start


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(to_json(tiny_plan()), encoding="utf-8")
    return path


@pytest.fixture
def bad_file(tmp_path: Path) -> Path:
    """A plan with two errors: an unknown owner and a negative life."""
    document = tiny_document()
    document["actions"][0]["owner"] = "ksx"
    document["investments"][0]["economic_life_years"] = -5
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
