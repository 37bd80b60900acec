import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { IsolateSpec } from "../../src/runtimes/handler-spec.ts";
import { InterruptedCall } from "../../src/runtimes/interrupted-call.ts";
import { escapes, floods, memoryHogs, processorHogs, sluggards } from "./isolate/attacks.ts";
import { type IsolateHost, openIsolateHost } from "./isolate/isolate-host.ts";
import { type MemoryPeak, watchMemoryPeak } from "./isolate/memory-peak.ts";
import { callWitness, type Witness } from "./isolate/witness.ts";

const mebibyte = 1024 * 1024;

let host: IsolateHost;
let witness: Witness;
let memory: MemoryPeak;
let hostBytes = 0;

beforeAll(async () => {
  host = await openIsolateHost();
  witness = await callWitness(host);
  memory = watchMemoryPeak();
  hostBytes = process.memoryUsage.rss();
});

afterAll(async () => {
  memory.stop();
  await witness.stop();
  await host.close();
});

/** Runs the code in an isolate of its own; gives what it answered or threw. Whatever it did, the witness goes on. */
async function attack(name: string, code: string, differing: Partial<IsolateSpec> = {}): Promise<unknown> {
  const source = `export default { async handle(event, { signal, log, settings }) {
  const tell = (run) => { try { return \`\${run()}\`; } catch (error) { return error.name; } };
  const got = await (async () => { ${code} })();
  return typeof got === "string" ? { reason: got } : got;
} };`;
  const { call, ready, handler } = await host.plugin(name.replaceAll(/\W+/g, "-"), source, differing);
  await ready();
  const outcome = await callUntilDecided(call);
  const handled = witness.handled();
  await expect.poll(() => witness.handled(), { timeout: 20_000 }).toBeGreaterThan(handled);
  await handler.close();
  return outcome;
}

/** As the host does: an interrupted call is made again, and the second time it is alone. */
async function callUntilDecided(call: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    const outcome = await call().catch((error: unknown) => error);
    if (!(outcome instanceof InterruptedCall)) return outcome;
  }
}

/** In characters, with what JSON leaves out of an error. */
function sizeOf(outcome: unknown): number {
  const hidden = outcome instanceof Error ? `${outcome.message}${outcome.stack}` : "";
  return hidden.length + JSON.stringify(outcome ?? null).length;
}

function rowsOf(attacks: Readonly<Record<string, string>>): [name: string, code: string][] {
  return Object.entries(attacks);
}

/** The limits broke, and the error names whose. */
function brokenBy(name: string): unknown {
  return expect.objectContaining({
    code: expect.stringMatching(/^KW_ISOLATE_(?:LIMIT|CRASHED)$/) as unknown,
    message: expect.stringContaining(`handler \`${name.replaceAll(/\W+/g, "-")}\``) as unknown,
  });
}

describe("what takes memory without end is ended, and named", () => {
  const limits = { memoryBytes: 64 * mebibyte, cpuMs: 1000 };

  test.each(rowsOf(memoryHogs))("%s", async (name, code) => {
    expect(await attack(name, code, { limits })).toEqual(brokenBy(name));
  });
});

describe("what takes the processor without end is ended, and named", () => {
  const limits = { memoryBytes: 64 * mebibyte, cpuMs: 100 };

  test.each(rowsOf(processorHogs))("%s", async (name, code) => {
    expect(await attack(name, code, { limits })).toEqual(brokenBy(name));
  });
});

describe("what waits without end fails when its time is over", () => {
  test.each(rowsOf(sluggards))("%s", async (name, code) => {
    const outcome = await attack(name, code, { timeoutMs: 400, limits: { memoryBytes: 64 * mebibyte, cpuMs: 10_000 } });

    expect(outcome).toMatchObject({ code: "KW_HANDLER_TIMEOUT" });
  });
});

const nothing = /^undefined$/;

describe("what asks without end is refused, and nobody else has to wait", () => {
  test.each(Object.entries(floods))("%s", async (name, [code, got = nothing]) => {
    const outcome = await attack(name, code, {
      timeoutMs: 15_000,
      fetch: ["https://granted.example"],
      limits: { memoryBytes: 64 * mebibyte, cpuMs: 5000 },
    });

    expect(outcome instanceof Error ? outcome.message : String(outcome)).toMatch(got);
    expect(sizeOf(outcome)).toBeLessThan(20_000);
  });
});

describe("what looks for a way out finds none", () => {
  test.each(Object.entries(escapes))("%s", async (name, [code, got]) => {
    const { reason } = (await attack(name, code)) as { readonly reason: string };

    expect(reason).toMatch(typeof got === "string" ? new RegExp(`^${RegExp.escape(got)}$`) : got);
  });
});

describe("all the while", () => {
  test("another handler's events were handled, each with its own answer", () => {
    expect(witness.failures).toEqual([]);
  });

  test("the sandbox had no more memory than what is documented and half a second may add", () => {
    expect(memory.bytes()).toBeGreaterThan(0);
    expect(memory.bytes()).toBeLessThan((2 * 64 + 256 + 1024) * mebibyte);
  });

  test("the host's own memory stayed as it was", () => {
    expect(process.memoryUsage.rss() - hostBytes).toBeLessThan(300 * mebibyte);
  });
});
