"""What holds for all tests: generated cases have no deadline, since a busy machine is no fault of the code."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("finmodel", deadline=None)
settings.load_profile("finmodel")
