import numpy as np
import pytest

from rag.index.dense import build_dense, load_dense, round_vectors
from rag.protocols import VectorStore

VECTORS = np.float32([[1, 0], [0.6, 0.8], [0, 1], [0.6, 0.8]])


def unit(count, dimension, seed=1):
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def store(tmp_path):
    record = build_dense(VECTORS, tmp_path / "v")
    assert (record.kind, record.recall) == ("exact", 1.0)
    return load_dense(tmp_path / "v")


def test_it_is_a_vector_store(store):
    assert isinstance(store, VectorStore)
    assert (len(store), store.dimension) == (4, 2)


def test_inner_products_come_best_first_and_equal_ones_by_row(store):
    ((first, second, third),) = store.search(np.float32([[0, 1]]), 3)
    assert [first[0], second[0], third[0]] == [2, 1, 3]
    assert (first[1], second[1]) == pytest.approx((1, 0.8), abs=1e-3)


def test_more_than_there_is_gives_all_there_is(store):
    assert len(store.search(np.float32([[1, 0]]), 99)[0]) == 4


def test_no_queries_and_no_k_give_nothing(store):
    assert store.search(np.empty((0, 2), np.float32), 3) == []
    assert store.search(np.float32([[1, 0]]), 0) == [[]]


def test_similarities_of_chosen_rows(store):
    assert store.similarities(np.float32([1, 0]), [3, 0]).tolist() == pytest.approx([0.6, 1], abs=1e-3)
    assert store.similarities(np.float32([1, 0]), []).shape == (0,)


def test_stored_vectors_are_stored_again_without_change(store, tmp_path):
    again = round_vectors(store.vectors([0, 1, 2, 3]))
    assert (again == store.vectors([0, 1, 2, 3])).all()


def test_the_spread_is_that_of_nearest_and_middling_neighbours(tmp_path):
    record = build_dense(np.float32([[1, 0], [1, 0], [0, 1], [0, 1]]), tmp_path / "v")
    # Each has one equal neighbour (1) and two orthogonal ones (0, 0); its own place counts as -1: median 0.
    assert record.spread == 1.0


def test_a_large_store_is_approximate_and_says_how_much_it_loses(tmp_path):
    vectors = unit(3_000, 16)
    record = build_dense(vectors, tmp_path / "v", exact_vectors=1_000)
    store = load_dense(tmp_path / "v")
    assert record.kind.startswith("IVF")
    assert 0.5 < record.recall <= 1.0
    assert [hits[0][0] for hits in store.search(vectors[:20], 1)] == list(range(20))
    assert store.vectors([5, 2999]) == pytest.approx(vectors[[5, 2999]], abs=1e-3)


def test_a_file_that_is_no_index_is_a_runtime_error(tmp_path):
    (tmp_path / "v").write_bytes(b"nothing of the kind")
    with pytest.raises(RuntimeError, match="Error"):
        load_dense(tmp_path / "v")
