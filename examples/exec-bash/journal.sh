#!/usr/bin/env bash
set -euo pipefail

event=$(cat)
file=$(jq -r .file <<<"$KWATCHMAN_SETTINGS")
team=$(jq -r '.data.object.metadata.labels.team // empty' <<<"$event")

if [ -z "$team" ]; then
  echo '{ "next": false, "reason": "it belongs to no team" }'
  exit
fi

if ! jq -r --arg team "$team" '[.time, $team, .data.action, .subject] | @tsv' <<<"$event" >>"$file"; then
  echo "attempt $KWATCHMAN_ATTEMPT could not write to $file" >&2
  exit 75 # try again
fi

# The handlers that follow see the team as `event.data.team`.
jq -n --arg team "$team" '{ patch: [{ op: "add", path: "/team", value: $team }] }'
