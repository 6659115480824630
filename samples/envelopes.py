"""Metadata for the samples, byte by byte: EXIF, XMP and IPTC. All of it is invented."""

from __future__ import annotations

import struct

import piexif

MAKE, MODEL = "Imaginary Cameras", "Imaginary One"
OWNER = "Mona Muster"
SERIAL = "FICT-0042-123456"
TOWER = (48.85837, 2.29448)
GATE = (52.51628, 13.37770)


def exif(
    time: str,
    *,
    place: tuple[float, float] | None = None,
    owned: bool = False,
    orientation: int = 1,
    thumbnail: bytes | None = None,
) -> bytes:
    """Return an EXIF block ("Exif" prefix included) with camera and time ("2024:05:17 18:45:02").

    place: latitude and longitude in degrees. owned: with the owner's name and
    serial number. thumbnail: a small JPEG.
    """
    image = {
        piexif.ImageIFD.Make: MAKE,
        piexif.ImageIFD.Model: MODEL,
        piexif.ImageIFD.Orientation: orientation,
        piexif.ImageIFD.Software: "Imaginary Gallery 7.1",
    }
    details = {
        piexif.ExifIFD.DateTimeOriginal: time,
        piexif.ExifIFD.OffsetTimeOriginal: "+02:00",
    }
    if owned:
        image[piexif.ImageIFD.Artist] = OWNER
        details[piexif.ExifIFD.CameraOwnerName] = OWNER
        details[piexif.ExifIFD.BodySerialNumber] = SERIAL
    gps = _gps(*place) if place else {}
    directories = {"0th": image, "Exif": details, "GPS": gps, "thumbnail": thumbnail}
    if thumbnail is not None:
        directories["1st"] = {piexif.ImageIFD.Compression: 6}
    return bytes(piexif.dump(directories))


def _gps(latitude: float, longitude: float) -> dict[int, object]:
    return {
        piexif.GPSIFD.GPSLatitudeRef: "N" if latitude >= 0 else "S",
        piexif.GPSIFD.GPSLatitude: _sexagesimal(abs(latitude)),
        piexif.GPSIFD.GPSLongitudeRef: "E" if longitude >= 0 else "W",
        piexif.GPSIFD.GPSLongitude: _sexagesimal(abs(longitude)),
        piexif.GPSIFD.GPSAltitude: (35, 1),
        piexif.GPSIFD.GPSImgDirection: (312, 1),
    }


def _sexagesimal(degrees: float) -> list[tuple[int, int]]:
    minutes, thousandths = divmod(round(degrees * 3_600_000), 60_000)
    return [(minutes // 60, 1), (minutes % 60, 1), (thousandths, 1_000)]


def people_xmp(names: list[str], faces: list[tuple[float, float, float, float]]) -> bytes:
    """Return an XMP packet that names people on areas (centre x, y, width, height; 0..1)."""
    items = "".join(
        f'<rdf:li><rdf:Description mwg-rs:Name="{name}" mwg-rs:Type="Face">'
        f'<mwg-rs:Area stArea:x="{x}" stArea:y="{y}" stArea:w="{w}" stArea:h="{h}"'
        ' stArea:unit="normalized"/></rdf:Description></rdf:li>'
        for name, (x, y, w, h) in zip(names, faces, strict=True)
    )
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about=""'
        ' xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"'
        ' xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#">'
        '<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag>'
        f"{items}</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def iptc_segment(datasets: list[tuple[int, str]]) -> bytes:
    """Return a JPEG APP13 segment with IIM datasets of record 2 (number, text)."""
    records = b"".join(
        struct.pack(">BBBH", 0x1C, 2, number, len(text.encode())) + text.encode()
        for number, text in datasets
    )
    padded = records + b"\0" * (len(records) % 2)
    resource = b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(records)) + padded
    body = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body
