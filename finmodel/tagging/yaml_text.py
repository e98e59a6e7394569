"""YAML as plain data: mappings, lists and texts, and nothing that a hostile document could do more with."""

from __future__ import annotations

from typing import Any

import yaml

from finmodel.errors import InputError
from finmodel.tagging.problems import issue

__all__ = ["MAX_CHARACTERS", "data_of_yaml"]

MAX_CHARACTERS = 2_000_000
MAX_DEPTH = 20
_REASONS = ("anchor", "depth", "key")


class _Loader(yaml.BaseLoader):  # type: ignore[misc]  # the library has no types
    """Every scalar is a text (``no`` is a word, ``010`` a code); no anchors, no tags, no key twice."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.YAMLError("anchor", event.start_mark)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise yaml.YAMLError("depth", event.start_mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in seen:
                raise yaml.YAMLError("key", key.start_mark)
            seen.add(key.value)
        found: dict[Any, Any] = super().construct_mapping(node, deep=True)
        return found


def data_of_yaml(text: str, source: str = "") -> Any:
    """Return a YAML document as mappings, lists and texts.

    Parameters
    ----------
    text
        The file's content, one document.
    source
        The file's name, for the issue.

    Returns
    -------
    object
        All scalars are texts: what is a number is decided where it is used.

    Raises
    ------
    InputError
        FM-T137: not YAML, or with an anchor, a key twice, too deep or too long; FM-T228: empty.

    Examples
    --------
    >>> data_of_yaml("{NE: 0.40, code: 010, no: on}")
    {'NE': '0.40', 'code': '010', 'no': 'on'}
    """
    if len(text) > MAX_CHARACTERS:
        raise InputError([issue("FM-T137", source, reason="long", n=len(text), maximum=MAX_CHARACTERS)])
    if not text.strip():
        raise InputError([issue("FM-T228", source)])
    loader = None
    try:
        loader = _Loader(text)
        return loader.get_single_data()
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        if mark is None and len(error.args) > 1:
            mark = error.args[1]
        number = getattr(mark, "line", -1) + 1
        said = str(error.args[0]) if error.args else ""
        reason = said if said in _REASONS else "syntax" if number else "unknown"
        raise InputError([issue("FM-T137", source, reason=reason, line=number, maximum=MAX_DEPTH)]) from None
    finally:
        if loader is not None:
            loader.dispose()
