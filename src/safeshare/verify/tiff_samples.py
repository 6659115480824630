"""What the samples of a TIFF page mean: colours, opacity, or nothing that anybody sees.

Source: TIFF 6.0, sections 5, 16 and 18.
"""

from __future__ import annotations

from safeshare.verify.notes import Notes
from safeshare.verify.tiff_tags import COLOURS, EXTRA, PALETTE, PHOTOMETRIC, SAMPLES, Values

SHOWN = {0: 1, 1: 1, 2: 3, PALETTE: 1, 5: 4}  # samples that make a colour
GREY = ([0], [1])
OPACITY = ([1], [2])
UNSAID = [0]  # what Pillow writes for the opacity of grey, and shows as such


def check_samples(notes: Notes, values: Values, page: int, depths: list[int]) -> None:
    """Note samples, and a table of colours, that do not make the picture.

    depths: of each sample of a pixel.
    """
    meaning, samples = values.get(PHOTOMETRIC), (values.get(SAMPLES) or [1])[0]
    colours, extra = values.get(COLOURS), values.get(EXTRA, [])
    if meaning == [PALETTE] and len(colours or ()) != 3 << depths[0]:
        notes.odd("tag ColorMap", page, "another number of colours than pixels can name")
    if meaning != [PALETTE] and colours is not None:
        notes.odd("tag ColorMap", page, "colours that no pixel can name")
    if len(depths) != samples or len(set(depths)) > 1:
        notes.odd("tag BitsPerSample", page, "another number of depths than of samples, or several")
    shown = SHOWN.get(meaning[0] if meaning else -1, samples)
    opacity = extra in OPACITY or (extra == UNSAID and meaning in GREY)
    if samples != shown + opacity or (extra and not opacity):
        notes.odd("tag SamplesPerPixel", page, "samples that nothing shows")
