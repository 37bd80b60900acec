import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { chainOf, loadHook, newSecret } from "../runtimes/webhook/load.ts";
import { startReceiver } from "../runtimes/webhook/receiver.ts";
import { filesOf } from "./documents.ts";
import { linkedCheckout } from "./linked-checkout.ts";
import { writeFiles } from "./write-files.ts";

const callers = {
  "call.mjs": `import { readFileSync } from "node:fs";
import { verify } from "./verify.mjs";
const { headers, secret } = JSON.parse(readFileSync("request.json", "utf8"));
process.stdout.write(verify(readFileSync("body", "utf8"), headers, secret).subject);
`,
  "call.py": `import json
from verify import verify
request = json.load(open("request.json"))
print(verify(open("body", "rb").read(), request["headers"], request["secret"])["subject"], end="")
`,
};

describe.each([
  { language: "Node", command: ["node", "call.mjs"] },
  { language: "Python", command: ["python3", "call.py"] },
])("what docs/webhook.md shows in $language", ({ command: [program = "", ...args] }) => {
  /** Runs it on a request that was really sent, but for what is changed. */
  async function verify(changed: { headers?: object; secret?: string; body?: string }) {
    const receiver = await startReceiver();
    const secret = newSecret();
    await (
      await chainOf(await loadHook(receiver.origin, { secrets: [newSecret(), secret] }))
    )();
    const [received] = receiver.received;
    const cwd = await linkedCheckout();
    await writeFiles(cwd, {
      ...filesOf("docs/webhook.md"),
      ...callers,
      "request.json": JSON.stringify({
        headers: { ...received?.headers, ...changed.headers },
        secret: changed.secret ?? secret,
      }),
      body: changed.body ?? received?.body.toString() ?? "",
    });
    return execa(program, args, { cwd, reject: false });
  }

  test("verifies a request of kwatchman's, and reads the event", async () => {
    expect(await verify({})).toMatchObject({ stdout: "shop/web", exitCode: 0 });
  });

  test.each([
    { changed: { body: "{}" }, what: "another body" },
    { changed: { headers: { "webhook-id": "another" } }, what: "another id" },
    { changed: { secret: newSecret() }, what: "another secret" },
    { changed: { headers: { "webhook-timestamp": "1700000000" } }, what: "another time" },
  ])("refuses $what", async ({ changed }) => {
    const { stdout, exitCode } = await verify(changed);
    expect({ stdout, failed: exitCode !== 0 }).toEqual({ stdout: "", failed: true });
  });
});
