"""Foreign lists in: files that governments and data publishers give out, read row by row into companies.

The verb is `read_foreign`: any of the known formats → companies, what was left out, and what must be said of the file.
"""

from riskreg.catalogue.foreign.company import ForeignCompany, ForeignFormat, ForeignList
from riskreg.catalogue.foreign.read import ALL, chosen_lists, read_foreign

__all__ = ["ALL", "ForeignCompany", "ForeignFormat", "ForeignList", "chosen_lists", "read_foreign"]
