"""Mutation testing of the engine: are there mistakes that no test of it would see?

``python -m tests.engine.mutation [module …]`` makes small mistakes in ``finmodel/engine``, one at a time (a sign
turned, a bound moved, an argument left out), on a copy of the tree, and runs the tests of the engine and the golden
cases against each. A mistake that passes all of them has survived: either a test is missing, or the mistake changes
no result and stands in ``equivalent_mutants.toml`` with the reason. Anything else fails the run.

Not mutated: what stands outside functions (the tables of signs and lines) and functions under a decorator.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from itertools import takewhile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
EQUIVALENT: Final = Path(__file__).with_name("equivalent_mutants.toml")
MODULES: Final = tuple(sorted(path.stem for path in (ROOT / "finmodel" / "engine").glob("[a-z]*.py")))

COPIED: Final = ("finmodel", "tests/engine", "tests/cases", "tests/small_plans.py", "pyproject.toml", "README.md")
GOLDEN: Final = ("test_golden.py", "test_golden_buildings.py", "test_golden_cities.py", "test_golden_funding.py")
SETTINGS: Final = """
[tool.mutmut]
source_paths = ["finmodel/"]
only_mutate = ["finmodel/engine/*.py"]
pytest_add_cli_args_test_selection = ["tests/engine", "tests/analysis"]
use_git_change_detection = false
timeout_multiplier = 4.0
timeout_constant = 5.0
"""

SURVIVED, UNTESTED, NOT_RUN = 0, (5, 33), (None, 34)
KILLED = (1, 3)


CONTEXT: Final = 40
"""Characters shown on either side of a mistake."""


def main(arguments: list[str] | None = None) -> int:
    """Run, print a table by module and every survivor that is not known to be equivalent."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", help=f"modules of finmodel.engine; default all: {', '.join(MODULES)}")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="copy the tree here and keep it, to look at or to go on with")
    options = parser.parse_args(arguments)
    if unknown := set(options.modules) - set(MODULES):
        parser.error(f"no such module: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as scratch:
        tree = options.keep or Path(scratch) / "tree"
        _copy(tree)
        _run(tree, options.modules, options.processes)
        return _report(tree)


def _copy(tree: Path) -> None:
    """Copy what the tests need, so that the tree itself is never mutated."""
    for name in COPIED:
        source, target = ROOT / name, tree / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    (tree / "tests" / "analysis").mkdir(parents=True, exist_ok=True)
    for name in GOLDEN:
        shutil.copyfile(ROOT / "tests" / "analysis" / name, tree / "tests" / "analysis" / name)
    with (tree / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(SETTINGS)


def _run(tree: Path, modules: list[str], processes: int) -> None:
    # Under CI hypothesis takes the same examples every time and has no deadline: a slow test kills no mutant.
    environment = {**os.environ, "CI": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    names = [f"finmodel.engine.{module}.*" for module in modules]
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(processes), *names]
    subprocess.run(command, cwd=tree, env=environment, check=True)


def _report(tree: Path) -> int:
    known = _equivalent()
    unknown: list[str] = []
    rows = [f"{'module':16}{'mutants':>9}{'killed':>9}{'timeout':>9}{'equivalent':>12}{'survived':>10}"]
    sums = [0] * 5
    for module in MODULES:
        run = {name: code for name, code in _exit_codes(tree, module).items() if code not in NOT_RUN}
        if not run:
            continue
        found = survivors(tree, module)
        new = [each for each in found if each not in known]
        killed = sum(code in KILLED for code in run.values())
        counts = [len(run), killed, len(run) - killed - len(found), len(found) - len(new), len(new)]
        sums = [total + count for total, count in zip(sums, counts, strict=True)]
        rows.append(f"{module:16}" + _columns(*counts))
        unknown += new
    rows.append(f"{'all':16}" + _columns(*sums))
    sys.stdout.write("\n".join((*rows, *(f"survived  {each}" for each in unknown))) + "\n")
    return 1 if unknown else 0


def _columns(mutants: int, killed: int, timeout: int, equivalent: int, survived: int) -> str:
    return f"{mutants:9}{killed:9}{timeout:9}{equivalent:12}{survived:10}"


def _equivalent() -> frozenset[str]:
    groups = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["equivalent"]
    return frozenset(mutant for group in groups for mutant in group["mutants"])


def _exit_codes(tree: Path, module: str) -> dict[str, int | None]:
    path = tree / "mutants" / "finmodel" / "engine" / f"{module}.py.meta"
    if not path.exists():
        return {}
    codes: dict[str, int | None] = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return codes


def survivors(tree: Path, module: str) -> list[str]:
    """Return the mistakes that no test saw: ``module.function: before => after``, with some words around each."""
    names = [name for name, code in _exit_codes(tree, module).items() if code == SURVIVED or code in UNTESTED]
    text = (tree / "mutants" / "finmodel" / "engine" / f"{module}.py").read_text(encoding="utf-8")
    bodies = {
        node.name: "\n".join(ast.unparse(statement) for statement in node.body)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    }
    found = []
    for name in names:
        short = name.rsplit(".", 1)[1]
        function = short.rsplit("__mutmut_", 1)[0]
        before, after = _difference(bodies[f"{function}__mutmut_orig"], bodies[short])
        where = function.removeprefix("x").removeprefix("ǁ").replace("ǁ", ".").removeprefix("_")
        found.append(f"{module}.{where}: {before} => {after}")
    return found


def _difference(before: str, after: str) -> tuple[str, str]:
    """Return what differs, with its surroundings, cut at the ends of lines."""
    start = _n_common(before, after)
    end = _n_common(before[start:][::-1], after[start:][::-1])
    left = before[max(0, start - CONTEXT) : start].rsplit("\n", 1)[-1]
    right = before[len(before) - end :][:CONTEXT].split("\n", 1)[0]

    def around(text: str) -> str:
        return (left + text[start : len(text) - end] + right).strip()

    return around(before), around(after)


def _n_common(one: str, other: str) -> int:
    """Count the characters that both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


if __name__ == "__main__":
    sys.exit(main())
