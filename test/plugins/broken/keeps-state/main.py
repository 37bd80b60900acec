#!/usr/bin/env python3
import json
import sys


def say(frame):
    print(json.dumps(frame), flush=True)


seen = []
for line in sys.stdin:
    frame = json.loads(line)
    if frame["type"] == "hello":
        say({"type": "ready", "contract": 1})
    elif frame["type"] == "event":
        seen.append(frame["id"])
        say({"type": "result", "id": frame["id"], "result": {"next": False, "reason": f"event {len(seen)}"}})
    elif frame["type"] == "ping":
        say({"type": "pong"})
    elif frame["type"] == "shutdown":
        break
