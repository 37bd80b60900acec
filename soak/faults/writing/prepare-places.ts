import { setTimeout as delay } from "node:timers/promises";
import { namespaces, places, widgetDefinition } from "./place.ts";
import type { Writable } from "./written-object.ts";

/** Makes the namespaces and the definition that are written to. */
export async function preparePlaces(plane: Writable): Promise<void> {
  for (const name of [...namespaces.named, ...namespaces.globbed, namespaces.unwatched]) {
    await expectCreated(plane, "/api/v1/namespaces", { metadata: { name } });
  }
  await expectCreated(plane, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", widgetDefinition);
  for (const place of places) await untilServed(plane, place.path);
}

async function expectCreated(plane: Writable, where: string, body: object): Promise<void> {
  const answer = await plane.request("POST", where, { body });
  if (answer.status !== 201) throw new Error(`Expected ${where} to take ${JSON.stringify(body)}, got ${answer.text}`);
}

async function untilServed(plane: Writable, where: string): Promise<void> {
  while ((await plane.request("GET", where)).status !== 200) await delay(100);
}
