"""What is embedded for a chunk: its text under a short line that says where it stands."""

from __future__ import annotations

import hashlib
import re

from rag.text.normalize import normalize
from rag.text.tokens import HAN
from rag.types import Chunk, Metadata

_HAN_RUN = re.compile(f"[{HAN}]+")
_SPACE_AT_FIGURE = re.compile(rf"(?<=[{HAN}])[ \t]+(?=[\d%])|(?<=[\d%])[ \t]+(?=[{HAN}])")


def passage_text(chunk: Chunk, metadata: Metadata) -> str:
    """Return the passage that stands for a chunk: short title, last heading, speaker, then the text itself."""
    title = metadata.short_title or chunk.title
    place = " ".join(part for part in (title, chunk.section[-1] if chunk.section else "", chunk.speaker) if part)
    return embedding_text(f"{place}\n{chunk.text}" if place else chunk.text)


def embedding_text(text: str) -> str:
    """Return a text as a model should see it: simplified Chinese, no stray spaces at figures, case kept."""
    return _HAN_RUN.sub(lambda run: normalize(run.group()), _SPACE_AT_FIGURE.sub("", text))


def digest(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
