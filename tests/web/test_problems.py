"""What the page and the log are told when something did not work."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from safeshare.errors import BadPlan, BadRequest, TooLarge, UnreadableImage, VerificationFailed
from safeshare.web.problems import UNEXPECTED, told
from safeshare.web.seal import BodyTooLarge

SECRET = "Ann at 52.5200"  # noqa: S105 - stands for what a photo holds


def answer_to(error: Exception) -> tuple[int, str]:
    async def failing(_request: Request) -> Response:
        raise error from KeyError(SECRET)

    request = Request({"type": "http", "method": "GET", "headers": []})
    answer = asyncio.run(told(failing)(request))
    return answer.status_code, json.loads(bytes(answer.body))["message"]


def test_what_nobody_expected_is_logged_without_what_it_quotes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert answer_to(ValueError(SECRET)) == (500, UNEXPECTED)
    assert "unexpected ValueError" in caplog.text
    assert "failing" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (TooLarge("too many pixels."), 413),
        (MemoryError(), 413),
        (UnreadableImage("it is cut."), 415),
        (BadRequest("it is not JSON."), 400),
        (VerificationFailed("a face is left."), 422),
        (HTTPException(410, "It was dropped."), 410),
        (ClientDisconnect(), 400),
    ],
)
def test_errors_have_their_status_and_are_not_logged(
    error: Exception, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    assert answer_to(error)[0] == status
    assert caplog.text == ""


def test_advice_is_for_a_page_and_not_for_the_command() -> None:
    status, sentence = answer_to(BadPlan("there is no such style.", advice="Add --style solid."))
    assert status == 400
    assert sentence == "There is no such style. Choose another option."


def test_a_body_that_is_too_large_is_the_guards_to_answer() -> None:
    with pytest.raises(BodyTooLarge):
        answer_to(BodyTooLarge())
