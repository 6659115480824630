"""The pictures of the samples: a public-domain portrait put into drawn scenes."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

FACE = (172, 66, 280, 190)
"""The face in the portrait, (x0, y0, x1, y1) in its 512 x 512 pixels."""

_INK, _PAPER = "#222831", "#f4f1ea"


def portrait() -> Image.Image:
    """Return NASA's portrait of the astronaut Eileen Collins, 512 x 512 pixels.

    Raises SystemExit with advice if scikit-image, which carries it, is missing.
    """
    try:
        from skimage import data
    except ImportError as missing:
        advice = (
            "The samples need scikit-image, which carries the portrait: pip install scikit-image"
        )
        raise SystemExit(advice) from missing
    return Image.fromarray(data.astronaut())


def cutout(scale: float = 1.0, *, turn: int = 0, mirrored: bool = False) -> Image.Image:
    """Return the person without her background (RGBA), scaled, then turned clockwise by degrees."""
    person = portrait().convert("RGBA")
    outline = Image.new("L", person.size, 0)
    pen = ImageDraw.Draw(outline)
    pen.ellipse((153, 14, 301, 150), fill=255)  # hair
    pen.ellipse((175, 60, 278, 192), fill=255)  # face and chin
    collar = [(112, 205), (118, 174), (146, 153), (186, 149), (258, 173), (293, 205), (306, 240)]
    pen.polygon([*collar, (298, 280), (130, 260)], fill=255)
    shoulders = [(118, 215), (62, 245), (36, 300), (22, 400), (22, 512), (362, 512), (362, 340)]
    pen.polygon([*shoulders, (342, 262), (300, 232)], fill=255)
    person.putalpha(outline.filter(ImageFilter.GaussianBlur(1.5)))
    person = person.crop((16, 8, 368, 512))
    if mirrored:
        person = person.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    width, height = (round(side * scale) for side in person.size)
    small = person.resize((width, height), Image.Resampling.LANCZOS)
    return small.rotate(-turn, expand=True)


def place(scene: Image.Image, person: Image.Image, at: tuple[int, int]) -> None:
    """Put a cut-out into a scene, its upper left corner at (x, y); parts may hang over the edge."""
    scene.paste(person, at, person)


def street() -> Image.Image:
    """Return a drawn street with houses, 800 x 600 pixels."""
    scene = Image.new("RGB", (800, 600), "#bcd7ea")
    pen = ImageDraw.Draw(scene)
    pen.rectangle((0, 420, 800, 600), fill="#77736e")
    walls = ("#c98f6b", "#d9c089", "#a9b18f", "#b98d9a", "#8fa3b3")
    for number, wall in enumerate(walls):
        left, top = number * 160, 90 + 35 * (number % 3)
        pen.rectangle((left, top, left + 158, 440), fill=wall)
        pen.polygon([(left, top), (left + 79, top - 55), (left + 158, top)], fill="#7d4b3e")
        for row in range(top + 30, 380, 75):
            for column in (left + 25, left + 95):
                pen.rectangle((column, row, column + 38, row + 45), fill="#e8eef2", outline=_INK)
    pen.rectangle((0, 440, 800, 466), fill="#a9a39b")
    return scene


def meadow(width: int, height: int) -> Image.Image:
    """Return a drawn meadow with hills, trees and a climbing bar."""
    scene = Image.new("RGB", (width, height), "#a8d0ee")
    pen = ImageDraw.Draw(scene)
    horizon = height * 2 // 5
    pen.ellipse((-width // 4, horizon - 120, width * 3 // 5, height), fill="#86a874")
    pen.ellipse((width * 2 // 5, horizon - 80, width * 5 // 4, height), fill="#7a9c66")
    pen.rectangle((0, horizon + 60, width, height), fill="#8fb56b")
    dice = random.Random(1)  # noqa: S311 - blades of grass keep no secret
    for _ in range(1_500):
        x, y = dice.randrange(width), dice.randrange(horizon + 60, height)
        pen.line((x, y, x + dice.randint(-3, 3), y - 9), fill="#7da45b")
    for x in range(60, width, 260):
        pen.rectangle((x - 7, horizon - 20, x + 7, horizon + 62), fill="#6b4d33")
        pen.ellipse((x - 48, horizon - 100, x + 48, horizon + 10), fill="#4f7a4a")
    return scene


def blanket(scene: Image.Image, box: tuple[int, int, int, int], colour: str) -> None:
    """Draw a striped blanket over a box (x0, y0, x1, y1), to end a cut-out where it is cut."""
    pen = ImageDraw.Draw(scene)
    x0, y0, x1, y1 = box
    pen.rounded_rectangle(box, radius=16, fill=colour)
    for x in range(x0 + 24, x1 - 12, 36):
        pen.line((x, y0 + 4, x, y1 - 4), fill="#f4f1ea", width=5)


def beach() -> Image.Image:
    """Return a drawn beach, 640 x 480 pixels."""
    scene = Image.new("RGB", (640, 480), "#9fd3f0")
    pen = ImageDraw.Draw(scene)
    pen.ellipse((520, 30, 590, 100), fill="#ffe9a3")
    pen.rectangle((0, 190, 640, 310), fill="#3f8fb5")
    for y in range(205, 310, 18):
        pen.line([(x, y + (x // 20 % 2) * 4) for x in range(0, 660, 20)], fill="#7fbcd6", width=2)
    pen.rectangle((0, 310, 640, 480), fill="#e7d3a1")
    return scene


def chat() -> Image.Image:
    """Return a drawn chat with the portrait as a contact's picture and as a photo that was sent."""
    scene = Image.new("RGB", (480, 800), _PAPER)
    pen = ImageDraw.Draw(scene)
    large, normal = ImageFont.load_default(24), ImageFont.load_default(19)
    face = portrait().crop((132, 20, 322, 210))
    pen.rectangle((0, 0, 480, 84), fill="#2d6a6a")
    badge = Image.new("L", (64, 64), 0)
    ImageDraw.Draw(badge).ellipse((0, 0, 63, 63), fill=255)
    scene.paste(face.resize((64, 64), Image.Resampling.LANCZOS), (14, 10), badge)
    pen.text((94, 26), "Mona Muster", fill="white", font=large)
    lines = (
        (24, 110, "#ffffff", "Look, my new passport photo!"),
        (24, 420, "#ffffff", "My number is 555-0100, call me"),
        (140, 490, "#cfe8d8", "Nice! Are you at the tower?"),
        (24, 560, "#ffffff", "Yes, Fiction Street 12"),
        (140, 630, "#cfe8d8", "On my way. Don't share it :)"),
    )
    for x, y, colour, words in lines:
        pen.rounded_rectangle((x, y, x + 316, y + 48), radius=14, fill=colour)
        pen.text((x + 16, y + 12), words, fill=_INK, font=normal)
    scene.paste(portrait().crop((90, 10, 340, 230)), (24, 175))
    pen.rounded_rectangle((20, 730, 460, 780), radius=24, fill="#ffffff", outline="#c9c4ba")
    pen.text((44, 744), "Message", fill="#8a8578", font=normal)
    return scene


def mosaicked(picture: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    """Return a copy in which a box (x0, y0, x1, y1) is a mosaic of a few cells."""
    copy = picture.copy()
    piece = copy.crop(box)
    cells = piece.resize((5, 6), Image.Resampling.BOX)
    copy.paste(cells.resize(piece.size, Image.Resampling.NEAREST), box)
    return copy
