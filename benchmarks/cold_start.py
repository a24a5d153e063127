"""Cold start of `wane session`: the whole process against `python -c "import numpy"`, interleaved in one run.

Prints the fastest and the median time of each, the ratio of the fastest, the peak memory of a session and where the
time goes. Exits with 1 where the ratio or the memory misses its bar. Compiled modules are kept
between the runs, as on any machine where the command has run once.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from typing import Final

from benchmarks import ONE_THREAD

RATIO_BAR: Final = 6.0
MEMORY_BAR_MB: Final = 150.0
RUNS: Final = 15
NUMPY: Final = (sys.executable, "-c", "import numpy")
WANE: Final = (sys.executable, "-c", "from wane.cli import main; main()")
SESSION: Final = (
    *WANE, "session", "--drug", "ketamine", "--route", "iv", "--dose", "0.5 mg/kg", "--over", "40 min",
    "--weight", "70 kg", "--age", "45", "--sex", "female", "--taking", "diazepam", "--bp", "128/78",
    "--at", "20 min,40 min,2 h", "--below", "1 ng/mL",
)  # fmt: skip


def main() -> int:
    with tempfile.TemporaryDirectory() as compiled:
        environment = {name: value for name, value in os.environ.items() if name not in ONE_THREAD}
        environment |= {"PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
        for command in (NUMPY, SESSION):
            timed(command, environment)
        return measured(environment)


def measured(environment: Mapping[str, str]) -> int:
    """The exit code: 1 where a bar is missed."""
    numpy_s: list[float] = []
    session_s: list[float] = []
    peaks_mb: list[float] = []
    for _ in range(RUNS):
        numpy_s.append(timed(NUMPY, environment)[0])
        seconds, peak_mb = timed(SESSION, environment)
        session_s.append(seconds)
        peaks_mb.append(peak_mb)
    ratio = statistics.median(session / reference for session, reference in zip(session_s, numpy_s, strict=True))
    peak_mb = max(peaks_mb)
    print(f"{'':24}{'fastest':>10}{'median':>10}   ({RUNS} runs each, in turn)")
    for name, times_s in (('python -c "import numpy"', numpy_s), ("wane session", session_s)):
        print(f"{name:24}{min(times_s):>9.3f}s{statistics.median(times_s):>9.3f}s")
    fastest = min(session_s) / min(numpy_s)
    print(f"ratio, median of pairs  {ratio:>9.2f}  (bar {RATIO_BAR:g}; of the fastest {fastest:.2f})")
    print(f"peak memory             {peak_mb:>8.0f} MB (bar {MEMORY_BAR_MB:g} MB)")
    where_the_time_goes(environment)
    return 0 if ratio <= RATIO_BAR and peak_mb < MEMORY_BAR_MB else 1


def timed(command: tuple[str, ...], environment: Mapping[str, str]) -> tuple[float, float]:
    """(seconds, peak memory in MB) of one whole process, its output thrown away."""
    start = time.perf_counter()
    child = os.posix_spawn(
        command[0], command, environment,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )  # fmt: skip
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{' '.join(command)} exited with {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_maxrss / 1024.0


def where_the_time_goes(environment: Mapping[str, str], top: int = 15) -> None:
    """The imports that cost most by themselves, and what is left for the work."""
    traced = (SESSION[0], "-X", "importtime", *SESSION[1:])
    report = subprocess.run(traced, check=True, capture_output=True, text=True, env=environment).stderr
    own: dict[str, int] = {}
    for line in report.splitlines():
        if line.startswith("import time:") and "self" not in line:
            microseconds_text, _, name = line.removeprefix("import time:").split("|")
            own[name.strip()] = int(microseconds_text)
    packages: dict[str, int] = {}
    for name, microseconds in own.items():
        package = name.split(".")[0]
        packages[package] = packages.get(package, 0) + microseconds
    print(f"imports take {sum(own.values()) / 1e3:.0f} ms (traced, so slower than untraced); by package, the largest:")
    for package, microseconds in sorted(packages.items(), key=lambda item: -item[1])[:top]:
        print(f"  {microseconds / 1e3:>7.1f} ms  {package}")


if __name__ == "__main__":
    sys.exit(main())
