"""An XMP packet's properties, read as a stream under a budget."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from safeshare.reveal.facts import VALUE_LIMIT
from safeshare.reveal.xmp_fields import NAMESPACES

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PIECE = 65_536
_MOST_BYTES = 32_000_000
_MOST_ELEMENTS = 100_000
_MOST_ATTRIBUTES = 100_000  # their signs of equality; the parser holds those of one element at once
_MOST_PROPERTIES = 5_000
_MOST_OTHERS = 200
_DEEPEST = 100

_LAYOUT = frozenset(
    {
        "http://www.w3.org/XML/1998/namespace",
        "http://ns.adobe.com/xap/1.0/sType/Dimensions#",
        "http://ns.adobe.com/xmp/sType/Area#",
        "http://ns.adobe.com/hdr-gain-map/1.0/",
        "http://ns.apple.com/HDRGainMap/1.0/",
        "http://ns.apple.com/faceinfo/1.0/",
        "http://ns.google.com/photos/1.0/container/item/",
    }
)
"""Namespaces whose fields say how something is laid out, and nothing of anybody."""

_OLD_RDF = frozenset({"about", "resource", "parseType", "ID", "nodeID", "bagID"})
"""RDF's own attributes as old programs write them, without a namespace."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its name with the usual prefix, such as "dc:creator"; its text, trimmed."""

    name: str
    text: str


class _TooMuch(Exception):
    """The packet is larger than any real one."""


@dataclass(frozen=True, slots=True)
class Packet:
    """What a packet holds, in its order.

    properties: of the namespaces that are known. others: of all other ones, the first
    200, each with the last word of its namespace; count: how many of them there are.
    whole: the packet was read to its end.
    """

    properties: list[Property]
    others: list[Property]
    count: int
    whole: bool


def read_packet(packet: bytes) -> Packet:
    """Return what an XMP packet holds.

    Properties come from attributes and elements alike; an item of a list
    counts as its list's property. Texts are cut to VALUE_LIMIT characters.
    XML with a document type or entities is refused (entity bombs).
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    collected = _Collector()
    parser = DefusedXMLParser(target=collected, forbid_dtd=True)
    body = packet[:_MOST_BYTES].strip(b"\0 \t\r\n")
    whole = len(packet) <= _MOST_BYTES
    fits = body.count(b"=") <= _MOST_ATTRIBUTES  # else nothing is read, and that is no packet
    try:
        for start in range(0, len(body) if fits else 0, _PIECE):
            parser.feed(body[start : start + _PIECE])
        parser.close()
    except (ParseError, DefusedXmlException, _TooMuch, ValueError, LookupError):
        whole = False
    return Packet(collected.properties, collected.others, collected.count, whole)


@dataclass(slots=True)
class _Collector:
    """Takes the parser's events; keeps properties, not the tree."""

    properties: list[Property] = field(default_factory=list)
    others: list[Property] = field(default_factory=list)
    count: int = 0
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
        namespace, _, local = tag.rpartition("}")
        prefix = NAMESPACES.get(namespace[1:])
        text = text[:VALUE_LIMIT].strip()
        if not text:
            return
        if prefix is None:
            self._keep_other(namespace[1:], local, text)
            return
        if len(self.properties) >= _MOST_PROPERTIES:
            raise _TooMuch
        self.properties.append(Property(f"{prefix}:{local}", text))

    def _keep_other(self, namespace: str, local: str, text: str) -> None:
        if namespace in _LAYOUT or (not namespace and local in _OLD_RDF):
            return
        self.count += 1
        if len(self.others) < _MOST_OTHERS:
            words = re.findall(r"[^/#:]*[^\W\d_][^/#:]*", namespace)
            name = f"{words[-1]}:{local}" if words else local
            self.others.append(Property(name, text))
