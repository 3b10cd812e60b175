"""Exports of known products: their columns mean what the product means by them, and no question need be asked.

`recognise` tells a layout by its headers; `documents` turns exports that are no tables (XML, JSON) into rows, in the
reading process.
"""

from riskreg.tables.exports.layouts import LAYOUTS, Layout, recognise

__all__ = ["LAYOUTS", "Layout", "recognise"]
