"""Stage `initialise`: the student's first weights, the teacher's network with an aligned Chinese vocabulary.

Each Chinese entry starts as the mean of the teacher's embeddings of the English pieces it is aligned with: candidates
by the Dice coefficient over parallel sentences, then a few rounds of IBM model 1 (Brown et al., 1993) among them.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from scipy import sparse
from tokenizers import Tokenizer

from train.config import Config
from train.encoder import Encoder, load_teacher
from train.rows import Pair, read_rows
from train.vocabulary import english_entries, new_spelling, teacher_folder

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
_MOST_PIECES = 40  # longer sentences align poorly and cost most
_LEAST_TOGETHER = 2.0


@dataclass(frozen=True, slots=True)
class Bitext:
    """Parallel rows as incidence matrices (rows, entries): zh in the student's ids, en in the teacher's."""

    zh: sparse.csr_matrix
    en: sparse.csr_matrix


def initialise(config: Config, work: Path) -> dict[str, float]:
    """Write `initial.pt` (the student's state) and `glosses.json` (word tables for augmentation); return counts."""
    rng = random.Random(config.seed)
    student_tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    teacher_tokenizer = Tokenizer.from_file(str(teacher_folder() / "tokenizer.json"))
    teacher_tokenizer.no_truncation()
    teacher_tokenizer.no_padding()
    pairs = [Pair(*row) for row in read_rows(work / "parallel.tsv.zst")]
    pairs = [pair for pair in pairs if len(pair.zh) <= 90]
    # Dictionary rows are short and reach the rare words, so all of them stay when rows must be left out.
    rng.shuffle(pairs)
    pairs.sort(key=lambda pair: not pair.source.startswith("dict-"))
    bitext = read_bitext(pairs[: config.initialise.pairs], student_tokenizer, teacher_tokenizer)
    table = align(bitext, config.initialise.candidates, config.initialise.rounds)
    teacher = load_teacher()
    vectors = teacher.embeddings.word_embeddings.weight.detach().numpy()
    state, aligned = student_state(teacher, table, vectors, student_tokenizer)
    torch.save(state, work / "initial.pt")
    glosses = word_tables(table, bitext, student_tokenizer, teacher_tokenizer)
    (work / "glosses.json").write_text(json.dumps(glosses, ensure_ascii=False), encoding="utf-8")
    return {
        "pairs": float(bitext.zh.shape[0]),
        "links": float(table.nnz),
        "aligned_entries": float(aligned),
        "zh_glosses": float(len(glosses["zh"])),
        "en_glosses": float(len(glosses["en"])),
    }


def read_bitext(pairs: list[Pair], zh_tokenizer: Tokenizer, en_tokenizer: Tokenizer) -> Bitext:
    """Return which entries stand in which row; rows with more than 40 entries on a side are left out."""
    zh = [e.ids[1:-1] for e in zh_tokenizer.encode_batch([pair.zh for pair in pairs])]
    en = [e.ids[1:-1] for e in en_tokenizer.encode_batch([pair.en for pair in pairs])]
    keep = [i for i in range(len(pairs)) if 0 < len(zh[i]) <= _MOST_PIECES and 0 < len(en[i]) <= _MOST_PIECES]
    return Bitext(
        _incidence([zh[i] for i in keep], zh_tokenizer.get_vocab_size()),
        _incidence([en[i] for i in keep], en_tokenizer.get_vocab_size()),
    )


def align(bitext: Bitext, candidates: int, rounds: int) -> sparse.csr_matrix:
    """Return p(English piece | Chinese entry), shape (zh entries, en entries), rows summing to 1 or empty."""
    zh_counts = np.asarray(bitext.zh.sum(0)).ravel()
    en_counts = np.asarray(bitext.en.sum(0)).ravel()
    together = _cooccurrence(bitext)
    together.data[together.data < np.minimum(_LEAST_TOGETHER, zh_counts[_row_of(together)])] = 0
    together.eliminate_zeros()
    rows = _row_of(together)
    dice = 2 * together.data / (zh_counts[rows] + en_counts[together.indices])
    together.data = (dice**2).astype(np.float32)
    table = _normalise(_keep_top(together, candidates))
    for _ in range(rounds):
        table = _normalise(_expected(bitext, table))
    return table


def student_state(
    teacher: Encoder, table: sparse.csr_matrix, vectors: Floats, tokenizer: Tokenizer
) -> tuple[dict[str, torch.Tensor], int]:
    """Return the student's weights and how many Chinese entries the alignment reached."""
    size = tokenizer.get_vocab_size()
    vocabulary = tokenizer.get_vocab()
    matrix = np.zeros((size, vectors.shape[1]), np.float32)
    english = np.zeros(size, bool)
    for token, index in english_entries().items():
        place = vocabulary[new_spelling(token)]
        matrix[place] = vectors[index]
        english[place] = True
    sharp = table.copy()
    sharp.data = sharp.data**1.5
    sharp = _normalise(sharp)
    means = np.asarray(sharp @ vectors, np.float32)
    reached = (np.asarray(sharp.sum(1)).ravel() > 0) & ~english
    # A mean of several vectors is shorter than each; LayerNorm weighs it against the position, so length counts.
    usual = float(np.median(np.linalg.norm(vectors, axis=1)))
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    matrix[reached] = (means * (usual / np.maximum(lengths, 1e-6)) ** 0.5)[reached]
    matrix = _fill(matrix, reached | english, vocabulary, vectors)
    state = {name: value.clone() for name, value in teacher.state_dict().items()}
    state["embeddings.word_embeddings.weight"] = torch.from_numpy(matrix)
    return state, int(reached.sum())


def word_tables(
    table: sparse.csr_matrix, bitext: Bitext, zh_tokenizer: Tokenizer, en_tokenizer: Tokenizer
) -> dict[str, dict[str, str]]:
    """Return the best translation of single words, zh -> en and en -> zh, where the alignment is sure."""
    zh_words = _spellings(zh_tokenizer)
    en_words = _spellings(en_tokenizer)
    zh_counts = np.asarray(bitext.zh.sum(0)).ravel()
    tables: dict[str, dict[str, str]] = {"zh": {}, "en": {}}
    best: dict[str, float] = {}
    for row in range(table.shape[0]):
        start, stop = table.indptr[row], table.indptr[row + 1]
        if start == stop or not "\u3400" <= zh_words[row][:1] <= "\u9fff":
            continue
        top = start + int(np.argmax(table.data[start:stop]))
        english = en_words[table.indices[top]]
        if table.data[top] < 0.3 or not english.isalpha():
            continue
        tables["zh"][zh_words[row]] = english
        weight = float(table.data[top]) * min(float(zh_counts[row]), 200.0)
        if weight > best.get(english, 0.0) and len(zh_words[row]) > 1:
            best[english] = weight
            tables["en"][english] = zh_words[row]
    return tables


def _incidence(rows: list[list[int]], size: int) -> sparse.csr_matrix:
    unique = [sorted(set(row)) for row in rows]
    indptr = np.cumsum([0, *map(len, unique)])
    indices = np.fromiter((i for row in unique for i in row), np.int32, int(indptr[-1]))
    return sparse.csr_matrix((np.ones(len(indices), np.float32), indices, indptr), shape=(len(rows), size))


def _cooccurrence(bitext: Bitext, block: int = 60000) -> sparse.csr_matrix:
    total = sparse.csr_matrix((bitext.zh.shape[1], bitext.en.shape[1]), dtype=np.float32)
    for start in range(0, bitext.zh.shape[0], block):
        total = total + bitext.zh[start : start + block].T.tocsr() @ bitext.en[start : start + block]
    return total.tocsr()


def _row_of(matrix: sparse.csr_matrix) -> Integers:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def _keep_top(matrix: sparse.csr_matrix, count: int) -> sparse.csr_matrix:
    rows = _row_of(matrix)
    order = np.lexsort((-matrix.data, rows))
    rank = np.arange(len(order)) - matrix.indptr[rows[order]]
    chosen = order[rank < count]
    return sparse.csr_matrix(
        (matrix.data[chosen], (rows[chosen], matrix.indices[chosen])), shape=matrix.shape
    )


def _normalise(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    sums = np.asarray(matrix.sum(1)).ravel()
    result = matrix.tocsr().copy()
    result.data = (result.data / np.maximum(sums[_row_of(result)], 1e-12)).astype(np.float32)
    return result


def _expected(bitext: Bitext, table: sparse.csr_matrix, block: int = 20000) -> sparse.csr_matrix:
    """Return expected link counts: each English piece of a row shares itself among the row's Chinese entries."""
    width = table.shape[1]
    table.sort_indices()
    keys = _row_of(table) * width + table.indices
    counts = np.zeros(len(keys), np.float64)
    for start in range(0, bitext.zh.shape[0], block):
        zh, en = bitext.zh[start : start + block], bitext.en[start : start + block]
        zh_size, en_size = np.diff(zh.indptr), np.diff(en.indptr)
        # Every (zh entry, en piece) of every row, rows one after another.
        link_row = np.repeat(np.arange(zh.shape[0]), zh_size * en_size)
        within = np.arange(len(link_row)) - np.repeat(
            np.cumsum(zh_size * en_size) - zh_size * en_size, zh_size * en_size
        )
        z = zh.indices[zh.indptr[link_row] + within // en_size[link_row]].astype(np.int64)
        slot = en.indptr[link_row] + within % en_size[link_row]
        wanted = z * width + en.indices[slot]
        found = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        weight = np.where(keys[found] == wanted, table.data[found], 0.0)
        share = np.bincount(slot, weight, minlength=len(en.indices))[slot]
        np.add.at(counts, found, weight / np.maximum(share, 1e-3))
    return sparse.csr_matrix((counts.astype(np.float32), table.indices, table.indptr), shape=table.shape)


def _fill(
    matrix: Floats, known: npt.NDArray[np.bool_], vocabulary: dict[str, int], vectors: Floats
) -> Floats:
    """Give entries without alignment the mean of their characters, and unseen characters the mean of all entries."""
    average = matrix[known].mean(0)
    missing = sorted(((t, i) for t, i in vocabulary.items() if not known[i]), key=lambda item: len(item[0]))
    for token, index in missing:
        parts = [vocabulary[char] for char in token if char in vocabulary and known[vocabulary[char]]]
        matrix[index] = matrix[parts].mean(0) if len(token) > 1 and parts else average
    return matrix


def _spellings(tokenizer: Tokenizer) -> list[str]:
    names = [""] * tokenizer.get_vocab_size()
    for token, index in tokenizer.get_vocab().items():
        names[index] = token
    return names
