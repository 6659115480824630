"""The EXIF fields that identify somebody or something, and how each is told."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from safeshare.reveal.tags import MAKE, MODEL

FIELDS: MappingProxyType[int, tuple[str, str]] = MappingProxyType(
    {
        0xA431: ("serial", "the camera's serial number {}"),
        0xA435: ("serial", "the lens's serial number {}"),
        0xC62F: ("serial", "the camera's serial number {}"),  # DNG
        0x013B: ("owner", "the photographer {}"),
        0xA430: ("owner", "the camera's owner {}"),
        0xA437: ("owner", "the photographer {}"),  # Exif 3.0
        0xA438: ("owner", "who edited it: {}"),  # Exif 3.0
        0x010E: ("caption", "the caption {}"),
        0xA436: ("caption", "the title {}"),  # Exif 3.0
        0x010D: ("filename", "the document's name {}"),
        0x011D: ("caption", "the page's name {}"),
        0x9212: ("id", "notes on how the camera was secured: {}"),
        0xA420: ("id", "a number that only this picture has: {}"),
        0x9211: ("id", "the camera's count of pictures {}"),
        0xC65D: ("id", "a number that only the raw picture has: {}"),  # DNG
        0xC68B: ("filename", "the raw picture's file name {}"),  # DNG
        0xA004: ("filename", "a sound beside it is named {}"),
        0xA433: ("lens", "the lens's maker {}"),
        0xA434: ("lens", "the lens {}"),
        0xC614: ("camera", "the camera {}"),  # DNG
        0xC615: ("camera", "the camera {}"),  # DNG, as it is called in a country
        0x0131: ("software", "the software {}"),
        0x000B: ("software", "the software {}"),
        0xA439: ("software", "the camera's software {}"),  # Exif 3.0, as are the next
        0xA43A: ("software", "the raw developer {}"),
        0xA43B: ("software", "the editor {}"),
        0xA43C: ("software", "the metadata's editor {}"),
        0x013C: ("software", "made on the device {}"),
    }
)
"""Fields told as they are: the finding's kind, and a sentence with a place for the text.

Their tags mean the same in all directories but GPS's."""

WINDOWS = MappingProxyType(
    {
        0x9C9B: ("caption", "the title {}"),
        0x9C9C: ("comment", "the comment {}"),
        0x9C9D: ("owner", "the author {}"),
        0x9C9E: ("caption", "the keywords {}"),
        0x9C9F: ("caption", "the subject {}"),
    }
)
"""Fields of Windows, which keeps them in UTF-16."""

TIMES: MappingProxyType[int, tuple[str, int]] = MappingProxyType(
    {
        0x9003: ("taken", 0x9011),
        0x9004: ("digitised", 0x9012),
        0x0132: ("changed", 0x9010),
        0xC71B: ("a preview was made", 0x9010),  # DNG
    }
)
"""Time stamps: what happened then, and the field that holds the time zone."""

COPYRIGHT: Final = 0x8298
USER_COMMENT: Final = 0x9286
RATING: Final = 0x4746

TOLD_ELSEWHERE = frozenset({MAKE, MODEL, COPYRIGHT, *TIMES, *(zone for _, zone in TIMES.values())})
DULL = frozenset(
    {
        0x0001,  # the rules for file names that a camera keeps to
        0x9000,  # versions of standards
        0xA000,
        0x8824,  # the spectral sensitivity of the sensor
        0x9290,  # parts of seconds, as are the next
        0x9291,
        0x9292,
    }
)
"""Texts that are no news: told with others, and those that tell nothing of anybody."""
