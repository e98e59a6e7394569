"""The examples in the docstrings of the kernels run and print what they say."""

import doctest
import importlib

import pytest

KERNELS = (
    "undefined", "present_value", "irr", "mirr", "payback", "exact_roots", "root_count", "small_products", "overlap",
    "discounting",
)  # fmt: skip


@pytest.mark.parametrize("name", KERNELS)
def test_examples(name: str) -> None:
    results = doctest.testmod(importlib.import_module(f"finmodel.engine.{name}"))
    assert results.attempted > 0
    assert results.failed == 0
