from __future__ import annotations

import pytest

from rag.questions import analyse_question, core_question, greeting_kind, one_year_each


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("茶园面积是多少？", "number"),
        ("How many tea gardens are there?", "number"),
        ("What share of exports was tea?", "number"),
        ("茶园是哪一年建的？", "date"),
        ("When was the garden founded?", "date"),
        ("谁在会上致辞？", "person"),
        ("Who spoke first?", "person"),
        ("沈磊是谁？", "post"),
        ("主持人是谁？", "person"),
        ("以他那个职务来发言的是谁？", "person"),
        ("詹姆斯·基莫尼奥是什么身份", "post"),
        ("What is Wang Chunying's position?", "post"),
        ("Who is Shen Lei?", "post"),
        ("Who is the head of UNIDO?", "person"),
        ("What is the report's title?", "other"),
        ("What did Wang Chunying do in 2024?", "other"),
        ("What position did China take in the index?", "other"),
        ("商汤是哪家公司的子公司？", "other"),
        ("这座城市得了什么头衔？", "other"),
        ("为什么产量下降？", "reason"),
        ("Why did output fall?", "reason"),
        ("什么是南南合作？", "definition"),
        ("有哪些措施？", "list"),
        ("会议在哪里举行？", "place"),
        ("绿茶和红茶有什么区别？", "compare"),
        ("介绍一下茶园", "other"),
    ],
)
def test_the_kind_asked_for_is_read_off_the_question_words(question, kind):
    assert analyse_question(question).kind == kind


def test_years_are_kept_in_order_without_repeats():
    assert analyse_question("2015年到2020年，2015年增长多少？").years == ("2015", "2020")


def test_a_year_that_is_set_aside_is_not_asked_about():
    assert analyse_question("Their share in 2024, please, not 2022.").years == ("2024",)
    assert analyse_question("是2024年而不是2022年的占比").years == ("2024",)


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("2021和2022两年的盈亏各是多少？", ["2021年两年的盈亏各是多少？", "2022年两年的盈亏各是多少？"]),
        ("Exports from 2022 to 2024?", ["Exports in 2022?", "Exports in 2024?"]),
        (
            "徐斐2023年说的和新华社2025年写的数",
            ["徐斐2023年说的和新华社 写的数", "徐斐 说的和新华社2025年写的数"],
        ),
        (
            "一共多少家，徐斐2023年说的数和新华社2025年写的数各是多少？",
            ["一共多少家，徐斐2023年说的数是多少？", "一共多少家，新华社2025年写的数是多少？"],
        ),
        (
            "中国2013年的出口与2022年的进口分别是多少？",
            ["中国2013年的出口是多少？", "中国2022年的进口是多少？"],
        ),
        ("2022年度和2023年度的报告各是谁作的？", ["2022年的报告各是谁作的？", "2023年的报告各是谁作的？"]),
        ("上海2020年和2021年的产值各是多少", ["上海2020年的产值各是多少", "上海2021年的产值各是多少"]),
    ],
)
def test_a_question_about_several_years_can_be_asked_about_each(question, each):
    assert one_year_each(question, analyse_question(question).years) == each


def test_a_longer_number_holds_no_year():
    assert analyse_question("编号120201是什么？").years == ()


@pytest.mark.parametrize(
    ("message", "kind"),
    [("你好！", "hello"), ("Thanks a lot!", "thanks"), ("再见", "farewell"), ("hello there", "hello")],
)
def test_a_courtesy_is_recognised(message, kind):
    assert greeting_kind(message) == kind


@pytest.mark.parametrize(
    "message", ["你好，茶园有多大？", "Who are the speakers?", "help centre opening hours", ""]
)
def test_a_question_is_no_courtesy(message):
    assert greeting_kind(message) is None


@pytest.mark.parametrize(
    ("typed", "core"),
    [
        ("你好，请问茶园面积是多少？谢谢！", "茶园面积是多少？"),
        ("Hello, how large is the garden? Thank you very much!", "how large is the garden?"),
        ("Could you please tell me how large the garden is?", "how large the garden is?"),
        ("茶園面積是多少？", "茶园面积是多少？"),
        ("ＨＯＷ　ｍａｎｙ　２１？", "HOW many 21？"),
        ("谢谢", "谢谢"),
        ("high output", "high output"),
        ("请愿书是谁写的？", "请愿书是谁写的？"),
        ("我想请教一个问题，麻烦帮我查一下：茶园面积是多少？", "茶园面积是多少？"),
        ("请教各位，不好意思再问一下：谁建的？", "谁建的？"),
        ("I was wondering, could you look it up for me: who built it?", "who built it?"),
        ("咨询公司有几家？", "咨询公司有几家？"),
        ("问题有哪些？", "问题有哪些？"),
        ("Could you explain the tax?", "Could you explain the tax?"),
    ],
)
def test_the_core_of_a_question_is_plain_and_without_courtesies(typed, core):
    assert core_question(typed) == core
