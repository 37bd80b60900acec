#!/usr/bin/env python3
import json
import sys

for line in sys.stdin:
    frame = json.loads(line)
    if frame["type"] == "event":
        print(json.dumps({"type": "result", "id": frame["id"]}), flush=True)
