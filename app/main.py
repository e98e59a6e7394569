"""finmodel's app: ``streamlit run app/main.py``."""

from __future__ import annotations

import sys
from pathlib import Path

_HOME = str(Path(__file__).resolve().parent.parent)
if _HOME not in sys.path:
    # In a checkout the folder that holds finmodel too, in the wheel finmodel/bundled.
    sys.path.insert(0, _HOME)

from app.frame import show_page  # noqa: E402 - the path comes first

show_page()
