"""The streams of batches of both stages: which texts stand beside each other, from which source, in which language."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import torch
from tokenizers import Tokenizer

from train.config import Config, QuestionStage, SentenceStage
from train.questions import chinese_question, clause, english_keywords, english_question
from train.rows import Pair, QuestionPassage, read_rows
from train.topics import topic_leaves

Row = TypeVar("Row")
_ANYWHERE = 0.4  # share of batches drawn without regard to topic
_ARXIV = 0.35  # share of papers outside economics and finance
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENGLISH_WH = (
    ("谁", "who"),
    ("何时", "when"),
    ("什么时候", "when"),
    ("哪一年", "which year"),
    ("哪年", "which year"),
    ("为何", "why"),
    ("为什么", "why"),
    ("哪里", "where"),
    ("何处", "where"),
    ("多少", "how many"),
    ("哪", "which"),
    ("如何", "how"),
    ("什么", "what"),
    ("何", "what"),
)
_CHINESE_WH = (
    ("how many", "多少"),
    ("how much", "多少"),
    ("what year", "哪一年"),
    ("who", "谁"),
    ("when", "何时"),
    ("where", "哪里"),
    ("why", "为什么"),
    ("which", "哪个"),
    ("how", "如何"),
    ("what", "什么"),
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts of one training step, all lists of one length.

    left and right belong together row by row. left_en and right_en hold the English text whose teacher vector the
    student should come near, or None for a row without one. In the sentence stage left is empty and right is Chinese.
    """

    kind: str
    left: list[str]
    right: list[str]
    left_en: list[str | None]
    right_en: list[str | None]


class SentenceStream:
    """Endless batches of parallel sentences, drawn by source weight and put together by length."""

    def __init__(self, pairs: list[Pair], config: Config, stage: SentenceStage, seed: int) -> None:
        self._rng = random.Random(seed)
        self._stage = stage
        self._batch_tokens = config.train.batch_tokens
        self._by_source: dict[str, list[Pair]] = defaultdict(list)
        for pair in pairs:
            self._by_source[pair.source].append(pair)
        for rows in self._by_source.values():
            self._rng.shuffle(rows)
        self._sources = sorted(self._by_source)
        self._shares = [len(self._by_source[s]) * config.data.weights[s] for s in self._sources]
        self._next = dict.fromkeys(self._sources, 0)

    def draw(self) -> Pair:
        """Return one row, each source's rows in turn so that none repeats before all were seen."""
        source = self._rng.choices(self._sources, self._shares)[0]
        rows = self._by_source[source]
        place = self._next[source]
        self._next[source] = (place + 1) % len(rows)
        return rows[place]

    def __iter__(self) -> Iterator[Batch]:
        while True:
            rows = []
            for _ in range(self._stage.batch_pairs * 24):
                row = self.draw()
                if self._rng.random() < self._stage.joined and len(row.zh) < 60:
                    row = self._joined(row)
                rows.append(row)
            rows.sort(key=lambda pair: len(pair.zh) + 0.3 * len(pair.en))
            batches = []
            start = 0
            while start < len(rows):
                # A Chinese character is about 0.65 of an entry, an English letter about a quarter.
                longest, stop = 1.0, start
                while stop < len(rows) and stop - start < self._stage.batch_pairs:
                    longest = max(longest, min(len(rows[stop].zh) * 0.68 + 2, self._stage.max_tokens))
                    if (stop - start + 1) * longest > self._batch_tokens and stop > start + 16:
                        break
                    stop += 1
                batches.append(rows[start:stop])
                start = stop
            self._rng.shuffle(batches)
            for chosen in batches:
                if len(chosen) > 8:
                    yield Batch("sentences", [], [p.zh for p in chosen], [], [p.en for p in chosen])

    def _joined(self, first: Pair) -> Pair:
        """Return several rows of one source as one, so that long texts are seen too."""
        rows = self._by_source[first.source]
        parts = [first, *self._rng.sample(rows, min(len(rows), self._rng.randint(1, 3)))]
        parts = [part for part in parts if len(part.zh) <= 80]
        return Pair(first.source, " ".join(p.en for p in parts), "".join(_closed(p.zh) for p in parts))


class Pool(Generic[Row]):
    """Rows to draw from, either anywhere or a few near ones at a time, whose passages are hard to tell apart."""

    def __init__(self, rows: list[Row], leaves: list[list[int]], rng: random.Random) -> None:
        self._rows, self._leaves, self._rng = rows, leaves, rng

    def draw(self, count: int) -> list[Row]:
        """Return `count` different rows, or all there are."""
        if self._rng.random() < _ANYWHERE or count >= len(self._rows):
            return self._rng.sample(self._rows, min(count, len(self._rows)))
        chosen: dict[int, None] = {}
        while len(chosen) < count:
            leaf = self._rng.choice(self._leaves)
            for place in self._rng.sample(leaf, min(len(leaf), self._rng.randint(3, 6), count - len(chosen))):
                chosen[place] = None
        return [self._rows[place] for place in chosen]


class QuestionStream:
    """Endless batches of questions and passages, each from one kind, kinds drawn by the mixture's shares."""

    def __init__(
        self,
        pairs: list[Pair],
        questions: list[QuestionPassage],
        glosses: dict[str, dict[str, str]],
        leaves_of: Callable[[list[str], int], list[list[int]]],
        config: Config,
        seed: int,
    ) -> None:
        self._rng = random.Random(seed)
        self._stage: QuestionStage = config.train.questions
        self._glosses = glosses
        self._sentences = iter(SentenceStream(pairs, config, config.train.sentences, seed + 1))
        self._squad = [q for q in questions if q.source.startswith("squad")]
        drcd = [q for q in questions if q.source.startswith("drcd")]
        self._squad_pool = Pool(self._squad, leaves_of([q.passage for q in self._squad], 8), self._rng)
        self._drcd_pool = Pool(drcd, leaves_of([q.passage for q in drcd], 16), self._rng)
        abstracts: dict[str, list[QuestionPassage]] = defaultdict(list)
        for question in questions:
            if question.source.startswith("sci-"):
                field = "arxiv" if "arxiv" in question.source else "economics"
                abstracts[f"{field} {question.languages}"].append(question)
        self._abstracts = {
            name: Pool(rows, leaves_of([q.passage for q in rows], 16), self._rng)
            for name, rows in abstracts.items()
        }
        self._statutes: dict[str, list[QuestionPassage]] = defaultdict(list)
        for question in questions:
            if question.source == "law-cn-article" and len(question.passage) >= 30:
                self._statutes[re.split("[：:]", question.question)[0]].append(question)
        self._wiki = [q for q in questions if q.source.startswith("wiki-title")]
        articles = [p for p in pairs if p.source == "law-tw-art"]
        self._articles = Pool(articles, leaves_of([p.zh for p in articles], 8), self._rng)
        self._topical = _topical(pairs)
        self._leaves = leaves_of([p.en for p in self._topical], 16)
        self._rarity = _rarity(pairs)
        self._kinds: dict[str, Callable[[int], Batch]] = {
            "drcd": self._drcd_batch,
            "drcd-gloss": self._drcd_gloss_batch,
            "squad": self._squad_batch,
            "squad-gloss": self._squad_gloss_batch,
            "abstracts": self._abstracts_batch,
            "statutes": self._statutes_batch,
            "statutes-cross": self._statutes_cross_batch,
            "passages": self._passages_batch,
            "sentences": lambda n: next(self._sentences),
        }

    def __iter__(self) -> Iterator[Batch]:
        kinds = list(self._stage.mixture)
        shares = [self._stage.mixture[kind] for kind in kinds]
        while True:
            kind = self._rng.choices(kinds, shares)[0]
            yield self._kinds[kind](self._stage.batch_pairs)

    def _drcd_batch(self, n: int) -> Batch:
        rows = [(q.question, self._crop(q.question, q.passage)) for q in self._drcd_pool.draw(n - n // 5)]
        for title in self._rng.sample(self._wiki, n // 5):
            # A sentence of the passage asked about by rule, or the article's name alone.
            sentences = [s for s in re.split("(?<=[。；])", title.passage) if len(s) > 10]
            made = chinese_question(self._rng.choice(sentences), self._rng) if sentences else None
            query = made or title.question
            rows.append((query, self._crop(query, title.passage)))
        return _untaught("drcd", rows)

    def _drcd_gloss_batch(self, n: int) -> Batch:
        rows = [
            (self._english_gloss(q.question), self._crop(q.question, q.passage))
            for q in self._drcd_pool.draw(n)
        ]
        return _untaught("drcd-gloss", rows)

    def _squad_batch(self, n: int) -> Batch:
        rows = [(q.question, self._padded_sentence(q.passage)) for q in self._squad_pool.draw(n)]
        left, right = [q for q, _ in rows], [p for _, p in rows]
        return Batch("squad", left, right, [*left], [*right])

    def _squad_gloss_batch(self, n: int) -> Batch:
        chosen = self._squad_pool.draw(n)
        left = [self._chinese_gloss(q.question) for q in chosen]
        right = [q.passage for q in chosen]
        return Batch("squad-gloss", left, right, [q.question for q in chosen], [*right])

    def _abstracts_batch(self, n: int) -> Batch:
        languages = self._rng.choices(["en-zh", "zh-en", "zh"], [0.5, 0.35, 0.15])[0]
        # Economics is the nearest to the documents in view, and the scarcer.
        field = "arxiv" if self._rng.random() < _ARXIV else "economics"
        name = f"{field} {languages}"
        rows = self._abstracts[name if name in self._abstracts else min(self._abstracts)].draw(n)
        languages = rows[0].languages
        left, right = [q.question for q in rows], [self._window(q.passage) for q in rows]
        left_en: list[str | None] = [text if languages == "en-zh" else None for text in left]
        right_en: list[str | None] = [text if languages == "zh-en" else None for text in right]
        return Batch(f"abstracts-{languages}", left, right, left_en, right_en)

    def _statutes_batch(self, n: int) -> Batch:
        """Articles of a few laws beside each other, so that the name of the law alone does not tell them apart."""
        rows: list[tuple[str, str]] = []
        names = sorted(self._statutes)
        while len(rows) < n:
            articles = self._statutes[self._rng.choice(names)]
            for number, row in enumerate(self._rng.sample(articles, min(4, len(articles)))):
                law = row.question
                way = self._rng.random()
                made = chinese_question(self._rng.choice(_zh_sentences(row.passage)), self._rng)
                if number == 0 and way < 0.5:
                    query = law
                elif made and way < 0.7:
                    query = made if self._rng.random() < 0.6 else re.split("[：:]", law)[0] + made
                else:
                    query = clause(row.passage, self._rng)
                rows.append((query, row.passage))
        return _untaught("statutes", rows[:n])

    def _statutes_cross_batch(self, n: int) -> Batch:
        pairs = self._articles.draw(n)
        into_zh = self._rng.random() < 0.6
        left, left_en = [], []
        for pair in pairs:
            if into_zh:
                text = self._english_query(self._rng.choice(_en_sentences(pair.en)))
                left_en.append(text)
            else:
                text = self._chinese_query(self._rng.choice(_zh_sentences(pair.zh)))
                left_en.append(None)
            left.append(text)
        right = [pair.zh if into_zh else pair.en for pair in pairs]
        return Batch(
            f"statutes-{'en-zh' if into_zh else 'zh-en'}", left, right, left_en, [p.en for p in pairs]
        )

    def _passages_batch(self, n: int) -> Batch:
        """Passages of two to five sentences of one topic; the query comes from one of them."""
        way = self._rng.choices(["en-zh", "zh-en", "zh-zh"], [0.5, 0.25, 0.25])[0]
        left: list[str] = []
        right: list[str] = []
        left_en: list[str | None] = []
        right_en: list[str | None] = []
        while len(left) < n:
            leaf = [self._topical[i] for i in self._rng.choice(self._leaves)]
            self._rng.shuffle(leaf)
            while leaf and len(left) < n:
                count = self._rng.choice((1, 2, 2, 3, 3, 4, 5))
                chosen, leaf = leaf[:count], leaf[count:]
                asked = self._rng.choice(chosen)
                zh, en = "".join(_closed(p.zh) for p in chosen), " ".join(p.en for p in chosen)
                if way == "en-zh":
                    left.append(self._english_query(asked.en))
                    left_en.append(left[-1])
                else:
                    left.append(self._chinese_query(asked.zh))
                    left_en.append(asked.en if left[-1] == asked.zh else None)
                right.append(en if way == "zh-en" else zh)
                right_en.append(en)
        return Batch(f"passages-{way}", left, right, left_en, right_en)

    def _english_query(self, sentence: str) -> str:
        way = self._rng.random()
        made = None
        if way < 0.6:
            made = english_question(sentence, self._rng)
        elif way < 0.75:
            made = english_keywords(sentence, self._rarity, self._rng)
        return made or clause(sentence, self._rng)

    def _chinese_query(self, sentence: str) -> str:
        made = chinese_question(sentence, self._rng) if self._rng.random() < 0.65 else None
        if made is None:
            made = clause(sentence, self._rng)
            if len(made) > 14 and self._rng.random() < 0.4:
                start = self._rng.randrange(len(made) - 9)
                made = made[start : start + self._rng.randint(8, 16)]
        return made

    def _crop(self, question: str, passage: str) -> str:
        """Return a part of a long passage that holds the sentence nearest to the question; sometimes the whole."""
        if len(passage) < 220 or self._rng.random() < 0.2:
            return passage
        sentences = _zh_sentences(passage)
        grams = {question[i : i + 2] for i in range(len(question) - 1)}
        overlap = [sum(gram in text for gram in grams) for text in sentences]
        first = last = max(range(len(sentences)), key=lambda i: overlap[i])
        length, wanted = len(sentences[first]), self._rng.randint(90, 260)
        while length < wanted and (first > 0 or last < len(sentences) - 1):
            if first > 0 and (last == len(sentences) - 1 or self._rng.random() < 0.5):
                first -= 1
                length += len(sentences[first])
            else:
                last += 1
                length += len(sentences[last])
        return "".join(sentences[first : last + 1])

    def _window(self, passage: str) -> str:
        """Return the passage, or its beginning or end, so that not only openings are learnt."""
        sentences = _zh_sentences(passage) if _HAN.search(passage) else _en_sentences(passage)
        joint = "" if _HAN.search(passage) else " "
        if len(sentences) < 3 or self._rng.random() < 0.4:
            return passage
        half = max(2, (len(sentences) + 1) // 2)
        start = self._rng.choice((0, 0, len(sentences) - half))
        return joint.join(sentences[start : start + half])

    def _padded_sentence(self, sentence: str) -> str:
        """Return the sentence, or the sentence among others, as it stands in a passage."""
        if self._rng.random() < 0.6:
            return sentence
        others = [q.passage for q in self._rng.sample(self._squad, self._rng.randint(1, 2))]
        others.insert(self._rng.randrange(len(others) + 1), sentence)
        return " ".join(others)

    def _english_gloss(self, question: str) -> str:
        """Return a Chinese question in English, word by word: poor English, but the question is a real one."""
        wh = next((en for zh, en in _ENGLISH_WH if zh in question), "")
        for zh, _ in _ENGLISH_WH:
            question = question.replace(zh, " ")
        words = _gloss(question, self._glosses["zh"], self._rng)
        return " ".join([wh, *words]).strip() + self._rng.choice(("?", ""))

    def _chinese_gloss(self, question: str) -> str:
        lowered = question.lower()
        wh = next((zh for en, zh in _CHINESE_WH if en in lowered), "")
        words = re.findall(r"[a-z0-9.,%\-']+", lowered)
        out = [self._glosses["en"].get(word, word) for word in words if word not in _LEFT_OUT]
        text = ""
        for word in out:
            text += (" " if text and text[-1:].isascii() and word[:1].isascii() else "") + word
        return text + wh + "？"


_LEFT_OUT = frozenset(
    "the a an of to did do does was were is are be been it in on for what who when where which why how "
    "many much".split()
)


def open_streams(config: Config, work: Path, seed: int) -> tuple[Callable[[], Iterator[Batch]], ...]:
    """Return what opens the sentence stream and the question stream over the prepared rows."""
    pairs = [Pair(*row) for row in read_rows(work / "parallel.tsv.zst")]

    def sentences() -> Iterator[Batch]:
        return iter(SentenceStream(pairs, config, config.train.sentences, seed))

    def questions() -> Iterator[Batch]:
        rows = [QuestionPassage(*row) for row in read_rows(work / "questions.tsv.zst")]
        glosses = json.loads((work / "glosses.json").read_text(encoding="utf-8"))
        tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
        initial = torch.load(work / "initial.pt", weights_only=True)
        vectors = initial["embeddings.word_embeddings.weight"].numpy()

        def leaves_of(texts: list[str], leaf: int) -> list[list[int]]:
            return topic_leaves(texts, tokenizer, vectors, leaf, seed)

        return iter(QuestionStream(pairs, rows, glosses, leaves_of, config, seed))

    return sentences, questions


def _untaught(kind: str, rows: list[tuple[str, str]]) -> Batch:
    none: list[str | None] = [None] * len(rows)
    return Batch(kind, [q for q, _ in rows], [p for _, p in rows], none, none)


_TOPICAL_CAP = {"law-tw": 32000, "tech-news-lctt": 24000, "ms-dynamics": 8000, "sci-arxiv": 9000}


def _topical(pairs: list[Pair]) -> list[Pair]:
    """Return the whole sentences that passages are made of, no source too many."""
    taken: dict[str, int] = defaultdict(int)
    topical = []
    for pair in pairs:
        whole = 12 <= len(pair.zh) <= 110 and not pair.source.startswith(
            ("dict-", "ms-office", "ms-tech", "biz-")
        )
        if whole and taken[pair.source] < _TOPICAL_CAP.get(pair.source, 30000):
            taken[pair.source] += 1
            topical.append(pair)
    return topical


def _rarity(pairs: list[Pair]) -> dict[str, float]:
    counts: dict[str, int] = defaultdict(int)
    for pair in pairs[:: max(1, len(pairs) // 100000)]:
        for word in set(re.findall(r"[a-z][a-z\-']+", pair.en.lower())):
            counts[word] += 1
    return {word: 1.0 / (1.0 + count) ** 0.25 for word, count in counts.items()}


def _gloss(text: str, table: dict[str, str], rng: random.Random) -> list[str]:
    """Return English words for the longest Chinese words the table knows; what it does not know goes by its sound."""
    from pypinyin import lazy_pinyin

    out: list[str] = []
    unknown = ""
    place = 0
    while place < len(text):
        word = next(
            (text[place : place + size] for size in range(6, 0, -1) if text[place : place + size] in table),
            "",
        )
        if word and not (len(word) == 1 and unknown):
            if unknown:
                out.append("".join(lazy_pinyin(unknown)).strip())
                unknown = ""
            if table[word] not in _GLOSS_SILENT:
                out.append(table[word])
            place += len(word)
            continue
        char = text[place]
        if char.isspace() or not (char.isalnum() or _HAN.match(char)):
            if unknown:
                out.append("".join(lazy_pinyin(unknown)).strip())
            unknown = ""
        else:
            unknown += char
        place += 1
    if unknown:
        out.append("".join(lazy_pinyin(unknown)).strip())
    return [word for word in out if word]


_GLOSS_SILENT = frozenset({"the", "a", "of", "s", "and", "it", "be"})


def _closed(text: str) -> str:
    return text if text[-1:] in "。！？；：.!?;:" else text + "。"


def _zh_sentences(text: str) -> list[str]:
    return [part for part in re.split("(?<=[。；！？])", text) if part.strip()] or [text]


def _en_sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.;!?])\s+", text) if len(part.strip()) > 3] or [text]
