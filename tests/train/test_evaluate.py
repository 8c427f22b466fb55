"""Systems on a held-out set of three passages."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from train.evaluate import System, evaluate, system_ranks
from train.rows import DevSet, write_dev_set

DEV = DevSet("ports-en-en", "en-en", ["old port", "tax law"], [1, 2], ["new city", "old port", "tax code"])


def _first_letters(texts: list[str]) -> np.ndarray:
    vectors = np.array([[text.count(letter) for letter in "optx"] for text in texts], np.float32)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)


def test_an_embedder_is_ranked_by_its_inner_products(tmp_path: Path) -> None:
    assert system_ranks(System("letters", _first_letters), DEV, tmp_path).tolist() == [1.0, 1.0]


def test_bm25_finds_the_passage_with_the_common_word(tmp_path: Path) -> None:
    assert system_ranks(System("BM25", None), DEV, tmp_path).tolist() == [1.0, 1.0]


def test_a_cached_system_is_not_asked_twice(tmp_path: Path) -> None:
    calls: list[int] = []

    def counted(texts: list[str]) -> np.ndarray:
        calls.append(len(texts))
        return _first_letters(texts)

    system = System("letters", counted, cached=True)
    first = system_ranks(system, DEV, tmp_path)
    assert system_ranks(system, DEV, tmp_path).tolist() == first.tolist()
    assert calls == [5]


def test_held_out_sets_come_back_as_they_were_written(tmp_path: Path) -> None:
    from train.rows import read_dev_sets

    write_dev_set(tmp_path, DEV)
    assert read_dev_sets(tmp_path) == [DEV]


def test_the_command_names_every_stage() -> None:
    from train.__main__ import STAGES, parser

    assert parser().parse_args(["train", "--minutes", "3"]).minutes == 3.0
    assert STAGES == ("prepare", "initialise", "train", "tune", "export", "evaluate")
    assert evaluate.__module__ == "train.evaluate"
