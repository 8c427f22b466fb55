from __future__ import annotations

import pytest

from rag.conversation import standalone_question
from rag.types import Turn


def follow(question: str, *earlier: tuple[str, str] | str, similarity=None, segment=None) -> str:
    """The standalone form of a question after earlier ones, each given as a question or a (question, answer)."""
    history: list[Turn] = []
    for item in earlier:
        asked, answer = item if isinstance(item, tuple) else (item, "")
        history.append(Turn(asked, standalone_question(asked, history).text, answer))
    return standalone_question(question, history, similarity=similarity, segment=segment).text


def test_a_first_question_is_left_as_it_is():
    assert standalone_question("那2021年呢？", []).changed is False


def test_another_year_replaces_the_year_of_the_last_question():
    assert follow("那2021年呢？", "某港2020年吞吐量是多少？") == "某港2021年吞吐量是多少？"
    assert follow("And in 2021?", "What did the port handle in 2020?") == "What did the port handle in 2021?"


def test_a_range_of_years_replaces_a_range():
    assert follow("2010到2015年呢？", "2015年到2020年平均增长多少？") == "2010到2015年平均增长多少？"


def test_a_phrase_replaces_the_part_of_the_question_that_is_most_like_it():
    def alike(phrase: str, candidates: list[str]) -> list[float]:
        return [0.9 if candidate == "exports" else 0.0 for candidate in candidates]

    assert (
        follow("and imports?", "What were Laos's exports in 2020?", similarity=alike)
        == "What were Laos's imports in 2020?"
    )


def test_a_phrase_with_nothing_like_it_stands_beside_the_question():
    assert (
        follow("and tea?", "What were Laos's exports in 2020?") == "What were Laos's exports in 2020 (tea)?"
    )


def test_a_shared_ending_marks_the_part_to_replace():
    answer = follow(
        "那北山茶园呢？", "南山茶园有几名员工？", segment=lambda text: ["南山茶园", "有", "几名", "员工"]
    )
    assert answer == "北山茶园有几名员工？"


def test_a_pronoun_becomes_the_person_of_the_last_answer():
    assert follow("他还说了什么？", ("谁致辞？", "水利部副部长李明表示，要节水。")) == "李明还说了什么？"


def test_a_person_named_two_turns_before_is_found():
    earlier = ("局长李明说茶园有多大？", "茶园很大。"), ("茶园哪年建的？", "1990年建成。")
    assert follow("他还介绍了哪些做法？", *earlier) == "李明还介绍了哪些做法？"


def test_a_predicate_without_subject_gets_the_topic():
    assert follow("占全国的比重是多少？", "2020年茶叶产量是多少？") == "2020年茶叶产量，占全国的比重是多少？"
    assert (
        follow("With which country?", "When was the park founded?")
        == "With which country was the park founded?"
    )


def test_topics_do_not_pile_up_from_turn_to_turn():
    third = follow("为什么？", "2020年茶叶产量是多少？", "占全国的比重是多少？")
    assert third == "2020年茶叶产量，为什么？"


def test_that_year_becomes_the_year_spoken_of():
    assert "2022" in follow(
        "What about tea exports that year?", "What was tea output in 2013?", "And in 2022?"
    )


def test_an_announced_change_of_topic_drops_the_conversation():
    assert follow("换个话题，茶叶产量是多少？", "局长是谁？") == "茶叶产量是多少？"
    assert follow("New subject: how many parks are there?", "Who spoke?") == "how many parks are there?"


def test_a_question_that_stands_by_itself_is_not_touched():
    whole = "How many tea gardens did the province open between 2010 and 2020?"
    assert follow(whole, "Who spoke at the opening?") == whole
    whole = "云南省在2010年到2020年之间新建了多少个茶园？"
    assert follow(whole, "谁在开幕式上致辞？") == whole


def test_a_name_of_several_words_is_replaced_whole():
    def alike(phrase: str, candidates: list[str]) -> list[float]:
        return [0.9 if "Yi" in candidate else 0.0 for candidate in candidates]

    answer = follow("And Li Ming?", "What did Zhang Yi call for in 2023?", similarity=alike)
    assert answer == "What did Li Ming call for in 2023?"


@pytest.mark.parametrize(
    "whole",
    [
        "谁是远洋协会秘书长？",
        "谁获得了2026年龙舟赛冠军？",
        "什么时候登陆火星？",
        "为什么企鹅不会飞？",
        "怎么申请签证？",
        "到2030年全球气温将上升多少？",
        "海南多大？",
        "好多企业在做什么？",
        "马耳他的首都是哪里？",
        "土耳其的面积多大？",
        "什么是区块链？",
    ],
)
def test_a_short_chinese_question_with_a_subject_of_its_own_stands_by_itself(whole):
    assert follow(whole, "2020年茶叶产量是多少？") == whole


@pytest.mark.parametrize(
    "whole",
    [
        "How large is Hainan?",
        "How large a harvest does the tea board expect this year?",
        "What would it cost to open the tea library at night?",
        "Did pickers get any pay when their gardens were sold?",
        "How large is hainan?",
        "Where is Peru's capital?",
        "How big is an elephant?",
        "Who won the Boat Race in 2022?",
        "Well-being policies?",
        "Great Wall length?",
        "So-called green ports?",
        "Now tell me about Rwanda",
        "What did the speaker from Rwanda say?",
        "Who was the moderator of the 2025 forum?",
    ],
)
def test_a_short_english_question_with_a_subject_of_its_own_stands_by_itself(whole):
    earlier = "How many tea projects had the province in 2020?", "副局长赵小明表示，很好。"
    assert follow(whole, earlier) == whole


@pytest.mark.parametrize(
    "bare",
    [
        "为什么？",
        "占全国的比重是多少？",
        "在哪举行？",
        "和北山红茶有什么区别？",
        "都在哪些城市？",
        "哪些企业可以享受？",
        "要什么条件？",
        "还有哪些？",
        "主要目标是什么？",
        "由谁主持？",
        "和哪个国家合作的？",
        "另一个原因是什么？",
        "还有效吗？",
        "都在哪些城市？",
        "哪些企业可以享受？",
        "要什么条件？",
        "有谁参加？",
        "2023年增长多少？",
    ],
)
def test_a_bare_chinese_predicate_gets_the_topic(bare):
    assert follow(bare, "南山茶叶产量是多少？") == f"南山茶叶产量，{bare}"


@pytest.mark.parametrize("asks", ["With which country", "By how much", "Why", "For how long"])
def test_an_english_question_word_alone_takes_the_place_of_the_last_one(asks):
    assert follow(f"{asks}?", "How did tea exports grow?") == f"{asks} did tea exports grow?"


@pytest.mark.parametrize(
    ("bare", "topic"),
    [
        ("Which ministry?", "tea exports growing"),
        ("How many?", "tea exports growing"),
        ("Who chaired?", "tea exports"),
        ("What are the main challenges?", "tea exports"),
        ("Who spoke first?", "tea exports"),
    ],
)
def test_a_bare_english_predicate_gets_the_topic_without_the_old_question_word(bare, topic):
    assert follow(bare, "How did tea exports grow?") == f"About {topic}: {bare}"


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("那里的口岸有几个？", "南山港的口岸有几个？"),
        ("那它是哪一年设立的？", "南山港是哪一年设立的？"),
        ("其人口是多少？", "南山港的人口是多少？"),
        ("那个报告是谁写的？", "南山港的面积，那个报告是谁写的？"),
        ("他们是谁？", "南山港的面积，他们是谁？"),
    ],
)
def test_a_chinese_pronoun_becomes_the_owner_of_what_was_asked(question, understood):
    assert follow(question, "南山港的面积是多少？") == understood


def test_a_demonstrative_with_the_noun_of_the_subject_becomes_the_subject():
    assert follow("那个报告是哪年发布的？", "南山报告的作者是谁？") == "南山报告是哪年发布的？"


def test_it_means_the_part_last_spoken_of():
    earlier = "南山茶园有几名员工？", "其中绿茶工坊有多少人？"
    assert follow("它成立于哪年？", *earlier) == "绿茶工坊成立于哪年？"


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("When was it founded?", "When was Lima Port founded?"),
        ("What is its population?", "What is Lima Port's population?"),
        ("How many people live there?", "About Lima Port: How many people live there?"),
    ],
)
def test_an_english_it_becomes_the_thing_named(question, understood):
    assert follow(question, "What is the area of Lima Port?") == understood


@pytest.mark.parametrize(
    "whole", ["远洋协会有哪些成员，它的总部在哪？", "Who is Maria Lopez and what did she say?"]
)
def test_a_pronoun_that_means_something_named_in_its_own_question_is_left(whole):
    assert follow(whole, ("南山港的面积是多少？", "局长李明表示，很大。")) == whole


def test_of_several_people_the_one_is_meant_whose_body_was_asked_for():
    answer = "水利部副部长李明、农业银行行长王小春出席。"
    assert follow("她说了什么？", ("农业银行行长是谁？", answer)) == "王小春说了什么？"
    assert follow("他说了什么？", ("水利部副部长是谁？", answer)) == "李明说了什么？"


def test_nobody_is_guessed_among_several_people():
    answer = "水利部副部长李明、农业银行行长王小春出席。"
    assert follow("What did he say?", ("Who came?", answer)) == "About who came: What did he say?"


def test_the_person_of_the_question_goes_before_the_person_of_the_answer():
    assert follow("他还说了什么？", ("局长李明说了什么？", "部长王小春表示，很好。")) == "李明还说了什么？"


@pytest.mark.parametrize("courtesy", ["谢谢", "好的", "嗯", "thanks", "OK", "Got it"])
def test_courtesies_and_acknowledgements_are_no_topics(courtesy):
    assert follow("那2021年呢？", "某港2020年吞吐量是多少？", courtesy) == "某港2021年吞吐量是多少？"
    assert follow(courtesy, "某港2020年吞吐量是多少？") == courtesy
    assert follow("为什么？", courtesy) == "为什么？"


def test_what_stands_beside_a_question_does_not_pile_up():
    earlier = "某港2020年吞吐量是多少？", "那员工人数呢？", "那2021年呢？"
    assert follow(earlier[1], earlier[0]) == "某港2020年吞吐量是多少（员工人数）？"
    assert follow(earlier[2], *earlier[:2]) == "某港2021年吞吐量是多少（员工人数）？"
    assert follow("那面积呢？", *earlier) == "某港2021年吞吐量是多少（面积）？"
    assert follow("他们是谁？", *earlier) == "某港2021年吞吐量，他们是谁？"


def test_a_tail_put_behind_a_topic_does_not_stay_after_a_slot_was_filled():
    def alike(phrase: str, candidates: list[str]) -> list[float]:
        return [0.9 if candidate == "Lima" else 0.0 for candidate in candidates]

    history = [Turn("What is the tax rate in Lima?", "What is the tax rate in Lima?", "")]
    for asked, understood in (
        ("For how long?", "About the tax rate in Lima: For how long?"),
        ("And in Cusco?", "About the tax rate in Cusco: For how long?"),
        ("Who qualifies?", "About the tax rate in Cusco: Who qualifies?"),
        ("And in 2021?", "About the tax rate in Cusco: Who qualifies in 2021?"),
        ("Why?", "About the tax rate in Cusco: Why?"),
    ):
        got = standalone_question(asked, history, similarity=alike).text
        assert got == understood
        history.append(Turn(asked, got, ""))


def test_a_whole_topic_takes_the_place_of_a_topic():
    assert follow("2023年北山的出口额呢？", "2022年茶叶产量是多少？") == "2023年北山的出口额是多少？"


def test_their_share_is_put_behind_the_topic():
    answer = follow("and their share of imports?", "What share of exports did the zones take?")
    assert answer == "About the zones: their share of imports?"


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("门票多少钱？", "白鹭湾公园，门票多少钱？"),
        ("谁在管？", "白鹭湾公园，谁在管？"),
        ("什么时候建的？", "白鹭湾公园，什么时候建的？"),
        ("为什么这么少？", "白鹭湾公园一年接待游客，为什么这么少？"),
        ("这个数字准确吗？", "白鹭湾公园一年接待游客，这个数字准确吗？"),
        ("那达慕大会几月举行？", "那达慕大会几月举行？"),
    ],
)
def test_what_was_asked_before_stays_only_where_the_follow_up_speaks_of_it(question, understood):
    assert follow(question, "白鹭湾公园一年接待多少游客？") == understood


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("how big is it?", "how big is the Lima tea fund?"),
        ("since when?", "About managing the Lima tea fund: since when?"),
        ("how many people work for the fund?", "how many people work for the Lima tea fund?"),
        ("and which banks put money in?", "About the Lima tea fund: which banks put money in?"),
        ("And how much is lunch at headquarters?", "And how much is lunch at headquarters?"),
    ],
)
def test_the_old_question_word_and_its_verb_do_not_stay_beside_another_question(question, understood):
    assert follow(question, "Who manages the Lima tea fund?") == understood


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("why so low?", "why were the exports of Peru in 2020 so low?"),
        ("two years later?", "What were the exports of Peru in 2022?"),
        ("and the year before?", "What were the exports of Peru in 2019?"),
        ("on Sundays too?", "What were the exports of Peru in 2020 on Sundays?"),
    ],
)
def test_the_last_question_is_asked_again_with_something_changed(question, understood):
    assert follow(question, "What were the exports of Peru in 2020?") == understood


@pytest.mark.parametrize(
    "whole",
    [
        "When did Lima publish its plan for the port?",
        "How big was Lima's harbour when it opened, and how big is it now?",
        "Who led the tea project when the county launched it?",
        "Which parks use their own power?",
        "Standard for tea parks: when was it published?",
        "1949年那场火是怎么烧起来的？",
        "治理青水河这个项目总共要花多少美元？",
        "当年云南省为什么要启动茶园试点，内部有哪些压力？",
        "Why did gifts to the Lima school shrink so sharply compared with the year before?",
    ],
)
def test_a_pointer_to_something_in_its_own_question_is_left(whole):
    assert follow(whole, "Where is the Kestrel bridge?", "What was the income of Peru in 2013?") == whole


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("票价会涨吗？", "海蓝号客船，票价会涨吗？"),
        ("一个月补助多少？", "海蓝号客船，一个月补助多少？"),
        ("没坐满的怎么算？", "海蓝号客船，没坐满的怎么算？"),
        ("哪家银行贷的款？", "海蓝号客船，哪家银行贷的款？"),
        ("最贵的是哪间？", "海蓝号客船，最贵的是哪间？"),
        ("学生票是不是更便宜？", "海蓝号客船，学生票是不是更便宜？"),
    ],
)
def test_a_chinese_clause_without_an_owner_gets_the_thing_spoken_of(question, understood):
    assert follow(question, "海蓝号客船最多能坐多少人？") == understood


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("why not?", "why did the union not accept the offer?"),
        ("any objections?", "About the union: any objections?"),
        ("what happened next?", "About the union: what happened next?"),
        ("from when?", "from when did the union accept the offer?"),
    ],
)
def test_a_short_english_question_gets_what_was_asked_before(question, understood):
    assert follow(question, "Did the union accept the offer?") == understood


def test_a_named_thing_takes_the_place_of_a_named_thing_and_not_of_its_kind():
    def alike(phrase: str, candidates: list[str]) -> list[float]:
        return [
            0.9 if candidate == "crane" else 0.6 if "crane" in candidate else 0.0 for candidate in candidates
        ]

    answer = follow("how about the Hagen crane?", "What is the height of the Torv crane?", similarity=alike)
    assert answer == "What is the height of the Hagen crane?"


def test_the_former_and_the_latter_are_the_two_things_named():
    earlier = "长风公司和宏达公司谁的利润高？", "前者有多少员工？"
    assert follow(earlier[1], earlier[0]) == "长风公司有多少员工？"
    assert follow("后者的总部在哪？", *earlier) == "宏达公司的总部在哪？"


def test_the_one_who_is_asked_for_is_the_person_of_the_answer():
    assert (
        follow("他后来呢？", ("合作社是谁发起的？", "合作社由返乡青年蔡文博于2017年发起。"))
        == "蔡文博后来呢？"
    )
    answer = "The Lima Foundation was founded by Ida Brandt in 1962."
    assert (
        follow("Did she say why?", ("Who founded the Lima Foundation?", answer)) == "Did Ida Brandt say why?"
    )


def test_a_phrase_is_put_into_the_question_before_the_one_that_only_asked_why():
    earlier = "2020年上半年的茶叶产量是多少？", "为什么这么少？"
    assert follow("下半年呢？", *earlier) == "2020年下半年的茶叶产量是多少？"


def test_runs_of_spaces_are_read_as_one_space():
    # The patterns see no run of spaces at all, so that none of them can take quadratic time over it.
    assert (
        follow("And" + " " * 5_000 + "in 2021?", "Tea" + " " * 5_000 + "output in 2020?")
        == "Tea output in 2021?"
    )


def test_a_very_long_message_tells_its_own_topic():
    for long in ("它" * 10_000, "Why " * 2_500, "A-" * 5_000):
        assert follow(long, "南山港的面积是多少？") == long


def test_the_end_of_a_very_long_question_is_what_a_follow_up_leans_on():
    assert follow("为什么？", "茶" * 10_000 + "产量是多少？").endswith("茶产量，为什么？")
    assert len(follow("为什么？", "茶" * 10_000 + "产量是多少？")) < 400


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("第二年呢？", "2021年秋白菜收了多少吨？"),
        ("那翌年呢？", "2021年秋白菜收了多少吨？"),
        ("怎么少了这么多？", "2020年秋白菜收，怎么少了这么多？"),
    ],
)
def test_the_next_year_takes_the_place_of_the_year(question, understood):
    assert follow(question, "2020年秋白菜收了多少吨？") == understood


def test_the_second_year_of_something_is_no_year_of_the_calendar():
    assert follow("第二年呢？", "2020年签的租约第一年租金是多少？") == "2020年签的租约第二年租金是多少？"


@pytest.mark.parametrize(
    ("earlier", "question", "understood"),
    [
        (
            ("护林的倡议是谁发起的？", "倡议由校长周小兰发起。"),
            "她在哪儿发起的？",
            "护林的倡议，周小兰在哪儿发起的？",
        ),
        (("谁设计了南山剧院？", "设计者为校长周小兰。"), "她毕业于哪里？", "周小兰毕业于哪里？"),
        ("谁设计了南山剧院？", "院长呢，他来剧院以前在哪儿工作？", "院长来剧院以前在哪儿工作？"),
        ("谁设计了南山剧院？", "院长呢，以前谁管他？", "以前谁管院长？"),
        ("南山剧院是谁办起来的？", "此人以前做什么？", "办起来南山剧院的人以前做什么？"),
        ("南山剧院谁当院长？", "他多大年纪？", "南山剧院的院长多大年纪？"),
        ("周小兰在剧院成立之前是干什么的？", "她女儿呢，在哪工作？", "周小兰女儿呢，在哪工作？"),
        ("南山港对做茶叶的公司按多少收税？", "能享受多久？", "南山港对做茶叶的公司收税，能享受多久？"),
        ("3号船修了几年？", "5号呢？", "5号船修了几年？"),
        ("3号船修了几年？", "那5号什么时候能修好？", "5号船什么时候能修好？"),
        ("3号船修了几年？", "南湾那边的船坞几点开门？", "南湾那边的船坞几点开门？"),
        (
            "南山港去年运了多少？",
            "对了，台风那年免了租金，这笔钱谁出？",
            "南山港，台风那年免了租金，这笔钱谁出？",
        ),
    ],
)
def test_a_chinese_follow_up_speaks_of_somebody_or_something_told_before(earlier, question, understood):
    assert follow(question, earlier) == understood


@pytest.mark.parametrize(
    ("earlier", "question", "understood"),
    [
        (
            "Whose idea was it to close the mill?",
            "was it popular?",
            "About the idea to close the mill: was it popular?",
        ),
        (
            "How big a loss does the treasurer expect this year?",
            "what was it before that?",
            "About the loss that the treasurer expects this year: what was it before that?",
        ),
        (
            "How big a loss does the treasurer expect this year?",
            "why so much worse?",
            "About the loss that the treasurer expects this year: why so much worse?",
        ),
        (
            "How much is the Founder's Prize worth?",
            "who gave it in 2019?",
            "who gave the Founder's Prize in 2019?",
        ),
        (
            "How did the Kenyan minister see the economy?",
            "what did he suggest?",
            "what did the Kenyan minister suggest?",
        ),
        (
            "What were the judges paid?",
            "who did the cooking for them?",
            "About what the judges were paid: who did the cooking for them?",
        ),
        (
            "At the 2023 fair, how many stalls did the villages run?",
            "why so few?",
            "About the stalls that the villages ran at the 2023 fair: why so few?",
        ),
    ],
)
def test_an_english_follow_up_stands_behind_a_phrase_for_what_was_asked(earlier, question, understood):
    assert follow(question, earlier) == understood


def test_of_two_people_the_one_is_meant_who_was_asked_for():
    earlier = "Who took over from Dr Anna Berg?", "Minister Piet Vos took over from Dr Anna Berg."
    assert "Piet Vos" in follow("What did he do before?", earlier)
