"""Serves the page over the toy assistant, for tests of the page alone: `python toy_server.py PORT`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import app
from rag.errors import IndexNotFoundError
from tests.toys_page import HOSTILE_ANSWER, ROWS_ANSWER, TONNAGE_ANSWER, UNWORDED_ANSWER, ToyAssistant

FOLLOW_UP = replace(TONNAGE_ANSWER, standalone_question="望海港区2021年货物吞吐量是多少？")


def main(port: int) -> None:
    """Serve until killed."""
    assistant = ToyAssistant(
        {
            "2022年吞吐量是多少？": TONNAGE_ANSWER,
            "手册说了什么？": HOSTILE_ANSWER,
            "那2021年呢？": FOLLOW_UP,
            ROWS_ANSWER.question: ROWS_ANSWER,
            "模型怎么说？": UNWORDED_ANSWER,
            "慢慢写。": TONNAGE_ANSWER,
        },
        growing={"慢慢写。": [f"第{number}句。" for number in range(1, 200)]},
        pause_s=0.15,
        failures={
            "索引还在吗？": IndexNotFoundError(
                "No index in .index.", "There is no such folder.", "Build one."
            )
        },
    )
    app.EXAMPLES = (
        app.Example("2022年吞吐量是多少？", "harbour.txt"),
        app.Example("elsewhere?", "absent.txt"),
    )
    page = app.build_page(app.Reader(assistant))  # type: ignore[arg-type]
    page.queue(default_concurrency_limit=8).launch(server_name="127.0.0.1", server_port=port, **app.look())


if __name__ == "__main__":
    main(int(sys.argv[1]))
