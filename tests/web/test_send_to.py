"""The script in Windows' SendTo folder, run by another engine of the same language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from safeshare.desktop.actions import send_to

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RUN = """([text, files]) => {
  const calls = [];
  const given = number => files[number];
  Object.defineProperty(given, "length", { value: files.length });
  class Shell { ShellExecute(...words) { calls.push(words); } }
  new Function("WScript", "ActiveXObject", text)({ Arguments: given }, Shell);
  return calls;
}"""

PYTHON = "C:\\Program Files\\Pyth\u00f6n\\python.exe"


def test_a_name_is_one_word_and_never_a_command(browser: Browser) -> None:
    ((text, _),) = send_to(Path("SendTo"), "Make", [PYTHON, "-m", "safeshare", "--"]).values()
    assert text.isascii()  # Windows takes what is not for the machine's own code page
    page = browser.new_page()
    names = ["C:\\photos\\a&calc.jpg", "D:\\two words %PATH%.png", "E:\\"]
    calls = page.evaluate(RUN, [text, names])
    page.close()
    words = '"-m" "safeshare" "--" "C:\\photos\\a&calc.jpg" "D:\\two words %PATH%.png" "E:\\\\"'
    assert calls == [[PYTHON, words, "", "open", 1]]
