import { hostTest } from "./javascript.ts";
import { manifest, settings, type Template } from "./template.ts";

/** A program in Bash, for each event one process. */
export function bash(name: string): Template {
  return {
    files: {
      "plugin.toml": manifest(name, "exec", `command = ["./handle.sh"]\nmode = "once"\ntimeout = "5s"\n${settings}`),
      "handle.sh": `#!/usr/bin/env bash
# The event comes on stdin. What this prints to stdout, if it begins with "{", is the result; stderr goes to the log.
set -euo pipefail

at_least=$(jq .atLeast <<<"$KWATCHMAN_SETTINGS")

jq --argjson at_least "$at_least" '
  .data.oldObject.spec.replicas as $from | .data.object.spec.replicas as $to
  | if ($from == null or $to == null) or (($to - $from | fabs) < $at_least)
    then { next: false, reason: "not scaled" }
    else { patch: [{ op: "add", path: "/scaled", value: { from: $from, to: $to } }] }
    end'
`,
      "test.sh": `#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")"
export KWATCHMAN_SETTINGS='{ "atLeast": 2 }'

answer_to() {
  ./handle.sh <<<"{ \\"data\\": { \\"object\\": { \\"spec\\": { \\"replicas\\": $1 } }, \\"oldObject\\": { \\"spec\\": { \\"replicas\\": 3 } } } }"
}

[ "$(answer_to 5 | jq -c .patch[0].value)" = '{"from":3,"to":5}' ]
[ "$(answer_to 4 | jq -r .reason)" = "not scaled" ]
echo "all is well"
`,
    },
    main: "handle.sh",
    test: (folder) => `bash ${folder}/test.sh`,
  };
}

/** A program for Node.js, for each event one process. */
export function node(name: string): Template {
  const command = '["node", "handle.mjs"]';
  return {
    files: {
      "plugin.toml": manifest(name, "exec", `command = ${command}\nmode = "once"\ntimeout = "5s"\n${settings}`),
      "handle.mjs": `// The event comes on stdin. What this prints to stdout, if it begins with "{", is the result; stderr goes to the log.
import { json } from "node:stream/consumers";

const { atLeast } = JSON.parse(process.env.KWATCHMAN_SETTINGS);
const { data } = await json(process.stdin);

process.stdout.write(JSON.stringify(handle(data)));

function handle({ object, oldObject }) {
  const from = oldObject?.spec?.replicas;
  const to = object.spec?.replicas;
  if (from === undefined || to === undefined || Math.abs(to - from) < atLeast) {
    return { next: false, reason: "not scaled" };
  }
  return { patch: [{ op: "add", path: "/scaled", value: { from, to } }] };
}
`,
      "handle.test.mjs": hostTest(name),
    },
    main: "handle.mjs",
    test: (folder) => `node --test ${folder}/handle.test.mjs`,
  };
}

/** A program in Python that stays, and is handed one event after the other. */
export function python(name: string): Template {
  return {
    files: {
      "plugin.toml": manifest(name, "exec", `command = ["./main.py"]\nmode = "stream"\ntimeout = "5s"\n${settings}`),
      "main.py": `#!/usr/bin/env python3
"""Talks with kwatchman: a frame of JSON in each line, from it on stdin, to it on stdout. Other output goes to stderr."""

import json
import sys

from handler import handle


def say(frame):
    print(json.dumps(frame), flush=True)


settings = {}
for line in sys.stdin:
    frame = json.loads(line)
    if frame["type"] == "hello":
        settings = frame["settings"]
        say({"type": "ready", "contract": 1})
    elif frame["type"] == "event":
        try:
            result = handle(frame["event"], settings)
        except Exception as error:
            result = {"error": {"message": repr(error)}}
        say({"type": "result", "id": frame["id"], "result": result})
    elif frame["type"] == "ping":
        say({"type": "pong"})
    elif frame["type"] == "shutdown":
        break
`,
      "handler.py": `"""What the plugin does with an event."""


def handle(event, settings):
    data = event["data"]
    before = ((data["oldObject"] or {}).get("spec") or {}).get("replicas")
    now = (data["object"].get("spec") or {}).get("replicas")
    if before is None or now is None or abs(now - before) < settings["atLeast"]:
        # The handlers that follow are not called for this event.
        return {"next": False, "reason": "not scaled"}
    # They see it as event.data.scaled.
    return {"patch": [{"op": "add", "path": "/scaled", "value": {"from": before, "to": now}}]}
`,
      "test_handler.py": `import unittest

from handler import handle


def scaled_to(replicas):
    return {"data": {"object": {"spec": {"replicas": replicas}}, "oldObject": {"spec": {"replicas": 3}}}}


class HandlerTest(unittest.TestCase):
    def test_tells_how_far_it_was_scaled(self):
        patch = handle(scaled_to(5), {"atLeast": 2})["patch"]
        self.assertEqual(patch[0]["value"], {"from": 3, "to": 5})

    def test_stops_an_event_in_which_too_little_has_changed(self):
        self.assertEqual(handle(scaled_to(4), {"atLeast": 2}), {"next": False, "reason": "not scaled"})
`,
    },
    main: "handler.py",
    test: (folder) => `python3 -m unittest discover ${folder}`,
  };
}
