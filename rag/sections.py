"""Blocks → the tree of sections, and the tree as a person checks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.reflow import Reflowed
from rag.tables import is_source_line, is_table_caption
from rag.types import Block, Document, Section, SectionKind


@dataclass(slots=True)
class _Open:
    """A section that is being filled with blocks, or that a table or its footnotes interrupted."""

    path: tuple[str, ...]
    level: int
    heading_start: int
    start: int
    kind: SectionKind
    blocks: list[Block]


def find_sections(reflowed: Reflowed) -> tuple[Section, ...]:
    """The sections in order of the text; together they cover it.

    A heading opens a section. A table's title does too, and so do footnotes, under the path of the section
    they belong to; where a text goes on after its table, a section without a heading of its own resumes the
    outer path.
    """
    opened: list[_Open] = []
    path: list[tuple[int, str]] = []
    current = _Open((), 0, 0, 0, "body", [])
    blocks = reflowed.blocks
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            opened.append(current)
            path = [(level, label) for level, label in path if level < block.level]
            path.append((block.level, block.label))
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            tabled = (
                following is not None
                and following.kind in ("table_header", "table_row")
                and is_table_caption(reflowed.text[block.start : block.end])
            )
            start = following.start if following else len(reflowed.text)
            current = _Open(
                tuple(label for _, label in path),
                block.level,
                block.start,
                start,
                "table" if tabled else "body",
                [],
            )
            continue
        if block.kind == "footnote" and current.kind != "footnotes":
            opened.append(current)
            current = _Open(current.path, current.level, block.start, block.start, "footnotes", [])
        elif block.kind != "footnote" and current.kind == "footnotes":
            opened.append(current)
            current = _Open(current.path, current.level, block.start, block.start, "body", [])
        elif current.kind == "table" and not _in_table(reflowed.text, block):
            opened.append(current)
            path = path[:-1]
            current = _Open(
                tuple(label for _, label in path),
                path[-1][0] if path else 0,
                block.start,
                block.start,
                "body",
                [],
            )
        current.blocks.append(block)
    opened.append(current)
    return _close(opened, len(reflowed.text))


def format_tree(document: Document) -> str:
    """The section tree of a document for a person to check: headings, source lines, characters, kind."""
    shown = [f"{document.title}  [{document.source}, {document.language}, {len(document.text)} characters]"]
    for section in document.sections:
        start, end = section.heading_start, max(section.end, section.heading_start + 1)
        first, last = document.source_map.lines(start, end)
        name = section.path[-1] if section.path else "(before the first heading)"
        if section.heading_start == section.start and section.path:
            name = f"({section.kind if section.kind != 'body' else 'continued'}) {name}"
        size = len("".join(document.text[section.start : section.end].split()))
        kind = "" if section.kind == "body" else f", {section.kind}"
        shown.append(f"{'  ' * max(1, section.level)}{name}  [lines {first}-{last}, {size} characters{kind}]")
    return "\n".join(shown)


def _in_table(text: str, block: Block) -> bool:
    return block.kind in ("table_header", "table_row") or is_source_line(text[block.start : block.end])


def _close(opened: Sequence[_Open], length: int) -> tuple[Section, ...]:
    sections: list[Section] = []
    for section, following in zip(opened, [*opened[1:], None], strict=True):
        end = following.heading_start if following else length
        if not section.path and not section.blocks:
            continue
        kind = section.kind
        if kind == "body" and section.blocks and section.blocks[0].kind == "front":
            kind = "front"
        sections.append(
            Section(section.path, section.level, section.heading_start, min(section.start, end), end, kind)
        )
    return tuple(sections)
