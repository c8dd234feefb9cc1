"""schemathesis against the OpenAPI document of a served archive, with a key that writes: ``make fuzz-api``.

Every operation gets what the document allows and what it does not, by itself and along its links; no answer
may be one that the document does not have. ``FUZZ_API='--max-examples 200 --seed 7'`` asks for more.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from tests import processes
from tests.benchmarks.freshness import alive

ROOT = Path(__file__).resolve().parents[2]
KEY = """
from django.contrib.auth import get_user_model
from articles.models import ApiKey
user = get_user_model().objects.create_superuser("fuzz")
key = ApiKey(name="fuzz", user=user, scopes=list(ApiKey.Scope.values))
letters = key.renew()
key.save()
print(letters)
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        data, port = Path(folder) / "data", processes.free_port()
        environment = {"API_RATE_LIMIT": "0", "PORT": str(port)}
        server = processes.start(data, "serve", **environment)
        log: list[str] = []
        assert server.stdout is not None
        reader = threading.Thread(target=log.extend, args=(server.stdout,), daemon=True)
        reader.start()  # a pipe that nobody reads is full some day, and who writes to it stands still
        try:
            if not processes.until(lambda: alive(port), 300):
                raise SystemExit("the archive could not be served")
            made = processes.start(data, "shell", "-v0", "-c", KEY, **environment).communicate()[0]
            return fuzz(port, made.split()[-1], sys.argv[1:])
        finally:
            server.terminate()
            reader.join()
            server.wait()
            print(*(line for line in log if " ERROR " in line), sep="", end="")


def fuzz(port: int, key: str, options: list[str]) -> int:
    """Run schemathesis, which has an environment of its own; its exit code."""
    command = [
        str(Path(sys.prefix) / "fuzz" / "bin" / "schemathesis"),
        *("--config-file", str(ROOT / "tests" / "api" / "schemathesis.toml")),
        *("run", f"http://127.0.0.1:{port}/api/v1/openapi.json"),
        *("-H", f"Authorization: Bearer {key}", "--continue-on-failure", *options),
    ]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
