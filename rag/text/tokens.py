"""A text's tokens for word search: Chinese words and character pairs, English stems, figures and dates.

jieba is imported here and nowhere else, and only when words are asked for: its dictionary costs 0.7 CPU seconds, so
texts are cut by jieba while an index is built, and questions by `cut_by`, which needs only the words that the index
already knows.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from rag.text.normalize import normalize
from rag.text.numbers import find_figures

Segmenter = Callable[[str], list[str]]

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN_RUN = re.compile(f"[{HAN}]+")
_PIECE = re.compile(
    rf"(?P<han>[{HAN}]+)|(?P<latin>[^\W\d_{HAN}][^\W_{HAN}]*(?:['’.&-][^\W_{HAN}]+)*|\d+[^\W\d_{HAN}]+)"
)
_POSSESSIVE = re.compile(r"['’]s?$")
_PARTS = re.compile(r"['’.&-]")
_MAX_WORD_CHARS = 8
# Tags of jieba's dictionary: places, bodies, transliterated names. Its tag for people (nr) holds too many plain words.
_NAME_TAGS = frozenset({"ns", "nt", "nrt"})
_WORD_MARK = "/"
# Two known words cost less than one character outside any word, and one long word less than two short ones.
_WORD_COST, _UNKNOWN_COST = 2.0, 5.0

# The words of a question that ask rather than name; "how many" is no more in an answer than 多少.
_STOP_WORDS = (
    "a about above after again all also although am an and any are as at be because been before being below"
    " between both but by can could did do does doing down during each either else ever few for from further"
    " had has have having he her here hers herself him himself his how however i if in into is it its itself"
    " just may me might more most much many must my myself neither no nor not now of off on once one only or"
    " other ought our ours out over own per please same shall she should so some such tell than that the their"
    " theirs them themselves then there these they this those through to too under until up upon us very was"
    " we were what when where whether which while who whom whose why will with within without would yes yet"
    " you your yours according say says said mention mentioned give given show list describe explain name take"
    " takes took taken make makes made get gets got gotten put puts go goes went gone come comes came see seen"
    " saw one ones thing things lot lots let tell told want wanted used use uses using"
)
ENGLISH_STOP_WORDS = frozenset(_STOP_WORDS.split())
_CHINESE_ASKING = re.compile(
    "请问|请告诉我|告诉我|请列出|列出|请说明|请解释|是什么时候|什么时候|什么时间|什么地方|什么原因|什么样|为什么|为何|有什么|是什么|什么|有?哪一年|有?哪一?[个些位名年天里儿种类项家座届次月]|有?哪几|哪"
    "|是多少|有多[大高长远少久]|多[大高长远少久]|是如何|如何|怎么样|怎么|怎样|是否|有没有|是不是|能不能|能否|谁|何时|何地|何人|吗|呢|吧|啊|呀|么"
)


def tokenize(text: str, segment: Segmenter | None = None) -> list[str]:
    """Return the tokens of a text in order: character pairs and words of Chinese, stems of English, figures.

    `segment` cuts a run of Han characters into words; without it there are only character pairs. A run of one
    character is its own token. A word is marked (`word_token`), so that 上海 the word and 上海 the pair are counted
    apart and 海自, which is no word, is never taken for one.
    """
    normal = normalize(text)
    tokens: list[str] = []
    last = 0
    # Dates and amounts are cut out first, or 2013年9月 would leave the pair 年月; the figure's place keeps its order.
    for figure in find_figures(normal):
        _add_words(tokens, normal[last : figure.start], segment)
        tokens.extend(figure.tokens)
        # 三个 and 二十一 stay readable as characters too, because a word such as 三亚 may have been taken for one.
        if not normal[figure.start].isdigit():
            _add_words(tokens, normal[figure.start : figure.end], segment)
        last = figure.end
    _add_words(tokens, normal[last:], segment)
    return tokens


def question_text(question: str) -> str:
    """Return a question in normal form without the Chinese words that only ask (多少, 哪些, 吗), a space for each."""
    return _CHINESE_ASKING.sub(" ", normalize(question))


def words(text: str) -> list[str]:
    """Return the words of a text by jieba, in order, white space left out; figures and Latin words stay whole."""
    return [word for word in _jieba().cut(text) if word.strip()]


def named(words: Iterable[str]) -> set[str]:
    """Return those of the words that jieba's dictionary knows as names of places or bodies, or as foreign names."""
    from jieba.posseg import dt

    _silence_jieba()
    dt.initialize()
    tags = dt.word_tag_tab
    return {word for word in words if tags.get(word) in _NAME_TAGS}


def jieba_segment(run: str) -> list[str]:
    """Return jieba's words of a run of Han characters and the shorter words inside long ones (search mode)."""
    return list(_jieba().cut_for_search(run))


def word_token(word: str) -> str:
    """Return the token of a Chinese word, as opposed to that of a character pair."""
    return _WORD_MARK + word


def word_of(token: str) -> str | None:
    """Return the Chinese word of a token, None for any other token."""
    return token[1:] if token[:1] == _WORD_MARK else None


def cut_by(frequency: Callable[[str], float]) -> Segmenter:
    """Return a segmenter that knows the words to which `frequency` gives more than 0; its words tile the run.

    The cut with the least cost wins (a unigram model, by dynamic programming): a known word costs less the more
    characters it covers and the more frequent it is; a character that belongs to none costs most.
    """

    def cut(run: str) -> list[str]:
        cost = [0.0] + [math.inf] * len(run)
        back = [0] * (len(run) + 1)
        for end in range(1, len(run) + 1):
            cost[end], back[end] = cost[end - 1] + _UNKNOWN_COST, end - 1
            for start in range(max(0, end - _MAX_WORD_CHARS), end - 1):
                count = frequency(run[start:end])
                if count > 0 and (total := cost[start] + _WORD_COST - 0.1 * math.log(count)) <= cost[end]:
                    cost[end], back[end] = total, start
        words = []
        end = len(run)
        while end > 0:
            words.append(run[back[end] : end])
            end = back[end]
        return words[::-1]

    return cut


def with_inner_words(cut: Segmenter, frequency: Callable[[str], float]) -> Segmenter:
    """Return a segmenter that also gives the known words inside longer ones, as jieba's search mode does."""

    def segment(run: str) -> list[str]:
        words: list[str] = []
        for word in cut(run):
            if len(word) > 2:
                inner = (
                    word[a : a + width]
                    for width in (2, 3)
                    for a in range(len(word) - width + 1)
                    if width < len(word)
                )
                words.extend(part for part in inner if frequency(part) > 0)
            words.append(word)
        return words

    return segment


def stem(word: str) -> str:
    """Return the Snowball stem of a lower-case English word."""
    return str(_stemmer().stemWord(word))


def han_runs(text: str) -> list[str]:
    """Return the runs of Han characters of a text, in order."""
    return _HAN_RUN.findall(text)


def find_han_runs(text: str) -> list[tuple[int, int]]:
    """Return where the runs of Han characters of a text stand, in order."""
    return [match.span() for match in _HAN_RUN.finditer(text)]


def _add_words(tokens: list[str], normal: str, segment: Segmenter | None) -> None:
    for match in _PIECE.finditer(normal):
        if match.lastgroup == "han":
            _add_han(tokens, match.group(), segment)
        else:
            _add_latin(tokens, match.group())


def _add_han(tokens: list[str], run: str, segment: Segmenter | None) -> None:
    if len(run) == 1:
        tokens.append(run)
        return
    tokens.extend(run[i : i + 2] for i in range(len(run) - 1))
    if segment is not None:
        tokens.extend(word_token(word) for word in segment(run) if len(word) > 1)


def _add_latin(tokens: list[str], word: str) -> None:
    whole = _POSSESSIVE.sub("", word)
    parts = [part for part in _PARTS.split(whole) if part]
    if len(parts) > 1:
        # "e-commerce" also as "ecommerce", U.S. as "us" would be a stop word and therefore keeps its points out
        tokens.append("".join(parts))
    tokens.extend(
        stem(part) for part in parts if part not in ENGLISH_STOP_WORDS and (len(part) > 1 or len(parts) == 1)
    )


@functools.cache
def _stemmer() -> Any:  # noqa: ANN401
    import Stemmer

    return Stemmer.Stemmer("english")


@functools.cache
def _jieba() -> Any:  # noqa: ANN401
    import jieba

    _silence_jieba()
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def _silence_jieba() -> None:
    """Keep what jieba says of loading its dictionary off stderr; called after its import, which sets level DEBUG."""
    import logging

    logging.getLogger("jieba").setLevel(logging.WARNING)


def count_tokens(token_lists: Iterable[Sequence[str]]) -> dict[str, int]:
    """Return in how many of the lists each token occurs."""
    counts: dict[str, int] = {}
    for tokens in token_lists:
        for token in set(tokens):
            counts[token] = counts.get(token, 0) + 1
    return counts
