"""Who computes blocks: this process, processes of this machine, or a dask cluster. Answers come as they are finished.

At most two blocks a worker are under way, so that memory does not grow with the job.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_any
from typing import TYPE_CHECKING, Final

from wane.blocks.job import Input, Job
from wane.errors import UnsupportedError

if TYPE_CHECKING:
    from distributed import Client

Answers = Generator[tuple[int, bytes], None, None]
LOCAL: Final = "local"
AT_HAND: Final = 2  # blocks a worker that are under way
DEATHS_AT_MOST: Final = 3  # of workers in a row without one block finished between them


@dataclass(frozen=True, slots=True, kw_only=True)
class ThisProcess:
    """One block after the other, here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Processes:
    """So many processes of this machine."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A dask scheduler at this address (`tcp://host:8786`), or one started here for `local`."""

    address: str


Workers = ThisProcess | Processes | Cluster


@contextmanager
def started(workers: Workers) -> Iterator[Workers]:
    """The same workers for several jobs: a cluster that is started here is started once, and stopped at the end."""
    if not isinstance(workers, Cluster) or workers.address != LOCAL:
        yield workers
        return
    with _client(LOCAL) as client:
        yield Cluster(address=str(client.scheduler_info()["address"]))


def computed(job: Job[Input], todo: list[int], workers: Workers) -> Answers:
    """Each block of `todo` once, with its answer, in the order in which they are finished."""
    match workers:
        case ThisProcess():
            return _here(job, todo)
        case Processes():
            return _by_processes(job, todo, workers.count)
        case Cluster():
            return _by_cluster(job, todo, workers.address)


def _here(job: Job[Input], todo: list[int]) -> Answers:
    for index in todo:
        yield index, job.work(job.block(index), job.inputs[index])


def _by_processes(job: Job[Input], todo: list[int], count: int) -> Answers:
    """A pool of processes; where one dies the pool is made anew and what was under way is given out again."""
    left, deaths = list(reversed(todo)), 0
    while left:
        under_way: dict[Future[bytes], int] = {}
        lifeline, held = multiprocessing.Pipe(duplex=False)
        pool = ProcessPoolExecutor(
            count, mp_context=multiprocessing.get_context("spawn"), initializer=_hang_on, initargs=(lifeline,)
        )
        try:
            while left or under_way:
                while left and len(under_way) < AT_HAND * count:
                    future = pool.submit(job.work, job.block(left[-1]), job.inputs[left[-1]])
                    under_way[future] = left.pop()
                for done in wait(under_way, return_when=FIRST_COMPLETED).done:
                    answer = done.result()
                    index, deaths = under_way.pop(done), 0
                    yield index, answer
        except BrokenProcessPool:
            left += sorted(under_way.values(), reverse=True)
            deaths += 1
            if deaths == DEATHS_AT_MOST:
                raise _too_many_deaths(left[-1]) from None
        finally:
            if under_way:
                held.close()
            pool.shutdown(cancel_futures=True)
            held.close()
            lifeline.close()


def _hang_on(lifeline: Connection) -> None:
    """In a worker: leave the keyboard to the parent, and end as soon as the parent lets go of its end, or dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        wait_for_any([lifeline])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _by_cluster(job: Job[Input], todo: list[int], address: str) -> Answers:
    """The scheduler gives blocks of a worker that died to another; one that kills worker after worker is refused."""
    left = list(reversed(todo))
    with _client(address) as client:
        from distributed import as_completed
        from distributed.scheduler import KilledWorker

        queue, numbers = as_completed(), dict[str, int]()  # type: ignore[no-untyped-call]  # dask says no types

        def submit() -> None:
            index = left.pop()
            key = f"{job.name}-{job.digest[:12]}-{index}"
            numbers[key] = index
            future = client.submit(job.work, job.block(index), job.inputs[index], key=key, pure=False)
            queue.add(future)  # type: ignore[no-untyped-call]

        for _ in range(min(AT_HAND * max(sum(client.nthreads().values()), 1), len(left))):
            submit()
        for done in queue:
            index = numbers[done.key]
            try:
                answer: bytes = done.result()
            except KilledWorker:
                raise _too_many_deaths(index) from None
            except CancelledError:
                raise UnsupportedError(
                    f"The scheduler at {address} went away: finished blocks are kept; start again when it is back."
                ) from None
            done.release()
            yield index, answer
            if left:
                submit()


def _client(address: str) -> "Client":
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise UnsupportedError('A cluster was asked for; dask is not installed: pip install "wane[cluster]".') from None
    if address == LOCAL:
        count = os.cpu_count() or 1
        return Client(n_workers=count, threads_per_worker=1, dashboard_address="127.0.0.1:0")  # type: ignore[no-untyped-call]
    try:
        return Client(address, timeout="10s")  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError):
        raise UnsupportedError(
            f"No dask scheduler answers at {address}: start one (dask scheduler), or give --cluster local."
        ) from None


def _too_many_deaths(index: int) -> UnsupportedError:
    return UnsupportedError(
        f"Workers died again and again at or near block {index} (killed, or out of memory): finished blocks are kept; "
        "start again with fewer or larger workers."
    )
