"""An XMP packet's properties, read as a stream under a budget."""

from __future__ import annotations

from dataclasses import dataclass, field

from safeshare.reveal.facts import VALUE_LIMIT
from safeshare.reveal.xmp_fields import NAMESPACES

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PIECE = 65_536
_MOST_BYTES = 32_000_000
_MOST_ELEMENTS = 100_000
_MOST_PROPERTIES = 5_000
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its name with the usual prefix, such as "dc:creator"; its text, trimmed."""

    name: str
    text: str


class _TooMuch(Exception):
    """The packet is larger than any real one."""


def read_packet(packet: bytes) -> tuple[list[Property], bool]:
    """Return the known namespaces' properties, in order, and whether the packet was read whole.

    Properties come from attributes and elements alike; an item of a list
    counts as its list's property. Texts are cut to VALUE_LIMIT characters.
    XML with a document type or entities is refused (entity bombs).
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    collected = _Collector()
    parser = DefusedXMLParser(target=collected, forbid_dtd=True)
    body = packet[:_MOST_BYTES].strip(b"\0 \t\r\n")
    try:
        for start in range(0, len(body), _PIECE):
            parser.feed(body[start : start + _PIECE])
        parser.close()
    except (ParseError, DefusedXmlException, _TooMuch, ValueError, LookupError):
        return collected.properties, False
    return collected.properties, len(packet) <= _MOST_BYTES


@dataclass(slots=True)
class _Collector:
    """Takes the parser's events; keeps properties, not the tree."""

    properties: list[Property] = field(default_factory=list)
    _path: list[str] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _room: int = VALUE_LIMIT
    _elements: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > _MOST_ELEMENTS or len(self._path) >= _DEEPEST:
            raise _TooMuch
        self._path.append(tag)
        self._empty()
        for name, text in attributes.items():
            self._keep(tag if name == f"{_RDF}resource" else name, text)

    def data(self, text: str) -> None:
        kept = text[: self._room]
        self._room -= len(kept)
        if kept:
            self._text.append(kept)

    def end(self, _tag: str) -> None:
        owner = next((tag for tag in reversed(self._path) if not tag.startswith(_RDF)), "")
        self._keep(owner, "".join(self._text))
        self._path.pop()
        self._empty()

    def close(self) -> None:
        """Nothing is left to do at the packet's end."""

    def _empty(self) -> None:
        self._text.clear()
        self._room = VALUE_LIMIT

    def _keep(self, tag: str, text: str) -> None:
        namespace, _, local = tag[1:].partition("}")
        prefix = NAMESPACES.get(namespace)
        text = text[:VALUE_LIMIT].strip()
        if prefix is None or not text:
            return
        if len(self.properties) >= _MOST_PROPERTIES:
            raise _TooMuch
        self.properties.append(Property(f"{prefix}:{local}", text))
