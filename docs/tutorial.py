"""Writes ``docs/tutorial.md`` and ``docs/handledning.md``: a walk through a sample plan, with what finmodel answers.

The words stand in ``tutorial_en.txt`` and ``tutorial_sv.txt``; every line that begins with ``$ finmodel`` is run and
its answer put below it, so the pages can never show what the program no longer says. Run by ``make docs``; a test
says when a page is old. After a command ``[first:8]`` keeps so many lines of the answer, ``[from:Text]`` begins with the
line that begins so.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from finmodel.cli import main
from finmodel.i18n import Language

HERE = Path(__file__).resolve().parent
PAGES: dict[Language, Path] = {"sv": HERE / "handledning.md", "en": HERE / "tutorial.md"}
WIDTH = 100

_COMMAND = re.compile(
    r"\$ finmodel (?P<arguments>.*?)(?:\s*\[first:(?P<first>\d+)\])?(?:\s*\[from:(?P<start>[^\]]+)\])?$"
)


def answer(arguments: str, lang: Language) -> list[str]:
    """Return what a command writes to its output, in a terminal of ordinary width.

    Raises
    ------
    AssertionError
        The command failed: a tutorial shows none that does.
    """
    out, err = io.StringIO(), io.StringIO()
    terminal = {"COLUMNS": str(WIDTH), "LINES": "40", "FINMODEL_LANGUAGE": lang}
    with patch.dict(os.environ, terminal), chdir(HERE.parent), redirect_stdout(out), redirect_stderr(err):
        code = main([*arguments.split(), "--language", lang])
    if code != 0:
        raise AssertionError(err.getvalue())
    return out.getvalue().rstrip().splitlines()


def page(lang: Language) -> str:
    """Return a page in a language."""
    words = (HERE / f"tutorial_{lang}.txt").read_text(encoding="utf-8").splitlines()
    return "\n".join(_lines(words, lang)) + "\n"


def _lines(words: list[str], lang: Language) -> Iterator[str]:
    for line in words:
        command = _COMMAND.fullmatch(line)
        if command is None:
            yield line
            continue
        said = answer(command["arguments"], lang)
        shown = said
        if command["start"]:
            begin = next(place for place, text in enumerate(said) if text.startswith(command["start"]))
            shown = said[begin:]
        if command["first"]:
            shown = shown[: int(command["first"])]
        yield "```console"
        yield f"$ finmodel {command['arguments']}"
        if command["start"] and shown != said:
            yield "[…]"
        yield from (text.rstrip() for text in shown)
        if shown and shown[-1] != said[-1]:
            yield "[…]"
        yield "```"


if __name__ == "__main__":
    for language, path in PAGES.items():
        path.write_text(page(language), encoding="utf-8")
