import time

import pytest

from vectorstore.errors import ReadError
from vectorstore.loaders import webpage
from vectorstore.loaders.html import HtmlLoader

TITLE = "云汀市2024年政府工作报告"
BODY = (
    "——2024年1月20日在云汀市第三届人民代表大会第四次会议上",
    "云汀市市长　林远",
    "各位代表：",
    "现在，我代表市人民政府，向大会报告工作，请予审议。",
    "一、2023年工作回顾",
    "过去一年，全市地区生产总值3174.6亿元，同比增长5.2%；一般公共预算收入264.3亿元，增长6.1%。",
    "（一）产业提质增效",
    "规模以上工业增加值增长7.8%，其中高技术制造业增长12.4%。",
    "稳。",
    "新增市场主体1.2万户，“个转企”1300户。",
    "二、2024年工作安排",
    "今年的主要预期目标是：地区生产总值增长5.5%左右。",
    "让我们团结一心、埋头苦干，为建设美丽云汀而努力奋斗！",
)
MENU = (
    "网站首页",
    "政务公开",
    "办事服务",
    "互动交流",
    "走进云汀",
    "岚桥区召开安全生产会议",
    "上一篇",
    "我要纠错",
    "ICP备",
)
MENU_LINKS = "".join(f'<li><a href="/{number}.html">{words}</a></li>' for number, words in enumerate(MENU[:5]))
NEWS = '<li><a href="/n.html">岚桥区召开安全生产会议，部署今冬明春重点工作。</a><span>2024-01-19</span></li>'
FOOTER = "<div>主办：云汀市人民政府办公室 网站标识码：9901000001<br>汀ICP备00000001号 建议使用1024分辨率浏览</div>"


def paragraphs(style="<p style='text-indent:2em'>　　{}</p>"):
    return "\n".join(style.format(words) for words in BODY)


OLD_TABLES = f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><HTML><HEAD>
<TITLE>{TITLE}_云汀市人民政府网</TITLE>
<META content="text/html; charset=utf-8" http-equiv=Content-Type><META name=PubDate content="2024-01-25 10:20"></HEAD>
<BODY>
<TABLE width=1000><TR><TD colspan=2><TABLE><TR>{MENU_LINKS.replace("li>", "td>")}</TR></TABLE></TD></TR>
<TR><TD width=200><UL>{NEWS * 8}</UL></TD><TD><TABLE width=780><TBODY><TR><TD align=center><B>
<FONT size=5>{TITLE}</FONT></B></TD></TR>
<TR>
<TD>发布时间：2024-01-25　来源：云汀日报　【字体：
<A href="javascript:f(16)">大</A> <A href="javascript:f(12)">小</A>】【<A href="#p">打印</A>】</TD></TR>
<TR><TD class=text>{"<BR>".join("&nbsp;&nbsp;&nbsp;&nbsp;" + words for words in BODY)}</TD></TR>
<TR><TD>上一篇：<A href="x">关于表彰先进的通知</A></TD></TR></TBODY></TABLE></TD></TR></TABLE>
<CENTER>{FOOTER}</CENTER></BODY></HTML>"""

TRS = f"""<html><head><meta charset="utf-8"><title>云汀市人民政府 政府工作报告 {TITLE}</title>
<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2024-01-25"></head><body>
<div class="header">
<ul class="nav">{MENU_LINKS}</ul></div>
<div class="dqwz">当前位置：<a href="/">网站首页</a> &gt; <a href="/zwgk">政务公开</a> &gt; 正文</div>
<div class="main"><div class="xl"><h2 class="title">{TITLE}</h2><div class="xl-info">
<span>发布日期：2024年1月25日</span>
<span>浏览次数：1203</span></div><div class="view TRS_UEDITOR"><div class="TRS_Editor">
<style>.TRS_Editor p{{}}</style>{paragraphs()}
</div></div><div class="fx">分享到：<a href="#w">微信</a></div><div class="ewm">
<img src="q.png">扫一扫在手机打开当前页</div></div>
<div class="right"><h3>相关阅读</h3><ul>{NEWS * 5}</ul></div></div><div class="bottom">{FOOTER}</div></body></html>"""

SPA = f"""<div id="app" data-v-app=""><div class="layout"><div class="layout-menu"><span>网站首页</span>
<span>政务公开</span>
<span>办事服务</span><span>互动交流</span><span>走进云汀</span></div><div class="el-main">
<section class="article-detail"><h1>{TITLE}</h1>
<div class="meta"><span>2024-01-25 10:20</span><span> 来源：云汀市人民政府办公室</span></div><div class="rich-text">
{"".join(f"<section><span>{words[:4]}</span><span><b>{words[4:]}</b></span></section>" for words in BODY)}
</div><div class="btns"><span>我要纠错</span><span>打印</span></div></section></div>
<div style="display:none">岚桥区召开安全生产会议。</div>
<footer>{FOOTER}</footer></div></div>"""

UCAP = f"""<!DOCTYPE html><html lang="zh"><head><meta charset="UTF-8">
<title>{TITLE}_政府信息公开_云汀市人民政府门户网站</title>
<meta name="firstpublishedtime" content="2024-01-25-10:20:00"></head><body><div class="header_nav">
<ul>{MENU_LINKS}</ul></div>
<div class="content"><div class="pages-title">{TITLE}</div><table class="bd1"><tr><td>索 引 号：</td>
<td>0001/2024-1</td><td>主题分类：</td><td>综合政务</td>
</tr><tr><td>发文机关：</td><td>市政府</td><td>成文日期：</td><td>2024年1月20日</td></tr></table>
<div class="pages_content" id="UCAP-CONTENT">{paragraphs("<p><span style='font-family:宋体'>{}</span></p>")}</div>
<div class="pages_print"><span>【打印】</span><span>【关闭】</span><span>【我要纠错】</span></div>
<div class="related">
<h2>相关链接</h2><ul>{NEWS}</ul></div></div><div class="footer">{FOOTER}</div><script>var a = "首页。";</script>
</body></html>"""

PAGES = {"old tables": OLD_TABLES, "TRS": TRS, "SPA": SPA, "UCAP": UCAP}


def load(page, name="报告.html"):
    return HtmlLoader().load(page.encode() if isinstance(page, str) else page, name)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_of_a_saved_page_every_line_of_the_report_comes_in_order_and_no_menu(page):
    assert HtmlLoader().accepts(page.encode(), "页.txt")
    loaded = load(page)
    assert loaded.text.split("\n") == [TITLE, *BODY]
    assert not [words for words in MENU if words in loaded.text]
    assert loaded.layout.published == "2024-01-25"
    assert loaded.layout.headings == ()


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("line", range(len(BODY)))
def test_no_line_is_lost_wherever_the_report_has_been_cut_short(page, line):
    shorter = page
    for words in BODY[line + 1 :]:
        shorter = shorter.replace(words, "")
    if line >= BODY.index("现在，我代表市人民政府，向大会报告工作，请予审议。"):
        assert [words for words in BODY[: line + 1] if words in load(shorter).text] == list(BODY[: line + 1])


def test_headings_are_kept_with_levels_and_the_title_is_none():
    review = "<h2>工作回顾</h2><p>增长5.2%。</p><h3>产业</h3><p>增长7.8%。</p>"
    loaded = load(f"<article><h1>{TITLE}</h1>{review}<h2>工作安排</h2><p>增长5%。</p></article>")
    assert [(loaded.text[start:].partition("\n")[0], level) for start, level in loaded.layout.headings] == [
        ("工作回顾", 1),
        ("产业", 2),
        ("工作安排", 1),
    ]


def test_lines_that_look_like_a_site_s_foot_are_kept_within_the_report():
    lines = [
        "主办单位：市教育局，各区人民政府",
        "（三）强化技术支持",
        "地址：云汀市岚桥区",
        "增长6%。",
        "主办单位：市民政局",
    ]
    body = "".join(f"<p>{line}</p>" for line in lines)
    assert load(f"<html><div><p>增长5%。</p>{body}</div>").text.split("\n")[1:] == lines
    ended = load(f"<html><p>增长5%。</p>{body}<p>代表们！</p><p>主办：云汀市人民政府</p>{FOOTER}").text
    assert ended.split("\n")[1:] == [*lines, "代表们！"]


def test_headings_beside_the_only_box_with_sentences_are_kept():
    loaded = load(f"<div><div><h2>{TITLE}</h2><div><p>增长5.2%。</p><p>增长6%。</p></div></div></div>")
    assert loaded.text == f"{TITLE}\n增长5.2%。\n增长6%。"


def test_merged_cells_are_one_and_their_spans_are_exact():
    page = (
        "<p>主要指标如下。</p><table><caption>表1</caption><tr><th rowspan=2>指标</th><th colspan='2'>2023年</th></tr>"
        "<tr><td>总量</td><td>增速<br>（%）</td></tr><tr><td>生产总值</td><td> 3174.6 </td><td></td></tr></table>"
        "<p>其他见附件。</p>"
    )
    loaded = load(page)
    (table,) = loaded.layout.tables
    assert loaded.text[table.start : table.end] == "指标\t2023年\n总量\t增速 （%）\n生产总值\t3174.6\t"
    cells = [(loaded.text[c.start : c.end], c.row, c.column, c.rows, c.columns) for c in table.cells]
    assert cells[:4] == [("指标", 0, 0, 2, 1), ("2023年", 0, 1, 1, 2), ("总量", 1, 1, 1, 1), ("增速 （%）", 1, 2, 1, 1)]
    assert cells[-1] == ("", 2, 2, 1, 1)
    assert loaded.text.startswith("主要指标如下。\n表1\n")


def test_words_broken_by_tags_and_source_lines_are_joined_and_latin_words_are_not():
    page = "<p>全市<b>生产</b>\n  <span>总值</span>增长\n5.2%，GDP\nper capita 增长&nbsp;6%。</p>"
    assert load(page).text == "全市生产总值增长5.2%，GDP per capita 增长\xa06%。"


def test_footnotes_stand_apart_and_their_marks_are_gone():
    page = (
        '<div><p>“双减”<a href="#_ftn1"><sup>[1]</sup></a>成效明显。</p><div id="ftn1"><p>[1] 减轻学生负担。</p></div>'
        "<p>就业稳定。</p></div>"
    )
    loaded = load(page)
    assert loaded.text == "“双减”成效明显。\n就业稳定。\n[1] 减轻学生负担。"
    assert [loaded.text[start:end] for start, end in loaded.layout.asides] == ["[1] 减轻学生负担。"]


SENTENCES = "<p>增长5.2%。</p><p>增长6%。</p>"


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (f"<title>{TITLE}_云汀市人民政府</title><body>{SENTENCES}", TITLE),
        (
            f"<title>网页</title><h1>岚桥区情况</h1><ul><li><a href=/>首页</a></ul><div>{SENTENCES}</div>",
            "岚桥区情况",
        ),
        (f"<title>别的栏目名称</title><p>岚桥区政府工作报告</p>{SENTENCES}", "岚桥区政府工作报告"),
    ],
)
def test_the_title_is_the_page_s_own_only_where_the_body_has_none(page, title):
    assert load(f"<html>{page}").text == f"{title}\n增长5.2%。\n增长6%。"


@pytest.mark.parametrize(
    ("marks", "day"),
    [
        ("<p>发布时间：2024-1-5</p>", "2024-01-05"),
        ("<table><tr><td>发布日期：</td><td>2024年01月05日</td></tr></table>", "2024-01-05"),
        ("<p>发布日期：2024-13-45</p>", ""),
        ("<p>会议于2024年1月5日召开。</p>", ""),
    ],
)
def test_the_day_of_publishing_is_iso_or_nothing(marks, day):
    assert load(f"<html><body>{marks}<p>增长5.2%。</p><p>增长6%。</p>").layout.published == day


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("gb2312", "gb18030"),
        ("GBK", "gbk"),
        ("big5", "big5hkscs"),
        ("utf-8", "utf-8"),
        ("utf-8", "utf-16"),
        ("no-such", "gb18030"),
    ],
)
def test_the_encoding_is_the_mark_s_then_the_page_s_then_found(charset, encoding):
    words = (
        "雲汀市全市經濟發展的質量不斷提高。" if encoding.startswith("big5") else "云汀市发展的质量不断提高，朱镕基。"
    )
    page = f'<html><head><meta charset="{charset}"><body><p>{words}</p><p>是的。</p>'.encode(encoding)
    assert HtmlLoader().accepts(page, "x")
    assert load(page).text == f"{words}\n是的。"


def test_a_letter_cut_in_half_is_told_of_and_the_rest_is_read():
    words = "云汀市发展的质量不断提高，经济工作稳中有进。" * 20
    page = (
        f"<html><head><meta charset=gb2312><body><p>{words}</p>".encode("gb18030") + b"\xff<p>\xca\xc7\xb5\xc4\xa1\xa3"
    )
    loaded = load(page)
    assert words in loaded.text
    assert "1 处" in loaded.layout.warnings[0]


def test_what_only_a_script_would_uncover_is_read_when_nothing_else_is_there():
    assert load('<html><body><div style="display: none"><p>增长5.2%。</p></div></body>').text == "增长5.2%。"


@pytest.mark.parametrize("words", ["<云汀市>政府工作报告", "云汀市 <p> 是记号", "1 < 2", '{"a": 1}'])
def test_plain_text_is_not_taken_for_a_page(words):
    assert not HtmlLoader().accepts(words.encode(), "报告.txt")


def test_text_behind_thousands_of_open_tags_is_still_read_in_order():
    page = "".join(f"<font><b><p>第{number}项增长5.2%。</p>" for number in range(700))
    assert load(page).text.split("\n") == [f"第{number}项增长5.2%。" for number in range(700)]


def test_a_tag_of_countless_attributes_takes_no_time():
    began = time.process_time()
    assert load("<p " + " ".join(f"a{number}" for number in range(60_000)) + ">增长5.2%。</p>").text == "增长5.2%。"
    assert time.process_time() - began < 2


def test_entities_and_outside_declarations_are_not_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("机密")
    page = f'<!DOCTYPE html SYSTEM "file://{secret}"><html><body><p>甲&x;乙增长5.2%。</p></body></html>'
    assert load(page).text == "甲&x;乙增长5.2%。"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<html><body><script>var x = 1;</script></body></html>", "没有正文"),
        ("<html><ul><li><a href=/>首页</a></ul></html>", "没有正文"),
        (b"<html><head><meta charset=utf-8><body><p>" + b"\x81\xff\x8e\xff" * 50, "编码"),
    ],
)
def test_pages_without_readable_text_are_refused_in_one_line(page, words):
    with pytest.raises(ReadError, match=words) as caught:
        load(page, "坏.html")
    assert "坏.html" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_page_of_too_many_elements_is_refused(monkeypatch):
    monkeypatch.setattr(webpage, "MOST_NODES", 100)
    with pytest.raises(ReadError, match="过于庞大"):
        load("<p>增长。" * 100)
