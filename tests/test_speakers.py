"""Who speaks, where the text itself says so."""

from __future__ import annotations

import pytest

from rag.speakers import find_speaker


@pytest.mark.parametrize(
    ("paragraph", "speaker"),
    [
        ("商务部副司长赵春峰表示，50 多年来双方合作很多。", "商务部副司长赵春峰"),
        (
            "国际贸易谈判代表（正部长级）兼副部长王受文指出，近年来发展很快。",
            "国际贸易谈判代表（正部长级）兼副部长王受文",
        ),
        ("联盟秘书长宋雨燕分享了绿色转型的情况。", "联盟秘书长宋雨燕"),
        ("大学教授江小涓围绕“数字技术”作主旨演讲。她表示，要融合。", "大学教授江小涓"),
        ("研究院副院长顾蓓蓓女士分享了金融的作用。", "研究院副院长顾蓓蓓"),
        ("“要扩大开放。”吉小枫说。", "吉小枫"),
        ("吉小枫说，定位需要调整。", "吉小枫"),
        ("“试点落地。”沈磊说，将紧盯改革。", "沈磊"),
        ("“It works,” said Jane Doe of the ministry.", "Jane Doe of"),
        ("Jane Doe, head of the zone, said that it works.", "Jane Doe"),
    ],
)
def test_a_speaker_is_found(paragraph: str, speaker: str) -> None:
    assert find_speaker(paragraph) == speaker.removesuffix(" of")


@pytest.mark.parametrize(
    "paragraph",
    [
        "据商务部介绍，成果很多。",
        "她表示，要融合。",
        "工作方案提出，加大开放力度。",
        "报告指出，增长放缓。",
        "其次，中国政府也认为需要加快。",
        "2024年10月，总书记作出重要指示强调，要推进改革。",
        "自贸试验区以制度创新为核心。",
        "数据显示，投资持续增长。",
        "",
    ],
)
def test_no_speaker_is_made_up(paragraph: str) -> None:
    assert find_speaker(paragraph) == ""


def test_a_known_name_at_the_opening_is_the_speaker() -> None:
    assert find_speaker("代表神谷马可对发展方向提出建议：一是增进。", ["代表神谷马可"]) == "代表神谷马可"
