from dataclasses import replace

import pytest

from rag.reading.context import ReadingContexts
from rag.types import Chunk


def chunk(kind="passage", context="年报\n贸易", **changes):
    made = Chunk("c", "d", "a.txt", "年报", ("总论", "贸易"), 0, 3, "三十家", "zh", kind, context)
    return replace(made, **changes)


def shown(passage, previous="", *, undated=False, sentences=("三十家",), position=0, asked=()):
    """What is shown with one of a passage's sentences for a question whose terms are some strings, all of one weight."""

    def covered(text):
        return {term: 1.0 for term in asked if term in text}

    contexts = ReadingContexts(passage, sentences, covered, float(len(asked)))
    return contexts.around(position, sentences[position], previous, undated=undated)


def test_the_context_is_title_and_innermost_heading_then_the_sentence_before():
    assert shown(chunk()) == "年报 › 贸易"
    assert shown(chunk(), "去年如何。") == "年报 › 贸易. 去年如何。"


def test_a_row_of_a_table_is_read_under_its_header():
    assert shown(chunk("table_row", "年报\n贸易\n| 区 | 家数 |")) == "年报 › 贸易. | 区 | 家数 |"
    assert shown(chunk("table_row")) == "年报 › 贸易"


def test_a_heading_further_out_is_shown_where_it_alone_names_the_year():
    sections = ("一、2022年工作回顾", "（一）客运")
    assert shown(chunk(section=sections)) == "年报 › 一、2022年工作回顾 › （一）客运"
    assert shown(chunk(title="2023年年报", section=sections)) == "2023年年报 › （一）客运"


BRIEFING = chunk(title="论坛简报", context="论坛简报\n贸易\n2024-11-05\n2024年11月5日\n上海")


def test_the_year_of_the_document_dates_a_sentence_that_has_none_where_no_heading_does():
    assert shown(BRIEFING) == "论坛简报 › 贸易"
    assert shown(BRIEFING, "她说。", undated=True) == "论坛简报 › 2024年 › 贸易. 她说。"
    english = replace(BRIEFING, title="Briefing", section=("Trade",), language="en")
    assert shown(english, undated=True) == "Briefing › 2024 › Trade"
    assert shown(replace(BRIEFING, title="2025年简报"), undated=True) == "2025年简报 › 贸易"
    assert shown(chunk(), undated=True) == "年报 › 贸易"


def test_a_row_under_years_is_not_dated_by_the_document():
    row = chunk("table_row", "年报\n贸易\n2024-11-05\n| 区 | 2021 | 2022 |")
    assert shown(row, undated=True) == "年报 › 贸易. | 区 | 2021 | 2022 |"
    row = chunk("table_row", "年报\n贸易\n2024-11-05\n| 区 | 家数 |")
    assert shown(row, undated=True) == "年报 › 2024年 › 贸易. | 区 | 家数 |"


def test_what_the_question_speaks_of_is_shown_from_what_the_passage_stands_under():
    assert shown(BRIEFING, "她说。", asked=("上海",)) == "论坛简报 › 上海 › 贸易. 她说。"
    assert shown(BRIEFING, "在上海。", asked=("上海",)) == "论坛简报 › 贸易. 在上海。"
    assert shown(BRIEFING, sentences=("上海三十家",), asked=("上海",)) == "论坛简报 › 贸易"
    assert (
        shown(BRIEFING, asked=("上海", *"一二三四五六七八九十百千万亿兆京垓")) == "论坛简报 › 贸易"
    )  # one of 18


def test_what_the_question_speaks_of_is_shown_from_a_sentence_further_back():
    said = ("张翼致辞。", "他谈了合作。", "还要创新。", "要开放。", "要共赢。", "要有耐心。")
    assert shown(chunk(), said[1], sentences=said, position=2, asked=("张翼",)) == (
        "年报 › 贸易. 张翼致辞。…他谈了合作。"
    )
    assert "张翼" not in shown(chunk(), said[4], sentences=said, position=5, asked=("张翼",))  # too far
    assert shown(chunk(), said[0], sentences=said, position=1, asked=("张翼",)) == "年报 › 贸易. 张翼致辞。"


def test_of_several_things_the_one_that_tells_most_is_shown():
    passage = chunk(context="年报\n贸易\n国家会展中心\n国家会展中心（上海）")
    assert shown(passage, asked=("会展", "上海")) == "年报 › 国家会展中心（上海） › 贸易"


def test_of_a_long_sentence_further_back_the_clause_is_shown_that_tells():
    first = "去年以来，" * 12 + "卢旺达大使基莫尼奥谈到工业，" + "今年以来，" * 12 + "大家都很高兴。"
    context = shown(
        chunk(), "他说。", sentences=(first, "他说。", "要知识。"), position=2, asked=("基莫尼奥",)
    )
    assert context == "年报 › 贸易. 卢旺达大使基莫尼奥谈到工业，…他说。"


def test_long_parts_of_the_context_lose_their_middle_so_that_all_fit_into_the_window():
    before = "在" + "政策支持下，" * 20 + "启动“滴水湖”建设。"
    context = shown(chunk(title="中国自由贸易试验区" * 5), before)
    assert context.startswith("中国自由")
    assert context.endswith("启动“滴水湖”建设。")
    assert "… › 贸易" not in context and " › 贸易. 在" in context
    assert len(context) < 80


@pytest.mark.parametrize("line", ["，；。：", "、" * 200])
def test_a_line_of_marks_alone_is_no_trouble(line):
    assert shown(chunk(context=f"年报\n贸易\n{line}"), asked=("上海",)) == "年报 › 贸易"
    assert shown(chunk(context=f"年报\n贸易\n{line}"), asked=("、", "。"))
