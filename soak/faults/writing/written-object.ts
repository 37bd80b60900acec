import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { KubernetesObject } from "../../../sdk/index.ts";
import type { ControlPlaneClient } from "../../../test/control-plane/client.ts";
import type { ApiAnswer } from "../../../test/control-plane/request.ts";
import type { WrittenStep } from "../checking/history.ts";
import type { Place } from "./place.ts";

/** A server that takes writes. */
export type Writable = Pick<ControlPlaneClient, "request">;

/** An object's state on the server; null: there is none. */
type State = KubernetesObject | null;

type Write = "create" | "update" | "delete";

/** A write whose outcome is not known, whatever the reason. */
const UNSURE = Symbol("unsure");
const LOOK_AGAIN_MS = 500;

/** One object of one writer, who alone writes it; and all that was written. */
export class WrittenObject {
  readonly place: Place;
  readonly name: string;
  readonly steps: WrittenStep[] = [];
  readonly #plane: Writable;
  readonly #path: string;
  #counter = 0;

  constructor(plane: Writable, place: Place, name: string) {
    this.#plane = plane;
    this.place = place;
    this.name = name;
    this.#path = `${place.path}/${name}`;
  }

  get isPresent(): boolean {
    return (this.steps.at(-1)?.object ?? null) !== null;
  }

  async create(text: string): Promise<void> {
    const state = this.#nextState(text);
    await this.#write("create", state, () =>
      this.#plane.request("POST", this.place.path, {
        body: { ...manifestHead(this.place), metadata: { name: this.name }, ...state },
      }),
    );
  }

  async update(text: string): Promise<void> {
    const state = this.#nextState(text);
    const headers = { "content-type": "application/merge-patch+json" };
    await this.#write("update", state, () => this.#plane.request("PATCH", this.#path, { body: state, headers }));
  }

  async remove(): Promise<void> {
    await this.#write("delete", {}, () => this.#plane.request("DELETE", this.#path));
  }

  #nextState(text: string): Readonly<Record<string, unknown>> {
    this.#counter += 1;
    return this.place.state(this.#counter, text);
  }

  /** Tries until it is done for sure: after a broken connection the object itself tells whether the write was taken. */
  async #write(kind: Write, state: object, send: () => Promise<ApiAnswer>): Promise<void> {
    const uid = this.steps.at(-1)?.uid;
    for (;;) {
      const sentAt = Date.now();
      let found = readOutcome(kind, await settled(send()));
      if (found === UNSURE) {
        found = await this.#lookUp();
        if (!isDone(kind, state, found)) continue;
      }
      this.steps.push({ uid: found?.metadata.uid ?? uid ?? "", object: found, sentAt, answeredAt: Date.now() });
      return;
    }
  }

  async #lookUp(): Promise<State> {
    for (;;) {
      await delay(LOOK_AGAIN_MS);
      const answer = await settled(this.#plane.request("GET", this.#path));
      if (answer?.status === 200) return asWritten(answer);
      if (answer !== undefined && isMissing(answer, this.name)) return null;
    }
  }
}

/** Undefined: the connection broke. */
async function settled(answer: Promise<ApiAnswer>): Promise<ApiAnswer | undefined> {
  const [outcome] = await Promise.allSettled([answer]);
  return outcome.status === "fulfilled" ? outcome.value : undefined;
}

function readOutcome(kind: Write, answer: ApiAnswer | undefined): State | typeof UNSURE {
  if (answer === undefined || answer.status >= 300) return UNSURE;
  return kind === "delete" ? null : asWritten(answer);
}

function isDone(kind: Write, state: object, found: State): boolean {
  if (kind === "delete") return found === null;
  return Object.entries(state).every(([member, value]) => isDeepStrictEqual(found?.[member], value));
}

/** The server's word about this very object: while it starts, it does not know custom kinds, and says 404 as well. */
function isMissing({ status, text }: ApiAnswer, name: string): boolean {
  return status === 404 && text.startsWith("{") && (JSON.parse(text) as NotFound).details?.name === name;
}

interface NotFound {
  readonly details?: { readonly name?: string };
}

function asWritten(answer: ApiAnswer): KubernetesObject {
  const object = answer.json() as KubernetesObject;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function manifestHead({ kind, path }: Place): object {
  const [, , group, version] = path.split("/");
  return { apiVersion: path.startsWith("/apis/") ? `${group}/${version}` : "v1", kind };
}
