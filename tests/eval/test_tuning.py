import pytest

from eval.tuning import changed, format_misses
from rag.errors import RagError
from rag.retrieval import RetrievalConfig
from tests.eval.outcomes import make_outcome


def test_settings_are_applied_by_name_nested_ones_too() -> None:
    config = changed(RetrievalConfig(), ["pinyin=False", "within_language.dense=0.3", "candidates=50"])
    assert (config.pinyin, config.within_language.dense, config.candidates) == (False, 0.3, 50)
    assert config.within_language.sparse == RetrievalConfig().within_language.sparse


@pytest.mark.parametrize("setting", ["nonsense=1", "within_language.nonsense=1"])
def test_an_unknown_setting_is_refused(setting: str) -> None:
    with pytest.raises(RagError, match=f"There is no setting {setting[:-2]}"):
        changed(RetrievalConfig(), [setting])


def test_misses_show_what_was_wanted_and_quoted_and_right_answers_are_left_out() -> None:
    shown = format_misses([make_outcome("good"), make_outcome("bad", correct=False, missing=(0,))])
    assert "good" not in shown
    assert "wanted: 415万吨" in shown
    assert "quoted (ports.md): 吞吐量为 415 万吨" in shown
