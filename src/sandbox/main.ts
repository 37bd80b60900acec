import { FrameReader, frameOf } from "./frames.ts";
import { GuestIsolate } from "./guest-isolate.ts";
import { limits } from "./limits.ts";
import { loadNative } from "./native.ts";
import { PluginError } from "./plugin-error.ts";
import type { PluginFile } from "./plugin-modules.ts";
import type { Program } from "./program.ts";
import type { FromSandbox, Loss, ToSandbox } from "./protocol.ts";

/** What is done about each message of the host's. */
type Heeding = {
  readonly [Type in ToSandbox["type"]]: (message: Extract<ToSandbox, { readonly type: Type }>) => void;
};

/**
 * Holds isolates on behalf of the host at the other end of stdin and stdout. It has no files, no processes and no
 * environment, and nothing in it is worth keeping: it ends by SIGKILL, when the host goes or an isolate cannot be stopped.
 *
 * @param nativeFile isolated-vm's library
 */
export function start(program: Program, nativeFile: string): void {
  const ivm = loadNative(nativeFile);
  const isolates = new Map<number, GuestIsolate>();
  /** Which isolate a call is in. */
  const places = new Map<number, GuestIsolate>();
  const searches = new Map<number, PromiseWithResolvers<PluginFile>>();
  let lastSearch = 0;

  const forget = (id: number): void => {
    for (const [call, isolate] of places) if (isolate.id === id) places.delete(call);
    isolates.delete(id);
  };

  const surroundings = {
    ivm,
    program,
    tell(message: FromSandbox): void {
      if (message.type === "lost" || message.type === "notLoaded") forget(message.isolate);
      else if ("call" in message && endsCall.has(message.type)) places.delete(message.call);
      say(message);
    },
    find(isolate: number, specifier: string, from: string): Promise<PluginFile> {
      lastSearch += 1;
      const search = Promise.withResolvers<PluginFile>();
      searches.set(lastSearch, search);
      say({ type: "resolve", isolate, request: lastSearch, specifier, from });
      return search.promise;
    },
    giveUp(loss: Loss): void {
      say({ type: "dying", ...loss }, endAtOnce);
      setTimeout(endAtOnce, limits.graceMs);
    },
  };

  const heeding: Heeding = {
    load(message) {
      const isolate = new GuestIsolate(message, surroundings);
      isolates.set(message.isolate, isolate);
      void isolate.load(message);
    },
    module(message) {
      searches.get(message.request)?.resolve(message);
      searches.delete(message.request);
    },
    noModule({ request, message, place }) {
      searches.get(request)?.reject(new PluginError(message, place, place === undefined ? "Error" : "SyntaxError"));
      searches.delete(request);
    },
    call(message) {
      const isolate = isolates.get(message.isolate);
      if (isolate === undefined) return;
      places.set(message.call, isolate);
      isolate.call(message);
    },
    abandon({ call }) {
      places.get(call)?.abandon(call);
    },
    fetched({ call, fetch, answer }) {
      places.get(call)?.fetched(call, fetch, answer);
    },
    unload({ isolate }) {
      isolates.get(isolate)?.dispose();
      forget(isolate);
    },
  };

  const reader = new FrameReader(limits.lineFromHostBytes);
  process.stdin
    .on("data", (chunk: Buffer) => {
      for (const message of reader.push(chunk)) heed(heeding, message as ToSandbox);
    })
    .on("end", endAtOnce);
  say({ type: "ready" });
}

const endsCall: ReadonlySet<FromSandbox["type"]> = new Set(["answered", "threw", "unfit", "abandoned"]);

function heed(heeding: Heeding, message: ToSandbox): void {
  const act = heeding[message.type] as (message: ToSandbox) => void;
  act(message);
}

function say(message: FromSandbox, said: () => void = () => {}): void {
  process.stdout.write(frameOf(message), said);
}

/** After an isolate went astray nothing else ends a process. */
function endAtOnce(): void {
  process.kill(process.pid, "SIGKILL");
}
