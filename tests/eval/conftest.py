import json
from pathlib import Path

import pytest

from eval.runner import Bench
from rag.index import build_index
from tests.toys import ToyEmbedder

PORTS = """# 港口简报

2021年，青石港的吞吐量为 320 万吨。2022年，青石港的吞吐量为 415 万吨。港务局局长林致远表示，新码头将于2024年启用。

## 航线

白沙港开通了十二条航线，其中五条通往南方。白沙港的仓库面积为 88 万平方米。
"""
GARDENS = """# A report on gardens

The rose garden was opened in 1998 and holds 240 kinds of roses. Its keeper is Nora Whitfield.

## Visitors

In 2023 the garden received 51,000 visitors. Entrance is free on Mondays.
"""
QUESTIONS = [
    {
        "id": "p1", "language": "zh", "type": "number", "question": "2022年青石港的吞吐量是多少？",
        "evidence": [{"source": "ports.md", "text": "2022年，青石港的吞吐量为415万吨。"}], "answers": [["415万吨"]],
    },
    {
        "id": "p2", "language": "en", "type": "number", "question": "How many kinds of roses does the rose garden hold?",
        "evidence": [{"source": "gardens.md", "text": "The rose garden was opened in 1998 and holds 240 kinds of roses."}],
        "answers": [["240 kinds"]],
    },
    {"id": "p3", "language": "zh", "type": "who", "question": "谁获得了围棋冠军？", "unanswerable": True},
    {
        "id": "c1", "language": "zh", "turns": [
            {
                "question": "2021年青石港的吞吐量是多少？",
                "evidence": [{"source": "ports.md", "text": "2021年，青石港的吞吐量为 320 万吨"}], "answers": [["320万吨"]],
            },
            {
                "question": "那2022年呢？",
                "evidence": [{"source": "ports.md", "text": "2022年，青石港的吞吐量为415万吨。"}], "answers": [["415万吨"]],
            },
        ],
    },
]  # fmt: skip


@pytest.fixture(scope="session")
def embedder() -> ToyEmbedder:
    return ToyEmbedder(["吞吐量", "航线", "仓库", "roses", "visitors", "冠军"])


@pytest.fixture(scope="session")
def index_dir(tmp_path_factory: pytest.TempPathFactory, embedder: ToyEmbedder) -> Path:
    folder = tmp_path_factory.mktemp("toy")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "ports.md").write_text(PORTS, encoding="utf-8")
    (folder / "corpus" / "gardens.md").write_text(GARDENS, encoding="utf-8")
    build_index(folder / "corpus", folder / "index", embedder=embedder)
    return folder / "index"


@pytest.fixture
def bench(index_dir: Path, embedder: ToyEmbedder) -> Bench:
    return Bench.open(index_dir, embedder)


@pytest.fixture
def question_file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.jsonl"
    path.write_text(
        "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in QUESTIONS), encoding="utf-8"
    )
    return path
