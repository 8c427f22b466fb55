"""People named in a text, found by how names are written: after a post, before a verb of saying, or with a middle dot."""

from __future__ import annotations

import re
from collections.abc import Iterable

# The commonest family names (about 95 % of Han Chinese by the 2020 registry), then those of two characters.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章"
    "鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟"
    "艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲"
    "虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井"
)
_COMPOUND_SURNAMES = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|端木|夏侯|长孙|宇文"
_HAN = "\u4e00-\u9fff"
_GIVEN = f"[{_HAN}]{{1,2}}"
CHINESE_NAME = f"(?:(?:{_COMPOUND_SURNAMES})|[{_SURNAMES}]){_GIVEN}"
_FOREIGN_NAME = f"[{_HAN}]{{1,7}}(?:[·•・][{_HAN}]{{1,7}})+"
_POST = (
    r"(?:部长|司长|主任|行长|局长|院长|所长|校长|处长|科长|省长|市长|州长|区长|县长|镇长|社长|台长|馆长|总裁|总经理|经理|秘书长|秘书|总干事|干事|总监|会长"
    r"|理事长|理事|董事长|董事|主席|总统|总理|首相|国王|大臣|议长|议员|大使|公使|领事|教授|讲师|研究员|代表|专家|主持人|记者|委员|巡视员|顾问|主管|协调员|官员"
    r"|首席执行官|首席经济学家|首席企业官|企业官|书记|工程师|博士|院士|先生|女士|作家|导演|演员|分析师|发言人|创始人|负责人|法官|律师|医生|队长|教练|将军|上校)"
)
_SAYS = r"(?:表示|指出|说|认为|介绍|强调|分享|围绕|谈到|称|提出|建议|透露|坦言|补充|回忆|主持|发言|致辞|对)"
_TAKES_OFFICE = r"(?:自\s*[\d一二]|于\s*[\d一二]|接任|继任|出任|担任|当选|曾任|原任|原是|生于|毕业)"
_AFTER_NAME = rf"(?=$|[^{_HAN}]|{_SAYS}|等|和|与|及|、|在|就|以|出席|担任|率|当选|接受|代表)"

_DOTTED = re.compile(_FOREIGN_NAME)
_LAST_POST = re.compile(f"^[{_HAN}]*{_POST}")
_NAME_ENDS = re.compile(
    rf"(?:{_SAYS}|等|和|与|及|在|就|以|出席|担任|率|当选|接受|代表|参加|同意|自[\d一二]|于[\d一二]|[的了是曾已将还])"
)
_PATTERNS = (
    re.compile(f"{_POST}(?P<name>{CHINESE_NAME}?){_AFTER_NAME}"),
    re.compile(f"{_POST}(?P<name>{CHINESE_NAME}){_AFTER_NAME}"),
    re.compile(rf"(?:^|[^{_HAN}])(?P<name>{CHINESE_NAME}?)(?={_SAYS}|{_TAKES_OFFICE})"),
    re.compile(
        r"\b(?P<name>(?:Mr|Mrs|Ms|Dr|Prof|President|Minister|Ambassador)\.? [A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,5})"
    ),
    re.compile(
        # Bounded on all sides: a page of capitalised words is read in time that grows with its length alone.
        r"(?P<name>\b[A-Z][a-z'’-]{1,30}(?: (?:[A-Z]\.|de|van|von|bin|al|da|del|[A-Z][\w'’-]{1,30})){0,5} [A-Z][\w'’-]{1,30})(?=,? (?:said|says|noted|told|added|stressed|argued|who|is|was)\b)"
    ),
)

_ANY_NAME = rf"{_FOREIGN_NAME}|{CHINESE_NAME}"
# Bounded like the patterns above: a page of capitals must not be read once from each of its letters.
_ENGLISH_NAME = r"\b[A-Z][\w.'’-]{1,30}(?: (?:[A-Z]\.|de|van|von|bin|al|da|del|[A-Z][\w'’-]{1,30})){1,4}"
_ENGLISH_POST = (
    r"(?i:director|minister|ambassador|manager|president|chair(?:man|woman|person)?|secretary|officer|head|chief|professor|governor|mayor"
    r"|captain|curator|editor|commissioner|founder|representative|spokes(?:man|woman|person)|engineer|advis[eo]r|councillor|coordinator"
    r"|steward|treasurer|deputy|clerk|judge|lawyer|scientist|researcher|economist)"
)
_WITH_POST = (
    re.compile(rf"{_POST}[\s（(“]?(?P<name>{_ANY_NAME})"),
    re.compile(
        rf"(?P<name>{_ANY_NAME})(?:[\s，,（(]+|是|任|担任|出任|兼任|系|为|时任|现任)[^，。；;]{{0,30}}?{_POST}"
    ),
    re.compile(rf"\b{_ENGLISH_POST}(?: [a-z]+){{0,5}},? (?P<name>{_ENGLISH_NAME})"),
    re.compile(
        rf"(?P<name>{_ENGLISH_NAME})(?:,| (?:is|was|as|became|has been)\b)[^,.;]{{0,40}}?\b{_ENGLISH_POST}\b"
    ),
)
_BARE_POST = re.compile(rf"[{_HAN}（）()、/ ]{{2,40}}?{_POST}|{_ENGLISH_POST}\b[^.!?;]{{0,80}}")
_BARE_NAME = re.compile(rf"(?:{_ENGLISH_NAME}|{_ANY_NAME}|[{_HAN}]{{2,4}})")


def is_signature(name: str, post: str) -> bool:
    """Whether two lines are a signature: a name by itself, and under it a post without one."""
    name, post = name.strip(), post.strip()
    return bool(_BARE_NAME.fullmatch(name) and _BARE_POST.fullmatch(post)) and not find_people(post)


def find_people_with_posts(text: str) -> list[str]:
    """The names in a text that a post stands beside: "副主任徐斐", "徐斐 副主任", "Jane Doe, director of …"."""
    return list(dict.fromkeys(match["name"] for pattern in _WITH_POST for match in pattern.finditer(text)))


def find_people(text: str, known: Iterable[str] = ()) -> list[tuple[int, int]]:
    """Spans of people's names in a text, in order, without overlap; `known` names are found wherever they stand."""
    spans = [match.span() for name in known if name for match in re.finditer(re.escape(name), text)]
    spans += [match.span("name") for pattern in _PATTERNS for match in pattern.finditer(text)]
    spans += [_without_neighbours(text, *match.span()) for match in _DOTTED.finditer(text)]
    chosen: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if end - start >= 2 and (not chosen or start >= chosen[-1][1]):
            chosen.append((start, end))
    return chosen


def _without_neighbours(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of a name with dots without the post before its first part and the words after its last."""
    first_dot = start + re.search(r"[·•・]", text[start:end]).start()  # type: ignore[union-attr]  # the pattern has one
    last_dot = end - re.search(r"[·•・]", text[start:end][::-1]).start()  # type: ignore[union-attr]
    post = _LAST_POST.match(text[start:first_dot])
    if post and start + post.end() < first_dot:
        start += post.end()
    after = _NAME_ENDS.search(text, last_dot + 1, end)
    return start, after.start() if after else end
