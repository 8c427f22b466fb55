"""Stage `prepare`: held-out sets split off first, then the rows that may be trained on, then the tokenizer."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable
from pathlib import Path

from train.config import Config
from train.questions import chinese_question, english_question
from train.rows import (
    DevSet,
    Pair,
    QuestionPassage,
    read_pairs,
    read_questions,
    write_dev_set,
    write_rows,
)
from train.vocabulary import build_tokenizer, choose_words

_PUNCTUATION = re.compile(r"[\W_]+")


def prepare(config: Config, data: Path, work: Path, limit: int | None = None) -> dict[str, int]:
    """Write `dev/*.json`, `parallel.tsv.zst`, `questions.tsv.zst` and `tokenizer.json` into work; return counts."""
    rng = random.Random(config.seed)
    work.mkdir(parents=True, exist_ok=True)
    pairs = [pair for pair in read_pairs(data, limit) if pair.source in config.data.weights]
    questions = read_questions(data, limit)
    pairs, questions, dev_sets = split(pairs, questions, config, rng)
    for dev in dev_sets:
        write_dev_set(work / "dev", dev)
    counts = {f"dev/{dev.name}": len(dev.queries) for dev in dev_sets}
    counts["parallel"] = write_rows(work / "parallel.tsv.zst", ((p.source, p.en, p.zh) for p in pairs))
    counts["questions"] = write_rows(
        work / "questions.tsv.zst", ((q.source, q.languages, q.question, q.passage) for q in questions)
    )
    words, characters = choose_words(pairs, questions, config, rng)
    tokenizer = build_tokenizer(words, characters, config.max_tokens)
    tokenizer.save(str(work / "tokenizer.json"), pretty=False)
    counts["vocabulary"] = tokenizer.get_vocab_size()
    return counts


def split(
    pairs: list[Pair], questions: list[QuestionPassage], config: Config, rng: random.Random
) -> tuple[list[Pair], list[QuestionPassage], list[DevSet]]:
    """Return what may be trained on and the held-out sets; whatever shares a text with a held-out one is dropped."""
    questions, zh_zh = _hold_out_articles(questions, config.data.dev_articles, rng)
    questions, en_en = _hold_out_sentences(questions, config.data.dev_sentences, rng)
    pairs, questions, abstracts = _hold_out_abstracts(pairs, questions, config.data.dev_abstracts, rng)
    pairs, statutes = _hold_out_statutes(pairs, config.data.dev_statutes, rng)
    pairs, news = _hold_out_news(pairs, config.data.dev_news, rng)
    sets = [zh_zh, en_en, *abstracts, *statutes, *news]
    return pairs, questions, [dev for dev in sets if dev.queries]


def bare(text: str) -> str:
    """Return the text in lower case without spaces and punctuation, the form in which texts are compared."""
    return _PUNCTUATION.sub("", text.lower())


class Groups:
    """Texts joined into groups: whatever is linked, directly or through others, is one group (union-find)."""

    def __init__(self) -> None:
        self._parent: dict[Hashable, Hashable] = {}

    def find(self, item: Hashable) -> Hashable:
        """Return the representative of the group that holds item."""
        self._parent.setdefault(item, item)
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, first: Hashable, second: Hashable) -> None:
        """Make one group of two."""
        self._parent[self.find(first)] = self.find(second)


def _one_relevant(
    name: str, direction: str, rows: Iterable[tuple[str, str]], extra: Iterable[str] = ()
) -> DevSet:
    """Return a dev set of (query, passage) rows; equal passages are one, a query asked of two passages is left out."""
    rows = list(dict.fromkeys(rows))
    passages_of: dict[str, set[str]] = defaultdict(set)
    for query, passage in rows:
        passages_of[bare(query)].add(passage)
    rows = [row for row in rows if len(passages_of[bare(row[0])]) == 1]
    place = {text: i for i, text in enumerate(dict.fromkeys([*(p for _, p in rows), *extra]))}
    return DevSet(name, direction, [q for q, _ in rows], [place[p] for _, p in rows], list(place))


def _hold_out_articles(
    rows: list[QuestionPassage], count: int, rng: random.Random
) -> tuple[list[QuestionPassage], DevSet]:
    """Hold out encyclopaedia articles: every question, title and passage that belong together leave together."""
    groups = Groups()
    mine = [row for row in rows if row.source.startswith(("drcd", "wiki-title-drcd"))]
    for row in mine:
        passage = ("passage", row.passage)
        groups.find(passage)
        if row.source.startswith("wiki"):
            groups.join(("title", row.question), passage)
    names = sorted({groups.find(("passage", row.passage)) for row in mine}, key=str)
    held = set(rng.sample(names, min(count, len(names) // 5)))
    inside = [row for row in mine if groups.find(("passage", row.passage)) in held]
    dropped = {id(row) for row in inside}
    dev = _one_relevant(
        "wiki-zh-zh",
        "zh-zh",
        [(row.question, row.passage) for row in inside if row.source.startswith("drcd")],
        [row.passage for row in inside],
    )
    return [row for row in rows if id(row) not in dropped], dev


def _hold_out_sentences(
    rows: list[QuestionPassage], count: int, rng: random.Random
) -> tuple[list[QuestionPassage], DevSet]:
    mine = [row for row in rows if row.source.startswith("squad")]
    sentences = sorted({row.passage for row in mine})
    held = set(rng.sample(sentences, min(count, len(sentences) // 5)))
    dev = _one_relevant(
        "wiki-en-en", "en-en", [(row.question, row.passage) for row in mine if row.passage in held]
    )
    return [row for row in rows if not (row.source.startswith("squad") and row.passage in held)], dev


def _hold_out_abstracts(
    pairs: list[Pair], rows: list[QuestionPassage], count: int, rng: random.Random
) -> tuple[list[Pair], list[QuestionPassage], list[DevSet]]:
    """Hold out papers on economics and finance: titles, summaries and abstracts in both languages."""
    groups = Groups()
    for pair in pairs:
        if pair.source.startswith("sci-"):
            groups.join(bare(pair.en), bare(pair.zh))
    mine = [row for row in rows if row.source.startswith("sci-")]
    for row in mine:
        groups.join(bare(row.question), bare(row.passage))
    names = sorted(
        {groups.find(bare(r.passage)) for r in mine if r.source.startswith(("sci-econ", "sci-qfin"))}, key=str
    )
    held = set(rng.sample(names, min(count, len(names) // 5)))
    inside = [row for row in mine if groups.find(bare(row.passage)) in held]
    bodies = "\n".join({bare(row.passage) for row in inside})
    dropped = {id(row) for row in inside}
    kept_rows = [
        row
        for row in rows
        if id(row) not in dropped and not (row.source.startswith("sci-") and bare(row.question) in bodies)
    ]
    kept_pairs = [
        pair
        for pair in pairs
        if not pair.source.startswith(("sci-econ", "sci-qfin"))
        or (
            groups.find(bare(pair.en)) not in held
            and bare(pair.en) not in bodies
            and bare(pair.zh) not in bodies
        )
    ]
    dev_sets = []
    for languages in ("zh", "en-zh", "zh-en"):
        direction = "zh-zh" if languages == "zh" else languages
        rows_here = [(row.question, row.passage) for row in inside if row.languages == languages]
        dev_sets.append(_one_relevant(f"papers-{direction}", direction, rows_here))
    return kept_pairs, kept_rows, dev_sets


def _hold_out_statutes(pairs: list[Pair], count: int, rng: random.Random) -> tuple[list[Pair], list[DevSet]]:
    """Hold out whole articles of statutes, and every sentence pair that stands in one of them."""
    articles = [pair for pair in pairs if pair.source == "law-tw-art" and 60 <= len(pair.zh) <= 400]
    held = rng.sample(articles, min(count, len(articles) // 5))
    zh_texts, en_texts = {bare(pair.zh) for pair in held}, {bare(pair.en) for pair in held}
    zh_body, en_body = "\n".join(zh_texts), "\n".join(en_texts)

    def outside(pair: Pair) -> bool:
        if not pair.source.startswith("law-tw"):
            return True
        zh, en = bare(pair.zh), bare(pair.en)
        return not ((len(zh) >= 8 and zh in zh_body) or (len(en) >= 30 and en in en_body))

    kept = [pair for pair in pairs if outside(pair)]
    en_rows, zh_rows, en_same, zh_same = [], [], [], []
    for pair in held:
        if en := _ask(pair.en, "en", rng):
            en_rows.append((en, pair.zh))
            en_same.append((en, pair.en))
        if zh := _ask(pair.zh, "zh", rng):
            zh_rows.append((zh, pair.en))
            zh_same.append((zh, pair.zh))
    zh_all, en_all = [pair.zh for pair in held], [pair.en for pair in held]
    return kept, [
        _one_relevant("statutes-en-zh", "en-zh", en_rows, zh_all),
        _one_relevant("statutes-zh-en", "zh-en", zh_rows, en_all),
        _one_relevant("statutes-en-en", "en-en", en_same, en_all),
        _one_relevant("statutes-zh-zh", "zh-zh", zh_same, zh_all),
    ]


def _hold_out_news(pairs: list[Pair], count: int, rng: random.Random) -> tuple[list[Pair], list[DevSet]]:
    """Hold out news sentences, all translations of one source together."""
    groups = Groups()
    news = [pair for pair in pairs if pair.source == "news-wmt"]
    for pair in news:
        groups.join(bare(pair.en), bare(pair.zh))
    names = sorted({groups.find(bare(pair.en)) for pair in news}, key=str)
    held = set(rng.sample(names, min(count, len(names) // 5)))
    inside = [pair for pair in news if groups.find(bare(pair.en)) in held]
    texts = {bare(pair.en) for pair in inside} | {bare(pair.zh) for pair in inside}
    kept = [pair for pair in pairs if bare(pair.en) not in texts and bare(pair.zh) not in texts]
    one = list({groups.find(bare(pair.en)): pair for pair in inside}.values())
    en_rows = [(q, p.zh) for p in one if (q := english_question(p.en, rng))]
    zh_rows = [(q, p.en) for p in one if (q := chinese_question(p.zh, rng))]
    return kept, [
        _one_relevant("news-en-zh", "en-zh", en_rows, [pair.zh for pair in one]),
        _one_relevant("news-zh-en", "zh-en", zh_rows, [pair.en for pair in one]),
    ]


def _ask(article: str, language: str, rng: random.Random) -> str | None:
    """Return a question by rule about one sentence of an article, trying its sentences in random order."""
    marks = r"(?<=[。；])" if language == "zh" else r"(?<=[.;])\s+"
    sentences = [text for text in re.split(marks, article) if text.strip()]
    rng.shuffle(sentences)
    make = chinese_question if language == "zh" else english_question
    return next((question for text in sentences if (question := make(text, rng))), None)
