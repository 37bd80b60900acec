#!/usr/bin/env python3
import json
import sys

handlers = {"add": str, "update": str}
handlers[json.load(sys.stdin)["data"]["action"]]()
