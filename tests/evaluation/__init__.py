"""Measures identification on labelled cases: precision, recall and false-positive rate per kind."""
