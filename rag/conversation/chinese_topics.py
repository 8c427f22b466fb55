"""A Chinese question → the thing it is about, found by how names and questions are built."""

from __future__ import annotations

import re

_EDGE = " \t\n\r。.！!？?，,；;：:、"
_COUNTER = (
    "(?:个|家|项|次|种|条|所|位|名|座|艘|届|倍|支|架|台|辆|套|门|场馆"
    "|吨|公里|千米|米|亩|公斤|平方米|平方公里|万|亿|人次|人(?!口)|只|头|处|户|本|份|间|款|类|批|笔|场|句|张|天|年|元|钱|斤|颗|株|棵|匹|枚|幅|首|册|趟)"
)
ASKS_ZH = re.compile(
    rf"多少{_COUNTER}?|几{_COUNTER}|[哪何][一几]?(?:年|个|些|位|家|种|里|儿|天|处|时|地|人|月|本|款|类|条|项|国|行|届|班|队)|什么(?:时候|时间|地方|原因|样)?"
    r"|谁|怎么样?|怎样|如何|为什么|为何|何以|多[大长高久远快深重宽厚]|几[点月号]"
)
_OPENS_ZH = re.compile("^(?:其中|什么是|谁是|请问|关于|那么?(?=[，,]))")
# When something was, said before everything else: 到2023年，…, 从2013年到2022年，…, 去年….
_TIME_FIRST_ZH = re.compile(
    r"^(?:(?:在|到|从|自|截至|截止|至)?(?:19|20)\d{2}(?!年?版)年?(?:[至到\-—–](?:19|20)\d{2}年?)?"
    r"(?:\d{1,2}月(?:\d{1,2}日)?|[上下]半年|第[一二三四1-4]季度|年?[底末初])?(?:以来|之前|之后|期间|间|时|的|前|后)?"
    r"|[今去前明]年|目前|现在|如今|截至目前|最近|近年来?)[，,]?"
)
# A thing counted or named by the question belongs to what stands before: 港有几个码头 → 港的码头.
_COUNTED_ZH = re.compile(
    rf"(?:(?:一共|总共|[现共还])?有|了)(?:(?:多少|几){_COUNTER}?+|什么|哪些|哪几{_COUNTER})(?=[^的])(?!时候|时间|地方|原因)"
)
# By what means, with whom: the words before what is asked for go with it: 靠什么吸引外资 is 吸引外资.
_MEANS_ASKED_ZH = re.compile(
    "(?:靠|按|凭|拿|通过)(?:什么|多少|啥)(?=[来去]?(?:吸引|推动|实现|解决|获得|取得|提供|维持|[收来办建交算补养赚挣]))"
    "|[跟与和同](?:谁|哪一?个?国家?|哪一?家|哪[里儿])(?=一块儿?|一起|一同|共同|联合|合作|合[办建资伙])"
)
_SPENT_ZH = re.compile("(?:一共|总共)?(?P<verb>[花用])(?:掉|费)?了?(?:多少|几)钱$")
_WORK_ASKED_ZH = re.compile("[是来](?:[干做搞卖管])(?:什么|啥|嘛)[用]?的$")
_LISTED_ZH = re.compile("[\u4e00-\u9fff](?:什么(?!时|地|原|样|人)|哪些)(?=[\u4e00-\u9fff]{2})")
_HAS_COUNT_ZH = re.compile("(?:一共|总共|[现共还])?有(?:多少|几)")
_WHO_DID_ZH = re.compile(r"^(?P<thing>[^，]{2,24}?)是(?:由|在)?(?:谁|哪|什么|何|怎|如何)[^的]{0,14}的$")
_DID_TO_ZH = re.compile(r"^(?:谁|哪一?[个家位支所][^的，]{1,5}?)[^的]{1,5}?了(?P<thing>.{2,})$")
_WHEN_OF_ZH = re.compile(r"^(?:何时|什么时候|哪一?年|在哪[里儿]?|谁)[^的]{1,6}的(?P<thing>[^的]{2,})$")
_TAIL_ZH = re.compile("(?:分别|各自?|一共|总共|是|有|为|达到?|约|占|在|叫|的|了|吗|呢|吧)+$")
_VERB_ZH = (
    "面临|分成|分为|覆盖|发起|推出|承建|承办|主办|建成|建造|涉及|解决|接待|开通|通车|拥有|包括|包含|采用|获得|取得|推动|实现|完成"
    "|达成|签署|签订|制定|出台|开设|开馆|开业|开工|投产|动工|落户|入驻|吸引|参加|出席|提供|承担|启动|发布|成立|设立|建立"
    "|始建|增长(?![率速])|下降|上升|增加|减少|提高|创立|创办|举行|举办|召开|表示|认为|属于|位于|来自|用于|指的|靠"
)
_PREDICATE_ZH = re.compile(
    r"(?:分别|一共|总共|主要|现在|目前|现有|每[年月天]|一[年天]|最[大小高低长短多少快早晚深重宽新终]|上一|共有|[年人平日]均|百分之|[今去前明]年|(?:周|星期)[一二三四五六日天末]|归(?=谁|哪|什))"
    r"|(?:是|有(?![限机色])|在|由|于|对(?!外)|从|与|占)|(?:19|20)\d{2}"
    r"|何时|什么|哪|多[少大长高久远快]|几[个家项月点座艘条名位种所次]|谁|如何|怎|为[什何]|能(?![源力耗量])|可以|要(?![素求点])|需要?|[须说讲提谈]"
    rf"|{_VERB_ZH}|[\u4e00-\u9fff]{{1,2}}[了过](?=多|几|哪|什|谁|怎)"
)
# A verb that belongs to the name of the thing: the questions goes on after 的 and a noun, as 熊明提出的模式指的是什么.
_RELATIVE_ZH = re.compile(
    r"^[^，]{0,16}?的(?!$|是|谁|哪|什|多|几|怎|如何|吗|呢|吧)[^，的]{2,16}?(?=$|，|是|有|在|由|指|[哪谁怎]|什么|多[少大长高]|为什|为何)"
)
_NOT_RELATIVE_ZH = re.compile("^(?:是|有|在|由|于|占|从|对|与|什么|哪|多|几|谁|怎|如何|为|何|19|20|每|一|最)")
_EVENT_ZH = re.compile(
    r"[成设建创]立|[举]?[行办]|启动|发布|[始新修重]建|[了过]|解决|是(?:谁|什么时候|何时|哪一?年|怎么)[^的]+的$"
)
# A noun of the kind that things are named with ends the name: 科考船 in 海蓝号科考船最大航速.
_THING_ENDS_ZH = (
    "公园|园区|开发区|片区|新区|试验区|示范区|保护区|[大铁石]桥|隧道|水库|电站|水电站|码头|机场|车站|科考船|[客货邮轮渡]船|卫星|公司|集团|银行|医院|学校|[小中大]学|学院"
    "|博物馆|博物院|图书馆|体育馆|纪念馆|美术馆|展览馆|祠堂|寺|庙|研究所|研究院|设计院|实验室|中心|协会|学会|联盟|基金会|基金|委员会|合作社|大会|论坛|大赛|工程|系统|平台|办法|条例|规定|协议|港|岛"
    "|(?:(?!在)[\u4e00-\u9fff]){2}区|[\u4e00-\u9fff](?:市|县|镇|村|站|湖(?!区)|河(?![北南]))"
)
_NAMED_THING_ZH = re.compile(
    f"^[^的，在]{{0,16}}?(?:{_THING_ENDS_ZH})(?!{_THING_ENDS_ZH}|[局厅部委长员和与上里中的]?[上里中和与]|[局厅部委长员])"
)
_ENDS_AS_A_THING_ZH = re.compile(f"(?:{_THING_ENDS_ZH}|[馆院塔桥楼寺港厂店山湖河江街站校园厅机船车])$")
_DOCUMENT_ZH = re.compile("(?:清单|名单|目录|规划|方案|报告|草案|手册|章程|合同|计划书)$")
_ATTRIBUTE_WORDS_ZH = (
    "面积|人口|规模|定位|总部|地点|地址|时间|数量|主题|目标|首都|省会|效果|成效|结果|影响|作用|意义|原因|目的|背景|过程|利润|营收|收入|支出|投入|产出|进口|出口|进出口|投资"
    "|成本|价格|排名|人数|全长|总长|门票|票价|作者|名字|前身|现状|特点|优势|缺点|不足|职责|任务|主席|口号|标准|成绩|条件|期限|有效期"
)
ATTRIBUTE_ZH = re.compile(f"(?:{_ATTRIBUTE_WORDS_ZH}|[\u4e00-\u9fff][率额量度值费价比速期])$")
_ATTRIBUTE_ENDS_ZH = re.compile(
    r"(?:总?面积|总?人口|规模|定位|总部|地点|地址|时间|数量|总[额量]|增[速长率]率?|产[量值]|占比|比[重例]|主题|目标|首都)$"
)
# Who is asked for with the body he serves is no part of what stands before: 致辞的环保局局长是谁.
_POST_WITH_BODY_ZH = re.compile("[\u4e00-\u9fff]{2,}[部局厅委院会司行]副?[部局厅院会司行处][长]$")
# After the name of a thing the question goes on with what is asked of it, and not with more of the name.
_AFTER_A_THING_ZH = re.compile(
    rf"^(?:$|[的，]|[里内上](?=[有的能])|{_PREDICATE_ZH.pattern}|[^的，]{{0,4}}?(?:{_ATTRIBUTE_WORDS_ZH}|总[额量]|增[速长率]|产[量值]|占比|比[重例]))"
)
# Owners that every other sentence has tell nothing without what they own.
_ANY_OWNER_ZH = re.compile(
    r"^(?:全[国市省县区球]|公司|企业|员工|我们?|你们?|大家|单位|政府|现场|[这那该本][个家项]?[\u4e00-\u9fff]{0,4}|今年|去年|前年|明年|[上下]半年|[前后]?一年"
    r"|.{0,4}(?:19|20)\d{2}(?!年版).{0,8})$"
)
_SAID_BY_ZH = re.compile(
    r"^[^，的了过在]{2,12}?(?:表示|认为|指出|提到|介绍|说|讲)(?P<said>[^的了过，什怎如吗呢].{4,})$"
)
_MAX_THING_CHARS_ZH = 24


def without_opening_zh(text: str) -> str:
    """A Chinese question without the words that only open it: 其中, 什么是, 请问."""
    return _OPENS_ZH.sub("", text) or text


def whole_zh(text: str) -> str:
    """A Chinese question without its question words: 南山港有几个码头 is left with 南山港的码头."""
    if _WORK_ASKED_ZH.search(text):
        return text.strip(_EDGE)  # 北京以前是干什么的: without 什么 nothing is told
    told = ASKS_ZH.sub(
        "", _COUNTED_ZH.sub("的", _MEANS_ASKED_ZH.sub("", _SPENT_ZH.sub(r"\g<verb>的钱", text)))
    )
    told = re.sub(r"是(?=[^的]{1,12}的$)", "", told)
    return _TAIL_ZH.sub("", told.strip(_EDGE)) or text


def is_event_zh(text: str) -> bool:
    """Whether a question asks about something that happens, and not for a value that a thing has."""
    return _EVENT_ZH.search(text) is not None


def thing_zh(text: str) -> str | None:
    """The thing that a Chinese question is about, None where its words do not tell or where it is a list of things."""
    return (
        None if _LISTED_ZH.search(text) else owner_zh(text)
    )  # it is about what is listed, not about who has it


def owner_zh(text: str) -> str | None:
    """The thing that a Chinese question begins with, though it may ask for a list of what that has."""
    for pattern in (_WHO_DID_ZH, _DID_TO_ZH, _WHEN_OF_ZH):
        if told := pattern.match(text):
            return _checked(told["thing"].strip("的"))
    if said := _SAID_BY_ZH.match(text):
        return owner_zh(said["said"])
    return _checked(_before_predicate(without_time_zh(text)))


def without_time_zh(text: str) -> str:
    """A question without the time that it begins with: 到2023年，…, 从2013年到2022年，…."""
    return _TIME_FIRST_ZH.sub("", text) or text


def ends_as_a_thing_zh(text: str) -> bool:
    """Whether a noun ends as names of things do: 北山博物馆, and not 金丝猴."""
    return _ENDS_AS_A_THING_ZH.search(text) is not None


def is_verb_zh(word: str) -> bool:
    """Whether a word is one of the verbs that questions ask with: 面临, 举办."""
    return re.fullmatch(_VERB_ZH, word) is not None


def counts_things_zh(text: str) -> bool:
    """Whether a question counts or lists things: 德国有多少家钟表厂."""
    return _COUNTED_ZH.search(text) is not None


def is_any_owner_zh(thing: str) -> bool:
    """Whether a noun names nothing in particular: 全国, 公司."""
    return _ANY_OWNER_ZH.match(thing) is not None


def is_time_zh(text: str) -> bool:
    """Whether a text is the time of something and nothing more: 到2025年."""
    return _TIME_FIRST_ZH.fullmatch(text) is not None


def _before_predicate(text: str) -> str | None:
    named = _NAMED_THING_ZH.match(text)
    if named and not ASKS_ZH.search(named.group()) and _AFTER_A_THING_ZH.match(text[named.end() :]):
        owned = _part_owned(text, named.end())
        return owned or named.group()
    predicate = _predicate(text)
    before = text[: predicate.start()] if predicate else text
    owner, of, attribute = before.rpartition("的")
    if predicate and not of and _HAS_COUNT_ZH.match(text, predicate.start()):
        return before
    if not of and (not predicate or _ATTRIBUTE_ENDS_ZH.search(before)):
        return None  # 茶叶产量: where the thing ends and what is asked of it begins cannot be seen
    if of and attribute and not _is_part(owner, attribute) and not _POST_WITH_BODY_ZH.search(attribute):
        return owner
    return before


def _predicate(text: str) -> re.Match[str] | None:
    """The first predicate that is no verb inside the name of the thing."""
    for predicate in _PREDICATE_ZH.finditer(text):
        if predicate.start() < 1:
            continue
        rest = text[predicate.end() :]
        if _NOT_RELATIVE_ZH.match(predicate.group()) or not _RELATIVE_ZH.match(rest):
            return predicate
    return None


def _part_owned(text: str, end: int) -> str | None:
    """杨柳村的村史馆 where what is owned is a thing of its own."""
    if text[end : end + 1] != "的":
        return None
    predicate = _predicate(text)
    before = text[: predicate.start()] if predicate and predicate.start() > end else ""
    owner, of, part = before.rpartition("的")
    return before if of and len(owner) == end and _is_part(owner, part) else None


def _is_part(owner: str, noun: str) -> bool:
    """Whether what an owner has is itself a thing, and not something that is asked about it: a hall, not an area."""
    relative = _PREDICATE_ZH.search(owner) is not None and not _NAMED_THING_ZH.fullmatch(owner)
    part = _ENDS_AS_A_THING_ZH.search(noun) or _DOCUMENT_ZH.search(noun)
    return ATTRIBUTE_ZH.search(noun) is None and (relative or part is not None)


def _checked(thing: str | None) -> str | None:
    thing = thing.strip("的" + _EDGE) if thing else ""
    thing = thing[:-1] if len(thing) > 2 and thing.endswith(("里", "内")) else thing
    if not 2 <= len(thing) <= _MAX_THING_CHARS_ZH or re.search("[，,；;]", thing):
        return None
    return None if thing.endswith(("了", "过")) or is_any_owner_zh(thing) or ASKS_ZH.search(thing) else thing
