"""Unrelated passages by rule: grammatical, full of figures, years, names and places, and about nothing in any corpus.

They are put together from lists, because the repository brings no second corpus along: half Chinese and half English,
on everyday subjects. Their variety is that of their lists, so they crowd an index less than as many passages that
people wrote; the README says so beside the figures.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

PASSAGES = 2000
SECTIONS_A_DOCUMENT = 50
_SEED = 7

_ZH_SUBJECTS = (
    "古镇博物馆", "高山茶园", "城市图书馆", "海滨灯塔", "社区合唱团", "老字号面馆", "天文台", "植物园", "马拉松赛事", "儿童剧院",
    "高原湖泊", "木版年画", "候鸟栖息地", "乡村小学", "手工纸作坊", "冰川公园", "围棋俱乐部", "电影节", "果园合作社", "石窟寺",
    "漂流河段", "陶瓷窑址", "风筝节", "动物救助站", "咖啡烘焙坊", "滑雪场", "老城墙", "音乐厅", "蜂场", "竹编工坊",
)  # fmt: skip
_ZH_PLACES = (
    "雁鸣谷", "清溪村", "白鹭洲", "石桥镇", "云杉岭", "望月湾", "青稞坪", "红枫沟", "柳叶湖", "松花甸", "鹿鸣山", "银杏里",
    "燕尾渡", "榆林洼", "沙棘滩", "海棠街", "翠竹坞", "星辰湖", "碧螺岛", "苇子坑",
)  # fmt: skip
_ZH_PEOPLE = (
    "方雪梅", "许长河", "田小雨", "曾望舒", "孟晓棠", "秦怀远", "谷立春", "梅若兰", "贺青山", "樊一鸣", "祝思齐", "康玉书",
    "霍明轩", "阮知秋", "温如玉", "滕子墨",
)  # fmt: skip
_ZH_POSTS = ("馆长", "护林员", "教练", "厨师", "志愿者", "讲解员", "园丁", "校长", "摄影师", "修复师")
_ZH_SENTENCES = (
    "{subject}位于{place}，始建于{year}年，占地约{number}平方米，每周{weekday}闭门维护。",
    "{post}{person}说，{subject}在{year}年接待了{number}名访客，比上一年多了{percent}%。",
    "当地居民习惯在{season}来到{place}，他们认为那时的{thing}最有味道，一份大约{small}元。",
    "{person}在{place}住了{small}年，她收集的{thing}已经超过{number}件，其中{percent}%来自邻居的捐赠。",
    "为了保护{thing}，{subject}从{year}年起限制每天的人数，上限是{number}人。",
    "每到{season}，{post}{person}都会带着{small}名学徒练习，直到{thing}做得足够好。",
    "关于{subject}的来历有{small}种说法，流传最广的一种与{place}的一口古井有关。",
    "{year}年的一场大雪压坏了屋顶，修缮花了{small}个月，用去木料{number}根。",
    "孩子们最喜欢的是{thing}，因为它不用排队，而且{weekday}免费。",
    "{person}回忆说，那年{season}下了整整{small}天的雨，{place}的路面几乎看不见了。",
)
_ZH_THINGS = (
    "桂花糕",
    "旧唱片",
    "剪纸",
    "梨花",
    "铜铃",
    "山泉水",
    "手写信",
    "蓝印花布",
    "皮影",
    "柿饼",
    "羽毛标本",
    "陶罐",
)
_ZH_SEASONS = ("初春", "盛夏", "深秋", "隆冬", "雨季", "采茶时节")
_ZH_WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")

_EN_SUBJECTS = (
    "village museum", "tea garden", "lighthouse", "community choir", "noodle house", "observatory", "botanical garden",
    "marathon", "children's theatre", "mountain lake", "bird reserve", "country school", "paper workshop", "glacier park",
    "chess club", "film festival", "orchard cooperative", "rock temple", "rafting river", "pottery kiln", "kite festival",
    "animal shelter", "coffee roastery", "ski resort", "old town wall", "concert hall", "bee farm", "basket workshop",
)  # fmt: skip
_EN_PLACES = (
    "Larkspur Hollow", "Pebble Creek", "Heron Island", "Stonebridge", "Spruce Ridge", "Moonrise Bay", "Barley Flats",
    "Maple Gorge", "Willow Pond", "Fernley", "Deer Hill", "Ginkgo Lane", "Swallow Ferry", "Thornwick", "Amber Beach",
)  # fmt: skip
_EN_PEOPLE = (
    "Nora Whitfield", "Tobias Renn", "Edith Marlowe", "Caspian Holt", "Wren Abernathy", "Silas Okonjo", "Petra Lindqvist",
    "Ivo Castellan", "Maud Fairbairn", "Rufus Tennant", "Odile Brandt", "Hamish Crowe",
)  # fmt: skip
_EN_POSTS = (
    "curator",
    "ranger",
    "coach",
    "cook",
    "volunteer",
    "guide",
    "gardener",
    "teacher",
    "photographer",
    "restorer",
)
_EN_SENTENCES = (
    "The {subject} at {place} was founded in {year} and covers about {number} square metres; it is closed on {weekday}.",
    "{person}, the {post}, says that the {subject} received {number} visitors in {year}, {percent} percent more than before.",
    "People come to {place} in {season} because they think that the {thing} taste best then, at {small} pounds a piece.",
    "{person} has lived in {place} for {small} years and has collected more than {number} {thing}.",
    "To protect the {thing}, the {subject} has allowed no more than {number} people a day since {year}.",
    "Every {season} the {post} {person} takes {small} apprentices along until the {thing} are good enough.",
    "There are {small} stories about how the {subject} began, and the best known has to do with an old well in {place}.",
    "Heavy snow broke the roof in {year}; the repair took {small} months and {number} beams.",
    "Children like the {thing} best, since there is no queue for them and they are free on {weekday}.",
    "{person} remembers that it rained for {small} days that {season}, so that the road to {place} could not be seen.",
)
_EN_THINGS = (
    "plum cakes",
    "old records",
    "paper cuttings",
    "pear blossoms",
    "brass bells",
    "letters",
    "puppets",
    "clay jars",
)
_EN_SEASONS = ("spring", "summer", "autumn", "winter", "the rainy season")
_EN_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


def write_distractors(folder: Path, passages: int = PASSAGES) -> None:
    """Write Markdown files whose sections are about `passages` passages, half of them Chinese; always the same."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(_SEED)
    for number, begin in enumerate(range(0, passages, SECTIONS_A_DOCUMENT)):
        count = min(SECTIONS_A_DOCUMENT, passages - begin)
        sections = [_section(dice, chinese=number % 2 == 0) for _ in range(count)]
        title = f"# 杂记第{number}卷" if number % 2 == 0 else f"# Notes, volume {number}"
        text = "\n\n".join([title, *(f"## {heading}\n\n{body}" for heading, body in sections)])
        (folder / f"notes-{number:03}.md").write_text(text + "\n", encoding="utf-8")


def _section(dice: random.Random, *, chinese: bool) -> tuple[str, str]:
    """A heading and a paragraph of the length of a passage."""
    sentences = dice.sample(_ZH_SENTENCES if chinese else _EN_SENTENCES, 6 if chinese else 5)
    subject = dice.choice(_ZH_SUBJECTS if chinese else _EN_SUBJECTS)
    place = dice.choice(_ZH_PLACES if chinese else _EN_PLACES)
    written = [_filled(sentence, dice, subject, place, chinese=chinese) for sentence in sentences]
    heading = f"{place}{subject}" if chinese else f"The {subject} of {place}"
    return heading, ("" if chinese else " ").join(written)


def _filled(sentence: str, dice: random.Random, subject: str, place: str, *, chinese: bool) -> str:
    def one_of(chinese_words: Sequence[str], english_words: Sequence[str]) -> str:
        return dice.choice(chinese_words if chinese else english_words)

    return sentence.format(
        subject=subject,
        place=place,
        person=one_of(_ZH_PEOPLE, _EN_PEOPLE),
        post=one_of(_ZH_POSTS, _EN_POSTS),
        thing=one_of(_ZH_THINGS, _EN_THINGS),
        season=one_of(_ZH_SEASONS, _EN_SEASONS),
        weekday=one_of(_ZH_WEEKDAYS, _EN_WEEKDAYS),
        year=dice.randrange(1950, 2025),
        number=dice.randrange(120, 9900, 10),
        percent=f"{dice.randrange(10, 400) / 10:g}",
        small=dice.randrange(2, 30),
    )
