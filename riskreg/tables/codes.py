"""Codes of everything that reading a spreadsheet can refuse, reject or say: stable words, one line each.

A code is never renamed, because officers quote it to their help desk and the documentation lists it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# Files refused as a whole.
FILE_NOT_FOUND: Final = "file-not-found"
NOT_A_FILE: Final = "not-a-file"
FILE_EMPTY: Final = "file-empty"
NOT_A_SPREADSHEET: Final = "not-a-spreadsheet"
WEB_PAGE: Final = "web-page-not-workbook"
DAMAGED: Final = "file-damaged"
PASSWORD_PROTECTED: Final = "password-protected"  # noqa: S105 - a code, not a secret
NO_SHEETS: Final = "no-sheets"
READS_AS_EMPTY: Final = "reads-as-empty"
EXPANDS_TOO_FAR: Final = "expands-too-far"
XML_ENTITIES: Final = "xml-entities"
FILE_TOO_LARGE: Final = "file-too-large"
TOO_MANY_ROWS: Final = "too-many-rows"
TOO_MANY_COLUMNS: Final = "too-many-columns"
TOOK_TOO_LONG: Final = "took-too-long"
NEEDS_TOO_MUCH_MEMORY: Final = "needs-too-much-memory"
NO_TABLE_FOUND: Final = "no-table-found"
NO_DATA_ROWS: Final = "no-data-rows"

# Said of a file, a sheet or a column.
SHEET_HIDDEN: Final = "sheet-hidden"
ROWS_HIDDEN: Final = "rows-hidden"
COLUMNS_HIDDEN: Final = "columns-hidden"
STRUCK_THROUGH: Final = "struck-through"
CELLS_FAR_AWAY: Final = "cells-far-away"
WEB_PAGE_READ: Final = "web-page-read"
EXPORT_RECOGNISED: Final = "export-recognised"
HOSTS_NOT_TAKEN: Final = "hosts-not-taken"
SHEET_NOT_A_TABLE: Final = "sheet-not-a-table"
SHEET_EMPTY: Final = "sheet-empty"
SHEET_WITHOUT_TABLE: Final = "sheet-without-table"
SHEET_OF_RISKREG: Final = "sheet-of-riskreg"
CELL_ERROR: Final = "cell-error"
FORMULA_WITHOUT_VALUE: Final = "formula-without-value"
ERRORS_NOT_VISIBLE: Final = "errors-not-visible"
MORE_OF_THE_SAME: Final = "more-of-the-same"
TEXT_ENCODING_GUESSED: Final = "text-encoding-guessed"
NUL_REMOVED: Final = "nul-removed"
ROW_LONGER_THAN_HEADER: Final = "row-longer-than-header"
CELL_HOLDS_ROWS: Final = "cell-holds-rows"
SHEETS_JOINED: Final = "sheets-joined"
CREDENTIALS_DROPPED: Final = "credentials-dropped"
COLUMN_UNKNOWN: Final = "column-unknown"
COLUMN_DUPLICATE: Final = "column-duplicate"
COLUMN_BY_VALUES: Final = "column-by-values"
COLUMN_VALUES_DO_NOT_FIT: Final = "column-values-do-not-fit"
LIST_UPRIGHT: Final = "list-upright"
NO_HEADERS: Final = "no-headers"
COLUMN_WITHOUT_HEADER: Final = "column-without-header"
OVERRIDE_UNUSED: Final = "mapping-unused"
BLANK_AS_ABOVE: Final = "blank-as-above"
BLANK_LEFT_BLANK: Final = "blank-left-blank"
SITE_FROM_SHEET: Final = "site-from-sheet"
SITE_FROM_LINE: Final = "site-from-line"
TWO_HEADER_ROWS: Final = "two-header-rows"
SEVERAL_IN_ROW: Final = "several-in-row"
COUNTS_IN_COLUMNS: Final = "counts-in-columns"
TOTAL_COLUMN: Final = "total-column"
TOTAL_DIFFERS: Final = "total-differs"

# Rows that are not data.
ROW_TOTAL: Final = "row-total"
ROW_HEADER_AGAIN: Final = "row-header-again"
ROW_NOTE: Final = "row-note"
ROW_HEADING: Final = "row-heading"
COUNT_NOT_KNOWN: Final = "count-not-known"

# Values.
DATE_NOT_UNDERSTOOD: Final = "date-not-understood"
DATE_IMPOSSIBLE: Final = "date-impossible"
DATE_INCOMPLETE: Final = "date-incomplete"
DATE_UNLIKELY: Final = "date-unlikely"
MAC_MANGLED: Final = "mac-mangled"
MAC_NOT_UNDERSTOOD: Final = "mac-not-understood"
IDENTIFIER_MANGLED: Final = "identifier-mangled"
IDENTIFIER_SEVERAL: Final = "identifier-several"
IDENTIFIERS_PARTED: Final = "identifiers-parted"
IDENTIFIERS_DIFFER: Final = "identifiers-differ"
QUANTITY_NOT_UNDERSTOOD: Final = "quantity-not-understood"
YES_NO_NOT_UNDERSTOOD: Final = "yes-no-not-understood"
MONEY_NOT_UNDERSTOOD: Final = "money-not-understood"
MONEY_AMBIGUOUS: Final = "money-ambiguous"
MINUTES_NOT_UNDERSTOOD: Final = "minutes-not-understood"
WORD_NOT_UNDERSTOOD: Final = "word-not-understood"
POSTCODE_NOT_UNDERSTOOD: Final = "postcode-not-understood"
UPRN_NOT_UNDERSTOOD: Final = "uprn-not-understood"
VALUE_IS_ERROR: Final = "value-is-error"

CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        FILE_NOT_FOUND: "There is no file at that path.",
        NOT_A_FILE: "The path is a folder or a device, not a file.",
        FILE_EMPTY: "The file holds nothing at all.",
        NOT_A_SPREADSHEET: "The content is no kind of spreadsheet, whatever the file is called.",
        WEB_PAGE: "The file is a web page without a table, or an XML export that is not known.",
        DAMAGED: "The file begins as a spreadsheet and cannot be read to its end.",
        PASSWORD_PROTECTED: "The workbook is locked with a password.",
        NO_SHEETS: "The workbook has no sheet with cells.",
        READS_AS_EMPTY: "The workbook reads as empty although its parts hold cells.",
        EXPANDS_TOO_FAR: "The file unpacks to far more than a spreadsheet of its size would.",
        XML_ENTITIES: "The file declares XML entities, which no spreadsheet program writes.",
        FILE_TOO_LARGE: "The file is larger than the limit.",
        TOO_MANY_ROWS: "A sheet has more rows than the limit.",
        TOO_MANY_COLUMNS: "A sheet has more columns than the limit.",
        TOOK_TOO_LONG: "Reading took longer than the limit and was stopped.",
        NEEDS_TOO_MUCH_MEMORY: "Reading needs more memory than the limit.",
        NO_TABLE_FOUND: "No sheet has a row of headers that can be recognised.",
        NO_DATA_ROWS: "There are headers, and no row of data under them.",
        SHEET_HIDDEN: "A hidden sheet holds rows; they are read like any other.",
        ROWS_HIDDEN: "Rows that a filter, a group or a person hides in Excel are read like any other.",
        COLUMNS_HIDDEN: "Columns that are hidden in Excel are read like any other.",
        STRUCK_THROUGH: "Cells are struck through in Excel; whether that means removed cannot be told.",
        CELLS_FAR_AWAY: "Single cells far beside the list were left out.",
        WEB_PAGE_READ: "The file is a web page that is called a spreadsheet; its tables were read.",
        EXPORT_RECOGNISED: "The file is an export of a known product, whose columns were understood as it means them.",
        HOSTS_NOT_TAKEN: "Addresses of a network scan at which no device answered were left out.",
        SHEET_NOT_A_TABLE: "A chart, macro or dialogue sheet was left out.",
        SHEET_EMPTY: "A sheet is empty.",
        SHEET_WITHOUT_TABLE: "A sheet has cells, and no headers that can be recognised; it was left out.",
        SHEET_OF_RISKREG: "A sheet that riskreg put into the workbook is left out.",
        CELL_ERROR: "A cell shows an Excel error such as #N/A; it counts as blank.",
        FORMULA_WITHOUT_VALUE: "A cell holds a formula without a saved result; it counts as blank.",
        ERRORS_NOT_VISIBLE: "In this older format, cells with Excel errors read as blank and cannot be listed.",
        MORE_OF_THE_SAME: "Further places of an issue that is listed with its first ones.",
        TEXT_ENCODING_GUESSED: "A text file names no character set; the one that was taken is stated.",
        NUL_REMOVED: "Zero bytes were removed from a text file.",
        ROW_LONGER_THAN_HEADER: "A row of a text file has more cells than the row of headers.",
        CELL_HOLDS_ROWS: "A cell of a text file runs over lines and holds what looks like rows of the list.",
        SHEETS_JOINED: "Rows take values from other sheets of the same file, as COBie keeps them.",
        CREDENTIALS_DROPPED: "A column of user names, passwords or the like was dropped unread.",
        COLUMN_UNKNOWN: "A column is not one that riskreg knows; its text is kept beside the asset.",
        COLUMN_DUPLICATE: "Two columns claim the same meaning; the second is kept as text only.",
        COLUMN_BY_VALUES: "A column was recognised by its values rather than by its header.",
        COLUMN_VALUES_DO_NOT_FIT: "The values of a column are not what its header says.",
        LIST_UPRIGHT: "The list has labels beside its values; each device was read as a row.",
        NO_HEADERS: "The list has no headers; its columns were told by their values.",
        COLUMN_WITHOUT_HEADER: "A column has values and no header.",
        OVERRIDE_UNUSED: "A mapping names a header that is not in the file.",
        BLANK_AS_ABOVE: "Blank cells of a column were read as the value above them.",
        BLANK_LEFT_BLANK: "Blank cells of a column were left blank, because the column repeats its values.",
        SITE_FROM_SHEET: "The name of the sheet was taken as the site.",
        SITE_FROM_LINE: "A line outside the table was taken as the site of the rows below.",
        TWO_HEADER_ROWS: "Two rows of headers were joined.",
        SEVERAL_IN_ROW: "Groups of columns name a device each; each was read as a list of its own.",
        COUNTS_IN_COLUMNS: "Headers name what the cells under them count; each count was read as a line of its own.",
        TOTAL_COLUMN: "A column that adds up the counts of its row was left out.",
        TOTAL_DIFFERS: "A total is not the sum of the counts beside it; the counts were taken.",
        ROW_TOTAL: "A row of totals was skipped.",
        ROW_HEADER_AGAIN: "A repeated row of headers was skipped.",
        ROW_NOTE: "A line of notes was skipped.",
        ROW_HEADING: "A heading inside the table was not taken as a device.",
        COUNT_NOT_KNOWN: "A cell of a table with counts says in words that its number is not known; it is not counted.",
        DATE_NOT_UNDERSTOOD: "A date cannot be understood.",
        DATE_IMPOSSIBLE: "A date does not exist in the calendar.",
        DATE_INCOMPLETE: "A date lacks its day or month; it is kept as text.",
        DATE_UNLIKELY: "A date lies before 1970 or more than 50 years ahead.",
        MAC_MANGLED: "A MAC address was turned into a number by the spreadsheet program.",
        MAC_NOT_UNDERSTOOD: "A value is not a MAC address of twelve hexadecimal digits.",
        IDENTIFIER_MANGLED: "A serial number or tag was turned into a rounded number by the spreadsheet program.",
        IDENTIFIER_SEVERAL: "A cell for one number seems to name several devices; the row counts as one.",
        IDENTIFIERS_PARTED: "Cells name as many devices as their line stands for; each was read as a row of its own.",
        IDENTIFIERS_DIFFER: "A cell names another number of devices than the quantity of its line; it stays one line.",
        QUANTITY_NOT_UNDERSTOOD: "A quantity is not a whole number of devices.",
        YES_NO_NOT_UNDERSTOOD: "A value is neither yes, no nor unknown.",
        MONEY_NOT_UNDERSTOOD: "An amount of money cannot be understood.",
        MONEY_AMBIGUOUS: "An amount of money can be read in two ways.",
        MINUTES_NOT_UNDERSTOOD: "A length of time cannot be understood.",
        WORD_NOT_UNDERSTOOD: "A word is not one that riskreg knows for this column.",
        POSTCODE_NOT_UNDERSTOOD: "A value is not shaped like a United Kingdom postcode; it is kept as text.",
        UPRN_NOT_UNDERSTOOD: "A UPRN is not a number of up to twelve digits.",
        VALUE_IS_ERROR: "The cell holds an Excel error instead of a value.",
    }
)
