"""Units told apart: titles, bylines, rosters, covers, sub-heads, headings at the foot of pages."""

from __future__ import annotations

from rag.readers import SourceText
from rag.reflow import reflow

BODY = "各部门要加强领导，落实责任，确保各项措施落到实处，并且定期检查，及时总结经验，不断改进工作。"


def blocks(text: str) -> list[tuple[str, str]]:
    result = reflow(SourceText(text))
    return [(block.kind, result.text[block.start : block.end]) for block in result.blocks]


def test_a_byline_tells_the_title_above_it_and_both_come_first_with_the_lead() -> None:
    end = "扩大开放的新示范\n\n——圆桌会侧记\n\n本报记者 张三 李四\n\n导语说了几句话，交代了时间和地点。\n"
    text = f"{BODY}\n\n{BODY}\n\n{BODY}\n\n{end}"
    assert blocks(text)[:5] == [
        ("heading", "扩大开放的新示范"),
        ("front", "——圆桌会侧记"),
        ("front", "本报记者 张三 李四"),
        ("paragraph", "导语说了几句话，交代了时间和地点。"),
        ("paragraph", BODY),
    ]


def test_a_title_that_stands_first_stays_first() -> None:
    text = f"扩大开放的新示范\n\nBy Jane Doe\n\n{BODY}\n"
    assert [kind for kind, _ in blocks(text)] == ["heading", "front", "paragraph"]


def test_a_line_above_the_one_first_heading_is_no_title() -> None:
    def kinds(text: str) -> list[str]:
        return [block.kind for block in reflow(SourceText(text, markdown=True)).blocks]

    assert kinds(f"东港管理局文件\n\n# 港口章程\n\n## 总则\n\n{BODY}")[:2] == ["paragraph", "heading"]
    assert kinds(f"港口章程\n\n# 总则\n\n{BODY}\n\n# 附则\n\n{BODY}")[0] == "heading"
    assert kinds(f"港口章程\n\n## 总则\n\n{BODY}")[0] == "heading"


def test_short_lines_with_labels_under_a_heading_are_a_roster() -> None:
    text = f"【基本信息】\n\n主持人：\n\n张三 主持人\n\n主题一：开放\n\n李四 教授\n\n【简介】\n\n{BODY}\n"
    assert [kind for kind, _ in blocks(text)] == ["heading", *["front"] * 4, "heading", "paragraph"]


def test_a_cover_amid_the_text_is_a_section_of_its_own() -> None:
    cover = "第六届论坛\n\nTHE SIXTH FORUM\n\n主办单位：甲部 乙组织\n\n2023年11月5日"
    text = f"【简介】\n\n{BODY}\n\n{cover}\n\n【致辞】\n\n{BODY}\n"
    assert blocks(text)[2:6] == [
        ("heading", "第六届论坛"),
        ("front", "THE SIXTH FORUM"),
        ("front", "主办单位：甲部 乙组织"),
        ("front", "2023年11月5日"),
    ]


def test_headings_that_end_their_pages_come_before_them() -> None:
    line = "这是一行写得满满的文字一直写到了行的末尾"
    text = "\n ".join(f"{line}\n\n{line}\n\n{name}结束。\n\n【第{name}节】" for name in "一二三")
    found = blocks(text)
    assert [kind for kind, _ in found] == ["heading", "paragraph"] * 3
    assert [text for kind, text in found if kind == "heading"] == ["【第一节】", "【第二节】", "【第三节】"]
    assert found[1][1].endswith("一结束。")


def test_headings_that_start_their_pages_stay() -> None:
    line = "这是一行写得满满的文字一直写到了行的末尾"
    text = "\n ".join(f"【第{name}节】\n\n{line}\n\n{line}\n\n{name}结束。" for name in "一二三")
    assert [kind for kind, _ in blocks(text)] == ["heading", "paragraph"] * 3


def test_a_subhead_glued_to_its_column_is_a_heading() -> None:
    line = "当前世界百年未有之大变局加速演进，"
    column = f"{line}\n\n{line}\n\n{line}\n\n结束。"
    text = f"{column}\n\n释放活力 加快发展\n{column}\n\n持续探路 勇当先锋\n{column}\n"
    assert [text for kind, text in blocks(text) if kind == "heading"] == [
        "释放活力 加快发展",
        "持续探路 勇当先锋",
    ]


def test_figures_and_their_sources_stand_together_apart_from_the_text() -> None:
    text = f"{BODY}\n\n图 1：出口额\n\n数据来源：某组织\n\n{BODY}\n"
    assert blocks(text)[1:3] == [("caption", "图 1：出口额"), ("caption", "数据来源：某组织")]


def test_numbered_headings_may_have_their_text_on_the_next_line() -> None:
    text = f"雨村志略\n\n一、沿革\n{BODY}\n\n二、人口与经济\n{BODY}\n{BODY}\n\n三、名胜\n镇东有一座桥。\n"
    assert [text for kind, text in blocks(text) if kind == "heading"] == [
        "雨村志略",
        "一、沿革",
        "二、人口与经济",
        "三、名胜",
    ]


def test_tight_headings_of_two_styles_each_count_up_for_themselves() -> None:
    text = f"1．目标\n{BODY}\n（一）近期\n{BODY}\n（二）远期\n{BODY}\n2．措施\n{BODY}\n"
    assert [text for kind, text in blocks(text) if kind == "heading"] == [
        "1．目标",
        "（一）近期",
        "（二）远期",
        "2．措施",
    ]


def test_a_list_within_a_sentence_has_no_headings() -> None:
    text = f"{BODY}本办法适用于：\n一、企业\n二、个人\n三、其他组织\n上述各方应当遵守本办法。\n{BODY}\n"
    assert all(kind == "paragraph" for kind, _ in blocks(text))


def test_one_numbered_line_over_a_text_is_not_yet_a_heading() -> None:
    text = f"{BODY}\n一、企业\n{BODY}\n三、个人\n{BODY}\n"
    assert all(kind == "paragraph" for kind, _ in blocks(text))


def test_a_numbered_line_or_a_short_one_over_a_table_is_a_heading() -> None:
    table = "项目    2023年    2022年\n收入    10        12\n成本    5         6\n"
    text = (
        f"{BODY}\n\n二、主要数据\n\n{table}\n{BODY}\n\n分地区数据\n\n{table}\n3. 价格\n\n表 1 价格\n{table}"
    )
    assert [text for kind, text in blocks(text) if kind == "heading"] == [
        "二、主要数据",
        "分地区数据",
        "3. 价格",
        "表 1 价格",
    ]


def test_lines_alone_that_fill_a_count_of_headings_are_headings_over_anything() -> None:
    text = (
        f"一、概况\n\n{BODY}\n\n二、第一场：旱地与用水\n\n主持人：费仲平\n{BODY}\n\n"
        f"三、参加人\n\n张三\n李四\n\n四、结果\n\n{BODY}\n"
    )
    assert [text for kind, text in blocks(text) if kind == "heading"] == [
        "一、概况",
        "二、第一场：旱地与用水",
        "三、参加人",
        "四、结果",
    ]


def test_items_alone_with_nothing_between_them_are_no_headings() -> None:
    text = f"{BODY}\n\n一、土地\n\n二、人才\n\n三、资金\n"
    assert [kind for kind, _ in blocks(text)] == ["paragraph"] * 4


def test_a_decimal_heading_over_a_list_or_another_heading_fills_the_count() -> None:
    text = f"4. 治理\n\n4.1　委员会\n\n{BODY}\n\n4.2　建议\n\n我们提出两项：\n\n5.1　往后\n\n{BODY}\n"
    assert [text for kind, text in blocks(text) if kind == "heading"] == [
        "4. 治理",
        "4.1　委员会",
        "4.2　建议",
        "5.1　往后",
    ]
    alone = f"{BODY}\n\n4.2　建议\n\n我们提出两项：\n\n{BODY}\n"
    assert not [text for kind, text in blocks(alone) if text == "4.2　建议" and kind == "heading"]


def test_a_label_with_a_name_and_a_post_is_no_heading() -> None:
    text = f"{BODY}\n\n主持人：管理委员会主任　费长缨\n\n{BODY}{BODY}\n"
    assert [kind for kind, _ in blocks(text)] == ["paragraph"] * 3


def test_the_title_of_a_box_may_ask() -> None:
    text = f"{BODY}\n\n专栏 1　水从哪里来？\n\n{BODY}{BODY}\n\n水从哪里来？\n\n{BODY}{BODY}\n"
    assert [text for kind, text in blocks(text) if kind == "heading"] == ["专栏 1　水从哪里来？"]
