"""What the reader sees around a sentence."""

from __future__ import annotations

from rag.types import Chunk

# Headings may be long; what comes after them must still fit into the reader's window.
_MAX_HEADING_CHARS = 60


def reading_context(chunk: Chunk, previous: str) -> str:
    """Title and innermost heading, then the sentence before, or for a row of a table the table's header.

    The form is the one in which the reader was trained: "Title › Heading. Sentence before."
    """
    names = [chunk.title] + [heading for heading in chunk.section[-1:] if heading != chunk.title]
    heading = " › ".join(name[:_MAX_HEADING_CHARS] for name in names)
    before = chunk.context.rpartition("\n")[2] if chunk.kind == "table_row" else previous
    return f"{heading}. {before}" if before and before not in names else heading
