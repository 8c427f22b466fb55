import json
import shutil
from dataclasses import replace

import pytest

from rag.errors import ModelError
from rag.protocols import Reader
from rag.reading import load_reader
from rag.reading.context import reading_context
from rag.reading.shipped import READER_FOLDERS, ShippedReader
from rag.types import Chunk

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


def chunk(kind="passage", context="年报\n贸易"):
    return Chunk("c", "d", "a.txt", "年报", ("总论", "贸易"), 0, 3, "三十家", "zh", kind, context)


def test_the_context_is_title_and_innermost_heading_then_the_sentence_before():
    assert reading_context(chunk(), "") == "年报 › 贸易"
    assert reading_context(chunk(), "去年如何。") == "年报 › 贸易. 去年如何。"


def test_a_row_of_a_table_is_read_under_its_header():
    row = chunk("table_row", "年报\n贸易\n| 区 | 家数 |")
    assert reading_context(row, "") == "年报 › 贸易. | 区 | 家数 |"
    assert reading_context(chunk("table_row"), "") == "年报 › 贸易"


def test_a_heading_further_out_is_shown_where_it_alone_names_the_year():
    sections = ("一、2022年工作回顾", "（一）客运")
    assert reading_context(replace(chunk(), section=sections), "") == "年报 › 一、2022年工作回顾 › （一）客运"
    dated = replace(chunk(), title="2023年年报", section=sections)
    assert reading_context(dated, "") == "2023年年报 › （一）客运"


def test_the_year_of_the_document_is_shown_on_demand_where_no_heading_names_one():
    briefing = replace(chunk(), title="论坛简报", context="论坛简报\n贸易\n2024-11-05\n2024年11月5日\n上海")
    assert reading_context(briefing, "") == "论坛简报 › 贸易"
    assert reading_context(briefing, "她说。", by_document=True) == "论坛简报 › 2024年 › 贸易. 她说。"
    english = replace(briefing, title="Briefing", section=("Trade",), language="en")
    assert reading_context(english, "", by_document=True) == "Briefing › 2024 › Trade"
    assert reading_context(replace(briefing, title="2025年简报"), "", by_document=True) == "2025年简报 › 贸易"
    assert reading_context(chunk(), "", by_document=True) == "年报 › 贸易"


def test_a_row_under_years_is_not_dated_by_the_document():
    row = chunk("table_row", "年报\n贸易\n2024-11-05\n| 区 | 2021 | 2022 |")
    assert reading_context(row, "", by_document=True) == "年报 › 贸易. | 区 | 2021 | 2022 |"
    row = chunk("table_row", "年报\n贸易\n2024-11-05\n| 区 | 家数 |")
    assert reading_context(row, "", by_document=True) == "年报 › 2024年 › 贸易. | 区 | 家数 |"


def test_long_parts_of_the_context_lose_their_middle_so_that_all_fit_into_the_window():
    before = "在" + "政策支持下，" * 20 + "启动“滴水湖”建设。"
    shown = reading_context(replace(chunk(), title="中国自由贸易试验区" * 5), before)
    assert shown.startswith("中国自由")
    assert shown.endswith("启动“滴水湖”建设。")
    assert "… › 贸易" not in shown and " › 贸易. 在" in shown
    assert len(shown) < 64
