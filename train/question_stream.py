"""Stage 2's batches: questions and passages, within and across the languages, each batch of one kind."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from train.batches import Batch, Pool, untaught
from train.config import Config, QuestionStage
from train.glosses import chinese_gloss, english_gloss
from train.passages import closed, crop, en_sentences, window, zh_sentences
from train.questions import chinese_question, clause, english_keywords, english_question
from train.rows import Pair, QuestionPassage
from train.sentence_stream import SentenceStream

_ARXIV = 0.35  # share of papers outside economics and finance
# Sentences that passages are put together from, at most so many of a source.
_TOPICAL_CAP = {"law-tw": 32000, "tech-news-lctt": 24000, "ms-dynamics": 8000, "sci-arxiv": 9000}
_TOPICAL_REST = 30000


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
        rows = [
            (q.question, crop(q.question, q.passage, self._rng)) for q in self._drcd_pool.draw(n - n // 5)
        ]
        for title in self._rng.sample(self._wiki, n // 5):
            # A sentence of the passage asked about by rule, or the article's name alone.
            sentences = [s for s in re.split("(?<=[。；])", title.passage) if len(s) > 10]
            made = chinese_question(self._rng.choice(sentences), self._rng) if sentences else None
            query = made or title.question
            rows.append((query, crop(query, title.passage, self._rng)))
        return untaught("drcd", rows)

    def _drcd_gloss_batch(self, n: int) -> Batch:
        rows = [
            (
                english_gloss(q.question, self._glosses["zh"], self._rng),
                crop(q.question, q.passage, self._rng),
            )
            for q in self._drcd_pool.draw(n)
        ]
        return untaught("drcd-gloss", rows)

    def _squad_batch(self, n: int) -> Batch:
        rows = [(q.question, self._padded_sentence(q.passage)) for q in self._squad_pool.draw(n)]
        left, right = [q for q, _ in rows], [p for _, p in rows]
        return Batch("squad", left, right, [*left], [*right])

    def _squad_gloss_batch(self, n: int) -> Batch:
        chosen = self._squad_pool.draw(n)
        left = [chinese_gloss(q.question, self._glosses["en"]) for q in chosen]
        right = [q.passage for q in chosen]
        return Batch("squad-gloss", left, right, [q.question for q in chosen], [*right])

    def _abstracts_batch(self, n: int) -> Batch:
        languages = self._rng.choices(["en-zh", "zh-en", "zh"], [0.5, 0.35, 0.15])[0]
        # Economics is the nearest to the documents in view, and the scarcer.
        field = "arxiv" if self._rng.random() < _ARXIV else "economics"
        name = f"{field} {languages}"
        rows = self._abstracts[name if name in self._abstracts else min(self._abstracts)].draw(n)
        languages = rows[0].languages
        left, right = [q.question for q in rows], [window(q.passage, self._rng) for q in rows]
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
                made = chinese_question(self._rng.choice(zh_sentences(row.passage)), self._rng)
                if number == 0 and way < 0.5:
                    query = law
                elif made and way < 0.7:
                    query = made if self._rng.random() < 0.6 else re.split("[：:]", law)[0] + made
                else:
                    query = clause(row.passage, self._rng)
                rows.append((query, row.passage))
        return untaught("statutes", rows[:n])

    def _statutes_cross_batch(self, n: int) -> Batch:
        pairs = self._articles.draw(n)
        into_zh = self._rng.random() < 0.6
        left: list[str] = []
        left_en: list[str | None] = []
        for pair in pairs:
            if into_zh:
                text = self._english_query(self._rng.choice(en_sentences(pair.en)))
                left_en.append(text)
            else:
                text = self._chinese_query(self._rng.choice(zh_sentences(pair.zh)))
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
                zh, en = "".join(closed(p.zh) for p in chosen), " ".join(p.en for p in chosen)
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

    def _padded_sentence(self, sentence: str) -> str:
        """Return the sentence, or the sentence among others, as it stands in a passage."""
        if self._rng.random() < 0.6:
            return sentence
        others = [q.passage for q in self._rng.sample(self._squad, self._rng.randint(1, 2))]
        others.insert(self._rng.randrange(len(others) + 1), sentence)
        return " ".join(others)


def _topical(pairs: list[Pair]) -> list[Pair]:
    """Return the whole sentences that passages are made of, no source too many."""
    taken: dict[str, int] = defaultdict(int)
    topical = []
    for pair in pairs:
        whole = 12 <= len(pair.zh) <= 110 and not pair.source.startswith(
            ("dict-", "ms-office", "ms-tech", "biz-")
        )
        if whole and taken[pair.source] < _TOPICAL_CAP.get(pair.source, _TOPICAL_REST):
            taken[pair.source] += 1
            topical.append(pair)
    return topical


def _rarity(pairs: list[Pair]) -> dict[str, float]:
    counts: dict[str, int] = defaultdict(int)
    for pair in pairs[:: max(1, len(pairs) // 100000)]:
        for word in set(re.findall(r"[a-z][a-z\-']+", pair.en.lower())):
            counts[word] += 1
    return {word: 1.0 / (1.0 + count) ** 0.25 for word, count in counts.items()}
