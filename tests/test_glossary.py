import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import MetadataError
from rag.glossary import Entry, Glossary, format_glossary, read_glossary

GLOSSARY = Glossary(
    [
        Entry(("自由贸易试验区", "自贸试验区"), ("pilot free trade zone", "FTZ")),
        Entry(("贸易",), ("trade",)),
        Entry(("最初",), ("initial",)),
        Entry(("科技部",), ("Ministry of Science and Technology", "MOST")),
    ]
)


def test_a_term_is_expanded_with_the_other_names_of_its_entry():
    (found,) = GLOSSARY.expand("FTZs")
    assert (found.term, found.zh) == ("ftzs", ("自由贸易试验区", "自贸试验区"))
    assert "pilot free trade zone" in found.en
    assert GLOSSARY.expand("自贸试验区在哪里")[0].en == ("pilot free trade zone", "FTZ")


def test_the_longest_term_wins():
    assert [found.term for found in GLOSSARY.expand("自由贸易试验区和贸易")] == ["自由贸易试验区", "贸易"]
    assert [found.term for found in GLOSSARY.expand("Pilot Free Trade Zones and trade")] == [
        "pilot free trade zones",
        "trade",
    ]


def test_traditional_characters_find_the_simplified_term():
    assert [found.term for found in GLOSSARY.expand("自貿試驗區")] == ["自贸试验区"]


def test_a_word_with_the_same_stem_is_not_the_term():
    assert GLOSSARY.expand("their own initiative") == []


def test_an_acronym_is_not_found_in_a_common_word():
    assert GLOSSARY.expand("Which zones matter most?") == []
    assert GLOSSARY.expand("What does MOST say?")[0].zh == ("科技部",)
    assert GLOSSARY.expand("ftz share of exports")[0].term == "ftz"


def test_a_file_is_read_and_written_alike(tmp_path):
    path = tmp_path / "glossary.tsv"
    path.write_text("\ufeff# remark\n\n商务部|商務部\tMOFCOM | Ministry of Commerce\n", encoding="utf-8")
    glossary = read_glossary(path)
    assert glossary.entries == (Entry(("商务部", "商務部"), ("MOFCOM", "Ministry of Commerce")),)
    assert format_glossary(glossary) == "商务部|商務部\tMOFCOM|Ministry of Commerce\n"


@pytest.mark.parametrize("line", ["商务部", "商务部\t", "a\tb\tc"])
def test_a_line_that_is_no_entry_is_named(tmp_path, line):
    path = tmp_path / "glossary.tsv"
    path.write_text(f"商务部\tMOFCOM\n{line}\n", encoding="utf-8")
    with pytest.raises(MetadataError, match=r"Line 2 of the glossary .*two columns.*TAB"):
        read_glossary(path)


def test_a_file_that_is_not_utf_8_is_a_metadata_error(tmp_path):
    path = tmp_path / "glossary.tsv"
    path.write_bytes("商务部\tMOFCOM".encode("gb18030"))
    with pytest.raises(MetadataError, match=r"cannot be read.*Save it as UTF-8"):
        read_glossary(path)


@given(st.text(max_size=80))
def test_an_empty_glossary_expands_nothing(text):
    assert Glossary().expand(text) == []
