"""Run an installed safeshare as a user would: the command on a photo, then the page.

The photo is the only argument; copies go to the working folder.
"""

from __future__ import annotations

import http.cookiejar
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

COMMAND = Path(sys.executable).with_name("safeshare")
LINK = re.compile(r"http://127\.0\.0\.1:\d+/enter\?token=\S+")


def main() -> None:
    """Fail on the first thing that does not work."""
    photo = sys.argv[1]
    told = ask("inspect", photo)
    if "place" not in told.lower():
        raise SystemExit(f"inspect did not tell the place:\n{told}")
    ask("clean", photo, "-o", "copies")
    (copy,) = Path("copies").iterdir()
    ask("verify", str(copy))
    page()
    print("inspect, clean, verify and the page work")


def ask(*arguments: str) -> str:
    """Run the command; give what it printed."""
    done = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{arguments}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def page() -> None:
    """Open the page by its link, as a browser would, and end it."""
    command = [COMMAND, "ui", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            link = next(found[0] for line in running.stdout or () if (found := LINK.search(line)))
            visitor = urllib.request.build_opener(
                urllib.request.ProxyHandler({}),
                urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
            )
            visitor.open(link).read()
            shown = visitor.open(link.partition("/enter")[0] + "/").read().decode()
        finally:
            running.send_signal(signal.SIGTERM)
    if running.returncode:
        raise SystemExit(f"the page ended with {running.returncode}")
    if "safeshare" not in shown:
        raise SystemExit(f"the page does not show itself:\n{shown[:2000]}")


main()
