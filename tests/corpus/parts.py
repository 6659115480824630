"""What the builders share: a picture, and metadata blocks with a marker in them."""

from __future__ import annotations

import io
import struct

import piexif
from PIL import Image, ImageCms

Planted = dict[str, tuple[bytes, str]]


def marker(container: str, name: str) -> str:
    """Give the unique string that is planted in one block of one file."""
    return f"planted-{container}-{name}-b71e"


def picture(mode: str = "RGB", size: tuple[int, int] = (40, 28), step: int = 0) -> Image.Image:
    """Give a small picture with gradients and edges; `step` makes another one."""
    width, height = size
    pixels = bytes(
        value & 255
        for y in range(height)
        for x in range(width)
        for value in (6 * x + step, 9 * y, 255 * ((x // 7 + y // 5 + step) % 2))
    )
    image = Image.frombytes("RGB", size, pixels)
    if mode == "RGBA":
        image.putalpha(image.getchannel(1))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """Encode a picture."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def small_jpeg(text: str) -> bytes:
    """Give a whole JPEG whose comment is the text."""
    data = saved(picture(size=(16, 16), step=3), "JPEG")
    comment = text.encode()
    return data[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + data[2:]


def video(text: str) -> bytes:
    """Give something that begins like an MP4."""
    return box(b"ftyp", b"isom\0\0\0\0isommp42") + box(b"mdat", text.encode())


def box(kind: bytes, *content: bytes) -> bytes:
    """Build a box of ISO base media files."""
    body = b"".join(content)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def exif(text: str, *, thumbnail: str = "", orientation: int = 1) -> bytes:
    r"""Give an EXIF structure (without "Exif\0\0") with camera, owner and position.

    text: the owner's name. thumbnail: a text inside of the thumbnail, if one is wanted.
    """
    tags = {
        "0th": {
            piexif.ImageIFD.Make: b"Maker",
            piexif.ImageIFD.Orientation: orientation,
            piexif.ImageIFD.Artist: text.encode(),
        },
        "Exif": {
            piexif.ExifIFD.BodySerialNumber: b"0042",
            piexif.ExifIFD.MakerNote: b"note of " + text.encode(),
        },
        "GPS": {
            piexif.GPSIFD.GPSLatitudeRef: b"N",
            piexif.GPSIFD.GPSLatitude: ((48, 1), (51, 1), (30, 1)),
        },
        "1st": {piexif.ImageIFD.Compression: 6} if thumbnail else {},
        "thumbnail": small_jpeg(thumbnail) if thumbnail else None,
    }
    return piexif.dump(tags)[6:]


def xmp(text: str) -> bytes:
    """Give an XMP packet whose creator is the text."""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="{text}"/></rdf:RDF></x:xmpmeta>'
    ).encode()


def iptc(text: str) -> bytes:
    """Give an IPTC-IIM record: by-line."""
    return b"\x1c\x02\x50" + struct.pack(">H", len(text)) + text.encode()


def photoshop(number: int, content: bytes) -> bytes:
    """Give one Photoshop image resource block."""
    body = content + b"\0" * (len(content) % 2)
    return b"8BIM" + struct.pack(">HHI", number, 0, len(content)) + body


def profile(text: str = "") -> bytes:
    """Give an sRGB profile, with a text behind its end."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + text.encode()


def claim(text: str) -> bytes:
    """Give a JUMBF box, as C2PA's claims are."""
    return box(b"jumb", box(b"jumd", b"c2pa" + bytes(13)), box(b"json", text.encode()))
