"""Lines at the top of a document: which of them name it, and which its publisher, its date or its people."""

from __future__ import annotations

import re

from rag.context import MONTHS
from rag.lines import cells, ends_sentence
from rag.markup import starts_item
from rag.paragraphs import BYLINE
from rag.tables import is_figure_caption, is_table_caption

_MAX_CELLS = 110
_MIN_BODY_CELLS = 60
_MAX_BODY_CELLS = 160
# A shorter line is no half of a broken title.
_MIN_BROKEN_CELLS = 30

_HAN = r"[\u3400-\u9fff]"
_SPACE = re.compile(r"\s+")
_SPREAD = re.compile(rf"(?:{_HAN}\s+){{2,}}{_HAN}")
_PAGE = re.compile(r"第\s*\d+\s*页(?:[\s，,/]*共\s*\d+\s*页)?|[Pp]age\s+\d+(?:\s+of\s+\d+)?")

_BODY_ZH = (
    *("公司", "集团", "委员会", "办公室", "大学", "学院", "学校", "研究院", "研究所", "中心", "协会", "学会", "商会"),
    *("联合会", "合作社", "政府", "局", "厅", "部", "处", "署", "院", "银行", "基金会", "出版社", "理事会", "董事会"),
)  # fmt: skip
_ORGANISATION_ZH = re.compile(rf"{_HAN}{{2,}}(?:{'|'.join(_BODY_ZH)})(?:\s*[（(][^（）()]+[）)]|文件|令)?")
# Ordinary words end and begin as those names do: 结局, 好处, 西部; 走进某某银行.
_NO_ORGANISATION_ZH = re.compile(
    r"关于.*|走[进近].*|我.*|论(?!坛).*|访.*|.*的.*"
    r"|.*(?:[结布格大全]局|[好用去坏长短难益害深远高]处|(?:[东西南北中内全]|(?<!海)外)部|为中心)"
)
_BODY_EN = (
    "university|institute|agency|company|limited|ltd|inc|plc|gmbh|council|committee|commission|authority|association"
    "|department|ministry|secretariat|trust|society|foundation|bureau|corporation|co-?operative|office|centre|center|bank"
    "|board|senate|federation|union|group|college|directorate|division"
)
_ORGANISATION_EN = re.compile(
    rf"(?:[\w.,&'’-]+\s+){{0,7}}(?:{_BODY_EN}|[BN]\.V|S\.A|A\.G)\.?"
    r"|(?:the\s+)?(?:university|institute|ministry|department|office|bank|council|college)\s+of\s+.+",
    re.IGNORECASE,
)
_LEGAL_FORM = re.compile(
    r"(?:公司|集团|委员会|办公室|政府|理事会|出版社|文件|令)$|\b(?:limited|ltd|inc|plc|gmbh|corporation|[BN]\.V|S\.A|A\.G)\.?$",
    re.IGNORECASE,
)
_SMALL_WORD = re.compile(r"of|the|and|for|on|in|&", re.IGNORECASE)
_BODY_WORD = re.compile(_BODY_EN, re.IGNORECASE)
_KIND_ZH = re.compile(
    "报告|公报|年报|季报|简报|快报|纪要|办法|规定|规则|规程|规范|条例|章程|细则|制度|守则|须知|手册|指南|白皮书|蓝皮书"
    "|实录|讲话|致辞|方案|规划|计划|总结|通知|通告|公告|通报|声明|意见|决定|协议|合同|说明书|专刊|汇编|要点|摘要"
    "|标准|教程|问答|调查|研究|概况|年鉴|倡议|宣言|访谈|综述"
)
_KIND_EN = re.compile(
    r"\b(?:reports?|minutes|proceedings|transcript|regulations?|rules?|by-?laws|statutes?|charter|constitution|act"
    r"|ordinance|directive|policy|policies|code|standards?|procedures?|handbook|manual|guide|guidelines|rule book|review"
    r"|bulletin|newsletter|brief|briefing|yearbook|fact book|agreement|contract|terms|plan|strategy|roadmap|white paper"
    r"|survey|study|evaluation|assessment|statement|memorandum|declaration|notices?|circular|outlook|faq)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:会议)?(?:时间|日期|地点|主持人?|出席人?员?|列席|参加人?员?|请假|缺席|记录人?|发布人?|发布时间|发布日期|来源|作者|记者|编者|主编"
    r"|责任编辑|编辑|整理|采访|撰文|摄影|联系人|电话|报告期|披露日|版本|生效|主办|承办|协办|报送|抄送|主送|编号|股票代码|股票简称)"
    r"(?:单位|方|人|日期|时间)?[:：].*"
    r"|(?:date|time|place|venue|chair|inthechair|present|attendance|attending|secretary|byinvitation|regrets|apologies"
    r"|from|to|subject|re|authors?|editors?|team|contact|tel|telephone|e-?mail|source|version|status|ref|reference):.*",
    re.IGNORECASE | re.DOTALL,
)
_MONTH = "|".join(MONTHS)
_DATE = re.compile(
    r"(?:19|20)\d\d\s*[年./-]\s*\d{1,2}\s*(?:[月./-]\s*(?:\d{1,2}\s*日?)?)?|[二一][〇○零九]..年.{1,3}月(?:.{1,3}日)?"
    rf"|\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTH})\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_DATELINE = re.compile(rf"(?:.*(?:[,，]|{_HAN}\s)\s*)?(?:{_DATE.pattern})[^a-z\u3400-\u9fff]*", re.IGNORECASE)
_ADDRESS = re.compile(r"@|https?://|www\.| · .* · |[>›»/].*\s[>›»]\s|邮编|\bP\.?O\.? Box\b")
_NUMBER = re.compile(r".{0,16}[〔\[［(（](?:19|20)\d\d[〕\]］)）]\s*\d+\s*号|(?:第\s*\d+\s*号|No\.\s*\d+)")
_ISSUED = re.compile(
    r"(?:by|edited|prepared|issued|adopted|approved|published|released|compiled|translated|submitted|from)\b.*",
    re.IGNORECASE,
)
_ISSUED_ZH = re.compile(r".*(?:\s|[\u4e00-\u9fff])(?:编|著|译|校|编印|主编|编著|印发|发布)")
_YEAR = re.compile(r"(?:19|20)\d\d\s*年?(?:度)?")
_MARKING = re.compile(
    r"(?:strictly\s+)?confidential|(?:for\s+)?internal(?:\s+use)?(?:\s+only)?|draft"
    r"|内部(?:资料|文件|使用)(?:(?:[\s，,；;（(]|注意|请|不得|严禁).*)?|[绝机秘]密(?:\s*[★☆].{0,8})?",
    re.IGNORECASE,
)
_POST = re.compile(
    r"(?!The |An? )(?:[A-Z][\w.'’-]*\s+){1,3}[A-Z][\w'’-]+,\s+(?:[\w-]+\s+){0,3}(?:C[A-Z]O|VP|MP|Ph\.?D|"
    r"(?i:chair(?:man|woman|person)?|director|president|secretary|manager|editor|professor|minister|officer|treasurer))"
)
_BRACKETED = re.compile(r"[（(\[【].*[）)\]】]")
_EDITION = re.compile(
    r"(?:19|20)\d\d\s*年?\s*(?:\d{1,2}\s*月\s*)?(?:年度|度|版)"
    r"|(?:(?:19|20)\d\d\s*年\s*)?第\s*[\d一二三四五六七八九十百]+\s*[期版辑卷](?:\s*[（(][^（）()]{1,16}[）)])?"
    r"|修订(?:版|稿)?|试行|征求意见稿"
    r"|(?:first|second|third|fourth|fifth|[a-z]+th|revised|new)\s+edition|(?:issue|volume|vol\.|no\.)\s*\d+",
    re.IGNORECASE,
)
_DASHES = re.compile(rf"——|— |--(?=[\s“《]|{_HAN})")
_BREAKS = re.compile(r"\s(?:of|the|and|for|on|in|to|with|from|by|a|an|&)$", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:of|and|for|on|in|to|with)\s", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[，,。；;\u3000]|\s{2,}")


def tidy(text: str) -> str:
    """A line as a title shows it: single spaces, none between characters that were only set wide apart."""
    line = _SPACE.sub(" ", text).strip()
    return _SPACE.sub("", line) if _SPREAD.fullmatch(line) else line


def without_page_numbers(text: str) -> str:
    """A line that pages repeat, without what counts them."""
    return tidy(_PAGE.sub(" ", text))


def is_body(text: str) -> bool:
    """Whether a block is text, and not a line of its own at the top."""
    width = cells(text)
    return (
        width > _MAX_BODY_CELLS
        or starts_item(text)
        or (width >= _MIN_BODY_CELLS and (ends_sentence(text) or "。" in text))
    )


def is_organisation(line: str) -> bool:
    """Whether a line is the name of who publishes: a company, an office, a university."""
    return _is_organisation_zh(line) or (_is_organisation_en(line) and not names_kind(line))


def _is_organisation_zh(line: str) -> bool:
    return bool(_ORGANISATION_ZH.fullmatch(line)) and not _NO_ORGANISATION_ZH.fullmatch(line)


def _is_organisation_en(line: str) -> bool:
    """Whether a line has the form of a body's name: Ministry of the Sea; not Inside the Ministry, nor How it works."""
    if not _ORGANISATION_EN.fullmatch(line):
        return False
    words = line.split()
    lower = any(word[0].islower() and not _SMALL_WORD.fullmatch(word) for word in words)
    if lower or words[0].lower() in ("a", "an"):
        return False
    inner = next((number for number, word in enumerate(words) if number and word.lower() == "the"), 0)
    return not inner or any(map(_BODY_WORD.fullmatch, words[:inner]))


def is_letterhead(line: str) -> bool:
    """Whether a line tells a letterhead: a publisher's name with its legal form, the paper's number, an address."""
    return bool(_NUMBER.fullmatch(line) or _ADDRESS.search(line) or _LEGAL_FORM.search(line))


def runs_on(line: str, below: str) -> bool:
    """Whether a title goes on in the line below: it breaks at a small word, or both lines are long and in capitals."""
    if _is_chinese(line + below) or is_organisation(below):
        return False
    capitals = line.isupper() and below.isupper()
    if _BREAKS.search(line) or (_GOES_ON.match(below) and (capitals or below[0].islower())):
        return True
    wide = cells(line) >= _MIN_BROKEN_CELLS and line[-1].isalpha()
    return wide and capitals and not names_kind(below)


def names_kind(line: str) -> bool:
    """Whether a line says what kind of document this is: 会议纪要, Annual Report 2021; 规划局 and 研究院 do not."""
    if _is_organisation_zh(line):
        return False
    return bool(_KIND_ZH.search(_SPACE.sub("", line)) or _KIND_EN.search(line))


def may_name(line: str) -> bool:
    """Whether a line may be a title, or who publishes: no date, address, label, byline, caption, note or sentence."""
    if cells(line) > _MAX_CELLS or not any(map(str.isalpha, line)) or line.startswith(("-", "—", "–", ">")):
        return False
    if is_organisation(line):
        return True
    if line[-1] in "。.；;，,、：:…" or (line.startswith("《") and line.endswith("》")):
        return False
    if _DATE.search(line) and not names_kind(_DATE.sub("", line)):
        return False
    return not (
        is_particular(line)
        or BYLINE.fullmatch(line)
        or any(
            form.fullmatch(line)
            for form in (_NUMBER, _ISSUED, _ISSUED_ZH, _POST, _BRACKETED, _EDITION, _MARKING)
        )
        or is_table_caption(line)
        or is_figure_caption(line)
    )


def is_particular(line: str) -> bool:
    """Whether a line tells no more than a date with its place, a label and its value, an address or a page."""
    return bool(
        (_DATELINE.fullmatch(line) and not names_kind(_DATE.sub("", line)))
        or _LABEL.fullmatch(_SPACE.sub("", line))
        or _ADDRESS.search(line)
        or _PAGE.search(line)
    )


def is_subtitle(line: str) -> bool:
    """Whether a line is set as a subtitle: ——访某某; --verbose is none."""
    return bool(_DASHES.match(line)) and cells(line) <= _MAX_CELLS and not line.endswith(("。", "；"))


def edition(line: str) -> str:
    """What the line under a title says of the edition or the issue, in brackets where it is: （2021 年版）; "" else."""
    bracket = line[:1] if line[:1] in "（(" else ""
    first = _CLAUSE_END.split(line[len(bracket) :].strip(), maxsplit=1)[0]
    if bracket:
        first = (
            first.rstrip("）)")
            if first.count("（") + first.count("(") < first.count("）") + first.count(")")
            else first
        )
    if not _EDITION.fullmatch(first) and not _YEAR.fullmatch(line):
        return ""
    return {"（": f"（{first}）", "(": f" ({first})"}.get(
        bracket, f" {first}" if _is_chinese(first) else f", {first}"
    )


def join(first: str, second: str) -> str:
    """Two lines of a title as one."""
    return (
        f"{first} {second}" if _is_chinese(first + second) or is_subtitle(second) else f"{first} — {second}"
    )


def _is_chinese(text: str) -> bool:
    return re.search(_HAN, text) is not None
