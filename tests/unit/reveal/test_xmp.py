"""XMP packets: people, places, dates; and packets made to hurt the reader."""

from __future__ import annotations

import base64
import io
import time

import pytest
from PIL import Image

from safeshare.model import Block, BlockKind, Finding
from safeshare.reveal.xmp import reveal_xmp

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "dc": "http://purl.org/dc/elements/1.1/",
        "xmp": "http://ns.adobe.com/xap/1.0/",
        "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
        "xmpGImg": "http://ns.adobe.com/xap/1.0/g/img/",
        "exif": "http://ns.adobe.com/exif/1.0/",
        "aux": "http://ns.adobe.com/exif/1.0/aux/",
        "tiff": "http://ns.adobe.com/tiff/1.0/",
        "other": "http://example.org/unknown/",
        "regions": "http://www.metadataworkinggroup.com/schemas/regions/",
        "photoshop": "http://ns.adobe.com/photoshop/1.0/",
        "stEvt": "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
        "dji": "http://www.dji.com/drone-dji/1.0/",
        "GCamera": "http://ns.google.com/photos/1.0/camera/",
        "MPReg": "http://ns.microsoft.com/photo/1.2/t/Region#",
    }.items()
)
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'


def told(elements: str = "", attributes: str = "") -> list[Finding]:
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {RDF}>'
        f'<rdf:Description rdf:about="" {NAMESPACES} {attributes}>{elements}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )
    return findings(packet.encode() + b"\0\0  ")


def findings(packet: bytes) -> list[Finding]:
    return list(reveal_xmp(Block(BlockKind.XMP, "APP1 XMP", packet)))


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("46,31.1832N", "6,37.9362E"),
        ("46,31,10.992N", "6,37,56.172E"),
        ("46.51972", "6.63227"),
        ("46.519720000000000001", "6.632270000000000001"),  # as many digits as a program likes
        ("46,31.1832n", "6,37.9362e"),
    ],
)
def test_position(latitude: str, longitude: str) -> None:
    (finding,) = told(attributes=f'exif:GPSLatitude="{latitude}" exif:GPSLongitude="{longitude}"')
    near = "0.4 km from Lausanne, Switzerland"
    assert (finding.kind, finding.value) == ("location", "46.51972, 6.63227")
    assert finding.summary == f"taken at 46.51972, 6.63227, {near}"


def test_every_place_of_a_packet_is_told() -> None:
    found = told(
        "<exif:GPSLatitude>46.51972</exif:GPSLatitude><exif:GPSLongitude>6.63227"
        "</exif:GPSLongitude><place:Created><rdf:Description exif:GPSLatitude='47,22,12S'"
        " exif:GPSLongitude='8,32,24W'/></place:Created>",
        'xmlns:place="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
    )
    assert [f.value for f in found] == ["46.51972, 6.63227", "-47.37000, -8.54000"]


@pytest.mark.parametrize("latitude", ["0,0N", "north", "", "95,0N", "4" * 400 + "N"])
def test_no_position(latitude: str) -> None:
    assert told(attributes=f'exif:GPSLatitude="{latitude}" exif:GPSLongitude="0,0E"') == []


def test_people_whatever_the_prefix() -> None:
    found = told(
        "<regions:Regions rdf:parseType='Resource'><regions:RegionList><rdf:Bag>"
        "<rdf:li><rdf:Description regions:Name='Ada Example' regions:Type='Face'/></rdf:li>"
        "</rdf:Bag></regions:RegionList></regions:Regions>"
        "<rdf:li><rdf:Description MPReg:PersonDisplayName='Bea Beispiel'/></rdf:li>"
    )
    assert [(f.kind, f.value) for f in found] == [
        ("people", "Ada Example"),
        ("people", "Bea Beispiel"),
    ]


def test_lists_attributes_and_elements() -> None:
    found = told(
        "<dc:creator><rdf:Seq><rdf:li>Mona Muster</rdf:li><rdf:li>Max</rdf:li></rdf:Seq>"
        "</dc:creator><dc:description><rdf:Alt>"
        '<rdf:li xml:lang="x-default">Us two</rdf:li></rdf:Alt></dc:description>'
        "<xmp:CreateDate>2024-05-17T18:45:02+02:00</xmp:CreateDate>"
        "<tiff:Model>EOS 40D</tiff:Model><other:Secret>unknown</other:Secret>",
        'aux:SerialNumber="1030712320" xmp:CreatorTool="Darkroom 3" tiff:Make="Canon"'
        ' xmpMM:DocumentID="uuid:12"',
    )
    assert [(f.kind, f.summary) for f in found] == [
        ("camera", "the camera “Canon EOS 40D”"),
        ("serial", "the camera's serial number “1030712320”"),
        ("software", "the software “Darkroom 3”"),
        ("id", "the document's number “uuid:12”"),
        ("owner", "the creator “Mona Muster”"),
        ("owner", "the creator “Max”"),
        ("caption", "the caption “Us two”"),
        ("time", "made on 2024-05-17 at 18:45:02 (UTC+02:00)"),
        ("text", "1 field of another program's own: “unknown:Secret: unknown”"),
    ]
    assert {f.where for f in found} == {"XMP"}


def test_fields_of_unknown_programs_are_told_whatever_their_number() -> None:
    fields = "".join(f"<other:Field{n}>place {n}</other:Field{n}>" for n in range(6_000))
    (found,) = told(fields, 'xmp:Rating="5"')
    assert found.kind == "text"
    assert found.summary.startswith("6000 fields of another program's own: “unknown:Field0: place")
    assert "\nunknown:Field1: place 1\n" in found.value
    assert told("<dc:creator>Mona</dc:creator>" + fields)[0].value == "Mona"
    assert told(fields + "<dc:creator>Mona</dc:creator>")[0].value == "Mona"


def test_the_shape_of_a_packet_is_no_field() -> None:
    area = 'xmlns:area="http://ns.adobe.com/xmp/sType/Area#" area:x="0.5" xml:lang="x-default"'
    assert told(attributes=area) == []


@pytest.mark.parametrize(
    ("text", "when"),
    [("2024-05", "“2024-05”"), ("2024", "“2024”"), ("17 May 2024, 18:45", "“17 May 2024, 18:45”")],
)
def test_a_date_that_is_not_whole_is_told(text: str, when: str) -> None:
    (finding,) = told(attributes=f'photoshop:DateCreated="{text}"')
    assert (finding.kind, finding.summary) == ("time", f"taken on {when}")


def test_a_million_attributes_cost_no_time() -> None:
    packet = b"<x " + b" ".join(b'a%d="v"' % n for n in range(1_000_000)) + b"/>"
    start = time.thread_time()
    assert [finding.kind for finding in findings(packet)] == ["unreadable"]
    assert time.thread_time() - start < 2


def test_thumbnail_in_base64() -> None:
    out = io.BytesIO()
    Image.new("RGB", (64, 48)).save(out, "JPEG")
    found = told(f"<xmpGImg:image>{base64.b64encode(out.getvalue()).decode()}</xmpGImg:image>")
    assert [(f.kind, f.value) for f in found] == [("thumbnail", "64 x 48 pixels")]


@pytest.mark.parametrize(
    "packet",
    [
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><x>ha</x>',
        b"<!DOCTYPE x><x>ha</x>",
    ],
    ids=["entity bomb", "elsewhere", "bare"],
)
def test_a_document_type_is_refused(packet: bytes) -> None:
    (finding,) = findings(packet)
    assert (finding.kind, finding.where) == ("unreadable", "APP1 XMP")


def test_what_stands_before_a_break_is_told() -> None:
    packet = f"<r {NAMESPACES}><dc:rights>Mona Muster</dc:rights><dc:title>cut".encode()
    assert [(f.kind, f.value) for f in findings(packet)] == [
        ("owner", "Mona Muster"),
        ("unreadable", ""),
    ]


@pytest.mark.parametrize(
    "packet",
    [b"", b"\0" * 100, b"<a>" * 100_000, b"<a>" + b"<b/>" * 200_000 + b"</a>", b"\xff\xfe<\0"],
    ids=["empty", "zeros", "deep", "wide", "cut UTF-16"],
)
def test_hostile_packets_end_calmly(packet: bytes) -> None:
    assert [finding.kind for finding in findings(packet)] == ["unreadable"]


def test_a_long_history_is_one_finding_with_all_of_it() -> None:
    steps = "".join(f'<rdf:li stEvt:instanceID="xmp.iid:{n}"/>' for n in range(1, 31))
    (finding,) = told(f"<xmpMM:History><rdf:Seq>{steps}</rdf:Seq></xmpMM:History>")
    assert finding.summary == "30 times the earlier version's number, the first “xmp.iid:1”"
    assert finding.value.split("\n")[29] == "xmp.iid:30"


def test_a_number_that_stands_as_a_resource_is_told() -> None:
    (finding,) = told('<xmpMM:DocumentID rdf:resource="uuid:4711"/>')
    assert (finding.kind, finding.value) == ("id", "uuid:4711")


def test_a_drone_tells_its_height_and_direction() -> None:
    found = told(
        attributes='dji:RelativeAltitude="+125.300000000000000001" dji:GimbalYawDegree="-127.1"'
    )
    assert {f.summary for f in found} == {
        "taken 125 m above where the drone took off",
        "the drone's camera looked -127 degrees from north, clockwise",
    }


@pytest.mark.parametrize("text", ["", "0", "up", "1/0", "nan", "1e400"])
def test_what_is_no_height_is_left_out(text: str) -> None:
    assert told(attributes=f'dji:RelativeAltitude="{text}"') == []


def test_a_motion_photo_says_so() -> None:
    (finding,) = told(attributes='GCamera:MotionPhoto="1"')
    assert (finding.kind, finding.summary) == (
        "video",
        "it says that a video lies behind the photo",
    )
    assert told(attributes='GCamera:MotionPhoto="0"') == []


def test_a_prompt_in_the_caption_is_one() -> None:
    text = "a castle at dusk --ar 16:9 --v 6.0 Job ID: 3fa85f64-5717-4562-b3fc-2c963f66afa6"
    (finding,) = told(f"<dc:description>{text}</dc:description>")
    assert (finding.kind, finding.value) == ("ai-prompt", text)
