"""What lists in other languages say before a name.

French, German, Spanish, Italian, Portuguese, Dutch, Polish, Nordic, Russian and Chinese ones. “Halterung für …”,
“remplace …”, “sin cámaras …”, “вместо …”, “兼容 …” place what follows as “bracket for”, “replaces”, “no … cameras”,
“instead of” and “compatible with” do. A cue reaches a name over articles and words for cameras alone: in “cámara para
exterior Hikvision” the camera is Hikvision's.
"""

from __future__ import annotations

import re

from riskreg.identification.text import fold

_BETWEEN = (
    r"(?:[ '’]+(?:die|der|das|den|dem|eine?[nrms]?|les?|la|l|las|los|el|une?|des?|del|della|di|d|da|dos|das|il|lo|gli"
    r"|una|uno|un|um|uma|het|een|von|van|av|marke|marca|marque|marki|kameras?|kamer[aey]?|cameras?|camaras?|telecamer[ae]"
    r"|камеры?|камер|camerau|kameror|camaras|a|al|rekorders?|rejestrator[ay]?|enregistreurs?|grabador(?:es)?"
    r"|registratore|videoregistratore|recorders?|регистратор[аы]?|видеорегистратор[аы]?))*[ -]*$"
)


def _before(*cues: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(fold(cue).casefold() for cue in cues)}){fold(_BETWEEN)}")


# fmt: off
_DENIED = (
    "kein", "keine", "keinen", "nicht", "sans", "sin", "senza", "sem", "não", "geen", "niet", "ikke", "inte", "ingen",
    "bez", "żadnych", "pas de", "pas d", "aucune?", "ningun[ao]?", "nessun[ao]?", "без", "brak", "nie", "z wyjątkiem",
    "ausgenommen", "ausser", "sauf", "hors", "excepto", "no se (?:admiten?|aceptan?)", "esclus[oaie]", "eccetto",
    "tranne", "behalve", "uitgezonderd", "exceto", "nenhuma?", "inga", "žádn[ýéá](?:ch)?", "nem", "dim", "nid", "кроме",
    "بدون",
)
_PAST = (
    "remplace", "remplaçant", "ersetzt", "ersatz für", "reemplaza", "sustituye", "sostituisce", "substitui", "vervangt",
    "zastępuje", "erstatter", "ersätter", "anstelle", "anstatt", "statt", "au lieu", "en lugar", "en vez", "al posto",
    "en remplacement", "en sustitución", "in sostituzione", "em substituição", "ter vervanging", "em vez",
    "in plaats", "zamiast", "istället för", "i stedet for", "antes", "anteriormente", "früher", "vorher",
    "auparavant", "wcześniej", "dawniej", "voorheen", "вместо", "раньше", "ранее", "заменяет",
)
_PRESENT = (
    "remplacée?s? par", "ersetzt durch", "reemplazad[oa]s? (?:por|con)", "sustituid[oa]s? por",
    "sostituit[oaie] (?:da|con)", "substituíd[oa]s? por", "vervangen door", "zastąpion[aey] przez", "maintenant",
    "jetzt", "ahora", "adesso", "obecnie", "теперь",
)
_OTHER = (
    "für", "pour", "para", "per telecamer[ae]", "voor", "dla", "do (?:kamery|rejestratora)", "для",
    "compatibles? (?:avec|con|com)", r"kompatib\w+ (?:mit|med|z)", "compatibil[ei] con", "compatível com",
    "geschikt voor", r"zgodn\w+ z",
    "compatib(?:el|ele) met", r"совместим\w* с",
)
# fmt: on

_ACCESSORY = (
    "wandhalter(?:ung)?",
    "halterung",
    "netzteil",
    "support mural",
    "supporto a parete",
    "staffa",
    "alimentatore",
    "uchwyt",
    "zasilacz",
    "soporte",
    "beugel",
    "wandbeugel",
    "кронштейн",
    "блок питания",
    "حامل",
)


def _chinese_before(*cues: str) -> re.Pattern[str]:
    """Chinese words stand before a name with a space or a stop between them at most."""
    return re.compile(rf"(?:{'|'.join(cues)})[ :]*$")


_CHINESE_PAST = ("替[代换]", "代替", "取代", "更换", "原有?", "原为", "旧")
_CHINESE_DENIED = ("非", "不是", "不含", "无")
_CHINESE_OTHER = ("兼容", "适用于?", "适配", "对接", "支持", "接入", "连接", "旁边?", "隔壁", "靠近")

BEFORE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("present", _before(*_PRESENT)),
    ("denied", _before(*_DENIED)),
    ("past", _before(*_PAST)),
    ("other_device", _before(*_OTHER)),
    ("doubtful", _before(*_ACCESSORY)),
    ("denied", _chinese_before(*_CHINESE_DENIED)),
    ("past", _chinese_before(*_CHINESE_PAST)),
    ("other_device", _chinese_before(*_CHINESE_OTHER)),
)
"""Role by value and the cue that gives it to a name that follows; matched on folded text in lower case."""

CHINESE = re.compile("[替代取更原旧非不无兼适对支接连旁隔靠]")
"""A text without one of these characters holds no Chinese cue."""

STEMS = tuple(
    fold(
        """kein nicht sans sin senza sem não geen niet ikke inte ingen bez żadn pas auc ningun nessun без rempla ersetz
        ersatz reemplaz sustitu sostitu substitu vervang zastęp zastąp erstatt ersätt anstelle anstatt statt lieu lugar
        vez posto plaats zamiast istället stedet ante früher vorher auparavant wcześn dawn voorheen вместо раньше ранее
        заменя maintenant jetzt ahora adesso obecnie теперь für pour para telecamer voor dla kamery rejestr для
        compat kompat geschikt zgodn brak nie wyjątk ausgen ausser sauf hors excep admite acepta esclus eccett
        tranne behalve uitgezond exceto nenhum inga žádn nem dim nid кроме بدون совместим wandhal halter netzteil
        support staffa aliment uchwyt zasil soport beugel wandbeu кронште блок حامل"""
    )
    .casefold()
    .split()
)
"""How the cues begin: a text of which no word begins so holds none."""
