import { Headers } from "./headers.ts";

/** What the host tells of an answer. */
export interface ResponseFacts {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A server's answer: the part of the Fetch standard's Response that a handler needs. */
export class Response {
  readonly status: number;
  readonly headers: Headers;
  #body: string | undefined;

  constructor({ status, headers, body }: ResponseFacts) {
    this.status = status;
    this.headers = new Headers(headers);
    this.#body = body;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  get bodyUsed(): boolean {
    return this.#body === undefined;
  }

  async text(): Promise<string> {
    const body = this.#body;
    if (body === undefined) throw new TypeError("The body has been read already");
    this.#body = undefined;
    return body;
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text()) as unknown;
  }
}
