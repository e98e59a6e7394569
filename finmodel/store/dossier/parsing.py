"""JSON from outside as plain data: not too large, no key twice, no number that is none."""

from __future__ import annotations

import gc
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from finmodel.atomic import shown
from finmodel.tagging.plain_rows import RowProblems, shown_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["MAX_BYTES", "check_size", "collection_paused", "data_of_json", "file_name", "json_rows", "json_text"]

MAX_BYTES = 300_000_000
"""The largest document that is read: a dossier with several ledgers of 200,000 lines."""


def data_of_json(data: bytes, problems: RowProblems, limit: int = MAX_BYTES) -> Any:
    """Return a JSON document as plain data.

    Parameters
    ----------
    data
        UTF-8, with or without a byte order mark.
    problems
        Gets FM-T204 for a key that stands twice, of which the last is read.
    limit
        Bytes.

    Raises
    ------
    InputError
        FM-T200: not JSON (NaN and Infinity are not), FM-T206 larger than ``limit``, FM-T211 nested too deeply.
    """
    check_size(data, problems, limit)

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        of = dict(found)
        if len(of) < len(found):
            seen: set[str] = set()
            for key, _ in found:
                if key in seen:
                    problems.add("FM-T204", value=shown_value(key))
                seen.add(key)
        return of

    def constant(name: str) -> NoReturn:
        raise json.JSONDecodeError(name, "", 0)

    try:
        text = data.decode("utf-8-sig")
        with collection_paused():
            return json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        problems.add("FM-T200", line=error.lineno if error.doc else 0, column=error.colno if error.doc else 0)
    except RecursionError:
        problems.add("FM-T211")
    except ValueError:  # no UTF-8, or a number of thousands of digits
        problems.add("FM-T200", line=0, column=0)
    problems.stop_if_errors()
    raise AssertionError("unreachable")  # pragma: no cover


@contextmanager
def collection_paused() -> Iterator[None]:
    """Put off the search for garbage while a large document is made into objects: it would find none, for seconds."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def check_size(data: bytes, problems: RowProblems, limit: int) -> None:
    """Refuse a file that is too large.

    Raises
    ------
    InputError
        FM-T206, with what was found before.
    """
    if len(data) > limit:
        problems.add("FM-T206", size_mb=-(-len(data) // 1_000_000), limit_mb=-(-limit // 1_000_000))
        problems.stop_if_errors()


def json_text(value: object) -> str:
    """Return plain data as JSON on one line, keys sorted: the same for the same data."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def json_rows(rows: Iterable[object], indent: str = " ") -> str:
    """Return a list as JSON with one item a line, as a person compares it."""
    lines = [f"{indent} {json_text(row)}" for row in rows]
    return "[\n" + ",\n".join(lines) + f"\n{indent}]" if lines else "[]"


def file_name(name: str) -> str:
    """Return a file's name as it may be shown, without its folder."""
    return shown(name.replace("\\", "/").rpartition("/")[2] or name)
