"""Lines joined as their script asks."""

from __future__ import annotations

import pytest

from rag.units import continues_address, glue, make_unit


@pytest.mark.parametrize(
    ("left", "right", "chinese", "between"),
    [
        ("国际经", "济论坛", True, ""),
        ("从 1.1", "万公里", True, ""),
        ("在 20", "13 年", True, ""),
        ("约 3", ".5%", True, ""),
        ("in 2012", "15 zones", False, " "),
        ("中国研发支出占", "GDP", True, ""),
        ("Lin, Xu,", "Xia", True, " "),
        ("the free", "trade zone", False, " "),
        ("well-", "known", False, ""),
        ("the zone —", "opened", False, " "),
        ("他说：“", "Yes", True, ""),
        ("https://www.gov.cn/zwgk/2013-", "09/27/content.htm", True, ""),
        ("https://a.b/c/", "file/148.html", False, ""),
        ("see https://a.b/c.", "The end", False, " "),
        ("", "x", False, ""),
    ],
)
def test_what_stands_between_two_lines(left: str, right: str, chinese: bool, between: str) -> None:
    assert glue(left, right, chinese) == between


@pytest.mark.parametrize(
    ("left", "right", "goes_on"),
    [
        ("https://www.", "gov.cn/zwgk", True),
        ("https://a.b/c514.", "html", True),
        ("http://a.b/c?id=d737", "9d15001374990000.", True),
        ("http://a.b/c", "9d15", False),
        ("no address/", "at/all", False),
        ("https://a.b/", "下载", False),
        ("https://a.b/", "and more", False),
    ],
)
def test_an_address_goes_on_at_a_joint(left: str, right: str, goes_on: bool) -> None:
    assert continues_address(left, right) is goes_on


def test_a_unit_knows_its_text_and_its_spans() -> None:
    source = "甲乙\n\n丙 X\nY"
    unit = make_unit("paragraph", source, [(0, 2), (4, 7), (8, 9)])
    assert unit.text == "甲乙丙 X Y"
    assert unit.separators == ["", "", " "]
