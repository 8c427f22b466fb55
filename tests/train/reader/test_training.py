"""The reader's losses, streams and figures, and a run of some seconds from beginning to export."""

from __future__ import annotations

import json
import math
import random
from dataclasses import replace
from itertools import islice

import pytest
import torch

from train.reader.config import Stage, load_config
from train.reader.judging import auroc, judge
from train.reader.loop import group_loss, unseen
from train.reader.network import Reader, padded, pair_ids
from train.reader.pretrained import tokenizer_of
from train.reader.rows import Group, Sentence
from train.reader.stream import among_near, groups, reading_group

SENTENCES = tuple(Sentence(f"Sentence {n}.", "Title") for n in range(4))
ANSWERED = Group("reading", "Which?", SENTENCES, frozenset({1}), language="en")
UNANSWERED = replace(ANSWERED, answering=frozenset())
NEAR = [Sentence(f"Near {n}.") for n in range(8)]


def test_the_loss_falls_when_the_answer_rises_and_when_all_fall_for_a_question_without_one():
    low, high = torch.tensor([-4.0, -4.0, -4.0, -4.0]), torch.tensor([-4.0, 4.0, -4.0, -4.0])
    assert group_loss(high, ANSWERED) < group_loss(low, ANSWERED)
    assert group_loss(low, UNANSWERED) < group_loss(high, UNANSWERED)


def test_the_loss_at_zero_is_that_of_guessing():
    expected = math.log(5) + math.log(2)  # four sentences and "none"; a coin for each sentence
    assert float(group_loss(torch.zeros(4), ANSWERED)) == pytest.approx(expected)


def test_of_a_weak_group_any_sentence_may_be_the_answer():
    weak = replace(ANSWERED, answering=frozenset({0, 1}), weak=True)
    one, other = torch.tensor([5.0, -5.0, -5.0, -5.0]), torch.tensor([-5.0, 5.0, -5.0, -5.0])
    assert float(group_loss(one, weak)) == pytest.approx(float(group_loss(other, weak)))
    assert float(group_loss(one, weak)) < 0.02


def test_a_stage_draws_each_kind_with_its_share():
    stage = Stage(1.0, 1e-4, reading=0.5, parallel=0.2)
    kinds = {name: [(replace(ANSWERED, source=name), NEAR)] for name in ("reading", "people", "parallel")}
    drawn = islice(groups(*kinds.values(), stage, random.Random(1), {}), 2000)
    counts = [group.source for group in drawn]
    assert counts.count("reading") / 2000 == pytest.approx(0.5, abs=0.05)
    assert counts.count("parallel") / 2000 == pytest.approx(0.2, abs=0.04)


def test_a_stage_that_goes_on_begins_with_what_the_one_before_did_not_come_to():
    stream = [(replace(ANSWERED, question=f"Question {number}?"), NEAR) for number in range(40)]
    stage = Stage(1.0, 1e-4, reading=1.0, parallel=0.0)

    def drawn():
        return groups(stream, [], [], stage, random.Random("1 0"), {})

    sizes, before = 0, []
    for group in drawn():
        before.append(group)
        sizes += len(group.sentences)
        if sizes >= 8:
            break
    after = list(islice(unseen(drawn(), 1, 8), 5))
    assert [group.question for group in after] == [
        group.question for group in islice(drawn(), len(before), len(before) + 5)
    ]


def test_what_is_drawn_has_its_answer_or_says_that_it_has_none():
    rng = random.Random(2)
    drawn = [reading_group(ANSWERED, NEAR, rng) for _ in range(300)]
    drawn += [among_near(ANSWERED, NEAR, rng, 0.3) for _ in range(300)]
    for group in drawn:
        holds = [i for i, s in enumerate(group.sentences) if s.text == "Sentence 1."]
        assert frozenset(holds) == group.answering
    assert 0.1 < sum(not group.answering for group in drawn) / 600 < 0.4


def test_figures_of_a_perfect_and_of_a_blind_reader():
    asked = [ANSWERED, UNANSWERED] * 5

    def perfect(some):
        return [torch.tensor([9.0 if i in g.answering else -9.0 for i in range(4)]) for g in some]

    assert judge(perfect, asked) == {"en right": 1.0, "en auroc": 1.0}
    assert judge(lambda some: [torch.zeros(4) for _ in some], asked) == {"en right": 0.0, "en auroc": 0.5}
    assert math.isnan(auroc([1.0], []))


class Letters:
    """A tokenizer of single letters."""

    def token_to_id(self, token):
        return {"[PAD]": 0, "[CLS]": 1, "[SEP]": 2}[token]

    def encode(self, text, add_special_tokens):
        assert not add_special_tokens
        return type("Encoding", (), {"ids": [3 + ord(letter) % 7 for letter in text]})()


def test_a_pair_is_question_sentence_and_context_told_apart_by_type():
    ((ids, types),) = pair_ids(Letters(), "ab", [("c", "def")])
    assert len(ids) == 1 + 2 + 1 + 1 + 1 + 3 + 1
    assert types == [0, 0, 0, 0, 1, 1, 2, 2, 2, 2]


def test_padding_does_not_change_a_logit():
    torch.manual_seed(0)
    reader = Reader(10, layers=2).eval()
    torch.nn.init.normal_(reader.head.weight)
    short, long = pair_ids(Letters(), "ab", [("c", ""), ("c" * 9, "d" * 9)])
    with torch.no_grad():
        alone, together = reader(*padded([short], 0)), reader(*padded([short, long], 0))
    assert float(alone[0]) == pytest.approx(float(together[0]), abs=1e-5)


def test_the_shipped_recipe_can_be_read():
    config = load_config()
    assert [stage.minutes > 0 for stage in config.stages] == [True] * len(config.stages)
    assert all(stage.reading + stage.parallel < 1 for stage in config.stages)


def untrained_reader(folder) -> Reader:
    letters = sorted(set("面积多大？为平方公里。概况.0123456789Exports fell by a third. Trade › "))
    entries = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "▁", *letters]
    tokenizer_of(entries, [0.0] * 4 + [-5.0] * (len(entries) - 4)).save(str(folder / "tokenizer.json"))
    torch.manual_seed(0)
    reader = Reader(len(entries), layers=3).eval()
    torch.nn.init.normal_(reader.head.weight, std=0.1)
    torch.nn.init.normal_(reader.types.weight, std=0.02)
    return reader


QUESTION = "面积多大？"
PAIRS = [("面积为28.8平方公里。", "概况"), ("Exports fell by a third.", "Trade › 2020")]
READ = [Group("reading", QUESTION, tuple(Sentence(*pair) for pair in PAIRS), frozenset({0}), language="zh")]


def probabilities(reader: Reader, folder) -> list[float]:
    from train.reader.loop import plain_tokenizer

    rows = pair_ids(plain_tokenizer(folder / "tokenizer.json"), QUESTION, PAIRS)
    with torch.no_grad():
        found: list[float] = torch.sigmoid(reader(*padded(rows, 0))).tolist()
    return found


def test_the_exported_reader_agrees_with_the_network(tmp_path):
    from rag.reading.shipped import ShippedReader
    from train.reader.export import export_reader
    from train.reader.loop import open_reader

    torch.save(untrained_reader(tmp_path).state_dict(), tmp_path / "reader.pt")
    sizes = export_reader(tmp_path, tmp_path / "out", READ)
    assert sum(sizes.values()) < 50
    assert json.loads((tmp_path / "out" / "config.json").read_text())["num_labels"] == 1
    expected = probabilities(open_reader(tmp_path / "reader.pt").eval(), tmp_path)
    assert ShippedReader.load(tmp_path / "out").read(QUESTION, PAIRS) == pytest.approx(expected, abs=0.08)


def test_smoothing_keeps_what_a_few_large_channels_would_drown(tmp_path, monkeypatch):
    from rag.reading.shipped import ShippedReader
    from train.reader import export

    reader = untrained_reader(tmp_path)
    with torch.no_grad():
        for layer in reader.layers:
            layer.up.weight[:3] *= 300.0
            layer.down.weight[:, :3] /= 300.0
            layer.down.weight *= 10.0
    torch.save(reader.state_dict(), tmp_path / "reader.pt")
    expected = probabilities(reader, tmp_path)

    def deviation(folder) -> float:
        read = ShippedReader.load(folder).read(QUESTION, PAIRS)
        return sum(abs(a - b) for a, b in zip(read, expected, strict=True))

    export.export_reader(tmp_path, tmp_path / "smoothed", READ)
    monkeypatch.setattr(export, "smooth_reader", lambda folder, seen: None)
    export.export_reader(tmp_path, tmp_path / "plain", READ)
    assert deviation(tmp_path / "smoothed") < 0.5 * deviation(tmp_path / "plain")
    weights = [(tmp_path / name / "model.safetensors").read_bytes() for name in ("smoothed", "plain")]
    assert weights[0] == weights[1]
    monkeypatch.undo()
    with pytest.raises(ValueError, match="smoothed already"):
        export.smooth_reader(tmp_path / "smoothed", READ)
