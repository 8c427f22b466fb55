import pytest

from rag.code_switching import code_switched
from rag.glossary import Entry, Glossary
from rag.vocabulary import Sources
from tests.test_expansion import vocabulary

GLOSSARY = Glossary([Entry(("保税区", "自贸区"), ("free trade zone", "FTZ"))])
SOURCES = Sources(glossary=GLOSSARY, lexicon=None)


@pytest.mark.parametrize(
    ("question", "switched"),
    [
        ("When was the FTZ founded?", "When was the 自贸区 founded?"),
        ("What did Sheng Qiuping say?", "What did 盛秋平 say?"),
        ("What did Clinton say?", "What did 克林顿 say?"),
        # Everyday words stay: a glossary may know them in another sense.
        ("How large is a free trade zone?", "How large is a free trade zone?"),
        # A capital that opens a question makes no name.
        ("Clinton", "Clinton"),
        ("面积多大？", "面积多大？"),
        ("", ""),
    ],
)
def test_names_are_put_into_the_language_of_the_documents(question, switched):
    assert code_switched(question, vocabulary(), SOURCES) == switched


def test_nothing_is_put_into_a_language_that_no_document_has():
    assert code_switched("When was the FTZ founded?", vocabulary(languages=("en",)), SOURCES) == (
        "When was the FTZ founded?"
    )


def test_chinese_names_become_english_ones_where_the_index_knows_them():
    sources = Sources(Glossary([Entry(("外商直接投资", "外资"), ("foreign direct investment", "FDI"))]), None)
    assert code_switched("2013年外资多少？", vocabulary(languages=("en",)), sources) == "2013年 FDI 多少？"
