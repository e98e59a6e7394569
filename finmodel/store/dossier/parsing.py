"""JSON from outside as plain data: not too large, no key twice, no number that is none."""

from __future__ import annotations

import gc
import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from finmodel.atomic import shown
from finmodel.tagging.problems import shown_value
from finmodel.tagging.row_problems import RowProblems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "MAX_BYTES",
    "check_not_empty",
    "check_size",
    "collection_paused",
    "data_of_json",
    "file_name",
    "json_rows",
    "json_text",
]

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
        FM-T200: not JSON (NaN and Infinity are not, nor are numbers of thousands of digits), FM-T206 larger than
        ``limit``, FM-T211 nested too deeply, FM-T228 empty.
    """
    check_size(data, problems, limit)
    check_not_empty(data, problems)

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
        raise _ConstantError(name)

    try:
        text = data.decode("utf-8-sig")
        with collection_paused():
            return json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        problems.add("FM-T200", reason="syntax", line=error.lineno, column=error.colno)
    except _ConstantError as error:
        problems.add("FM-T200", reason="constant", value=shown_value(error.args[0]))
    except RecursionError:
        problems.add("FM-T211")
    except UnicodeDecodeError:
        problems.add("FM-T200", reason="encoding")
    except ValueError:
        problems.add("FM-T200", reason="digits", maximum=sys.get_int_max_str_digits())
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


class _ConstantError(ValueError):
    """A number that JSON does not have: NaN or Infinity."""


def check_not_empty(data: bytes, problems: RowProblems) -> None:
    """Refuse a file without anything in it but blanks.

    Raises
    ------
    InputError
        FM-T228, with what was found before.
    """
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        problems.add("FM-T228")
        problems.stop_if_errors()


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
