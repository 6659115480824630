"""The recipe: inspect a photo, and make a verified copy of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from safeshare.detect import check_names
from safeshare.detect.effort import effort
from safeshare.errors import BadPlan, TooLarge, UnreadableImage, VerificationFailed
from safeshare.formats import Format, Keep, orientation, sniff
from safeshare.marks import grown, settled, snapped
from safeshare.model import (
    DEFAULT_LIMITS,
    DETECTED,
    REMAINS,
    Block,
    Finding,
    Limits,
    Outcome,
    Plan,
    Region,
    Report,
    Result,
)
from safeshare.pixels.codec import Head, Photo, decode, measure
from safeshare.pixels.colour import canonical, canonical_profiles
from safeshare.pixels.depth import eight_bits
from safeshare.pixels.encode import neutral, target
from safeshare.rebuild import rebuild
from safeshare.redact.regions import check
from safeshare.redact.styles import check_style
from safeshare.reveal import reveal
from safeshare.reveal.filetimes import NO_TIMES
from safeshare.reveal.order import gravest_first
from safeshare.search import find, findings_of, regions_of, suggested, uncovered
from safeshare.steps import Step, Tell, untold
from safeshare.verify import verify
from safeshare.verify.hidden import hidden_colours
from safeshare.verify.same import same_coded
from safeshare.verify.strings import leftovers

MOST_COVERED = 0.6
"""Share of the picture from which it is said that little else is left to see."""

MOST_CUT = 200
"""Blocks that are cut out of a source for a comparison, largest first; each costs a search."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A photo whose blocks were walked, but whose pixels were not decoded."""

    data: bytes
    format: Format
    blocks: tuple[Block, ...]
    head: Head

    @property
    def removed(self) -> list[bytes]:
        """What the blocks hold that no decoder needs."""
        return [block.payload for block in self.blocks if not block.needed]


def inspect(  # noqa: PLR0913 - keywords, each a choice of its own
    data: bytes,
    *,
    name: str | None = None,
    times: Mapping[str, datetime] = NO_TIMES,
    detectors: Sequence[str] = ("face", "code"),
    contents: bool = False,
    sensitivity: str = "normal",
    small_faces: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> Report:
    """Say what a photo gives away; no disk, no network.

    data: the file's bytes. name: its file name, which can give away a date.
    times: what the disk says happened to the file ("changed"), and when.
    detectors: kinds to look for in the pixels; with none nothing is decoded, and
    no preview is compared with the photo. Text is only suggested: its regions are off.
    contents: say what codes hold, not only what kind of thing that is.
    sensitivity, small_faces: of the face search, as in Plan.
    Raises BadPlan for a detector or sensitivity that does not exist, Refused errors for
    what is not a readable photo within the limits.
    """
    source = _read(data, limits)
    kind = source.format.name
    photo = decode(data, kind, limits) if detectors else None
    frame = eight_bits(photo.frames[0]) if photo else None
    search = effort(sensitivity, small_faces=small_faces)
    seen = find(photo, detectors, search) if photo else ()
    shown = findings_of(photo, seen, detectors, contents=contents) if photo else ()
    findings = gravest_first((*reveal(source.blocks, name, times=times, frame=frame), *shown))
    regions = suggested(regions_of(photo, seen)) if photo else ()
    head = source.head
    return Report(kind, head.width, head.height, head.frames, findings, regions, head.smear)


def clean(data: bytes, plan: Plan, tell: Tell = untold) -> Result:
    """Make a verified copy; raises rather than return unverified bytes.

    data: the file's bytes. plan: what the user decided. tell: is called with each step as
    it begins. Raises BadPlan and BadRegion for a plan that does not fit the photo, Refused
    errors for one that can't be read, VerificationFailed for a copy not proven clean.
    """
    tell(Step.READ)
    source = _read(data, plan.limits)
    plan = settled(plan, source.head.width, source.head.height)
    _check_plan(source, plan)
    if plan.snap and plan.regions:
        plan = snapped(plan, decode(data, source.format.name, plan.limits))
    unspoken, photo = _unspoken(source, plan)
    regions = asked = grown(plan.regions + unspoken, plan.grow)
    kind, copy, head, hidden = source.format.name, None, source.head, 0.0
    if not (plan.background or any(region.on for region in regions)):
        photo = None  # its memory is free for what follows
        copy = _lossless(source, plan, tell)
    lossless = copy is not None
    if copy is None:
        made = rebuild(photo or decode(data, kind, plan.limits), kind, plan, regions, tell)
        copy, kind, regions, hidden = made.copy, made.kind, made.regions, made.hidden
        _refuse(_left(source, copy, neutral(kind, plan.quality)))
        head = measure(copy, kind, plan.limits)
    return Result(
        data=copy,
        format=kind,
        width=head.width,
        height=head.height,
        outcome=Outcome.ALREADY_CLEAN if copy == data else Outcome.CLEANED,
        removed=() if copy == data else reveal(source.blocks),
        redacted=tuple(region for region in regions if region.on),
        remaining=_remaining(regions, plan, hidden, len(regions) - len(asked)),
        lossless=lossless,
        blocks_before=len(source.removed),
        blocks_after=0,  # the verifier found none, or there would be no copy
    )


def _read(data: bytes, limits: Limits) -> _Source:
    if len(data) > limits.bytes:
        raise TooLarge(f"it has {len(data):,} bytes; the limit is {limits.bytes:,}.")
    kind = sniff(data)
    head = measure(data, kind.name, limits)
    return _Source(data, kind, kind.walk(data), head)


def _check_plan(source: _Source, plan: Plan) -> None:
    """Raise for a plan that can't be carried out, before any work is done."""
    check_names((*plan.detect, *plan.recheck))
    effort(plan.sensitivity)
    check_style(plan.style, plan.colour)
    longest = max(source.head.width, source.head.height)
    side = min(longest, plan.max_side or longest)
    target(source.format.name, plan.format, source.head.frames, side)
    if not 1 <= plan.quality <= 100:
        raise BadPlan(f"quality {plan.quality} is not between 1 and 100.")
    if plan.max_side is not None and plan.max_side < 16:
        raise BadPlan(f"a longest side of {plan.max_side} pixels is too small; 16 is the least.")
    for region in plan.regions:
        if region.frame is None:  # a page of its own size is known once it is decoded
            check(region, source.head.width, source.head.height)


def _unspoken(source: _Source, plan: Plan) -> tuple[tuple[Region, ...], Photo | None]:
    """Give the detections that the plan does not speak of yet, and the photo if it was decoded.

    A copy whose pixels change is looked at again afterwards. As long as nothing
    is covered its pixels may stay, so what would be seen there is seen here.
    """
    covers = plan.background or any(region.on for region in plan.regions)
    names = plan.detect if covers else tuple(dict.fromkeys(plan.detect + plan.recheck))
    if not names:
        return (), None
    photo = decode(source.data, source.format.name, plan.limits)
    search = effort(plan.sensitivity, small_faces=plan.small_faces)
    return uncovered(photo, plan.regions, names, source.format.name, search), photo


def _lossless(source: _Source, plan: Plan, tell: Tell) -> bytes | None:
    """Copy the coded picture as it is, proven; give None where the pixels must be rebuilt.

    A copy that can't be proven clean this way is no reason to refuse the photo:
    rebuilt from bare pixels it may be.
    """
    data, kind = source.data, source.format
    upright = orientation(source.blocks)
    longest = max(source.head.width, source.head.height)
    changes = plan.scrub_sensor or (plan.max_side is not None and longest > plan.max_side)
    if plan.format not in ("keep", kind.name) or changes or (plan.bake and upright != 1):
        return None
    profile = canonical(source.head.profile, source.head.mode)
    if kind.strip is None or profile is None or source.head.clear_animation:
        return None
    try:
        tell(Step.WRITE)
        stripped = kind.strip(data, Keep(upright, profile))
        tell(Step.CHECK)
        same_coded(data, stripped)
    except (UnreadableImage, VerificationFailed):
        return None
    return None if _left(source, stripped, _picture_of(data, source.removed)) else stripped


def _left(source: _Source, copy: bytes, shared: bytes) -> tuple[Finding, ...]:
    """Read a copy again with other code than wrote it; give what it holds besides the picture.

    shared: bytes that copy and removed blocks may have in common.
    """
    known = shared + b"".join(canonical_profiles().values())
    return verify(copy) or hidden_colours(copy) or leftovers(source.removed, copy, known)


def _refuse(left: tuple[Finding, ...]) -> None:
    if left:
        first = left[0]
        raise VerificationFailed(f"the copy still holds {first.summary} ({first.where}).")


def _picture_of(data: bytes, removed: list[bytes]) -> bytes:
    """Give a file without the blocks that were removed from it.

    What stands in there and in a block alike is no leftover of the block: a
    preview shares its coding tables with the photo.
    """
    for payload in sorted(removed, key=len, reverse=True)[:MOST_CUT]:
        if payload:
            data = data.replace(payload, b"")
    return data


def _remaining(
    regions: tuple[Region, ...], plan: Plan, hidden: float, added: int
) -> tuple[str, ...]:
    """Say what the copy can still give away, and what nobody asked for.

    hidden: the share of it that is covered. added: regions of the look at the finished copy.
    """
    shown = Counter(region.kind for region in regions if not region.on)
    counted = (
        f"One {one} is" if shown[kind] == 1 else f"{shown[kind]} {many} are"
        for kind, (one, many) in DETECTED.items()
        if shown[kind]
    )
    words = [f"{words} left visible, as you decided." for words in counted]
    if added:
        places = "One more place was" if added == 1 else f"{added} more places were"
        words.append(f"{places} covered, where the finished copy still showed a likely face.")
    if hidden > MOST_COVERED:
        words.append(f"Little is left to see: {hidden:.0%} of the picture is covered.")
    if plan.background:
        words.append("People's outlines show, and things that the program took for people.")
    return (*words, *REMAINS)
