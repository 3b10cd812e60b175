"""Telling columns and values that hold credentials, so that they are dropped before anybody reads them. Pure.

**Source**: law 9 of the register: no credential is ever stored or passed on.
Milestone, iVMS-4200 and SDM2 exports carry them.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from riskreg.tables.fields import all_synonyms
from riskreg.tables.wording import compact, plain, word_set

# One of these words anywhere in a header is enough: dropping a date of the last password change harms nobody.
_ANYWHERE = word_set(
    "password passwords passwd passphrase passcode pwd username userid login logon credential credentials passwort",
    "kennwort benutzername zugangsdaten cyfrinair contrasena contrasenas hasło haslo credenziali credenciales",
    " συνθηματικο пароль пароли логин",
)
_PHRASES = ("mot de passe", "user name", "nom d utilisateur", "nome utente", "nombre de usuario", "enw defnyddiwr")
_PHRASES_ELSEWHERE = tuple(map(plain, (
    "κωδικός πρόσβασης", "όνομα χρήστη", "имя пользователя", "密码", "密碼", "口令", "用户名", "用戶名",
    "كلمة المرور", "كلمة السر", "اسم المستخدم",
)))  # fmt: skip
_OWN_MARK = ("riskreg dropped",)
"""What riskreg writes in place of a credential's header: the column is then known again as one that was dropped."""
_PHRASES_KEYS = (
    "community string", "api key", "verification code", "private key", "encryption key", "alarm code", "access code",
    "door code", "gate code", "entry code", "keypad code", "keysafe code", "key safe code", "engineer code",
    "master code", "user code", "unlock code", "duress code",
)  # fmt: skip
_ANY_PHRASE = _PHRASES + _PHRASES_ELSEWHERE + _PHRASES_KEYS + _OWN_MARK
_LONGEST_HEADER = 80

_IN_ADDRESS = re.compile(r"(?<=://)[^/\s@]+@")
_IN_TEXT = re.compile(
    r"(\b(?:passwor[dt]|passwd|pwd|passcode|kennwort|mot de passe|contraseña|hasło|cyfrinair|пароль|κωδικός πρόσβασης"
    r"|كلمة المرور|كلمة السر)|密码|密碼)(\s*(?:is\b|[:=：])\s*)(\S+)",
    re.IGNORECASE,
)
# These words mean other things as well: only what stands behind a colon, or digits behind a PIN, is a secret.
_BEHIND_A_COLON = re.compile(
    r"(\b(?:pass(?:phrase|code)?|p/w|pin(?: (?:no\.?|code|number))?|log[ -]?in|user ?name))(\s*[:=：]\s*)(\S+)",
    re.IGNORECASE,
)
_PIN = re.compile(r"(\bpin(?: (?:no\.?|code|number))?)(\s+)(\d{4,8})\b", re.IGNORECASE)
_MAY_HOLD = (
    "://", "ass", "p/w", "pin", "og", "ser", "pwd", "ennwort", "ontrase", "asło", "yfrinair", "ароль", "ρόσβασης",
    "كلمة ", "密码", "密碼",
)  # fmt: skip
REPLACED_BY = "[dropped]"
"""What stands in place of a credential that was met inside a text."""


@cache
def credential_spellings() -> frozenset[str]:
    """Normalised headers that name a credential exactly."""
    return frozenset(compact(s.text) for s in all_synonyms() if s.field == "credential")


@lru_cache(maxsize=20_000)
def is_credential_header(text: str) -> bool:
    """Whether a header names a user name, password, PIN, key or the like, in any of the languages known."""
    if len(text) > _LONGEST_HEADER:
        return False
    if compact(text) in credential_spellings():
        return True
    spelled = plain(text)
    if not _ANYWHERE.isdisjoint(spelled.split()):
        return True
    return any(phrase in spelled for phrase in _ANY_PHRASE)


@lru_cache(maxsize=20_000)
def is_credential_alone(text: str) -> bool:
    """Whether a text is a credential's header and nothing more: “Password”, not “login page shows a logo”."""
    spelled = plain(text)
    return compact(text) in credential_spellings() or spelled in _ANYWHERE or spelled in _ANY_PHRASE


def may_hold_credential(text: str) -> bool:
    """Whether it is worth looking closer at a text; fast enough for whole columns joined together."""
    return any(map(text.lower().__contains__, _MAY_HOLD))


def without_credentials(text: str) -> str:
    """A text with every credential inside it removed: `rtsp://admin:12345@10.0.0.1` → `rtsp://10.0.0.1`."""
    text = _IN_ADDRESS.sub("", text)
    for secret in (_IN_TEXT, _BEHIND_A_COLON, _PIN):
        text = secret.sub(rf"\1\2{REPLACED_BY}", text)
    return text
