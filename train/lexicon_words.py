"""The words of a sentence as the translation lexicon counts them, and the function words it leaves out."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Any

from rag.text import tokens

_WORD = re.compile(r"[a-z]+(?:'(?!s\b)[a-z]+)?")
_HAN_WORD = re.compile(r"^[\u4e00-\u9fff]+$")
_NUMERAL = re.compile(
    r"^第?[零一二两三四五六七八九十百千万亿几数]+(?:个|名|届|项|次|条|款|种|年|月|日|位|级|章|家|座|天|人|分|号|期|类|岁|元|点|倍)?$"
)

# Words that carry grammar rather than a subject: never translated, so that a question's frame finds nothing.
_ENGLISH = (
    "a about above according after again all also although am among an and any are as at back be became"
    " because been before being between both but by came can cannot come could did do does doing done down"
    " during each either else even ever every few for from further gave get give given go got had has have"
    " having he hence her here hers him himself his how however i if in into is it its itself just let like"
    " made make many may me might more most much must my neither no nor not now of off often on once one only"
    " onto or other others otherwise our ours out over own per perhaps please quite rather really said same"
    " say says see shall she should since so some something still such take taken tell than that the their"
    " them then there thereby therefore therein thereof these they this those though through thus to too took"
    " under until unless up upon us use used using very via was we well went were what whatever when where"
    " whereas whether which while who whom whose why will with within without would yet you your yours s t d"
    " ll m re ve don didn doesn isn aren wasn won etc eg ie mr mrs ms amp quot nbsp lt gt"
)
_CHINESE = (
    "的 了 是 在 和 与 及 或 之 其 于 以 为 有 而 也 就 都 并 等 者 该 本 此 这 那"
    " 他 她 它 们 我 你 您 我们 你们 他们 她们 它们 自己 这个 那个 这些 那些 这种 那种 这样"
    " 那样 什么 怎么 怎样 如何 哪 哪些 哪个 谁 多少 几 为什么 吗 呢 吧 啊 呀 嘛 着 过 地"
    " 得 把 被 让 使 对 对于 关于 从 由 由于 因 因为 所以 因此 但 但是 可是 不过 然而 虽然"
    " 尽管 如果 若 则 即 即使 只 只有 只是 只要 才 又 再 还 还是 还有 更 很 非常 最 太"
    " 十分 不 没 没有 无 非 未 勿 莫 会 能 可 可以 可能 能够 应 应该 应当 必须 须 得以 要"
    " 想 将 已 已经 曾 曾经 正在 正 当 时 后 前 中 里 上 下 内 外 间 之后 之前 之间 其中"
    " 以及 以上 以下 以内 以外 以后 以前 所 所有 各 各个 每 每个 某 某些 另 另外 其他 其它"
    " 其余 别的 一个 一些 一种 个 种 些 位 名 件 条 项 款 次 第 一 二 三 四 五 六 七 八"
    " 九 十 两 百 千 万 亿 来 去 到 给 跟 同 向 往 至 自 比 像 如 例如 比如 譬如 说 做"
    " 用 使用 利用 通过 根据 按照 依照 依 按 经 经由 除 除了 而且 并且 并不 不是 就是 也是"
    " 都是 这是 那么 那里 这里 哪里 时候 的话 而言 来说 左右 许多 很多 不少 一样 一直 一定"
    " 同时 之一 乎 矣 哉 起来 下来 出来 进来 过来 起 出 成 成为 作为 进行 予以 加以 具有"
    " 包括 所述 前项 下列 各款 情形 之者 不得"
)


def english_words(text: str) -> list[str]:
    """Return the English words in order, lower-cased; numbers and single letters left out."""
    return [word for word in _WORD.findall(unicodedata.normalize("NFKC", text).lower()) if len(word) > 1]


def chinese_words(text: str) -> list[str]:
    """Return the Chinese words of a sentence in order; numerals and whatever is not Han are left out."""
    words = _jieba().lcut(unicodedata.normalize("NFKC", text))
    return [word for word in words if _HAN_WORD.match(word) and not _NUMERAL.match(word)]


def mainland_words(text: str) -> list[str]:
    """Return the words of a Taiwanese sentence (simplified characters) in mainland usage: 数位 → 数字."""
    words = chinese_words(text.replace("智慧财产权", "知识产权").replace("智慧财产", "知识产权"))
    return [mainland for word in words for mainland in _mainland(word)]


@functools.cache
def _mainland(word: str) -> tuple[str, ...]:
    converted = _converters()[1].convert(_converters()[0].convert(word))
    return (word,) if converted == word else tuple(chinese_words(converted))


@functools.lru_cache(maxsize=400_000)
def stem(word: str) -> str:
    """Return the stem of a word; of a phrase, which is made of stems, the phrase."""
    return word if " " in word else tokens.stem(word)


@functools.cache
def _converters() -> tuple[Any, Any]:
    from opencc import OpenCC

    return OpenCC("s2tw"), OpenCC("tw2sp")


@functools.cache
def _jieba() -> Any:  # noqa: ANN401
    import jieba

    jieba.setLogLevel(60)
    return jieba


ENGLISH_FUNCTION_WORDS = frozenset(_ENGLISH.split()) | frozenset(stem(word) for word in _ENGLISH.split())
CHINESE_FUNCTION_WORDS = frozenset(_CHINESE.split())
