"""What in a question leans on the conversation before it: lead words, pronouns, predicates without a subject.

A question with a name, a place or a subject of its own stands by itself, however short it is.
"""

from __future__ import annotations

import re

from rag.questions import greeting_kind
from rag.slots import YEAR_EN, YEAR_ZH

EDGE = " \t\n\r。.！!？?，,；;：:、"

_ACKNOWLEDGEMENT = re.compile(
    r"(?:好的?吧?|好嘞|行|可以|嗯+|哦+|噢|对的?|是的|不是|没错|不错|明白了?|懂了|知道了|了解了?|收到|原来如此|这样啊|没事了?|不用了|ok(?:ay)?|yes|yeah|yep"
    r"|no|sure|fine|great|nice|good|cool|perfect|right|got it|i see|understood|alright|all right|never ?mind|interesting|wow)"
    r"(?:[\s,，。.!！、~～]+(?:谢谢|多谢|明白了?|知道了|thanks?(?: you)?|got it|i see))?",
    re.IGNORECASE,
)

# A lead word must not eat the beginning of another word: 那里, 好多, 另一个, 还有效 are no leads.
_LEAD_ZH = re.compile(
    r"^(?:那么|那(?![里个些边儿位家次场份项种届类座条样年时天曲麽么])|而(?![且已])|另外(?![一两三几那])|再问一下|再问|请问|对了|然后|接着|再说(?=[，,、\s])"
    r"|(?:嗯+|好的|好|哦|行|另|ok|okay)(?=[，,、。\s])|(?:还有|以及|至于|关于)(?=[，,、\s])|[，,、。\s])+",
    re.IGNORECASE,
)
# These open a whole question too (关于税收的政策有哪些), so they are dropped only before a phrase that fills a slot.
_LEAD_OF_A_SLOT_ZH = re.compile(r"^(?:还有|以及|至于|关于|另)+")
_SLOT_ZH = re.compile(
    r"^(?P<slot>.{1,24}?)(?:的?情况)?(?:呢|又?怎么样|又?如何|又是多少|是多少呢|也是吗|也一样吗)$"
)

PERSON_ZH = re.compile(
    r"(?<![其吉排维耳犹])[他她](?![们国人])|(?<!的)(?:这位|那位)(?:嘉宾|官员|代表|主持人|发言人|负责人|部长|局长|主任|大使|教授|专家|先生|女士)?"
    r"|(?<!的)该(?:负责人|嘉宾|官员|代表|主持人|发言人)"
)
# What one person cannot be: several people, bodies, things.
THING_ZH = re.compile(r"它们|他们|她们|它|(?<![尤极与土耳])其(?!他|中|实|余|它|次)")
_POINTED_AT_ZH = re.compile(
    r"(?:这|那|该|此)(?:个|些|份|次|家|场|项|种|届|类)?(?:报告|论坛|会议|地方|城市|机构|公司|企业|项目|政策|方案|园区"
    r"|片区|试验区|组织|国家|平台|数字|比例|文件|模式|协议|计划|活动|措施)|这个|这些|这里|那里|那个|那些|上述|前者|后者"
)
_GOES_ON_ZH = re.compile(
    r"^(?:占|还|又|都(?!江|柏)|也(?!门)|其中|后来|之后|此后|此外|之前|同期|同比|环比|另一|分别|[和跟与同].{1,8}(?:区别|关系|不同|相比)|位列|例如|比如|举例|具体)"
)
_SUBJECTLESS_ZH = re.compile(
    r"^(?:为什么|为何|什么时候|何时|哪一?年|几月|在哪|是在|有哪些|有什么|有多少|有几|多少|是谁|谁|增长|增速|面积|怎么|如何|主要|目标"
    r"|结果|比例|比重|占比|第[一二三四五]|包括|什么原因|原因|到|从|由|被|在[哪什谁何]|[和跟与同向对给][哪谁什]|哪[些个几家]|有谁|有没有|需?要|能|可以|主持|地点|时间|日期|规模|总额|排名)"
)
QUESTION_WORDS_AT_END_ZH = re.compile(
    r"(?:分别)?(?:是|为|有|达到?|占|约)?(?:多[少大长久高远]|几(?:个|家|项|次|年|种|条|所|位|名)|什么(?:时候|时间|原因)?|哪些|哪一?(?:年|个|位|里|家|几)|谁|怎么样?|如何|为什么|为何|何时)"
    r"(?:个|家|项|万|亿|元|美元|人|平方公里)?(?:呢|吗|的)?$|(?:吗|呢|么)$"
)
# What a question may say about a topic without naming one: asking words, verbs of any event, nouns that need an owner.
_NO_TOPIC_ZH = re.compile(
    r"什么(?:时候|时间|样|原因|地方)?|多[少大长久高远快]|几[个家项次年种条所位名届倍]|哪一?[年个位些里家儿天种]?|怎么样?|怎样|如何|为什么|为何|何[时地人]"
    r"|谁|全[国球省市]|国内|当[时地年]|目前|现在|[今去明]年|主要|具体|分别|其[中他它]|比重|比例|占比|份额|面积|人口|增[速幅]|增长率?|下降|上升|提高|减少|增加|同[比期]"
    r"|环比|总[额量数]|金额|规模|数量|人数|排名|位[列居]|目标|原因|结果|影响|作用|意义|内容|特点|优势|问题|措施|做法|经验|成果|成效|时间|地[点址]|日期|名[称字]|定位|题目"
    r"|主题|举[行办]|召开|开始|结束|[成设建创]立|建成|启动|发[布表]|推出|实施|生效|签[署订]|参[加与]|出席|主持人?|[主承]办方?|负责人?|致辞|发言|演讲|介绍|表示|认为"
    r"|提[出到]|指出|强调|看[待法]|评价|获得|得到|达到|实现|完成|包括|涉及|来自|属于|用于|计划|预计|人民币|美元|平方公里|百分之|举例|[例比]如|还有|以及|[之此]后|之前|后来"
    r"|国家|地区|城市|企业|公司|机构|部门|嘉宾|官员|代表|专家|人员|方面|领域|行业|产业|项目|政策|有效期|期限|价格|成本|收入|利润|产[量值]|销量|进口|出口|投资|税率|贸易额?"
    r"|这[么样]|那么|可以|可能|应该|能够|已经|正在|没有|非常|比较|大约|左右|换句话说|[说讲谈办]"
)
_BREAK_ZH = re.compile(r"[^\u4e00-\u9fff]+|[的了是着过吗呢吧啊]")
_FUNCTION_ZH = (
    "在有和与及或到从由把被对向给让为以于也还又都就才会要能将已曾不没很最更约"
    "上下中里内外后前时之第个家项次年月日亿万元人那这"
)
# Two characters are enough for a name that everybody knows: the provinces and some countries.
_PLACE_ZH = re.compile(
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|广西|西藏|宁夏|新疆|香港|澳门"
    "|中国|美国|日本|韩国|朝鲜|蒙古|越南|老挝|泰国|缅甸|印度|文莱|伊朗|德国|法国|英国|荷兰|瑞士|瑞典|挪威|芬兰|丹麦|波兰|希腊|埃及|南非|巴西|智利|秘鲁|古巴|欧盟|东盟|非洲|欧洲|亚洲"
)
_LEANING_PREDICATE_ZH = re.compile("[占增又也还排同]")
_FEWEST_CHARS_OF_A_SUBJECT = 3
_MAX_LEANING_CHARS_ZH = 16
# A question left with no more than this many characters of its own needs the topic before it.
_MAX_BARE_CHARS_ZH = 4

_LEAD_EN = re.compile(
    r"^(?:(?:and|but|also(?! known)|so(?! (?:many|much|far|called|long)\b)|then|ok(?:ay)?)(?=[,\s])[,\s]*"
    r"|(?:well|right|now|great|thanks?|thank you|sure|yes|no|alright)"
    r"(?:[,.!][,.!\s]*|\s+(?=(?:and|what|how|why|when|where|who|which)\b)))+",
    re.IGNORECASE,
)
_SLOT_EN = re.compile(
    r"^(?:what about|how about|what of|and what about|and how about|same for|and for|and in|and the)\s+(?P<slot>.{1,60}?)$",
    re.IGNORECASE,
)
_SLOT_ARTICLE_EN = re.compile(r"^(?:back in|as of|in|for|of|the|at|during)\s+(?=.)", re.IGNORECASE)
_NAME_ALONE_EN = re.compile(r"(?!I\b)[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}")
_VERB_EN = re.compile(
    r"\b(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|should|may|might)\b", re.IGNORECASE
)
_OPENS_A_QUESTION_EN = re.compile(
    r"(?:why|when|where|who|whom|whose|how|which|what|please|tell|show|list|give|explain|describe|compare|name|summari[sz]e)\b",
    re.IGNORECASE,
)
PRONOUN_EN = re.compile(r"\b(?:he|she|him|her|his|hers|it|its|they|them|their|theirs)\b", re.IGNORECASE)
# A post with a complement of its own names somebody: "the speaker from Lima" is no pronoun.
PERSON_EN = re.compile(
    r"\b(?:he|she|him|her|his|hers|the (?:speaker|minister|official|moderator|ambassador)"
    r"(?! (?:from|of|for|at|in|on|to|who|whose|that|which|named|called|with|representing|responsible)\b))\b(?!-)",
    re.IGNORECASE,
)
THING_EN = re.compile(r"\b(?:it|its|they|them|their|theirs)\b", re.IGNORECASE)
_POINTED_AT_EN = re.compile(
    r"\b(?:these|those|this|(?<!is )(?<!are )(?<!was )(?<!were )there(?! (?:is|are|was|were)\b)"
    r"|that (?:year|report|forum|zone|area|figure|company|agency|country|project|platform|plan|policy)"
    r"|the (?:former|latter|same))\b(?! (?:is|are|was|were) (?:a|an|any)\b)",
    re.IGNORECASE,
)
_SUBJECTLESS_EN = re.compile(
    r"^(?:(?:with|by|from|to|for|under|at|on|in|of) (?:which|what|whom|who|how (?:long|much|many))|why|when|where|who|how"
    r"|since when|by (?:how much|whom|when)|which(?: \w+){1,2}$"
    r"|what (?:is|are|was|were) the (?:\w+ )?\w+$|what (?:else|year|for|share|percentage|proportion)"
    r"|anything else|any others?|for example|such as what|compared (?:to|with) what"
    r"|up to when|until when|(?:please )?tell me more|more$|continue$|more details?|go on|explain|elaborate)\b",
    re.IGNORECASE,
)
_NAME_INSIDE_EN = re.compile(r"(?<=[\w,;:’'\"“”(-] )[\"“(]?(?!I\b|I['’])[A-Z][\w'’.-]*")
_INDEFINITE_EN = re.compile(r"\ban? \w{4,}", re.IGNORECASE)
_COPULA_AND_NAME_EN = re.compile(
    r"^(?:how (?!many|much)\w+|where|who|what) (?:is|are|was|were) "
    r"(?!(?:that|this|there|they|these|those|\w+ed|held|done)$)[a-z]{4,}$",
    re.IGNORECASE,
)
_CONTENT_EN = re.compile(r"[A-Za-z][\w'’-]{3,}")
_WORDS_WITHOUT_TOPIC_EN = (
    "what when where which whose whom does have been were with from that this than many much more most else also"
    " about only year years percentage share long large into they them their there these those would could should"
    " will said says mention mentioned example come tell details please first last next then again main biggest"
)
_NO_TOPIC_EN = frozenset(_WORDS_WITHOUT_TOPIC_EN.split())
_MAX_LEANING_WORDS_EN = 7


def asks_nothing(message: str) -> bool:
    """Whether a message is only a courtesy or an acknowledgement, and so no topic for what follows."""
    said = message.strip(EDGE + "~～…")
    return not said or greeting_kind(said) is not None or _ACKNOWLEDGEMENT.fullmatch(said) is not None


def without_lead(question: str, *, chinese: bool) -> str:
    """A question without the words that tie it to the last one: 那么, 对了, "and", "ok,"; never empty."""
    return (_LEAD_ZH if chinese else _LEAD_EN).sub("", question) or question


def slot_phrase_zh(question: str) -> str | None:
    """The phrase of 那上海呢？ that takes the place of a part of the last question."""
    slot = _SLOT_ZH.match(question)
    if not slot:
        alone = YEAR_ZH.fullmatch(question.removesuffix("是多少")) or _PLACE_ZH.fullmatch(question)
        return question.removesuffix("是多少") if alone else None
    phrase = _LEAD_OF_A_SLOT_ZH.sub("", slot["slot"]).strip().removesuffix("的") or slot["slot"]
    if (
        _GOES_ON_ZH.match(phrase)
        or PERSON_ZH.search(phrase)
        or THING_ZH.search(phrase)
        or not without_question_words_zh(phrase)
    ):
        return None
    return phrase


def slot_phrase_en(question: str, led: str) -> str | None:
    """The phrase of "What about Lima?" or "and imports?"; what says "their imports" is no phrase of its own."""
    if (
        _NAME_ALONE_EN.fullmatch(led)
        and not _OPENS_A_QUESTION_EN.match(led)
        and not _SUBJECTLESS_EN.match(led)
    ):
        return led
    slot = _SLOT_EN.match(question) or _SLOT_EN.match(led)
    if not slot and (led == question or _VERB_EN.search(led) or _OPENS_A_QUESTION_EN.match(led)):
        return None
    phrase = slot["slot"] if slot else led
    return None if PRONOUN_EN.search(phrase) else _SLOT_ARTICLE_EN.sub("", phrase.strip())


def leans_zh(question: str, led: str) -> bool:
    """Whether a Chinese question needs the topic before it; `led` is the question without its lead words."""
    if _POINTED_AT_ZH.search(led):
        return True
    if len(led) > _MAX_LEANING_CHARS_ZH:
        return False
    if _GOES_ON_ZH.match(led):
        return True
    bare = len(re.sub(r"\d", "", without_question_words_zh(YEAR_ZH.sub("", led)))) <= _MAX_BARE_CHARS_ZH
    return (bare or led != question or _SUBJECTLESS_ZH.match(led) is not None) and not has_subject_zh(led)


def has_subject_zh(question: str) -> bool:
    """Whether a Chinese question names something to ask about: 联合国秘书长 in 谁是联合国秘书长, nothing in 占多少."""
    rest = _NO_TOPIC_ZH.sub(" ", YEAR_ZH.sub(" ", question))
    longest = max((len(run.strip(_FUNCTION_ZH)) for run in _BREAK_ZH.split(rest)), default=0)
    if longest >= _FEWEST_CHARS_OF_A_SUBJECT or (longest and YEAR_ZH.search(question) and longest >= 2):
        return True
    if re.search(r"[A-Z][a-z]+|[《“]", question):
        return True
    return _PLACE_ZH.search(question) is not None and not _LEANING_PREDICATE_ZH.search(question)


def leans_en(question: str, led: str) -> bool:
    """Whether an English question needs the topic before it; `led` is the question without its lead words."""
    if _POINTED_AT_EN.search(led):
        return True
    if len(led.split()) > _MAX_LEANING_WORDS_EN or has_subject_en(led):
        return False
    content = [word for word in _CONTENT_EN.findall(led) if word.lower() not in _NO_TOPIC_EN]
    return led != question or (_SUBJECTLESS_EN.match(led) is not None and len(content) <= 1)


def has_subject_en(question: str) -> bool:
    """Whether an English question names something: a capitalised word inside it, "an elephant", "how large is x"."""
    return bool(
        _NAME_INSIDE_EN.search(question)
        or _INDEFINITE_EN.search(question)
        or _COPULA_AND_NAME_EN.match(question)
        or (YEAR_EN.search(question) and len(_CONTENT_EN.findall(question)) > 2)
    )


def without_question_words_zh(question: str) -> str:
    """A Chinese question without the words at its end that ask: 茶园有多大 is left with 茶园."""
    return QUESTION_WORDS_AT_END_ZH.sub("", question)
