"""Every published case is evaluated as a plan, or listed with the reason why it cannot be."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.cases.published import CASES, listed

FOLDER = Path(__file__).parent
PROOF = FOLDER.parents[1] / "docs" / "proof.md"


def _tests() -> Iterator[ast.FunctionDef]:
    for file in sorted(FOLDER.glob("test_golden*.py")):
        if file.name != Path(__file__).name:
            tree = ast.parse(file.read_text(encoding="utf-8"))
            yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _used() -> set[str]:
    """Return the cases that a function, or its parametrisation, names: ``CASES["…"]`` or a parameter of it."""
    constants = {
        node.value for test in _tests() for node in ast.walk(test) if isinstance(node, ast.Constant) and node.value
    }
    return {value for value in constants if isinstance(value, str)} & set(CASES)


def test_every_case_is_used_or_listed_and_none_is_both() -> None:
    used, unused = _used(), set(listed())
    assert set(CASES) - used - unused == set()
    assert used & unused == set()
    assert unused - set(CASES) == set()


def test_what_is_listed_has_a_reason() -> None:
    assert all(len(reason) > 20 for reason in listed().values())


def test_every_case_has_a_source_a_convention_and_a_tolerance() -> None:
    for name, case in CASES.items():
        assert case["source"], name
        assert case["convention"], name
        assert isinstance(case["tolerance"], dict), name
    assert len(_used()) >= 30


def test_the_proof_shows_every_case_that_is_used() -> None:
    lines = [line.split("|")[1] for line in PROOF.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    shown = {name for line in lines for name in re.findall(r"`([^`]+)`", line)}
    assert _used() - shown == set()
    assert shown & set(listed()) == set()
