"""The headers that every answer of the page carries, and those it never does."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

Header = tuple[bytes, bytes]

# From the browser, never passed on: they would have answers compressed (HTML must
# stay readable for the nonce) or make the shell believe in a proxy.
DROPPED_REQUEST = frozenset(
    {
        b"accept-encoding",
        b"forwarded",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-proto",
        b"x-gradio-server",
    }
)

# From the shell, never passed on: ours replace them, or nobody else needs them.
DROPPED_RESPONSE = frozenset(
    {
        b"access-control-allow-credentials",
        b"access-control-allow-origin",
        b"cache-control",
        b"connection",
        b"etag",
        b"keep-alive",
        b"last-modified",
        b"server",
        b"vary",
    }
)

ALWAYS: tuple[Header, ...] = (
    (b"cache-control", b"no-store"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), usb=()"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)

NOTHING_ALLOWED = b"default-src 'none'; frame-ancestors 'none'"

# No 'unsafe-eval' and no inline script without the nonce: text from a photo's
# metadata that ever reached the page as markup still could not run. Styles are
# inline because the shell sets them so.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'self'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
)

SCRIPT = b'<script type="module" src="/ui/main.js"></script>'


def new_nonce() -> str:
    """Give an unguessable word for one answer's content security policy."""
    return secrets.token_urlsafe(16)


def page_policy(nonce: str) -> Header:
    """Give the content security policy of one answer."""
    return (b"content-security-policy", PAGE_POLICY.format(nonce=nonce).encode())


def sealed(headers: Iterable[Header], policy: Header) -> list[Header]:
    """Give an answer's headers with ours added and the dropped ones gone."""
    kept = [(name, value) for name, value in headers if name.lower() not in DROPPED_RESPONSE]
    return [*kept, *ALWAYS, policy]


def is_html(headers: Iterable[Header]) -> bool:
    """Tell whether an answer is an HTML page."""
    return any(
        name.lower() == b"content-type" and value.lower().startswith(b"text/html")
        for name, value in headers
    )


def with_script(html: bytes) -> bytes:
    """Give the page with the editor's script, so that it is there before the shell needs it."""
    return html.replace(b"</head>", SCRIPT + b"</head>", 1)


def with_nonce(html: bytes, nonce: str) -> bytes:
    """Give a page's scripts the nonce without which the policy stops them."""
    return html.replace(b"<script", b"<script nonce=" + nonce.encode())
