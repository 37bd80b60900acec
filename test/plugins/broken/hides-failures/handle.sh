#!/bin/sh
cat >/dev/null
python3 -c 'raise ValueError("no such channel")' || true
