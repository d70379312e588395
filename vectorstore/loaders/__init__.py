"""From a file to its canonical text; the format is told by the content, not by the suffix alone.

A format plugs in as an object with ``accepts`` and ``load`` (``Loader``), added to ``LOADERS``.
"""

from vectorstore.errors import ReadError
from vectorstore.loaders.base import Limits, Loaded, Loader
from vectorstore.loaders.docx import DocxLoader
from vectorstore.loaders.html import HtmlLoader
from vectorstore.loaders.office import OfficeLoader
from vectorstore.loaders.pdf import PdfLoader
from vectorstore.loaders.scan import ImageLoader
from vectorstore.loaders.sheet import CsvLoader, XlsxLoader
from vectorstore.loaders.text import TextLoader

__all__ = ["LOADERS", "Limits", "Loaded", "Loader", "load_bytes"]

LOADERS: tuple[Loader, ...] = (
    PdfLoader(),
    ImageLoader(),
    OfficeLoader(),
    XlsxLoader(),
    DocxLoader(),
    HtmlLoader(),
    CsvLoader(),
    TextLoader(),
)
"""In the order they are asked; plain text last, for it accepts what no other format claims."""


def load_bytes(data: bytes, name: str) -> Loaded:
    """The canonical text in the bytes of a file of this name.

    Raises ReadError with one line for the user when there is none to be had.
    """
    if not data:
        raise ReadError(f"“{name}”是空文件；请检查文件是否保存完整。")
    loaded = next(loader for loader in LOADERS if loader.accepts(data, name)).load(data, name)
    if not loaded.text.strip("\ufeff\u200b \t\r\n\f\v\u00a0\u3000"):
        raise ReadError(f"“{name}”里没有文字；如果是扫描件或图片，请先转换成文字。")
    return loaded
