import numpy as np
import pytest

from rag.fusion import fuse, relative_scores, relative_similarities


def test_the_best_similarity_is_1_and_the_middling_one_0():
    assert relative_similarities(np.float32([0.2, 0.3, 0.7]), 0.1).tolist() == pytest.approx([-0.25, 0, 1])


def test_a_best_one_that_does_not_stand_out_is_not_blown_up():
    assert relative_similarities(np.float32([0.2, 0.3, 0.4]), 0.5).tolist() == pytest.approx([-0.2, 0, 0.2])


def test_equal_similarities_say_nothing():
    assert relative_similarities(np.float32([0.5, 0.5]), 0.0).tolist() == [0, 0]


def test_scores_are_taken_relative_to_the_best():
    assert relative_scores(np.float32([0, 3, 6])).tolist() == [0, 0.5, 1]


def test_scores_of_zero_stay_zero():
    assert relative_scores(np.float32([0, 0])).tolist() == [0, 0]


def test_no_chunks_have_no_scores():
    empty = np.zeros(0, np.float32)
    assert relative_similarities(empty, 0.1).size == relative_scores(empty).size == 0


def test_each_chunk_is_fused_under_its_own_weights():
    weights = np.float32([[0.5, 0.5], [0.25, 0.75]])
    assert fuse(np.float32([1, 0]), np.float32([0, 1]), weights).tolist() == [0.5, 0.75]


def test_weak_words_are_not_blown_up_to_a_full_score():
    scores = np.array([2.0, 1.0, 0.0], np.float32)
    assert relative_scores(scores, 4.0).tolist() == [0.5, 0.25, 0.0]
    assert relative_scores(scores, 1.0).tolist() == [1.0, 0.5, 0.0]
