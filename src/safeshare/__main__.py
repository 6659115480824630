"""`python -m safeshare` is the command."""

from safeshare.cli import main

main()
