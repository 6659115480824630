"""The colours that coded pixels name, held against a decoder."""

from __future__ import annotations

import random

import pytest
from PIL import Image

from safeshare.errors import UnreadableImage
from safeshare.formats.gif_blocks import IMAGE, blocks, content
from safeshare.formats.gif_codes import Colours
from tests.corpus.parts import saved


def noise(seed: int, side: int, colours: int, block: int) -> bytes:
    """Give a GIF of square blocks; many colours fill its string tables again and again."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    cells = (side + block - 1) // block
    pixels = bytes(chance.randrange(colours) for _ in range(cells * cells))
    image = Image.frombytes("P", (cells, cells), pixels).resize((side, side))
    image.putpalette(bytes(range(256)) * 3)
    return saved(image, "GIF", optimize=False, interlace=seed % 2)


@pytest.mark.parametrize("colours", [1, 2, 3, 17, 130, 256])
@pytest.mark.parametrize(("side", "block"), [(1, 1), (9, 2), (150, 1), (260, 7)])
def test_the_named_colours_are_those_that_are_decoded(colours: int, side: int, block: int) -> None:
    data = noise(colours + side, side, colours, block)
    image = next(part for part in blocks(data) if part.label == IMAGE)
    coded, root = content(data, image.body), data[image.body - 1]
    cuts = [coded[at : at + 255] for at in range(0, len(coded), 255)]
    chain = b"".join(bytes([len(cut)]) + cut for cut in cuts) + b"\0"
    decoded = Image.frombytes("L", (side, side), chain, "gif", root, 0)
    counts = decoded.histogram()
    assert Colours().named(coded, root) == {value for value in range(256) if counts[value]}


@pytest.mark.parametrize("root", [0, 1, 9, 200])
def test_an_impossible_code_size_is_refused(root: int) -> None:
    with pytest.raises(UnreadableImage):
        Colours().named(b"\0" * 20, root)


def test_endless_clear_codes_are_refused() -> None:
    clear = sum(256 << 9 * place for place in range(8)).to_bytes(9, "little")
    with pytest.raises(UnreadableImage):
        Colours().named(clear * 20_000, 8)


def test_no_data_names_nothing() -> None:
    assert Colours().named(b"", 8) == set()
