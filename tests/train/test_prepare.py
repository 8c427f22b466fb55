"""What is held out shares nothing with what is trained on."""

from __future__ import annotations

import random
from dataclasses import replace

from train.config import load_config
from train.prepare import Groups, bare, split
from train.rows import DevSet, Pair, QuestionPassage


def _rows() -> tuple[list[Pair], list[QuestionPassage]]:
    pairs = [
        Pair(
            "news-wmt",
            f"The port number {n} was opened by the ministry in 2013 .",
            f"第{n}号港口于2013年由部委开放。",
        )
        for n in range(40)
    ]
    pairs += [Pair("news-wmt", "Port number 3 opened.", "第3号港口于2013年由部委开放。")]
    questions = []
    for n in range(40):
        article, sentence = f"第{n}篇讲的是历史。", f"sentence {n} tells a fact."
        questions += [
            QuestionPassage("wiki-title-drcd-dev", "zh", f"题{n // 2}", article),
            QuestionPassage("drcd-dev", "zh", f"第{n}篇讲什么？", article),
            QuestionPassage("squad-train-sent", "en", f"what does {n} tell?", sentence),
            QuestionPassage("sci-econ-title-abs", "en-zh", f"Trade paper {n}", f"摘要{n}谈贸易问题。"),
            QuestionPassage("sci-econ-title-abs", "zh-en", f"贸易论文{n}", f"Abstract {n} on trade."),
        ]
        pairs.append(Pair("sci-econ-title", f"Trade paper {n}.", f"贸易论文{n}"))
        pairs.append(
            Pair(
                "law-tw-art",
                f"Article {n}. The bank number {n} shall report to the board in 30 days of the start. "
                + "It is published. " * 3,
                f"第{n}号银行应于30日内向理事会报告并公告之。" * 4,
            )
        )
        pairs.append(
            Pair(
                "law-tw",
                f"The bank number {n} shall report to the board in 30 days of the start.",
                f"第{n}号银行应于30日内向理事会报告并公告之",
            )
        )
    return pairs, questions


def _split() -> tuple[list[Pair], list[QuestionPassage], list[DevSet]]:
    config = load_config()
    config = replace(
        config,
        data=replace(
            config.data, dev_articles=4, dev_sentences=8, dev_abstracts=8, dev_statutes=8, dev_news=8
        ),
    )
    return split(*_rows(), config, random.Random(1))


def test_all_four_directions_are_held_out() -> None:
    _, _, sets = _split()
    assert {dev.direction for dev in sets} == {"zh-zh", "en-en", "en-zh", "zh-en"}


def test_no_held_out_passage_or_question_is_trained_on() -> None:
    pairs, questions, sets = _split()
    trained = {bare(t) for p in pairs for t in (p.en, p.zh)}
    trained |= {bare(t) for q in questions for t in (q.question, q.passage)}
    for dev in sets:
        assert not {bare(text) for text in dev.passages} & trained, dev.name
        assert not {bare(text) for text in dev.queries} & trained, dev.name


def test_a_sentence_of_a_held_out_article_leaves_with_it() -> None:
    pairs, _, sets = _split()
    held = "\n".join(bare(text) for dev in sets if dev.name.startswith("statutes") for text in dev.passages)
    assert held
    assert not [pair for pair in pairs if pair.source == "law-tw" and bare(pair.zh) in held]


def test_two_translations_of_one_sentence_are_held_out_together() -> None:
    pairs, _, _ = _split()
    translations = [pair for pair in pairs if bare(pair.zh) == bare("第3号港口于2013年由部委开放。")]
    assert len(translations) in {0, 2}


def test_relevant_passages_are_where_the_set_says() -> None:
    _, _, sets = _split()
    papers = next(dev for dev in sets if dev.name == "papers-en-zh")
    for query, place in zip(papers.queries, papers.relevant, strict=True):
        assert papers.passages[place] == f"摘要{query.split()[-1]}谈贸易问题。"


def test_groups_join_through_a_common_member() -> None:
    groups = Groups()
    groups.join("a", "b")
    groups.join("c", "d")
    groups.join("b", "c")
    assert groups.find("a") == groups.find("d")
    assert groups.find("a") != groups.find("e")
