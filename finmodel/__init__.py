"""finmodel: the climate investment plan of a municipality.

The public API, resolved when it is first used, so that importing the package costs next to nothing.

>>> import finmodel
>>> sorted(finmodel.__all__)[:3]
['Change', 'FinmodelError', 'InputError']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from finmodel.version import __version__

if TYPE_CHECKING:
    from finmodel.analysis.compare import compare
    from finmodel.analysis.evaluate import evaluate
    from finmodel.analysis.macc import cost_curve
    from finmodel.analysis.overlay import apply_scenario
    from finmodel.analysis.results import Results
    from finmodel.analysis.sensitivity import tornado
    from finmodel.analysis.who_pays import who_pays
    from finmodel.errors import FinmodelError, InputError, Issue
    from finmodel.excel.reader import read_workbook
    from finmodel.excel.writer import write_workbook
    from finmodel.model.changes import Change, differences
    from finmodel.model.document import from_json, to_json
    from finmodel.model.identity import plan_hash
    from finmodel.model.plan import Plan

_HOMES = {
    "Change": "finmodel.model.changes",
    "FinmodelError": "finmodel.errors",
    "InputError": "finmodel.errors",
    "Issue": "finmodel.errors",
    "Plan": "finmodel.model.plan",
    "Results": "finmodel.analysis.results",
    "apply_scenario": "finmodel.analysis.overlay",
    "compare": "finmodel.analysis.compare",
    "cost_curve": "finmodel.analysis.macc",
    "differences": "finmodel.model.changes",
    "evaluate": "finmodel.analysis.evaluate",
    "from_json": "finmodel.model.document",
    "plan_hash": "finmodel.model.identity",
    "read_workbook": "finmodel.excel.reader",
    "to_json": "finmodel.model.document",
    "tornado": "finmodel.analysis.sensitivity",
    "who_pays": "finmodel.analysis.who_pays",
    "write_workbook": "finmodel.excel.writer",
}

__all__ = [
    "Change",
    "FinmodelError",
    "InputError",
    "Issue",
    "Plan",
    "Results",
    "__version__",
    "apply_scenario",
    "compare",
    "cost_curve",
    "differences",
    "evaluate",
    "from_json",
    "plan_hash",
    "read_workbook",
    "to_json",
    "tornado",
    "who_pays",
    "write_workbook",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its home when it is first asked for (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
