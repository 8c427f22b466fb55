"""Titles told from the text: headings set as such, and lines at the top of a plain one."""

from __future__ import annotations

import pytest

from rag.readers import SourceText
from rag.reflow import reflow
from rag.title_lines import edition, is_organisation, may_name
from rag.titles import infer_title
from rag.types import Block

ZH = (
    "港口去年五月开放，六月又因为检修关闭，直到当年年底才重新开放，船只往来比上一年多了三成，收入也多了一些。"
)
EN = "The port was opened in May of the year before last, and it was closed again in June for repairs."


def title(top: str, *, markdown: bool = False, running_header: str = "") -> str:
    body = ZH if any("\u4e00" <= char <= "\u9fff" for char in top) else EN
    read = reflow(SourceText(f"{top}\n\n{body}\n\n{body}\n", markdown=markdown))
    return infer_title(read.text, read.blocks, running_header, "the_file.txt")


@pytest.mark.parametrize(
    ("top", "expected"),
    [
        ("东港口岸新闻发布会实录\n发布时间：2023-05-06\n\n地  点：三楼大厅", "东港口岸新闻发布会实录"),
        ("东港轮渡有限公司\n二〇二三年年度报告", "东港轮渡有限公司 二〇二三年年度报告"),
        ("东港市人民政府文件\n\n东政发〔2023〕12号\n\n关于加强港口管理的通知", "关于加强港口管理的通知"),
        ("港 口 工 作 简 报\n\n第 9 期（总第 20 期）", "港口工作简报 第 9 期（总第 20 期）"),
        ("东港轮渡安全白皮书\n（2023年度）\n\n安全部　编", "东港轮渡安全白皮书（2023年度）"),
        ("同舟共济\n——在轮渡公司职工大会上的工作报告", "同舟共济 ——在轮渡公司职工大会上的工作报告"),
        (
            "大桥之后：两岸的第一个十年\n（中译本）\n\n东港研究院（Eastham Institute）",
            "大桥之后：两岸的第一个十年",
        ),
        (
            "EASTHAM UNIVERSITY\nRULES ON MOORING AND STORAGE",
            "EASTHAM UNIVERSITY — RULES ON MOORING AND STORAGE",
        ),
        (
            "EASTHAM COLLEGE\nRegistry\n\nBOARD\nMINUTES OF THE 9TH MEETING",
            "BOARD — MINUTES OF THE 9TH MEETING",
        ),
        (
            "HARBOUR INSTITUTE\nCoastal Programme\n\nWHO OWNS THE QUAY?\nTen years of leases",
            "WHO OWNS THE QUAY?",
        ),
        (
            "PORT AGENCY\n\nQuay Renewal Programme\nProgress Report No. 2",
            "Quay Renewal Programme — Progress Report No. 2",
        ),
        ("CHAPTER 4\n\nPORTS: WHAT THEY COST", "CHAPTER 4 — PORTS: WHAT THEY COST"),
        ("ACME CORPORATION\nANNUAL REPORT\n2023", "ACME CORPORATION — ANNUAL REPORT, 2023"),
        ("UNITED PORTS COUNCIL", "UNITED PORTS COUNCIL"),
        ("Page 3 of 4\n\nHarbour rules", "Harbour rules"),
        ("What is a port?", "the file"),
        # Ordinary titles that end as publishers' names do.
        ("How we fixed the Post Office\n\nA view from the counter", "How we fixed the Post Office"),
        ("Visiting the Central Bank\n\nA guide for schools", "Visiting the Central Bank"),
        ("The Board\n\nMembers", "The Board"),
        ("我的大学\n\n一位老人的回忆", "我的大学"),
        ("走进大西部\n\n沿途见闻", "走进大西部"),
        ("故事的结局\n\n最后一夜", "故事的结局"),
        ("论海运的好处\n\n运输距离", "论海运的好处"),
        # A letterhead all the same.
        ("东港轮渡集团有限公司\n东轮〔2023〕4号\n\n齐心协力", "齐心协力"),
        ("东港轮渡有限公司\n\n大桥之后的十年", "大桥之后的十年"),
        ("Eastham Ferries Limited\n\nPorts in a changing climate", "Ports in a changing climate"),
        ("EASTHAM UNIVERSITY\nUniversity Secretariat\n\nLife on the quay", "Life on the quay"),
        # Lines that only look like what they would be left out for.
        ("机密计算技术白皮书\n\n东港研究院", "机密计算技术白皮书"),
        ("内部文件管理办法\n\n东港研究院", "内部文件管理办法"),
        ("机密★10年\n\n东港渡口的由来", "东港渡口的由来"),
        ("2023年5月大事记", "2023年5月大事记"),
        ("To: All staff\nFrom: The harbour master", "the file"),
        ("Shanghai, May 2021", "the file"),
        ("Annual Report, May 2021", "Annual Report, May 2021"),
        ("Jane Doe, CFO\n\nHow the port was paid for", "How the port was paid for"),
        # Titles broken over two lines.
        ("A HISTORY OF THE PORT OF\nEASTHAM", "A HISTORY OF THE PORT OF EASTHAM"),
        ("The quays, the sheds and\nthe people", "The quays, the sheds and the people"),
        (
            "BUILDING AND REBUILDING A HARBOUR\nBETWEEN TWO RIVERS",
            "BUILDING AND REBUILDING A HARBOUR BETWEEN TWO RIVERS",
        ),
        ("THE HARBOUR\nJANE DOE", "THE HARBOUR"),
        ("Harbour Lights\nFor those who keep them", "Harbour Lights"),
        ("Dear Sir or Madam,", "the file"),
    ],
)
def test_a_line_at_the_top_of_a_plain_text_is_its_title(top: str, expected: str) -> None:
    assert title(top) == expected


@pytest.mark.parametrize(
    ("top", "expected"),
    [
        ("Eastham Port\n\n# Harbour rules", "Harbour rules"),
        (
            "# Eastham Ferries\n\n## Annual Report 2022\n\n### 1. Ships",
            "Eastham Ferries — Annual Report 2022",
        ),
        ("# Eastham Ferries\n\n## Ships\n\n### Old\n\n## Crews", "Eastham Ferries"),
        ("# Eastham Ferries\n\n## Summary\n\n### Old", "Eastham Ferries"),
        ("# Widget\n\n## Installation\n\n### Linux\n\n### Windows", "Widget"),
        ("# Changelog\n\n## 1.0.0\n\n### Added\n\n### Removed", "Changelog"),
        ("# FAQ\n\n## How do I pay?\n\n### By card", "FAQ"),
        ("# Questions\n\n## How do I read a report?\n\n### On paper", "Questions"),
        ("# Staff handbook\n\n## Policies\n\n### Leave", "Staff handbook"),
        ("# Eastham Ferries\n\n## 2022\n\n### Ships", "Eastham Ferries, 2022"),
        ("# Fact book\n\n## Chapter 3. Ships\n\n### Old", "Fact book — Chapter 3. Ships"),
        ("# Tool\n\n--verbose", "Tool"),
        ("# 船在谁手里\n\n--访船长", "船在谁手里 --访船长"),
        ("# “船在谁手里”\n\n## ——访船长", "“船在谁手里” ——访船长"),
        ("# 轮渡管理办法\n\n（2021 年版，2021 年 1 月 1 日起施行）", "轮渡管理办法（2021 年版）"),
        ("# 轮渡管理办法\n\n（2021 年 1 月 1 日通过）", "轮渡管理办法"),
    ],
)
def test_a_heading_set_as_such_is_the_title(top: str, expected: str) -> None:
    assert title(top, markdown=True) == expected


def test_the_title_that_pages_repeat_has_no_page_number() -> None:
    assert title(EN, running_header="Harbour rules Page 2 of 5") == "Harbour rules"
    assert title(EN, running_header="Page 2 of 5") == "the file"


def test_the_title_of_a_table_is_not_the_document_s() -> None:
    text = "1. Purpose\n\nTable 1. Fees\n\nItem    2023\n"
    blocks = (
        Block("heading", 0, 10, 1, "1. Purpose"),
        Block("heading", 12, 25, 2, "Table 1. Fees"),
        Block("table_header", 27, 39),
    )
    assert infer_title(text, blocks, "", "fees.txt") == "fees"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("东港市海事局", True),
        ("东港研究院（Eastham Institute）", True),
        ("Ministry of Ports and Ferries", True),
        ("EASTHAM FERRIES B.V.", True),
        ("东港市海事局年度报告", False),
        ("The harbour that remembered", False),
        ("Department for the Sea and the University", True),
        ("Council of the Port Union", True),
        ("Inside the Ministry of Ports Office", False),
        ("A Bank", False),
        ("东港俱乐部", True),
        ("论坛组织委员会", True),
        ("东港公司海外部", True),
        ("东港企业外部", False),
        ("以游客为中心", False),
    ],
)
def test_publishers_are_known_by_their_names(line: str, expected: bool) -> None:
    assert is_organisation(line) is expected


@pytest.mark.parametrize(
    "line",
    [
        *("时间：2023 年 5 月 6 日", "In the chair:  Jane Doe", "Thursday 4 May 2023, 14:10", "第 47 号"),
        *(
            "东政发〔2023〕12号",
            "表1 货物吞吐量",
            "By Jane Doe",
            "本报记者 张三",
            "安全部 编",
            "（中译本）",
            "Strictly confidential",
        ),
        *(
            "Quay House, Room 2 - port@eastham.example",
            "Port · 12 Quay Road · Eastham",
            "首页 > 港口 > 正文",
            "各位代表：",
        ),
    ],
)
def test_dates_labels_and_addresses_are_no_titles(line: str) -> None:
    assert not may_name(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("（2021 年版，2021 年 1 月 1 日起施行）", "（2021 年版）"),
        ("2023 年第 4 期（10 月至 12 月）　监测中心", " 2023 年第 4 期（10 月至 12 月）"),
        ("Third edition, in force from May", ", Third edition"),
        ("第 47 号", ""),
        ("2023 was a good year", ""),
    ],
)
def test_the_edition_is_told_from_the_line_below(line: str, expected: str) -> None:
    assert edition(line) == expected


def test_a_heading_within_a_section_is_not_the_document_s_title() -> None:
    text = "1. Purpose\n\nA well\n"
    blocks = (Block("heading", 0, 10, 1, "1. Purpose"), Block("heading", 12, 18, 2, "A well"))
    assert infer_title(text, blocks, "", "tarn.txt") == "tarn"
    beside = (blocks[0], Block("heading", 12, 18, 1, "A well"))
    assert infer_title(text, beside, "", "tarn.txt") == "A well"
