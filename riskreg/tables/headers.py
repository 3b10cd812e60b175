"""What a header means: spellings, words inside a longer header, and two rows of headers read together. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from riskreg.tables.cells import Cell, as_text
from riskreg.tables.credentials import is_credential_header
from riskreg.tables.fields import FieldSet, Synonym
from riskreg.tables.wording import compact, word_set, words

LANGUAGES = {
    "en": "English", "cy": "Welsh", "fr": "French", "de": "German", "es": "Spanish", "it": "Italian", "pl": "Polish",
    "el": "Greek", "ru": "Russian", "zh": "Chinese", "ar": "Arabic", "x": "the export of a video system",
}  # fmt: skip
_BRACKETED = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]\s*")
_TONGUES = re.compile(r"\s*(?:\s/\s|\||\n)\s*")
"""What stands between the two languages of a header: `Model / Modell`."""
_LONGEST_HEADER = 120
# One of these words by itself says too little inside a longer header: "Contract id", "No of keys".
_ONLY_WHOLE = word_set(
    "id tag name type kind item asset device equipment camera body area state source use view site number count units",
    " value price cost order input system software storage version building property station class force agency target",
    " due owner lead estimate budget parent sector street via cap sn po ip mac ch port model make mp power mount",
    " switch note notes comment network address position zone control reason function condition working",
    " 名称 名稱 类型 類型 种类 種類 类别 分类 状态 狀態 数量 數量 说明 位置 地点 版本 用途 价格 单价 金额",
    " 设备 電源 电源 部门 系统 系統 网络 網路 地址 编号 描述 清晰度 通道",
)
_FILLER = word_set(
    "the of a an which what is are was this your cctv camera cameras device devices equipment asset assets unit vss",
    " system details info",
    " information current actual please enter required mandatory optional dd mm yyyy yy gbp eur usd if known",
    " field and or y n yes no kamera kamery telecamera camara equipement equipo geraet geraete urzadzenia",
    " камера камеры устроиства оборудования καμερασ συσκευησ εξοπλισμου الكاميرا الجهاز",
)
_GROUPS = word_set(
    "identification identifiers identity numbers dates date details data technical specification maintenance purchase",
    " costs finance installation condition",
)
_OF_SEVERAL = frozenset({"make", "model", "make_and_model", "serial_number", "mac_address", "ip_address"})
"""What a header with a number may name: that of one of several devices, or of several addresses of one."""
_RUN_ON = re.compile(r"([^\W\d_]{2,})(\d{1,2})")
_WITHOUT_SPACES = re.compile(r"[\u3400-\u9fff]")
"""Chinese is written without spaces between words; the telling word of a compound stands last."""

_SHORT = {
    "bldg": "building", "bld": "building", "blg": "building", "bldng": "building", "prem": "premises",
    "prop": "property", "org": "organisation", "orgn": "organisation", "dept": "department", "equip": "equipment",
    "eqpt": "equipment", "eqp": "equipment", "cat": "category", "mod": "model", "mdl": "model", "manuf": "manufacturer",
    "manu": "manufacturer", "manfr": "manufacturer", "mfg": "manufacturer", "mfgr": "manufacturer", "ser": "serial",
    "num": "number", "nr": "number", "addr": "address", "loc": "location", "locn": "location", "pos": "position",
    "flr": "floor", "rm": "room", "descr": "description", "desc": "description", "inst": "installed",
    "instl": "installed", "dt": "date", "qnty": "quantity", "quant": "quantity", "stat": "status", "cond": "condition",
    "ref": "reference", "rem": "remarks", "comm": "comments", "sup": "supplier", "suppl": "supplier",
    "maint": "maintenance", "cam": "camera", "dev": "device", "ident": "id", "op": "operational",
}  # fmt: skip
"""Short words of headers. A language that means something else by one has its spelling in the data file, which wins."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one header is taken to mean.

    Attributes:
        field: Canonical field.
        confidence: From 0 to 1; 0.95 is a whole spelling from the data file.
        why: The reason, in plain English.
        rank: Position of the spelling in the data file, for breaking ties.
    """

    field: str
    confidence: float
    why: str
    rank: int


@lru_cache(maxsize=50_000)
def _meaning(text: str, wanted: FieldSet) -> Meaning | None:
    if len(text) > _LONGEST_HEADER:
        return None
    whole = _whole(text, wanted, 0.95, "the header")
    if whole is not None:
        return whole
    without = _BRACKETED.sub(" ", text).strip(" *:?-")
    if without and without != text:
        whole = _whole(without, wanted, 0.9, "the header without its brackets")
        if whole is not None:
            return whole
    alike = {found.field: found for part in _TONGUES.split(text) if (found := _whole(part, wanted, 0.9, "the header"))}
    if len(alike) == 1 and _TONGUES.search(text):
        return next(iter(alike.values()))
    inside = words(without or text)
    # A bare “Ref” is somebody's own numbering, never this register's references.
    long = inside if inside == ("ref",) else tuple(_SHORT.get(word, word) for word in inside)
    if long != inside:
        whole = _whole(" ".join(long), wanted, 0.85, "the header, its short words written out,")
        if whole is not None:
            return whole
        inside = long
    telling = tuple(word for word in inside if word not in _FILLER)
    if telling and telling != inside:
        whole = _whole(" ".join(telling), wanted, 0.8, "the header without its general words")
        if whole is not None:
            return whole
    return _inside(inside, wanted) or _at_end(compact(without or text), wanted) or _numbered(without or text, wanted)


def meaning(text: str, wanted: FieldSet) -> Meaning | None:
    """What a header means for the kind of list wanted, or None when nothing in it is known.

    Args:
        text: The header as written.
        wanted: The fields of the list.
    """
    return _meaning(text.strip(), wanted)


def is_group_name(text: str, wanted: FieldSet) -> bool:
    """Whether a text is what stands over a group of columns, such as “Equipment”, and no name of a place.

    Args:
        text: As written.
        wanted: The fields of the list.
    """
    inside = words(text)
    return bool(inside) and (
        all(word in _FILLER or word in _GROUPS for word in inside) or _whole(text, wanted, 1, "") is not None
    )


def _whole(text: str, wanted: FieldSet, confidence: float, what: str) -> Meaning | None:
    key = compact(text)
    synonym = wanted.exact.get(key) or (wanted.exact.get(key[:-1]) if key.endswith("s") and len(key) > 4 else None)
    if synonym is None:
        return None
    return Meaning(synonym.field, confidence, f"{what} is {_named(synonym)}", synonym.rank)


def _inside(inside: tuple[str, ...], wanted: FieldSet) -> Meaning | None:
    """The longest known spelling among the words of a header, when it makes up at least half of them."""
    best: Synonym | None = None
    for length in range(min(len(inside), 6), 0, -1):
        for start in range(len(inside) - length + 1):
            piece = inside[start : start + length]
            if length == 1 and (piece[0] in _ONLY_WHOLE or len(piece[0]) < 4):
                continue
            synonym = wanted.exact.get("".join(piece))
            if synonym is not None and length * 2 >= len(inside) and best is None:
                best = synonym
        if best is not None:
            share = length / len(inside)
            return Meaning(best.field, 0.5 + 0.2 * share, f"the header contains {_named(best)}", best.rank)
    return None


def _at_end(text: str, wanted: FieldSet) -> Meaning | None:
    """The longest known spelling at the end of a Chinese header: of `监控设备型号` the end `设备型号`, a model."""
    if not _WITHOUT_SPACES.search(text):
        return None
    for start in range(1, len(text) - 1):
        synonym = wanted.exact.get(text[start:]) if text[start:] not in _ONLY_WHOLE else None
        if synonym is not None and _WITHOUT_SPACES.search(synonym.text):
            share = (len(text) - start) / len(text)
            return Meaning(synonym.field, 0.5 + 0.2 * share, f"the header ends in {_named(synonym)}", synonym.rank)
    return None


def without_number(text: str) -> tuple[str, str]:
    """The one number in a header, and the rest of it: `Camera 2 Make` → `2` and `camera make`.

    Args:
        text: As written.

    Returns:
        The number without zeros before it, and the rest; an empty text and the header where it has no such number.
    """
    parts: list[str] = []
    for word in words(text):
        run_on = _RUN_ON.fullmatch(word)
        parts.extend(run_on.groups() if run_on else (word,))
    numbers = [part for part in parts if part.isdigit() and len(part) < 3]
    if len(numbers) != 1 or len(parts) < 2:
        return "", text
    return numbers[0].lstrip("0") or "0", " ".join(part for part in parts if not part.isdigit())


def _numbered(text: str, wanted: FieldSet) -> Meaning | None:
    """A header of one of several devices in a row, or of several addresses of one: `Camera 2 make`, `Model3`."""
    number, rest = without_number(text)
    telling = [word for word in rest.split() if word not in _FILLER]
    if not number or not telling:
        return None
    found = _whole(" ".join(telling), wanted, 0.7, "the header without its number")
    return found if found is not None and found.field in _OF_SEVERAL else None


def _named(synonym: Synonym) -> str:
    return f"“{synonym.text}” ({LANGUAGES.get(synonym.language, synonym.language)})"


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """One row, or two read together, seen as headers.

    Attributes:
        texts: Header of each column; empty where there is none.
        meanings: Column → what it means.
        filled: How many columns have a text.
        credentials: How many columns name a credential.
    """

    texts: tuple[str, ...]
    meanings: Mapping[int, Meaning]
    filled: int
    credentials: int

    @property
    def fields(self) -> frozenset[str]:
        """The distinct fields that the row names."""
        return frozenset(m.field for m in self.meanings.values())

    @property
    def score(self) -> float:
        """Sum of the best confidence of each distinct field."""
        best: dict[str, float] = {}
        for found in self.meanings.values():
            best[found.field] = max(best.get(found.field, 0.0), found.confidence)
        return sum(best.values())

    def is_plausible(self, wanted: FieldSet) -> bool:
        """Whether the row can be headers of such a list: enough known words, one telling field, no data beside them."""
        known = len(self.meanings) + self.credentials
        are_all_known = known == self.filled and len(self.fields) >= 3
        if self.filled == 0 or not (self.fields & wanted.telling or are_all_known):
            return False
        surely = any(m.confidence >= 0.9 for m in self.meanings.values())
        if len(self.fields) == 1:
            return surely and self.filled <= 2
        return surely and (known * 10 >= self.filled * 3 or len(self.fields) >= 4)


def read_headers(cells: Sequence[Cell], wanted: FieldSet) -> HeaderRow | None:
    """A row seen as headers, or None when it plainly holds data.

    Args:
        cells: The row.
        wanted: The fields of the list.
    """
    texts = []
    plain_values = 0
    for cell in cells:
        text = as_text(cell)
        if text and not isinstance(cell, str):
            plain_values += 1
            text = "" if plain_values > 2 else text
        texts.append(" ".join(text.split()))
    if plain_values > 2:
        return None
    return header_of(tuple(texts), wanted)


def join_headers(group: HeaderRow, under: HeaderRow, wanted: FieldSet) -> HeaderRow:
    """Two rows of headers read together: each group's text stands for the columns to its right up to the next group.

    Of `Site` over `Code`, `Site Code` is taken when it is known, else the lower, else the upper text alone.

    Args:
        group: The upper row.
        under: The lower row.
        wanted: The fields of the list.
    """
    texts: list[str] = []
    current = ""
    for upper, lower in zip(group.texts, under.texts, strict=True):
        current = upper or current
        if not lower:
            texts.append(upper)
            continue
        joined = f"{current} {lower}".strip()
        options = [(m.confidence, t) for t in (joined, lower) if (m := meaning(t, wanted)) is not None]
        is_secret = is_credential_header(lower) or is_credential_header(joined)
        texts.append(joined if is_secret or not options else max(options, key=lambda option: option[0])[1])
    return header_of(tuple(texts), wanted)


def header_of(texts: tuple[str, ...], wanted: FieldSet) -> HeaderRow:
    """Texts seen as headers.

    Args:
        texts: Header of each column; empty where there is none.
        wanted: The fields of the list.
    """
    meanings: dict[int, Meaning] = {}
    credentials = 0
    for index, text in enumerate(texts):
        if not text:
            continue
        if is_credential_header(text):
            credentials += 1
        elif (found := meaning(text, wanted)) is not None:
            meanings[index] = found
    return HeaderRow(texts, meanings, sum(1 for t in texts if t), credentials)
