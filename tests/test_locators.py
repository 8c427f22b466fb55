from __future__ import annotations

import pytest

from rag.locators import locate, name_section


def test_a_page_wins_over_section_and_lines():
    assert locate(("Chapter 1",), (3, 9), 12, "en") == "p. 12"
    assert locate(("第一章",), (3, 9), 12, "zh") == "第12页"
    assert locate(("第一章",), (3, 9), 12, "zh", bare=True) == "12"


def test_without_a_page_the_section_and_the_lines_are_named():
    assert locate(("第三章 案例", "（一）政策措施"), (587, 600), None, "zh") == "第三章（一）, 行 587–600"
    assert locate(("Chapter 3. Case", "(1) Policy"), (587, 600), None, "en") == "Chapter 3(1), lines 587–600"


def test_one_line_is_not_a_range():
    assert locate((), (7, 7), None, "en") == "line 7"
    assert locate((), (7, 7), None, "zh") == "行 7"


def test_nothing_known_gives_nothing():
    assert locate((), None, None, "zh") == ""


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("第一章 中国", "（二）目标", "2．地方特色"), "第一章（二）, 2"),
        (("讨论环节", "主题一：“引擎”"), "讨论环节, 主题一"),
        (("封面", "讨论环节"), "讨论环节"),
        (("附录", "表 1 汇总表"), "表 1"),
        (("2 Methods", "2.1 Data"), "2.1"),
        (("Chapter X. End",), "Chapter X"),
        (("section headings matter",), "section headings matter"),
        (("Article of faith",), "Article of faith"),
        ((), ""),
    ],
)
def test_a_numbered_heading_is_named_by_its_number_and_any_other_in_full(path, name):
    assert name_section(path) == name


def test_a_long_heading_is_cut_at_a_word():
    heading = "A heading that goes on and on until nobody can remember how it once began"
    assert name_section((heading,)) == "A heading that goes on and on until nobody can remember how…"
