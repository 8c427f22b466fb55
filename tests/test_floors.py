"""The house's structure: imports only go down the floors, heavy libraries stay in their one adapter, names are exported on purpose."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import rag

ROOT = Path(rag.__file__).parent
FLOORS = {
    "types": 0, "protocols": 0, "errors": 0,
    "embedding": 2, "reading": 2, "generation": 2, "index": 2,
    "expansion": 3,
    "retrieval": 3, "answering": 4, "candidates": 4, "conversation": 4, "confidence": 4, "signals": 4, "page": 5, "batch": 5, "__main__": 5,
}  # fmt: skip
ADAPTERS = {
    "jieba": {"text"}, "opencc": {"text"}, "pypinyin": {"text"}, "Stemmer": {"text"}, "spellchecker": {"text"}, "faiss": {"index"}, "bm25s": {"index"},
    "sqlite3": {"index"}, "onnxruntime": {"embedding", "reading"}, "tokenizers": {"embedding", "reading"}, "sentence_transformers": {"embedding"},
    "torch": {"embedding"}, "openai": {"generation"}, "citeproc": {"bibliography", "citations"}, "gradio": {"page"},
    "pypdfium2": {"readers"}, "docx": {"readers"}, "lxml": {"readers"},
}  # fmt: skip


def modules():
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield path, ("__init__" if parts == ("__init__",) else parts[0])


def floor(name: str) -> int:
    return FLOORS.get(name, 1)


def imported(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module == "rag")


def test_imports_only_go_down_the_floors():
    climbing = []
    for path, home in modules():
        if home in ("__init__", "__main__"):
            continue
        for name in imported(path):
            parts = name.split(".")
            if parts[0] == "rag" and len(parts) > 1 and floor(parts[1]) > floor(home):
                climbing.append(f"{path.relative_to(ROOT)} imports {name}")
    assert climbing == []


def test_the_package_never_imports_what_is_built_on_it():
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path, home in modules()
        for name in imported(path)
        if name.split(".")[0] in ("app", "eval", "bench", "train", "tests") and home != "__main__"
    ]
    assert wrong == []


def test_each_library_is_imported_in_its_adapter_only():
    strays = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path, home in modules()
        for name in imported(path)
        if home not in ADAPTERS.get(name.split(".")[0], {home})
    ]
    assert strays == []


def test_the_public_names_are_those_announced():
    assert sorted(rag.__all__) == rag.__all__
    assert all(getattr(rag, name) is not None for name in rag.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = rag.no_such_name


def test_asking_in_the_shell_loads_no_heavy_library():
    code = (
        "import sys, rag.__main__, rag.answering\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'gradio', 'pandas', 'matplotlib', 'openai'} & set(sys.modules)\n"
        "sys.exit(f'loaded {sorted(heavy)}' if heavy else 0)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT.parent, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
