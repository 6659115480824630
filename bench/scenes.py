"""Scenes with texture that benches hide known things in: walls, boards, leaves, cloth, shelves.

All of it is computed, from a seed, so that the same scenes come out everywhere. They are
meant to be hard for a detector of letters or bars: brick joints, fence slats, leaves and
window bars repeat like strokes do.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from safeshare.model import Detection

Pixels = NDArray[np.uint8]
Corners = NDArray[np.float32]
"""Four corners (4, 2) in pixels of the scene, x and y."""

WIDTH, HEIGHT = 1600, 1200


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text that was drawn: its letters, type size in pixels, degrees, corners."""

    text: str
    size: int
    turn: float
    corners: Corners


def cloud(rng: np.random.Generator, coarse: int, octaves: int = 6) -> NDArray[np.float32]:
    """Give fractal noise, float (HEIGHT, WIDTH) about 0 with deviation 1."""
    total = np.zeros((HEIGHT, WIDTH), np.float32)
    for octave in range(octaves):
        cells = coarse * 2**octave
        grid = rng.standard_normal((cells * 3 // 4 + 1, cells + 1)).astype(np.float32)
        total += cv2.resize(grid, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC) / 1.7**octave
    return (total - total.mean()) / total.std()


def plaster(rng: np.random.Generator) -> NDArray[np.float32]:
    """Give a rough wall, lit from one side."""
    colour = rng.uniform(90, 200, 3)
    light = np.linspace(0.75, 1.15, WIDTH, dtype=np.float32)[None, :, None]
    rough = cloud(rng, 5)[..., None] * 9 + cloud(rng, 90, 4)[..., None] * 7
    return (colour + rough) * light


def bricks(rng: np.random.Generator) -> NDArray[np.float32]:
    """Give a brick wall with mortar joints."""
    wall = np.full((HEIGHT, WIDTH, 3), rng.uniform(150, 190), np.float32)
    tall, wide = int(rng.integers(34, 60)), int(rng.integers(100, 170))
    base = np.array([rng.uniform(120, 175), rng.uniform(60, 95), rng.uniform(45, 80)])
    for row, top in enumerate(range(0, HEIGHT, tall)):
        for left in range(-(row % 2) * wide // 2, WIDTH, wide):
            colour = base * rng.uniform(0.75, 1.2)
            cv2.rectangle(wall, (left, top), (left + wide - 7, top + tall - 7), colour.tolist(), -1)
    return wall + cloud(rng, 60, 4)[..., None] * 11


def slats(rng: np.random.Generator) -> NDArray[np.float32]:
    """Give a wooden fence: boards, gaps and grain."""
    boards = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    wide = int(rng.integers(50, 120))
    for left in range(0, WIDTH, wide):
        colour = np.array([150, 110, 75]) * rng.uniform(0.7, 1.25)
        boards[:, left : left + wide - int(rng.integers(4, 10))] = colour
    grain = cv2.blur(rng.standard_normal((HEIGHT, WIDTH)).astype(np.float32), (1, 61)) * 60
    return boards + grain[..., None] + cloud(rng, 8)[..., None] * 8


def leaves(rng: np.random.Generator) -> NDArray[np.float32]:
    """Give a hedge: thousands of small ellipses, lit from above."""
    hedge = np.full((HEIGHT, WIDTH, 3), (35, 50, 25), np.float32)
    for _ in range(5000):
        centre = (int(rng.integers(0, WIDTH)), int(rng.integers(0, HEIGHT)))
        axes = (int(rng.integers(8, 26)), int(rng.integers(3, 11)))
        green = np.array([60, 110, 40]) * rng.uniform(0.4, 1.6)
        turn = float(rng.uniform(0, 360))
        cv2.ellipse(hedge, centre, axes, turn, 0, 360, green.tolist(), -1, cv2.LINE_AA)
    return hedge + cloud(rng, 70, 3)[..., None] * 6


def cloth(rng: np.random.Generator) -> NDArray[np.float32]:
    """Give a checked cloth with folds."""
    fold = cloud(rng, 4, 3) * 18
    ys, xs = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    check = np.sin((xs + fold) / 9) * np.sin((ys + fold) / 11)
    colour = rng.uniform(80, 190, 3)
    return (
        colour + check[..., None] * 25 + fold[..., None] * 1.2 + cloud(rng, 120, 3)[..., None] * 4
    )


def shelves(rng: np.random.Generator) -> NDArray[np.float32]:
    """Give a shelf of objects without letters: boxes, backs of books, bottles."""
    room = np.full((HEIGHT, WIDTH, 3), 60, np.float32)
    for top in range(0, HEIGHT, 240):
        left = 0
        while left < WIDTH:
            wide = int(rng.integers(24, 110))
            tall = int(rng.integers(110, 215))
            low = top + 222
            colour = rng.uniform(30, 225, 3)
            cv2.rectangle(room, (left, low - tall), (left + wide - 4, low), colour.tolist(), -1)
            band = low - tall + int(rng.integers(10, 60))
            stripe = (colour * 0.7).tolist()
            cv2.rectangle(room, (left, band), (left + wide - 4, band + 8), stripe, -1)
            left += wide
        cv2.rectangle(room, (0, top + 222), (WIDTH, top + 239), (120, 95, 70), -1)
    return room + cloud(rng, 6)[..., None] * 8 + cloud(rng, 150, 3)[..., None] * 5


TEXTURES: tuple[Callable[[np.random.Generator], NDArray[np.float32]], ...] = (
    plaster,
    bricks,
    slats,
    leaves,
    cloth,
    shelves,
)


def texture(number: int, rng: np.random.Generator) -> Pixels:
    """Give the background of a scene, uint8 (HEIGHT, WIDTH, 3)."""
    return np.clip(TEXTURES[number % len(TEXTURES)](rng), 0, 255).astype(np.uint8)


def photographed(scene: Pixels, rng: np.random.Generator, blur: float = 0.7) -> Pixels:
    """Give a scene as a camera's JPEG shows it: a little soft, noisy, coded at quality 85."""
    soft = cv2.GaussianBlur(scene, (0, 0), blur).astype(np.float32)
    noisy = np.clip(soft + rng.normal(0, 4, scene.shape), 0, 255).astype(np.uint8)
    coded = io.BytesIO()
    Image.fromarray(noisy).save(coded, "JPEG", quality=85)
    return np.asarray(Image.open(coded), np.uint8)


def written(text: str, size: int) -> NDArray[np.float32]:
    """Give a line in Pillow's own font: float (height, width), 0 paper to 1 ink, cut to the ink."""
    font = ImageFont.load_default(size)
    x0, y0, x1, y1 = (int(value) for value in font.getbbox(text))
    picture = Image.new("L", (x1 - x0 + 2, y1 - y0 + 2))
    ImageDraw.Draw(picture).text((1 - x0, 1 - y0), text, 255, font)
    return np.asarray(picture, np.float32) / 255


def place(
    shape: tuple[int, ...], centre: tuple[float, float], turn: float, lean: float = 0.0
) -> NDArray[np.float64]:
    """Give the 3 x 3 map from a picture of `shape` to a scene: turned by degrees, and leaning back.

    lean: how much the far side is drawn in, in heights; as on a sign seen from below.
    """
    height, width = shape[:2]
    box = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    narrow = min(width / 2, height) * lean
    seen = box + np.array([[narrow, 0], [-narrow, 0], [0, 0], [0, 0]], np.float32)
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    moved = (seen - (width / 2, height / 2)) @ np.array([[cos, sin], [-sin, cos]]) + centre
    return np.asarray(cv2.getPerspectiveTransform(box, moved.astype(np.float32)))


def corners_of(shape: tuple[int, ...], where: NDArray[np.float64]) -> Corners:
    """Give where the corners of a picture go."""
    height, width = shape[:2]
    box = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float32)
    return np.asarray(cv2.perspectiveTransform(box, where)[0], np.float32)


def area_of(corners: Corners) -> NDArray[np.bool_]:
    """Give the pixels inside of corners, bool (HEIGHT, WIDTH)."""
    canvas = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillPoly(canvas, [np.round(corners).astype(np.int32)], 1)
    return canvas.astype(bool)


def masks_of(found: tuple[Detection, ...], shape: tuple[int, ...]) -> list[NDArray[np.bool_]]:
    """Give one mask a detection, bool (height, width)."""
    masks = []
    for seen in found:
        mask = np.zeros(shape[:2], np.uint8)
        cv2.fillPoly(mask, [np.round(np.array(seen.points)).astype(np.int32)], 1)
        masks.append(mask.astype(bool))
    return masks


def drawn(image: Pixels, found: tuple[Detection, ...]) -> Image.Image:
    """Give an image with its regions drawn into it."""
    canvas = image.copy()
    thick = max(1, max(image.shape) // 600)
    for seen in found:
        corners = np.round(np.array(seen.points)).astype(np.int32)
        cv2.polylines(canvas, [corners], isClosed=True, color=(255, 0, 200), thickness=thick)
    return Image.fromarray(canvas)
