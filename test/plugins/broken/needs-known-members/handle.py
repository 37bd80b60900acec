#!/usr/bin/env python3
import json
import sys

known = "specversion id source type subject time datacontenttype data".split()
unknown = set(json.load(sys.stdin)) - set(known)
if unknown:
    raise KeyError(unknown)
