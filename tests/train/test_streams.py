"""The batches of both stages on rows small enough to follow."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import pytest

from train.batches import Batch, Pool
from train.config import load_config
from train.glosses import chinese_gloss, english_gloss
from train.passages import closed, crop, en_sentences, zh_sentences
from train.question_stream import QuestionStream
from train.rows import Pair, QuestionPassage
from train.sentence_stream import SentenceStream

CONFIG = load_config()
ZH = [f"第{n}区于{1980 + n}年由商务部设立，面积为{n}.5平方公里，企业共有{n}00家。" for n in range(60)]
EN = [
    f"Zone number {n} was set up by the ministry in {1980 + n} and covers {n}.5 hectares." for n in range(60)
]
PAIRS = [Pair(s, EN[n], ZH[n]) for n in range(60) for s in ("law-tw", "law-tw-art", "news-wmt")]
QUESTIONS = [
    QuestionPassage(source, languages, question[n], passage[n])
    for n in range(60)
    for source, languages, question, passage in (
        ("drcd-dev", "zh", [f"第{m}区何时设立？" for m in range(60)], ZH),
        ("wiki-title-drcd-dev", "zh", [f"第{m}区" for m in range(60)], ZH),
        ("squad-train-sent", "en", [f"when was zone {m} set up?" for m in range(60)], EN),
        ("sci-econ-title-abs", "en-zh", [f"Zone {m}" for m in range(60)], ZH),
        ("sci-econ-title-abs", "zh-en", [f"第{m}区" for m in range(60)], EN),
        ("sci-arxiv-title-abs", "zh-en", [f"区域{m}" for m in range(60)], EN),
        ("law-cn-article", "zh", [f"条例{m // 5}：总则" for m in range(60)], ZH),
    )
]


def _leaves(texts: list[str], leaf: int) -> list[list[int]]:
    places = list(range(len(texts)))
    return [places[start : start + leaf] for start in range(0, len(texts), leaf)]


@pytest.fixture
def batches() -> Iterator[Batch]:
    """Return the question stream with batches of eight."""
    questions = replace(CONFIG.train.questions, batch_pairs=8)
    config = replace(CONFIG, train=replace(CONFIG.train, questions=questions))
    glosses = {"zh": {"设立": "establish", "区": "zone"}, "en": {"zone": "区域"}}
    return iter(QuestionStream(PAIRS, QUESTIONS, glosses, _leaves, config, seed=7))


def test_every_kind_of_the_mixture_comes_up_and_rows_are_whole(batches: Iterator[Batch]) -> None:
    seen = set()
    for batch in islice(batches, 300):
        kind = batch.kind
        seen.add(kind.rsplit("-", 2)[0] if kind.endswith(("en-zh", "zh-en", "zh-zh")) else kind)
        sides = {len(batch.right), len(batch.right_en)}
        if kind != "sentences":
            sides |= {len(batch.left), len(batch.left_en)}
            assert all(batch.left), kind
        assert len(sides) == 1, kind
        assert all(batch.right), kind
    mixture = {"abstracts" if kind == "abstracts" else kind for kind in CONFIG.train.questions.mixture}
    assert mixture - {"statutes-cross", "abstracts"} <= seen
    assert {"abstracts", "statutes"} <= seen


def test_a_taught_english_query_is_its_own_english_text(batches: Iterator[Batch]) -> None:
    for batch in islice(batches, 200):
        if batch.kind == "passages-en-zh":
            assert batch.left == list(batch.left_en)


def test_sentence_batches_pair_each_chinese_with_its_english() -> None:
    stage = replace(CONFIG.train.sentences, joined=0.0, batch_pairs=16)
    english = {pair.zh: pair.en for pair in PAIRS}
    for batch in islice(SentenceStream(PAIRS, CONFIG, stage, seed=3), 10):
        assert [english[text] for text in batch.right] == list(batch.right_en)


def test_joined_sentences_keep_both_sides_in_step() -> None:
    stage = replace(CONFIG.train.sentences, joined=1.0, batch_pairs=16)
    for batch in islice(SentenceStream(PAIRS, CONFIG, stage, seed=3), 5):
        for zh, en in zip(batch.right, batch.right_en, strict=True):
            assert en is not None
            assert zh.count("第") == en.count("Zone number")


def test_no_source_repeats_a_row_before_all_its_rows_were_drawn() -> None:
    stream = SentenceStream(
        [p for p in PAIRS if p.source == "law-tw"], CONFIG, CONFIG.train.sentences, seed=1
    )
    drawn = [stream.draw().zh for _ in range(120)]
    assert sorted(drawn[:60]) == sorted(ZH)
    assert drawn[:60] == drawn[60:]


def test_a_pool_draws_different_rows() -> None:
    pool = Pool(list(range(40)), _leaves(["x"] * 40, 4), random.Random(5))
    for _ in range(30):
        drawn = pool.draw(12)
        assert len(set(drawn)) == 12


def test_a_pool_gives_all_it_has_when_asked_for_more() -> None:
    assert sorted(Pool([1, 2, 3], [[0, 1, 2]], random.Random(0)).draw(9)) == [1, 2, 3]


def test_a_cropped_passage_keeps_the_sentence_nearest_to_the_question() -> None:
    passage = "".join(ZH[:12])
    for seed in range(20):
        assert "第7区于1987年" in crop("第7区何时由商务部设立？面积7.5", passage, random.Random(seed))


def test_sentences_of_both_languages_end_at_their_marks() -> None:
    assert zh_sentences("一。二；三") == ["一。", "二；", "三"]
    assert en_sentences("One port. Two ships; three.") == ["One port.", "Two ships;", "three."]
    assert (closed("一"), closed("一！")) == ("一。", "一！")


def test_a_gloss_puts_the_question_word_first_and_unknown_names_by_sound() -> None:
    table = {"设立": "establish", "新区": "zone"}
    glossed = english_gloss("临港新区何时设立?", table, random.Random(1))
    assert glossed.rstrip("?") == "when lingang zone establish"


def test_a_chinese_gloss_leaves_small_words_out() -> None:
    assert chinese_gloss("when was the zone opened?", {"zone": "区域", "opened": "开放"}) == "区域开放何时？"
