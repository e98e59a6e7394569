"""One pass over an XML part: safe, streamed, and telling a set of rules what goes by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from xml.parsers import expat

from finmodel.intake.findings import Findings, RefusalError, issue

__all__ = ["NO_RULES", "Attributes", "Rules", "local_name", "scan_markup", "scan_xml"]

Attributes = Mapping[str, str]
"""Attributes of an element; a name with a namespace is written ``uri}name``."""

_ENCODINGS = {"UTF-8", "UTF8", "UTF-16", "UTF-16LE", "UTF-16BE", "US-ASCII", "ASCII", "ISO-8859-1"}
_MAX_TOKEN_BYTES = 4_000_000
_MAX_NAMES = 20_000
_DECLARATIONS = tuple(
    word.encode(encoding) for word in ("<!doctype", "<!entity") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What to call, by the local name of an element; ``*:name`` if its namespace is not that of the root.

    Attributes
    ----------
    starts
        Called with the attributes where an element begins.
    ends
        Called with the text of the element where it ends.
    text_limits
        Longest text [characters] of each element in ``ends`` that is given its text; others get ``""``.
    after_chunk, at_end
        Called now and then, and when the whole part was read.
    """

    starts: Mapping[str, Callable[[Attributes], None]] = field(default_factory=dict)
    ends: Mapping[str, Callable[[str], None]] = field(default_factory=dict)
    text_limits: Mapping[str, int] = field(default_factory=dict)
    after_chunk: Callable[[], None] | None = None
    at_end: Callable[[], None] | None = None


NO_RULES = Rules(starts=MappingProxyType({}), ends=MappingProxyType({}), text_limits=MappingProxyType({}))
"""Rules of a part of which only the form matters."""


def local_name(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2]


def scan_xml(part: str, chunks: Iterable[bytes], findings: Findings, choose: Callable[[str], Rules]) -> None:
    """Read an XML part once.

    Parameters
    ----------
    part
        Name of the part.
    chunks
        Its bytes.
    findings
        Counts the elements.
    choose
        Given the name (``uri}name``) of the root, returns the rules to follow.

    Raises
    ------
    RefusalError
        ``FM-G140`` declaration of a document type, ``FM-G141`` not well formed, ``FM-G142`` encoding,
        ``FM-G143`` nested too deeply, ``FM-G144`` too many elements, ``FM-G145`` one piece too large,
        ``FM-G172`` text too long; and what the rules raise.
    """
    _Scan(part, findings, choose).run(chunks)


def scan_markup(part: str, chunks: Iterable[bytes]) -> None:
    """Look only for declarations, in a part that honest programs write with unclosed elements (VML).

    Raises
    ------
    RefusalError
        ``FM-G140``.
    """
    tail = b""
    for chunk in chunks:
        window = (tail + chunk).lower()
        if any(word in window for word in _DECLARATIONS):
            raise RefusalError(issue("FM-G140", part=part))
        tail = window[-32:]


class _Scan:
    """The state of one pass."""

    def __init__(self, part: str, findings: Findings, choose: Callable[[str], Rules]) -> None:
        self.part = part
        self.findings = findings
        self.choose = choose
        self.rules: Rules | None = None
        self.space = ""

    def run(self, chunks: Iterable[bytes]) -> None:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.XmlDeclHandler = self._on_declaration
        parser.StartDoctypeDeclHandler = self._on_document_type
        n_seen = self._listen(parser)
        n_fed = n_before = 0
        try:
            for chunk in chunks:
                parser.Parse(chunk, False)
                n_fed += len(chunk)
                if n_fed - parser.CurrentByteIndex > _MAX_TOKEN_BYTES or len(parser.intern) > _MAX_NAMES:
                    raise RefusalError(issue("FM-G145", part=self.part))
                n_now = n_seen()
                self._count(n_now - n_before)
                n_before = n_now
            parser.Parse(b"", True)
            self._count(n_seen() - n_before)
        except (expat.ExpatError, LookupError, ValueError):
            raise RefusalError(issue("FM-G141", part=self.part)) from None
        if self.rules is not None and self.rules.at_end is not None:
            self.rules.at_end()

    def _key(self, name: str) -> str:
        space, _, local = name.rpartition("}")
        return local if space == self.space else f"*:{local}"

    def _count(self, n: int) -> None:
        self.findings.n_elements += n
        limit = self.findings.limits.max_elements
        if self.findings.n_elements > limit:
            raise RefusalError(issue("FM-G144", limit=limit), is_final=True)
        if self.rules is not None and self.rules.after_chunk is not None:
            self.rules.after_chunk()

    def _on_declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.upper() not in _ENCODINGS:
            raise RefusalError(issue("FM-G142", part=self.part, encoding=encoding))

    def _on_document_type(self, *_: object) -> None:
        raise RefusalError(issue("FM-G140", part=self.part))

    def _listen(self, parser: expat.XMLParserType) -> Callable[[], int]:
        """Set the parser's handlers and return a function that says how many elements went by.

        Closures over local names: this is the inner loop of the whole guard.
        """
        part, max_depth = self.part, self.findings.limits.max_depth
        known: dict[str, tuple[Callable[[Attributes], None] | None, Callable[[str], None] | None, int]] = {}
        depth = n_elements = n_text = limit = 0
        text: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth, n_elements, limit, n_text
            depth += 1
            n_elements += 1
            if depth > max_depth:
                raise RefusalError(issue("FM-G143", part=part, limit=max_depth))
            entry = known.get(name)
            if entry is None:
                if self.rules is None:
                    self.rules, self.space = self.choose(name), name.rpartition("}")[0]
                rules, local = self.rules, self._key(name)
                entry = rules.starts.get(local), rules.ends.get(local), rules.text_limits.get(local, 0)
                known[name] = entry
            if entry[0] is not None:
                entry[0](attributes)
            limit = entry[2]
            if limit:
                n_text = 0
                text.clear()

        def end(name: str) -> None:
            nonlocal depth, limit
            depth -= 1
            limit = 0
            handler = known[name][1]
            if handler is not None:
                handler("".join(text))
                text.clear()

        def characters(data: str) -> None:
            nonlocal n_text
            if limit:
                n_text += len(data)
                if n_text > limit:
                    raise RefusalError(issue("FM-G172", part=part, limit=limit))
                text.append(data)

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = characters
        return lambda: n_elements
