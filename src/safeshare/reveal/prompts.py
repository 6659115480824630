"""Free remarks: a comment, or the prompt that a picture generator leaves behind."""

from __future__ import annotations

import re

from safeshare.model import Finding
from safeshare.reveal.facts import fact, shown

_GENERATOR = re.compile(
    r"\bSteps: \d+, |\bNegative prompt:|\bCFG scale:|"
    r'"(?:prompt|negative_prompt|class_type|sampler_name|positive_prompt|sd_model_name)"\s*:|'
    r"\bJob ID: [0-9a-f]{8}-[0-9a-f]{4}-| --(?:v|ar|niji|stylize|chaos) [\w.:]+"
)


def is_prompt(text: str) -> bool:
    """Tell if text looks like the settings of a picture generator."""
    return _GENERATOR.search(text) is not None


def prompt(where: str, text: str) -> Finding:
    """Return the finding for a picture generator's prompt or settings."""
    return fact("ai-prompt", where, f"what a picture generator was asked for: {shown(text)}", text)


def told(kind: str, where: str, sentence: str, text: str) -> Finding:
    """Return the finding for a field: a prompt if a caption or comment looks like one."""
    if kind in {"caption", "comment"} and is_prompt(text):
        return prompt(where, text)
    return fact(kind, where, sentence.format(shown(text)), text)


def remark(where: str, text: str) -> Finding:
    """Return the finding for a free text: a prompt if it looks like one, else a comment."""
    return told("comment", where, "the comment {}", text)
