"""Photos with a drawn tattoo whose every pixel of ink is known: limbs, cloth, a portrait.

All of it is computed, from a seed; the portrait is the public-domain one of the samples.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from skimage import data

from scenes import HEIGHT, WIDTH, cloth, cloud, photographed, texture

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Random = np.random.Generator

TONES = ((242, 205, 180), (224, 172, 138), (198, 134, 96), (150, 94, 62), (96, 60, 42))
"""Skin, lit from the front."""

INKS = {"black": ((30, 32, 40), 0.85), "faded": ((62, 78, 84), 0.55), "red": ((150, 30, 40), 0.7)}
"""Colour of an ink, and how much it hides of the skin."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A photo with a tattoo: what it shows, uint8 (height, width, 3), the pixels of ink."""

    name: str
    image: Pixels
    ink: Mask


def _star(draw: ImageDraw.ImageDraw, side: int) -> None:
    middle, turns = side / 2, [math.pi * (0.8 * step - 0.5) for step in range(6)]
    points = [
        (middle + 0.46 * side * math.cos(t), middle + 0.46 * side * math.sin(t)) for t in turns
    ]
    draw.line(points, 255, side // 16, joint="curve")


def _heart(draw: ImageDraw.ImageDraw, side: int) -> None:
    turns = np.linspace(0, 2 * math.pi, 80)
    xs = 0.5 + 0.45 * np.sin(turns) ** 3
    ys = 0.47 - 0.028 * (
        13 * np.cos(turns) - 5 * np.cos(2 * turns) - 2 * np.cos(3 * turns) - np.cos(4 * turns)
    )
    draw.polygon(list(zip((xs * side).tolist(), (ys * side).tolist(), strict=True)), 255)


def _name(draw: ImageDraw.ImageDraw, side: int) -> None:
    font = ImageFont.load_default(side // 4)
    draw.text((side * 0.04, side * 0.2), "Marta", 255, font)
    draw.text((side * 0.2, side * 0.5), "2009", 255, font)


def _flames(draw: ImageDraw.ImageDraw, side: int) -> None:
    for step in range(5):
        turns = np.linspace(0, 1, 40)
        xs = 0.12 + 0.17 * step + 0.09 * np.sin(7 * turns + step)
        points = list(
            zip((xs * side).tolist(), ((0.08 + 0.84 * turns) * side).tolist(), strict=True)
        )
        draw.line(points, 255, max(2, side // (11 + 2 * step)), joint="curve")


def _rings(draw: ImageDraw.ImageDraw, side: int) -> None:
    for share in (0.46, 0.34, 0.2):
        low, high = side * (0.5 - share), side * (0.5 + share)
        draw.ellipse((low, low, high, high), outline=255, width=max(2, side // 24))
    for turn in np.linspace(0, math.pi, 6, endpoint=False):
        x, y = 0.46 * side * math.cos(turn), 0.46 * side * math.sin(turn)
        ends = (side / 2 - x, side / 2 - y, side / 2 + x, side / 2 + y)
        draw.line(ends, 255, max(2, side // 40))


def _leaf(draw: ImageDraw.ImageDraw, side: int) -> None:
    thin = max(2, side // 45)
    draw.arc((side * 0.1, side * -0.3, side * 1.4, side * 0.95), 90, 180, 255, thin)
    for step in range(6):
        x, y = side * (0.12 + 0.1 * step), side * (0.3 + 0.11 * step)
        draw.arc((x, y - side * 0.18, x + side * 0.25, y + side * 0.1), 0, 250, 255, thin)


MOTIFS: dict[str, Callable[[ImageDraw.ImageDraw, int], None]] = {
    "star": _star,
    "heart": _heart,
    "name": _name,
    "flames": _flames,
    "rings": _rings,
    "thin leaf": _leaf,
}


def tattooed(
    skin: Pixels, motif: str, ink: str, centre: tuple[int, int], side: int, turn: float
) -> tuple[Pixels, Mask]:
    """Draw a tattoo onto a photo; give the photo and the pixels of ink."""
    stencil = Image.new("L", (side, side))
    MOTIFS[motif](ImageDraw.Draw(stencil), side)
    turned = stencil.rotate(turn, Image.Resampling.BICUBIC, expand=True)
    layer = Image.new("L", (skin.shape[1], skin.shape[0]))
    layer.paste(turned, (centre[0] - turned.width // 2, centre[1] - turned.height // 2))
    share = cv2.GaussianBlur(np.asarray(layer, np.float32) / 255, (0, 0), 1.2)[..., None]
    colour, strength = INKS[ink]
    light = skin.mean(axis=2, keepdims=True) / max(1.0, float(skin.mean()))
    inked = skin * (1 - share * strength) + np.array(colour) * light * share * strength
    return np.clip(inked, 0, 255).astype(np.uint8), share[..., 0] > 0.3


def limb(rng: Random) -> Pixels:
    """Give an arm or a back in front of something, lit from one side."""
    behind = texture(int(rng.integers(0, 6)), rng).astype(np.float32)
    ys, xs = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    half = rng.uniform(330, 600)
    across = (xs - WIDTH / 2 + rng.uniform(-0.3, 0.3) * (ys - HEIGHT / 2)) / half
    light = (
        np.sqrt(np.clip(1 - across**2, 0, 1)) * 0.55 + 0.45 + 0.25 * across * rng.choice([-1, 1])
    )
    mottled = cloud(rng, 4)[..., None] * 4 + cloud(rng, 120, 3)[..., None] * 3
    skin = np.array(TONES[int(rng.integers(0, len(TONES)))]) * light[..., None] + mottled
    return np.clip(np.where(np.abs(across)[..., None] < 1, skin, behind), 0, 255).astype(np.uint8)


def shirt(rng: Random) -> Pixels:
    """Give checked cloth with folds."""
    return np.clip(cloth(rng), 0, 255).astype(np.uint8)


def scene(number: int) -> Scene:
    """Give one scene, the same every time."""
    rng = np.random.default_rng(number)
    motif = list(MOTIFS)[number % len(MOTIFS)]
    ink = list(INKS)[number // len(MOTIFS) % len(INKS)]
    turn = float(rng.uniform(-40, 40))
    if number % 9 == 8:
        skin = np.asarray(data.astronaut(), np.uint8)  # type: ignore[no-untyped-call] # no hints
        where, centre, side = "suit", (95, 430), 110
    else:
        where = "cloth" if number % 9 == 4 else "limb"
        skin = shirt(rng) if where == "cloth" else limb(rng)
        centre = (WIDTH // 2 + int(rng.integers(-60, 60)), HEIGHT // 2 + int(rng.integers(-80, 80)))
        side = int(rng.integers(150, 420))
    image, inked = tattooed(skin, motif, ink, centre, side, turn)
    return Scene(f"{motif}, {ink}, {where}", photographed(image, rng), inked)
