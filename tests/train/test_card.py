"""The card says what the figures and the log say."""

from __future__ import annotations

import json
from pathlib import Path

from train.card import write_card
from train.config import load_config
from train.evaluate import DIRECTIONS
from train.figures import MEASURES


def _work(folder: Path) -> Path:
    value = {"value": 0.8125, "low": 0.75, "high": 0.875}
    measured = dict.fromkeys(MEASURES, value)
    report = {
        "sets": {"wiki-zh-zh": {"direction": "zh-zh", "queries": 16, "passages": 9}},
        "by_set": {name: {"wiki-zh-zh": measured} for name in ("BM25", "ours")},
        "by_direction": {name: dict.fromkeys(DIRECTIONS, measured) for name in ("BM25", "ours")},
        "gain_over": {"BM25": dict.fromkeys(DIRECTIONS, measured)},
    }
    (folder / "run").mkdir()
    (folder / "export").mkdir()
    (folder / "evaluation.json").write_text(json.dumps(report), encoding="utf-8")
    (folder / "export" / "config.json").write_text('{"vocab_size": 77229}', encoding="utf-8")
    (folder / "run" / "log.csv").write_text(
        "stage,minutes,rows\nsentences,20.0,1000\nsentences,23.0,1500\nquestions,96.0,4000\n",
        encoding="utf-8",
    )
    return folder


def test_the_card_states_figures_time_and_rows(tmp_path: Path) -> None:
    text = write_card(_work(tmp_path), tmp_path / "export", load_config()).read_text(encoding="utf-8")
    assert "| Chinese → Chinese | recall@1 | 0.812 (0.750–0.875) |" in text
    assert "+0.812 (+0.750–+0.875)" in text
    assert "(23 minutes): Chinese sentence" in text
    assert "(73 minutes): in-batch contrast" in text
    assert "1,500 sentence pairs, 2,500 of the second stage" in text
    assert "77,229 entries" in text


def test_the_card_names_the_sources_without_a_licence(tmp_path: Path) -> None:
    text = write_card(_work(tmp_path), tmp_path / "export", load_config()).read_text(encoding="utf-8")
    unstated = text[text.index("**No licence stated**") :]
    for name in ("mojLawSplitJSON", "LawRefBook", "QuantEcon", "cn-chat-arxiv", "news-wmt"):
        assert name in unstated


def test_the_card_begins_with_the_hub_s_front_matter(tmp_path: Path) -> None:
    lines = (
        write_card(_work(tmp_path), tmp_path / "export", load_config())
        .read_text(encoding="utf-8")
        .split("\n")
    )
    assert lines[0] == "---"
    assert "license: apache-2.0" in lines[1 : lines.index("---", 1)]
