"""Foreign lists for tests, with the hazards that real downloads have. All companies are made up, but the makers."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson

_CSL = (
    "source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,standard_order,"
    "license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,vessel_flag,"
    "vessel_owner,remarks,source_list_url,alt_names,citizenships,dates_of_birth,nationalities,places_of_birth,"
    "source_information_url,ids"
)
CSL_COLUMNS = _CSL.split(",")
ENTITY_LIST = "Entity List (EL) - Bureau of Industry and Security"
SDN = "Specially Designated Nationals (SDN) - Treasury Department"
_TARGET = (
    "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,program_ids,dataset,"
    "first_seen,last_seen,last_change"
)
TARGET_COLUMNS = _TARGET.split(",")
_UK = (
    "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,"
    "Alias strength,Title,Name non-latin script,Non-latin script type,Non-latin script language,Regime Name,"
    "Designation Type,Designation source,Sanctions Imposed,Other Information,UK Statement of Reasons,Address Line 1,"
    "Address Country,Date Designated"
)
UK_COLUMNS = _UK.split(",")
_EU = (
    "fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_DesignationDate;Entity_SubjectType;"
    "Entity_SubjectType_ClassificationCode;NameAlias_LastName;NameAlias_FirstName;NameAlias_WholeName;"
    "Address_CountryIso2Code;Entity_Regulation_Programme"
)
EU_COLUMNS = _EU.split(";")


def delimited(columns: Sequence[str], rows: Sequence[Mapping[str, str]], delimiter: str = ",", above: str = "") -> str:
    """A delimited text; every row holds only the columns that say something."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=delimiter, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return above + out.getvalue()


def company(name: str, **values: str) -> dict[str, str]:
    """A row of the Consolidated Screening List, of the Entity List unless said otherwise."""
    return {"source": ENTITY_LIST, "name": name, **values}


OPTICS = company(
    "Zhuhai Linden Optics Co., Ltd.",
    addresses="1 Road, Zhuhai, CN; 2 Road, Zhuhai, CN",
    alt_names="Linden Optics; LNDO",
    federal_register_notice="84 FR 1",
    start_date="2020-01-31",
)
HIKVISION = company("Hangzhou Hikvision Digital Technology Co., Ltd. (Hikvision)*", addresses="3 Road, Hangzhou, CN")
BRANCH = company(
    "Huawei Technologies Co., Ltd. (Huawei). Affiliated Entity: Huawei Technologies Mexico SA", addresses="MX"
)


def csl(*rows: Mapping[str, str], with_id: bool = False) -> str:
    """The Consolidated Screening List with these rows."""
    if not with_id:
        return delimited(CSL_COLUMNS, rows)
    numbered = [{"_id": f"{number:056}", **row} for number, row in enumerate(rows)]
    return delimited(["_id", *CSL_COLUMNS], numbered)


def targets(*rows: Mapping[str, str]) -> str:
    """targets.simple.csv with these rows, all of one data set unless said otherwise."""
    return delimited(TARGET_COLUMNS, [{"dataset": "ex_list", "schema": "Company", **row} for row in rows])


def entities(*items: Mapping[str, object]) -> str:
    """FollowTheMoney entities, one a line."""
    whole = [{"datasets": ["ex_list"], "referents": [], **item} for item in items]
    return "".join(f"{orjson.dumps(item).decode()}\n" for item in whole)


def uk(*rows: Mapping[str, str]) -> str:
    """The UK Sanctions List with these rows, below its line with the date of the report."""
    filled = [{"Designation Type": "Entity", "Name type": "Primary Name", "Regime Name": "Made up", **r} for r in rows]
    return delimited(UK_COLUMNS, filled, above="Report Date: 02-Oct-2026\r\n")


def eu(*rows: Mapping[str, str]) -> str:
    """The EU list with these rows."""
    filled = [{"fileGenerationDate": "30/09/2026", "Entity_SubjectType": "E", **row} for row in rows]
    return delimited(EU_COLUMNS, filled, ";")


def written(folder: Path, text: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
    """A file of that text."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path
