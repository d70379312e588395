"""Word files (.docx): paragraphs and tables in order, with the numbers that Word draws; notes and text boxes apart."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from vectorstore.errors import ReadError
from vectorstore.loaders.base import Loaded
from vectorstore.loaders.docx_body import Paragraph, Story
from vectorstore.loaders.docx_numbering import Numbering
from vectorstore.loaders.docx_styles import Styles, w
from vectorstore.loaders.grid import Draft
from vectorstore.loaders.ooxml import ZIP, Package, open_package

__all__ = ["DocxLoader"]

_BODY = "word/document.xml"
_TRACKED = tuple(map(w, ("ins", "del", "moveFrom", "moveTo")))


class DocxLoader:
    """Files of Word 2007 and later, and of WPS."""

    def accepts(self, data: bytes, name: str) -> bool:
        """Whether it is a zip archive, or claims by its name to be a Word file."""
        return data.startswith(ZIP) or name.lower().endswith((".docx", ".docm"))

    def load(self, data: bytes, name: str) -> Loaded:
        """Paragraphs and table rows, one a line; then footnotes, endnotes and text boxes as asides.

        Raises ReadError for damaged, foreign and dangerous archives.
        """
        if not data.startswith(ZIP):
            raise ReadError(f"“{name}”不是 Word 文档（.docx），可能已损坏或改过扩展名；请用 Word 打开后另存为 .docx。")
        package = open_package(data, name, ".docx")
        part = _main_part(package, name)
        root = package.root(part)
        body = root.find(w("body"))
        if body is None:
            raise package.damaged()
        styles = Styles(_related(package, part, "styles"))
        story = Story(styles, Numbering(_related(package, part, "numbering"), styles.list_styles()))
        draft = Draft()
        headings = list(_written(draft, story, body))
        for aside in _asides(package, part, story):
            _write_aside(draft, story, aside)
        loaded = draft.finished(list(_warnings(package, root, story)))
        return replace(loaded, layout=replace(loaded.layout, headings=_without_title(headings)))


def _main_part(package: Package, name: str) -> str:
    part = next(iter(package.related("", "officeDocument")), _BODY)
    if part in package.parts and not part.startswith(("xl/", "ppt/")):
        return part
    kind = "演示文稿（.pptx）" if any(each.startswith("ppt/") for each in package.parts) else "压缩文件"
    raise ReadError(f"“{name}”不是 Word 文档（.docx），而是{kind}；请导入 Word、PDF、Excel 或文本格式的报告。")


def _related(package: Package, part: str, kind: str) -> Any | None:
    """The root of the first part of this kind; None when there is none."""
    return next(map(package.root, package.related(part, kind)), None)


def _written(draft: Draft, story: Story, body: Any) -> Iterator[tuple[int, int, str]]:
    """Write the body; give (start, level, text) of its headings."""
    for block in story.blocks(body):
        if isinstance(block, Paragraph):
            start = draft.paragraph(block.text)
            if block.level and block.text.strip():
                yield start, block.level, block.text
        else:
            draft.table(block)


def _asides(package: Package, part: str, story: Story) -> Iterator[Any]:
    """Footnotes, endnotes and text boxes, each kind in the order in which the text refers to them."""
    for kind, tag in (("footnotes", w("footnote")), ("endnotes", w("endnote"))):
        wanted = dict.fromkeys(number for of, number in story.notes if of == kind)
        root = _related(package, part, kind) if wanted else None
        notes = {note.get(w("id")): note for note in root.iter(tag)} if root is not None else {}
        yield from (notes[number] for number in wanted if number in notes)
    # Notes and boxes may hold boxes again: the list grows while it is read.
    yield from story.boxes


def _write_aside(draft: Draft, story: Story, aside: Any) -> None:
    with draft.aside():
        for block in story.blocks(aside):
            if not isinstance(block, Paragraph):
                draft.table(block)
            elif text := block.text.strip():
                draft.paragraph(text)


def _warnings(package: Package, root: Any, story: Story) -> Iterator[str]:
    if any(part.endswith("vbaProject.bin") for part in package.parts):
        yield "文件带有宏；宏没有运行，只读取了文字。"
    if any(next(root.iter(tag), None) is not None for tag in _TRACKED):
        yield "文中有未接受的修订；按全部接受之后的文字读取。"
    if next(root.iter(w("altChunk"), w("subDoc")), None) is not None:
        yield "文中嵌有其他文件，其内容没有读取。"
    if story.pictures:
        yield f"文中有 {story.pictures} 幅图片或图表，图中的文字和数字没有读取。"


def _without_title(headings: list[tuple[int, int, str]]) -> tuple[tuple[int, int], ...]:
    """(start, level) of headings, levels counted from 1; a heading style on the title itself is no heading."""
    levels = [level for _, level, _ in headings]
    if headings and re.search(r"(?:报告|公报)\s*$", headings[0][2]) and levels.count(levels[0]) == 1:
        headings = headings[1:]
    ranks = {level: rank for rank, level in enumerate(sorted({level for _, level, _ in headings}), 1)}
    return tuple((start, ranks[level]) for start, level, _ in headings)
