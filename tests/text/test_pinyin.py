from rag.text.pinyin import (
    latin_words,
    possible_readings,
    read_aloud,
    skeleton,
    sounds_alike,
    transcription_skeleton,
)


def readings(*words):
    return dict(possible_readings(words))


def test_a_word_is_read_aloud_without_tones_and_umlauts():
    assert read_aloud("盛秋平") == "shengqiuping"
    assert read_aloud("绿地") == "ludi"


def test_latin_words_come_without_the_possessive_and_in_parts():
    assert latin_words("China's high-tech parks in Xi'an, G20, 50bn") == [
        "China",
        "high",
        "tech",
        "parks",
        "in",
        "Xi'an",
        "G20",
    ]


def test_a_name_is_tried_in_both_orders():
    assert readings("Qiuping", "Sheng")[(0, 2)] == ["qiupingsheng", "shengqiuping"]


def test_long_spans_come_first():
    spans = [span for span, _ in possible_readings(["Guangxi", "Qinzhou"])]
    assert spans == [(0, 2), (0, 1), (1, 2)]


def test_what_is_no_pinyin_or_a_stop_word_has_no_reading():
    assert readings("through", "Clinton", "can", "he") == {}


def test_a_short_syllable_alone_is_no_reading():
    assert readings("gang") == {(0, 1): ["gang"]}
    assert readings("yi") == {}


def test_a_foreign_name_and_its_transcription_have_the_same_consonants():
    for latin, han in [
        ("Clinton", "克林顿"),
        ("Francisco", "弗朗西斯科"),
        ("Carlos", "卡洛斯"),
        ("Azena", "阿泽纳"),
        ("Müller", "穆勒"),
    ]:
        assert skeleton(latin) == transcription_skeleton(han), (latin, han)


def test_likeness_is_one_minus_the_edits_over_the_longer_skeleton():
    assert sounds_alike("KLNTN", "KLNTN") == 1.0
    assert sounds_alike("KLNTN", "KLTN") == 1 - 1 / 5
    assert sounds_alike("", "K") == 0.0
