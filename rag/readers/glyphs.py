"""Characters as fonts of PDF files name them → those that were meant."""

from __future__ import annotations

import unicodedata

# Some fonts give the number of the radical for the character that looks the same (⻓ for 长), so that no
# search finds it. Unicode relates those of the Kangxi block; of the supplement, which it does not, these are
# whole characters of their own.
_RADICALS = dict(
    zip(
        "⺎⺒⺓⺝⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "兀巳幺月母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)
_LIGATURES = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_KANGXI = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_MEANT = str.maketrans({**_RADICALS, **_KANGXI, **_LIGATURES})


def meant(text: str) -> str:
    """The text with radicals as the characters they stand for and ligatures as their letters."""
    return text.translate(_MEANT)
