import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import commonness
from rag.text.commonness import DATA_FILE, RAREST, general_idf, rarest_idf
from train.commonness import Counted, Source, count, rarities, write_table


@pytest.mark.parametrize("word", ["since", "become", "now", "现在", "可以", "上", "了"])
def test_everyday_words_are_common(word):
    assert general_idf(word) < 6.0


@pytest.mark.parametrize("word", ["tariff", "yuan", "dumpling", "关税", "饺子", "灯笼", "自贸区"])
def test_words_of_one_subject_are_rare(word):
    assert general_idf(word) > 8.5


def test_a_word_is_found_in_any_form_and_case():
    assert general_idf("Companies") == general_idf("company") < RAREST


def test_a_word_outside_the_table_is_the_rarest():
    assert general_idf("zzgl") == general_idf("龘") == RAREST


def test_a_phrase_is_as_rare_as_its_rarest_word_and_stop_words_do_not_count():
    assert rarest_idf("the free trade zone") == general_idf("zone")
    assert rarest_idf("in case of") == general_idf("case")


def test_han_characters_that_were_only_cut_badly_are_common():
    assert rarest_idf("上讲了") == general_idf("讲") < RAREST
    assert rarest_idf("的说法和") == general_idf("说法")


@pytest.mark.parametrize("name", ["徐斐", "江小涓", "红烧肉"])
def test_an_unknown_name_stays_rare(name):
    assert rarest_idf(name) == RAREST


@pytest.mark.parametrize("text", ["2013", "23rd", "P40", "Ärzte", ""])
def test_what_is_neither_a_chinese_nor_an_english_word_is_the_rarest(text):
    assert rarest_idf(text) == RAREST


@given(st.text(max_size=12))
def test_any_text_has_a_rarity_within_bounds(text):
    assert 0.0 <= rarest_idf(text) <= RAREST


def test_the_table_is_small_and_quickly_read():
    assert DATA_FILE.stat().st_size < 150_000
    commonness._table.cache_clear()
    start = time.process_time()
    table = commonness._table()
    assert time.process_time() - start < 0.2
    assert len(table) > 10_000
    assert all(0.0 < value <= RAREST for value in table.values())
    assert all(re.fullmatch(r"[a-z']+|[\u3400-\u9fff\uf900-\ufaff]+", word) for word in table)


ROWS = [
    ("law", "The trader pays taxes.", "商人交税。"),
    ("law", "A tax is due.", "应当交税。"),
    ("talk", "We pay now.", "我们现在交钱。"),
    ("else", "Never read.", "不读。"),
]


def test_sentences_are_counted_once_a_word_and_only_from_known_sources():
    counted = count(ROWS, {"law": Source("statutes", 2), "talk": Source("everyday", 5)})
    assert counted.sentences == {"statutes": 2, "everyday": 1}
    assert counted.words["statutes"]["tax"] == 2
    assert counted.words["everyday"]["现在"] == 1
    assert "read" not in {word for words in counted.words.values() for word in words}


def test_no_more_rows_are_read_than_a_source_may_give():
    assert count(ROWS, {"law": Source("statutes", 1)}).sentences.total() == 1


def test_a_word_of_all_kinds_is_commoner_than_one_as_frequent_in_a_single_kind():
    counted = Counted()
    counted.sentences.update(statutes=1000, everyday=1000)
    counted.words["statutes"].update(yuan=200, become=100)
    counted.words["everyday"].update(become=100)
    found = rarities(counted)
    # -ln(0.1 + 0.000025) = 2.30; the mean of -ln(0.2 + 0.000025) = 1.61 and -ln(0.000025) = 10.60 is 6.10
    assert found == pytest.approx({"become": 2.30, "yuan": 6.10}, abs=0.01)


def test_the_table_holds_only_words_below_the_rarest_in_byte_order(tmp_path, monkeypatch):
    path = tmp_path / "commonness.tsv.gz"
    assert write_table(path, {"现在": 5.23, "become": 5.0, "zebra": RAREST}) == 2
    monkeypatch.setattr(commonness, "DATA_FILE", path)
    commonness._table.cache_clear()
    try:
        assert list(commonness._table().items()) == [("become", 5.0), ("现在", 5.2)]
    finally:
        commonness._table.cache_clear()
