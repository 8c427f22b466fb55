"""Names in quotation marks and titles, put out of reach while the words around them are moved: “城市之桥”, 《茶经》.

What stands between the marks is one name, whatever words it holds, so it is replaced by a single made-up name first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_QUOTED = re.compile(
    r"“[^“”\n]{1,60}”|《[^《》\n]{1,60}》|「[^「」\n]{1,60}」|『[^『』\n]{1,60}』|(?<![\w\"])\"[^\"\n]{1,60}\"(?![\w\"])"
)
# No word begins like this, so that the stand-in is never met in a text; capitals and letters only, as a name has.
_STAND_IN = re.compile("Qzx[a-z]{2}q")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_LETTER_OR_HAN = re.compile("[A-Za-z\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class QuotedNames:
    """The quoted names of a conversation, each with the word that stands for it."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str]) -> QuotedNames:
        """The quoted names of some texts, at most as many as there are stand-ins."""
        found = dict.fromkeys(match for text in texts for match in _QUOTED.findall(text))
        return cls(tuple(found)[: len(_ALPHABET) ** 2])

    def hidden(self, text: str) -> str:
        """The text with a word for each quoted name; a text that is nothing else keeps it, to show its language."""

        def stand_in(match: re.Match[str]) -> str:
            name = match.group()
            return _word_for(self.names.index(name)) if name in self.names else name

        without = _QUOTED.sub("", text)
        return _QUOTED.sub(stand_in, text) if _LETTER_OR_HAN.search(without) else text

    def shown(self, text: str) -> str:
        """The text with the quoted names in their places again."""

        def name(match: re.Match[str]) -> str:
            number = _number_of(match.group())
            return self.names[number] if number < len(self.names) else match.group()

        return _STAND_IN.sub(name, text)


def _word_for(number: int) -> str:
    return f"Qzx{_ALPHABET[number // len(_ALPHABET)]}{_ALPHABET[number % len(_ALPHABET)]}q"


def _number_of(word: str) -> int:
    return _ALPHABET.index(word[3]) * len(_ALPHABET) + _ALPHABET.index(word[4])
