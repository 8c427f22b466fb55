import pytest

from rag.index import build_index
from tests.toys import ToyEmbedder

ZONES = (
    "自由贸易试验区始于上海。\n\n第一个试验区的面积是28.8平方公里。\n\n盛秋平表示，企业数量增加到3.6万家。"
)
PORTS = "The port of Qinzhou opened in May 2019.\n\nIt handled 125 million tonnes of cargo."


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "zones.txt").write_text(ZONES, encoding="utf-8")
    (folder / "ports.txt").write_text(PORTS, encoding="utf-8")
    (folder / "glossary.tsv").write_text("面积\tarea|size\n", encoding="utf-8")
    return folder


@pytest.fixture
def embedder():
    return ToyEmbedder(["面积", "企业", "port", "cargo"])


@pytest.fixture
def built(corpus, embedder, tmp_path):
    report = build_index(corpus, tmp_path / "index", embedder=embedder)
    return report.index_dir
