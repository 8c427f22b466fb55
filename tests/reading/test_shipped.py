import json
import shutil

import pytest

from rag.errors import ModelError
from rag.protocols import Reader
from rag.reading import load_reader
from rag.reading.shipped import READER_FOLDERS, ShippedReader

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def reader():
    return load_reader()


def test_the_shipped_reader_is_a_reader(reader):
    assert isinstance(reader, Reader)


def test_the_sentence_that_answers_is_likelier_than_its_neighbours(reader):
    sentences = [
        ("浩河新区于2015年3月挂牌，首任主任是郑一川。", "浩河新区 › 概况"),
        ("2021年，新区出口额为35.6亿元，比上年增长12%。", "浩河新区 › 外贸"),
        ("新区绿化覆盖率达到四成。", "浩河新区 › 环境"),
    ]
    for question, wanted in (
        ("谁是浩河新区的第一任主任？", 0),
        ("浩河新区2021年出口了多少？", 1),
        ("How much did the new area export in 2021?", 1),
    ):
        chances = reader.read(question, sentences)
        assert max(range(3), key=lambda i: chances[i]) == wanted


def test_chances_lie_between_0_and_1_and_no_sentences_give_none(reader):
    assert reader.read("What?", []) == []
    assert all(0.0 < chance < 1.0 for chance in reader.read("多少？", [("", ""), ("三十家。", "概况")]))


def test_a_chance_does_not_depend_on_what_else_is_read(reader):
    sentences = [("面积为28.8平方公里。", "概况"), ("企业共有三百家。" * 60, ""), ("Exports fell.", "Trade")]
    together = reader.read("面积多大？", sentences)
    assert together == [reader.read("面积多大？", [one])[0] for one in sentences]


def test_a_megabyte_of_question_and_sentence_is_cut_off(reader):
    long = "贸易" * 250_000
    assert reader.read(long, [(long, long)]) == reader.read(long[:1000], [(long[:1000], long[:1000])])


@pytest.mark.parametrize("shipped", READER_FOLDERS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("name", ["config.json", "model.onnx", "tokenizer.json", "model.safetensors"])
def test_a_missing_file_is_a_model_error_that_says_what_to_do(tmp_path, shipped, name):
    folder = tmp_path / "model"
    shutil.copytree(shipped, folder, ignore=shutil.ignore_patterns(name))
    with pytest.raises(ModelError, match=r"reading model.*cannot be loaded.*pip install"):
        ShippedReader.load(folder)


def test_a_malformed_description_is_a_model_error(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"name": "x"}), encoding="utf-8")
    with pytest.raises(ModelError, match="missing or damaged"):
        ShippedReader.load(tmp_path)


def test_limits_are_part_of_the_fingerprint(tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(READER_FOLDERS[0], folder)
    before = ShippedReader.load(folder).fingerprint
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"max_context_tokens": 7}), encoding="utf-8")
    assert ShippedReader.load(folder).fingerprint != before
