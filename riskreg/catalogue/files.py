"""Reads the list files and remembers the line of every part, so that a fault can be found by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity

P = TypeVar("P", bound=BaseModel)
Where = tuple[int | str, ...]

_PLAIN = {
    "extra_forbidden": "this key is not known",
    "missing": "this key is missing",
    "string_too_short": "this is empty",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "string_type": "write text here, in quotation marks where it looks like a number or a date",
    "list_type": "write a list here",
    "dict_type": "write keys and values here",
    "date_from_datetime_parsing": "this is not a day of the calendar; write a date such as 2022-11-24",
    "date_parsing": "this is not a day of the calendar; write a date such as 2022-11-24",
    "too_short": "at least one is needed here",
    "too_long": "only one may stand here",
}


class _Loader(yaml.CSafeLoader):
    """The C loader, which also notices a key written twice: YAML would keep the last and say nothing.

    Dates stay text here: the schema reads them, so that a day that does not exist is told with its line.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - the name and form that PyYAML prescribes
        letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for letter, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.repeated: list[tuple[str, int]] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                self.repeated.append((key.value, key.start_mark.line + 1))
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


@dataclass
class ListFile:
    """One YAML file: its plain content and the tree that knows the lines."""

    path: str
    content: Any
    tree: yaml.Node | None

    def line(self, where: Where) -> int:
        """Line of the part at `where`, or of the nearest part around it."""
        node, line = self.tree, 1
        for step in where:
            if node is None:
                break
            line = node.start_mark.line + 1
            found: yaml.Node | None = None
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    if key.value == str(step):
                        found, line = value, key.start_mark.line + 1
                        break
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                found = node.value[step]
                line = found.start_mark.line + 1
            if found is None:
                return line
            node = found
        return line


@dataclass
class Faults:
    """Collects every fault of a folder before anything is refused."""

    issues: list[Issue] = field(default_factory=list)

    def add(self, code: str, path: str, line: int, message: str, cure: str) -> None:
        """Notes a fault at a line of a file."""
        self.issues.append(
            Issue(code, Severity.ERROR, f"{path}, line {line}: {message}.", cure, sheet=path, cell=str(line))
        )

    def at(self, code: str, source: ListFile, where: Where, message: str, cure: str) -> None:
        """Notes a fault at a part of a file."""
        self.add(code, source.path, source.line(where), message, cure)


def read_yaml(folder: Path, path: str, faults: Faults) -> ListFile | None:
    """The YAML file at `path` inside `folder`; None, with the fault noted, where it cannot be read."""
    try:
        text = (folder / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        faults.add("list-file-missing", path, 1, "the file is missing", "Put the file back from the last good edition.")
        return None
    except UnicodeDecodeError:
        faults.add("list-not-utf8", path, 1, "the file is not UTF-8 text", "Save the file as UTF-8.")
        return None
    loader = _Loader(text)
    try:
        tree = loader.get_single_node()
        content = loader.construct_document(tree) if tree is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.add(
            "list-not-yaml",
            path,
            mark.line + 1 if mark else 1,
            f"the file cannot be read: {error.problem}",
            "Compare the line with its neighbours: indentation, quotation marks, a colon inside a text.",
        )
        return None
    except ValueError as error:
        faults.add("list-bad-value", path, 1, f"a value cannot be read: {error}", "Correct the date or number.")
        return None
    finally:
        repeated = list(loader.repeated)
        loader.dispose()
    for key, line in repeated:
        faults.add("list-key-twice", path, line, f"the key “{key}” is written twice", "Keep one of the two.")
    return ListFile(path, content, tree)


def parse(source: ListFile, model: type[P], faults: Faults) -> P | None:
    """The content as a checked model; None, with every fault noted, where it does not fit."""
    try:
        return model.model_validate(source.content if source.content is not None else {})
    except ValidationError as error:
        for where, message in faults_of_part(error):
            faults.at("list-part-wrong", source, where, message, "Correct or remove this part.")
        return None


def faults_of_part(error: ValidationError) -> Iterator[tuple[Where, str]]:
    """Each fault of a part: where inside it, and what is wrong, in plain English."""
    for each in error.errors(include_url=False, include_context=False):
        where = tuple(each["loc"])
        message = _PLAIN.get(each["type"], each["msg"].removeprefix("Value error, "))
        yield where, f"{_named(where)}: {message}"


def _named(where: Where) -> str:
    """The part's place for a reader: `names, number 3, kind`."""
    return ", ".join(f"number {step + 1}" if isinstance(step, int) else f"“{step}”" for step in where) or "the file"


def read_prefixes(folder: Path, path: str, faults: Faults) -> dict[str, str]:
    """Prefix → registrant of the tab-separated address table."""
    table: dict[str, str] = {}
    try:
        text = (folder / path).read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        faults.add("list-file-missing", path, 1, "the address table is missing", "Put oui.tsv back.")
        return table
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line.startswith("#"):
            continue
        prefix, tab, registrant = line.partition("\t")
        if not tab or not registrant or len(prefix) not in (6, 7, 9) or prefix.strip("0123456789ABCDEF"):
            faults.add(
                "list-prefix-wrong",
                path,
                number,
                "this is not a prefix of 6, 7 or 9 upper-case hexadecimal digits, a tab and a name",
                "Correct or remove the line.",
            )
            continue
        if prefix in table:
            faults.add("list-prefix-twice", path, number, f"the prefix {prefix} is listed twice", "Keep one line.")
        table[prefix] = registrant
    return table


def read_rows(folder: Path, path: str, columns: Iterable[str], faults: Faults) -> list[tuple[int, Mapping[str, str]]]:
    """The rows of a CSV file with their lines; the header must hold exactly `columns`."""
    try:
        text = (folder / path).read_text(encoding="utf-8-sig")
    except (FileNotFoundError, UnicodeDecodeError):
        faults.add("list-file-missing", path, 1, "the file is missing or not UTF-8 text", "Put the file back.")
        return []
    reader = csv.reader(io.StringIO(text))
    wanted = list(columns)
    header = next(reader, [])
    if header != wanted:
        faults.add("list-header-wrong", path, 1, "the columns are not as expected", f"Write: {','.join(wanted)}")
        return []
    rows: list[tuple[int, Mapping[str, str]]] = []
    for values in reader:
        if not values:
            continue
        if len(values) != len(wanted):
            faults.add(
                "list-row-wrong",
                path,
                reader.line_num,
                f"the row has {len(values)} cells instead of {len(wanted)}",
                "Put a text that holds a comma in quotation marks.",
            )
            continue
        rows.append((reader.line_num, dict(zip(wanted, (value.strip() for value in values), strict=True))))
    return rows
