"""Whether a Chinese word names a place: a province, a country, a part of the world, or a word that ends like one."""

from __future__ import annotations

import re

# Two characters are enough for a name that everybody knows.
PLACE_ZH = re.compile(
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
    "|中国|美国|日本|韩国|朝鲜|蒙古|越南|老挝|泰国|缅甸|印度|文莱|伊朗|德国|法国|英国|荷兰|瑞士|瑞典|挪威|芬兰|丹麦|波兰|希腊|埃及|南非|巴西|智利|秘鲁|古巴|欧盟|东盟|非洲|欧洲|亚洲|拉美"
    "|马来西亚|新加坡|菲律宾|印尼|柬埔寨|巴基斯坦|孟加拉国|斯里兰卡|尼泊尔|哈萨克斯坦|乌兹别克斯坦|沙特(?:阿拉伯)?|阿联酋|卡塔尔|科威特|以色列|土耳其|伊拉克|俄罗斯|乌克兰|白俄罗斯"
    "|意大利|西班牙|葡萄牙|比利时|奥地利|匈牙利|罗马尼亚|保加利亚|塞尔维亚|爱尔兰|冰岛|捷克|澳大利亚|新西兰|加拿大|墨西哥|阿根廷|哥伦比亚|委内瑞拉|尼日利亚|埃塞俄比亚|肯尼亚"
    "|坦桑尼亚|卢旺达|津巴布韦|赞比亚|安哥拉|摩洛哥|阿尔及利亚|突尼斯|加纳|苏丹|乌干达|莫桑比克"
)
_ENDS_AS_A_PLACE_ZH = re.compile("[\u4e00-\u9fff]{1,6}(?:省|市|县|州|镇)")


def opens_with_a_place_zh(text: str) -> bool:
    """Whether a Chinese phrase begins with the name of a province or a country."""
    return PLACE_ZH.match(text) is not None


def is_place_zh(word: str) -> bool:
    """Whether a Chinese word is the name of a place and nothing more."""
    return (PLACE_ZH.fullmatch(word) or _ENDS_AS_A_PLACE_ZH.fullmatch(word)) is not None and not re.match(
        "全[省市县]", word
    )
