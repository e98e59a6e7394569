"""Errors by which a library says that a workbook cannot be read."""

from __future__ import annotations

import zipfile
import zlib

__all__ = ["UNREADABLE"]

UNREADABLE = (
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    AssertionError,
    RecursionError,
    NotImplementedError,
    OSError,
    SyntaxError,  # of XML too
    zipfile.BadZipFile,
    zlib.error,
)
"""What a workbook that is safe but not whole makes the library raise."""
