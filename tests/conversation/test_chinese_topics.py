from __future__ import annotations

import pytest

from rag.conversation.chinese_topics import is_time_zh, thing_zh, whole_zh, without_time_zh


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("杨柳村的村史馆什么时候开的", "杨柳村的村史馆"),
        ("海兰市地铁2号线什么时候通车的", "海兰市地铁2号线"),
        ("松江大剧院有多少个座位", "松江大剧院"),
        ("绿色联盟现在覆盖多少家企业", "绿色联盟"),
        ("韩国有多少个工业园区", "韩国"),
        ("到2023年，绿谷示范区推出了多少项创新举措", "绿谷示范区"),
        ("哪家公司承建了青龙大桥", "青龙大桥"),
        ("李明说青山县里有多少家医院", "青山县"),
        ("恒通公司研发投入多少", "恒通公司"),
        ("熊志远提出的三环模式指的是什么", "熊志远提出的三环模式"),
        ("全国一共有多少个湿地公园", None),
        ("嘉禾基金投了哪些项目", None),
    ],
)
def test_the_thing_ends_where_what_is_asked_of_it_begins(question, thing):
    assert thing_zh(question) == thing


def test_the_whole_of_a_question_that_counts_is_what_it_counts():
    assert whole_zh("全国一共有多少个湿地公园") == "全国的湿地公园"


def test_the_time_a_question_begins_with_is_no_thing():
    assert without_time_zh("从2013年到2022年，出口增长了多少") != "从2013年到2022年，出口增长了多少"
    assert is_time_zh("到2025年")
    assert not is_time_zh("2025年论坛")
