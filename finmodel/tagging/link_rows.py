"""Links of lines to actions as plain data and back, strictly."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from finmodel.tagging.line_links import LineLinks, LinkedAction, LinkKind
from finmodel.tagging.plain_rows import Fields, fields_of
from finmodel.tagging.plain_values import LONGEST_KEY
from finmodel.tagging.row_problems import RowProblems

__all__ = ["links_to_row", "read_links"]

_NEEDED: Final = ("key", "actions")
_OPTIONAL: Final = ("reason", "who", "when", "origin")

_KIND_WORDS: Final = MappingProxyType({"genomför": LinkKind.IMPLEMENTS, "möjliggör": LinkKind.ENABLES})


def links_to_row(links: LineLinks) -> dict[str, object]:
    """Return plain data, the same for the same links."""
    return {
        "key": links.key,
        "actions": [
            {
                "action": one.action,
                "kind": str(one.kind),
                "amounts": None if one.amounts is None else [list(pair) for pair in one.amounts],
            }
            for one in links.actions
        ],
        "reason": links.reason,
        "who": links.who,
        "when": links.when,
        "origin": links.origin,
    }


def read_links(row: object, pointer: str, problems: RowProblems) -> LineLinks | None:
    """Return the links at a place of a document, None (and told) where they cannot be read.

    Parameters
    ----------
    row, pointer
        What stands there, and where.
    problems
        Gets FM-T201 an unknown key, FM-T202 a value of the wrong kind, FM-T203 a key is missing, FM-T205 an unknown
        kind of link, FM-T218 a text that is too long, FM-T224 a moment that is none. Whether they fit their line is not
        asked here.
    """
    fields = fields_of(row, pointer, problems, _NEEDED, _OPTIONAL)
    if fields is None:
        return None
    items = [fields_of(item, at, problems, ("action",), ("kind", "amounts")) for item, at in fields.items("actions")]
    return LineLinks(
        key=fields.text("key", is_needed=True, longest=LONGEST_KEY),
        actions=tuple(_action(item) for item in items if item is not None),
        reason=fields.text("reason"),
        who=fields.text("who"),
        when=fields.moment("when"),
        origin=fields.text("origin", longest=LONGEST_KEY),
    )


def _action(fields: Fields) -> LinkedAction:
    return LinkedAction(
        fields.text("action", is_needed=True),
        fields.choice("kind", LinkKind, LinkKind.IMPLEMENTS, _KIND_WORDS, "link_kind"),
        fields.amounts("amounts"),
    )
