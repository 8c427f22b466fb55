"""What went wrong, in the interface's language: errors speak English, and the page says them in Chinese too."""

from __future__ import annotations

from dataclasses import dataclass

from rag.errors import (
    CorpusError,
    DocumentError,
    GenerationCase,
    GenerationError,
    IndexFormatError,
    IndexNotFoundError,
    MetadataError,
    ModelError,
    ModelMismatchError,
    QuestionError,
    QuestionFileError,
    QuoteError,
    RagError,
)
from rag.page.labels import LABELS, InterfaceLanguage
from rag.page.markup import element, escape


@dataclass(frozen=True, slots=True)
class Failure:
    """An error in Chinese: what happened and why, what to do now; `details` says that the English text tells more."""

    happened: str
    advice: str
    details: bool = True


_REBUILD = "请在终端重新建立索引（rag build 文献文件夹 --index 索引文件夹），然后重新启动本页面。"
_WITHOUT_MODEL = "也可以不用语言模型，只看原文摘引。"

CHINESE: dict[type[RagError], Failure] = {
    RagError: Failure("程序无法完成这一步。", "请按英文详情中的提示处理，然后再试。"),
    QuestionError: Failure(
        "问题里没有可以检索的文字或数字。", "请输入一个完整的问题，中英文皆可。", details=False
    ),
    IndexNotFoundError: Failure("找不到索引：索引文件夹不存在，或者已被移走。", _REBUILD),
    IndexFormatError: Failure("索引无法使用：文件已损坏、被改动过，或者是由另一个版本的程序建立的。", _REBUILD),
    ModelMismatchError: Failure("索引是用另一个向量模型建立的，与现在使用的模型不一致。", _REBUILD),
    ModelError: Failure("模型无法载入：文件缺失、损坏，或者下载不到。", "请重新安装本程序，或检查模型的名称和文件夹。"),
    QuoteError: Failure("引文与文献原文对不上：索引已损坏，或者在使用中被改动过。", _REBUILD),
    GenerationError: Failure("语言模型没有给出回答，显示的是原文摘引。", f"可以稍后再试；{_WITHOUT_MODEL}"),
    CorpusError: Failure("文献文件夹无法使用：不存在、无法读取，或者里面没有文献。", "请检查文件夹，再重新建立索引。"),
    DocumentError: Failure("有一个文件无法读取。", "请检查该文件，或另存为 UTF-8 文本，再重新建立索引。"),
    MetadataError: Failure("文献的附加信息或词汇表格式有误。", "请按英文详情改正，或者删去该文件。"),
    QuestionFileError: Failure("问题文件的格式有误。", "请检查它是否为 UTF-8 编码的 JSONL 文件。"),
}  # fmt: skip

GENERATION: dict[GenerationCase, Failure] = {
    "": CHINESE[GenerationError],
    "unreachable": Failure(
        "连接不上语言模型的服务，显示的是原文摘引。",
        f"请检查网络和 OPENAI_BASE_URL 指定的地址；{_WITHOUT_MODEL}",
    ),
    "timeout": Failure("语言模型的服务没有及时回应，显示的是原文摘引。", f"请稍后再试；{_WITHOUT_MODEL}"),
    "key": Failure(
        "语言模型的服务不接受所用的密钥，显示的是原文摘引。", f"请检查 OPENAI_API_KEY；{_WITHOUT_MODEL}"
    ),
    "model": Failure(
        "语言模型的服务那里没有这个模型，显示的是原文摘引。",
        f"请检查模型的名称和 OPENAI_BASE_URL；{_WITHOUT_MODEL}",
    ),
    "busy": Failure(
        "语言模型的服务请求过多，或额度已用完，显示的是原文摘引。", f"请稍后再试；{_WITHOUT_MODEL}"
    ),
    "refused": Failure("语言模型拒绝回答这个问题，显示的是原文摘引。", "可以换一种问法再试。"),
    "empty": Failure("语言模型返回了空的回答，显示的是原文摘引。", f"可以再问一次；{_WITHOUT_MODEL}"),
}


def in_chinese(error: RagError) -> Failure:
    """The error's Chinese form: that of its case, of its class, or of the nearest class above it."""
    if isinstance(error, GenerationError):
        return GENERATION[error.case]
    return next(CHINESE[kind] for kind in type(error).__mro__ if kind in CHINESE)


def render_failure(error: RagError, language: InterfaceLanguage) -> str:
    """What happened in one paragraph and what to do in the next, escaped; in Chinese the English text can be opened."""
    if language == "en":
        return f"<p>{escape(error.what)} {escape(error.why)}</p><p>{escape(error.advice)}</p>"
    failure = in_chinese(error)
    return f"<p>{escape(failure.happened)}</p><p>{escape(failure.advice)}</p>{_details(error, failure, language)}"


def render_failure_note(error: RagError, language: InterfaceLanguage) -> str:
    """The same as a remark below an answer that stands all the same."""
    if language == "en":
        return element("p", str(error), class_="note")
    failure = in_chinese(error)
    words = element("span", failure.happened + failure.advice)
    return f'<div class="note">{words}{_details(error, failure, language)}</div>'


def _details(error: RagError, failure: Failure, language: InterfaceLanguage) -> str:
    if not failure.details:
        return ""
    summary = element("summary", LABELS[language].details)
    return f"<details>{summary}{element('p', str(error), lang='en')}</details>"
