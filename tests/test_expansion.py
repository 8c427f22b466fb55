import pytest

from rag.concepts import Alternative
from rag.expansion import expand_question
from rag.glossary import Entry, Glossary
from rag.text.tokens import cut_by, with_inner_words
from rag.vocabulary import Sources, Vocabulary

TOKENS = {
    "/上海": 5,
    "上海": 5,
    "/面积": 3,
    "面积": 3,
    "/自贸区": 4,
    "自贸": 4,
    "贸区": 4,
    "/盛秋平": 1,
    "盛秋": 1,
    "秋平": 1,
    "fdi": 2,
    "#2013": 2,
}
NAMES = [("KLNTN", "克林顿"), ("FLNSSK", "弗朗西斯科")]
GLOSSARY = Glossary([Entry(("自贸区",), ("free trade zone", "FTZ"))])


def vocabulary(languages=("zh",)):
    cut = cut_by(lambda word: TOKENS.get(f"/{word}", 0))
    tokens = {**TOKENS, "/克林顿": 1}
    return Vocabulary(
        knows=tokens.__contains__,
        idf=lambda token: 6.0 - tokens.get(token, 0),
        pooled_idf=lambda alternatives: (
            6.0 - sum(a.probability * min(tokens[t] for t in a.tokens) for a in alternatives)
        ),
        cut=cut,
        segment=with_inner_words(cut, lambda word: TOKENS.get(f"/{word}", 0)),
        sounding=lambda sounds: [("盛秋平", 1)] if "shengqiuping" in sounds else [],
        foreign_names=lambda: NAMES,
        languages=frozenset(languages),
    )


def expand(question, **switches):
    return expand_question(
        question, vocabulary(), Sources(**({"glossary": GLOSSARY, "lexicon": None} | switches))
    )


def alternatives(question, **switches):
    return [concept.alternatives for concept in expand(question, **switches).concepts]


def test_a_chinese_word_is_looked_up_as_a_word_and_as_pairs():
    assert alternatives("面积") == [(Alternative({"面积": 1.0, "/面积": 1.0}),)]


def test_pairs_between_words_are_concepts_of_their_own_and_no_terms():
    expanded = expand("上海面积")
    assert [term.text for term in expanded.terms] == ["上海", "面积"]
    # 海面 crosses two words; the index does not know it, so that it is not looked up.
    assert len(expanded.concepts) == 2


def test_weights_of_pairs_and_words_are_switches():
    assert alternatives("面积", pair_weight=0.0, word_weight=2.0) == [(Alternative({"/面积": 2.0}),)]


def test_a_name_in_pinyin_is_looked_up_in_chinese_whatever_its_order():
    expected = Alternative({"/盛秋平": 1.0}, 0.8)
    assert alternatives("Sheng Qiuping") == alternatives("Qiuping Sheng") == [(expected,)]
    assert alternatives("Sheng Qiuping", pinyin=False, foreign_names=False) == []


def test_a_foreign_name_is_looked_up_by_its_consonants():
    assert alternatives("Clinton") == [(Alternative({"/克林顿": 1.0}, 0.8),)]
    assert alternatives("clinton") == []


def test_a_glossary_s_name_counts_with_the_word_itself():
    (found,) = alternatives("FTZs")
    assert found == (Alternative({"/自贸区": 1.0}, 0.9),)


def test_a_word_that_the_index_knows_in_both_languages_is_weighed_by_both():
    (concept,) = expand("FDI").concepts
    assert concept.alternatives == (Alternative({"fdi": 1.0}),)
    assert concept.weight == 6.0 - 2


def test_a_year_is_a_term_and_a_concept():
    expanded = expand("2013年")
    assert [(term.text, term.tokens) for term in expanded.terms] == [("2013年", {"#2013": 1.0})]
    assert [concept.alternatives for concept in expanded.concepts] == [(Alternative({"#2013": 1.0}),)]


def test_stop_words_and_words_that_ask_are_no_terms():
    assert expand("What is the").terms == expand("是多少呢？").terms == ()


@pytest.mark.parametrize("question", ["面积 Clinton 2013", "世界杯", "zone", "", "的", "👍"])
def test_every_concept_can_score(question):
    for concept in expand(question).concepts:
        assert concept.weight > 0
        assert all(
            alternative.tokens and 0 < alternative.probability <= 1 for alternative in concept.alternatives
        )


def weights(question):
    return {term.text: term.weight for term in expand(question).terms}


def test_an_everyday_word_that_the_index_does_not_hold_tells_less_than_a_rare_one():
    found = weights("Since when do dumplings become popular?")
    assert found["dumplings"] == 6.0
    # 5.3 in general text: (5.3 - 4) / (9 - 4) of the weight
    assert found["become"] == pytest.approx(6.0 * 0.26, abs=0.1)


def test_han_characters_between_known_words_tell_little_unless_they_may_be_a_name():
    found = weights("徐斐上海的面积")
    assert found["徐斐"] == 6.0
    # As rare as 就是, the rarer of its two words: about half of the weight is left.
    assert weights("上海现在就是面积")["现在就是"] == pytest.approx(6.0 * 0.48, abs=0.2)


def test_word_search_is_not_concerned_with_general_rarity():
    expanded = expand("面积")
    (term,), (concept,) = expanded.terms, expanded.concepts
    assert term.weight < 6.0 - 3
    assert concept.weight == 2 * (6.0 - 3)
