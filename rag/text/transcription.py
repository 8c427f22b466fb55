"""Foreign names written in Chinese, told by their characters: 卢莫拉, 科斯泽拉, 弗朗西斯科."""

from __future__ import annotations

import re

# Characters that stand for foreign syllables and seldom meet three in a row in other words.
_CHARACTERS = (
    "埃艾奥阿巴鲍贝彼伯布查戴丹迪蒂德登杜顿厄恩尔法菲芬弗夫福戈哥格哈赫亨胡霍基吉加贾杰卡凯坎康考科克肯库夸奎拉莱兰朗劳勒雷黎里利莉琳列卢鲁伦罗洛"
    "玛马迈麦曼芒蒙米摩莫墨默姆穆纳娜奈内尼妮涅纽努诺欧帕潘佩彭皮珀普齐奇乔切茹若萨塞桑瑟森沙莎珊舍圣斯丝苏索塔泰坦陶特滕提图托瓦韦维温沃乌"
    "西希锡谢雅亚耶伊尤约泽扎詹兹卓佐吕埃因维朱喀达代"
)
_RUN = re.compile(f"[{_CHARACTERS}]{{3,}}")


def find_transcriptions(text: str) -> list[tuple[int, int]]:
    """Where three or more such characters stand in a row."""
    return [match.span() for match in _RUN.finditer(text)]
