"""Opens the page in your browser. Everything it does is in safeshare.web."""

from __future__ import annotations

from safeshare.web.server import main

if __name__ == "__main__":
    main()
