import { once } from "node:events";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { deploymentEvent } from "../../sdk/testing/index.ts";
import { projectRoot } from "../cli/kwatchman-process.ts";
import { type IsolateHost, openIsolateHost } from "./isolate/isolate-host.ts";
import { isAlive, sandboxPid, sandboxPids } from "./isolate/sandbox-pid.ts";

let host: IsolateHost;
beforeEach(async () => {
  host = await openIsolateHost();
});
afterEach(() => host.close());

const fine = "export default { handle: () => ({ reason: 'fine' }) };";
const waits =
  "export default { handle: async () => { await fetch('https://none.example').catch((error) => console.log('begun')); await new Promise((resolve) => setTimeout(resolve, 1500)); return { reason: 'waited' }; } };";
/** Its first attempt lasts longer than it may: only the sandbox's end can come before. */
const waitsAtFirst =
  "export default { handle: async (_, { attempt }) => { console.log('begun'); await new Promise((resolve) => setTimeout(resolve, attempt === 1 ? 60_000 : 1500)); return { reason: 'waited' }; } };";
/** Busy inside V8, where nothing stops it. */
const unstoppable =
  "export default { handle: ({ data }) => { if (data.name === 'bad') 'a'.repeat(4e6).lastIndexOf('a'.repeat(2e6) + 'b'); return { reason: data.name }; } };";
const bad = { event: deploymentEvent({ name: "bad" }) };
const spacious = { limits: { memoryBytes: 64 * 1024 * 1024, cpuMs: 15_000 } };

function messages(): string[] {
  return host.lines.map(({ message }) => message);
}

describe("a call that breaks a limit fails, its handler is named, and its isolate is made anew", () => {
  test.each([
    ["processor time", "for (;;);", {}, "to use at most 500 ms of processor time"],
    [
      "processor time in several pieces",
      "for (;;) { for (let i = 0; i < 1e6; i += 1); await new Promise((resolve) => setTimeout(resolve, 1)); }",
      {},
      "of processor time",
    ],
    [
      "memory",
      "const list = []; for (;;) list.push(new Array(1000).fill(0));",
      spacious,
      "to use at most 64 MiB of memory",
    ],
    [
      "its time, and it does not let go",
      "for (;;);",
      { ...spacious, timeoutMs: 1000 },
      "Expected an answer within 1000 ms",
    ],
    [
      "what it may ask for",
      "for (;;) try { URL.canParse('a:b'); } catch {}",
      spacious,
      "to ask the host at most 10000 times",
    ],
  ])("%s", async (_, code, differing, message) => {
    const source = `let count = 0; export default { async handle({ data }) { count += 1; if (data.name === "bad") { ${code} } return { reason: \`\${count}\` }; } };`;
    const { call, ready } = await host.plugin("breaker", source, differing);
    await ready();
    await call();
    await expect(call(bad)).rejects.toThrow(message);

    await expect.poll(messages, { timeout: 20_000 }).toContain("an isolate broke a limit and was disposed of");
    expect(host.lines[0]?.fields).toMatchObject({ handler: "breaker", plugin: "breaker" });
    expect(await call()).toEqual({ reason: "1" });
  });

  test("the other calls of its isolate are interrupted, those of other isolates not even that", async () => {
    const source =
      "export default { handle: ({ data }) => { if (data.name === 'bad') for (;;); return new Promise(() => {}); } };";
    const { call } = await host.plugin("breaker", source);
    const other = await host.plugin("other", waits, { limits: spacious.limits });
    const bystander = call().catch((error: unknown) => error);
    const neighbour = other.call();

    await expect(call(bad)).rejects.toMatchObject({ code: "KW_ISOLATE_LIMIT" });
    expect(await bystander).toMatchObject({ code: "KW_CALL_INTERRUPTED" });
    expect(await neighbour).toEqual({ reason: "waited" });
  });

  test("an event that is too large is refused, for good", async () => {
    const { call } = await host.plugin("fine", fine);
    const event = deploymentEvent({
      change: (object) => Object.assign(object, { blob: "x".repeat(17 * 1024 * 1024) }),
    });

    await expect(call({ event })).rejects.toMatchObject({ code: "KW_ISOLATE_LIMIT", retryable: false });
  });
});

describe("when the sandbox ends", () => {
  test("a call that was alone in it fails, and the next one finds another sandbox", async () => {
    const { call, ready, lines } = await host.plugin("alone", waitsAtFirst);
    await ready();
    const only = call();
    await expect.poll(() => lines, { timeout: 20_000 }).not.toEqual([]);
    process.kill(await sandboxPid(), "SIGSEGV");

    await expect(only).rejects.toMatchObject({ code: "KW_ISOLATE_CRASHED", fields: { handler: "alone" } });
    expect(await call({ attempt: 2 })).toEqual({ reason: "waited" });
  });

  test("calls that were in it together are interrupted, and each is made again where nobody else is", async () => {
    const one = await host.plugin("one", waitsAtFirst);
    const other = await host.plugin("other", waitsAtFirst);
    const bystander = await host.plugin("bystander", fine);
    await Promise.all([one, other, bystander].map(({ ready }) => ready()));
    const both = [one.call(), other.call()].map((call) => call.catch((error: unknown) => error));
    const begun = (): number => one.lines.length + other.lines.length;
    await expect.poll(begun, { timeout: 20_000 }).toBe(2);
    process.kill(await sandboxPid(), "SIGSEGV");
    const interrupted = { code: "KW_CALL_INTERRUPTED" };
    expect(await Promise.all(both)).toMatchObject([interrupted, interrupted]);
    expect(host.lines).toMatchObject([
      { message: "the sandbox came to a sudden end", fields: { suspects: ["one", "other"] } },
    ]);

    await bystander.call();
    const shared = await sandboxPid();
    const again = [one.call({ attempt: 2 }), other.call({ attempt: 2 })];
    await expect.poll(() => sandboxPids(), { timeout: 20_000 }).toHaveLength(2);
    expect(await bystander.call()).toEqual({ reason: "fine" });
    expect(await Promise.all(again)).toEqual([{ reason: "waited" }, { reason: "waited" }]);
    expect(await sandboxPids()).toContain(shared);
  });

  test("it is the fault of whoever could not be stopped: alone that call fails, and after three times its handler is kept out", async () => {
    const { call } = await host.plugin("unstoppable", unstoppable);
    const other = await host.plugin("other", fine);
    for (let time = 1; time <= 3; time += 1) {
      await expect(call(bad)).rejects.toMatchObject({ code: "KW_ISOLATE_LIMIT" });
      await expect
        .poll(() => messages().filter((message) => message.includes("sudden end")), { timeout: 30_000 })
        .toHaveLength(time);
    }

    await expect(call()).rejects.toMatchObject({
      code: "KW_ISOLATE_QUARANTINED",
      retryAfterMs: expect.any(Number) as unknown,
    });
    expect(host.lines.at(-1)).toMatchObject({
      level: "error",
      fields: { handler: "unstoppable", milliseconds: 30_000 },
    });
    expect(await other.call()).toEqual({ reason: "fine" });
  });

  test("one that no longer answers is ended two seconds after a call's time", async () => {
    const { call, ready } = await host.plugin("fine", fine, { timeoutMs: 500 });
    await ready();
    const pid = await sandboxPid();
    process.kill(pid, "SIGSTOP");

    await expect(call()).rejects.toMatchObject({ code: "KW_HANDLER_TIMEOUT" });
    await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
    await expect.poll(() => call().catch((error: unknown) => error), { timeout: 20_000 }).toEqual({ reason: "fine" });
  });

  test("one that uses more memory than its isolates may is ended, and the log says so", async () => {
    // A string lies beside the heap until something looks into it.
    const source = "export default { handle: () => { const text = 'x'.repeat(5e8); for (;;) /y/.test(text); } };";
    const { call, ready } = await host.plugin("large", source, spacious);
    await ready();

    await expect(call()).rejects.toMatchObject({ code: "KW_ISOLATE_CRASHED", fields: { handler: "large" } });
    expect(host.lines[0]?.fields["why"]).toMatch(/^it used \d+ bytes of memory, 335544320 are allowed$/);
  });
});

describe("the sandbox's process", () => {
  test("has no environment, and is not started before an isolate needs it", async () => {
    expect(await sandboxPids()).toEqual([]);
    await (await host.plugin("fine", fine)).call();

    expect(await readFile(`/proc/${await sandboxPid()}/environ`, "utf8")).toBe("");
  });

  test("ends with the runtimes", async () => {
    await (await host.plugin("fine", fine)).call();
    const pid = await sandboxPid();
    await host.close();

    expect(await isAlive(pid)).toBe(false);
  });

  test("ends when the host is killed", async () => {
    const { directory } = await host.plugin("fine", fine);
    const other = startProgram(process.execPath, directory, "setInterval(() => {}, 1000);");
    await once(other.stdout, "data");
    const [pid = 0] = await sandboxPids(other.pid);
    expect(await isAlive(pid)).toBe(true);
    other.kill("SIGKILL");

    await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
  });

  test("is as well on Node 24, with a warning that it does not deny the network", async () => {
    const { directory } = await host.plugin("fine", fine);
    const node24 = path.join(projectRoot, "test/node24/node_modules/.bin/node");
    const { stdout } = await startProgram(node24, directory, "await runtimes.close();");

    expect(stdout.split("\n")).toEqual([expect.stringMatching(/^warning: .* the network/), '{"reason":"fine"}']);
  });
});

/** Calls the plugin in a process of its own, prints warnings and the answer, then does the rest. */
function startProgram(node: string, directory: string, rest: string) {
  const runtimes = new URL("../../src/runtimes/runtimes.ts", import.meta.url).href;
  const program = `
    import { openRuntimes } from ${JSON.stringify(runtimes)};
    const log = { debug() {}, info() {}, warn: (message) => console.log("warning: " + message), error: console.log };
    const clock = { now: () => Date.now(), sleep: async () => {} };
    const runtimes = openRuntimes({ log, clock, random: Math.random });
    const directory = ${JSON.stringify(directory)};
    const limits = { memoryBytes: 2 ** 26, cpuMs: 500 };
    const lists = { sources: [], fetch: [], allowPrivate: [], secretSettings: [] };
    const spec = { name: "fine", runtime: "isolate", directory, entry: directory + "/index.js", settings: {}, limits, ...lists };
    const handler = await runtimes.load(spec, log);
    const signal = AbortSignal.timeout(50_000);
    await handler.ready(signal);
    const event = { event: { id: "x" }, json: "{}" };
    console.log(JSON.stringify(await handler.call({ event, attempt: 1, deadline: Date.now(), signal })));
    ${rest}`;
  const running = execa(node, ["--input-type=module", "--eval", program], { reject: false });
  onTestFinished(() => void running.kill("SIGKILL"));
  return running;
}
