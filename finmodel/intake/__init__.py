"""Other people's files and tables: looked at before they are opened, then read into plain lines."""

from __future__ import annotations
