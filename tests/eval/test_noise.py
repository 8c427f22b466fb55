import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.noise import (
    NOISE,
    full_width,
    lower_case,
    no_punctuation,
    noisy,
    one_typo,
    traditional,
    two_typos,
    wordy,
)
from eval.question_format import Question
from rag.text.normalize import normalize
from rag.text.pinyin import read_aloud

ZH, EN = "临港新片区的面积是多少？", "What share did the zones take in 2022?"


def test_a_chinese_typo_is_one_character_of_the_same_sound() -> None:
    typed = one_typo(ZH, "q1")
    changed = [(a, b) for a, b in zip(ZH, typed, strict=True) if a != b]
    assert len(changed) == 1
    assert read_aloud(changed[0][0]) == read_aloud(changed[0][1])


def test_an_english_typo_swaps_two_inner_letters_of_a_word() -> None:
    typed = one_typo(EN, "q1")
    assert typed != EN
    assert sorted(typed) == sorted(EN)
    assert [word[0] for word in typed.split()] == [word[0] for word in EN.split()]


def test_noise_is_the_same_every_time_and_differs_between_questions() -> None:
    assert two_typos(ZH, "q1") == two_typos(ZH, "q1")
    assert len({one_typo(ZH, f"q{n}") for n in range(9)}) > 1


def test_a_question_without_letters_to_slip_on_stays_as_it_is() -> None:
    assert one_typo("GDP?", "q") == "GDP?"


def test_full_width_and_traditional_forms_mean_the_same_after_normalising() -> None:
    assert full_width("In 2022?", "") == "Ｉｎ　２０２２？"
    assert traditional("国际经济论坛", "") == "國際經濟論壇"
    assert normalize(traditional(ZH, "")) == normalize(ZH)


def test_punctuation_goes_and_figures_stay() -> None:
    assert no_punctuation("“增长”了 18.1%？是吗！", "") == "增长 了 18.1% 是吗"


def test_courtesy_keeps_the_question() -> None:
    assert ZH in wordy(ZH, "")
    assert EN in wordy(EN, "")


@pytest.mark.parametrize("name", NOISE)
def test_noise_changes_only_the_words_of_a_question(name: str) -> None:
    question = Question("q", "zh", ZH, answers=(("x",),))
    changed = noisy(question, NOISE[name])
    assert (changed.id, changed.answers, changed.language) == ("q", (("x",),), "zh")


@given(st.text(max_size=40))
def test_noise_takes_any_text(text: str) -> None:
    for noise in NOISE.values():
        noise(text, "seed")
    assert lower_case(text, "") == text.lower()
