import math

import numpy as np
import pytest

from rag.concepts import Alternative, Concept
from rag.index.sparse import best_rows, build_sparse, load_sparse

TEXT = [["a", "a", "b"], ["b", "c", "c", "d"], ["d"]]
CONTEXT = [["t"], [], ["t", "a"]]
K1, B = 1.2, 0.75
AVERAGE = 8 / 3


@pytest.fixture
def index(tmp_path):
    build_sparse({"text": TEXT, "context": CONTEXT}, tmp_path, k1=K1, b=B)
    return load_sparse(tmp_path, 3)


def idf(df):
    return math.log(1 + (3 - df + 0.5) / (df + 0.5))


def bm25(tf, length, df, average=AVERAGE):
    return idf(df) * tf / (tf + K1 * (1 - B + B * length / average))


def test_scores_follow_the_formula(index):
    assert dict(index.search({"a": 1.0, "b": 1.0}, 3)) == pytest.approx(
        {0: bm25(2, 3, 1) + bm25(1, 3, 2), 1: bm25(1, 4, 2)}
    )


def test_weights_multiply_a_token_s_score(index):
    assert dict(index.search({"c": 0.25}, 3)) == pytest.approx({1: 0.25 * bm25(2, 4, 1)})


def test_the_context_counts_with_its_weight(index):
    found = dict(index.search({"t": 1.0}, 3, context_weight=0.5))
    assert found == pytest.approx({0: 0.5 * bm25(1, 1, 2, 1), 2: 0.5 * bm25(1, 2, 2, 1)})


def test_chunks_that_score_nothing_are_not_found(index):
    assert index.search({"unknown": 1.0}, 3) == []
    assert [row for row, _ in index.search({"a": 1.0}, 3)] == [0]


def test_a_concept_is_credited_once_with_the_way_that_scores_best(index):
    concept = Concept((Alternative({"a": 1.0}, 0.5), Alternative({"b": 1.0}, 1.0)), weight=2.0)
    by_a, by_b = 2 * 0.5 * bm25(2, 3, 1) / idf(1), 2 * bm25(1, 3, 2) / idf(2)
    expected = [max(by_a, by_b), 2 * bm25(1, 4, 2) / idf(2), 0]
    assert index.scores([concept]).tolist() == pytest.approx(expected)


def test_an_alternative_of_two_words_is_worth_no_more_than_the_concept(index):
    concept = Concept((Alternative({"c": 1.0, "d": 1.0}),), weight=1.0)
    share = (bm25(2, 4, 1) + bm25(1, 4, 2)) / (idf(1) + idf(2))
    assert index.scores([concept])[1] == pytest.approx(share)
    assert share < 1


def test_concepts_add_up(index):
    one, two = Concept((Alternative({"a": 1.0}),), 1.0), Concept((Alternative({"d": 1.0}),), 1.0)
    assert index.scores([one, two]) == pytest.approx(index.scores([one]) + index.scores([two]))


def test_equal_scores_are_ordered_by_row():
    assert best_rows(np.float32([1, 0, 2, 1, 1]), 3) == [(2, 2.0), (0, 1.0), (3, 1.0)]


def test_an_unknown_token_has_the_greatest_idf(index):
    assert index.idf("unknown") == pytest.approx(idf(0))
    assert index.idf("b") == pytest.approx(idf(2))
    assert index.idf("t") == pytest.approx(idf(2))


def test_tokens_with_line_breaks_of_other_kinds_keep_their_columns(tmp_path):
    build_sparse({"text": [["x\u2028y", "b"], ["b"]], "context": [[], []]}, tmp_path)
    index = load_sparse(tmp_path, 2)
    assert [row for row, _ in index.search({"x\u2028y": 1.0}, 2)] == [0]


def test_an_index_without_a_single_token_finds_nothing(tmp_path):
    build_sparse({"text": [[], []], "context": [[], []]}, tmp_path)
    assert load_sparse(tmp_path, 2).search({"a": 1.0}, 2, context_weight=1.0) == []


def test_arrays_that_do_not_fit_the_vocabulary_are_refused(tmp_path):
    build_sparse({"text": TEXT, "context": CONTEXT}, tmp_path)
    (tmp_path / "text.vocabulary.txt").write_text("a\nb", encoding="utf-8")
    with pytest.raises(ValueError, match="do not fit its vocabulary of 2 tokens"):
        load_sparse(tmp_path, 3)
