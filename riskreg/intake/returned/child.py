"""The returning process: opens the officer's workbook with openpyxl under limits, and writes it again, marked.

Started by `riskreg.intake.returned`; openpyxl opens some workbooks for ever, and then only this process is stopped.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from riskreg.intake.returned.repeats import repeats_of
from riskreg.intake.returned.same import NotKept, write_same
from riskreg.intake.returned.sheet_marks import SheetMarks
from riskreg.intake.returned.summary import from_json
from riskreg.tables.limits import Limits, bound_process
from riskreg.tables.reading import sheets_in


def main(arguments: list[str]) -> int:
    """Write the marked workbook that a job describes; or, for a new workbook, find cells that repeat what was dropped.

    Args:
        arguments: Path of the file, folder of its rows, folder of the job, limits as JSON.

    Returns:
        0 whenever `result.json` in the folder of the job says what happened.
    """
    source, rows, folder = Path(arguments[0]), Path(arguments[1]), Path(arguments[2])
    bound_process(Limits(**json.loads(arguments[3])))
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    sheets = sheets_in(rows)
    result: dict[str, Any] = {}
    try:
        with warnings.catch_warnings():
            # What openpyxl warns of is what the summary tells the officer.
            warnings.simplefilter("ignore")
            if "aside" in job:
                result["repeats"] = repeats_of(source, sheets, job["aside"])
            else:
                marks = {name: SheetMarks.from_json(stored) for name, stored in job["marks"].items()}
                write_same(source, folder / "returned.xlsx", sheets, marks, from_json(job["lines"]))
    except NotKept as refusal:
        result["refused"] = str(refusal)
    except MemoryError:
        result["refused"] = "writing it needs too much memory"
    except Exception as error:
        result["refused"] = f"openpyxl cannot write it again ({type(error).__name__})"
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")
    return 0


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main(sys.argv[1:]))
