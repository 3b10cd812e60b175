"""Figures, the bridge, questions, and their renderings. One frozen object is rendered everywhere."""

from riskreg.reporting.asking import Answer, Filters, filters_from
from riskreg.reporting.page import write_page
from riskreg.reporting.progress import Column, Figure, Progress
from riskreg.reporting.questions import QUESTIONS, Question, ask
from riskreg.reporting.state import Point
from riskreg.reporting.tabular import write_json, write_table
from riskreg.reporting.workbook import write_workbook

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
    "write_page",
    "write_table",
    "write_workbook",
]
