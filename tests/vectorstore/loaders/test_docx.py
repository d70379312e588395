import io
import zipfile

from docx import Document

from vectorstore.loaders import load_bytes

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{MAIN}" xmlns:r="{RELATIONSHIPS}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def word(body, **parts):
    """A Word file of this body, with parts such as styles, numbering and footnotes given by their content."""
    roots = {"document": ("document", f"<w:body>{body}</w:body>")} | {kind: (kind, xml) for kind, xml in parts.items()}
    links = "".join(f'<Relationship Id="r{kind}" Type="{RELATIONSHIPS}/{kind}" Target="{kind}.xml"/>' for kind in parts)
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    types = "".join(
        f'<Override PartName="/word/{kind}.xml" ContentType="application/vnd.openxmlformats-officedocument'
        f'.wordprocessingml.{"document.main" if kind == "document" else kind}+xml"/>'
        for kind in roots
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"'
            f' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{RELATIONSHIPS}/officeDocument"'
            ' Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{package}">{links}</Relationships>')
        for kind, (root, xml) in roots.items():
            archive.writestr(f"word/{kind}.xml", f"<w:{root} {NAMESPACES}>{xml}</w:{root}>")
    return stream.getvalue()


def p(words, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(words)}</w:p>"


def run(words, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


def load(body, **parts):
    return load_bytes(word(body, **parts), "云汀市报告.docx")


def repacked(data, change):
    """The archive with each part passed through ``change(name, content)``; None leaves a part out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (content := change(name, old.read(name))) is not None:
                new.writestr(name, content)
    return stream.getvalue()


def docx_bytes(build):
    document = Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_paragraphs_and_tables_keep_their_order():
    def build(document):
        document.add_paragraph("第一段")
        table = document.add_table(rows=2, cols=2)
        for cell, words in zip(table._cells, ["指标", "数值", "生产总值", "5.2%"], strict=True):
            cell.text = words
        document.add_paragraph("").add_run("第\n二段")

    assert load_bytes(docx_bytes(build), "报告.docx").text == "第一段\n指标\t数值\n生产总值\t5.2%\n第\n二段"


def test_heading_styles_are_recorded_from_level_one_without_the_title():
    def build(document):
        document.add_heading("云汀市政府工作报告", level=1)
        document.add_heading("过去一年", level=2)
        document.add_paragraph("正文。")
        document.add_heading("产业", level=3)
        document.add_paragraph("正文。")

    loaded = load_bytes(docx_bytes(build), "报告.docx")
    assert [(loaded.text[start : start + 2], level) for start, level in loaded.layout.headings] == [
        ("过去", 1),
        ("产业", 2),
    ]


STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="标题 1"/></w:style>
<w:style w:type="paragraph" w:styleId="own"><w:name w:val="章名"/><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="flat"><w:name w:val="像标题"/><w:basedOn w:val="1"/>
  <w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="outlined"><w:name w:val="节名"/>
  <w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="secret"><w:name w:val="批注"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="unseen"><w:name w:val="隐"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="loop"><w:name w:val="圈"/><w:basedOn w:val="loop"/></w:style>
"""


def styled(words, style, more=""):
    return p(words, f'<w:pStyle w:val="{style}"/>{more}')


def test_headings_are_known_by_chinese_names_by_what_they_are_based_on_and_by_outline_level():
    body = (
        styled("总述", "1")
        + styled("分述", "own")
        + styled("工业", "outlined")
        + styled("不是标题", "flat")
        + styled("也不是标题", "1", '<w:outlineLvl w:val="9"/>')
        + p("农业", '<w:outlineLvl w:val="2"/>')
        + styled("圈", "loop")
        + p("长段落" * 40, '<w:outlineLvl w:val="0"/>')
    )
    loaded = load(body, styles=STYLES)
    assert [(loaded.text[start : start + 2], level) for start, level in loaded.layout.headings] == [
        ("总述", 1),
        ("分述", 1),
        ("工业", 2),
        ("农业", 3),
    ]


def test_lines_of_a_table_of_contents_are_left_out():
    gallery = '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    body = (
        styled("总述 1", "TOC1") + f"{gallery}<w:sdtContent>{p('目 录')}</w:sdtContent></w:sdt>" + styled("总述", "1")
    )
    assert load(body, styles=STYLES).text == "总述"


def test_hidden_and_deleted_paragraphs_leave_no_line():
    deleted = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:del>{run('旧')}</w:del></w:p>"
    joined = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('生产')}</w:p>"
    loaded = load(p("甲") + deleted + joined + p("总值") + styled("藏", "secret") + p("乙"), styles=STYLES)
    assert loaded.text == "甲\n生产总值\n乙"
    assert loaded.layout.warnings == ("文中有未接受的修订；按全部接受之后的文字读取。",)


LEVELS = """
<w:abstractNum w:abstractNumId="5">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:pStyle w:val="1"/>
    <w:lvlText w:val="%1、"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:pStyle w:val="own"/>
    <w:lvlText w:val="（%2）"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum>
<w:num w:numId="2"><w:abstractNumId w:val="5"/></w:num>
"""


def numbered(words, level, definition=2):
    return p(words, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{definition}"/></w:numPr>')


def test_automatic_numbers_stand_in_the_text():
    body = (
        numbered("工作回顾", 0)
        + numbered("工业", 1)
        + numbered("5万亩", 2)
        + numbered("", 2)
        + numbered("农业", 1)
        + numbered("2024年", 2)
        + numbered("工作安排", 0)
        + numbered("没有定义", 0, 77)
        + numbered("不编号", 0, 0)
    )
    assert load(body, numbering=LEVELS).text.split("\n") == [
        "一、工作回顾",
        "（一）工业",
        "1. 5万亩",
        "",
        "（二）农业",
        "1. 2024年",
        "二、工作安排",
        "没有定义",
        "不编号",
    ]


def test_styles_bring_their_numbers_and_their_levels():
    styles = STYLES.replace(
        '<w:name w:val="标题 1"/>', '<w:name w:val="标题 1"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>'
    )
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = styled("回顾", "1") + styled("工业", "own") + styled("前言", "1", none) + styled("安排", "1")
    loaded = load(body, styles=styles, numbering=LEVELS)
    assert loaded.text == "一、回顾\n（一）工业\n前言\n二、安排"
    assert [start for start, _ in loaded.layout.headings] == [0, 5, 11, 14]


def cell(words, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(words)}</w:tc>"


def table(*rows):
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


def test_merged_cells_are_one_with_the_rows_and_columns_they_cover():
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    loaded = load(
        p("表1")
        + table(
            (cell("指标", down), cell("2024年", '<w:gridSpan w:val="2"/>')),
            (cell("", on), cell("数量"), cell("增速")),
            (cell("产值"), cell("1\u3000200亿元"), cell("")),
        )
        + p("后文")
    )
    assert loaded.text == "表1\n指标\t2024年\n数量\t增速\n产值\t1 200亿元\t\n后文"
    [grid] = loaded.layout.tables
    assert [
        (loaded.text[each.start : each.end], each.row, each.column, each.rows, each.columns) for each in grid.cells
    ] == [
        ("指标", 0, 0, 2, 1),
        ("2024年", 0, 1, 1, 2),
        ("数量", 1, 1, 1, 1),
        ("增速", 1, 2, 1, 1),
        ("产值", 2, 0, 1, 1),
        ("1 200亿元", 2, 1, 1, 1),
        ("", 2, 2, 1, 1),
    ]


def test_a_table_of_one_cell_is_layout_and_one_inside_a_cell_is_flattened():
    inner = table((cell("甲"), cell("乙")), (cell("丙"), cell("丁")))
    loaded = load(
        table((f"<w:tc>{p('前言')}{inner}{p('后记')}</w:tc>",)) + table((f"<w:tc>{inner}</w:tc>", cell("戊")))
    )
    assert loaded.text == "前言\n甲\t乙\n丙\t丁\n后记\n甲 乙 丙 丁\t戊"
    assert len(loaded.layout.tables) == 2


def test_a_column_of_automatic_numbers_is_read():
    number = '<w:numPr><w:ilvl w:val="2"/><w:numId w:val="2"/></w:numPr>'
    rows = [(f"<w:tc>{p('', number)}</w:tc>", cell(words)) for words in ("产值", "投资")]
    assert load(table(*rows), numbering=LEVELS).text == "1.\t产值\n2.\t投资"


def test_rows_deleted_in_tracked_changes_are_left_out():
    body = table((cell("甲"), cell("乙")), ("<w:trPr><w:del/></w:trPr>", cell("丙"), cell("丁")))
    assert load(body).text == "甲\t乙"


FOOTNOTES = (
    f'<w:footnote w:type="separator" w:id="-1">{p("分隔线")}</w:footnote>'
    f'<w:footnote w:id="2">{p(" 先引。")}{p("第二段。")}</w:footnote><w:footnote w:id="1">{p("后引。")}</w:footnote>'
    f'<w:footnote w:id="7">{p("无人引用。")}</w:footnote>'
)


def box(words):
    inside = f"<w:txbxContent>{words}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_notes_and_text_boxes_are_asides_behind_the_text_each_once():
    refer = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    end = '<w:r><w:endnoteReference w:id="4"/></w:r>'
    body = (
        f"<w:p>{run('增长5%')}{refer.format(2)}{end}{box(p('框内') + p('数字'))}{run('。')}</w:p>"
        f"<w:p>{run('再引')}{refer.format(1)}{refer.format(2)}</w:p>"
    )
    loaded = load(body, footnotes=FOOTNOTES, endnotes=f'<w:endnote w:id="4">{p("尾注。")}</w:endnote>')
    assert loaded.text == "增长5%。\n再引\n先引。\n第二段。\n后引。\n尾注。\n框内\n数字"
    assert [loaded.text[start:end] for start, end in loaded.layout.asides] == [
        "先引。\n第二段。",
        "后引。",
        "尾注。",
        "框内\n数字",
    ]


def test_a_reader_is_told_of_pictures_and_of_embedded_files():
    body = f'<w:p>{run("图")}<w:r><w:drawing><a:blip r:embed="x"/></w:drawing></w:r></w:p><w:altChunk r:id="y"/>'
    loaded = load(body)
    assert loaded.text == "图"
    assert loaded.layout.warnings == (
        "文中嵌有其他文件，其内容没有读取。",
        "文中有 1 幅图片或图表，图中的文字和数字没有读取。",
    )


def test_files_in_the_strict_variant_are_read():
    strict = repacked(
        word(styled("总述", "1"), styles=STYLES),
        lambda name, content: content.replace(
            MAIN.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
        ).replace(RELATIONSHIPS.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
    )
    loaded = load_bytes(strict, "严格.docx")
    assert (loaded.text, loaded.layout.headings) == ("总述", ((0, 1),))
