"""Captions found by the frame they repeat."""

from __future__ import annotations

from rag.captions import find_captions
from rag.lines import split_lines

FRAME = "“未来城市发展与治理创新”论坛"


def captions(text: str) -> list[tuple[str, str, int]]:
    found = find_captions(split_lines(text))
    return [(caption.name, caption.role, caption.last - caption.first) for caption in found]


def test_a_frame_around_one_title_makes_captions_of_one_to_three_lines() -> None:
    text = (
        f"甲公司总经理张三\n出席{FRAME}并致辞\n\n张三表示，城市要创新。\n\n"
        f"乙大学教授李四出席{FRAME}并参与讨论\n\n李四说，好。\n\n"
        f"丙协会会长王五\n主持{FRAME}\n致辞环节及讨论环节\n\n"
        f"丁所所长赵六\n出席{FRAME}\n并主持讨论\n"
    )
    assert captions(text) == [
        ("甲公司总经理张三", "出席并致辞", 2),
        ("乙大学教授李四", "出席并参与讨论", 1),
        ("丙协会会长王五", "主持致辞环节及讨论环节", 3),
        ("丁所所长赵六", "出席并主持讨论", 3),
    ]


def test_white_space_inside_the_title_does_not_matter() -> None:
    text = "".join(
        f"甲{n}\n出席“未来城市{space}发展与治理”论坛并致辞\n\n好。\n\n"
        for n, space in enumerate(("", " ", "  "))
    )
    assert len(captions(text)) == 3


def test_two_are_no_repetition() -> None:
    assert captions(f"张三\n出席{FRAME}并致辞\n\n李四\n出席{FRAME}并致辞\n") == []


def test_sentences_and_headings_with_the_title_are_no_captions() -> None:
    text = f"张三出席了{FRAME}。\n" * 4 + f"# 关于{FRAME}\n" * 3 + f"{FRAME}\n" * 3
    assert captions(text) == []


def test_a_line_torn_from_a_sentence_is_no_caption() -> None:
    text = f"出席{FRAME}并致辞\n" * 3 + f"日前，济论坛{FRAME}，在国家会\n"
    assert len(captions(text)) == 3
