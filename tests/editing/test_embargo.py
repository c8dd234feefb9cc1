"""An embargo ends while the worker of a real archive runs: the article is found from then on."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from tests import processes


def test_the_worker_publishes_what_is_due(tmp_path):
    data, path = tmp_path / "data", tmp_path / "items.json"
    item = {
        "uri": "urn:newsml:sindyan.example:1",
        "headline": "جسر السنديان",
        "body_text": "أعلنت بلديّة السنديان إعادة فتح الجسر القديم أمام المشاة بعد صيانة دامت شهرين.",
        "versioncreated": "2024-03-01T08:00:00Z",
        "embargoed": (datetime.now(UTC) + timedelta(seconds=15)).isoformat(),
    }
    path.write_text(json.dumps([item], ensure_ascii=False), encoding="utf-8")
    processes.run(data, "migrate", "--verbosity", "0")
    processes.run(data, "import", str(path))

    def total() -> int:
        return json.loads(processes.run(data, "search", "السنديان", "--json").splitlines()[-1])["total"]

    if datetime.now(UTC) < datetime.fromisoformat(item["embargoed"]):
        assert total() == 0
    with processes.running(data, "worker", "--no-startup-delay"):
        assert processes.until(lambda: total() == 1)
