"""Prints the ratio of each benchmark to its named alternative above the table of times."""

from __future__ import annotations

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    session = getattr(config, "_benchmarksession", None)
    measured = [bench for bench in getattr(session, "benchmarks", []) if "ratio" in bench.extra_info]
    if not measured:
        return
    terminalreporter.section("ratio to the named alternative, same run")
    for bench in measured:
        terminalreporter.write_line(f"{bench.name}: {bench.extra_info['ratio']:g} × {bench.extra_info['alternative']}")
