import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import type { ServerProcess } from "./server-process.ts";
import { startStopwatch, type Taken } from "./stopwatch.ts";

/** Reads so many updates with nothing but a loop that splits lines and parses each. */
export async function runFloor(server: ServerProcess, events: number): Promise<Taken> {
  const request = get(`${server.url}${server.path}?watch=true`);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const taken = startStopwatch();
  server.sendUpdates(events);
  await parseLines(response, events);
  const result = taken();
  request.destroy();
  return result;
}

async function parseLines(stream: AsyncIterable<Buffer>, count: number): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  let parsed = 0;
  for await (const chunk of stream) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      JSON.parse(bytes.toString("utf8", start, end));
      parsed += 1;
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (parsed >= count) return;
  }
}
