"""Serve compat behind the strangler, half moved: `strangled_server.py FLASK_URL PORT`.

Of the applications under apps/, each rule named here is live on compat; the others are Flask's, at
that URL.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import uvicorn

sys.path.insert(0, str(Path(__file__).parent))
import servers

MOVED = ["/gp", "/pri/<x>", "/slash/", "/d/<int:page>", "/things/<x>", "/own-options"]
MARK = "x-served-by"


def main(flask_url, port):
    os.environ["MIGRATOR_MARK"] = "1"
    applications = servers.load("compat")

    from migrator.compat.strangler import Strangler

    with tempfile.TemporaryDirectory() as folder:
        cutover = Path(folder) / "cutover.json"
        table = {"format": 1, "patterns": {rule: {"stage": "live"} for rule in MOVED}}
        cutover.write_text(json.dumps(table))
        servers._apps["routing"] = Strangler(applications["routing"], flask_url, cutover)
        uvicorn.run(
            servers.compat_server, host="127.0.0.1", port=port, proxy_headers=False,
            lifespan="off", log_level="error", http="h11",
        )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
