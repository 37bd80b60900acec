import { expect, test } from "vitest";
import { KwatchmanError } from "../errors/kwatchman-error.ts";
import { type HostLog, type LogLevel, type LogOptions, logLevels, openLog } from "./log.ts";

type Line = Readonly<Record<string, unknown>>;

function openTestLog(options: Partial<LogOptions> = {}): { log: HostLog; lines: Line[] } {
  const lines: Line[] = [];
  const stream = {
    write(text: string) {
      expect(text).toMatch(/^\{.*\}\n$/);
      lines.push(JSON.parse(text) as Line);
    },
  };
  return { log: openLog({ level: "info", secrets: [], format: "json", stream, ...options }), lines };
}

test("a line has its level as a word, its time in UTC, its message and its fields, and is written at once", () => {
  const { log, lines } = openTestLog();
  log.warn("a thing happened", { count: 3, what: { a: [1] }, nothing: undefined });
  expect(lines).toEqual([
    {
      level: "warn",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      count: 3,
      what: { a: [1] },
      msg: "a thing happened",
    },
  ]);
});

test.each<[LogLevel, number]>([
  ["panic", 0],
  ["fatal", 0],
  ["error", 1],
  ["warning", 2],
  ["info", 3],
  ["debug", 4],
  ["trace", 4],
])("at level %s, %d of debug, info, warn and error are written", (level, count) => {
  const { log, lines } = openTestLog({ level });
  for (const name of ["error", "warn", "info", "debug"] as const) log[name]("said");
  expect(lines).toHaveLength(count);
  expect(logLevels).toContain(level);
});

test("a child's fields stand in each of its lines, and give way to the line's own", () => {
  const { log, lines } = openTestLog();
  const child = log.child({ handler: "slack", attempt: 1 });
  child.info("one");
  child.child({ more: true }).info("two", { attempt: 2 });
  expect(lines).toMatchObject([
    { handler: "slack", attempt: 1 },
    { handler: "slack", attempt: 2, more: true },
  ]);
});

test("a trusted plugin's fields stand at the top and cannot pass for the host's", () => {
  const { log, lines } = openTestLog();
  const fields = { action: "add", level: "fatal", time: 0, msg: "x", handler: "other" };
  log.pluginLogger("mine", true).info("said", fields);
  expect(lines).toMatchObject([
    {
      level: "info",
      handler: "mine",
      msg: "said",
      action: "add",
      level_: "fatal",
      time_: 0,
      msg_: "x",
      handler_: "other",
    },
  ]);
});

test("whatever an untrusted plugin says stands under one key", () => {
  const { log, lines } = openTestLog();
  log.pluginLogger("theirs", false).error("said", { action: "add" });
  expect(lines).toMatchObject([
    { level: "error", handler: "theirs", msg: "output", output: { message: "said", action: "add" } },
  ]);
  expect(lines[0]).not.toHaveProperty("action");
});

test.each([
  ["an error", new TypeError("broken"), { error: { name: "TypeError", message: "broken" } }],
  ["a string", "text", { fields: "text" }],
  ["null", null, { fields: null }],
  ["a circle", circle(), { name: "circle" }],
])("a plugin in JavaScript may give %s for fields", (_, given, expected) => {
  const { log, lines } = openTestLog();
  log.pluginLogger("mine", true).info("said", given as Readonly<Record<string, unknown>>);
  expect(lines).toMatchObject([{ msg: "said", ...expected }]);
});

function circle(): object {
  const one: Record<string, unknown> = { name: "circle" };
  one["self"] = one;
  return one;
}

const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

test("an error shows its code, its own fields, its remedy and its causes", () => {
  const { log, lines } = openTestLog();
  const options = { cause: refused, mend: "Start it.", fields: { url: "http://x" } };
  log.error("failed", { error: new KwatchmanError("KW_CLUSTER_UNREACHABLE", "No server", options) });
  expect(lines[0]?.["error"]).toEqual({
    url: "http://x",
    mend: "Start it.",
    name: "KwatchmanError",
    message: "No server",
    code: "KW_CLUSTER_UNREACHABLE",
    cause: { name: "Error", message: "connect ECONNREFUSED", code: "ECONNREFUSED" },
  });
});

test("an error that only wraps another in the same words is shown once, with the outer code", () => {
  const { log, lines } = openTestLog();
  const inner = new TypeError("x is undefined", { cause: "a string" });
  log.error("failed", {
    error: Object.assign(new Error(inner.message, { cause: inner }), { code: "KW_HANDLER_FAILED" }),
  });
  expect(lines[0]?.["error"]).toEqual({
    name: "TypeError",
    message: "x is undefined",
    code: "KW_HANDLER_FAILED",
    cause: "a string",
  });
});

test("causes in a circle end", () => {
  const { log, lines } = openTestLog();
  const error = new Error("one");
  error.cause = new Error("two", { cause: error });
  log.error("failed", { error });
  expect(lines[0]).toHaveProperty("error.cause.cause.message", "one");
});

test.each<[string, unknown]>([
  ["an object that has no words", Object.create(null)],
  ["an error whose message throws", Object.defineProperty(new Error("x"), "message", { get: refuse })],
  ["a proxy that does not let its kind be asked for", new Proxy({}, { getPrototypeOf: refuse })],
])("an error is shown whatever its cause is: %s", (_, cause) => {
  const { lines, log } = openTestLog();
  log.error("failed", { error: new Error("outer", { cause }) });
  expect(lines[0]).toMatchObject({ error: { message: "outer" } });
  expect(JSON.stringify(lines[0])).toContain("something that cannot be read");
});

function refuse(): never {
  throw new Error("not to be read");
}

test("an error of several that is one of them itself ends, too", () => {
  const { log, lines } = openTestLog();
  const error = new AggregateError([], "several");
  error.errors.push(error);
  log.error("failed", { error });
  expect(lines[0]).toHaveProperty("error.errors.0.message", "several");
});

test("stacks are shown at debug, and only there", () => {
  const { log, lines } = openTestLog();
  log.error("failed", { error: refused });
  expect(lines[0]).not.toHaveProperty("error.stack");
  const debugging = openTestLog({ level: "debug" });
  debugging.log.error("failed", { error: refused });
  expect(debugging.lines[0]).toHaveProperty("error.stack", expect.stringContaining("log.test.ts"));
});

test("secrets are masked in messages, fields and errors", () => {
  const { log, lines } = openTestLog({ secrets: ['s3cr"et'] });
  const error = new Error('no s3cr"et', { cause: new Error('deep s3cr"et') });
  log.error('said s3cr"et', { url: 'https://x/s3cr"et', error });
  expect(lines).toMatchObject([
    { msg: "said ***", url: "https://x/***", error: { message: "no ***", cause: { message: "deep ***" } } },
  ]);
});

test("in the pretty format secrets are masked, too", () => {
  const texts: string[] = [];
  const stream = { write: (text: string) => void texts.push(text) };
  const log = openLog({ level: "info", secrets: ["hunter2"], format: "pretty", stream });
  log.info("said hunter2", { what: "a hunter2 b" });
  expect(texts).toEqual([expect.stringMatching(/^\d\d:\d\d:\d\d said \*\*\* what="a \*\*\* b"\n$/)]);
});
