"""A text's language: Chinese, English, or another one that the product does not speak."""

from __future__ import annotations

import re

from rag.types import Language

# A long document shows its language in its first pages.
SAMPLE_CHARS = 20_000

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_KANA = re.compile(r"[\u3041-\u30fa\uff66-\uff9d]")
_OTHER_SCRIPT = re.compile(
    r"[\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\u0900-\u0dff\u0e00-\u0eff"
    r"\u1000-\u109f\u10a0-\u10ff\u1100-\u11ff\u1200-\u137f\u1780-\u17ff\uac00-\ud7af]"
)
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+(?:['’][A-Za-z\u00c0-\u024f]+)?")

# Small closed classes of words: they make up a third of running text and are rarely shared between languages.
_ENGLISH_WORDS = """
the of and to in a is that for it as was with be by on not he his but at are this have from or had
an they which one you were all her she there would their we him been has when who will no more if
out so up said what its about than into them can only other time new some could these two may first
then do any like my now over such our even most after also did many before must through how much
where does why whose whom tell me show list give please between during under compare explain
describe name again main against here per each both because while should
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_FOREIGN_WORDS = """
le la les des une est dans pour que qui sur avec pas sont ce cette au aux du et il elle nous vous
quel quelle quels quelles combien où pourquoi comment der die das und ist nicht ein eine mit für auf
dem den von zu wie viele welche warum wann wo wer el los las una del por para con como más pero sus
qué cuál cuántos cuántas cuándo dónde quién porque está son di che lo gli della delle per non è sono
quanti quale quando dove perché o os um uma do da dos em não mais quantos qual quem het een van niet
zijn hoeveel waar wanneer och att är som på hvor hvad jak ile co jest się nie czy dlaczego kiedy
gdzie kto ne bir ve bu için kaç nedir nasıl yang dan dengan untuk berapa apa adalah siapa bao nhiêu
là của và
"""
_FOREIGN = frozenset(_FOREIGN_WORDS.split())


def detect_language(text: str) -> Language:
    """The language of a question or a document; a text without letters counts as "other".

    Chinese wins in a mixed text, save in an English sentence that merely names something in Chinese. Han
    characters among kana are Japanese, and so "other".
    """
    sample = text[:SAMPLE_CHARS]
    han = len(_HAN.findall(sample))
    words = _LATIN_WORD.findall(sample)
    other = len(_OTHER_SCRIPT.findall(sample))
    # A stray の in a Chinese name does not make a text Japanese; real Japanese is nearly half kana.
    if len(_KANA.findall(sample)) > 0.15 * (han + 1) or other > han + sum(map(len, words)):
        return "other"
    if han:
        return "en" if _is_english_with_han(sample, words, han) else "zh"
    if not words:
        return "other"
    return "en" if _is_english(words) else "other"


def _is_english_with_han(text: str, words: list[str], han: int) -> bool:
    """Whether the sentence is English and only a name in it Chinese: "Who is 李明?"."""
    if sum(word.lower() in _ENGLISH for word in words) < 2:
        return False
    opens = bool(_LATIN_WORD.match(text.lstrip("\"'“‘(（ ")))
    return sum(map(len, words)) > han if len(words) >= 3 else opens and han <= 8


def _is_english(words: list[str]) -> bool:
    lowered = [word.lower() for word in words]
    known = sum(word in _ENGLISH for word in lowered)
    foreign = sum(word in _FOREIGN and word not in _ENGLISH for word in lowered)
    accented = sum(not word.isascii() for word in words)
    if foreign > known or (foreign and not known):
        return False
    if known:
        return accented <= max(1, len(words) // 4)
    # Key words without a single small word ("Westport tax rate"): English unless the letters say otherwise.
    return accented == 0
