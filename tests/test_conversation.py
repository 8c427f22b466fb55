from __future__ import annotations

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
        == "When was the park founded: With which country?"
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
