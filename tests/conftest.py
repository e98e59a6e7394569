"""What holds for all tests.

Generated cases have no deadline, since a busy machine is no fault of the code, and are the same in every run: a run
that passes here passes everywhere. ``make soak`` looks for new ones.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

settings.register_profile(
    "finmodel", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("finmodel")


def _no_constants_of_ours() -> Constants:
    """Return none: cases would else hold numbers out of the modules that happen to be loaded, so hang on the order."""
    return Constants()


assert callable(providers._get_local_constants)
providers._get_local_constants = _no_constants_of_ours
