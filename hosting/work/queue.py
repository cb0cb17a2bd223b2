"""The queue between the page and its workers: Celery over Redis, with messages in JSON alone that hold names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from celery import Celery

if TYPE_CHECKING:
    from collections.abc import Callable

MAKE, REFRESH = "smallcap.make", "smallcap.refresh"
"""The tasks."""
REFRESHES = "refresh"
"""The queue of the second one."""
_QUICK, _PATIENT = 0.5, 5.0  # seconds that a page waits for Redis, and a worker, which asks it to wait for a message


def queue(url: str, *, patient: bool = False) -> Celery:
    """Return a Celery that connects to nothing yet.

    A message is acknowledged as it comes: work that dies with its worker is asked for again by whoever still wants it,
    and a worker that acknowledges later, after Redis was away meanwhile, ends with an error.

    Parameters
    ----------
    url : str
        Of the Redis.
    patient : bool
        For a worker or beat; a page gives up at once.
    """
    seconds = _PATIENT if patient else _QUICK
    made = Celery("smallcap", broker=url, set_as_current=False)
    made.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,  # results are kept under their names
        task_publish_retry=False,
        task_default_queue=REFRESHES,
        task_store_errors_even_if_ignored=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_connection_timeout=seconds,
        broker_transport_options={
            "global_keyprefix": "smallcap:queue:",
            "socket_timeout": seconds,
            "socket_connect_timeout": seconds,
            "max_retries": 1 if not patient else None,
        },
        worker_pool="threads",  # each waits for a child process, or for the network
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        beat_scheduler="celery.beat:Scheduler",  # keeps its times in memory, and no file
    )
    return made


def publisher(url: str) -> Callable[[str, str], None]:
    """Return how a page puts work of a kind, by its name, into that kind's queue."""
    messages = queue(url)

    def publish(kind: str, name: str) -> None:
        messages.send_task(MAKE, kwargs={"kind": kind, "name": name}, queue=kind, retry=False)

    return publish
