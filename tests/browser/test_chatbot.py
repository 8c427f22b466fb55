"""The whole chatbot over the shipped corpus: real questions, real quotes, a real browser."""

from __future__ import annotations

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.model]
AREA = "上海自贸试验区最初设立时的面积是多少？"
UNIDO = "How many projects had MOFCOM completed with UNIDO over 50 years?"


def squeezed(text):
    return re.sub(r"\s", "", text)


def test_a_chinese_question_is_answered_with_a_highlighted_quote_and_its_citation(visit, ask, chatbot_url):
    page = visit(chatbot_url)
    exchange = ask(page, AREA)
    quotes = [squeezed(text) for text in exchange.locator(".answer q").all_inner_texts()]
    assert any("28.8平方公里" in quote for quote in quotes)
    highlighted = "".join(squeezed(text) for text in exchange.locator(".card mark").all_inner_texts())
    assert all(quote in highlighted for quote in quotes)
    assert exchange.locator("a.ref").first.inner_text() == "[1]"
    assert "2023" in exchange.locator(".card .cite:visible").first.inner_text()
    assert page.errors == []
    assert page.strangers == []


def test_the_quotes_citation_is_copied_as_bibtex(visit, ask, chatbot_url):
    page = visit(chatbot_url)
    card = ask(page, AREA).locator(".card").first
    page.locator("select").first.select_option("bibtex")
    card.get_by_role("button", name="引文与出处").click()
    page.wait_for_selector(".toast.shown")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(card.get_attribute("data-quote"))
    assert re.search(r"\n@\w+\{", copied)


def test_the_source_opens_at_the_quote(visit, ask, chatbot_url):
    page = visit(chatbot_url)
    exchange = ask(page, AREA)
    quote = squeezed(exchange.locator(".answer q").first.inner_text())
    exchange.locator("button.open").first.click()
    page.locator("dialog.panel .line.hit").first.wait_for()
    shown = squeezed("".join(page.locator("dialog.panel mark").all_inner_texts()))
    assert shown == quote or shown.startswith(quote) or quote in shown
    assert page.locator("dialog.panel mark").first.is_visible()


def test_an_english_question_gets_chinese_quotes_with_english_around_them(visit, ask, chatbot_url):
    page = visit(chatbot_url, locale="en-US")
    exchange = ask(page, UNIDO)
    assert any("400多个项目" in squeezed(text) for text in exchange.locator(".answer q").all_inner_texts())
    card = exchange.locator(".card").first
    assert not re.search(r"[\u4e00-\u9fff]", card.locator("h4").inner_text())
    assert card.get_by_role("button", name="Copy quote").count() == 1


def test_what_the_documents_do_not_say_is_declined_in_the_askers_language(visit, ask, chatbot_url):
    page = visit(chatbot_url)
    exchange = ask(page, "谁获得了2026年世界杯冠军？")
    assert "没有" in exchange.locator(".notice").inner_text()
    assert exchange.locator(".nearest .card").count() > 0
    assert exchange.locator(".answer").count() == 0


def test_the_example_questions_are_answered(visit, chatbot_url):
    page = visit(chatbot_url)
    count = page.locator(".examples button").count()
    assert count >= 4
    for number in range(count):
        page.locator(".examples button").nth(number).click()
        page.locator("#e1:is(.answered, .declined, .failed):not(:has([aria-busy]))").wait_for()
        assert page.locator("#e1.answered .card mark").count() > 0, page.locator("#e1 h2").inner_text()
        page.get_by_role("button", name="新对话").click()
        page.locator(".welcome").wait_for()
