"""The house: a complete public API, light imports, and a wheel that works outside the checkout."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import finmodel

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("numpy", "pandas", "scipy", "streamlit", "openpyxl", "xlsxwriter", "lxml")


NAMES = {"numpy_financial": "numpy-financial", "yaml": "pyyaml"}


def test_the_program_imports_only_what_it_says_that_it_needs() -> None:
    """Tests install more than the program has: what only they install would be missing where it runs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[^\w-]", text)[0] for text in project["dependencies"]}
    found = set()
    for path in (*(ROOT / "finmodel").rglob("*.py"), *(ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    outside = found - set(sys.stdlib_module_names) - {"finmodel", "app"}
    # pydantic_core comes with pydantic, and is part of it.
    assert {NAMES.get(name, name) for name in outside} - {"pydantic_core"} <= needed
    locked = (ROOT / "requirements" / "app.txt").read_text(encoding="utf-8")
    assert all(re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE) for name in needed)


def test_every_public_name_is_there_and_has_a_docstring() -> None:
    for name in finmodel.__all__:
        value = getattr(finmodel, name)
        assert name == "__version__" or value.__doc__, name
    assert set(dir(finmodel)) == set(finmodel.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = finmodel.nothing


@pytest.mark.parametrize(
    "arguments",
    [
        ["-c", "import finmodel, sys"],
        ["-m", "finmodel", "--help"],
        ["-m", "finmodel", "evaluate", "--help"],
        ["-m", "finmodel", "--version"],
    ],
)
def test_starting_loads_nothing_heavy(arguments: list[str]) -> None:
    command = [sys.executable, "-X", "importtime", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8", cwd=ROOT)
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "finmodel" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_the_wheel_works_outside_the_checkout(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, text=True)
    (wheel,) = tmp_path.glob("finmodel-*.whl")
    inside = tmp_path / "inside"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(inside)
    assert {item.name.split("-")[0] for item in inside.iterdir()} == {"finmodel"}
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; import finmodel; "
        "from finmodel.resources import app_main, sample_plan_path; "
        "assert Path(finmodel.__file__).is_relative_to(sys.argv[1]), finmodel.__file__; "
        "assert app_main().is_relative_to(sys.argv[1]) and app_main().is_file(), app_main(); "
        "from finmodel.cli import main; sys.argv = ['finmodel', 'evaluate', str(sample_plan_path('helsingborg')), "
        "'--json', '-']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(inside)],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
    )
    assert len(json.loads(done.stdout)["actions"]) == 41


def test_nobody_inside_imports_from_the_package_root() -> None:
    sources = [*(ROOT / "finmodel").rglob("*.py"), *(ROOT / "app").rglob("*.py")]
    assert len(sources) > 80
    offenders = [
        str(path.relative_to(ROOT))
        for path in sources
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith(("from finmodel import", "import finmodel\n"))
    ]
    assert offenders == []
