"""What a code gives away, said without repeating it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from safeshare.model import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safeshare.model import Detection

PAYLOADS = (
    (r"WIFI:", "the name and password of a Wi-Fi network", Severity.HIGH),
    (r"otpauth(-migration)?:|FIDO:/", "the secret of a login", Severity.HIGH),
    (r"BEGIN:VCARD|MECARD:|BIZCARD:", "a person's contact data", Severity.HIGH),
    (r"LPA:", "the key to a phone's SIM", Severity.HIGH),
    (r"X-HM:|MT:", "the pairing code of a thing at home", Severity.HIGH),
    (r"(?-i:M[1-9][A-Z].{18})", "a boarding pass: name, booking and flight", Severity.HIGH),
    (r"@?\s*ANSI \d{6}", "a driving licence", Severity.HIGH),
    (r"HC1:|SHC:", "a health certificate", Severity.HIGH),
    (r"SPC\s|BCD\s|0002010102|upi:|bitcoin:|ethereum:", "an account for payments", Severity.HIGH),
    (r"mailto:|MATMSG:|[^\s@]+@[^\s@]+\.\w+$", "a mail address", Severity.HIGH),
    (r"tel:|smsto:|sms:|\+\d[\d ]{6,}$", "a phone number", Severity.HIGH),
    (r"geo:", "a place", Severity.HIGH),
    (r"BEGIN:(VCALENDAR|VEVENT)", "an appointment", Severity.HIGH),
    (r"https?:|www\.", "a link, which can be somebody's own", Severity.MEDIUM),
    (r"\d+$", "a number", Severity.MEDIUM),
)
"""How a payload begins, in large letters or small ones, what that means, and how grave it is;
the first that fits counts."""

GOODS = frozenset({"EAN-13", "EAN-8", "UPC-A", "UPC-E", "ISBN"})
"""Sorts that name a product, not a person."""

LONGEST = 2_000
"""Characters of a payload that a finding carries."""


def code_findings(seen: Iterable[Detection], *, contents: bool = False) -> tuple[Finding, ...]:
    """Give a finding for each code among detections: its sort and the kind of its payload.

    contents: the payload itself is the finding's value; else it is not repeated. A code
    that could not be read may still be read from the photo by somebody else.
    """
    return tuple(_finding(code, contents=contents) for code in seen if code.kind == "code")


def _finding(code: Detection, *, contents: bool) -> Finding:
    meaning, severity = _meaning(code)
    article = "an" if code.name[:1] in "AEI" else "a"
    summary = f"{article} {code.name} {meaning}"
    return Finding("code", "picture", summary, severity, code.value[:LONGEST] if contents else "")


def _meaning(code: Detection) -> tuple[str, Severity]:
    if not code.value:
        return "that could not be read here, but may be elsewhere", Severity.MEDIUM
    if code.name in GOODS:
        return "that names a product", Severity.LOW
    payload = code.value.lstrip("\ufeff \t\r\n")
    for start, words, severity in PAYLOADS:
        if re.match(start, payload, re.IGNORECASE):
            return f"that holds {words}", severity
    return "that holds text", Severity.MEDIUM
