"""Questions, clauses and keyword queries made from a sentence by rule, in Chinese and in English.

Good grammar is not the aim: a query that lacks its answer and names the rest is what retrieval has to bear.
"""

from __future__ import annotations

import random
import re

_HAN = r"\u3400-\u9fff"
_ZH_RULES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (
        re.compile(r"(?:19|20)\d\d\s*年(?:\s*\d+\s*月)?(?:\s*\d+\s*日)?"),
        ("哪一年", "什么时候", "何时", "哪年"),
    ),
    (
        re.compile(r"[0-9一二三四五六七八九十]+\s*月\s*[0-9一二三四五六七八九十]+\s*日"),
        ("哪一天", "什么时候", "几月几日"),
    ),
    (
        re.compile(r"\d[\d,.]*\s*(?:%|％|个百分点)|百分之[一二三四五六七八九十百零点]+"),
        ("百分之几", "多少", "多大比例"),
    ),
    (re.compile(r"\d[\d,.]*\s*(?:亿|万|千)?\s*(?:美元|元|欧元|日元|英镑)"), ("多少钱", "多少", "多少元")),
    (re.compile(r"\d[\d,.]*\s*[万亿]?(?=[" + _HAN + r"])"), ("多少", "几")),
    (re.compile(r"[二三四五六七八九十百千万]+(?=[个年日月天人名家次项种])"), ("多少", "几")),
    (re.compile(r"(?<=[由被])[" + _HAN + r"·]{2,12}?(?=[定订办负执审核担])"), ("谁", "哪个机构", "什么单位")),
    (re.compile(r"(?<=因为)[^，。；]{3,}|(?<=由于)[^，。；]{3,}"), ("什么原因",)),
    (re.compile(r"(?<=是指)[^，。；]{3,}|(?<=系指)[^，。；]{3,}"), ("什么",)),
    (re.compile(r"(?<=称为)[^，。；]{2,}|(?<=包括)[^，。；]{3,}|(?<=如下)[：:].*"), ("什么", "哪些")),
)
_EN_DATE = re.compile(
    r",?\s*\b(?:in|on|since|by|from|before|after)\s+(?:(?:January|February|March|April|May|June|July|August|September|"
    r"October|November|December)\s+)?(?:\d{1,2},?\s+)?(?:1[5-9]|20)\d\d\b,?",
    re.IGNORECASE,
)
_EN_COUNT = re.compile(
    r"\b(?:about|over|more than|nearly|some)?\s*[$€£]?\d[\d,.]*(?:\s*(?:percent|per cent|%|million|"
    r"billion|thousand|hundred))?\s+(?=[a-z])",
    re.IGNORECASE,
)
_EN_MONEY = re.compile(r"[$€£]\s*\d|\b(?:dollars|yuan|euros|NT\$)", re.IGNORECASE)
_EN_PERCENT = re.compile(r"\d\s*(?:%|percent|per cent)", re.IGNORECASE)
_EN_AUXILIARY = re.compile(
    r"\b(is|are|was|were|shall|should|may|can|could|will|would|must|has|have|had|does|did)\b", re.IGNORECASE
)
_EN_REASON = re.compile(r"\s*\b(?:because|in order to|so that|due to)\b.*", re.IGNORECASE)
_EN_AGENT = re.compile(r"\s*\bby the [A-Za-z ]{4,40}", re.IGNORECASE)
_ZH_TAILS = ("？", "?", "", "呢？")
_EN_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "on",
        "for",
        "and",
        "or",
        "with",
        "by",
        "at",
        "from",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "this",
        "that",
        "these",
        "those",
        "it",
        "its",
        "which",
        "who",
        "shall",
        "may",
        "can",
        "will",
        "not",
        "any",
        "such",
        "their",
        "has",
        "have",
        "had",
        "if",
        "than",
        "into",
        "under",
        "other",
        "all",
        "more",
        "one",
        "we",
        "our",
        "you",
        "your",
        "they",
        "he",
        "she",
        "his",
        "her",
        "but",
        "so",
        "do",
        "does",
        "did",
        "also",
        "when",
        "where",
        "how",
        "there",
    ]
)


def chinese_question(sentence: str, rng: random.Random) -> str | None:
    """Return a question whose answer stands in the sentence, or None where no rule fits."""
    fits = [(match, words) for pattern, words in _ZH_RULES for match in pattern.finditer(sentence)]
    if not fits:
        return None
    match, words = rng.choice(fits)
    asked = sentence[: match.start()] + rng.choice(words) + sentence[match.end() :]
    position = match.start()
    clauses = _clauses(asked, "，；。：;:")
    kept = [text for start, end, text in clauses if start <= position < end]
    if not kept:
        return None
    if len(kept[0]) < 12:
        # A short clause says too little alone: the clause before it usually names the subject.
        earlier = [text for start, end, text in clauses if end <= position]
        kept = earlier[-1:] + kept
    question = "".join(kept).strip("，；。：;:、 ")
    return question + rng.choice(_ZH_TAILS) if 5 <= len(question) <= 70 else None


def english_question(sentence: str, rng: random.Random) -> str | None:
    """Return a question whose answer stands in the sentence, or None where no rule fits."""
    text = re.sub(r"\s+", " ", sentence).strip(" .;:")
    if not 25 <= len(text) <= 260:
        return None
    tries = ["date", "count", "reason", "agent", "what", "subject"]
    rng.shuffle(tries)
    for kind in tries:
        question = _english(kind, text, rng)
        if question and 12 <= len(question) <= 170:
            return question if rng.random() < 0.7 else question.lower()
    return None


def clause(sentence: str, rng: random.Random) -> str:
    """Return one clause of the sentence (either language), or the whole where there is only one."""
    marks = "，；。：" if re.search(f"[{_HAN}]", sentence) else ",;:."
    least = 8 if marks.startswith("，") else 25
    parts = [text.strip(marks + " ") for _, _, text in _clauses(sentence, marks)]
    parts = [part for part in parts if len(part) >= least]
    return rng.choice(parts) if parts else sentence


def english_keywords(sentence: str, rarity: dict[str, float], rng: random.Random) -> str | None:
    """Return two to five of the rarest words of an English sentence, in their order."""
    words = re.findall(r"[A-Za-z][A-Za-z\-']+|\d[\d.,%]*\d%?", sentence)
    words = [word for word in words if word.lower() not in _EN_STOP and len(word) > 2]
    return _rarest(words, rarity, rng, " ")


def chinese_keywords(words: list[str], rarity: dict[str, float], rng: random.Random) -> str | None:
    """Return two to five of the rarest words of a segmented Chinese sentence, in their order."""
    return _rarest([word for word in words if len(word) > 1], rarity, rng, rng.choice((" ", "", "的")))


def _rarest(words: list[str], rarity: dict[str, float], rng: random.Random, joint: str) -> str | None:
    unique = list(dict.fromkeys(words))
    if len(unique) < 2:
        return None
    count = rng.randint(2, min(5, len(unique)))
    noisy = sorted(unique, key=lambda word: -rarity.get(word.lower(), 0.0) * rng.uniform(0.5, 1.0))[:count]
    return joint.join(word for word in unique if word in noisy)


def _clauses(text: str, marks: str) -> list[tuple[int, int, str]]:
    return [
        (m.start(), m.end(), m.group())
        for m in re.finditer(f"[^{re.escape(marks)}]+[{re.escape(marks)}]*", text)
    ]


def _english(kind: str, text: str, rng: random.Random) -> str | None:
    if kind == "date" and (match := _EN_DATE.search(text)):
        rest = text[: match.start()] + " " + text[match.end() :]
        return _invert(rng.choice(("When", "In which year", "What year")), rest)
    if kind == "reason" and (match := _EN_REASON.search(text)) and match.start() > 15:
        return _invert("Why", text[: match.start()])
    if kind == "agent" and (match := _EN_AGENT.search(text)) and match.start() > 15:
        return _invert("By whom", text[: match.start()] + text[match.end() :])
    if kind == "count" and (match := _EN_COUNT.search(text)):
        tail = text[match.end() :]
        if _EN_PERCENT.search(match.group()):
            asked = "What percentage"
        elif _EN_MONEY.search(match.group()):
            asked = "How much"
        else:
            asked = "How many"
        noun = " ".join(tail.split()[:2])
        rest = text[: match.start()].strip()
        if len(rest) < 8:
            return f"{asked} {tail}?"
        return _invert(f"{asked} {noun}", rest + " " + " ".join(tail.split()[2:]))
    if kind == "subject" and (match := _EN_AUXILIARY.search(text)) and 2 < match.start() < 60:
        who = "Who" if re.search(r"\b(?:shall|said|must)\b", text) and rng.random() < 0.5 else "What"
        return f"{who} {text[match.start() :]}?"
    if kind == "what" and (match := _EN_AUXILIARY.search(text)) and match.start() > 5:
        words = text.split()
        kept = " ".join(words[: max(6, int(len(words) * rng.uniform(0.5, 0.8)))])
        return _invert(rng.choice(("What", "How", "Which", "What")), kept)
    return None


def _invert(asked: str, statement: str) -> str | None:
    """Put the first auxiliary before its subject: "A bank shall pay" asked with Why gives "Why shall a bank pay?"."""
    statement = re.sub(r"\s+", " ", statement).strip(" ,.;:")
    match = _EN_AUXILIARY.search(statement)
    if match is None or match.start() > 90:
        return f"{asked} did {statement[:1].lower()}{statement[1:]}?" if len(statement) > 10 else None
    subject = statement[: match.start()].strip(" ,")
    if not subject:
        return None
    if subject.split()[0] in {
        "The",
        "A",
        "An",
        "In",
        "These",
        "This",
        "It",
        "They",
        "We",
        "If",
        "Where",
        "Any",
        "All",
    }:
        subject = subject[:1].lower() + subject[1:]
    return f"{asked} {match.group().lower()} {subject} {statement[match.end() :].strip()}?"
