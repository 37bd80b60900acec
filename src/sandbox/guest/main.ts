import { limits } from "../limits.ts";
import { named } from "./abort.ts";
import { closeCall, enterCall, type LiveCall, openCall } from "./calls.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { describeError } from "./errors.ts";
import { fetched } from "./fetch.ts";
import { prepareGlobals } from "./globals.ts";
import { ask, connect } from "./host.ts";
import { hasOwn, isArray, parse, plain, stringify } from "./intrinsics.ts";
import { endLog, log } from "./log.ts";
import { fire } from "./timers.ts";

/** What plugins get as `kwatchman/sdk`. */
export { PermanentError } from "../../../sdk/permanent-error.ts";
export { definePlugin } from "../../../sdk/plugin.ts";

type Handle = (event: unknown, context: unknown) => unknown;

let facts: Readonly<Record<string, unknown>>;
let handle: Handle;

/** Before any of the plugin's code runs: the way out, and what all calls share. */
export function start(crossing: (text: string) => unknown, sharedFacts: string): void {
  connect(crossing);
  facts = deepFreeze(parse(sharedFacts) as Record<string, unknown>);
  prepareGlobals();
  enterCall(openCall("0").id);
}

/** The plugin's files have run: these are what its entry exports. */
export function adopt(exports: Readonly<Record<string, unknown>>): void {
  const load = enterCall("0");
  const plugin = exports["default"];
  const problem = problemOf(plugin);
  if (problem === "") {
    const own = plugin as { readonly handle: Handle };
    handle = (event, context) => own.handle(event, context);
  }
  if (load !== undefined) {
    endLog(load);
    closeCall(load);
  }
  ask({ type: "adopted", problem });
}

/** The one way in: what happened, to which call, and up to two texts about it. */
export function receive(what: string, id: string, first: string, second: string): void {
  if (what === "call") {
    const call = openCall(id);
    enterCall(id);
    void run(call, first, second);
    return;
  }
  const call = enterCall(id);
  if (call === undefined) return;
  if (what === "timer") fire(call, first);
  else if (what === "fetched") fetched(call, first, second);
  else if (what === "abandon") abandon(call);
}

async function run(call: LiveCall, event: string, callFacts: string): Promise<void> {
  try {
    const { signal } = call.controller;
    const context = { ...facts, ...(parse(callFacts) as object), signal, log };
    answer(call, await handle(deepFreeze(parse(event)), context));
  } catch (error) {
    const told = stringify(plain(describeError(error)));
    finish(call, () => ask({ type: "threw", call: call.id, error: told }));
  }
}

function answer(call: LiveCall, result: unknown): void {
  const { id } = call;
  try {
    const text = resultText(result);
    if (text.length > limits.resultBytes) {
      finish(call, () => ask({ type: "unfit", call: id, why: "tooLarge", detail: `${text.length}` }));
    } else {
      finish(call, () => ask({ type: "answered", call: id, result: text }));
    }
  } catch (error) {
    const detail = describeError(error).message;
    finish(call, () => ask({ type: "unfit", call: id, why: "notJson", detail }));
  }
}

/** "" if nothing was answered. */
function resultText(result: unknown): string {
  if (result === undefined || result === null) return "";
  const text = stringify(result) as unknown;
  if (typeof text !== "string") throw new TypeError(`a ${typeof result} is none`);
  return text;
}

/** Tells how the call ended, once: what it left behind, and a call that was abandoned, tell nothing more. */
function finish(call: LiveCall, tell: () => void): void {
  if (call.controller.signal.aborted) return;
  endLog(call);
  closeCall(call);
  tell();
}

function abandon(call: LiveCall): void {
  try {
    call.controller.abort(named("TimeoutError", "The call's time is over"));
  } finally {
    endLog(call);
    closeCall(call);
    ask({ type: "abandoned", call: call.id });
  }
}

/** What is wrong with a default export: as with modules, but that an isolate is not told of the host's life. */
function problemOf(plugin: unknown): string {
  if (typeof plugin !== "object" || plugin === null || isArray(plugin)) {
    return `to have a plugin as its default export, got ${kindOf(plugin)}`;
  }
  const members = plugin as Readonly<Record<string, unknown>>;
  if (typeof members["handle"] !== "function") {
    return `to export a plugin whose \`handle\` is a function, got ${kindOf(members["handle"])}`;
  }
  const foreign = ["setup", "close"].find((name) => hasOwn(members, name) && members[name] !== undefined);
  return foreign === undefined ? "" : `to export a plugin without \`${foreign}\`, which only the module runtime calls`;
}

function kindOf(value: unknown): string {
  if (value === undefined) return "none";
  if (value === null) return "null";
  return isArray(value) ? "a list" : `a ${typeof value}`;
}
