"""What kind of file was handed over, judged by its bytes and never by its name."""

from __future__ import annotations

import re

from finmodel.errors import Issue
from finmodel.intake.findings import issue
from finmodel.intake.ole import OLE_SIGNATURE, ole_entry_names

__all__ = ["foreign_file"]

_ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_HEAD_BYTES = 4096
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|table|meta|style)\b", re.IGNORECASE)
_JSON = re.compile(r"[\[{]\s*([\"\[{\]}]|-?\d|true\b|false\b|null\b)")
_WORD_AND_SLIDES = {"WordDocument": "Word", "PowerPoint Document": "PowerPoint"}


def foreign_file(data: bytes) -> Issue | None:
    """Return what is wrong with a file that is no zip package, or None when it is one.

    Parameters
    ----------
    data
        The whole file.

    Returns
    -------
    Issue | None
        ``FM-G104`` empty, ``FM-G110`` encrypted, ``FM-G111`` old ``.xls``, ``FM-G113`` text, ``FM-G114``
        HTML, ``FM-G115`` PDF, ``FM-G116`` JSON, ``FM-G117`` Word or PowerPoint, ``FM-G121`` unknown,
        ``FM-G122`` other XML.
    """
    if not data:
        return issue("FM-G104")
    if data.startswith(_ZIP_SIGNATURES):
        return None
    if data.startswith(OLE_SIGNATURE):
        return _ole_file(data)
    if b"%PDF-" in data[:1024]:
        return issue("FM-G115")
    text = _head_as_text(data)
    return issue("FM-G121") if text is None else _text_file(text)


def _ole_file(data: bytes) -> Issue:
    names = ole_entry_names(data)
    if "EncryptedPackage" in names:
        return issue("FM-G110")
    if names & {"Workbook", "Book"}:
        return issue("FM-G111")
    for entry, program in _WORD_AND_SLIDES.items():
        if entry in names:
            return issue("FM-G117", program=program)
    return issue("FM-G121")


def _text_file(text: str) -> Issue:
    body = text.lstrip("\N{BYTE ORDER MARK} \t\r\n")
    if body.startswith("<"):
        return issue("FM-G114" if _HTML.search(body) else "FM-G122")
    return issue("FM-G116" if _JSON.match(body) else "FM-G113")


def _head_as_text(data: bytes) -> str | None:
    """Return the first characters of a text file, or None when the bytes are no text."""
    head = data[:_HEAD_BYTES]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    else:
        try:
            text = head.decode("utf-8")
        except UnicodeDecodeError:
            text = head.decode("cp1252", errors="replace")
    n_odd = sum(not (character.isprintable() or character in "\t\r\n\f\N{BYTE ORDER MARK}") for character in text)
    n_odd += text.count("\N{REPLACEMENT CHARACTER}")
    return text if n_odd * 50 <= len(text) and "\0" not in text else None
