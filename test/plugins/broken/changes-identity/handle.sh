#!/bin/sh
cat >/dev/null
echo '{ "patch": [{ "op": "replace", "path": "/name", "value": "other" }] }'
