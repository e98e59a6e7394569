from __future__ import annotations

import io
import json
import os
import shutil
import struct
import subprocess
import time
import tomllib
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from string import Formatter
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.errors import InputError, Issue, Param, Severity
from finmodel.intake import guard
from finmodel.intake.guard import LEDGER_LIMITS, PLAN_LIMITS, Limits, examine_workbook, inspect_workbook

xlsxwriter: Any = pytest.importorskip("xlsxwriter")  # it has no types

# ---------------------------------------------------------------------------------------------------- building files

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OPEN_XML = "application/vnd.openxmlformats-officedocument"
KIND = f"{OPEN_XML}.spreadsheetml"
SHEET = "xl/worksheets/sheet1.xml"

Parts = Mapping[str, str | bytes | None]


def types(*overrides: tuple[str, str], main: str = f"{KIND}.sheet.main+xml") -> str:
    listed = [("xl/workbook.xml", main), (SHEET, f"{KIND}.worksheet+xml"), *overrides]
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in listed)
        + "</Types>"
    )


def rels(*items: tuple[str, str], external: tuple[tuple[str, str], ...] = ()) -> str:
    lines = [f'<Relationship Id="rId{n}" Type="{OFFICE}/{k}" Target="{t}"/>' for n, (k, t) in enumerate(items, 1)]
    lines += [
        f'<Relationship Id="x{n}" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
        for n, (kind, target) in enumerate(external)
    ]
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def book(sheets: tuple[tuple[str, str], ...] = (("Åtgärder", "rId1"),), tail: str = "", space: str = MAIN) -> str:
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="{rid}"/>' for n, (name, rid) in enumerate(sheets, 1))
    return f'<workbook xmlns="{space}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets>{tail}</workbook>'


def sheet(data: str, *, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


def row(number: int, *references: str) -> str:
    return f'<row r="{number}">' + "".join(f'<c r="{r}"><v>1</v></c>' for r in references) + "</row>"


def texts(*items: str) -> str:
    return f'<sst xmlns="{MAIN}">' + "".join(f"<si><t>{item}</t></si>" for item in items) + "</sst>"


VALID: Parts = {
    "[Content_Types].xml": types(),
    "_rels/.rels": rels(("officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": book(),
    "xl/_rels/workbook.xml.rels": rels(("worksheet", "worksheets/sheet1.xml")),
    SHEET: sheet(row(1, "A1", "B1")),
}


def pack(parts: Parts) -> bytes:
    """Return a zip of the parts; a part that is None is left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            if content is not None:
                package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def workbook(changes: Parts | None = None) -> bytes:
    return pack({**VALID, **(changes or {})})


def with_sheet(data: str, *, before: str = "", after: str = "", **more: str) -> bytes:
    return workbook({SHEET: sheet(data, before=before, after=after), **more})


def with_texts(data: str, *items: str) -> bytes:
    return workbook({SHEET: sheet(data), "xl/sharedStrings.xml": texts(*items)})


def central(data: bytes, name: str, offset: int, form: str, *values: int) -> bytes:
    """Return the file with a field of a part's entry in the zip directory overwritten."""
    changed = bytearray(data)
    place = data.rindex(name.encode()) - 46
    assert data[place : place + 4] == b"PK\x01\x02"
    struct.pack_into(form, changed, place + offset, *values)
    return bytes(changed)


def raw_zip(*entries: tuple[str, int, bytes], body: bytes) -> bytes:
    """Return a zip with a directory of our own over ``body``: entries are name, offset, stored content."""
    directory = b""
    for name, offset, content in entries:
        directory += struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, zlib.crc32(content), len(content),
            len(content), len(name), 0, 0, 0, 0, 0, offset,
        ) + name.encode()  # fmt: skip
    n = len(entries)
    return body + directory + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, n, n, len(directory), len(body), 0)


def stored(name: str, content: bytes) -> bytes:
    sizes = zlib.crc32(content), len(content), len(content)
    return struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 0, 0, 33, *sizes, len(name), 0) + name.encode() + content


def overlapping() -> bytes:
    inner = stored("b.xml", b"<b/>")
    entries = ("a.xml", 0, inner), ("b.xml", 30 + len("a.xml"), b"<b/>")
    return raw_zip(*entries, body=stored("a.xml", inner))


def duplicate_parts() -> bytes:
    target = io.BytesIO(workbook())
    with zipfile.ZipFile(target, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr(SHEET, sheet(row(1, "A1")))
    return target.getvalue()


def bzip2() -> bytes:
    target = io.BytesIO(workbook())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_BZIP2) as package:
        package.writestr("xl/media/image1.png", b"x" * 100)
    return target.getvalue()


def compound(*names: str) -> bytes:
    """Return an OLE2 file with these names in its directory, in a chain of two directory sectors."""
    header = bytearray(b"\xff" * 512)
    header[:8] = bytes.fromhex("D0CF11E0A1B11AE1")
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<I", header, 76, 0)
    fat = struct.pack("<128I", 0xFFFFFFFD, 2, *[0xFFFFFFFE] * 126)
    directory = b""
    for name in ["Root Entry", "a", "b", "c", *names]:
        raw = name.encode("utf-16-le")
        directory += raw.ljust(64, b"\0") + struct.pack("<H", len(raw) + 2) + bytes(62)
    return bytes(header) + fat + directory.ljust(1024, b"\0")


def opendocument(kind: str) -> bytes:
    return pack({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<a/>"})


def other_office(main: str) -> bytes:
    return workbook({"[Content_Types].xml": types(main=main)})


def attribute_bomb() -> bytes:
    return workbook({"docProps/a.xml": f'<a b="{os.urandom(2_300_000).hex()}"/>'})


DOCTYPE = '<!DOCTYPE a [<!ENTITY b "c">]>'

# ------------------------------------------------------------------------------------------------------------ refusals


@dataclass(frozen=True)
class Case:
    """A file and the only issue that it must give."""

    code: str
    build: Callable[[], bytes]
    params: Mapping[str, Param] = field(default_factory=dict)
    at: tuple[str | None, str | None] = (None, None)
    limits: Limits = PLAN_LIMITS


def plan(**bounds: int) -> Limits:
    return replace(PLAN_LIMITS, **bounds)  # type: ignore[arg-type]


S = "Åtgärder"
LINK_REL = "xl/externalLinks/_rels/externalLink1.xml.rels"
LINK = {
    "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>',
    LINK_REL: rels(external=(("externalLinkPath", "file:///C:\\Ekonomi\\Budget%202026.xlsx"),)),
}
PICTURE = {"xl/drawings/_rels/drawing1.xml.rels": rels(external=(("image", "https://example.org/spy.png"),))}
STYLES = f'<styleSheet xmlns="{MAIN}"><xf/><xf/>{"<cellStyle/>" * 3}</styleSheet>'
SHARED_FORMULAS = row(1).replace("></row>", '><c r="A1"><f t="shared" si="0">SUM(B1:C1)</f></c></row>') + "".join(
    f'<row r="{n}"><c r="A{n}"><f t="shared" si="0"/><v>1</v></c></row>' for n in range(2, 5)
)
AS_TEXT = '<row r="1"><c r="A1" t="s"><v>{}</v></c></row>'

CASES = [
    Case("FM-G104", lambda: b""),
    Case("FM-G105", workbook, {"size_mb": 1, "limit_mb": 1}, limits=plan(max_file_bytes=500)),
    Case("FM-G110", lambda: compound("EncryptionInfo", "EncryptedPackage")),
    Case("FM-G111", lambda: compound("Workbook")),
    Case("FM-G111", lambda: compound("Book")),
    Case("FM-G112", lambda: opendocument("spreadsheet")),
    Case("FM-G113", lambda: "Åtgärd;Belopp\nSolceller;12,5\n".encode("cp1252")),
    Case("FM-G113", lambda: "Åtgärd\tBelopp\n".encode("utf-16")),
    Case("FM-G114", lambda: b"\xef\xbb\xbf  <html><body><table><tr><td>1"),
    Case("FM-G114", lambda: b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html/>"),
    Case("FM-G115", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"),
    Case("FM-G116", lambda: json.dumps({"actions": []}, indent=2).encode()),
    Case("FM-G117", lambda: other_office(f"{OPEN_XML}.wordprocessingml.document.main+xml"), {"program": "Word"}),
    Case(
        "FM-G117", lambda: other_office(f"{OPEN_XML}.presentationml.presentation.main+xml"), {"program": "PowerPoint"}
    ),
    Case("FM-G117", lambda: compound("WordDocument"), {"program": "Word"}),
    Case("FM-G117", lambda: opendocument("text"), {"program": "LibreOffice Writer"}),
    Case("FM-G118", lambda: other_office("application/vnd.ms-excel.sheet.binary.macroEnabled.main")),
    Case("FM-G119", lambda: other_office("application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
    Case("FM-G120", lambda: pack({"a.txt": "a"})),
    Case("FM-G120", lambda: pack({})),
    Case("FM-G120", lambda: workbook({"_rels/.rels": None})),
    Case("FM-G121", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100)),
    Case("FM-G121", compound),
    Case("FM-G121", lambda: compound("Workbook")[:60]),
    Case("FM-G122", lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'),
    Case("FM-G123", lambda: workbook({"xl/workbook.xml": book(space="http://purl.oclc.org/ooxml/spreadsheetml/main")})),
    Case("FM-G130", lambda: workbook()[:-100]),
    Case("FM-G130", lambda: b"PK\x03\x04"),
    Case("FM-G131", lambda: workbook({f"a{n}.bin": "" for n in range(496)}), {"n": 501, "limit": 500}),
    Case("FM-G131", lambda: workbook({"xl/workbook.xml": book((("A", "rId1"),) * 501)}), {"n": 501, "limit": 500}),
    Case(
        "FM-G131",
        lambda: workbook({"xl/a.rels": rels(*(("image", "a.png"),) * 5001)}),
        {"n": 5001, "limit": 5000},
    ),
    Case("FM-G132", duplicate_parts, {"part": SHEET}),
    Case(
        "FM-G132",
        lambda: workbook({"XL/Workbook2.xml": "<a/>", "xl/workbook2.xml": "<a/>"}),
        {"part": "xl/workbook2.xml"},
    ),
    *(
        Case("FM-G133", lambda name=name: workbook({name: "<a/>"}), {"part": name})  # type: ignore[misc]
        for name in ("/etc/passwd", "../a.xml", "xl/../../a", "xl\\a.xml", "C:a.xml", "xl/..")
    ),
    Case("FM-G134", lambda: central(workbook({"a.bin": "x"}), "a.bin", 8, "<H", 1), {"part": "a.bin"}),
    Case("FM-G135", bzip2, {"part": "xl/media/image1.png", "method": 12}),
    Case("FM-G136", overlapping, {"part": "b.xml"}),
    Case("FM-G136", lambda: raw_zip(("a.xml", 0, b"x" * 50), body=stored("a.xml", b"<a/>")), {"part": "a.xml"}),
    Case("FM-G137", lambda: central(workbook(), SHEET, 16, "<I", 7), {"part": SHEET}),  # checksum
    Case("FM-G137", lambda: central(workbook(), SHEET, 24, "<I", 7), {"part": SHEET}),  # unpacked size
    Case("FM-G137", lambda: central(workbook({"a.bin": "xyz"}), "a.bin", 20, "<I", 3), {"part": "a.bin"}),  # cut short
    Case("FM-G137", lambda: central(workbook({"a.bin": "xyz"}), "a.bin", 10, "<H", 0), {"part": "a.bin"}),  # method
    Case("FM-G137", lambda: workbook({"a.bin": "xyz"}).replace(b"a.bin", b"b.bin", 1), {"part": "a.bin"}),  # name
    Case("FM-G138", lambda: workbook({"a.bin": "x" * 90_000}), {"limit_mb": 1}, limits=plan(max_total_bytes=80_000)),
    Case(
        "FM-G138",
        lambda: central(workbook({"a.bin": "x" * 90_000}), "a.bin", 24, "<I", 5),
        {"limit_mb": 1},
        limits=plan(max_total_bytes=80_000),
    ),
    Case("FM-G139", lambda: with_sheet(" " * 12_000_000), {"part": SHEET, "limit": 200}),
    Case("FM-G140", lambda: workbook({"xl/styles.xml": f"{DOCTYPE}<a>&b;</a>"}), {"part": "xl/styles.xml"}),
    Case(
        "FM-G140",
        lambda: workbook(
            {"docProps/app.xml": f'<?xml version="1.0" encoding="UTF-16"?>{DOCTYPE}<a/>'.encode("utf-16")}
        ),
        {"part": "docProps/app.xml"},
    ),
    Case(
        "FM-G140",
        lambda: workbook({"docProps/app.xml": f"{DOCTYPE}<a/>".encode("utf-16-be")}),
        {"part": "docProps/app.xml"},
    ),
    Case("FM-G140", lambda: workbook({"xl/a.rels": f"{DOCTYPE}<a/>"}), {"part": "xl/a.rels"}),
    Case(
        "FM-G140",
        lambda: workbook({"xl/vmlDrawing1.vml": f"<xml><br>{DOCTYPE}".encode("utf-16-le")}),
        {"part": "xl/vmlDrawing1.vml"},
    ),
    Case("FM-G140", lambda: workbook({SHEET: f'<!DOCTYPE a SYSTEM "file:///etc/passwd">{sheet("")}'}), {"part": SHEET}),
    Case("FM-G141", lambda: workbook({SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>'}), {"part": SHEET}),
    Case("FM-G141", lambda: workbook({SHEET: sheet("&unknown;")}), {"part": SHEET}),
    Case("FM-G141", lambda: workbook({"docProps/app.xml": "<a>\0</a>"}), {"part": "docProps/app.xml"}),
    Case(
        "FM-G142",
        lambda: workbook({"docProps/app.xml": '<?xml version="1.0" encoding="UTF-7"?><a/>'}),
        {"part": "docProps/app.xml", "encoding": "UTF-7"},
    ),
    Case("FM-G143", lambda: workbook({"docProps/app.xml": "<a>" * 50_000}), {"part": "docProps/app.xml", "limit": 100}),
    Case("FM-G144", lambda: with_sheet("<a/>" * 100), {"limit": 90}, limits=plan(max_elements=90)),
    Case("FM-G145", attribute_bomb, {"part": "docProps/a.xml"}),
    Case(
        "FM-G145",
        lambda: workbook({"a.xml": "<a>" + "".join(f"<a{n}/>" for n in range(21_000)) + "</a>"}),
        {"part": "a.xml"},
    ),
    Case("FM-G150", lambda: workbook({SHEET: None}), {"part": SHEET}, (S, None)),
    Case("FM-G150", lambda: workbook({"xl/workbook.xml": book(((S, "rId9"),))}), {"part": "rId9"}, (S, None)),
    Case("FM-G150", lambda: workbook({"xl/workbook.xml": None}), {"part": "xl/workbook.xml"}),
    Case("FM-G151", lambda: workbook({"xl/workbook.xml": book(())})),
    Case(
        "FM-G152",
        lambda: workbook({"xl/workbook.xml": book(((S, "rId1"), ("B", "rId1")))}),
        {"part": SHEET},
        ("B", None),
    ),
    Case("FM-G153", lambda: workbook({SHEET: texts("a")}), {"part": SHEET}),
    Case("FM-G153", lambda: workbook({SHEET: "<worksheet/>"}), {"part": SHEET}),
    Case(
        "FM-G153", lambda: workbook({"[Content_Types].xml": types(main="application/xml")}), {"part": "xl/workbook.xml"}
    ),
    Case(
        "FM-G153",
        lambda: workbook({"[Content_Types].xml": types(("b.xml", f"{KIND}.sheet.main+xml")), "b.xml": book()}),
        {"part": "xl/workbook.xml"},
    ),
    Case("FM-G153", lambda: workbook({"xl/sharedStrings.xml": sheet("")}), {"part": "xl/sharedStrings.xml"}),
    Case("FM-G154", lambda: workbook(LINK), {"file": "Budget 2026.xlsx"}),
    Case(
        "FM-G154", lambda: workbook({"xl/a.xml": f'<externalLink xmlns="{MAIN}"/>'}), {"file": "a.xml"}
    ),  # DDE: no relationship
    Case(
        "FM-G155", lambda: workbook(PICTURE), {"file": "spy.png", "kind": "image", "part": "xl/drawings/drawing1.xml"}
    ),
    Case("FM-G156", lambda: workbook({"xl/vbaProject.bin": "x"}), {"part": "xl/vbaProject.bin"}),
    Case(
        "FM-G156",
        lambda: workbook(
            {"[Content_Types].xml": types(("xl/x.bin", "application/vnd.ms-office.vbaProject")), "xl/x.bin": "x"}
        ),
        {"part": "xl/x.bin"},
    ),
    Case(
        "FM-G160",
        lambda: with_sheet(row(1, "A1") + row(1_048_576, "XFD1048576")),
        {"n": 1, "max_rows": 20_000, "last_column": "SF"},
        (S, "XFD1048576"),
    ),
    Case(
        "FM-G160",
        lambda: with_sheet(row(200_000, "AAA200000")),
        {"n": 1, "max_rows": 20_000, "last_column": "SF"},
        (S, "AAA200000"),
    ),
    Case(
        "FM-G160",
        lambda: with_sheet("<row>" + "<c><v>1</v></c>" * 503 + "</row>"),
        {"n": 3, "max_rows": 20_000, "last_column": "SF"},
        (S, "SG1"),
    ),
    Case(
        "FM-G160",
        lambda: with_sheet("<row><c><v>1</v></c></row>" * 20_001),
        {"n": 1, "max_rows": 20_000, "last_column": "SF"},
        (S, "A20001"),
    ),
    Case(
        "FM-G160",
        lambda: with_sheet('<row><c r="ZZ1" t="inlineStr"><is><t> </t></is></c></row>'),
        {"n": 1, "max_rows": 20_000, "last_column": "SF"},
        (S, "ZZ1"),
    ),
    Case(
        "FM-G161",
        lambda: with_sheet(row(1, "SF1") + row(20_000, "A20000")),
        {"n": 10_000_000, "limit": 5_000_000},
        (S, "SF20000"),
    ),
    Case(
        "FM-G161",
        lambda: with_sheet(row(1, "SF1") + row(1_048_576, "A1048576")),
        {"n": 524_288_000, "limit": 26_214_400},
        (S, "SF1048576"),
        LEDGER_LIMITS,
    ),
    Case(
        "FM-G162",
        lambda: with_sheet(row(1, "A1") + '<row r="1048576" ht="20"/>'),
        {"row": 1_048_576, "column": "A", "limit": 20_000},
        (S, None),
    ),
    Case(
        "FM-G162",
        lambda: with_sheet(row(1, "A1") + '<row r="19999"/>', before='<dimension ref="A1:XFD1048576"/>'),
        {"row": 19_999, "column": "XFD", "limit": 20_000},
        (S, None),
    ),
    Case(
        "FM-G163",
        lambda: with_sheet(row(1, "A1") + row(7, "B7"), before='<dimension ref="A1"/>'),
        {"dimension": "A1"},
        (S, "B7"),
    ),
    Case(
        "FM-G164",
        lambda: with_sheet("", before='<dimension ref="hela bladet"/>'),
        {"dimension": "hela bladet"},
        (S, None),
    ),
    Case(
        "FM-G165",
        lambda: with_sheet('<row r="1"><c r="1A"><v>1</v></c><c r="Å1"/></row>'),
        {"n": 2, "reference": "1A"},
        (S, None),
    ),
    Case("FM-G165", lambda: with_sheet('<row r="1e6"/>'), {"n": 1, "reference": "1e6"}, (S, None)),
    Case("FM-G166", lambda: with_sheet(row(2, "A2") + row(1, "A1")), {"n": 1}, (S, "A1")),
    Case("FM-G166", lambda: with_sheet(row(1, "B1", "B1", "A1")), {"n": 2}, (S, "B1")),
    Case("FM-G166", lambda: with_sheet(row(1, "A9")), {"n": 1}, (S, "A9")),
    Case("FM-G167", lambda: with_texts(AS_TEXT.format(2), "a", "b"), {"n": 1}, (S, "A1")),
    Case("FM-G167", lambda: with_texts(AS_TEXT.format("-1"), "a", "b"), {"n": 1}, (S, "A1")),
    Case("FM-G168", lambda: with_sheet('<x:row xmlns:x="urn:x"><x:c/></x:row>'), {}, (S, None)),
    Case("FM-G170", lambda: with_sheet(row(1, "A1", "B1", "C1")), {"limit": 2}, limits=plan(max_cells=2)),
    Case("FM-G171", lambda: with_texts("", "a", "b"), {"limit": 1}, limits=plan(max_shared_strings=1)),
    Case("FM-G172", lambda: with_texts("", "a" * 100_001), {"part": "xl/sharedStrings.xml", "limit": 100_000}),
    Case(
        "FM-G172",
        lambda: with_sheet(f'<row r="1"><c r="A1"><f>{"1+" * 9000}1</f></c></row>'),
        {"part": SHEET, "limit": 16_384},
    ),
    Case("FM-G173", lambda: with_texts(AS_TEXT.format(0), "a" * 11), {"limit": 10}, limits=plan(max_expanded_text=10)),
    Case(
        "FM-G174",
        lambda: with_sheet("", after='<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:B2"/></mergeCells>'),
        {"limit": 1},
        (S, None),
        plan(max_merged_ranges=1),
    ),
    Case(
        "FM-G175",
        lambda: with_sheet("", after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        {"limit": 200_000},
        (S, None),
    ),
    Case(
        "FM-G175",
        lambda: with_sheet("", after='<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>'),
        {"limit": 200_000},
        (S, None),
    ),
    Case(
        "FM-G176",
        lambda: workbook({"xl/workbook.xml": book(tail="<definedName>A</definedName>" * 5001)}),
        {"limit": 5000},
    ),
    Case("FM-G177", lambda: workbook({"xl/styles.xml": STYLES}), {"limit": 1}, limits=plan(max_formats=1)),
    Case("FM-G178", lambda: workbook({"xl/styles.xml": STYLES}), {"limit": 2}, limits=plan(max_named_styles=2)),
    Case("FM-G179", lambda: with_sheet(SHARED_FORMULAS), {"limit": 29}, limits=plan(max_expanded_formulas=29)),
]

ELSEWHERE = {"FM-G101", "FM-G102", "FM-G103", "FM-G106", "FM-G199"}
"""Codes asserted by a test of their own."""


def issues_of(source: bytes | Path | str, limits: Limits = PLAN_LIMITS) -> tuple[Issue, ...]:
    with pytest.raises(InputError) as caught:
        inspect_workbook(source, limits=limits)
    return caught.value.issues


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.code}-{n}") for n, case in enumerate(CASES)])
def test_refusal(case: Case) -> None:
    (issue,) = issues_of(case.build(), case.limits)
    assert (issue.code, dict(issue.params)) == (case.code, dict(case.params))
    assert (issue.where.sheet, issue.where.cell) == case.at
    assert issue.severity is Severity.ERROR


def test_all_problems_come_at_once() -> None:
    data = workbook(
        {
            **LINK,
            **PICTURE,
            "../a.bin": "x",
            "docProps/app.xml": f"{DOCTYPE}<a/>",
            SHEET: sheet(row(1, "A1", "XFD1") + row(99_999, "A99999")),
        }
    )
    codes = sorted(issue.code for issue in issues_of(data))
    assert codes == ["FM-G133", "FM-G140", "FM-G154", "FM-G155", "FM-G160"]


def test_paths(tmp_path: Path) -> None:
    for source, code in ((tmp_path / "nej.xlsx", "FM-G101"), ("a\0b", "FM-G101"), (tmp_path, "FM-G102")):
        assert [issue.code for issue in issues_of(source)] == [code]
    assert issues_of(tmp_path / "nej.xlsx")[0].params == {"file": "nej.xlsx"}
    assert issues_of(tmp_path)[0].params == {"file": tmp_path.name}
    os.mkfifo(tmp_path / "pipe")
    assert issues_of(tmp_path / "pipe") == (Issue("FM-G103", params={"file": "pipe"}),)
    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook())
    assert inspect_workbook(path) == inspect_workbook(str(path)) == workbook()


def test_path_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook())
    monkeypatch.setattr(Path, "open", refuse)
    assert issues_of(path) == (Issue("FM-G103", params={"file": "plan.xlsx"}),)


def test_what_nobody_foresaw_is_a_refusal_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(guard, "look_through", fail)
    assert issues_of(workbook()) == (Issue("FM-G199", params={"reason": "RecursionError"}),)


def test_names_out_of_the_file_are_shown_short_and_on_one_line() -> None:
    (issue,) = issues_of(workbook({"../" + "a" * 200 + "\n.xml": "<a/>"}))
    part = issue.params["part"]
    assert isinstance(part, str)
    assert len(part) == 120
    assert part.isprintable()


def test_links_in_a_ledger_are_named_and_left_alone() -> None:
    inspection = examine_workbook(workbook({**LINK, **PICTURE}), limits=LEDGER_LIMITS)
    assert [(issue.code, issue.severity) for issue in inspection.notices] == [
        ("FM-G154", Severity.WARNING),
        ("FM-G155", Severity.WARNING),
    ]
    assert inspection.notices[0].params == {"file": "Budget 2026.xlsx"}


# ---------------------------------------------------------------------------------------------------- honest workbooks


def from_xlsxwriter(n_rows: int = 300, n_columns: int = 40) -> bytes:
    target = io.BytesIO()
    file = xlsxwriter.Workbook(target)
    plain, grey = file.add_worksheet(S), file.add_format({"bg_color": "#eeeeee"})
    for r in range(n_rows):
        for c in range(0, n_columns, 4):
            plain.write_string(r, c, f"åtgärd {r}")
            plain.write_number(r, c + 1, r * 1.5)
            plain.write_formula(r, c + 2, f"=B{r + 1}*2", None, r * 3)
            plain.write_blank(r, c + 3, None, grey)
    plain.write_url("A400", "https://example.org/")
    plain.write_comment("A1", "Anteckning")
    plain.merge_range("A401:D401", "Summa", grey)
    plain.data_validation("B1:B300", {"validate": "list", "source": ["a", "b"]})
    chart = file.add_chart({"type": "column"})
    chart.add_series({"values": f"='{S}'!$B$1:$B$9"})
    plain.insert_chart("F5", chart)
    file.add_worksheet("Dold").hide()
    file.define_name("Ränta", f"='{S}'!$B$1")
    file.close()
    return target.getvalue()


def from_openpyxl() -> bytes:
    target = io.BytesIO()
    file = openpyxl.Workbook()
    first = file.worksheets[0]
    first.title = S
    for n in range(1, 20):
        first.append([f"åtgärd {n}", n, f"=B{n}*2", None, "<!DOCTYPE a>"])
    first["A1"].hyperlink = "https://example.org/"
    first.merge_cells("A30:C30")
    file.create_chartsheet("Diagram")
    file.save(target)
    return target.getvalue()


def test_honest_files_pass_unchanged() -> None:
    for data in (from_xlsxwriter(), from_openpyxl(), workbook()):
        for limits in (PLAN_LIMITS, LEDGER_LIMITS):
            assert inspect_workbook(data, limits=limits) == data


def test_extents() -> None:
    first, hidden = examine_workbook(from_xlsxwriter()).sheets
    assert (first.name, first.state, first.last_row, first.last_column) == (S, "visible", 401, 39)
    assert (hidden.name, hidden.state, hidden.last_row, hidden.n_cells) == ("Dold", "hidden", 0, 0)
    assert [extent.last_row for extent in examine_workbook(from_openpyxl()).sheets] == [19]


def test_time_of_an_honest_plan_workbook() -> None:
    data = from_xlsxwriter()
    times = []
    for _ in range(3):
        start = time.process_time()
        inspect_workbook(data)
        times.append(time.process_time() - start)
    assert min(times) < 0.4


def test_many_formatted_rows_without_content_pass() -> None:
    target = io.BytesIO()
    file = xlsxwriter.Workbook(target)
    plain, grey = file.add_worksheet(S), file.add_format({"bg_color": "#eeeeee"})
    for r in range(15_000):
        plain.set_row(r, 20, grey)
    for r in range(3_000):
        for c in range(20):
            plain.write_blank(r, c, None, grey)
    file.close()
    assert inspect_workbook(target.getvalue())


def test_small_parts_may_compress_to_almost_nothing() -> None:
    assert inspect_workbook(with_sheet(" " * 9_000_000, **{"xl/styles.xml": f'<styleSheet xmlns="{MAIN}"/>'}))


@pytest.mark.parametrize(
    "changes",
    [
        {SHEET: sheet(row(1, "A1"), after='<drawing xmlns:x="urn:x"><x:row>5</x:row><x:c/></drawing>')},
        {SHEET: sheet(row(1, "A1")).replace("<", "<m:").replace("<m:/", "</m:").replace("xmlns=", "xmlns:m=")},
        {SHEET: sheet(row(1, "A1")).encode("utf-16")},
        {"xl/vmlDrawing1.vml": "<xml><br>"},
        {"xl/media/image1.svg": f"{DOCTYPE}<svg/>"},
        {"xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="Z99"/><c r="A1"/></calcChain>'},
        {"xl/worksheets/_rels/sheet1.xml.rels": rels(external=(("hyperlink", "file:///C:/a.xlsx"),))},
        {"xl/_rels/workbook.xml.rels": rels(("worksheet", "/xl/worksheets/sheet1.xml"))},
        {
            SHEET: None,
            "xl/blad ett.xml": VALID[SHEET],
            "xl/_rels/workbook.xml.rels": rels(("worksheet", "blad%20ett.xml")),
        },
        {"xl/": ""},
        {"[Content_Types].xml": types(main=f"{KIND}.template.main+xml")},
    ],
)
def test_odd_but_honest(changes: Parts) -> None:
    data = workbook(changes)
    assert inspect_workbook(data) == data
    assert [extent.last_row for extent in examine_workbook(data).sheets] == [1]


def test_zip64_passes() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in VALID.items():
            with package.open(name, "w", force_zip64=True) as part:
                part.write(str(content).encode())
    assert inspect_workbook(target.getvalue())


def test_a_ledger_may_have_long_sheets() -> None:
    data = with_sheet(row(1, "A1") + row(1_048_576, "Y1048576"), before='<dimension ref="A1"/>')
    assert inspect_workbook(data, limits=LEDGER_LIMITS) == data


def test_reader_that_keeps_within_the_extents_loses_nothing_and_walks_no_further() -> None:
    data = with_sheet(row(1, "A1") + row(7, "B7") + '<row r="1048576" ht="20"/>', before='<dimension ref="A1:A2"/>')
    inspection = examine_workbook(data)
    assert [issue.code for issue in inspection.hazards] == ["FM-G163"]
    assert [issue.code for issue in issues_of(data)] == ["FM-G163"]
    (extent,) = inspection.sheets
    file = openpyxl.load_workbook(io.BytesIO(inspection.data), read_only=True)
    opened = file[extent.name]
    opened.reset_dimensions()
    rows = list(opened.iter_rows(max_row=extent.last_row, max_col=extent.last_column, values_only=True))
    file.close()
    assert rows == [(1, None), *[(None, None)] * 5, (None, 1)]


@pytest.mark.libreoffice
def test_libreoffice_files(tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "plan.xlsx").write_bytes(from_openpyxl())
    for form in ("xlsx", "xls", "ods"):
        command = [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", form, "--outdir", str(tmp_path / "out"), str(tmp_path / "plan.xlsx")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    (extent,) = examine_workbook(tmp_path / "out/plan.xlsx").sheets[:1]
    assert (extent.name, extent.last_row, extent.last_column) == (S, 19, 5)
    assert inspect_workbook(tmp_path / "out/plan.xlsx")
    assert [issue.code for issue in issues_of(tmp_path / "out/plan.xls")] == ["FM-G111"]
    assert [issue.code for issue in issues_of(tmp_path / "out/plan.ods")] == ["FM-G112"]


# ---------------------------------------------------------------------------------------------------------------- fuzz

SMALL = from_xlsxwriter(4, 8)
PEAK_BYTES = 40_000_000


def outcome(data: bytes) -> bytes | tuple[Issue, ...]:
    """Return what the guard returns or the issues of its refusal; anything else raised goes through."""
    try:
        return inspect_workbook(data)
    except InputError as error:
        return error.issues


def is_accepted(data: bytes) -> bool:
    tracemalloc.start()
    result = outcome(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < PEAK_BYTES
    if isinstance(result, bytes):
        assert result == data
        return True
    assert result
    assert all(issue.code.startswith("FM-G") and issue.code != "FM-G199" for issue in result)
    return False


@settings(max_examples=120, deadline=20_000)
@given(
    st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=8), st.integers(0, 99)
)
def test_changed_bytes(changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(SMALL)
    for place, value in changes:
        data[place] = value
    is_accepted(bytes(data[: len(data) - max(0, cut - 70)]))


@settings(max_examples=100, deadline=20_000)
@given(st.sampled_from(sorted(VALID)), st.data())
def test_changed_parts(part: str, data: st.DataObject) -> None:
    content = bytearray(str(VALID[part]).encode())
    place = data.draw(st.integers(0, len(content) - 1))
    length = data.draw(st.integers(0, 6))
    content[place : place + length] = data.draw(
        st.binary(max_size=4) | st.sampled_from([b"<c>", b"</row>", b'"', b"&#0;", b"1048576", b"<![CDATA[", b"-"])
    )
    is_accepted(workbook({part: bytes(content)}))


@settings(max_examples=100, deadline=20_000)
@given(
    st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", bytes.fromhex("D0CF11E0A1B11AE1"), b"<", b"{"]),
    st.binary(max_size=600),
)
def test_any_bytes(head: bytes, rest: bytes) -> None:
    assert not is_accepted(head + rest)


# ----------------------------------------------------------------------------------------------------------- catalogue

Catalogue = dict[str, dict[str, str]]


def catalogue(lang: str) -> Catalogue:
    folder = Path(guard.__file__).parents[1] / "i18n" / "catalogues"
    found: Catalogue = tomllib.loads((folder / lang / "issues_guard.toml").read_text(encoding="utf-8"))["issue"]
    return found


def places(entry: Mapping[str, str]) -> set[str]:
    return {name for text in entry.values() for _, name, _, _ in Formatter().parse(text) if name}


def test_catalogues_agree() -> None:
    swedish, english = catalogue("sv"), catalogue("en")
    assert set(swedish) == set(english)
    for code, entry in swedish.items():
        assert set(entry) == set(english[code]) == {"what", "why", "how"}
        assert entry["what"]
        assert entry["how"]
        assert places(entry) == places(english[code])
        assert all(bool(entry[part]) == bool(english[code][part]) for part in entry)


def test_every_code_of_the_catalogue_is_raised_and_fills_its_text() -> None:
    swedish = catalogue("sv")
    assert {case.code for case in CASES} | ELSEWHERE == set(swedish)
    for case in CASES:
        assert places(swedish[case.code]) <= set(case.params), case.code
