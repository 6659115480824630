"""How hard a search looks: what a look may cost, and how sure it must be."""

from __future__ import annotations

from dataclasses import dataclass, replace

from safeshare.errors import BadPlan


@dataclass(frozen=True, slots=True)
class Effort:
    """What a face search spends.

    coarse: longest sides of the copies that are looked at in all four turns.
    fine: longest side of the copy that is looked at the way up that most faces
    are, or in all four turns if `every_turn`; 0 for none.
    faintest: score from which something is looked at again.
    belief: probability from which what was looked at again is a face.
    doubts: how many places are looked at again, best first.
    blind: turns of such a place that may show nothing before it is given up.
    tiles: whether photos larger than the fine copy are searched at full resolution too.
    warm: heat that a coarser copy must have where the next is looked at; 0 for everywhere.
    """

    coarse: tuple[int, ...] = (640, 320)
    fine: int = 1536
    every_turn: bool = False
    faintest: float = 0.14
    belief: float = 0.4
    doubts: int = 96
    blind: int = 2
    tiles: bool = False
    warm: float = 0.02


NORMAL = Effort()

QUICK = Effort(coarse=(448, 320), fine=0, faintest=0.3, doubts=8, warm=0.03)
"""For a copy of a photo that was searched already: is there a face that nothing covers?"""

SENSITIVITIES = {
    "normal": NORMAL,
    "high": Effort(
        coarse=(640, 448, 320),
        fine=2048,
        every_turn=True,
        faintest=0.1,
        belief=0.1,
        doubts=400,
        blind=4,
        warm=0.0,
    ),
}
"""What a user can choose: one missed face in two hundred for one false box in six photos, or
as few missed faces as possible, for a few false boxes a photo."""


def effort(sensitivity: str, *, small_faces: bool = False) -> Effort:
    """Give the effort that a plan asks for; raises BadPlan for an unknown sensitivity."""
    if sensitivity not in SENSITIVITIES:
        raise BadPlan(
            f"there is no sensitivity {sensitivity!r}.",
            advice=f"Choose from: {', '.join(SENSITIVITIES)}.",
        )
    return replace(SENSITIVITIES[sensitivity], tiles=small_faces)
