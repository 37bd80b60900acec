#!/usr/bin/env bash
# A variable of the environment cannot hold that much.
set -e
EVENT=$(cat) jq -n 'env.EVENT | fromjson | { reason: .subject }'
