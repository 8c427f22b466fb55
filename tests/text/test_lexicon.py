"""The translation lexicon: look-ups in small tables written by hand, and the promises of the shipped ones."""

from __future__ import annotations

import gzip
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from rag.text.lexicon import EN_ZH_FILE, ZH_EN_FILE, Lexicon, Translation


@pytest.fixture
def toy(tmp_path: Path) -> Lexicon:
    """A lexicon of five English and two Chinese entries, sorted by bytes as the format asks."""
    english = [
        "=imports\t进口\t100",
        "free\t自由\t70\t免费\t30",
        "free trade\t自由贸易\t100",
        "import\t重要\t60\t进口\t40",
    ]
    chinese = ["税\ttax\t90\tduty\t10", "自由贸易\tfree trade\t100"]
    for name, lines in ((EN_ZH_FILE, [*english, "trade\t贸易\t100"]), (ZH_EN_FILE, chinese)):
        (tmp_path / name).write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode()))
    return Lexicon.load(tmp_path)


def test_a_word_is_found_by_its_stem_in_any_form_and_case(toy: Lexicon) -> None:
    assert toy.to_chinese(["Trading"]) == {"Trading": [Translation("贸易", 1.0)]}


def test_translations_keep_their_order_and_become_probabilities(toy: Lexicon) -> None:
    assert toy.to_chinese(["free"]) == {"free": [Translation("自由", 0.7), Translation("免费", 0.3)]}


def test_a_phrase_takes_the_place_of_its_two_words(toy: Lexicon) -> None:
    assert toy.to_chinese(["the", "Free", "Trade", "trade"]) == {
        "Free Trade": [Translation("自由贸易", 1.0)],
        "trade": [Translation("贸易", 1.0)],
    }


def test_words_in_another_order_are_no_phrase(toy: Lexicon) -> None:
    assert list(toy.to_chinese(["trade", "free"])) == ["trade", "free"]


def test_a_form_with_a_row_of_its_own_is_preferred_to_its_stem(toy: Lexicon) -> None:
    assert toy.to_chinese(["imports"])["imports"] == [Translation("进口", 1.0)]
    assert toy.to_chinese(["importance"])["importance"][0] == Translation("重要", 0.6)


def test_chinese_words_give_english_words_and_phrases(toy: Lexicon) -> None:
    assert toy.to_english(["自由贸易", "的", "税"]) == {
        "自由贸易": [Translation("free trade", 1.0)],
        "税": [Translation("tax", 0.9), Translation("duty", 0.1)],
    }


@pytest.mark.parametrize("words", [[], [""], ["zzz"], ["fre"], ["\t"], ["zz\n"], ["=", "税收"]])
def test_unknown_words_are_absent(toy: Lexicon, words: list[str]) -> None:
    assert toy.to_chinese(words) == {}
    assert toy.to_english(words) == {}


def test_a_translation_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError, match="word"):
        Translation("税", 1.0).word = "tax"  # type: ignore[misc]


def test_loading_reads_no_file() -> None:
    # A table that does not exist is missed only when it is asked.
    absent = Lexicon.load(Path("no-such-folder"))
    with pytest.raises(FileNotFoundError, match=EN_ZH_FILE.replace(".", r"\.")):
        absent.to_chinese(["tax"])


@pytest.mark.parametrize("name", [EN_ZH_FILE, ZH_EN_FILE])
def test_every_line_of_a_shipped_table_is_well_formed(name: str) -> None:
    lines = gzip.decompress((Lexicon.load().folder / name).read_bytes()).split(b"\n")
    assert lines.pop() == b""
    assert len(lines) > 20_000
    assert lines == sorted(set(lines))
    keys = [line.split(b"\t")[0] for line in lines]
    assert len(set(keys)) == len(keys)
    for line in lines:
        cells = line.decode().split("\t")
        percents = [int(cell) for cell in cells[2::2]]
        assert len(cells) % 2 == 1
        assert 1 <= len(percents) <= 5
        assert percents == sorted(percents, reverse=True)
        assert 97 <= sum(percents) <= 103


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("unemployment", "失业"),
        ("tariffs", "关税"),
        ("arbitration", "仲裁"),
        ("Germany", "德国"),
        ("poverty", "贫困"),
    ],
)
def test_the_shipped_tables_know_common_words_in_both_directions(english: str, chinese: str) -> None:
    lexicon = Lexicon.load()
    assert chinese in {translation.word for translation in lexicon.to_chinese([english])[english]}
    assert lexicon.to_english([chinese])[chinese]


def test_the_shipped_tables_settle_senses_by_form_and_phrase() -> None:
    lexicon = Lexicon.load()
    assert lexicon.to_chinese(["customs"])["customs"][0].word == "海关"
    assert lexicon.to_chinese(["customer"])["customer"][0].word == "客户"
    assert lexicon.to_chinese(["supply", "chain"])["supply chain"][0].word == "供应链"


def test_function_words_have_no_translation() -> None:
    assert Lexicon.load().to_chinese(["what", "how", "many", "of", "the", "which", "is"]) == {}
    assert Lexicon.load().to_english(["的", "了", "是", "多少"]) == {}


def test_the_shipped_files_stay_small() -> None:
    assert (
        sum((Lexicon.load().folder / name).stat().st_size for name in (EN_ZH_FILE, ZH_EN_FILE)) <= 3_000_000
    )


def test_a_look_up_does_not_load_jieba() -> None:
    look_up = "from rag.text.lexicon import Lexicon; Lexicon.load().to_chinese(['tax'])"
    code = f"import sys; {look_up}; print('jieba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
