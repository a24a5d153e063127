"""Start a clinic by its command, see that it answers, stop it: `./run --once`, where nobody sits before the screen."""

import subprocess
import sys
import time
import urllib.request

PATIENCE_S = 180


def main(port: str, command: list[str]) -> int:
    """0 when it answered."""
    with subprocess.Popen(command) as server:
        try:
            has_answered = answers(port, server)
        finally:
            server.terminate()
    if has_answered:
        print("The clinic answered. To stay in it: ./run --serve")
        return 0
    print("The clinic did not answer.", file=sys.stderr)
    return 1


def answers(port: str, server: subprocess.Popen[bytes]) -> bool:
    """Whether the log-in page comes, before the server ends or patience does."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=5) as answer:
                return b"Log in" in answer.read()
        except OSError:
            time.sleep(0.2)
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
