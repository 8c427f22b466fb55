"""People's questions on encyclopaedia texts as groups: the answering sentence among those that are nearest to it."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.embedding import load_embedder
from rag.protocols import Vectors
from rag.text.sentences import split_sentences
from train.questions import chinese_question, english_question
from train.reader.rows import Group, Sentence
from train.rows import QuestionPassage, read_rows

# Of the sentences nearest to a question so many may stand beside the answer, but none that says nearly the same.
NEAREST = 14
SAME = 0.93
_SPACED = re.compile(r" (?=[,.;:?!%)\]'’]|n't)|(?<=[(\[$£€]) ")


Mined = tuple[Group, list[Sentence]]
# Sources of parallel sentences in the manner of documents; the rest is software manuals and dictionaries.
_PARALLEL = ("news-wmt", "news-pud", "econ-quantecon", "sci-econ", "sci-qfin", "law-tw", "tech-news-lctt")


def mine(prepared: Path, cache: Path, limit: int | None = None) -> list[Mined]:
    """Return people's questions as groups, each with sentences that are near and do not answer.

    English questions know their sentence; Chinese ones know their passage only, so that their groups are weak.
    """
    rows = [QuestionPassage(*fields) for fields in read_rows(prepared / "questions.tsv.zst")]
    english = [r for r in rows if r.source == "squad-train-sent"][:limit]
    chinese = [r for r in rows if r.source.startswith("drcd")][:limit]
    return with_near(
        [_english_group(r) for r in english] + [_chinese_group(r) for r in chinese], cache, "people"
    )


def mine_parallel(prepared: Path, cache: Path, count: int, rng: random.Random) -> list[Mined]:
    """Return questions made by rule from one side of parallel sentences, each with the other side as its answer."""
    every = [
        row
        for row in read_rows(prepared / "parallel.tsv.zst")
        if row[0] in _PARALLEL and 30 < len(row[1]) < 330
    ]
    by_source: dict[str, list[list[str]]] = defaultdict(list)
    for row in every:
        by_source[row[0]].append(row)
    groups = []
    for name in sorted(by_source):
        rows = by_source[name]
        for _, en, zh in rng.sample(rows, min(len(rows), count // len(by_source))):
            if rng.random() < 0.6:
                question, sentence, language = english_question(en, rng), zh, "en"
            else:
                question, sentence, language = chinese_question(zh, rng), en, "zh"
            if question:
                groups.append(
                    Group("parallel", question, (Sentence(sentence),), frozenset({0}), language=language)
                )
    return with_near(groups, cache, "parallel")


def with_near(groups: Sequence[Group], cache: Path, name: str) -> list[Mined]:
    """Return each group with the sentences of other groups' texts that are nearest to its question."""
    pool: dict[str, Sentence] = {}
    home: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        passage = "\n".join(s.text for s in group.sentences)
        for sentence in group.sentences:
            pool.setdefault(sentence.text, sentence)
            home[sentence.text].add(passage)
    texts = list(pool)
    questions = [group.question for group in groups]
    vectors = _vectors(cache / f"{name}-{len(texts)}-{len(questions)}.npy", [*texts, *questions])
    sentences, asked = vectors[: len(texts)], vectors[len(texts) :]
    place = {text: i for i, text in enumerate(texts)}
    mined: list[Mined] = []
    most = min(4 * NEAREST, len(texts) - 1)
    for start in range(0, len(groups), 256):
        cosines = asked[start : start + 256] @ sentences.T
        for row, group in zip(cosines, groups[start : start + 256], strict=True):
            own = "\n".join(s.text for s in group.sentences)
            own_vectors = sentences[[place[s.text] for s in group.sentences]]
            best = np.argpartition(-row, most)[:most]
            chosen = [
                pool[texts[i]]
                for i in best[np.argsort(-row[best])]
                if own not in home[texts[i]] and (own_vectors @ sentences[i]).max() <= SAME
            ]
            mined.append((group, chosen[:NEAREST]))
    return mined


def _english_group(row: QuestionPassage) -> Group:
    question, sentence = (_SPACED.sub("", text) for text in (row.question, row.passage))
    return Group("squad", question, (Sentence(sentence),), frozenset({0}), language="en")


def _chinese_group(row: QuestionPassage, most: int = 6) -> Group:
    spans = split_sentences(row.passage)
    texts = [text for start, end in spans if len(text := row.passage[start:end].strip()) > 4]
    grams = {row.question[i : i + 2] for i in range(len(row.question) - 1)}
    shared = sorted(range(len(texts)), key=lambda i: -sum(gram in texts[i] for gram in grams))
    kept = sorted(shared[:most])
    sentences = tuple(Sentence(texts[i], before=texts[i - 1] if i else "") for i in kept)
    return Group(
        "drcd", row.question, sentences, frozenset(range(len(kept))), weak=len(kept) > 1, language="zh"
    )


def _vectors(path: Path, texts: Sequence[str]) -> Vectors:
    if path.exists():
        kept: Vectors = np.load(path)
        return kept
    vectors = load_embedder().embed_passages(texts)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(path, vectors)
    return vectors
