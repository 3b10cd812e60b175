"""riskreg: a register of restricted surveillance equipment in public estates, and of its removal."""

__version__ = "0.1.0"
