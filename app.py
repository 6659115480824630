"""Opens the page in your browser; takes the options of `safeshare ui`."""

from __future__ import annotations

import sys

from safeshare.cli import main

if __name__ == "__main__":
    main(["ui", *sys.argv[1:]])
