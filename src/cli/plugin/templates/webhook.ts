import { manifest, ownFolder, type Template } from "./template.ts";

const url = "http://127.0.0.1:8000/";

/** A webhook is not told of settings: what it needs to know it is configured with where it runs. */
function webhookManifest(name: string): string {
  return manifest(name, "webhook", `url = "${url}"\ntimeout = "5s"\n`);
}

/** A receiver in Node.js. */
export function nodeReceiver(name: string): Template {
  return {
    files: {
      "plugin.toml": webhookManifest(name),
      "receiver.mjs": `import { createServer } from "node:http";
import { json } from "node:stream/consumers";

// Before it listens anywhere but here, check the signature: the npm package standardwebhooks does that.
const { PORT = "8000", HOST = "127.0.0.1" } = process.env;

const server = createServer(async (request, response) => {
  const [status, result] = await answer(request).catch((error) => [500, { error: { message: String(error) } }]);
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(result));
});
server.listen(Number(PORT), HOST, () => process.stdout.write(\`listening at port \${server.address().port}\\n\`));

async function answer(request) {
  if (request.method !== "POST") return [405, { error: { message: "Expected POST" } }];
  return [200, handle(await json(request))];
}

function handle({ data: { object, oldObject } }) {
  const from = oldObject?.spec?.replicas;
  const to = object.spec?.replicas;
  if (from === undefined || to === undefined || from === to) return { next: false, reason: "not scaled" };
  return { patch: [{ op: "add", path: "/scaled", value: { from, to } }] };
}
`,
      "receiver.test.mjs": receiverTest(name),
    },
    main: "receiver.mjs",
    test: (folder) => `node --test ${folder}/receiver.test.mjs`,
    receiver: { url, start: (folder) => `node ${folder}/receiver.mjs` },
  };
}

/** A test through kwatchman's own webhook runtime, against a receiver of its own. */
function receiverTest(name: string): string {
  return `import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, test } from "node:test";
import { createTestHost, deploymentEvent } from "kwatchman/sdk/testing";

const receiver = spawn(process.execPath, ["receiver.mjs"], { cwd: ${ownFolder}, env: { PORT: "0" } });
const [line] = await once(receiver.stdout.setEncoding("utf8"), "data");
const url = \`http://127.0.0.1:\${/\\d+/.exec(line)}/\`;
const host = await createTestHost(${ownFolder}, { settings: { url } });
after(async () => {
  await host.close();
  receiver.kill();
});

const scaledTo = (replicas) => deploymentEvent({ change: ({ spec }) => Object.assign(spec, { replicas }) });

test("${name} tells how far a Deployment was scaled", async () => {
  const outcome = await host.handle(scaledTo(5));

  assert.partialDeepStrictEqual(outcome, { outcome: "next", data: { scaled: { from: 3, to: 5 } } });
});

test("${name} stops an event in which nothing was scaled", async () => {
  const outcome = await host.handle(scaledTo(3));

  assert.partialDeepStrictEqual(outcome, { outcome: "stopped", reason: "not scaled" });
});
`;
}

/** A receiver in Python, with its standard library. */
export function pythonReceiver(name: string): Template {
  return {
    files: {
      "plugin.toml": webhookManifest(name),
      "receiver.py": `"""Receives kwatchman's events."""

import http.server
import json
import os

from handler import handle


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps connections alive

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        # Before it listens anywhere but here, check the signature: the package standardwebhooks does that.
        try:
            self.answer(200, handle(json.loads(body)))
        except Exception as error:
            self.answer(500, {"error": {"message": repr(error)}})

    def answer(self, status, result):
        body = json.dumps(result).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


address = (os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000")))
server = http.server.ThreadingHTTPServer(address, Receiver)
print(f"listening at port {server.server_port}", flush=True)
server.serve_forever()
`,
      "handler.py": `"""What the receiver does with an event."""


def handle(event):
    data = event["data"]
    before = ((data["oldObject"] or {}).get("spec") or {}).get("replicas")
    now = (data["object"].get("spec") or {}).get("replicas")
    if before is None or now is None or before == now:
        return {"next": False, "reason": "not scaled"}
    return {"patch": [{"op": "add", "path": "/scaled", "value": {"from": before, "to": now}}]}
`,
      "test_handler.py": `import unittest

from handler import handle


def scaled_to(replicas):
    return {"data": {"object": {"spec": {"replicas": replicas}}, "oldObject": {"spec": {"replicas": 3}}}}


class HandlerTest(unittest.TestCase):
    def test_tells_how_far_it_was_scaled(self):
        self.assertEqual(handle(scaled_to(5))["patch"][0]["value"], {"from": 3, "to": 5})

    def test_stops_an_event_in_which_nothing_was_scaled(self):
        self.assertEqual(handle(scaled_to(3)), {"next": False, "reason": "not scaled"})
`,
    },
    main: "handler.py",
    test: (folder) => `python3 -m unittest discover ${folder}`,
    receiver: { url, start: (folder) => `python3 ${folder}/receiver.py` },
  };
}
