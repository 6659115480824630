"""Comments, keyed texts, prompts and time stamps."""

from __future__ import annotations

import pytest

from safeshare.model import Block, BlockKind
from safeshare.reveal import reveal


@pytest.mark.parametrize(
    ("key", "value", "kind", "summary"),
    [
        ("Author", "Mona Muster", "owner", "the author “Mona Muster”"),
        ("Description", "Us two", "caption", "the caption “Us two”"),
        ("Software", "Darkroom 3", "software", "the software “Darkroom 3”"),
        ("Source", "Imaginary One", "camera", "the device “Imaginary One”"),
        ("Diary", "met Ada", "text", "a text named “Diary”: “met Ada”"),
        (
            "Creation Time",
            "2024-05-17T18:45:02Z",
            "time",
            "made or changed on 2024-05-17 at 18:45:02 (UTC)",
        ),
        (
            "parameters",
            "a castle",
            "ai-prompt",
            "what a picture generator was asked for: “a castle”",
        ),
        (
            "anything",
            '{"1": {"class_type": "KSampler"}}',
            "ai-prompt",
            'what a picture generator was asked for: “{"1": {"class_type": "KSampler"}}”',
        ),
    ],
)
def test_keyed_texts(key: str, value: str, kind: str, summary: str) -> None:
    payload = key.encode() + b"\0" + value.encode()
    (finding,) = reveal([Block(BlockKind.TEXT, f"tEXt {key}", payload)])
    assert (finding.kind, finding.where) == (kind, f"tEXt {key}")
    assert (finding.summary, finding.value) == (summary, value)


def test_comment_is_quoted_on_one_line_and_kept_as_it_is() -> None:
    text = "line one\nline\x1b[31m two " + "x" * 5_000
    (finding,) = reveal([Block(BlockKind.COMMENT, "COM", text.encode())])
    assert finding.summary.isprintable()
    assert finding.summary.startswith("the comment “line one line [31m two xxx")
    assert finding.summary.endswith("…”")
    assert finding.value == text[:2_000]


def test_a_quotation_is_short_and_says_where_it_was_cut() -> None:
    for length, end in ((100, "”"), (101, "…”"), (150, "…”"), (500, "…”")):
        (finding,) = reveal([Block(BlockKind.COMMENT, "COM", b"x" * length)])
        assert finding.summary == f"the comment “{'x' * 100}{end}"


def test_comment_in_latin_1_and_comment_with_a_prompt() -> None:
    blocks = [
        Block(BlockKind.COMMENT, "COM", "Zürich".encode("latin-1")),
        Block(BlockKind.COMMENT, "COM", b"castle Steps: 20, Sampler: Euler"),
        Block(BlockKind.COMMENT, "COM", b" \0 "),
    ]
    assert [(f.kind, f.value) for f in reveal(blocks)] == [
        ("comment", "Zürich"),
        ("ai-prompt", "castle Steps: 20, Sampler: Euler"),
    ]


def test_long_utf8_is_not_taken_for_latin_1_where_it_is_cut() -> None:
    (finding,) = reveal([Block(BlockKind.COMMENT, "COM", b"a" + "ü".encode() * 9_000)])
    assert finding.value == "a" + "ü" * 1_999


@pytest.mark.parametrize(
    ("payload", "summaries"),
    [
        (bytes([7, 232, 5, 17, 18, 45, 2]), ["changed on 2024-05-17 at 18:45:02"]),
        (b"2024-05-17", ["changed on 2024-05-17"]),
        (bytes(7), []),
        (b"\xff" * 7, []),
        (b"", []),
    ],
)
def test_time_blocks(payload: bytes, summaries: list[str]) -> None:
    assert [f.summary for f in reveal([Block(BlockKind.TIME, "tIME", payload)])] == summaries
