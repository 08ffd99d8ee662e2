"""The emulator on a free port, until its standard input ends: `python -m aep_emulator.demo.attached_server`.

The operating system closes a pipe when the process at its other end is gone, be it killed; so this server never
outlives the one that started it. Settings in the environment do not count: the demo is the same everywhere.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from aep_emulator.server import ServerError, serve
from aep_emulator.settings import Settings


def _stop_at_end_of_input() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_stop_at_end_of_input, daemon=True).start()
    try:
        # The JSON request log, because its lines are easily told from everything else.
        serve(Settings(port=0, log_format="json"))
    except ServerError as error:
        sys.exit(str(error))
