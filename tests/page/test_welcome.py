from __future__ import annotations

from dataclasses import fields

from rag.page import LABELS, Example, head, render_header, render_welcome, script
from tests.toys_page import HARBOUR, HOSTILE


def test_the_welcome_offers_the_examples_and_names_the_documents_in_the_interfaces_language():
    page = render_welcome([Example("吞吐量<多少>？", "harbour.txt")], [HARBOUR, HOSTILE], "en")
    assert '<button type="button" data-action="ask" lang="zh-CN">吞吐量&lt;多少&gt;？</button>' in page
    assert ">Wanghai annual report</span><time>5 March 2023</time>" in page
    assert "<img" not in page


def test_many_documents_are_counted_rather_than_listed():
    page = render_welcome([], [HARBOUR] * 15, "zh")
    assert page.count("望海港区年报") == 12
    assert "+ 3" in page
    assert "试着问问" not in page


def test_the_header_offers_the_other_language_in_its_own_words():
    assert 'data-language="en" lang="en"' in render_header("zh")
    assert ">English</button>" in render_header("zh")
    assert ">中文</button>" in render_header("en")


def test_no_label_is_missing_in_either_language():
    for labels in LABELS.values():
        empty = [field.name for field in fields(labels) if not getattr(labels, field.name)]
        assert empty == []


def test_the_page_asks_no_other_host_for_anything():
    for text in (head(), script("header"), script("conversation")):
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
        assert "https://" not in text
        assert "@import" not in text
