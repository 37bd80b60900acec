import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deploymentEvent } from "../../sdk/testing/index.ts";
import { type IsolateHost, openIsolateHost } from "./isolate/isolate-host.ts";

let host: IsolateHost;
beforeAll(async () => {
  host = await openIsolateHost();
});
afterAll(() => host.close());

describe("a handler in an isolate", () => {
  test("gets the event and, beside it, handler, settings, attempt, deadline, signal and log", async () => {
    const source = `export default {
      handle(event, { log, signal, ...facts }) {
        log.info("handled", { subject: event.subject, aborted: signal.aborted, facts });
        return { reason: event.data.name };
      },
    };`;
    const { call, lines } = await host.plugin("facts", source, {
      settings: { greeting: "hello", deep: { list: [1] } },
    });

    expect(await call({ attempt: 3 })).toEqual({ reason: "web" });
    const facts = {
      handler: "facts",
      settings: { greeting: "hello", deep: { list: [1] } },
      attempt: 3,
      deadline: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
    };
    expect(lines).toEqual([
      { level: "info", message: "handled", fields: { subject: "shop/web", aborted: false, facts } },
    ]);
  });

  test("gets the very event that a module gets, and it is frozen", async () => {
    const source = `export default { handle(event) {
      try { event.data.object.metadata.name = "other"; } catch (error) { return { reason: error.name, event }; }
    } };`;
    const { call } = await host.plugin("frozen", source);
    const event = deploymentEvent({ change: (object) => (object.metadata.labels = { text: "ünï\u2028😀\\" }) });

    expect(await call({ event })).toEqual({ reason: "TypeError", event });
  });

  test.each([
    ["undefined", undefined],
    ["null", undefined],
    ["{ next: false, reason: 'stop' }", { next: false, reason: "stop" }],
    [
      "{ patch: [{ op: 'add', path: '/owner', value: 'ünï😀' }] }",
      { patch: [{ op: "add", path: "/owner", value: "ünï😀" }] },
    ],
    ["Promise.resolve({ next: true })", { next: true }],
    ["{ then(resolve) { resolve({ next: false }); } }", { next: false }],
    ["{ toJSON: () => ({ next: false }) }", { next: false }],
  ])("answers %s", async (result, answer) => {
    const { call } = await host.plugin("answers", `export default { handle: () => (${result}) };`);

    expect(await call()).toEqual(answer);
  });

  test.each([
    ["() => {}", "KW_RESULT_INVALID"],
    ["10n", "KW_RESULT_INVALID"],
    ["(() => { const a = {}; a.a = a; return a; })()", "KW_RESULT_INVALID"],
    ["{ reason: 'x'.repeat(300_000) }", "KW_RESULT_TOO_LARGE"],
    ["{ reason: 'ü'.repeat(200_000) }", "KW_RESULT_TOO_LARGE"],
  ])("may not answer %s", async (result, code) => {
    const { call } = await host.plugin("unfit", `export default { handle: () => (${result}) };`);

    await expect(call()).rejects.toMatchObject({ code });
  });

  test("throws, and the host gets its name, message, code, wishes and own lines", async () => {
    const source = `class Busy extends Error { name = "Busy"; code = 429; retryAfterMs = 1500; }
export default {
  async handle() {
    await null;
    throw new Busy("later");
  },
};`;
    const { call, directory } = await host.plugin("throws", source);
    const error = await call().catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ name: "Busy", message: "later", code: "429", retryAfterMs: 1500 });
    expect((error as Error).stack).toBe(`Busy: later\n    at Object.handle (${directory}/index.js:5:11)`);
  });

  test("imports kwatchman/sdk, and gives an event up with its PermanentError", async () => {
    const source = `import { definePlugin, PermanentError } from "kwatchman/sdk";
      export default definePlugin({ handle() { throw new PermanentError("never", { code: "E1" }); } });`;
    const { call } = await host.plugin("sdk", source);

    await expect(call()).rejects.toMatchObject({ name: "PermanentError", message: "never", code: "E1" });
  });

  test.each([
    ["undefined", "undefined"],
    ["null", "null"],
    ["'text'", "text"],
    ["{ message: 7 }", "It threw something that is not an error"],
    ["Object.create(null)", "It threw something that is not an error"],
    ["{ get message() { throw new Error('got'); } }", "It threw something that cannot be read"],
    ["Symbol('sign')", "Symbol(sign)"],
  ])("may throw anything: %s", async (thrown, message) => {
    const { call } = await host.plugin("anything", `export default { handle() { throw ${thrown}; } };`);

    await expect(call()).rejects.toThrow(message);
  });

  test.each([
    ["a timer throws", "setTimeout(() => { throw new RangeError('late'); }, 1)"],
    ["a promise is rejected", "Promise.reject(new RangeError('late'))"],
  ])("fails when %s that nobody waits for", async (_, code) => {
    const { call } = await host.plugin(
      "floating",
      `export default { handle: () => { ${code}; return new Promise(() => {}); } };`,
    );

    await expect(call()).rejects.toMatchObject({ name: "RangeError", message: "late" });
  });

  test("keeps what stands at its top level from call to call", async () => {
    const { call } = await host.plugin(
      "counts",
      "let count = 0; export default { handle: () => ({ reason: `${(count += 1)}` }) };",
    );
    await call();

    expect(await call()).toEqual({ reason: "2" });
  });

  test("takes an object of 1.5 MB", async () => {
    const { call } = await host.plugin(
      "large",
      "export default { handle: ({ data }) => ({ reason: `${data.object.blob.length}` }) };",
    );
    const event = deploymentEvent({ change: (object) => Object.assign(object, { blob: "ü".repeat(1_500_000) }) });

    expect(await call({ event })).toEqual({ reason: "1500000" });
  });

  test("is called for several events at once, and each is given its own answer and log", async () => {
    const source = `export default { async handle({ data: { name } }, { log }) {
      await new Promise((resolve) => setTimeout(resolve, name === "slow" ? 300 : 10));
      log.info(name);
      return { reason: name };
    } };`;
    const { call, lines } = await host.plugin("together", source);
    const answers = await Promise.all(["slow", "b", "c"].map((name) => call({ event: deploymentEvent({ name }) })));

    expect(answers).toEqual([{ reason: "slow" }, { reason: "b" }, { reason: "c" }]);
    expect(lines.map(({ message }) => message)).toEqual(["b", "c", "slow"]);
  });
});

describe("two handlers of one plugin", () => {
  test("share nothing", async () => {
    const source = "globalThis.seen ??= 0; export default { handle: () => ({ reason: `${(globalThis.seen += 1)}` }) };";
    const one = await host.plugin("shared", source);
    const other = await host.plugin("shared", source, { name: "other" });
    await one.call();

    expect(await other.call()).toEqual({ reason: "1" });
  });
});

describe("a call whose time is over", () => {
  test("fails; its signal is aborted, its timers are gone, and its isolate goes on", async () => {
    const source = `let count = 0;
    export default { async handle({ data: { name } }, { signal, log }) {
      count += 1;
      if (name === "next") return { reason: \`\${count}\` };
      setInterval(() => log.info("tick"), 10);
      signal.addEventListener("abort", () => log.info("aborted", { reason: signal.reason.name }));
      await new Promise(() => {});
    } };`;
    const { call, lines } = await host.plugin("hangs", source, { timeoutMs: 1000 });
    await expect(call()).rejects.toMatchObject({ code: "KW_HANDLER_TIMEOUT" });

    expect(await call({ event: deploymentEvent({ name: "next" }) })).toEqual({ reason: "2" });
    const aborted = lines.findIndex(({ message }) => message === "aborted");
    expect(lines[aborted]).toMatchObject({ fields: { reason: "TimeoutError" } });
    expect(lines.slice(0, aborted).every(({ message }) => message === "tick")).toBe(true);
    expect(lines.slice(aborted + 1)).toEqual([]);
  });

  test("leaves the other calls of its isolate alone", async () => {
    const source = `export default { async handle({ data: { name } }) {
      await new Promise((resolve) => name === "hangs" || setTimeout(resolve, 1500));
      return { reason: name };
    } };`;
    const { call } = await host.plugin("beside", source);
    const signal = AbortSignal.timeout(500);
    const hanging = call({ event: deploymentEvent({ name: "hangs" }), signal });
    const other = call({ event: deploymentEvent({ name: "other" }) });

    await expect(hanging).rejects.toMatchObject({ name: "TimeoutError" });
    expect(await other).toEqual({ reason: "other" });
  });

  test("answers to the attempt that is given up are dropped", async () => {
    const source = `export default { async handle(event, { attempt, signal }) {
      if (attempt === 1) await new Promise((resolve) => signal.addEventListener("abort", resolve));
      return { reason: \`\${attempt}\` };
    } };`;
    const { call } = await host.plugin("late", source);
    await expect(call({ signal: AbortSignal.timeout(300) })).rejects.toMatchObject({ name: "TimeoutError" });

    expect(await call({ attempt: 2 })).toEqual({ reason: "2" });
  });
});
