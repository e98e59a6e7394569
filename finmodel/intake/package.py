"""The parts of a workbook package in the order in which they explain each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from finmodel.intake.archive import Archive, open_archive
from finmodel.intake.contents import Contents, SheetEntry, Texts
from finmodel.intake.findings import Findings, RefusalError, issue, shown
from finmodel.intake.outside import external_links, macros
from finmodel.intake.sheetscan import SheetScan
from finmodel.intake.xmlscan import NO_RULES, Rules, local_name, scan_markup, scan_xml

__all__ = ["SheetExtent", "look_through"]

_TYPES = "[Content_Types].xml"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_OTHER_KINDS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("wordprocessingml", "FM-G117", {"program": "Word"}),
    ("presentationml", "FM-G117", {"program": "PowerPoint"}),
    ("sheet.binary", "FM-G118", {}),
)
_XML_SUFFIXES = (".xml", ".rels", ".vml")
_WORKBOOK_ROOTS = frozenset({"workbook"})
_TEXT_ROOTS = frozenset({"sst"})
_SHEET_ROOTS = frozenset({"worksheet", "dialogsheet", "chartsheet"})


@dataclass(frozen=True, slots=True)
class SheetExtent:
    """Where the content of a worksheet ends.

    Attributes
    ----------
    name, part, state
        Visible name, name of the part in the package, and ``visible``, ``hidden`` or ``veryHidden``.
    last_row, last_column
        The last row and column in which a cell has content; 0 in an empty sheet.
    n_cells
        Cells, formatted empty ones among them.
    """

    name: str
    part: str
    state: str
    last_row: int
    last_column: int
    n_cells: int


def look_through(data: bytes, findings: Findings) -> tuple[SheetExtent, ...]:
    """Read every part of a package once and note what is wrong.

    Parameters
    ----------
    data
        The whole file.
    findings
        Gets what is wrong.

    Returns
    -------
    tuple[SheetExtent, ...]
        The worksheets in the workbook's order.

    Raises
    ------
    RefusalError
        When it is no use to look further.
    """
    return _Package(open_archive(data, findings), findings).look()


class _Package:
    """The state of one look through a package."""

    def __init__(self, archive: Archive, findings: Findings) -> None:
        self.archive = archive
        self.findings = findings
        self.contents = Contents(findings)
        self.texts = Texts(findings)
        self.workbook = ""
        self.text_parts: list[str] = []
        self.listed: dict[str, SheetEntry] = {}
        self.scans: dict[str, SheetScan] = {}
        self.done: set[str] = set()

    def look(self) -> tuple[SheetExtent, ...]:
        """Read the parts, those first that say what the others are."""
        parts = self.archive.parts
        self._check_kind()
        self._read(_TYPES)
        for part in parts:
            if part.lower().endswith(".rels"):
                self._read(part)
        self._find_workbook()
        self._read(self.workbook)
        self._find_sheets()
        self._find_texts()
        for part in (*self.text_parts, *parts):
            self._read(part)
        self._check_roots()
        self.findings.errors.extend(macros(self.contents, parts))
        links = external_links(self.contents, parts, is_refused=not self.findings.limits.has_external_links)
        (self.findings.notices if self.findings.limits.has_external_links else self.findings.errors).extend(links)
        return tuple(self._extents())

    def _check_kind(self) -> None:
        """RefusalError at a package that is no Open XML file."""
        parts = self.archive.parts
        if "mimetype" in parts and parts["mimetype"].n_packed < 200:
            mimetype = b"".join(self.archive.chunks("mimetype", self.findings)).decode("ascii", "replace")
            self.done.add("mimetype")
            if mimetype.startswith(f"{_OPEN_DOCUMENT}spreadsheet"):
                raise RefusalError(issue("FM-G112"), is_final=True)
            if mimetype.startswith(_OPEN_DOCUMENT):
                raise RefusalError(issue("FM-G117", program="LibreOffice Writer"), is_final=True)
        if _TYPES not in parts:
            self._give_up("FM-G120")

    def _give_up(self, code: str, **params: str) -> NoReturn:
        """RefusalError for this reason, unless a fault already found explains it."""
        errors = self.findings.errors
        raise RefusalError(errors.pop() if errors else issue(code, **params), is_final=True)

    def _find_workbook(self) -> None:
        """Find the workbook through the relationships of the package; stop when it is something else."""
        contents, parts = self.contents, self.archive.parts
        roots = {
            contents.target("", relationship, parts)
            for relationship in contents.relationships.get("", [])
            if relationship.kind == "officeDocument" and not relationship.is_external
        }
        if not roots:
            self._give_up("FM-G120")
        root = min(roots)
        kind = contents.type_of(root)
        kinds = (kind, *(stated for part, stated in contents.types.items() if part in parts))
        for word, code, params in _OTHER_KINDS:
            if word in kind:
                raise RefusalError(issue(code, **params), is_final=True)
        if any("macroenabled.main" in stated for stated in kinds):
            raise RefusalError(issue("FM-G119"), is_final=True)
        if root not in parts:
            self._give_up("FM-G150", part=root)
        # Readers look for the workbook by relationship, by content type or by name: all must find the same part.
        books = {part for part, stated in contents.types.items() if part in parts and _is_workbook_type(stated)}
        named = {part for part in parts if part.lower() == "xl/workbook.xml"}
        if len(roots | books | named) > 1 or not _is_workbook_type(kind):
            self._give_up("FM-G153", part=root)
        self.workbook = root

    def _find_sheets(self) -> None:
        """Find the part of every sheet that the workbook lists."""
        contents, errors = self.contents, self.findings.errors
        relationships = {item.id: item for item in contents.relationships.get(self.workbook, [])}
        names: set[str] = set()
        for entry in contents.sheets:
            relationship = relationships.get(entry.relationship)
            part = "" if relationship is None else contents.target(self.workbook, relationship, self.archive.parts)
            if relationship is None or relationship.is_external or part not in self.archive.parts:
                errors.append(issue("FM-G150", part=part or entry.relationship).at(sheet=shown(entry.name)))
            elif part in self.listed or entry.name.casefold() in names:
                errors.append(issue("FM-G152", part=part).at(sheet=shown(entry.name)))
            else:
                self.listed[part] = entry
            names.add(entry.name.casefold())
        if not contents.sheets and self.workbook in contents.roots:
            errors.append(issue("FM-G151"))

    def _find_texts(self) -> None:
        """Find the table of texts, by every way that a reader may find it."""
        contents, parts = self.contents, self.archive.parts
        found = {
            contents.target(self.workbook, item, parts)
            for item in contents.relationships.get(self.workbook, [])
            if item.kind == "sharedStrings"
        }
        found |= {part for part, kind in contents.types.items() if kind.endswith("sharedstrings+xml")}
        found |= {part for part in parts if part.lower() == "xl/sharedstrings.xml"}
        self.text_parts = sorted(found & set(parts))
        if len(self.text_parts) > 1:
            self.findings.errors.append(issue("FM-G153", part=self.text_parts[1]))

    def _read(self, part: str) -> None:
        """Read a part once, by what it is."""
        if part in self.done or part not in self.archive.parts:
            return
        self.done.add(part)
        chunks = self.archive.chunks(part, self.findings)
        try:
            if not self._is_xml(part):
                for _ in chunks:
                    pass
            elif part.lower().endswith(".vml") and part not in self.listed:
                scan_markup(part, chunks)
            else:
                scan_xml(part, chunks, self.findings, lambda root: self._rules(part, root))
        except RefusalError as stop:
            if stop.is_final:
                raise
            self.findings.errors.append(stop.reason)

    def _is_xml(self, part: str) -> bool:
        if part.lower().endswith(_XML_SUFFIXES) or part in self.listed or part in self.text_parts:
            return True
        kind = self.contents.type_of(part)
        return kind.endswith(("+xml", "/xml")) and not kind.startswith("image/")

    def _rules(self, part: str, root: str) -> Rules:
        """Return the rules of a part by its root element."""
        contents = self.contents
        contents.roots[part] = root
        if part == self.workbook:
            if root.startswith(_STRICT):
                raise RefusalError(issue("FM-G123"), is_final=True)
            return contents.workbook_rules()
        match local_name(root):
            case "Types" if part == _TYPES:
                rules = contents.type_rules()
            case "Relationships":
                rules = contents.relationship_rules(part)
            case "sst" if part in self.text_parts:
                rules = self.texts.rules()
            case "styleSheet":
                rules = contents.style_rules()
            case "worksheet" | "dialogsheet" | "macrosheet":
                entry = self.listed.get(part)
                scan = SheetScan(part if entry is None else entry.name, self.texts.lengths, self.findings)
                self.scans[part] = scan
                rules = scan.rules()
            case _:
                rules = NO_RULES
        return rules

    def _check_roots(self) -> None:
        """Refuse a part that is not what the workbook takes it for: readers would find other cells, or none."""
        expected = {self.workbook: _WORKBOOK_ROOTS, **dict.fromkeys(self.text_parts, _TEXT_ROOTS)}
        expected |= dict.fromkeys(self.listed, _SHEET_ROOTS)
        for part, roots in expected.items():
            root = self.contents.roots.get(part)
            if root is not None and root not in {f"{_MAIN}}}{name}" for name in roots}:
                self.findings.errors.append(issue("FM-G153", part=part))

    def _extents(self) -> Iterator[SheetExtent]:
        for part, entry in self.listed.items():
            scan = self.scans.get(part)
            if scan is not None:
                yield SheetExtent(entry.name, part, entry.state, scan.last_row, scan.last_column, scan.n_cells)


def _is_workbook_type(kind: str) -> bool:
    return kind.startswith(_MAIN_TYPE) and kind.endswith((".sheet.main+xml", ".template.main+xml"))
