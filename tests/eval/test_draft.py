from eval.draft import draft_questions
from eval.runner import Bench


def questions(bench: Bench) -> dict[str, dict[str, object]]:
    return {str(draft["question"]): draft for draft in draft_questions(bench, 50)}


def test_a_figure_is_asked_for_with_its_unit(bench: Bench) -> None:
    draft = questions(bench)["白沙港的仓库面积为多少万平方米？"]
    assert (draft["type"], draft["answers"]) == ("number", [["88 万平方米"]])
    assert draft["evidence"] == [{"source": "ports.md", "text": "白沙港的仓库面积为 88 万平方米。"}]


def test_a_year_is_asked_for(bench: Bench) -> None:
    draft = questions(bench)["港务局局长林致远表示，新码头将于哪一年启用？"]
    assert (draft["type"], draft["answers"], draft["language"]) == ("date", [["2024年"]], "zh")


def test_an_english_sentence_is_asked_in_english(bench: Bench) -> None:
    assert questions(bench)["In which year the garden received 51,000 visitors?"]["answers"] == [["2023"]]


def test_ids_are_unique_and_no_more_are_given_than_asked_for(bench: Bench) -> None:
    drafts = draft_questions(bench, 3)
    assert [draft["id"] for draft in drafts] == ["draft-001", "draft-002", "draft-003"]
    assert draft_questions(bench, 0) == []


def test_drafts_are_spread_over_the_documents(bench: Bench) -> None:
    sources = {draft["evidence"][0]["source"] for draft in draft_questions(bench, 2)}  # type: ignore[index]
    assert sources == {"ports.md", "gardens.md"}
