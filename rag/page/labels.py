"""The words of the interface, once in Chinese and once in English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

InterfaceLanguage = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Labels:
    """Every text of the page that does not come from a document or an answer; `{}` takes a number or a name."""

    tag: str
    name: str
    tagline: str
    promise: str
    other_language: str
    other_language_hint: str
    theme_hint: str
    fresh: str
    fresh_hint: str
    conversation: str
    composer: str
    composer_hint: str
    send: str
    stop: str
    stopped: str
    examples: str
    documents: str
    thinking: str
    you_asked: str
    answer: str
    own_words: str
    understood_as: str
    corrected_as: str
    correct: str
    correct_field: str
    ask_again: str
    cancel: str
    evidence: str
    nearest: str
    nearest_hint: str
    failed: str
    unexpected: str
    details: str
    style: str
    copy_quote: str
    copy_both: str
    copy_citation: str
    copy_passage: str
    copied: str
    copy_failed: str
    open_source: str
    source_panel: str
    source_hint: str
    source_failed: str
    earlier: str
    later: str
    close: str
    page: str
    line: str
    lines: str
    speaker: str
    go_to_evidence: str
    confidence: str
    confidence_hint: str
    comma: str
    colon: str


LABELS: dict[InterfaceLanguage, Labels] = {
    "zh": Labels(
        tag="zh-CN",
        name="引据",
        tagline="每一句回答，都有出处。",
        promise="用中文或英文提问。回答逐字引自文献，并附出处；文献里没有的，就直说没有。",
        other_language="English",
        other_language_hint="Switch the interface to English",
        theme_hint="切换浅色或深色",
        fresh="新对话",
        fresh_hint="清空当前对话，重新开始",
        conversation="对话",
        composer="输入问题",
        composer_hint="用中文或英文提问",
        send="发送",
        stop="停止",
        stopped="语言模型已停止，以上为原文摘引。",
        examples="试着问问",
        documents="回答只来自这些文献",
        thinking="正在查阅文献…",
        you_asked="问题",
        answer="回答",
        own_words="模型自己的话，不是引文",
        understood_as="按此理解：",
        corrected_as="已改为：",
        correct="修改",
        correct_field="修改后的问题",
        ask_again="重新提问",
        cancel="取消",
        evidence="出处",
        nearest="最接近的段落",
        nearest_hint="以下段落与问题最接近，但不构成回答。",
        failed="这个问题没能处理",
        unexpected="程序出了意外的错误，详情在启动本页面的终端里。对话没有丢失，可以换一种问法再试。",
        details="英文详情",
        style="引文格式",
        copy_quote="复制引文",
        copy_both="引文与出处",
        copy_citation="仅出处",
        copy_passage="复制段落",
        copied="已复制",
        copy_failed="浏览器不允许复制",
        open_source="查看原文",
        source_panel="原文",
        source_hint="以下为源文件原文，浅灰为阅读时另置的页眉、页码与注码",
        source_failed="原文无法打开。",
        earlier="前面的行",
        later="后面的行",
        close="关闭",
        page="第 {} 页",
        line="第 {} 行",
        lines="第 {}–{} 行",
        speaker="发言",
        go_to_evidence="查看出处 {}",
        confidence="把握 {}%",
        confidence_hint="文献确实回答了这个问题的估计概率",
        comma="，",
        colon="：",
    ),
    "en": Labels(
        tag="en",
        name="Yinju",
        tagline="Every answer, word for word from its source.",
        promise="Ask in Chinese or English. Answers are quoted verbatim from the documents, each with its "
        "citation; where the documents do not say, Yinju tells you so.",
        other_language="中文",
        other_language_hint="将界面切换为中文",
        theme_hint="Switch between light and dark",
        fresh="New chat",
        fresh_hint="Clear this conversation and start again",
        conversation="Conversation",
        composer="Your question",
        composer_hint="Ask in Chinese or English",
        send="Send",
        stop="Stop",
        stopped="The language model was stopped; these are the quoted passages.",
        examples="Try asking",
        documents="Answers come from these documents only",
        thinking="Looking through the documents…",
        you_asked="Question",
        answer="Answer",
        own_words="The model's own words, not a quotation",
        understood_as="Understood as: ",
        corrected_as="Corrected to: ",
        correct="Edit",
        correct_field="The corrected question",
        ask_again="Ask again",
        cancel="Cancel",
        evidence="Evidence",
        nearest="Nearest passages",
        nearest_hint="These passages come closest to the question; they do not answer it.",
        failed="This question could not be handled",
        unexpected="The program met an unexpected error; the terminal that runs this page has the details. "
        "Nothing of the conversation is lost; try asking in another way.",
        details="Details",
        style="Citation style",
        copy_quote="Copy quote",
        copy_both="Quote + citation",
        copy_citation="Citation only",
        copy_passage="Copy passage",
        copied="Copied",
        copy_failed="The browser does not allow copying",
        open_source="Open source",
        source_panel="Source text",
        source_hint="The text of the source file; what was set apart in reading (headers, page numbers, "
        "note marks) is grey",
        source_failed="The source text cannot be opened.",
        earlier="Earlier lines",
        later="Later lines",
        close="Close",
        page="p. {}",
        line="line {}",
        lines="lines {}–{}",
        speaker="Speaker",
        go_to_evidence="Go to evidence {}",
        confidence="Confidence {}%",
        confidence_hint="Estimated probability that the documents answer this question",
        comma=", ",
        colon=": ",
    ),
}
