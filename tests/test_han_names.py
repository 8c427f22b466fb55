from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.code_switching import code_switched
from rag.expansion import expand_question
from rag.han_names import han_names
from rag.index.sounds import find_sounds
from rag.text.lexicon import Lexicon
from rag.text.tokens import stem
from rag.text.transcription import find_transcriptions
from rag.types import Chunk
from rag.vocabulary import Sources, Vocabulary

SPELT = {"ruanqinghe": "Ruan Qinghe", "tanmei": "Tanmei", "beijiao": "Beijiao"}
LATIN = (("LML", "Lumora"), ("MPNT", "Mabunda"))
KNOWN = {stem(word.lower()) for name in (*SPELT.values(), "Lumora", "Mabunda") for word in name.split()}
SOURCES = Sources(glossary=None, lexicon=None)


def vocabulary(*, known: Sequence[str] = (), languages: Sequence[str] = ("en",)) -> Vocabulary:
    return Vocabulary(
        knows=lambda token: token in KNOWN or token in known,
        idf=lambda _: 4.0,
        pooled_idf=lambda _: 4.0,
        cut=list,
        segment=list,
        sounding=lambda _: [],
        foreign_names=tuple,
        languages=frozenset(languages),  # type: ignore[arg-type]
        spelt=lambda readings: [(reading, SPELT[reading]) for reading in readings if reading in SPELT],
        latin_names=lambda: LATIN,
    )


def names(text: str, **options: Sequence[str]) -> list[tuple[str, str]]:
    found = han_names(text, vocabulary(**options), SOURCES)
    return [(name.text, name.alternatives[0].text) for name in found]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("阮清河走了以后谁当总经理？", [("阮清河", "Ruan Qinghe")]),
        ("滩湄湾有多大？", [("滩湄", "Tanmei")]),
        ("卢莫拉湾的诊所归谁管？", [("卢莫拉", "Lumora")]),
        ("卢莫拉湾同滩湄湾比呢？", [("卢莫拉", "Lumora"), ("滩湄", "Tanmei")]),
        ("谁的手被绞伤了？", []),
        ("格拉斯哥的船几点开？", []),
    ],
)
def test_a_name_is_known_by_its_sound(question: str, expected: list[tuple[str, str]]) -> None:
    assert names(question) == expected


def test_a_word_of_chinese_documents_is_no_name_of_english_ones() -> None:
    assert names("探美的人多吗？") == [("探美", "Tanmei")]
    assert names("探美的人多吗？", known=["/探美"]) == []


def test_a_word_that_a_lexicon_translates_is_no_name() -> None:
    lexicon = Lexicon.load()
    spelt = {"wangzhan": "Wang Zhan"}
    known = ["wang", "zhan"]
    index = replace(
        vocabulary(known=known), spelt=lambda readings: [(r, spelt[r]) for r in readings if r in spelt]
    )
    assert han_names("他们的网站是什么？", index, replace(SOURCES, lexicon=lexicon)) == []
    assert [name.text for name in han_names("王湛是哪里人？", index, replace(SOURCES, lexicon=lexicon))] == [
        "王湛"
    ]


def test_without_english_documents_there_is_nothing_to_find() -> None:
    assert names("阮清河是谁？", languages=["zh"]) == []


def test_a_question_is_searched_and_read_with_the_name() -> None:
    question = "阮清河走了吗？"
    expanded = expand_question(question, vocabulary(), SOURCES)
    term = next(term for term in expanded.terms if term.text == "阮清河")
    assert {"ruan", stem("qinghe")} <= set(term.tokens)
    assert code_switched(question, vocabulary(), SOURCES) == "Ruan Qinghe 走了吗？"


@pytest.mark.parametrize(
    ("text", "expected"), [("在卢莫拉湾和科斯泽拉", ["卢莫拉", "科斯泽拉"]), ("马上开会，大家都来", [])]
)
def test_transcriptions_stand_out_by_their_characters(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in find_transcriptions(text)] == expected


def test_an_index_keeps_names_by_their_sounds() -> None:
    english = "In May the shed of Ruan Qinghe at Lumora was let. People say that China likes it."
    chinese = "卢莫拉湾在南边。卢莫拉湾有一座灯塔。"
    chunks = [
        Chunk("d#1", "d", "d.txt", "D", (), 0, len(english), english, "en"),
        Chunk("d#2", "d", "d.txt", "D", (), 0, len(chinese), chinese, "zh"),
    ]
    sounds = {(sound.kind, sound.sound, sound.word) for sound in find_sounds(chunks, {})}
    assert {
        ("spelt", "ruanqinghe", "Ruan Qinghe"),
        ("spelt", "qingheruan", "Ruan Qinghe"),
        ("latin", "LML", "Lumora"),
        ("skeleton", "LML", "卢莫拉"),
    } <= sounds
    assert not any(word == "China" for _, _, word in sounds)
