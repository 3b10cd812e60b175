"""The one thread in which the service does what takes longer than a page may: one step of one job after another."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from threading import Condition, Thread

from riskreg.errors import Conflict, RegisterUnavailable
from riskreg.operations import jobs
from riskreg.operations.act_work import do_act
from riskreg.operations.draft_work import do_step
from riskreg.operations.office import Office, Watcher, unwatched
from riskreg.rules.jobs import JobKind

logger = logging.getLogger("riskreg.jobs")
AT_ONCE_SECONDS = 4.0
"""How long a page waits for a step before it shows how far it is instead."""
_PATIENCE_SECONDS = 30.0
_DOERS: Mapping[JobKind, Callable[[Office, str], None]] = {
    JobKind.IMPORT: do_step,
    JobKind.LISTS: do_act,
    JobKind.UNDO: do_act,
}


class Worker:
    """Does the steps of jobs that wait.

    Args:
        office: Gives an office for looking at jobs.
        office_with_lists: Gives the office of a step, with the lists at hand.
    """

    def __init__(self, office: Callable[[], Office], office_with_lists: Callable[[Watcher], Office]) -> None:
        self._office = office
        self._office_with_lists = office_with_lists
        self._turn = Condition()
        self._thread: Thread | None = None
        self._is_closing = False
        self._wants_lists = False
        self._is_called = False
        self._current: str | None = None

    def start(self) -> None:
        """Tell what an earlier start left undone, and be ready."""
        try:
            jobs.tell_interrupted(self._office())
            jobs.sweep(self._office())
        except RegisterUnavailable:
            return  # every page says so; there is nothing to work on
        self._thread = Thread(target=self._run, name="riskreg-worker", daemon=True)
        self._thread.start()

    def get_ready(self) -> None:
        """Load the lists while a person still looks for a file, so that the first file need not wait for them."""
        with self._turn:
            self._wants_lists = True
            self._turn.notify_all()

    def wait_for(self, handle: str, seconds: float = AT_ONCE_SECONDS) -> None:
        """Wake it, and wait until a job is no longer under way, but not for long: what is small is answered at once.

        Args:
            handle: The job.
            seconds: How long at most.
        """
        end = time.monotonic() + seconds
        office = self._office()
        with self._turn:
            self._is_called = True
            self._turn.notify_all()
            while (left := end - time.monotonic()) > 0 and (
                # What is written has a word more to say while the workbook that goes back is made.
                self._current == handle or jobs.job(office, handle).is_under_way
            ):
                self._turn.wait(left)

    def close(self) -> None:
        """Take no further job; one under way ends with the process, and is told as interrupted at the next start."""
        with self._turn:
            self._is_closing = True
            self._turn.notify_all()
        if self._thread is not None:
            self._thread.join(timeout=2.0)

    def _run(self) -> None:
        while not self._is_closing:
            has_worked, self._is_called = False, False
            try:
                has_worked = self._work()
            except Exception as error:
                logger.exception("the worker", exc_info=error)
            with self._turn:
                self._current = None
                self._turn.notify_all()
                if not (has_worked or self._is_called or self._wants_lists or self._is_closing):
                    self._turn.wait(_PATIENCE_SECONDS)

    def _work(self) -> bool:
        """Do what waits longest; gives whether anything did."""
        if self._wants_lists:
            self._wants_lists = False
            self._office_with_lists(unwatched)
        office = self._office()
        handle = jobs.next_waiting(office)
        if handle is None:
            return False
        self._current = handle
        seen = jobs.job(office, handle)
        watcher = jobs.reporting_progress(seen.folder)
        watcher("Getting the lists ready", 0, None)
        try:
            _DOERS[seen.kind](self._office_with_lists(watcher).as_person(seen.person), handle)
        except Conflict:
            logger.info("job %s is done by another", handle)
        return True
