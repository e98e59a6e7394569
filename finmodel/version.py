"""The version of the software and of its method."""

__version__ = "0.1.0"

METHOD_VERSION = "4"
"""Raised whenever any number may change for the same plan (see CHANGELOG)."""
