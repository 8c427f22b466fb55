"""The recipe in its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from train.config import DEFAULT_CONFIG, load_config


def test_the_mixture_of_the_second_stage_is_shares_of_one() -> None:
    assert sum(load_config().train.questions.mixture.values()) == pytest.approx(1.0)


def test_every_source_weight_is_positive() -> None:
    assert min(load_config().data.weights.values()) > 0


def test_an_unknown_key_is_refused(tmp_path: Path) -> None:
    text = DEFAULT_CONFIG.read_text(encoding="utf-8").replace("[initialise]", "[initialise]\nsurprise = 1")
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TypeError, match="surprise"):
        load_config(path)
