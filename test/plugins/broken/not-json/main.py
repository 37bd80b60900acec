#!/usr/bin/env python3
import json
import sys

for line in sys.stdin:
    frame = json.loads(line)
    if frame["type"] == "hello":
        print('{"type": "ready", "contract": 1}', flush=True)
    elif frame["type"] == "event":
        print({"type": "result", "id": frame["id"], "result": None}, flush=True)
    elif frame["type"] == "ping":
        print('{"type": "pong"}', flush=True)
    elif frame["type"] == "shutdown":
        break
