"""What the parts around the sheets say: content types, relationships, sheet list, texts and formats."""

from __future__ import annotations

import posixpath
from array import array
from collections.abc import Container
from dataclasses import dataclass, field
from urllib.parse import unquote

from finmodel.intake.findings import Findings, RefusalError, issue
from finmodel.intake.xmlscan import Attributes, Rules, local_name

__all__ = ["Contents", "Relationship", "SheetEntry", "Texts", "relationship_source"]

_HYPERLINK = "hyperlink"
_MENTIONS_PER_PART = 10


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of a part: its id, kind (last word of its type), target and whether it leads outside."""

    id: str
    kind: str
    target: str
    is_external: bool


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it: visible name, id of its relationship, ``visible`` or hidden state."""

    name: str
    relationship: str
    state: str


def relationship_source(part: str) -> str:
    """Return the part whose relationships ``part`` lists; ``""`` is the package itself.

    Examples
    --------
    >>> relationship_source("xl/_rels/workbook.xml.rels")
    'xl/workbook.xml'
    """
    folder, name = posixpath.split(part)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


class Texts:
    """Lengths of the texts in the workbook's table of texts."""

    def __init__(self, findings: Findings) -> None:
        self.lengths = array("L")
        self._findings = findings
        self._length = 0

    def rules(self) -> Rules:
        """Return the rules of a table of texts."""
        limit = self._findings.limits.max_text_length
        return Rules(
            starts={"si": self._on_item}, ends={"t": self._on_text, "si": self._on_item_end}, text_limits={"t": limit}
        )

    def _on_item(self, _: Attributes) -> None:
        self._length = 0

    def _on_text(self, text: str) -> None:
        self._length += len(text)

    def _on_item_end(self, _: str) -> None:
        self.lengths.append(self._length)
        limit = self._findings.limits.max_shared_strings
        if len(self.lengths) > limit:
            raise RefusalError(issue("FM-G171", limit=limit), is_final=True)


@dataclass(slots=True)
class Contents:
    """The facts about the package, filled while its parts are read."""

    findings: Findings
    types: dict[str, str] = field(default_factory=dict)
    default_types: dict[str, str] = field(default_factory=dict)
    relationships: dict[str, list[Relationship]] = field(default_factory=dict)
    sheets: list[SheetEntry] = field(default_factory=list)
    roots: dict[str, str] = field(default_factory=dict)

    def type_of(self, part: str) -> str:
        """Return the content type of a part, in lower case; ``""`` when none is stated."""
        return self.types.get(part) or self.default_types.get(part.rpartition(".")[2].lower(), "")

    def target(self, source: str, relationship: Relationship, parts: Container[str]) -> str:
        """Return the name of the part that a relationship of ``source`` leads to."""
        target = relationship.target
        if not target.startswith("/"):
            target = posixpath.join("/", posixpath.dirname(source), target)
        name = posixpath.normpath(target).lstrip("/")
        return unquote(name) if name not in parts and unquote(name) in parts else name

    def type_rules(self) -> Rules:
        """Return the rules of ``[Content_Types].xml``."""
        return Rules(starts={"Override": self._on_override, "Default": self._on_default})

    def relationship_rules(self, part: str) -> Rules:
        """Return the rules of a part that lists relationships; hyperlinks are left out."""
        found = self.relationships.setdefault(relationship_source(part), [])

        def on_relationship(attributes: Attributes) -> None:
            kind = attributes.get("Type", "").rpartition("/")[2]
            if kind == _HYPERLINK:  # a sheet may have tens of thousands, and they lead to no part
                return
            self._count_mention()
            found.append(
                Relationship(
                    id=attributes.get("Id", ""),
                    kind=kind,
                    target=attributes.get("Target", ""),
                    is_external=attributes.get("TargetMode", "").lower() == "external",
                )
            )

        return Rules(starts={"Relationship": on_relationship})

    def workbook_rules(self) -> Rules:
        """Return the rules of the workbook part."""
        return Rules(
            starts={"sheet": self._on_sheet, "definedName": self._on_name},
            ends={"definedName": lambda _: None},
            text_limits={"definedName": self.findings.limits.max_formula_length},
        )

    def style_rules(self) -> Rules:
        """Return the rules of the part of formats."""
        starts = dict.fromkeys(("xf", "font", "fill", "border", "numFmt", "dxf"), self._on_format)
        return Rules(starts={**starts, "cellStyle": self._on_named_style})

    def _count_mention(self) -> None:
        n, limit = self.findings.count("mentions"), _MENTIONS_PER_PART * self.findings.limits.max_parts
        if n > limit:
            raise RefusalError(issue("FM-G131", n=n, limit=limit), is_final=True)

    def _on_override(self, attributes: Attributes) -> None:
        self._count_mention()
        name = attributes.get("PartName", "").lstrip("/")
        self.types[name] = attributes.get("ContentType", "").lower()

    def _on_default(self, attributes: Attributes) -> None:
        self.default_types[attributes.get("Extension", "").lower()] = attributes.get("ContentType", "").lower()

    def _on_sheet(self, attributes: Attributes) -> None:
        ids = [value for key, value in attributes.items() if "}" in key and local_name(key) == "id"]
        self.sheets.append(
            SheetEntry(
                name=attributes.get("name", ""),
                relationship=ids[0] if ids else "",
                state=attributes.get("state", "visible"),
            )
        )
        limit = self.findings.limits.max_parts
        if len(self.sheets) > limit:
            raise RefusalError(issue("FM-G131", n=len(self.sheets), limit=limit), is_final=True)

    def _on_name(self, _: Attributes) -> None:
        limit = self.findings.limits.max_defined_names
        if self.findings.count("names") > limit:
            raise RefusalError(issue("FM-G176", limit=limit))

    def _on_format(self, _: Attributes) -> None:
        limit = self.findings.limits.max_formats
        if self.findings.count("formats") > limit:
            raise RefusalError(issue("FM-G177", limit=limit))

    def _on_named_style(self, _: Attributes) -> None:
        limit = self.findings.limits.max_named_styles
        if self.findings.count("styles") > limit:
            raise RefusalError(issue("FM-G178", limit=limit))
