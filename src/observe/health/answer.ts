import type { Mask } from "../mask.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Readiness } from "./readiness.ts";
import { readinessJson, readinessText } from "./readiness-report.ts";

const paths: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);

/** What is asked of the health server. */
export interface Question {
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  /** The Accept header; "" if none. */
  readonly accept: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where answers come from. */
export interface AnswerSources {
  readonly readiness: () => Readiness;
  readonly metrics: Pick<Metrics, "contentType" | "render">;
  /** Reasons are the API server's own words, and may tell what the configuration hides. */
  readonly mask: Mask;
}

/** Answers one question, whatever it is. Rejects only if a figure cannot be told. */
export async function answer(question: Question, { readiness, metrics, mask }: AnswerSources): Promise<Answer> {
  const [path = "", query = ""] = question.target.split("?", 2);
  if (!paths.has(path)) return text(404, `Expected ${[...paths].join(", ")}, got something else\n`);
  if (question.method !== "GET" && question.method !== "HEAD") {
    return text(405, "Expected GET or HEAD, got another method\n", { allow: "GET, HEAD" });
  }
  if (path === "/readyz") return answerReadiness(readiness(), wantsJson(question.accept, query), mask);
  if (path === "/metrics") return answerMetrics(metrics);
  // That it is answered says it all: the event loop turns.
  return text(200, "ok\n");
}

function answerReadiness(readiness: Readiness, asJson: boolean, mask: Mask): Answer {
  const status = readiness.isReady ? 200 : 503;
  if (!asJson) return text(status, mask.text(readinessText(readiness)));
  return { status, headers: { "content-type": "application/json" }, body: mask.line(readinessJson(readiness)) };
}

/** The query wins over the header. */
function wantsJson(accept: string, query: string): boolean {
  const format = new URLSearchParams(query).get("format");
  return format === null ? accept.includes("application/json") : format === "json";
}

async function answerMetrics({ contentType, render }: AnswerSources["metrics"]): Promise<Answer> {
  return { status: 200, headers: { "content-type": contentType }, body: await render() };
}

function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers }, body };
}
