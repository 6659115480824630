"""Errors as the page tells them: an HTTP status and a sentence with advice."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from safeshare.errors import (
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
    (BadRequest, "Reload the page and choose the photo again."),
)

FORGOTTEN = "This photo is no longer in memory. Choose it again."
UNEXPECTED = "Something went wrong on our side. The photo was not changed. Try again."


def told(endpoint: Endpoint) -> Endpoint:
    """Give an endpoint whose errors are answered in words, as JSON {"error": ...}."""

    async def telling(request: Request) -> Response:
        try:
            return await endpoint(request)
        except SafeshareError as error:
            return problem(status_of(error), sentence_of(error))
        except HTTPException as error:
            return problem(error.status_code, error.detail)
        except BodyTooLarge:
            raise  # the guard, which counts, answers that
        except ClientDisconnect:
            return problem(400, "The page stopped sending.")
        except MemoryError:
            return problem(413, "There is not enough memory for this photo.")
        except Exception as error:  # noqa: BLE001 - the page must always get an answer
            _log_without_values(error)
            return problem(500, UNEXPECTED)

    return telling


def problem(status: int, sentence: str) -> Response:
    """Give the answer for something that did not work."""
    return JSONResponse({"error": sentence}, status_code=status)


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
