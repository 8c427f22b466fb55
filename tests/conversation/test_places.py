from __future__ import annotations

import pytest

from rag.conversation.places import is_place_zh


@pytest.mark.parametrize("word", ["法国", "马来西亚", "湖南", "青山县"])
def test_a_country_a_province_and_a_county_are_places(word):
    assert is_place_zh(word)


@pytest.mark.parametrize("word", ["全市", "出口", "中国货物", ""])
def test_a_common_noun_is_no_place(word):
    assert not is_place_zh(word)
