"""What a person sees and does on the page, over a toy assistant with known answers."""

from __future__ import annotations

import pytest

from tests.browser.conftest import finished
from tests.toys_page import FAR_ROW, INJECTION, NEAR_ROW, REASON, ROWS_ANSWER, TONNAGE

pytestmark = pytest.mark.browser
QUESTION = "2022年吞吐量是多少？"


def clipboard(page):
    page.wait_for_selector(".toast.shown")
    return page.evaluate("navigator.clipboard.readText()")


def test_the_quote_is_bold_where_it_answers_and_highlighted_in_its_passage(visit, ask, toy_url):
    page = visit(toy_url)
    exchange = ask(page, QUESTION)
    assert exchange.locator(".answer q").first.inner_text() == TONNAGE
    assert exchange.locator(".answer q b").inner_text() == "2.1亿吨"
    assert exchange.locator(".card mark").inner_text() == TONNAGE + REASON
    assert exchange.locator(".card mark b").inner_text() == "2.1亿吨"
    assert exchange.locator(".card h4").inner_text() == "望海港区2022年度报告"
    assert page.errors == []


def test_a_mark_leads_to_its_card_by_mouse_and_by_keyboard(visit, ask, toy_url):
    page = visit(toy_url)
    exchange = ask(page, QUESTION)
    exchange.locator("a.ref").first.click()
    assert page.evaluate("document.activeElement.id") == "e1-c1"
    exchange.locator("a.ref").last.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "e1-c1"


def test_the_copy_buttons_copy_quote_both_and_citation_in_the_chosen_style(visit, ask, toy_url):
    page = visit(toy_url)
    card = ask(page, QUESTION).locator(".card")
    card.get_by_role("button", name="复制引文").click()
    assert clipboard(page) == f"{TONNAGE}\n{REASON}"
    card.get_by_role("button", name="引文与出处").click()
    assert clipboard(page) == f"{TONNAGE}\n{REASON}\ngbt7714 entry of 望海港区2022年度报告"
    for style in ("apa", "chicago", "bibtex", "gbt7714"):
        page.locator("select").select_option(style)
        assert card.locator(".cite:visible").inner_text() == f"{style} entry of 望海港区2022年度报告"
        card.get_by_role("button", name="仅出处").click()
        assert clipboard(page) == f"{style} entry of 望海港区2022年度报告"


def test_quoted_rows_are_a_table_under_their_header_and_are_copied_as_they_stand(visit, ask, toy_url):
    page = visit(toy_url, width=390, height=844)
    exchange = ask(page, ROWS_ANSWER.question)
    assert exchange.locator(".answer th").all_inner_texts() == 2 * ["航线", "2021 年", "2022 年"]
    assert exchange.locator(".answer td b").all_inner_texts() == ["63", "79"]
    assert "「" not in exchange.locator(".answer").inner_text()
    card = exchange.locator(".card")
    header, figures = card.locator("th").all(), card.locator("tbody tr").first.locator("td").all()
    assert [cell.inner_text() for cell in figures] == ["望海—近岛", "41", "63"]
    for name, figure in zip(header, figures, strict=True):
        assert abs(name.bounding_box()["x"] - figure.bounding_box()["x"]) < 1
    card.get_by_role("button", name="复制引文").click()
    assert clipboard(page) == f"{NEAR_ROW}\n{FAR_ROW}"
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_chosen_citation_style_is_remembered(visit, ask, toy_url):
    page = visit(toy_url)
    ask(page, QUESTION)
    page.locator("select").select_option("chicago")
    page.reload()
    exchange = ask(page, QUESTION)
    assert exchange.locator("select").input_value() == "chicago"
    assert exchange.locator(".cite:visible").inner_text().startswith("chicago entry")


def test_the_source_opens_at_the_quote_shows_more_lines_and_closes_with_escape(visit, ask, toy_url):
    page = visit(toy_url, height=500)
    exchange = ask(page, QUESTION)
    exchange.get_by_role("button", name="查看原文").click()
    panel = page.locator("dialog.panel")
    panel.locator(".line").first.wait_for()
    assert panel.locator("mark").all_inner_texts() == ["2022年港区货物吞吐量达到", "2.1亿吨，同比增长16.7%。"]
    assert panel.locator(".aside").inner_text() == "港区年度报告  14"
    assert panel.locator("mark").first.is_visible()
    assert panel.locator(".line").count() == 44
    panel.locator(".more").click()
    panel.locator(".line").nth(88).wait_for()
    assert panel.locator(".line").count() == 89
    assert panel.locator(".more").count() == 0
    page.keyboard.press("Escape")
    assert panel.is_hidden()


def test_a_hostile_document_is_text_and_nothing_else(visit, ask, toy_url):
    page = visit(toy_url)
    exchange = ask(page, "手册说了什么？")
    assert exchange.locator(".answer q").inner_text() == INJECTION
    exchange.get_by_role("button", name="查看原文").click()
    page.locator("dialog.panel .line").first.wait_for()
    assert page.locator("dialog.panel .words").first.inner_text().startswith("<script>document.title=")
    assert page.locator("#conversation img, #conversation script, dialog img, dialog script").count() == 0
    assert page.title() == "Yinju 引据"


def test_a_question_with_markup_is_text_too(visit, ask, toy_url):
    page = visit(toy_url)
    exchange = ask(page, "<img src=x onerror=\"document.title='owned'\"> ${document.title='owned'} {{x}}?")
    assert "<img src=x" in exchange.locator("h2").inner_text()
    assert "${document.title='owned'} {{x}}?" in exchange.locator("h2").inner_text()
    assert page.title() == "Yinju 引据"


def test_a_declined_question_offers_passages_that_do_not_look_like_an_answer(visit, ask, toy_url):
    page = visit(toy_url)
    exchange = ask(page, "谁夺冠？")
    assert exchange.locator(".notice").inner_text() == "文档中没有找到这个问题的答案。"
    assert exchange.locator(".answer, mark, .cite, .number").count() == 0
    assert "不构成回答" in exchange.locator(".nearest .hint").inner_text()
    assert (
        exchange.locator(".nearest .card").evaluate("card => getComputedStyle(card).borderStyle") == "dashed"
    )


def test_an_error_is_said_plainly_and_the_conversation_stays(visit, ask, toy_url):
    page = visit(toy_url)
    ask(page, QUESTION)
    failed = ask(page, "？！")
    assert "问题里没有可以检索的文字或数字" in failed.get_by_role("alert").inner_text()
    assert page.locator("#e1 .answer q").first.inner_text() == TONNAGE
    assert ask(page, QUESTION).locator(".answer").count() == 1


def test_an_error_follows_the_interfaces_language_and_its_english_text_can_be_opened(visit, ask, toy_url):
    page = visit(toy_url)
    failed = ask(page, "索引还在吗？")
    assert "找不到索引" in failed.get_by_role("alert").inner_text()
    assert not failed.get_by_text("There is no such folder.").is_visible()
    failed.get_by_text("英文详情").click()
    assert failed.get_by_text("There is no such folder.").is_visible()
    page.get_by_role("button", name="Switch the interface to English").click()
    page.wait_for_function("document.documentElement.lang === 'en'")
    assert "No index in .index. There is no such folder." in page.locator("#e1").inner_text()
    assert "找不到索引" not in page.locator("#e1").inner_text()


def test_a_language_model_that_fails_is_noted_in_chinese_below_the_quoted_answer(visit, ask, toy_url):
    exchange = ask(visit(toy_url), "模型怎么说？")
    assert exchange.locator(".answer q").first.inner_text() == TONNAGE
    assert "语言模型的服务没有及时回应，显示的是原文摘引。" in exchange.locator(".note").inner_text()


def write(page, question):
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")


def test_a_language_model_that_writes_can_be_stopped_and_the_quoted_answer_stands(visit, ask, toy_url):
    page = visit(toy_url)
    ask(page, QUESTION)
    assert page.get_by_role("button", name="停止").count() == 0
    write(page, "慢慢写。")
    page.locator("#e2 .answer", has_text="第3句。").wait_for()
    page.get_by_role("button", name="停止").click()
    stopped = finished(page, 2)
    assert stopped.locator(".answer q").first.inner_text() == TONNAGE
    assert stopped.locator(".card").count() == 1
    assert stopped.locator(".note").inner_text() == "语言模型已停止，以上为原文摘引。"
    page.wait_for_timeout(1000)  # nothing that was still on its way may come after
    assert stopped.locator(".answer q").first.inner_text() == TONNAGE
    assert page.get_by_role("button", name="停止").count() == 0
    assert page.locator("#question .submit-button").is_visible()
    assert page.locator("#e1 .answer q").first.inner_text() == TONNAGE
    assert ask(page, "那2021年呢？").locator(".answer q").count() == 2
    assert page.locator(".exchange").count() == 3
    assert page.errors == []


def test_what_is_typed_while_a_language_model_writes_stays_in_the_field(visit, toy_url):
    page = visit(toy_url)
    write(page, "慢慢写。")
    page.locator("#e1 .answer", has_text="第2句。").wait_for()
    write(page, QUESTION)
    page.locator("#e1 .answer", has_text="第9句。").wait_for()
    page.get_by_role("button", name="停止").click()
    finished(page, 1)
    assert page.locator("#question textarea").input_value() == QUESTION
    page.locator("#question .stop-button").wait_for(state="detached")
    page.locator("#question textarea").press("Enter")
    assert finished(page, 2).locator(".answer q").first.inner_text() == TONNAGE


def test_a_new_chat_ends_what_a_language_model_writes(visit, ask, toy_url):
    page = visit(toy_url)
    write(page, "慢慢写。")
    page.locator("#e1 .answer", has_text="第2句。").wait_for()
    page.get_by_role("button", name="新对话").click()
    page.locator(".welcome").wait_for()
    page.wait_for_timeout(1000)
    assert page.locator(".exchange").count() == 0
    assert page.get_by_role("button", name="停止").count() == 0
    ask(page, QUESTION)


def test_blank_input_asks_nothing(visit, ask, toy_url):
    page = visit(toy_url)
    page.locator("#question textarea").fill("   ")
    page.locator("#question textarea").press("Enter")
    # Nothing on the page tells that nothing was asked; a person takes longer than this to type on.
    page.wait_for_timeout(1000)
    ask(page, QUESTION)
    assert page.locator(".exchange h2").all_inner_texts() == [f"问题：\n{QUESTION}"]


def test_the_standalone_question_is_shown_and_asked_again_as_corrected(visit, ask, toy_url):
    page = visit(toy_url)
    exchange = ask(page, "那2021年呢？")
    assert "按此理解：望海港区2021年货物吞吐量是多少？" in exchange.locator(".standalone").inner_text()
    exchange.get_by_role("button", name="修改").click()
    field = exchange.get_by_role("textbox", name="修改后的问题")
    assert field.input_value() == "望海港区2021年货物吞吐量是多少？"
    field.fill(QUESTION)
    field.press("Enter")
    page.get_by_text("已改为：").wait_for()
    assert page.locator(".exchange").count() == 1
    assert page.locator("#e1 .standalone p span").inner_text() == QUESTION
    assert page.locator("#e1 .answer q").first.inner_text() == TONNAGE


def test_the_interface_switches_language_without_losing_the_conversation(visit, ask, toy_url):
    page = visit(toy_url)
    ask(page, QUESTION)
    page.get_by_role("button", name="Switch the interface to English").click()
    page.wait_for_function("document.documentElement.lang === 'en'")
    assert page.locator("#e1 .card h4").inner_text() == "Wanghai Harbour Zone: Annual Report 2022"
    assert page.locator("#e1 .path li").all_inner_texts() == ["II. Operations"]
    assert "Wang Haigang" in page.locator("#e1 .facts").inner_text()
    assert page.locator("#e1 .card mark").inner_text() == TONNAGE + REASON
    assert (
        page.locator("#question textarea")
        .get_attribute("placeholder")
        .startswith("Ask in Chinese or English")
    )
    page.reload()
    page.wait_for_function("document.documentElement.lang === 'en'")


@pytest.mark.parametrize(
    ("locale", "heading"), [("zh-CN", "试着问问"), ("en-GB", "Try asking"), ("fr", "Try asking")]
)
def test_the_first_language_is_the_browsers(visit, toy_url, locale, heading):
    page = visit(toy_url, locale=locale)
    page.get_by_role("heading", name=heading).wait_for()


def test_an_example_is_asked_by_a_click_and_a_new_chat_brings_the_examples_back(visit, toy_url):
    page = visit(toy_url)
    assert page.locator(".examples button").all_inner_texts() == [QUESTION]
    page.locator(".examples button").click()
    page.locator("#e1 .card").wait_for()
    page.get_by_role("button", name="新对话").click()
    page.locator(".welcome").wait_for()
    assert page.locator(".exchange").count() == 0


def test_light_and_dark_follow_the_system_until_switched_by_hand(visit, toy_url):
    page = visit(toy_url, dark=True)
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="切换浅色或深色").click()
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (dark, light) == ("rgb(23, 24, 27)", "rgb(250, 248, 244)")
    page.reload()
    page.wait_for_selector(".welcome")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light


def test_evidence_stands_beside_the_answer_where_it_is_wide_and_under_it_where_narrow(visit, ask, toy_url):
    wide = ask(visit(toy_url), QUESTION)
    assert wide.locator(".evidence").bounding_box()["x"] > wide.locator(".answer").bounding_box()["x"] + 400
    page = visit(toy_url, width=360, height=740)
    narrow = ask(page, QUESTION)
    answer = narrow.locator(".answer").bounding_box()
    assert narrow.locator(".evidence").bounding_box()["y"] > answer["y"] + answer["height"]
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_every_control_has_a_name_and_the_page_asks_no_other_host(visit, ask, toy_url):
    page = visit(toy_url)
    exchange = ask(page, QUESTION)
    exchange.get_by_role("button", name="查看原文").click()
    page.locator("dialog.panel .line").first.wait_for()
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, a, select, input, textarea')]
            .filter(e => e.offsetParent)
            .filter(e => !(e.ariaLabel || e.title || e.innerText?.trim() || e.labels?.length))
            .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert nameless == []
    assert page.strangers == []
    assert page.errors == []
    assert page.locator("footer:visible", has_text="Gradio").count() == 0
