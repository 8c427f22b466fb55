"""Sections → chunks: the passages that are indexed, each inside one section and at sentence ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.context import NO_SURROUNDINGS, Surroundings, describe, spoken_of
from rag.speakers import find_speaker
from rag.text.language import detect_language
from rag.text.normalize import squeeze
from rag.text.sentences import split_sentences
from rag.types import Block, Chunk, ChunkKind, Document, Language, Section

# In Han characters; three Latin letters count as one.
MAX_CHARS = 500
MIN_CHARS = 150
# Paragraphs are gathered up to this share of the maximum, so that a passage stays about one thing.
_FILL = 0.7

_CLAUSE_ENDS = "，；、：,;: \t"
_SPEECH_AFTER = (
    "表示",
    "指出",
    "认为",
    "强调",
    "介绍",
    "说",
    "，",
    ",",
    "分享",
    "围绕",
    "就",
    "对",
    "在",
    "以",
    "女士",
    "先生",
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A span that is not divided further; `alone` keeps it out of any other chunk."""

    start: int
    end: int
    kind: ChunkKind = "passage"
    speaker: str = ""
    alone: bool = False
    surroundings: Surroundings = NO_SURROUNDINGS


def chunk_document(document: Document, max_chars: int = MAX_CHARS, min_chars: int = MIN_CHARS) -> list[Chunk]:
    """The chunks of a document in order of its text.

    Sizes are in Han characters, three Latin letters counting as one. A chunk is shorter than `min_chars`
    only where its section or its paragraph leaves nothing to add; it is never longer than `max_chars`. Rows
    of tables, footnotes and captions without a statement are chunks of their own.
    """
    if not 0 < min_chars <= max_chars:
        raise ValueError(f"min_chars={min_chars} must be positive and at most max_chars={max_chars}")
    chunks: list[Chunk] = []
    blocks = document.blocks or _plain_blocks(document)
    position = 0
    for section in document.sections:
        while position < len(blocks) and blocks[position].start < section.start:
            position += 1
        end = position
        while end < len(blocks) and blocks[end].start < section.end:
            end += 1
        members = blocks[position:end]
        position = end
        language = _section_language(document, members)
        for piece in _pack(document.text, _pieces(document, members), max_chars, min_chars):
            chunks.append(_chunk(document, section, piece, len(chunks) + 1, language))
    return _linked(chunks)


def size(text: str) -> float:
    """The length of a text in Han characters; three Latin letters count as one."""
    narrow = len(text) if text.isascii() else len(text.encode("ascii", "ignore"))
    return len(text) - narrow + narrow / 3


def _plain_blocks(document: Document) -> tuple[Block, ...]:
    """Paragraphs by their blank lines, for a document that was taken back from an index."""
    blocks = []
    for section in document.sections:
        start = section.start
        for paragraph in document.text[section.start : section.end].split("\n\n"):
            if paragraph.strip():
                blocks.append(Block("paragraph", start, start + len(paragraph.rstrip())))
            start += len(paragraph) + 2
    return tuple(blocks)


def _section_language(document: Document, blocks: Sequence[Block]) -> Language:
    if not blocks:
        return document.language
    found = detect_language(document.text[blocks[0].start : min(blocks[-1].end, blocks[0].start + 2_000)])
    return document.language if found == "other" else found


def _pieces(document: Document, blocks: Sequence[Block]) -> Iterator[_Piece]:
    """The blocks of a section as pieces: captions attached or alone, rows with headers, labels with lines."""
    text = document.text
    attached = _attach_captions(text, blocks)
    names = tuple({block.label for block in blocks if block.kind == "caption" and block.label})
    header, group = "", ""
    index = 0
    while index < len(blocks):
        block = blocks[index]
        inside = text[block.start : block.end]
        if block.kind == "table_header":
            # The first line names the columns, and so does another with cells; a later one heads the rows below it.
            if inside != header and ("\t" in inside or "|" in inside):
                header, group = inside, ""
            elif (index and blocks[index - 1].kind == "table_row") or header:
                group = inside
            else:
                header = inside
        elif block.kind == "table_row":
            yield _Piece(
                block.start,
                block.end,
                "table_row",
                alone=True,
                surroundings=Surroundings(lines=_kept(header, group)),
            )
        elif block.kind == "footnote":
            yield _Piece(block.start, block.end, "footnote", alone=True)
        elif block.kind == "caption":
            if index not in attached.values():
                end = index
                while (
                    not block.label
                    and end + 1 < len(blocks)
                    and blocks[end + 1].kind == "caption"
                    and not blocks[end + 1].label
                ):
                    end += 1
                yield _Piece(block.start, blocks[end].end, alone=True)
                index = end
        elif block.kind == "front":
            end = _label_group(text, blocks, index)
            yield _Piece(block.start, blocks[end].end)
            index = end
        elif block.kind == "paragraph":
            header = group = ""
            captions = [blocks[caption] for target, caption in attached.items() if target == index]
            speaker = find_speaker(inside, names)
            lines = tuple(f"{caption.label}{caption.role}" for caption in captions)
            yield _Piece(
                block.start,
                block.end,
                speaker=speaker,
                alone=bool(captions),
                surroundings=Surroundings(lines=lines),
            )
        index += 1


def _kept(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def _label_group(text: str, blocks: Sequence[Block], index: int) -> int:
    """The last line that belongs to the label at an index; the index itself where no label stands."""
    end = index
    while end < len(blocks) and blocks[end].kind == "front" and _is_label(text, blocks[end]):
        end += 1
    if end == index:
        return index
    while end < len(blocks) and blocks[end].kind == "front" and not _is_label(text, blocks[end]):
        end += 1
    return end - 1


def _is_label(text: str, block: Block) -> bool:
    return text[block.end - 1] in "：:"


def _attach_captions(text: str, blocks: Sequence[Block]) -> dict[int, int]:
    """Statements → their captions, by index: a caption next to a paragraph that opens with the name it gives.

    The name alone decides, for captions stand before their statement in one text and after it in another.
    """
    attached: dict[int, int] = {}
    for index, block in enumerate(blocks):
        if block.kind != "caption" or not block.label:
            continue
        for step in (1, -1):
            neighbour = index + step
            while 0 <= neighbour < len(blocks) and blocks[neighbour].kind == "caption":
                neighbour += step
            if (
                not 0 <= neighbour < len(blocks)
                or neighbour in attached
                or blocks[neighbour].kind != "paragraph"
            ):
                continue
            if _opens_with(text[blocks[neighbour].start : blocks[neighbour].end][:300], block.label):
                attached[neighbour] = index
                break
    return attached


def _opens_with(paragraph: str, label: str) -> bool:
    """Whether a paragraph opens with the person a caption names, white space aside.

    The caption may add how somebody took part (以视频方式) to the name: then speech must follow the name.
    """
    opening, name = squeeze(paragraph), squeeze(label)
    shared = 0
    while shared < min(len(opening), len(name)) and opening[shared] == name[shared]:
        shared += 1
    if shared == len(name):
        return True
    return (
        shared >= 6 and name[shared:].startswith(("以", "在")) and opening[shared:].startswith(_SPEECH_AFTER)
    )


def _pack(text: str, pieces: Iterator[_Piece], max_chars: int, min_chars: int) -> list[_Piece]:
    """Pieces gathered or divided into chunks of the wanted size."""
    packed: list[_Piece] = []
    buffer: list[_Piece] = []

    def flush() -> None:
        if buffer:
            packed.append(_merged(buffer))
            buffer.clear()

    for piece in pieces:
        pieces_size = size(text[piece.start : piece.end])
        if piece.alone or pieces_size > max_chars:
            flush()
            packed.extend(_divided(text, piece, max_chars))
            continue
        if buffer:
            together = size(text[buffer[0].start : piece.end])
            gathered = size(text[buffer[0].start : buffer[-1].end])
            changes = buffer[-1].speaker != piece.speaker
            if together > max_chars or (gathered >= min_chars and (together > _FILL * max_chars or changes)):
                flush()
        buffer.append(piece)
    flush()
    return _without_stubs(text, packed, max_chars, min_chars)


def _merged(pieces: Sequence[_Piece]) -> _Piece:
    first = pieces[0]
    speaker = first.speaker if all(piece.speaker == first.speaker for piece in pieces) else ""
    return replace(first, end=pieces[-1].end, speaker=speaker)


def _without_stubs(text: str, packed: list[_Piece], max_chars: int, min_chars: int) -> list[_Piece]:
    """Short ends joined to the passage before them, or else the one after, where they fit."""
    joined: list[_Piece] = []
    for piece in packed:
        previous = joined[-1] if joined else None
        stub = (
            previous is not None
            and min(size(text[previous.start : previous.end]), size(text[piece.start : piece.end]))
            < min_chars
        )
        if (
            previous
            and stub
            and not piece.alone
            and not previous.alone
            and size(text[previous.start : piece.end]) <= max_chars
        ):
            joined[-1] = _merged([previous, piece])
        else:
            joined.append(piece)
    return joined


def _divided(text: str, piece: _Piece, max_chars: int) -> Iterator[_Piece]:
    """A long piece in parts of about equal size, cut at sentence ends, else at clause ends, else anywhere."""
    whole = text[piece.start : piece.end]
    total = size(whole)
    if total <= max_chars:
        yield piece
        return
    parts = -(-total // (_FILL * max_chars))
    wanted = total / parts
    start = piece.start
    gathered = 0.0
    for low, high in _atoms(whole, max_chars):
        weight = size(whole[low:high])
        full = gathered + weight > max_chars or (gathered + weight / 2 > wanted and gathered > 0)
        if full and gathered:
            yield from _trimmed(text, piece, start, piece.start + low)
            start, gathered = piece.start + low, 0.0
        gathered += weight
    yield from _trimmed(text, piece, start, piece.end)


def _trimmed(text: str, piece: _Piece, start: int, end: int) -> Iterator[_Piece]:
    """The part of a piece without white space at its ends; nothing where there is only white space."""
    inside = text[start:end]
    if inside.strip():
        left, right = len(inside) - len(inside.lstrip()), len(inside) - len(inside.rstrip())
        yield replace(piece, start=start + left, end=end - right)


def _atoms(text: str, max_chars: int) -> Iterator[tuple[int, int]]:
    """Sentences, and the clauses or, failing these, slices of sentences that are too long."""
    for first, end in split_sentences(text):
        if end - first <= max_chars or size(text[first:end]) <= max_chars:
            yield first, end
            continue
        start = first
        while start < end:
            # A slice of this many characters never weighs more than the maximum.
            stop = min(end, start + max_chars)
            if stop < end:
                clause = max(text.rfind(mark, start + max_chars // 2, stop) for mark in _CLAUSE_ENDS)
                stop = clause + 1 if clause >= 0 else stop
            yield start, stop
            start = stop


def _chunk(document: Document, section: Section, piece: _Piece, number: int, language: Language) -> Chunk:
    text = document.text[piece.start : piece.end]
    spoken = spoken_of(piece.speaker, document.metadata)
    return Chunk(
        id=f"{document.id}#{number:04d}",
        document_id=document.id,
        source=document.source,
        title=document.title,
        section=section.path,
        start=piece.start,
        end=piece.end,
        text=text,
        language=language,
        kind=piece.kind,
        context=describe(document, section.path, text, spoken, piece.surroundings),
        speaker=piece.speaker,
        page=_page(document, piece.start),
        lines=document.source_map.lines(piece.start, piece.end),
    )


def _page(document: Document, offset: int) -> int | None:
    """The page of an offset; None before the first numbered page."""
    starts = document.source_map.page_starts
    if not starts or document.source_map.source_offset(offset) < starts[0]:
        return None
    return document.source_map.page(offset)


def _linked(chunks: list[Chunk]) -> list[Chunk]:
    following = {before.id: after.id for before, after in pairwise(chunks)}
    preceding = {after.id: before.id for before, after in pairwise(chunks)}
    return [
        replace(chunk, previous_id=preceding.get(chunk.id), next_id=following.get(chunk.id))
        for chunk in chunks
    ]
