import type { DeadLetter } from "../../store/dead-letters.ts";
import type { ListedLetter } from "../../store/sqlite/dead-letter-file.ts";
import { formatTable } from "../table.ts";

const longestError = 80;

const requests = { retry: "to be retried", drop: "to be dropped" } as const;

/** All letters, a line each. */
export function letterTable(letters: readonly ListedLetter[]): string {
  if (letters.length === 0) return "No dead letters.";
  const head = ["ID", "LAST FAILED", "HANDLER", "ACTION", "OBJECT", "ATTEMPTS", "STATE", "ERROR"];
  return formatTable([head, ...letters.map(letterRow)]);
}

/** One letter, with its event. */
export function letterText(listed: ListedLetter, { event, error, results }: DeadLetter): string {
  const facts = {
    "dead letter": String(listed.id),
    object: objectOf(listed),
    action: listed.action,
    handler: listed.handler,
    error: `${error.code}: ${inOnePiece(error.message)}`,
    attempts: String(listed.attempts),
    "first failed": timeOf(listed.firstFailedAt),
    "last failed": timeOf(listed.lastFailedAt),
    state: stateOf(listed),
    "not called again": [...results.keys()].join(", ") || "-",
  };
  const lines = formatTable(Object.entries(facts));
  return `${lines}\n\n${JSON.stringify(event, undefined, 2)}`;
}

/** A letter for machines. */
export function letterJson({ wanted, firstFailedAt, lastFailedAt, ...rest }: ListedLetter): object {
  return {
    ...rest,
    firstFailedAt: timeOf(firstFailedAt),
    lastFailedAt: timeOf(lastFailedAt),
    wanted: wanted ?? null,
  };
}

function letterRow(letter: ListedLetter): string[] {
  const { id, lastFailedAt, handler, action, attempts, error } = letter;
  const said = inOnePiece(error.message);
  const short = said.length > longestError ? `${said.slice(0, longestError - 1)}…` : said;
  return [
    String(id),
    timeOf(lastFailedAt),
    handler,
    action,
    objectOf(letter),
    String(attempts),
    stateOf(letter),
    `${error.code}: ${short}`,
  ];
}

function objectOf({ kind, namespace, name }: ListedLetter): string {
  return `${kind} ${namespace === "" ? name : `${namespace}/${name}`}`;
}

function stateOf({ wanted }: ListedLetter): string {
  return wanted === undefined ? "kept" : requests[wanted];
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+/, "");
}

/** A handler's words may be of many lines. */
function inOnePiece(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
}
