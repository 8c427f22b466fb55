import re
from pathlib import Path

from eval.distractors import write_distractors


def test_passages_are_written_half_in_chinese_and_the_same_every_time(tmp_path: Path) -> None:
    write_distractors(tmp_path / "a", 120)
    write_distractors(tmp_path / "b", 120)
    texts = [path.read_text(encoding="utf-8") for path in sorted((tmp_path / "a").iterdir())]
    assert texts == [path.read_text(encoding="utf-8") for path in sorted((tmp_path / "b").iterdir())]
    assert [text.count("\n## ") for text in texts] == [50, 50, 20]
    assert [bool(re.search("[\u4e00-\u9fff]", text)) for text in texts] == [True, False, True]


def test_no_gap_of_a_sentence_is_left_open(tmp_path: Path) -> None:
    write_distractors(tmp_path, 100)
    assert not any(re.search(r"[{}]", path.read_text(encoding="utf-8")) for path in tmp_path.iterdir())


def test_passages_differ(tmp_path: Path) -> None:
    write_distractors(tmp_path, 400)
    bodies = [
        section.split("\n\n")[1]
        for path in tmp_path.iterdir()
        for section in path.read_text(encoding="utf-8").split("\n## ")[1:]
    ]
    assert len(set(bodies)) == 400
