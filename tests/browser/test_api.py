"""Gradio's HTTP API of the page: what other programs call; no browser is needed."""

from __future__ import annotations

import json
import urllib.request

import pytest

from tests.toys_page import TONNAGE

pytestmark = pytest.mark.slow


def call(url, name, body, version=""):
    """The events of one call, as the HTTP API streams them: [(kind, data)]."""
    address, kind = f"{url}gradio_api/call", {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{address}{version}/{name}", json.dumps(body).encode(), kind)
    with urllib.request.urlopen(request, timeout=60) as response:
        event_id = json.load(response)["event_id"]
    with urllib.request.urlopen(f"{address}/{name}/{event_id}", timeout=60) as response:
        lines = response.read().decode().splitlines()
    kinds = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    values = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    return list(zip(kinds, values, strict=True))


def test_ask_gives_the_answer_as_json(toy_url):
    ((event, (answer,)),) = call(toy_url, "ask", {"data": ["2022年吞吐量是多少？", []]})
    assert event == "complete"
    assert answer["quotes"][0]["text"] == TONNAGE
    assert answer["citations"][0]["formatted"]["apa"] == "apa entry of 望海港区2022年度报告"
    assert answer["declined"] is False


def test_ask_takes_the_conversation_before_it(toy_url):
    history = ["2022年吞吐量是多少？", {"question": "那2021年呢？", "standalone_question": "2021年？"}]
    ((event, (answer,)),) = call(toy_url, "ask", {"data": ["谁夺冠？", history]})
    assert event == "complete"
    assert answer["declined"] is True


def test_the_history_may_be_left_out(toy_url):
    ((event, (answer,)),) = call(toy_url, "ask", {"question": "2022年吞吐量是多少？"}, "/v2")
    assert (event, answer["declined"]) == ("complete", False)


def test_search_gives_hits(toy_url):
    ((event, (result,)),) = call(toy_url, "search", {"data": ["2022年吞吐量是多少？", 3]})
    assert event == "complete"
    assert [hit["source"] for hit in result["hits"]] == ["harbour.txt"]


def test_a_question_without_words_is_an_error_that_says_so(toy_url):
    ((event, value),) = call(toy_url, "ask", {"data": ["？？", []]})
    assert event == "error"
    assert "The question is empty." in json.dumps(value, ensure_ascii=False)


def test_only_the_two_endpoints_are_offered(toy_url):
    with urllib.request.urlopen(f"{toy_url}gradio_api/info", timeout=30) as response:
        assert sorted(json.load(response)["named_endpoints"]) == ["/ask", "/search"]
