from pathlib import Path

import numpy as np
import pytest

from eval.remembering import RememberingEmbedder
from eval.runner import Bench
from tests.toys import ToyEmbedder


class CountingEmbedder(ToyEmbedder):
    """A toy that counts what it is asked."""

    def __init__(self) -> None:
        super().__init__(["a", "b"])
        self.asked = 0

    def _embed(self, texts):  # type: ignore[no-untyped-def]
        self.asked += len(texts)
        return super()._embed(texts)


def test_vectors_are_the_other_embedders_in_the_order_asked() -> None:
    other = CountingEmbedder()
    remembering = RememberingEmbedder(other)
    first = remembering.embed_passages(["a", "b", "a"])
    again = remembering.embed_passages(["b", "a"])
    assert other.asked == 2
    assert np.array_equal(first, ToyEmbedder(["a", "b"]).embed_passages(["a", "b", "a"]))
    assert np.array_equal(again, first[[1, 0]])


def test_a_question_is_not_a_passage() -> None:
    other = CountingEmbedder()
    remembering = RememberingEmbedder(other)
    remembering.embed_passages(["a"])
    remembering.embed_queries(["a"])
    assert other.asked == 2


def test_no_texts_give_no_rows() -> None:
    assert RememberingEmbedder(CountingEmbedder()).embed_queries([]).shape == (0, 3)


def test_vectors_are_kept_for_the_next_process(tmp_path: Path) -> None:
    first = RememberingEmbedder(CountingEmbedder(), tmp_path / "vectors")
    vectors = first.embed_queries(["a", "b"])
    first.save()
    other = CountingEmbedder()
    second = RememberingEmbedder(other, tmp_path / "vectors")
    assert np.array_equal(second.embed_queries(["a", "b"]), vectors)
    assert other.asked == 0


def test_another_models_vectors_are_not_taken(tmp_path: Path) -> None:
    first = RememberingEmbedder(CountingEmbedder(), tmp_path)
    first.embed_queries(["a"])
    first.save()
    other = CountingEmbedder()
    other.fingerprint = "another"
    RememberingEmbedder(other, tmp_path).embed_queries(["a"])
    assert other.asked == 1


def test_a_text_is_cut_once_and_for_all_retrievers_of_a_bench(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.retrieval import Retriever

    plain = Retriever(bench.index, bench.embedder).tokenize("白沙港的仓库")
    assert bench.retriever().tokenize("白沙港的仓库") == plain
    monkeypatch.setattr(Retriever, "tokenize", lambda self, text: ["cut again"])
    assert bench.retriever().tokenize("白沙港的仓库") == plain
