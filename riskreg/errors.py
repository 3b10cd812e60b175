"""Every error raised on purpose, as one tree.

```
RiskregError                exit 1   HTTP 400   anything said to a person
├── UsageError              exit 2   HTTP 400   the request itself is off: an option, a date, a combination
├── NotFound                exit 3   HTTP 404   nothing by that name or reference
├── FileRejected            exit 4   HTTP 422   a file cannot be taken; carries its issues
│   └── ListRejected        exit 4   HTTP 422   a vendor or regime file is at fault; names file and line
├── Conflict                exit 5   HTTP 409   the register says otherwise; nothing was written
│   └── OutcomeDiffers      exit 5   HTTP 409   an import would do something else than its preview showed
├── NotPermitted            exit 6   HTTP 403   a write without an actor, a verifier who removed
└── RegisterUnavailable     exit 7   HTTP 503   no register, an older one, or one in use
```

Exit code 8 is not an error: `check` found what `--fail-on` names. Nor is 9: of several files some were not taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from riskreg.rules.issues import Issue


class RiskregError(Exception):
    """Something a person can put right.

    Args:
        message: What is wrong, in plain English.
        cure: What to do about it.
    """

    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 400

    def __init__(self, message: str, cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.message} {self.cure}".strip()


class UsageError(RiskregError):
    """The request itself is off.

    Args:
        message: What is wrong, in plain English.
        cure: What to do about it.
        about: What of the request it is about, such as `dated`, where a form asks for that; else "".
    """

    exit_code = 2

    def __init__(self, message: str, cure: str = "", *, about: str = "") -> None:
        super().__init__(message, cure)
        self.about = about


class NotFound(RiskregError):
    """Nothing is there by that name or reference."""

    exit_code = 3
    http_status = 404


class FileRejected(RiskregError):
    """A file cannot be taken; nothing was written.

    Args:
        message: The one plain message.
        cure: What to do.
        issues: Every issue found, with its place.
    """

    exit_code = 4
    http_status = 422

    def __init__(self, message: str, cure: str = "", issues: Sequence[Issue] = (), code: str = "file-rejected") -> None:
        super().__init__(message, cure)
        self.issues = tuple(issues)
        self.code = code


class ListRejected(FileRejected):
    """A vendor or regime file is at fault; the message names file and line."""


class Conflict(RiskregError):
    """The register says otherwise; nothing was written."""

    exit_code = 5
    http_status = 409


class OutcomeDiffers(Conflict):
    """An import would do something else than its preview showed."""


class NotPermitted(RiskregError):
    """The rules of the register forbid it."""

    exit_code = 6
    http_status = 403


class RegisterUnavailable(RiskregError):
    """There is no register at that address, it is older than this program, or it is in use."""

    exit_code = 7
    http_status = 503
