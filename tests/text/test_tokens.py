import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from rag.text.tokens import (
    cut_by,
    jieba_segment,
    question_text,
    tokenize,
    with_inner_words,
    word_of,
    word_token,
    words,
)

WORDS = {"自由": 5, "贸易": 9, "试验": 2, "试验区": 7, "自由贸易": 4, "上海": 3}


def frequency(word):
    return WORDS.get(word, 0)


def test_han_characters_become_neighbouring_pairs():
    assert tokenize("自贸区") == ["自贸", "贸区"]


def test_a_character_by_itself_is_its_own_token():
    assert tokenize("的 a 海") == ["的", "海"]


def test_words_are_marked_so_that_a_pair_is_never_taken_for_a_word():
    assert tokenize("上海", lambda run: [run]) == ["上海", word_token("上海")]
    assert word_of(word_token("上海")) == "上海"
    assert word_of("上海") is None


def test_traditional_and_full_width_text_has_the_same_tokens():
    assert tokenize("自貿試驗區ＦＤＩ") == tokenize("自贸试验区FDI")


def test_english_is_stemmed_and_stop_words_are_left_out():
    assert tokenize("The zones' exports were growing") == ["zone", "export", "grow"]


def test_possessives_points_and_hyphens_do_not_hide_a_word():
    assert tokenize("China's") == tokenize("China") == ["china"]
    assert "us" in tokenize("the U.S. market")
    assert {"ecommerce", "commerc"} <= set(tokenize("e-commerce"))


def test_names_of_letters_and_digits_stay_whole():
    assert tokenize("G20 and 5G") == ["g20", "5g"]


def test_figures_are_tokens_of_their_value_in_their_place():
    assert tokenize("面积28.8平方公里") == ["面积", "#28.8", "平方", "方公", "公里"]


def test_words_that_only_ask_are_taken_out_of_a_question():
    assert question_text("面积是多少？").split() == ["面积", "?"]
    assert tokenize(question_text("请问有哪些挑战呢")) == ["挑战"]


def test_a_run_is_cut_into_the_words_that_are_known():
    assert cut_by(frequency)("上海自由贸易试验区") == ["上海", "自由贸易", "试验区"]


def test_unknown_characters_stay_single():
    assert cut_by(frequency)("临港贸易") == ["临", "港", "贸易"]


def test_words_inside_words_are_given_as_well():
    segment = with_inner_words(cut_by(frequency), frequency)
    assert segment("自由贸易试验区") == ["自由", "贸易", "自由贸易", "试验", "试验区"]


def test_jieba_cuts_without_a_word_on_stderr(capfd):
    assert "贸易" in jieba_segment("自由贸易试验区")
    assert words("他表示，贸易 grew 3.5%") == ["他", "表示", "，", "贸易", "grew", "3.5%"]
    assert capfd.readouterr() == ("", "")


@given(st.text(alphabet="自由贸易试验区上海的", min_size=0, max_size=30))
def test_a_cut_tiles_its_run(run):
    assert "".join(cut_by(frequency)(run)) == run


@given(st.text(max_size=60))
def test_any_text_has_tokens_without_white_space(text):
    assert all(token and not any(char.isspace() for char in token) for token in tokenize(text, jieba_segment))


def test_names_are_looked_up_in_a_fresh_process_without_a_word_on_stderr():
    code = "from rag.text.tokens import named; print(named(['上海', '桌子']))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (result.stdout.strip(), result.stderr) == ("{'上海'}", "")
