"""Text put back into the paragraphs it was made of, every character traceable to its place in the source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.boxes import open_boxes
from rag.captions import find_captions
from rag.column_tables import add_column_tables
from rag.emission import emit
from rag.footnotes import Note, find_notes, lone_numbers
from rag.furniture import Pages, find_pages
from rag.lines import Line, line_starts, measure_layout, split_lines
from rag.markup import find_markup
from rag.paragraphs import Found, form_units
from rag.readers.source import SourceText
from rag.structure import tell_apart
from rag.types import Block, SourceMap
from rag.units import Unit, make_unit


@dataclass(frozen=True, slots=True)
class Reflowed:
    """A reading text, the way back to its source, and its blocks in order."""

    text: str
    source_map: SourceMap
    blocks: tuple[Block, ...]


def reflow(source: SourceText) -> Reflowed:
    """The reading text of a source: paragraphs whole, page furniture apart, footnotes after their section.

    White space aside, every character of the source stands in the reading text once or is declared
    furniture, and nothing else stands there. The same source always gives the same text.
    """
    text = source.text
    lines = split_lines(text)
    lines, borders = (lines, []) if source.markdown else open_boxes(lines)
    layout = measure_layout(lines)
    markup = add_column_tables(text, lines, find_markup(lines, source.markdown))
    captions = [] if source.markdown else find_captions(lines)
    captioned = frozenset(index for caption in captions for index in range(caption.first, caption.last))
    lone = lone_numbers(lines)
    pages = find_pages(lines, layout, lone, captioned | frozenset(markup.roles))
    skipped = pages.furniture | captioned | frozenset(markup.roles)
    notes = find_notes(lines, layout, pages.breaks, skipped)
    marks = sorted([*((note.mark.start, note.mark.end) for note in notes if note.mark), *markup.stars])
    lone_marks = frozenset(index for index in lone if (lines[index].start, lines[index].end) in set(marks))
    found = Found(lines, layout, pages, captions, notes, lone_marks, markup, source.markdown)
    units = form_units(text, found)
    for unit in units:
        if unit.style.startswith("caption:"):
            caption = captions[int(unit.style.partition(":")[2])]
            unit.label, unit.role = caption.name, caption.role
    units = tell_apart(units, layout, source.markdown)
    units = _place_notes(units, [_note_unit(text, lines, note) for note in notes], notes)
    dropped = [(lines[index].start, lines[index].end) for index in _dropped_lines(found)]
    body, runs, blocks, hyphens = emit(text, units, marks)
    source_map = SourceMap(
        runs=runs,
        line_starts=line_starts(text),
        page_starts=_page_starts(source, lines, pages),
        furniture=tuple(sorted({*dropped, *marks, *hyphens, *borders})),
    )
    return Reflowed(body, source_map, blocks)


def _dropped_lines(found: Found) -> Iterable[int]:
    yield from found.pages.furniture
    for index, role in found.markup.roles.items():
        if role in ("divider", "rule", "underline"):
            yield index


def _note_unit(text: str, lines: Sequence[Line], note: Note) -> Unit:
    return make_unit(
        "footnote", text, [(lines[index].start, lines[index].end) for index in note.lines], number=note.number
    )


def _place_notes(units: list[Unit], note_units: Sequence[Unit], notes: Sequence[Note]) -> list[Unit]:
    """Footnotes put after the section that their mark stands in, or, without a mark, that they stand in."""
    if not notes or not units:
        return [*units, *note_units]
    starts = sorted((unit.spans[0][0], index) for index, unit in enumerate(units))
    heads = [index for index, unit in enumerate(units) if unit.kind == "heading"] + [len(units)]
    after: dict[int, list[Unit]] = {}
    for note, unit in zip(notes, note_units, strict=True):
        place = note.mark.start if note.mark else unit.spans[0][0]
        position = bisect_right(starts, (place, len(units))) - 1
        owner = starts[max(0, position)][1]
        end = next(head for head in heads if head > owner)
        after.setdefault(end, []).append(unit)
    placed: list[Unit] = []
    for index, unit in enumerate(units):
        placed.extend(after.get(index, ()))
        placed.append(unit)
    placed.extend(after.get(len(units), ()))
    return placed


def _page_starts(source: SourceText, lines: Sequence[Line], pages: Pages) -> tuple[int, ...]:
    """Source offsets at which pages start, so that counting them gives the number printed on the page.

    Pages before the one numbered 1 are left out; where counting starts late, the first offset is repeated.
    """
    starts = list(source.page_starts) or [lines[index].start for index in pages.breaks]
    if not starts:
        return ()
    shift = pages.first_number - 1 if len(starts) == len(pages.breaks) else 0
    return tuple(starts[-shift:]) if shift < 0 else tuple([starts[0]] * shift + starts)
