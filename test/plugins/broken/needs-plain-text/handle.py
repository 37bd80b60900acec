#!/usr/bin/env python3
import json
import sys

event = json.load(sys.stdin)
note = event["data"]["object"]["metadata"]["annotations"].get("example.com/note", "")
sys.stderr.buffer.write(note[:40].encode("ascii"))
