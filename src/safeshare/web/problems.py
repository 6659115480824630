"""Errors as the page tells them: an HTTP status and a sentence with advice."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from safeshare.errors import (
    BadPlan,
    BadRequest,
    SafeshareError,
    TooLarge,
    UnreadableImage,
    UnsupportedFormat,
    VerificationFailed,
)
from safeshare.web.seal import BodyTooLarge

Endpoint = Callable[[Request], Awaitable[Response]]
log = logging.getLogger(__name__)

# Most particular first; the status that each error is answered with.
STATUS: tuple[tuple[type[SafeshareError], int], ...] = (
    (TooLarge, 413),
    (UnreadableImage, 415),
    (UnsupportedFormat, 415),
    (BadRequest, 400),
    (SafeshareError, 422),
)

# The command's advice names its own flags; here the page's advice stands instead.
ADVICE: tuple[tuple[type[SafeshareError], str], ...] = (
    (VerificationFailed, "No copy was kept. Cover the place by hand and try again."),
    (BadPlan, "Choose another option."),
    (BadRequest, "Reload the page and choose the photo again."),
)

NOTHING = "There is nothing here."
FORGOTTEN = "This photo is no longer in memory. Choose it again."
DROPPED = "This photo had to make room for newer ones. Choose it again."
UNEXPECTED = "Something went wrong on our side. The photo was not changed. Try again."


def told(endpoint: Endpoint) -> Endpoint:
    """Give an endpoint whose errors are answered in words, as JSON {"message": ...}."""

    async def telling(request: Request) -> Response:
        try:
            return await endpoint(request)
        except HTTPException as error:
            return problem(error.status_code, error.detail)
        except BodyTooLarge:
            raise  # the guard, which counts, answers that
        except ClientDisconnect:
            return problem(400, "The page stopped sending.")
        except Exception as error:  # noqa: BLE001 - the page must always get an answer
            return problem(*explained(error))

    return telling


def problem(status: int, sentence: str) -> Response:
    """Give the answer for something that did not work."""
    return JSONResponse({"message": sentence}, status_code=status)


def explained(error: Exception) -> tuple[int, str]:
    """Give the HTTP status and the sentence for any error; what nobody expected is logged."""
    if isinstance(error, SafeshareError):
        return status_of(error), sentence_of(error)
    if isinstance(error, MemoryError):
        return 413, "There is not enough memory for this photo."
    _log_without_values(error)
    return 500, UNEXPECTED


def status_of(error: SafeshareError) -> int:
    """Give the HTTP status for an error of ours."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def sentence_of(error: SafeshareError) -> str:
    """Give an error as a sentence with advice that fits a page."""
    advice = next((text for kind, text in ADVICE if isinstance(error, kind)), error.advice)
    message = error.message[:1].upper() + error.message[1:]
    return f"{message} {advice}".strip()


def _log_without_values(error: Exception) -> None:
    """Log where an unexpected error arose, but not its message: that can quote the photo."""
    places = "".join(traceback.format_tb(error.__traceback__))
    log.error("unexpected %s\n%s", type(error).__name__, places)
