"""What an attacker does with hidden faces: three attacks on the same measurements.

- naive: the hidden face is compared with clean photos.
- parrot: the gallery is hidden in the same way first (McPherson, Shokri, Shmatikov 2016,
  "Defeating image obfuscation with deep learning", arXiv 1609.00408, train on hidden copies;
  Newton, Sweeney, Malin 2005, "Preserving privacy by de-identifying face images", name it).
- learned: a linear discriminant (Fisher 1936; with the shrinkage of Friedman 1989) learns from
  hidden copies what in descriptors and bare pixels tells people apart.

A face is measured three ways: the recogniser's descriptor of it, its pixels, made small, and
those of the whole head with its surroundings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

SHRINKAGE = 0.3
"""How far the scatter within people is drawn towards one that is the same in all directions."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the recogniser makes of photos, one row each.

    face: its descriptors (photos, 128). pixels, head: of the face and of the head, small
    (photos, values) 0..1.
    """

    face: Floats
    pixels: Floats
    head: Floats

    def of(self, kept: NDArray[np.bool_]) -> Measured:
        """Give the rows of some photos."""
        return Measured(self.face[kept], self.pixels[kept], self.head[kept])


@dataclass(frozen=True, slots=True)
class Trial:
    """Whose photos there are, and which the attacker knows.

    people: (photos,) 0..n-1. known: (photos,) True for the gallery; the others are probes.
    """

    people: Numbers
    known: NDArray[np.bool_]


Attack = Callable[[Measured, Measured, Trial], "Floats"]
"""(clean photos, the same hidden, who and which) -> scores (probes, people)."""


def naive(clean: Measured, hidden: Measured, trial: Trial) -> Floats:
    """Compare hidden faces with clean ones."""
    return _nearest(hidden.face[~trial.known], clean.face[trial.known], trial)


def parrot(clean: Measured, hidden: Measured, trial: Trial) -> Floats:
    """Compare hidden faces with faces that were hidden in the same way."""
    del clean
    return _nearest(hidden.face[~trial.known], hidden.face[trial.known], trial)


def learned(clean: Measured, hidden: Measured, trial: Trial) -> Floats:
    """Learn from hidden copies of the gallery what tells people apart, and use it."""
    del clean
    values = np.hstack([_scaled(part, trial.known) for part in _parts(hidden)])
    gallery, people = values[trial.known], trial.people[trial.known]
    means = np.vstack([gallery[people == one].mean(axis=0) for one in np.unique(people)])
    rest = gallery - means[people]
    scatter = rest.T @ rest / len(rest)
    even = np.trace(scatter) / len(scatter) or 1.0
    scatter = (1 - SHRINKAGE) * scatter + SHRINKAGE * even * np.eye(len(scatter))
    whitened = np.linalg.solve(np.linalg.cholesky(scatter), np.vstack([values, means]).T).T
    probes = whitened[: len(values)][~trial.known]
    return -_distances(probes, whitened[len(values) :])


def _parts(measured: Measured) -> tuple[Floats, Floats, Floats]:
    return measured.face, measured.pixels, measured.head


def _scaled(part: Floats, known: NDArray[np.bool_]) -> Floats:
    """Centre a part, and give all parts the same weight, by what the gallery says."""
    centred = part - part[known].mean(axis=0)
    spread = np.sqrt((centred[known] ** 2).sum(axis=1).mean())
    return np.asarray(centred / (spread or 1.0), np.float64)


def _nearest(probes: Floats, gallery: Floats, trial: Trial) -> Floats:
    """Score each person by the most alike of the known photos."""
    alike, people = -_distances(probes, gallery), trial.people[trial.known]
    names = range(int(trial.people.max()) + 1)
    return np.stack([alike[:, people == one].max(axis=1) for one in names], axis=1)


def _distances(left: Floats, right: Floats) -> Floats:
    squares = (left**2).sum(1)[:, None] + (right**2).sum(1)[None] - 2 * left @ right.T
    return np.asarray(np.sqrt(np.maximum(squares, 0)), np.float64)


ATTACKS: dict[str, Attack] = {"naive": naive, "parrot": parrot, "learned": learned}
"""Name of an attack -> what it does."""
