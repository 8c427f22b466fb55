"""Captions of pictures: who took part in what, repeated in one frame through the whole text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag.lines import Line, ends_sentence

# The quoted title inside a frame: long enough not to be a mere term, often enough not to be chance.
_MIN_TITLE_CHARS = 8
_MIN_FRAMES = 3
# A frame with no more than this before the title holds only the verb; the name stands on the line above.
_MAX_VERB_CHARS = 8
_MAX_CAPTION_CHARS = 160

_QUOTED = re.compile(rf"[“「『\"]([^“”「」『』\"]{{{_MIN_TITLE_CHARS},120}})[”」』\"]")
_SPACE = re.compile(r"\s+")
_CLAUSE = re.compile(r"[，,。；]")
_HEADING_START = re.compile(r"[【#《（(]|第.{1,3}[章节]|主题|——")


@dataclass(frozen=True, slots=True)
class Caption:
    """The lines of one caption, `[first, last)`, and whom it names: the words before the frame's verb."""

    first: int
    last: int
    name: str
    role: str


def find_captions(lines: Sequence[Line]) -> list[Caption]:
    """Captions in order: lines that share a frame around one quoted title and end no sentence.

    The frame is found by its repetition within the text, so a text with a single caption has none.
    """
    frames = _frame_lines(lines)
    if not frames:
        return []
    suffix = _common_start([after for _, _, after in frames.values()])
    verbs = _verbs([before for _, before, _ in frames.values()])
    captions: list[Caption] = []
    taken = -1
    for index, (_, before, after) in sorted(frames.items()):
        first, last = index, index + 1
        name = _SPACE.sub("", before)
        role = after[len(suffix) :]
        if len(name) <= _MAX_VERB_CHARS:
            role = name + role
            name = ""
            if index - 1 > taken and _may_name(lines, index - 1, frames):
                first = index - 1
                name = lines[first].text
        else:
            verb = next((verb for verb in verbs if name.endswith(verb)), "")
            name, role = name[: len(name) - len(verb)], verb + role
        if after == suffix and last < len(lines) and _may_end(lines, last, frames, verbs):
            role += lines[last].text
            last += 1
        captions.append(Caption(first, last, name, _SPACE.sub("", role)))
        taken = last - 1
    return captions


def _frame_lines(lines: Sequence[Line]) -> dict[int, tuple[str, str, str]]:
    """Lines in a frame, by index → the title in quotation marks, what stands before it and after it."""
    candidates: dict[int, tuple[str, str, str]] = {}
    for index, line in enumerate(lines):
        if len(line.text) > _MAX_CAPTION_CHARS or ends_sentence(line.text) or line.text.startswith("#"):
            continue
        match = _QUOTED.search(line.text)
        if match and line.text[: match.start()].strip() and not _CLAUSE.search(line.text, match.end()):
            title = _SPACE.sub("", match.group(1))
            candidates[index] = (title, line.text[: match.start()].strip(), line.text[match.end() :].strip())
    titles = Counter(title for title, _, _ in candidates.values())
    verbs = Counter(_SPACE.sub("", before)[-2:] for _, before, _ in candidates.values())
    return {
        index: frame
        for index, frame in candidates.items()
        if titles[frame[0]] >= _MIN_FRAMES
        and (verbs[frame[1][-2:]] >= _MIN_FRAMES or len(frame[1]) <= _MAX_VERB_CHARS)
    }


def _verbs(befores: list[str]) -> list[str]:
    """What stands before the title where nothing else does, longest first, and the ending they share most."""
    short = {_SPACE.sub("", before) for before in befores if len(before) <= _MAX_VERB_CHARS}
    ending = Counter(before[-2:] for before in befores).most_common(1)[0][0]
    return sorted(short | {ending}, key=lambda verb: (-len(verb), verb))


def _may_name(lines: Sequence[Line], index: int, frames: dict[int, tuple[str, str, str]]) -> bool:
    text = lines[index].text
    return (
        index not in frames
        and not ends_sentence(text)
        and not _HEADING_START.match(text)
        and not text.endswith(("，", "、", "；", "：", ","))
        and len(text) <= 60
        and lines[index + 1].gap <= 1
    )


def _may_end(
    lines: Sequence[Line], index: int, frames: dict[int, tuple[str, str, str]], verbs: list[str]
) -> bool:
    """Whether the frame's sentence goes on in this line: 并作… or the parts that somebody hosted."""
    line = lines[index]
    if index in frames or ends_sentence(line.text) or line.gap > 1 or line.new_page or len(line.text) > 40:
        return False
    if line.text.startswith(("并", "及", "与", "和")):
        return True
    named_next = index + 1 in frames and len(frames[index + 1][1]) <= _MAX_VERB_CHARS
    return line.gap == 0 and not _HEADING_START.match(line.text) and line.indent == 0 and not named_next


def _common_start(texts: list[str]) -> str:
    """What the frames have after the title before they part: a whole ending that most others begin with."""
    endings = [
        text for text in set(texts) if sum(other.startswith(text) for other in texts) >= 0.8 * len(texts)
    ]
    return max(endings, key=len, default="")
