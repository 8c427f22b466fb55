import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.normalize import normalize
from rag.text.numbers import find_figures


def tokens(text):
    return [token for figure in find_figures(normalize(text)) for token in figure.tokens]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.6 万亿", ["#3600000000000"]),
        ("36000亿", ["#3600000000000"]),
        ("3.6 trillion", ["#3600000000000"]),
        ("3,600 billion", ["#3600000000000"]),
        ("125 万吨", ["#1250000"]),
        ("1.25 million tonnes", ["#1250000"]),
        ("3,400 家", ["#3400"]),
        ("3400", ["#3400"]),
        ("18.1%", ["#18.1%"]),
        ("18.10 per cent", ["#18.1%"]),
        ("百分之十八点一", ["#18.1%"]),
        ("2.5个百分点", ["#2.5%"]),
        ("50 多年", ["#50"]),
        ("400 多个项目", ["#400"]),
        ("50余万", ["#500000"]),
        ("二十一个", ["#21"]),
        ("一百零五", ["#105"]),
        ("三个", ["#3"]),
        ("twenty-one", ["#21"]),
        ("two hundred", ["#200"]),
        ("one million", ["#1000000"]),
        ("28.8km", ["#28.8"]),
        ("第八届", ["№8"]),
        ("第 34 位", ["№34"]),
        ("the Eighth forum", ["№8"]),
        ("ranked 34th", ["№34"]),
        ("¥5bn", ["#5000000000"]),
    ],
)
def test_a_figure_is_its_value(text, expected):
    assert tokens(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2013年9月29日",
        "二〇一三年9月29日",
        "September 29, 2013",
        "29 September 2013",
        "Sept. 29th, 2013",
        "2013-09-29",
    ],
)
def test_a_date_is_its_day_its_month_and_its_year_in_either_language(text):
    assert tokens(text) == ["@09-29", "@2013-09", "#2013"]


@pytest.mark.parametrize("text", ["2013年9月", "September 2013", "Sep 2013", "2013-09"])
def test_a_month_is_itself_and_its_year(text):
    assert tokens(text) == ["@2013-09", "#2013"]


def test_a_year_alone_is_a_plain_figure():
    assert tokens("2013年") == tokens("in 2013") == ["#2013"]


@pytest.mark.parametrize(
    "text", ["一带一路", "三峡", "G20", "5G", "3D", "May I ask", "which one", "十分", "统一个体"]
)
def test_digits_inside_names_and_words_are_no_figures(text):
    assert tokens(text) == []


def test_a_month_that_does_not_exist_leaves_the_year():
    assert tokens("2013年19月") == ["#2013"]


def test_a_serial_number_of_sixty_digits_is_no_figure():
    assert tokens("1" * 60) == []


@given(st.text(alphabet="0123456789,.%年月日万亿千百十一二三多个 abcmillionMay-", max_size=40))
def test_figures_are_ordered_spans_without_overlap(text):
    last = 0
    for figure in find_figures(normalize(text)):
        assert last <= figure.start < figure.end <= len(normalize(text))
        assert figure.tokens
        last = figure.end


@given(st.integers(1, 10**12))
def test_separators_of_thousands_do_not_matter(number):
    if not 1500 <= number <= 2199:
        assert tokens(f"{number:,}") == tokens(str(number)) == [f"#{number}"]


@pytest.mark.parametrize(("text", "expected"), [("٣", ["#3"]), ("०१ km", ["#1"]), ("٣万", ["#30000"])])
def test_digits_of_other_scripts_are_figures_too(text, expected):
    assert tokens(text) == expected
