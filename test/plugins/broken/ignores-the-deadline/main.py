#!/usr/bin/env python3
import json
import sys
import time


def say(frame):
    print(json.dumps(frame), flush=True)


for line in sys.stdin:
    frame = json.loads(line)
    if frame["type"] == "hello":
        say({"type": "ready", "contract": 1})
    elif frame["type"] == "event":
        time.sleep(60)
        say({"type": "result", "id": frame["id"]})
    elif frame["type"] == "ping":
        say({"type": "pong"})
    elif frame["type"] == "shutdown":
        break
