"""Stage `tune`: what is asked of reading texts, and that a step brings a question nearer to its passage."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import islice

import pytest
import torch

from train.config import load_config
from train.encoder import Encoder, embed
from train.reader.loop import plain_tokenizer
from train.reader.rows import Group, Sentence
from train.tune import Asked, asked, batches_of, people, question_loss, recall

TEXTS = ["云溪港2019年建成。", "港口的货物有煤和粮食。", "县长是李明。", "公路通到山里。"]
SENTENCES = tuple(
    Sentence(text, "云溪县年鉴 › 港口", TEXTS[i - 1] if i else "") for i, text in enumerate(TEXTS)
)
GROUP = Group("reading", "云溪港哪年建成？", SENTENCES, frozenset({0}), language="zh")
UNANSWERED = replace(GROUP, question="云溪港多大？", answering=frozenset())
CONFIG = replace(load_config().tune, batch_questions=2, people=0.3)


def test_the_passage_holds_the_answer_and_the_others_do_not():
    rng = random.Random(1)
    rows = [asked(GROUP, {}, rng) for _ in range(100)]
    assert all(TEXTS[0] in row.passage for row in rows)
    assert all(len(row.others) == 2 and not any(TEXTS[0] in text for text in row.others) for row in rows)
    assert {row.passage for row in rows} >= {
        TEXTS[0],
        f"港口\n{TEXTS[0]}",
        f"云溪县年鉴 › 港口\n{TEXTS[0]}{TEXTS[1]}",
    }


def test_batches_ask_answered_questions_of_different_texts_or_are_people_s_questions():
    other = replace(GROUP, question="谁是县长？", answering=frozenset({2}))
    theirs = [Asked("q1", "p1"), Asked("q2", "p2")]
    drawn = list(
        islice(batches_of([[GROUP, UNANSWERED], [other]], theirs, CONFIG, {}, random.Random(2)), 200)
    )
    ours = [batch for batch in drawn if batch[0].others]
    assert 100 < len(ours) < 180
    assert all(
        {TEXTS[0] in row.passage for row in batch} == {True, False} or len(batch) == 2 for batch in ours
    )
    assert {row.question for batch in drawn if not batch[0].others for row in batch} == {"q1", "q2"}


def test_people_s_questions_are_those_on_encyclopaedias(tmp_path):
    (tmp_path / "questions.tsv.zst").touch()
    rows = ["squad-train-sent\ten\tq\tp", "drcd-dev\tzh\t问\t文", "law-cn-article\tzh\t条\t文"]
    import zstandard

    packed = zstandard.ZstdCompressor().compress("\n".join(rows).encode())
    (tmp_path / "questions.tsv.zst").write_bytes(packed)
    assert [row.question for row in people(tmp_path)] == ["q", "问"]


@pytest.fixture
def student():
    torch.manual_seed(3)
    return Encoder(plain_tokenizer().get_vocab_size())


def test_steps_bring_the_question_to_its_passage(student):
    batch = [asked(GROUP, {}, random.Random(4)), Asked("谁是县长？", TEXTS[2], (TEXTS[3],))]
    optimiser = torch.optim.AdamW(student.layers.parameters(), lr=1e-3)
    losses = []
    for _ in range(6):
        loss = question_loss(student, plain_tokenizer(), batch, CONFIG)
        loss.backward()
        optimiser.step()
        student.zero_grad(set_to_none=True)
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0] / 2
    vectors = embed(student, plain_tokenizer(), [batch[0].question, batch[0].passage, batch[1].passage])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_recall_counts_a_question_whose_sentence_is_found(student):
    exact = replace(GROUP, question=TEXTS[0])
    other = replace(GROUP, question=TEXTS[1], language="en")
    figures = recall(student, [exact, other, UNANSWERED])
    assert figures == {"en@1": 0.0, "en@5": 1.0, "zh@1": 1.0, "zh@5": 1.0}
