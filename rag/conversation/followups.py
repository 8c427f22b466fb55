"""What in a question leans on the conversation before it: lead words, pronouns, predicates without a subject.

A question with a name, a place or a subject of its own stands by itself, however short it is.
"""

from __future__ import annotations

import re

from rag.conversation.chinese_topics import is_time_zh, is_verb_zh
from rag.conversation.places import PLACE_ZH
from rag.conversation.series import YEAR_ZH
from rag.questions import greeting_kind

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

_PLACE_COUNTED_ZH = re.compile("(?P<place>[\u4e00-\u9fff]{2,6}?)(?:有多少|是多少|有几[个家]|占多少)")
PERSON_ZH = re.compile(
    r"(?<![其吉排维耳犹])[他她](?![们国人])|(?:[这那]个|[此该])人(?![员才口数])|(?:^|(?<=[，,在对把被和跟与给从向是有到为听按照]))(?:这位|那位)(?:嘉宾|官员|代表|主持人|发言人|负责人|部长|局长|主任|大使|教授|专家|先生|女士)?"
    r"|(?<!的)该(?:负责人|嘉宾|官员|代表|主持人|发言人)"
)
# What one person cannot be: several people, bodies, things.
THING_ZH = re.compile(r"它们|他们|她们|它|(?<![尤极与土耳])其(?!他|中|实|余|它|次)")
_POINTED_AT_ZH = re.compile(
    r"(?:这|那|该|此)(?:个|些|份|次|家|场|项|种|届|类)?(?:报告|论坛|会议|地方|城市|机构|公司|企业|项目|政策|方案|园区"
    r"|片区|试验区|组织|国家|平台|数字|比例|文件|模式|协议|计划|活动|措施)|这个|这些|这里|那里|那个|那些|上述|前者|后者"
)
# A phrase and what is asked of it: 高新区呢，归谁管？ 员工呢？有多少人
_SLOT_AND_QUESTION_ZH = re.compile(r"(?P<slot>[^，,？?]{1,12}?)呢[，,？?。 ]+(?P<asks>[^，,？?]{2,14})")
# Somebody or something new and a question that speaks of it: 馆长呢，他以前在哪儿干？
_NEW_AND_PRONOUN_ZH = re.compile(
    r"(?P<new>(?:(?!怎么样|如何)[^，,？?他她它]){1,12}?)呢[，,？?。 ]+(?P<before>[^，,？?]{0,6}?)"
    r"(?:[他她它]们?|此人|这个人)(?P<after>[^？?]*)"
)
# A time, or what became of something: nobody whom a pronoun could mean. 现在呢，他还在吗？ 结果呢，它成功了吗？
_CIRCUMSTANCE_ZH = re.compile(
    r"(?:(?:到|在|从)?(?:现在|目前|如今|眼下|当前|当[时年初]|那时候?|同[期年]|[今去前明后]年|[今昨明]天|最近|近[来期年]|近几年|平[时日]|往年|周末)"
    r"|后来|随后|接着|接下来|最[后终]|最初|起初|一开始|将来|未来|[^，]{0,8}(?:[之以此][前后]|期间|的?时候|以来)"
    r"|第?[一二三四五六七八九十百\d]+(?:年|个?月份?|季度|日|天)[初底末]?|[这那上下][一半]?个?[年月]|[上下]半年"
    r"|[^，]{0,4}(?:效果|成效|结果|影响|作用|意义|原因|目的|背景|过程|后果|好处))"
)
_BREAKS_ZH = tuple("，,。？? ")
_ONLY_ASKS_ZH = re.compile(
    r"(?:一?共|总共|现在|大概)?(?:是|有|占|达到?)?(?:多少|几)[\u4e00-\u9fff]{0,3}|是?(?:什么|怎么样|怎样|如何|谁)|多[大少高长重]"
)
_GOES_ON_ZH = re.compile(
    r"^(?:占|比(?![赛例重值亚])|还|又|都(?!江|柏)|也(?!门)|其中|里[面头]|后来|之后|此后|此外|之前|同期|同比|环比|另一|分别|[和跟与同].{1,8}(?:区别|关系|不同|相比)|位列|例如|比如|举例|具体)"
)
# Which of them is asked without saying of what: 做生物的是其中哪个.
_OF_THEM_ZH = re.compile(
    r"(?<![\u4e00-\u9fff])其中(?:的?哪|是?谁|有?[几多])|[是有在](?:其中|里[面头])(?:的?哪|谁|[几多])"
)
_AWAY_ZH = re.compile(r"(?:之前|之后)[一那这]年")
# A clause is asked about, it fills no slot: 违反了会怎么样.
_CLAUSE_ZH = re.compile(r"[了会]$|^(?:在?[那这]之?[前后]|以前|以后|将来|未来|结果|最后|怎么)")
_SUBJECTLESS_ZH = re.compile(
    r"^(?:为什么|为何|什么时候|何时|哪一?年|几月|在哪|是在|有哪些|有什么|有多少|有几|多少|是谁|谁|增长|增速|面积|怎么|如何|主要|目标"
    r"|结果|比例|比重|占比|第[一二三四五]|包括|为了?什么|怎样|几[个家项次年种条所位名点月号]|什么原因|原因|到|从|由|被|在[哪什谁何]|[和跟与同向对给][哪谁什]|哪[些个几家]"
    r"|有谁|有没有|需?要|能|可以|主持|地点|时间|日期|规模|总额|排名|(?:在?全[国球省市]|世界|国内)?排(?:名|第)|是不是|是否|会不会|能不能|可不可以|算不算|有人"
    r"|多[久长大高远]|够|研究|[叫属]|[一总]共|平均|最[早晚多少高低大后终初先近新]"
    r"|(?:现在|目前|如今|当时|后来|已经|一直|曾经?|至今|到底|究竟|必须|应该?|得|会(?![议长员计])|要(?![素点求])|可))"
)
# A clause that begins with a verb, or with 的 and no noun, is said of what was spoken of: 花了多少钱, 没休完的可以吗.
_VERB_FIRST_ZH = re.compile(
    r"^[^谁什哪怎几何，]{1,2}[了过到](?:多|几|谁|哪|什么|会|怎)|^(?:需要|不|没)[^，]{0,8}(?:的|多久|吗)"
    r"|[^，]{0,8}(?<![自变])更[\u4e00-\u9fff]|^[^，]{1,8}也(?!门)[^，]{1,8}吗$|^是?(?:由?哪[家个位]?[^，的]{1,4}|由?谁)[^，的]{1,3}的[^，]?$|^最(?!近|后|终)[\u4e00-\u9fff]|^[^，的谁哪什]{1,8}的(?:可以|能|要|怎么|有|算|会|呢)"
    r"|(?:可以|能|能不能|可不可以|能否)(?:申请|参加|享受|报名|使用|办理|领取|加入|参观|报销|报考|购买)(?:吗|么)?$"
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
_ATTRIBUTES_ZH = (
    "[\u4e00-\u9fff]{0,2}(?:面积|人口|规模|利润|营收|收入|支出|投入|产出|进出?口|出口|投资|贸易|成本|价格|人数|全长|总长|门票|票价|产值|产量|销量"
    "|[\u4e00-\u9fff][率额量度值费价])"
)
_DEFINES_ZH = re.compile("^什么是|是什么(?:意思)?$|指的?是什么|^(?:怎么|如何|怎样|谁|为什么)")
_ASKING_ZH = ("谁", "哪", "什么", "怎", "多少", "几", "为", "如何", "是不", "有没")
# What every place, body and event has: named without its owner it is that of the one spoken of.
_SOMEBODYS_ZH = re.compile(
    "(?:政府|现场|当地|官方|校方|园方|馆方|厂方|双方|员工|职工|居民|村民|成员|会员|用户|客户|观众|乘客|旅客|游客|学员|股东|市民"
    "|最近|近期|目前|现在|一年|每年|每天|每月|平均|总共|一共|下一[届次期步轮年]|上一[届次期轮年]|首[届次批期]|第一[届次批期])"
)
_MEASURED_ZH = re.compile(
    rf"(?!全[国省市球]|世界)(?:{_ATTRIBUTES_ZH})(?:总?额)?(?:占[^，]{{0,6}}?|是|有|达到?|为|在)?(?:的?(?:比重|比例|份额)|多少|几|怎么样|如何)"
)
# A noun of the kind that owners are named with, with words of its own before it.
_NAMED_OWNER_ZH = re.compile(
    "[\u4e00-\u9fff]{2,}(?:公司|集团|大学|医院|银行|协会|组织|法院|学校|博物馆|图书馆|大桥|机场|论坛|大会|研究院|研究所|委员会)"
)
_PERSON_FIRST_ZH = re.compile("^(?:爷爷|奶奶|爸|妈|父|母|孩子|家人|我|你|您|咱)")
_BREAK_ZH = re.compile(r"[^\u4e00-\u9fff]+|[的了是着过吗呢吧啊]")
_FUNCTION_ZH = (
    "在有和与及或到从由把被对向给让为以于也还又都就才会要能将已曾不没很最更约"
    "上下中里内外后前时之第个家项次年月日亿万元人那这"
)
_LEANING_PREDICATE_ZH = re.compile("[占增又也还排同]")
_MEASURE_ZH = re.compile(
    r"(?:主要)?(?:[卖销运]|出口到|来自|流向|用[在于到作])|(?:全[国省市县球行]|世界|[日人])?平均|(?:之前|之后|后来|此前|此后|以前|以后|违反)|[^，]{1,3}了会|(?:在?全[国球省市])?(?:其中|里[面头]|具体|还|又|也|都|例如|比如|分别|占|比|同比|环比|增|涨|跌|降|升|减|掉|下降|上升|提高|排|哪(?:些|几[个家]|个)|有没有(?:增|涨|下|上|升"
    r"|降|变)|原因|为什么|为何|怎么[办算弥解]|第|到|从|怎么(?:[会就才]?[这那]么|[会又就]?[少多降涨升跌掉减下慢快差高低]))"
)
# How much, said before everything else and of nothing: 多少钱一盒.
_ASKS_FIRST_ZH = re.compile("(?:多少钱|几块钱|多久|多[大长高重深宽]|几点)[^，]{0,4}$")
_FEWEST_CHARS_OF_A_SUBJECT = 3
_MAX_LEANING_CHARS_ZH = 16
# A question left with no more than this many characters of its own needs the topic before it.
_MAX_BARE_CHARS_ZH = 4


def asks_nothing(message: str) -> bool:
    """Whether a message is only a courtesy or an acknowledgement, and so no topic for what follows."""
    said = message.strip(EDGE + "~～…")
    return not said or greeting_kind(said) is not None or _ACKNOWLEDGEMENT.fullmatch(said) is not None


def without_lead_zh(question: str) -> str:
    """A Chinese question without the words that tie it to the last one: 那么, 对了; never empty."""
    return _LEAD_ZH.sub("", question) or question


def slot_phrase_zh(question: str) -> str | None:
    """The phrase of 那上海呢？ that takes the place of a part of the last question."""
    slot = _SLOT_ZH.match(question)
    if (counted := _PLACE_COUNTED_ZH.fullmatch(question)) and PLACE_ZH.fullmatch(counted["place"]):
        return counted["place"]
    if not slot:
        alone = YEAR_ZH.fullmatch(question.removesuffix("是多少")) or PLACE_ZH.fullmatch(question)
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


def slot_with_question_zh(question: str) -> tuple[str, str, bool] | None:
    """The phrase of 员工呢？有多少人, what is asked of it, and whether that only asks and tells nothing."""
    found = _SLOT_AND_QUESTION_ZH.fullmatch(question)
    if not found or PERSON_ZH.search(question) or THING_ZH.search(question):
        return None
    phrase = _LEAD_OF_A_SLOT_ZH.sub("", found["slot"]) or found["slot"]
    return phrase, found["asks"], _ONLY_ASKS_ZH.fullmatch(found["asks"]) is not None


def of_somebody_new_zh(question: str) -> str | None:
    """A question whose pronoun means what stands before it: 馆长呢，他以前在哪儿干 asks 馆长以前在哪儿干."""
    found = _NEW_AND_PRONOUN_ZH.fullmatch(question)
    return f"{found['before']}{found['new']}{found['after']}" if found else None


def with_circumstance_zh(question: str) -> str:
    """A question whose time stands apart, with the time in it: 2021年呢，它增长了多少 is 2021年它增长了多少."""
    first, particle, rest = question.partition("呢")
    apart = rest[:1] in _BREAKS_ZH and len(rest.strip(EDGE)) > 1
    told = _LEAD_OF_A_SLOT_ZH.sub("", first)
    circumstance = is_time_zh(told) or YEAR_ZH.fullmatch(told) or _CIRCUMSTANCE_ZH.fullmatch(told)
    return f"{told}{rest.strip(EDGE)}" if particle and apart and circumstance else question


def asks_how_zh(question: str) -> str:
    """The words that a fragment asks with itself: 怎么样 in 效果怎么样, nothing in 效果呢."""
    asks = re.search("(?:怎么样|如何|是?多少)$", question)
    return asks.group() if asks else ""


def omits_owner_zh(question: str, answer: str) -> bool:
    """Whether a Chinese question speaks of what somebody or something has without saying who: 政府投了多少钱.

    Its subject is an attribute that is measured, somebody whom every place has, or a word of the answer before; it
    names nothing that could be the owner.
    """
    if len(question) > _MAX_LEANING_CHARS_ZH or names_something_zh(question) or _DEFINES_ZH.search(question):
        return False
    asked = YEAR_ZH.sub("", question, count=1)
    if _NAMED_OWNER_ZH.search(asked) or _PERSON_FIRST_ZH.search(asked):
        return False
    if _SOMEBODYS_ZH.match(asked) or _MEASURED_ZH.match(asked):
        return True
    measured = re.search("多少|几|占|哪", asked)
    first = re.match("[\u4e00-\u9fff]{2}(?=[\u4e00-\u9fff])", asked)
    return bool(measured and first and first.group() in answer and not asked.startswith(_ASKING_ZH))


def leans_zh(question: str, led: str) -> bool:
    """Whether a Chinese question needs the topic before it; `led` is the question without its lead words."""
    if any(_points_back_zh(led, found) for found in (_POINTED_AT_ZH.search(led), _SPEAKS_OF_ZH.search(led))):
        return True
    asked = YEAR_ZH.sub("", led) if YEAR_ZH.match(led) else led
    if _ASKS_FIRST_ZH.match(led):
        return True
    if (
        not names_something_zh(led)
        and len(led) <= _MAX_LEANING_CHARS_ZH
        and (_VERB_FIRST_ZH.search(asked) or _OWNERLESS_ZH.match(asked) or _OWNERLESS_EVENT_ZH.match(asked))
    ):
        return True
    if len(led) > _MAX_LEANING_CHARS_ZH:
        return False
    if _GOES_ON_ZH.match(led) or _OF_THEM_ZH.search(led):
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
    return (
        None if not noun or _GOES_ON_ZH.match(noun) or _MEASURE_ZH.search(noun) or is_verb_zh(noun) else noun
    )


def asks_of_the_whole_zh(question: str) -> bool:
    """Whether a follow-up speaks of all that was asked before, and not of the thing alone: 为什么, 占多少, 增长多少."""
    asked = YEAR_ZH.sub("", question, count=1) if YEAR_ZH.match(question) else question
    return _MEASURE_ZH.match(asked) is not None or _OF_THEM_ZH.search(asked) is not None


def names_something_zh(question: str) -> bool:
    """Whether a Chinese question holds a name that can be seen as one: a place, a title, Latin letters."""
    return PLACE_ZH.search(question) is not None or re.search(r"[A-Z][A-Za-z]+|[《“]", question) is not None


def has_subject_zh(question: str) -> bool:
    """Whether a Chinese question names something to ask about: 联合国秘书长 in 谁是联合国秘书长, nothing in 占多少."""
    rest = _NO_TOPIC_ZH.sub(" ", YEAR_ZH.sub(" ", question))
    longest = max((len(run.strip(_FUNCTION_ZH)) for run in _BREAK_ZH.split(rest)), default=0)
    if longest >= _FEWEST_CHARS_OF_A_SUBJECT or (longest and YEAR_ZH.search(question) and longest >= 2):
        return True
    if re.search(r"[A-Z][a-z]+|[《“]", question):
        return True
    return PLACE_ZH.search(question) is not None and not _LEANING_PREDICATE_ZH.search(question)


def speaks_of_zh(question: str) -> str | None:
    """The noun that a follow-up points at: 钱 in 这笔钱谁出的."""
    pointed = _SPEAKS_OF_ZH.search(question)
    return question[pointed.end()] if pointed else None


def bound_zh(question: str) -> bool:
    """Whether what a question points at is told in its own first clause: 免了一年的租金，这笔钱哪来的."""
    pointed = _SPEAKS_OF_ZH.search(question)
    first = question[: pointed.start()] if pointed else ""
    return first.endswith(("，", ",")) and has_subject_zh(first)


def without_question_words_zh(question: str) -> str:
    """A Chinese question without the words at its end that ask: 茶园有多大 is left with 茶园."""
    return QUESTION_WORDS_AT_END_ZH.sub("", question)
