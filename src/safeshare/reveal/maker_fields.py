"""The fields of makers' notes that identify somebody or something, and how each is told."""

from __future__ import annotations

from types import MappingProxyType

NOTES = MappingProxyType(
    {
        "OwnerName": ("owner", "the camera's owner {}"),
        "ImageUniqueID": ("id", "a number that only this picture has: {}"),
        "CameraID": ("id", "the camera's mark {}"),
        "FileNumber": ("id", "the camera's count of files {}"),
        "ImageNumber": ("id", "the camera's count of pictures {}"),
        "ImageCount": ("id", "the camera's count of pictures {}"),
        "ExposureCount": ("id", "the camera's count of exposures {}"),
        "TotalShutterReleases": ("id", "the camera's count of exposures {}"),
        "MechanicalShutterCount": ("id", "the camera's count of exposures {}"),
        "PowerUpTime": ("time", "the camera was switched on {}"),
        "FirmwareVersion": ("software", "the camera's software {}"),
        "FirmwareDate": ("software", "the camera's software of {}"),
        "LensModel": ("lens", "the lens {}"),
        "SerialNumberFormat": ("", ""),  # says nothing of the number itself
    }
)
"""ExifRead's names -> the finding's kind and a sentence. Any other serial number is told too."""

_SERIAL = ("serial", "the camera's serial number {}")
_LENS_SERIAL = ("serial", "the lens's serial number {}")
_SOFTWARE = ("software", "the camera's software {}")

APPLE = MappingProxyType(
    {
        0x000B: ("id", "a number shared with the other shots of a burst: {}"),
        0x0011: ("id", "a number shared with its live video: {}"),
        0x0015: ("id", "a number that only this picture has: {}"),
        0x0020: ("id", "a number that only this capture has: {}"),
        0x002B: ("id", "a number that only this photo has: {}"),
    }
)
PANASONIC = MappingProxyType(
    {
        0x0002: _SOFTWARE,
        0x0025: _SERIAL,
        0x0051: ("lens", "the lens {}"),
        0x0052: _LENS_SERIAL,
        0x0033: ("people", "how old a child is: {}"),
        0x0065: ("caption", "the title {}"),
        0x0066: ("people", "a child's name {}"),
        0x0067: ("location", "the place {}"),
        0x0069: ("location", "the country {}"),
        0x006B: ("location", "the state {}"),
        0x006D: ("location", "the city {}"),
        0x006F: ("location", "the landmark {}"),
        0x8010: ("people", "how old a child is: {}"),
    }
)
PENTAX = MappingProxyType(
    {
        0x0229: _SERIAL,
        0x022E: ("owner", "the artist {}"),
        0x022F: ("owner", "the copyright {}"),
        0x0230: _SOFTWARE,
    }
)
SAMSUNG = MappingProxyType(
    {
        0xA001: _SOFTWARE,
        0xA002: _SERIAL,
        0xA005: _LENS_SERIAL,
    }
)
MOTOROLA = MappingProxyType(
    {
        0x5500: ("software", "the phone's software {}"),
        0x5501: ("serial", "the phone's serial number {}"),
        0x6700: ("serial", "the camera module's number {}"),
        0x6701: ("serial", "the camera module's serial number {}"),
        0x6705: ("time", "the camera module was made on {}"),
    }
)
OLYMPUS_EQUIPMENT = MappingProxyType(
    {0x0101: _SERIAL, 0x0102: _SERIAL, 0x0202: _LENS_SERIAL, 0x0203: ("lens", "the lens {}")}
)
"""Tags of makers whose notes ExifRead does not read (all of)."""
