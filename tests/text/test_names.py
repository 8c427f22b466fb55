from __future__ import annotations

import itertools

import pytest

from rag.text.names import find_people, is_signature


def found(text: str, known=()) -> list[str]:
    return [text[start:end] for start, end in find_people(text, known)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("水利部副部长李明表示，要节水。", ["李明"]),
        ("邀请了水利部副部长李明、某银行行长王小春出席。", ["李明", "王小春"]),
        ("“茶园很大。”欧阳山说。", ["欧阳山"]),
        ("总裁彼得·保罗·史密斯表示同意。", ["彼得·保罗·史密斯"]),
        ("The plan is good, Maria Lopez said.", ["Maria Lopez"]),
        ("Maria Lopez said the plan is good.", ["Maria Lopez"]),
        ("罗敏仪自9月12日起接任。", ["罗敏仪"]),
        ("总经理戴维·科尔比自二〇二〇年二月到任。", ["戴维·科尔比"]),
        ("茶叶产量增长了三成。", []),
    ],
)
def test_people_are_found_by_how_names_are_written(text, names):
    assert found(text) == names


def test_a_known_name_is_found_anywhere():
    assert found("会上山田太郎发言", ["山田太郎"]) == ["山田太郎"]


def test_spans_do_not_overlap_and_are_in_order():
    spans = find_people("主任李明、主任王小春、主任李明表示", ["李明"])
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


def test_a_run_of_capitalised_words_is_searched_a_few_words_at_a_time():
    # The whole run would be tried from each of its words: a page of capitals would take quadratic time.
    assert found("Ann " * 30 + "said so.") == [" ".join(["Ann"] * 7)]


@pytest.mark.parametrize(
    ("name", "post", "expected"),
    [
        ("Richard Kozul-Wright", "联合国贸易和发展会议全球化与发展战略司司长", True),
        ("王小丽", "茶叶局局长", True),
        ("Jane Doe", "Director, Tea Board", True),
        ("王小丽", "茶叶局局长李明", False),
        ("茶园很美。", "茶叶局局长", False),
        ("Jane Doe", "The director spoke.", False),
    ],
)
def test_a_name_over_a_post_is_a_signature(name, post, expected):
    assert is_signature(name, post) is expected
