"""Every way safeshare says no.

SafeshareError
├── Refused                exit 3: this photo gets no output
│   ├── UnreadableImage    the bytes are cut, broken, or not a photo
│   ├── UnsupportedFormat  a known format that safeshare can't clean
│   ├── TooLarge           more bytes, pixels or frames than the limits allow
│   ├── VerificationFailed the copy was made, but could not be proven clean
│   ├── OutputExists       something already stands where the copy would go
│   ├── CannotReadOrWrite  permission, missing file, full disk
│   └── ProcessDied        the process that worked on it was ended from outside
└── BadRequest             exit 2: the request itself makes no sense
    ├── BadRegion          a region outside of the photo, empty, or not a number
    └── BadPlan            a style, format or size that does not exist

Each error carries a message (what is wrong), advice (what to do), and the exit
code with which the command ends. `named()` adds the file the error is about.
"""

from __future__ import annotations

from typing import Self


class SafeshareError(Exception):
    """Base of all errors that are meant for the user."""

    exit_code = 1
    advice = "Please report this, without attaching a private photo."

    def __init__(self, message: str, *, advice: str | None = None, name: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.name = name
        if advice is not None:
            self.advice = advice

    def named(self, name: str) -> Self:
        """Return this error, about the file `name` unless it already names one."""
        if self.name is None:
            self.name = name
        return self

    def __str__(self) -> str:
        start = f"{self.name}: " if self.name else ""
        return f"{start}{self.message} {self.advice}"


class Refused(SafeshareError):
    """The photo gets no output; nothing was written."""

    exit_code = 3


class UnreadableImage(Refused):
    """The bytes are cut, broken, or not a photo at all."""

    advice = "Check that it opens in a photo viewer, or export it again as JPEG or PNG."


class UnsupportedFormat(Refused):
    """The format is known, or at least not one that safeshare can clean."""

    advice = "Export it as JPEG, PNG, WebP, GIF, TIFF, BMP, HEIC or AVIF first."


class TooLarge(Refused):
    """More bytes, pixels or frames than the limits allow; checked before decoding."""

    advice = "Make it smaller with a photo editor first."


class VerificationFailed(Refused):
    """A copy was made but the second look found something in it; the copy was thrown away."""

    advice = "No copy was written. Cover more by hand, or try another format."


class OutputExists(Refused):
    """Something already stands where the copy would be written."""

    advice = "Choose another place; nothing is ever overwritten."


class CannotReadOrWrite(Refused):
    """The operating system said no: permission, missing file, full disk."""

    advice = "Check the path, its permissions and the free space."


class ProcessDied(Refused):
    """The process that worked on this photo was ended, by the system or by a decoder's fault."""

    advice = "Most often memory ran out: use -j 1, or make the photo smaller first."


class BadRequest(SafeshareError):
    """The request makes no sense, whatever the photo."""

    exit_code = 2
    advice = "See safeshare --help."


class BadRegion(BadRequest):
    """A region that lies outside of the photo, has no area, or is not made of numbers."""

    advice = "Places are given in pixels of the upright photo: x0,y0,x1,y1."


class BadPlan(BadRequest):
    """A style, format, size or quality that does not exist."""


def in_words(error: Exception, name: str) -> str:
    """Say what went wrong with the file `name`: ours in its own words, any other as a defect."""
    if isinstance(error, SafeshareError):
        return str(error.named(name))
    return f"{name}: internal error ({type(error).__name__}: {error}). {SafeshareError.advice}"
