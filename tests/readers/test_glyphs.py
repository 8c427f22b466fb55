"""Characters as fonts name them → those that were meant."""

from __future__ import annotations

from rag.readers.glyphs import meant


def test_radicals_are_the_characters_they_look_like() -> None:
    assert meant("⼈⺠⽣产⻓⻔⻢⻰") == "人民生产长门马龙"


def test_ligatures_are_their_letters() -> None:
    assert meant("ﬁnal eﬀort") == "final effort"


def test_other_text_stays() -> None:
    assert meant("（％）～ ① 人民 abc") == "（％）～ ① 人民 abc"
