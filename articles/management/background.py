"""Commands that work beside the served archive and let its readers go first."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.core.management.base import BaseCommand

# With both cores busy, a reader's process gets three times the share of one of these; an idle machine gives
# them all. Not more: what holds the database's write lock must get on, or editors wait for it.
NICE: Final = 5


class BackgroundCommand(BaseCommand):
    """Started from the command line, it and all that it starts take the processor after the web processes."""

    def run_from_argv(self, argv: list[str]) -> None:
        os.nice(max(0, NICE - os.nice(0)))
        if os.getsid(0) == os.getpid():  # Linux weighs sessions against each other, and niceness within one
            with suppress(OSError):
                Path("/proc/self/autogroup").write_text(str(NICE))
        super().run_from_argv(argv)
