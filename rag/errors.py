"""The error tree: one base, and a class for each thing that a user can mend.

A message has three parts: what happened, why, what to do now. Only the command line and the page turn an error
into words on a screen; declining to answer is an Answer, not an error.
"""

from __future__ import annotations

from typing import Literal

# What kept a language model from answering, as far as it is known; the page has words of its own for each.
GenerationCase = Literal["", "unreachable", "timeout", "key", "model", "busy", "refused", "empty"]


class RagError(Exception):
    """Base of all errors that a user can mend; str() is the whole message."""

    def __init__(self, what: str, why: str, advice: str) -> None:
        self.what, self.why, self.advice = what, why, advice
        super().__init__(f"{what} {why} {advice}")


class CorpusError(RagError):
    """A folder of documents cannot be used: missing, unreadable, or without any document."""


class DocumentError(RagError):
    """One file cannot be read: unknown encoding, binary content, no permission."""


class MetadataError(RagError):
    """A sidecar or glossary file is malformed."""


class IndexNotFoundError(RagError):
    """There is no index where one was looked for."""


class IndexFormatError(RagError):
    """An index was made by another version or is damaged."""


class ModelMismatchError(RagError):
    """An index was made with another embedding model than the one asked for."""


class ModelError(RagError):
    """An embedding model cannot be loaded."""


class QuestionError(RagError):
    """A question cannot be searched: empty, or without a single letter or digit."""


class QuestionFileError(RagError):
    """A file of questions is malformed."""


class GenerationError(RagError):
    """The language model's service failed; the quoted answer is shown instead."""

    def __init__(self, what: str, why: str, advice: str, case: GenerationCase = "") -> None:
        super().__init__(what, why, advice)
        self.case: GenerationCase = case


class QuoteError(RagError):
    """A quote no longer stands in its document; it must not be shown."""
