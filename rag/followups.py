"""What in a question leans on the conversation before it: lead words, pronouns, predicates without a subject.

A question with a name, a place or a subject of its own stands by itself, however short it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.questions import greeting_kind
from rag.series import YEAR_EN, YEAR_ZH

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
_LEAD_OF_A_SLOT_ZH = re.compile(
    r"^(?:还有|以及|至于|关于|另|换[成作做]|改成|要是|如果是?|再看看?|说说|再说|同样(?:的问题)?[，,]?)+"
)
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
_AWAY_ZH = re.compile(r"(?:之前|之后)[一那这]年")
# A clause is asked about, it fills no slot: 违反了会怎么样.
_CLAUSE_ZH = re.compile(r"[了会]$|^(?:在?[那这]之?[前后]|以前|以后|将来|未来|结果|最后|怎么)")
_SUBJECTLESS_ZH = re.compile(
    r"^(?:为什么|为何|什么时候|何时|哪一?年|几月|在哪|是在|有哪些|有什么|有多少|有几|多少|是谁|谁|增长|增速|面积|怎么|如何|主要|目标"
    r"|结果|比例|比重|占比|第[一二三四五]|包括|为了?什么|怎样|几[个家项次年种条所位名点月号]|什么原因|原因|到|从|由|被|在[哪什谁何]|[和跟与同向对给][哪谁什]|哪[些个几家]"
    r"|有谁|有没有|需?要|能|可以|主持|地点|时间|日期|规模|总额|排名|(?:在?全[国球省市]|世界|国内)?排(?:名|第)|是不是|是否|会不会|能不能|可不可以|算不算|有人"
    r"|多[久长大高远]|研究|[叫属]|[一总]共|平均|最[早晚多少高低大后终初先近新]"
    r"|(?:现在|目前|如今|当时|后来|已经|一直|曾经?|至今|到底|究竟|必须|应该?|得|会(?![议长员计])|要(?![素点求])|可))"
)
# A clause that begins with a verb, or with 的 and no noun, is said of what was spoken of: 花了多少钱, 没休完的可以吗.
_VERB_FIRST_ZH = re.compile(
    r"^[^谁什哪怎几何，]{1,2}[了过到](?:多|几|谁|哪|什么|会|怎)|^(?:需要|不|没)[^，]{0,8}(?:的|多久|吗)"
    r"|[^，]{0,8}(?<![自变])更[\u4e00-\u9fff]|^[^，]{1,8}也(?!门)[^，]{1,8}吗$|^(?:哪[家个位]?[^，的]{1,4}|由?谁)[^，的]{1,3}的[^，]?$|^最(?!近|后|终)[\u4e00-\u9fff]|^[^，的谁哪什]{1,8}的(?:可以|能|要|怎么|有|算|会|呢)"
    r"|^(?:多久|多长时间|什么时候|何时|几[天年月])(?:才|就|可以|能|会|要|开始|结束)"
)
_SPEAKS_OF_ZH = re.compile(
    r"(?<![在那这])[那这][一两三几]?(?:[个些次家场项种届条座本份位名笔批对只艘套台款件段间栋支张所幅类]|笔)(?=[\u4e00-\u9fff])"
)
# The noun is an attribute too where something may happen to it: 票价会涨吗, 作者受到什么处分, 一个月补助多少.
_OWNERLESS_EVENT_ZH = re.compile(
    "^(?!什么|哪|谁|怎|为|多|几|好多|很多|大家|我们?|你们?)[\u4e00-\u9fff]{2}(?:会|能|要|受到?|被|够|可以)[^，]{1,6}$"
    "|^(?:一个?|每个?)[年月天次周人][^，]{0,4}(?:多少|几)[^，]{0,2}$"
)
_BEFORE_A_POINTER_ZH = re.compile("(?:^|[，,。；;、 在对把被和跟与给从向是有到为谁])$")
# An attribute and what is asked of it, without its owner: 门票多少钱, 校长叫什么.
_OWNERLESS_ZH = re.compile(
    r"^(?P<noun>(?!什么|哪|谁|怎|为|多|几|好多|很多)[\u4e00-\u9fff]{2,3}?)(?<![了过到])(?:一?[共般]|大概|现在|目前|分别|都)?(?:是|有|叫"
    r"|达到?|在|由)?(?:多[少大长高久远重深宽快]|什么|谁|几[个家年天月人岁]|哪[里儿年些个家位]|怎么样|如何|何时|(?P<twice>.)不(?P=twice))[^，]{0,5}$"
)
QUESTION_WORDS_AT_END_ZH = re.compile(
    r"(?:分别)?(?:是|为|有|达到?|占|约)?(?:多[少大长久高远]|几(?:个|家|项|次|年|种|条|所|位|名)|什么(?:时候|时间|原因)?|哪些|哪一?(?:年|个|位|里|家|几)|谁|怎么样?|如何|为什么|为何|何时)"
    r"(?:个|家|项|万|亿|元|美元|人|平方公里)?(?:呢|吗|的)?$|(?:吗|呢|么)$"
)
# What a question may say about a topic without naming one: asking words, verbs of any event, nouns that need an owner.
_NO_TOPIC_ZH = re.compile(
    r"什么(?:时候|时间|样|原因|地方)?|多[少大长久高远快]|几[个家项次年种条所位名届倍]|哪一?[年个位些里家儿天种]?|怎么样?|怎样|如何|为什么|为何|何[时地人]"
    r"|谁|全[国球省市]|国内|当[时地年]|目前|现在|[今去明]年|主要|具体|分别|其[中他它]|比重|比例|占比|份额|面积|人口|增[速幅]|增长率?|下降|上升|提高|减少|增加|同[比期]"
    r"|环比|第几|排(?=第)|总[额量数]|金额|规模|数量|人数|排名|位[列居]|目标|原因|结果|影响|作用|意义|内容|特点|优势|问题|措施|做法|经验|成果|成效|时间|地[点址]|日期|名[称字]|定位|题目"
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
_MEASURE_ZH = re.compile(
    r"(?:在?全[国球省市])?(?:其中|具体|还|又|也|都|例如|比如|分别|占|比|同比|环比|增|涨|跌|降|升|减|掉|下降|上升|提高|排|哪(?:些|几[个家]|个)|有没有(?:增|涨|下|上|升"
    r"|降|变)|原因|为什么|为何|怎么[办算弥解]|第|到|从)"
)
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
_SLOT_ARTICLE_EN = re.compile(
    r"^(?:(?:back in|as of|about|in|on|for|of|at|during)\s+)?(?:the\s+)?(?=.)", re.IGNORECASE
)
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
    r"|any (?!one|body)[a-z]+$|what (?:happened|happens|came|comes)(?: \w+)?$|anything else|any others?"
    r"|for example|such as what|compared (?:to|with) what"
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
_MAX_LEANING_WORDS_EN = 8
_MAX_WORDS_OF_A_PHRASE = 4
# A question word alone, with "was that" or with how it is meant: "when?", "in which year was that?", "why so low?".
_ADJUNCT_EN = re.compile(
    r"(?P<asks>why|when|where|how(?: (?:long|often|exactly|so))?|since when|until when|(?:with|by|from|to"
    r"|for|under|at|on|in|of|through|against) (?:which|what|whom|who|how (?:long|much|many)|when|where)(?: [a-z]+){0,2})"
    r"(?P<tail> (?:not|exactly|precisely|so (?:few|little|many|much|\w+)))?(?: (?:is|was|did) (?:that|this|it)(?: happen)?)?",
    re.IGNORECASE,
)
_PREPOSITIONAL_EN = re.compile(
    r"(?:in|on|at|before|after|since|until|during|under|without|with|within|except|for|from|by|besides"
    r"|outside) (?!.*\b(?:which|what|whom|how|who|when|why)\b)[^,;]{1,50}",
    re.IGNORECASE,
)
_WITHOUT_WORDS_AFTER_EN = re.compile(r",? (?:too|as well|instead|then|also|though)$", re.IGNORECASE)
_OF_THE_WHOLE_EN = re.compile(
    r"(?:(?:how (?:much|many|deep|far|so)\b(?! (?!is|are|was|were|did|do|does|had|has|have|would|will"
    r"|could)\w)|which|who else|what else|any others?|such as|for example|compared|by how|why|when"
    r"|where)\b(?! (?:\w+ ){2,})|.*\b(?:that|this|these|those)\b)",
    re.IGNORECASE,
)
_ABOUT_SOMETHING_EN = re.compile(
    r"^(?:(?:did|does|do|was|were|is|are|has|have|had|can|could|will|would|should) (?:the \w+|anyone"
    r"|anybody|someone|everyone|this|that)\b"
    r"|(?:who|what|how|why|when|where)\b.* the \w+$)",
    re.IGNORECASE,
)
# "Which companies put money in?" lacks what the money was put into; "how much is lunch at headquarters?" lacks nothing.
_ENDS_OPEN_EN = re.compile(r"\b(?:in|on|at|for|to|with|of|from|by|about)$", re.IGNORECASE)
_PLACED_EN = re.compile(r"\b(?:in|on|at|for) (?:the |our )?[\w-]+$", re.IGNORECASE)
_OWN_PHRASE_EN = re.compile(r"\b(?:the|an?|some|each|every) (?!(?:former|latter|same)\b)\w+", re.IGNORECASE)
_NEXT_CLAUSE_EN = re.compile(
    r"[,;.]|\b(?:and|when|that|if|because|while|which|who|before|after)\b.*$", re.IGNORECASE
)
_ABOUT_THAT_EN = re.compile("(?:was|is|were|are|did|does|has) (?:that|this)\\b", re.IGNORECASE)
_WHAT_I_MAY_EN = re.compile("(?:can|may|must|should|do|could) (?:i|we|you)\\b", re.IGNORECASE)
_TAKES_TIME_EN = re.compile(
    r"\b(?:does|did|will|would|can|could|has) it (?:take|taken|cost|matter|rain|happen)\b"
    r"|\bis it (?:possible|true|allowed|necessary|permitted)\b",
    re.IGNORECASE,
)


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
    phrase = (
        _LEAD_OF_A_SLOT_ZH.sub("", slot["slot"]).strip().removesuffix("的话").removesuffix("的")
        or slot["slot"]
    )
    if (
        (_GOES_ON_ZH.match(phrase) and not _AWAY_ZH.fullmatch(phrase))
        or _CLAUSE_ZH.search(phrase)
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
    phrase = _WITHOUT_WORDS_AFTER_EN.sub("", slot["slot"] if slot else led)
    if re.search(r"\b(?:who|what|when|where|why|how)\b", phrase, re.IGNORECASE) or (
        not slot and _PREPOSITIONAL_EN.fullmatch(phrase) and re.search(r"\b(?:that|this|then)\b", phrase)
    ):
        return None
    return None if PRONOUN_EN.search(phrase) else _SLOT_ARTICLE_EN.sub("", phrase.strip())


def leans_zh(question: str, led: str) -> bool:
    """Whether a Chinese question needs the topic before it; `led` is the question without its lead words."""
    if any(_points_back_zh(led, found) for found in (_POINTED_AT_ZH.search(led), _SPEAKS_OF_ZH.search(led))):
        return True
    asked = YEAR_ZH.sub("", led) if YEAR_ZH.match(led) else led
    if (
        not names_something_zh(led)
        and len(led) <= _MAX_LEANING_CHARS_ZH
        and (_VERB_FIRST_ZH.search(asked) or _OWNERLESS_ZH.match(asked) or _OWNERLESS_EVENT_ZH.match(asked))
    ):
        return True
    if len(led) > _MAX_LEANING_CHARS_ZH:
        return False
    if _GOES_ON_ZH.match(led):
        return True
    bare = len(re.sub(r"\d", "", without_question_words_zh(YEAR_ZH.sub("", led)))) <= _MAX_BARE_CHARS_ZH
    return (bare or led != question or _SUBJECTLESS_ZH.match(asked) is not None) and not has_subject_zh(led)


def _points_back_zh(question: str, pointed: re.Match[str] | None) -> bool:
    """Whether 那场 or 这个项目 means something said before: 1949年那场火 says itself which fire it was."""
    return pointed is not None and _BEFORE_A_POINTER_ZH.search(question[: pointed.start()]) is not None


def own_noun_zh(question: str) -> str | None:
    """The attribute that a follow-up asks for without saying whose: 校长 in 校长叫什么."""
    attribute = _OWNERLESS_ZH.match(question)
    noun = attribute["noun"] if attribute else None
    return None if not noun or _GOES_ON_ZH.match(noun) or _MEASURE_ZH.search(noun) else noun


def asks_of_the_whole_zh(question: str) -> bool:
    """Whether a follow-up speaks of all that was asked before, and not of the thing alone: 为什么, 占多少, 增长多少."""
    asked = YEAR_ZH.sub("", question, count=1) if YEAR_ZH.match(question) else question
    return _MEASURE_ZH.match(asked) is not None


def names_something_zh(question: str) -> bool:
    """Whether a Chinese question holds a name that can be seen as one: a place, a title, Latin letters."""
    return _PLACE_ZH.search(question) is not None or re.search(r"[A-Z][A-Za-z]+|[《“]", question) is not None


def has_subject_zh(question: str) -> bool:
    """Whether a Chinese question names something to ask about: 联合国秘书长 in 谁是联合国秘书长, nothing in 占多少."""
    rest = _NO_TOPIC_ZH.sub(" ", YEAR_ZH.sub(" ", question))
    longest = max((len(run.strip(_FUNCTION_ZH)) for run in _BREAK_ZH.split(rest)), default=0)
    if longest >= _FEWEST_CHARS_OF_A_SUBJECT or (longest and YEAR_ZH.search(question) and longest >= 2):
        return True
    if re.search(r"[A-Z][a-z]+|[《“]", question):
        return True
    return _PLACE_ZH.search(question) is not None and not _LEANING_PREDICATE_ZH.search(question)


def speaks_of_zh(question: str) -> str | None:
    """The noun that a follow-up points at: 钱 in 这笔钱谁出的."""
    pointed = _SPEAKS_OF_ZH.search(question)
    return question[pointed.end()] if pointed else None


def phrase_alone_en(led: str, base: str) -> str | None:
    """A phrase without a verb that shares a word with the question before it: "zone B?" after zone A."""
    if year := re.fullmatch(rf"(?:in|for|during) ({YEAR_EN.pattern})", led):
        return year[1]
    words = led.split()
    if (
        _PREPOSITIONAL_EN.fullmatch(led)
        or PRONOUN_EN.search(led)
        or re.search(r"\bhow\b", led, re.IGNORECASE)
    ):
        return None
    if (
        not 1 < len(words) <= _MAX_WORDS_OF_A_PHRASE
        or _VERB_EN.search(led)
        or _OPENS_A_QUESTION_EN.match(led)
    ):
        return None
    shared = {word.casefold() for word in words} & {
        word.casefold() for word in re.findall(r"[\w-]{3,}", base)
    }
    return led if shared else None


def leans_en(question: str, led: str) -> bool:
    """Whether an English question needs the topic before it; `led` is the question without its lead words."""
    if _ABOUT_THAT_EN.match(led) or (_POINTED_AT_EN.search(led) and not tells_all_en(led)):
        return True
    if len(led.split()) > _MAX_LEANING_WORDS_EN or has_subject_en(led):
        return False
    content = [word for word in _CONTENT_EN.findall(led) if word.lower() not in _NO_TOPIC_EN]
    if _ABOUT_SOMETHING_EN.match(led) or (_WHAT_I_MAY_EN.match(led) and len(content) <= 1):
        return True
    fewest = 1 if _PLACED_EN.search(led) else 2
    goes_on = led != question and (len(content) <= fewest or _ENDS_OPEN_EN.search(led) is not None)
    return goes_on or (_SUBJECTLESS_EN.match(led) is not None and len(content) <= 1)


@dataclass(frozen=True, slots=True)
class Adjunct:
    """A follow-up that asks something more of what was said: "why" with "so low"."""

    asks: str
    tail: str


def adjunct_en(led: str) -> Adjunct | None:
    """The question word of a follow-up that is nothing else: "when?", "with which country?", "when was that?"."""
    match = _ADJUNCT_EN.fullmatch(led)
    return Adjunct(match["asks"], match["tail"] or "") if match else None


def circumstance_en(led: str) -> str | None:
    """The circumstance that a follow-up puts to the question before: "on Sundays" of "on Sundays too?"."""
    phrase = _WITHOUT_WORDS_AFTER_EN.sub("", led)
    return phrase if _PREPOSITIONAL_EN.fullmatch(phrase) and not _VERB_EN.search(phrase) else None


def asks_of_the_whole_en(led: str) -> bool:
    """Whether a follow-up speaks of all that was asked before, and not of the thing alone: "how much?", "was that new?"."""
    return _OF_THE_WHOLE_EN.match(led) is not None


def takes_time_en(led: str) -> bool:
    """Whether "it" means nothing: "how long does it take?"."""
    return _TAKES_TIME_EN.search(led) is not None


def tells_all_en(question: str) -> bool:
    """Whether an English question is long and names something, so that it needs nothing from before."""
    return len(question.split()) > _MAX_LEANING_WORDS_EN and _NAME_INSIDE_EN.search(question) is not None


def bound_en(question: str, pronoun: re.Match[str]) -> bool:
    """Whether a pronoun means something that its own question names: Lima in "when did Lima publish its plan?"."""
    before, after = question[: pronoun.start()], question[pronoun.end() :]
    named = _NAME_INSIDE_EN.search(before) or _OWN_PHRASE_EN.search(before)
    if re.match(r" own\b", after) or ": " in before or (named and tells_all_en(question)):
        return True
    owns = pronoun.group().lower() in ("its", "their", "his") or (
        pronoun.group().lower() == "her" and after.strip()
    )
    return named is not None and (bool(owns) or _NEXT_CLAUSE_EN.search(before) is not None)


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
