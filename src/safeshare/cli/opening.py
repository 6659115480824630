"""Commands that open the page, or a way to it: ui, integrate."""

from __future__ import annotations

from pathlib import Path

from safeshare import flags, terminal
from safeshare.cli.shared import app


@app.command()
def ui(port: flags.Port = 0, no_browser: flags.NoBrowser = False) -> None:
    """Open the page on this computer, for one photo or many."""
    from safeshare.web.server import run

    run(port=port, open_browser=not no_browser)


@app.command()
def integrate(remove: flags.Remove = False) -> None:
    """Add "Make a safer copy" to your file manager; --remove takes it away."""
    from safeshare import desktop

    change = desktop.withdraw if remove else desktop.integrate
    paths = list(change(Path.home()))
    for path in paths:
        terminal.say(f"{'removed from' if remove else 'written'}: {path}")
    if not paths:
        terminal.say("there was nothing to remove." if remove else desktop.NONE_FOUND)
