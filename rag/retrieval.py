"""Question → hits: vectors and words, fused."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rag.code_switching import code_switched
from rag.concepts import Alternative
from rag.errors import ModelMismatchError, QuestionError
from rag.expansion import Expanded, expand_question
from rag.fusion import LegWeights, fuse, relative_scores, relative_similarities
from rag.index.manifest import rebuild_command
from rag.index.opening import DEFAULT_INDEX_DIR, Index, open_index
from rag.index.passages import embedding_text
from rag.index.sparse import best_rows, idf
from rag.protocols import Embedder, Vectors
from rag.questions import MAX_QUESTION_CHARS
from rag.respelling import respelt
from rag.text.language import detect_language
from rag.text.lexicon import Lexicon
from rag.text.tokens import HAN, cut_by, tokenize, with_inner_words, word_token
from rag.types import Chunk, Hit, Language, QueryTerm
from rag.vocabulary import Sources, Vocabulary

WITHIN_LANGUAGE = LegWeights(dense=0.55, sparse=0.45)
ACROSS_LANGUAGES = LegWeights(dense=0.55, sparse=0.45)


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """Every switch and weight of retrieval, so that an ablation changes one of them.

    Weights were chosen on the development questions (eval/README.md). `candidates` is how many chunks each leg brings
    to the fusion. `sentence_weight` is the share of a chunk's best sentence in its similarity, the rest is the
    passage's. Word weights: a pair of characters counts `pair_weight`, a Chinese word beside its pairs `word_weight`:
    nothing, for beside the pairs words earned nothing on the development questions (recall@5 equal in seven groups of
    eight and .002 more in one, Chinese MRR .003 more without them on average).
    """

    mode: Literal["hybrid", "dense", "sparse"] = "hybrid"
    pair_weight: float = 1.0
    word_weight: float = 0.0
    context_weight: float = 0.4
    pinyin: bool = True
    foreign_names: bool = True
    glossary: bool = True
    lexicon: bool = True
    candidates: int = 200
    sentence_weight: float = 0.5
    within_language: LegWeights = WITHIN_LANGUAGE
    across_languages: LegWeights = ACROSS_LANGUAGES


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready: its vector, `(dimension,)`, and what word search looks up.

    `text` is the question with slips of the hand undone. `switched` and `across` are text and vector for documents in
    the other language: names are put into it where they are known.
    """

    text: str
    language: Language
    vector: Vectors
    expanded: Expanded
    switched: str
    across: Vectors


class Retriever:
    """Searches one index; safe to share between threads."""

    def __init__(self, index: Index, embedder: Embedder, config: RetrievalConfig | None = None) -> None:
        if index.manifest.fingerprint != embedder.fingerprint:
            raise _mismatch(index, embedder)
        self.index = index
        self.embedder = embedder
        self.config = config or RetrievalConfig()
        languages = index.store.languages()
        self._languages = np.array([_LANGUAGES.index(language) for language in languages], np.int8)
        self._vocabulary = _vocabulary(index, frozenset(languages))
        self._sources = Sources(
            glossary=index.glossary if self.config.glossary else None,
            lexicon=Lexicon.load() if self.config.lexicon else None,
            pinyin=self.config.pinyin,
            foreign_names=self.config.foreign_names,
            pair_weight=self.config.pair_weight,
            word_weight=self.config.word_weight,
        )
        self._query = functools.lru_cache(32)(self._analyse)
        # The passages of one answer are cut several times, and those of the next are often the same.
        self._tokenize = functools.lru_cache(2048)(
            lambda text: tuple(tokenize(text, self._vocabulary.segment))
        )
        self._names = functools.cache(lambda: frozenset(sound.word for sound in index.store.sounds("name")))

    @classmethod
    def open(
        cls,
        index_dir: str | Path = DEFAULT_INDEX_DIR,
        *,
        embedder: Embedder | None = None,
        config: RetrievalConfig | None = None,
    ) -> Retriever:
        """Return a retriever over an index folder, with the model that the index names unless one is given.

        Raises IndexNotFoundError, IndexFormatError, ModelError or ModelMismatchError.
        """
        from rag.embedding import load_embedder

        index = open_index(index_dir)
        if embedder is None:
            embedder = load_embedder(None if index.manifest.shipped else index.manifest.model)
        return cls(index, embedder, config)

    def search(self, question: str, k: int = 10) -> list[Hit]:
        """Return at most k hits, best first, equal scores by chunk id.

        Raises QuestionError for a question without a letter or digit, ValueError for k below 1.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        query = self.query(question)
        sparse = self._sparse_scores(query)
        rows = self._candidates(query, sparse, max(k, self.config.candidates))
        similarities = self._similarities(query, rows)
        scores = self._fused(query, rows, similarities, sparse)
        order = np.lexsort((rows, -scores))
        keep = [i for i in order if scores[i] > 0 or self.config.mode != "sparse"][: k + _TIES_LOOKED_AT]
        chunks = self.index.store.chunks_at([int(rows[i]) for i in keep])
        found = sorted(zip(keep, chunks, strict=True), key=lambda pair: (-scores[pair[0]], pair[1].id))[:k]
        return [
            Hit(chunk, float(scores[i]), rank, float(similarities[i]), float(sparse[rows[i]]))
            for rank, (i, chunk) in enumerate(found, 1)
        ]

    def sentence_similarities(self, question: str, chunk: Chunk) -> dict[tuple[int, int], float]:
        """Return the cosine similarity of each sentence of a chunk to a question, by its span in the document.

        Empty when the index holds no sentence vectors (it is too large); the sentences must then be embedded.
        """
        row = self.index.store.position(chunk.id)
        query = self.query(question)
        vector = query.vector if chunk.language == query.language else query.across
        return self.index.dense.sentence_similarities(vector, row)

    def query(self, question: str) -> Query:
        """Return a question made ready for search; QuestionError when there is nothing in it to look up."""
        return self._query(question)

    def terms(self, question: str) -> tuple[QueryTerm, ...]:
        """Return the things a question mentions, each with its inverse document frequency and its index tokens."""
        return self.query(question).expanded.terms

    def tokenize(self, text: str) -> list[str]:
        """Return the index tokens of a text, cut into words that the index knows."""
        return list(self._tokenize(text))

    def idf(self, token: str) -> float:
        """Return the inverse document frequency of a token in the chunks' texts; the greatest for an unknown one."""
        return self._vocabulary.idf(token)

    def knows(self, token: str) -> bool:
        """Return whether a token stands anywhere in the index."""
        return self._vocabulary.knows(token)

    def is_name(self, word: str) -> bool:
        """Return whether the index knows a Chinese word as the name of a person, a place or a body."""
        return word in self._names()

    def words(self, text: str) -> list[str]:
        """Return the words of a text in order, Chinese ones cut by the words that the index knows."""
        words: list[str] = []
        for match in _WORD.finditer(text):
            words.extend(self._vocabulary.cut(match["han"]) if match["han"] else [match.group()])
        return words

    def _analyse(self, question: str) -> Query:
        if not any(unicodedata.category(char)[0] in "LN" for char in question):
            raise QuestionError(
                "There is nothing to look up.",
                "The question holds no letter and no digit."
                if question.strip()
                else "The question is empty.",
                "Ask in words, in Chinese or English.",
            )
        text = " ".join(question.split())[:MAX_QUESTION_CHARS]
        if self._sources.lexicon is not None:
            text = respelt(text, self._vocabulary, self._sources.lexicon)
        expanded = expand_question(text, self._vocabulary, self._sources)
        language = detect_language(text)
        foreign = any(_LANGUAGES[number] != language for number in set(self._languages.tolist()))
        switched = code_switched(text, self._vocabulary, self._sources) if foreign else text
        vector, across = self._vectors(text, switched)
        return Query(text, language, vector, expanded, switched, across)

    def _vectors(self, question: str, switched: str) -> tuple[Vectors, Vectors]:
        """Return the question's vector and the one for documents in the other language, both of length 1."""
        if switched == question:
            vector = self.embedder.embed_queries([embedding_text(question)])[0]
            return vector, vector
        pair = self.embedder.embed_queries([embedding_text(question), embedding_text(switched)])
        # On the development questions the two together find more than either alone.
        mean = pair.mean(axis=0)
        return pair[0], (mean / np.linalg.norm(mean)).astype(np.float32)

    def _sparse_scores(self, query: Query) -> Vectors:
        return self.index.sparse.scores(query.expanded.concepts, context_weight=self.config.context_weight)

    def _candidates(self, query: Query, sparse: Vectors, count: int) -> NDArray[np.int64]:
        """Return the rows that either leg brings, ascending; all rows of a small index."""
        if len(sparse) <= count:
            return np.arange(len(sparse))
        rows: set[int] = set()
        if self.config.mode != "sparse":
            rows.update(self.index.dense.nearest(query.vector, count))
            if query.across is not query.vector:
                rows.update(self.index.dense.nearest(query.across, count))
        if self.config.mode != "dense":
            rows.update(row for row, _ in best_rows(sparse, count))
        return np.array(sorted(rows), np.int64)

    def _similarities(self, query: Query, rows: NDArray[np.int64]) -> Vectors:
        found = self.index.dense.similarities(query.vector, rows.tolist(), self.config.sentence_weight)
        foreign = self._languages[rows] != _LANGUAGES.index(query.language)
        if query.across is not query.vector and foreign.any():
            found[foreign] = self.index.dense.similarities(
                query.across, rows[foreign].tolist(), self.config.sentence_weight
            )
        return found

    def _fused(
        self, query: Query, rows: NDArray[np.int64], similarities: Vectors, sparse: Vectors
    ) -> Vectors:
        if self.config.mode == "dense":
            return similarities
        if self.config.mode == "sparse":
            return sparse[rows]
        within, across = self.config.within_language, self.config.across_languages
        same = self._languages[rows] == _LANGUAGES.index(query.language)
        pairs = np.array([[across.dense, across.sparse], [within.dense, within.sparse]], np.float32)
        least = _LEAST_SPREAD * self.index.manifest.dense.spread
        wanted = _LEAST_FOUND * sum(term.weight for term in query.expanded.terms)
        return fuse(
            relative_similarities(similarities, least),
            relative_scores(sparse[rows], wanted),
            pairs[same.astype(int)],
        )


_LANGUAGES: tuple[Language, ...] = ("zh", "en", "other")
# A question's best passage must stand out by this share of what separates neighbouring passages.
_LEAST_SPREAD = 0.6
# Where the best passage holds less than this share of the question's weight, words alone tell little. On the development
# folders this lifts English recall@1 from .44 to .58, Chinese recall@5 from .87 to .92; the shipped questions do not care.
_LEAST_FOUND = 0.5
_WORD = re.compile(rf"(?P<han>[{HAN}]+)|\w+")
# Chunks of equal score at the edge of the k best are ordered by id, so a few more than k are read.
_TIES_LOOKED_AT = 8


def _vocabulary(index: Index, languages: frozenset[Language]) -> Vocabulary:
    sparse, chunks = index.sparse, len(index.sparse)

    def frequency(word: str) -> float:
        return sparse.document_frequency(word_token(word))

    def pooled_idf(alternatives: Sequence[Alternative]) -> float:
        # A name of several words stands in no more chunks than its rarest word.
        found = sum(
            alternative.probability * min(sparse.document_frequency(token) for token in alternative.tokens)
            for alternative in alternatives
        )
        return idf(min(found, float(chunks)), chunks)

    @functools.cache
    def foreign_names() -> Sequence[tuple[str, str]]:
        return [(sound.sound, sound.word) for sound in index.store.sounds("skeleton")]

    def sounding(readings: Sequence[str]) -> list[tuple[str, int]]:
        return [(sound.word, sound.occurrences) for sound in index.store.words_sounding(readings, "pinyin")]

    @functools.cache
    def latin_names() -> Sequence[tuple[str, str]]:
        return [(sound.sound, sound.word) for sound in index.store.sounds("latin")]

    def spelt(readings: Sequence[str]) -> list[tuple[str, str]]:
        return [(sound.sound, sound.word) for sound in index.store.words_sounding(readings, "spelt")]

    cut = cut_by(frequency)
    return Vocabulary(
        knows=sparse.knows,
        idf=sparse.idf,
        pooled_idf=pooled_idf,
        cut=cut,
        segment=with_inner_words(cut, frequency),
        sounding=sounding,
        foreign_names=foreign_names,
        languages=languages,
        spelt=spelt,
        latin_names=latin_names,
    )


def _mismatch(index: Index, embedder: Embedder) -> ModelMismatchError:
    manifest = index.manifest
    model = None if manifest.shipped else embedder.name
    from rag.embedding import shipped_name

    command = rebuild_command(manifest.corpus, index.path, None if embedder.name == shipped_name() else model)
    return ModelMismatchError(
        f"The index in {index.path} was made with another model.",
        f"It holds vectors of {manifest.model} ({manifest.fingerprint[:8]}), and the model in use is {embedder.name}"
        f" ({embedder.fingerprint[:8]}).",
        f"Build it again: {command}",
    )
