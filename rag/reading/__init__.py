"""The shipped reader behind its seam: how likely a sentence answers a question."""

from __future__ import annotations

import functools

from rag.protocols import Reader


@functools.cache
def load_reader() -> Reader:
    """The shipped readers as one, loaded once: it is safe to share between threads and holds some 140 MB.

    Raises ModelError when a file of it is missing or damaged.
    """
    from rag.reading.ensemble import ReaderEnsemble
    from rag.reading.shipped import READER_FOLDERS, ShippedReader

    return ReaderEnsemble([ShippedReader.load(folder) for folder in READER_FOLDERS])
