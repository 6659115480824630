"""SHA-256 digests of the colour profiles that a safe copy may carry.

Any other profile can name a device, an owner's screen or a date.
"""

from __future__ import annotations

CANONICAL_PROFILES: frozenset[str] = frozenset(
    {
        "1e1429f454bf8e73699c55af6e5f9cb4ad301e8c12179450bcaa4b75221ea115",  # Display P3
        "cfd569d1817955bc87f0e4d96015beb0d84bdbcd2969d0478c5ae245bc8b91a7",  # Adobe RGB
    }
)
