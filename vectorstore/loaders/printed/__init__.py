"""From what stands where on printed pages to canonical text; the same for text layers and for recognised scans."""

from vectorstore.loaders.printed.assembly import assemble
from vectorstore.loaders.printed.shapes import Box, Glyph, Piece, PrintedPage, PrintedTable

__all__ = ["Box", "Glyph", "Piece", "PrintedPage", "PrintedTable", "assemble"]
