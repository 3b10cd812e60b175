"""Figures, the bridge, questions, and their renderings. One frozen object is rendered everywhere.

The report as a workbook and as a page stands in `workbook` and `page`: a question waits for neither to be loaded.
"""

from riskreg.reporting.asking import Answer, Filters, filters_from
from riskreg.reporting.progress import Column, Figure, Progress
from riskreg.reporting.questions import QUESTIONS, Question, ask
from riskreg.reporting.state import Point
from riskreg.reporting.tabular import write_json, write_table

__all__ = [
    "QUESTIONS",
    "Answer",
    "Column",
    "Figure",
    "Filters",
    "Point",
    "Progress",
    "Question",
    "ask",
    "filters_from",
    "write_json",
    "write_table",
]
