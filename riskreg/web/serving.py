"""Running the service on this machine's own address, and nowhere else."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable

from riskreg.errors import Conflict
from riskreg.operations.office import Office

HOST = "127.0.0.1"


def serve(base: Office, port: int, ready: Callable[[str], None]) -> None:
    """Serve until stopped.

    Args:
        base: Settings and the acting person.
        port: Where; 0: any free port.
        ready: Told the address once it can be opened.

    Raises:
        Conflict: The port is in use.
        RegisterUnavailable: There is no register, or another version's.
    """
    import uvicorn  # with FastAPI half a second, which no other command should wait for

    from riskreg.web.app import create_app

    base.database.check()
    with _listening(port) as listener:
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(base, first_page_first=True),
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=5,
            )
        )
        ready(f"http://{HOST}:{listener.getsockname()[1]}/")
        server.run([listener])


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise Conflict(
                f"Port {port} of this machine cannot be had: another program, perhaps another riskreg, uses it.",
                f"Choose another: riskreg serve --port {port + 1}. With --port 0, a free one is found.",
            ) from error
        raise
    listener.listen(128)
    return listener
