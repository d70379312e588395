import pytest
from lxml import etree

from vectorstore.loaders.docx_styles import Styles
from vectorstore.loaders.docx_text import read_words

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
STYLES = (
    f"<w:styles {NAMESPACES}>"
    '<w:style w:type="character" w:styleId="unseen"><w:name w:val="隐"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="secret"><w:name w:val="批注"/><w:rPr><w:vanish/></w:rPr></w:style>'
    "</w:styles>"
)


def run(words, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


def words(inline, style=""):
    """What is read of a paragraph with these runs between 甲 and 乙."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
    paragraph = f"<w:p {NAMESPACES}>{properties}{run('甲')}{inline}{run('乙')}</w:p>"
    return read_words(etree.fromstring(paragraph), Styles(etree.fromstring(STYLES)))


@pytest.mark.parametrize(
    ("inline", "text"),
    [
        ("<w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>", ""),
        (f"<w:ins>{run('新')}</w:ins>", "新"),
        (f"<w:moveFrom>{run('移')}</w:moveFrom><w:moveTo>{run('移')}</w:moveTo>", "移"),
        (run("藏", "<w:vanish/>"), ""),
        (run("显", '<w:vanish w:val="0"/>'), "显"),
        (run("藏", '<w:rStyle w:val="unseen"/>'), ""),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
            f'{run("码")}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("12.5")}'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "12.5",
        ),
        (f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{run("没有结束的域")}', "没有结束的域"),
        (f'<w:fldSimple w:instr="PAGE">{run("3")}</w:fldSimple>', "3"),
        (f'<w:hyperlink r:id="x">{run("链接")}</w:hyperlink>', "链接"),
        ("<w:r><w:t>生</w:t><w:softHyphen/><w:t>产\u00ad值</w:t></w:r>", "生产值"),
        ("<w:r><w:t>A</w:t><w:noBreakHyphen/><w:t>1</w:t><w:tab/><w:t>b</w:t></w:r>", "A-1\tb"),
        ('<w:r><w:t>前</w:t><w:br w:type="page"/><w:lastRenderedPageBreak/><w:t>后</w:t></w:r>', "前后"),
        ("<w:r><w:t>前</w:t><w:br/><w:t>后</w:t></w:r>", "前\n后"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>5%</w:t></w:r>', "≥5%"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "√"),
        ('<w:r><w:sym w:font="Webdings" w:char="F0FC"/></w:r>', ""),
        ('<w:r><w:sym w:font="宋体" w:char="2460"/></w:r>', "①"),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>yīn</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>音</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "音",
        ),
        (
            "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>",
            "1/2",
        ),
        (
            f'<mc:AlternateContent><mc:Choice Requires="x">{run("㎡")}</mc:Choice>'
            f"<mc:Fallback>{run('m2')}</mc:Fallback></mc:AlternateContent>",
            "㎡",
        ),
        (
            '<w:r><w:t>见</w:t></w:r><w:r><w:footnoteReference w:customMarkFollows="1" w:id="9"/><w:t>*</w:t></w:r>',
            "见",
        ),
        ('<w:commentRangeStart w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>', ""),
    ],
)
def test_words_are_read_as_the_finished_page_shows_them(inline, text):
    assert words(inline).text == f"甲{text}乙"


def test_text_in_a_hidden_style_is_read_only_where_it_is_shown_again():
    assert words(run("显", '<w:vanish w:val="false"/>'), "secret").text == "显"


def test_notes_are_told_in_their_order():
    refer = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="1"/></w:r>'
    assert words(refer).notes == [("footnotes", "2"), ("endnotes", "1")]
