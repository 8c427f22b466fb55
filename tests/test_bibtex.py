from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from rag.bibliography import CslItem
from rag.bibtex import bibtex_key, escape_latex, format_bibtex


def test_every_latex_special_is_written_as_itself():
    assert escape_latex("R&D 5% $1 #2 a_b {x} ~ ^ \\ <y>") == (
        r"R\&D 5\% \$1 \#2 a\_b {\textbraceleft}x{\textbraceright} {\textasciitilde} {\textasciicircum} "
        r"{\textbackslash} {\textless}y{\textgreater}"
    )


def test_quotes_and_chinese_are_left_alone():
    assert escape_latex('“制度创新” & "x" it\'s') == '“制度创新” \\& "x" it\'s'


def test_a_report_is_written_out_in_full():
    item: CslItem = {
        "type": "report",
        "title": "R&D in 100% of zones",
        "author": [{"family": "Smith", "given": "Anna"}, {"literal": "World Bank"}],
        "issued": {"date-parts": [[2021, 5, 3]]},
        "publisher": "Zone Press",
        "publisher-place": "Geneva",
        "URL": "https://a.org/x_y?a=1&b={2}",
        "language": "en",
    }
    assert format_bibtex(item, "smith2021") == (
        "@techreport{smith2021,\n"
        "  author = {Smith, Anna and {World Bank}},\n"
        "  title = {{R\\&D in 100\\% of zones}},\n"
        "  institution = {Zone Press},\n"
        "  address = {Geneva},\n"
        "  year = {2021},\n"
        "  month = may,\n"
        "  day = {3},\n"
        "  url = {https://a.org/x_y?a=1&b=%7B2%7D},\n"
        "  language = {english}\n"
        "}"
    )


def test_a_key_is_author_year_and_word_and_takes_an_acronym_for_a_body():
    item: CslItem = {
        "type": "report",
        "title": "The role of zones",
        "author": [{"literal": "United Nations Conference on Trade and Development"}],
        "issued": {"date-parts": [[2023]]},
    }
    assert re.fullmatch(r"unctad2023role-[0-9a-f]{4}", bibtex_key(item, "", "UNCTAD"))
    assert re.fullmatch(r"unctd2023role-[0-9a-f]{4}", bibtex_key(item))


def test_alike_documents_have_different_keys_and_the_same_document_always_the_same():
    first: CslItem = {"type": "document", "title": "简报一"}
    second: CslItem = {"type": "document", "title": "简报二"}
    assert bibtex_key(first) != bibtex_key(second)
    assert bibtex_key(first) == bibtex_key({"type": "document", "title": "简报一"})
    assert re.fullmatch(r"docnd-[0-9a-f]{4}", bibtex_key(first))


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_braces_are_balanced_whatever_the_title_holds(title):
    entry = format_bibtex({"type": "report", "title": title, "author": [{"literal": title or "x"}]}, "k")
    assert entry.count("{") == entry.count("}")
    depth = 0
    for character in entry:
        depth += (character == "{") - (character == "}")
        assert depth >= 0
