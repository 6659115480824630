"""The EXIF fields that identify somebody or something, and how each is told."""

from __future__ import annotations

from types import MappingProxyType

from safeshare.reveal.tags import Name

FIELDS: MappingProxyType[Name, tuple[str, str]] = MappingProxyType(
    {
        ("EXIF", 0xA431): ("serial", "the camera's serial number {}"),
        ("EXIF", 0xA435): ("serial", "the lens's serial number {}"),
        ("Image", 0xC62F): ("serial", "the camera's serial number {}"),  # DNG
        ("Image", 0x013B): ("owner", "the photographer {}"),
        ("EXIF", 0xA430): ("owner", "the camera's owner {}"),
        ("EXIF", 0xA437): ("owner", "the photographer {}"),  # Exif 3.0
        ("EXIF", 0xA438): ("owner", "who edited it: {}"),  # Exif 3.0
        ("Image", 0x010E): ("caption", "the caption {}"),
        ("EXIF", 0xA436): ("caption", "the title {}"),  # Exif 3.0
        ("Image", 0x010D): ("filename", "the document's name {}"),
        ("Image", 0x011D): ("caption", "the page's name {}"),
        ("EXIF", 0x9212): ("id", "notes on how the camera was secured: {}"),
        ("EXIF", 0xA420): ("id", "a number that only this picture has: {}"),
        ("EXIF", 0x9211): ("id", "the camera's count of pictures {}"),
        ("Image", 0xC65D): ("id", "a number that only the raw picture has: {}"),  # DNG
        ("Image", 0xC68B): ("filename", "the raw picture's file name {}"),  # DNG
        ("EXIF", 0xA434): ("lens", "the lens {}"),
        ("Image", 0xC614): ("camera", "the camera {}"),  # DNG
        ("Image", 0x0131): ("software", "the software {}"),
        ("Image", 0x000B): ("software", "the software {}"),
        ("EXIF", 0xA439): ("software", "the camera's software {}"),  # Exif 3.0, as are the next
        ("EXIF", 0xA43A): ("software", "the raw developer {}"),
        ("EXIF", 0xA43B): ("software", "the editor {}"),
        ("EXIF", 0xA43C): ("software", "the metadata's editor {}"),
        ("Image", 0x013C): ("software", "made on the device {}"),
    }
)
"""Fields told as they are: the finding's kind, and a sentence with a place for the text."""

WINDOWS = MappingProxyType(
    {
        ("Image", 0x9C9B): ("caption", "the title {}"),
        ("Image", 0x9C9C): ("comment", "the comment {}"),
        ("Image", 0x9C9D): ("owner", "the author {}"),
        ("Image", 0x9C9E): ("caption", "the keywords {}"),
        ("Image", 0x9C9F): ("caption", "the subject {}"),
    }
)
"""Fields of Windows, which keeps them in UTF-16."""

TIMES: MappingProxyType[Name, tuple[str, Name]] = MappingProxyType(
    {
        ("EXIF", 0x9003): ("taken", ("EXIF", 0x9011)),
        ("EXIF", 0x9004): ("digitised", ("EXIF", 0x9012)),
        ("Image", 0x0132): ("changed", ("EXIF", 0x9010)),
        ("Image", 0xC71B): ("a preview was made", ("EXIF", 0x9010)),  # DNG
    }
)
"""Time stamps: what happened then, and the field that holds the time zone."""

COPYRIGHT: Name = ("Image", 0x8298)
USER_COMMENT: Name = ("EXIF", 0x9286)
RATING: Name = ("Image", 0x4746)
