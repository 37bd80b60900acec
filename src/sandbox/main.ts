import { limits } from "./limits.ts";
import { FrameReader, frameOf } from "./frames.ts";
import { GuestIsolate } from "./guest-isolate.ts";
import { loadNative } from "./native.ts";
import { PluginError } from "./plugin-error.ts";
import type { PluginFile } from "./plugin-modules.ts";
import type { Program } from "./program.ts";
import type { FromSandbox, Loss, ToSandbox } from "./protocol.ts";

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
      process.stdout.write(frameOf(message));
    },
    find(isolate: number, specifier: string, from: string): Promise<PluginFile> {
      lastSearch += 1;
      const search = Promise.withResolvers<PluginFile>();
      searches.set(lastSearch, search);
      process.stdout.write(
        frameOf({ type: "resolve", isolate, request: lastSearch, specifier, from } satisfies FromSandbox),
      );
      return search.promise;
    },
    giveUp(loss: Loss): void {
      process.stdout.write(frameOf({ type: "dying", ...loss } satisfies FromSandbox), endAtOnce);
      setTimeout(endAtOnce, limits.graceMs);
    },
  };

  const heed = (message: ToSandbox): void => {
    switch (message.type) {
      case "load": {
        const isolate = new GuestIsolate(message, surroundings);
        isolates.set(message.isolate, isolate);
        void isolate.load(message);
        break;
      }
      case "module":
        searches.get(message.request)?.resolve(message);
        searches.delete(message.request);
        break;
      case "noModule":
        searches.get(message.request)?.reject(new PluginError(message.message, message.place));
        searches.delete(message.request);
        break;
      case "call": {
        const isolate = isolates.get(message.isolate);
        if (isolate !== undefined) places.set(message.call, isolate);
        isolate?.call(message);
        break;
      }
      case "abandon":
        places.get(message.call)?.abandon(message.call);
        break;
      case "fetched":
        places.get(message.call)?.fetched(message.call, message.fetch, message.answer);
        break;
      case "unload":
        isolates.get(message.isolate)?.dispose();
        forget(message.isolate);
        break;
    }
  };

  const reader = new FrameReader(limits.frameBytes);
  process.stdin
    .on("data", (chunk: Buffer) => {
      for (const message of reader.push(chunk)) heed(message as ToSandbox);
    })
    .on("end", endAtOnce);
  surroundings.tell({ type: "ready" });
}

const endsCall: ReadonlySet<FromSandbox["type"]> = new Set(["answered", "threw", "unfit", "abandoned"]);

/** After an isolate went astray nothing else ends a process. */
function endAtOnce(): void {
  process.kill(process.pid, "SIGKILL");
}
