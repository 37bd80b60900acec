#!/usr/bin/env python3
"""Lets only those changes pass after which an image comes from a registry that is not allowed."""

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

CONCURRENCY = 4
stdout_lock = threading.Lock()
allowed = ()


def say(frame):
    # One frame is one line, written at once: others are writing too.
    with stdout_lock:
        print(json.dumps(frame), flush=True)


def images_of(manifest):
    spec = manifest.get("spec", {})
    pod = spec.get("template", {}).get("spec", spec)
    containers = pod.get("initContainers", []) + pod.get("containers", [])
    return [container["image"] for container in containers]


def handle(event):
    foreign = [image for image in images_of(event["data"]["object"]) if image.split("/")[0] not in allowed]
    if not foreign:
        return {"next": False, "reason": "all images are from allowed registries"}
    return {"patch": [{"op": "add", "path": "/foreignImages", "value": foreign}]}


def answer(frame):
    try:
        result = handle(frame["event"])
    except Exception as error:
        result = {"error": {"message": repr(error), "retryable": False}}
    say({"type": "result", "id": frame["id"], "result": result})


with ThreadPoolExecutor(CONCURRENCY) as pool:
    # The end of stdin means that kwatchman is gone.
    for line in sys.stdin:
        frame = json.loads(line)
        match frame["type"]:
            case "hello":
                allowed = tuple(frame["settings"]["allowed"])
                say({"type": "ready", "contract": 1, "concurrency": CONCURRENCY})
            case "event":
                pool.submit(answer, frame)
            case "ping":
                say({"type": "pong"})
            case "shutdown":
                break
