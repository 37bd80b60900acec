import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { isSigned } from "./signature.mjs";

const { PORT = "8000", WEBHOOK_SECRET = "" } = process.env;
/** Several while one is being replaced. */
const secrets = WEBHOOK_SECRET.split(" ").filter((secret) => secret !== "");
if (secrets.length === 0) throw new Error("Expected WEBHOOK_SECRET to be set");

/** An event has the object's manifest twice, each at most 1.5 MB. */
const maxBodyBytes = 8 * 1024 * 1024;

/**
 * The answers by the events' ids: kwatchman delivers at least once, so an event may come again. They are lost when this
 * process ends; a receiver that must not do anything twice keeps them in its database.
 */
const answers = new Map();
const keptAnswers = 10_000;

let tickets = 0;

/** What this receiver is for: it opens a ticket for each change, and tells the handlers that follow its number. */
async function handle({ subject, data }) {
  tickets += 1;
  const ticket = `OPS-${tickets}`;
  process.stdout.write(`${ticket}: ${data.action} ${data.resource.kind} ${subject}\n`);
  return { patch: [{ op: "add", path: "/ticket", value: ticket }] };
}

/** The same answer for the same event, also while the first one is still being made. */
function handleOnce(event) {
  let answer = answers.get(event.id);
  if (answer === undefined) {
    answer = handle(event);
    answers.set(event.id, answer);
    // What failed may be tried again.
    answer.catch(() => answers.delete(event.id));
    if (answers.size > keptAnswers) answers.delete(answers.keys().next().value);
  }
  return answer;
}

async function judge(request) {
  if (request.method !== "POST") return [405, { error: { message: "Expected POST" } }];
  if (!(Number(request.headers["content-length"]) <= maxBodyBytes)) return [413, { error: { message: "Too long" } }];
  const body = await buffer(request);
  if (!isSigned(request.headers, body, secrets)) return [401, { error: { message: "The signature does not fit" } }];
  return [200, await handleOnce(JSON.parse(body.toString()))];
}

async function respond(request, response) {
  const [status, result] = await judge(request).catch((error) => [500, { error: { message: String(error) } }]);
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(result));
}

const server = createServer((request, response) => void respond(request, response));

server.listen(Number(PORT), () => process.stdout.write(`listening at port ${server.address().port}\n`));
