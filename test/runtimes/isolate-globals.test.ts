import { runInThisContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type IsolateHost, openIsolateHost } from "./isolate/isolate-host.ts";

let host: IsolateHost;
beforeAll(async () => {
  host = await openIsolateHost();
});
afterAll(() => host.close());

/** What an expression gives inside an isolate, as JSON. */
async function evaluate(expression: string): Promise<unknown> {
  const source = `export default { async handle() { return { value: await (async () => (${expression}))() }; } };`;
  const { call, handler } = await host.plugin("evaluates", source);
  try {
    const { value } = (await call()) as { readonly value: unknown };
    return value;
  } finally {
    await handler.close();
  }
}

/** What a script written for browsers and Node finds, and what it makes of it here and there. */
const shared = [
  "new URL('../x?b=2#c', 'https://user:pw@example.com:8443/a/b/').href",
  "(({ origin, host, hostname, port, protocol, pathname, search, hash, username, password }) => [origin, host, hostname, port, protocol, pathname, search, hash, username, password])(new URL('https://u:p@Example.com:443/ä?q=ü#h'))",
  "(() => { const url = new URL('https://a.example/'); url.pathname = '/x y'; url.searchParams.append('q', 'ä&b'); url.hash = 'h'; url.port = '81'; return [url.href, JSON.stringify(url), String(url)]; })()",
  "[URL.canParse('x:y'), URL.canParse('nothing'), URL.parse('nothing'), URL.parse('b', 'https://a.example/').href]",
  "(() => { try { new URL('nothing'); } catch (error) { return error.name; } })()",
  "[...new URLSearchParams('?a=1&b=%20x+y&a=3&c')]",
  "(() => { const params = new URLSearchParams({ a: '1', b: '2' }); params.set('a', 'x'); params.append('b', '3'); params.delete('b', '2'); params.sort(); return [String(params), params.has('b'), params.get('z'), params.getAll('b'), params.size]; })()",
  "[...new TextEncoder().encode('aü€😀')]",
  "new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 97, 0xc3, 0xbc, 0xf0, 0x9f, 0x98, 0x80, 0xff]))",
  "(() => { try { new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xff])); } catch (error) { return error.name; } })()",
  "[btoa('hello\\xff'), atob('aGVsbG//')]",
  "structuredClone({ a: [1, { b: new Date(0) }], c: new Map([[1, new Set(['x'])]]), d: /x/g.source, e: undefined })",
  "(() => { const a = { list: [] }; a.list.push(a); const b = structuredClone(a); return b !== a && b.list[0] === b; })()",
  "[...structuredClone(new Uint8Array([1, 2, 3]).subarray(1))]",
  "(() => { try { structuredClone(() => {}); } catch (error) { return error.name; } })()",
  "(() => { const controller = new AbortController(); const seen = []; controller.signal.addEventListener('abort', (event) => seen.push(event.type)); controller.abort(); controller.abort(); return [seen, controller.signal.aborted, controller.signal.reason.name, AbortSignal.abort('r').reason]; })()",
  "new Promise((resolve) => AbortSignal.timeout(5).addEventListener('abort', (event) => resolve(event.target.reason.name)))",
  "new Promise((resolve) => { const any = AbortSignal.any([new AbortController().signal, AbortSignal.timeout(5)]); any.onabort = () => resolve(any.reason.name); })",
  "new Promise((resolve) => { let count = 0; const timer = setInterval((step) => { count += step; if (count === 6) { clearInterval(timer); resolve(count); } }, 1, 2); })",
  "new Promise((resolve) => { clearTimeout(setTimeout(() => resolve('cleared'), 1)); setTimeout(() => resolve('other'), 10); })",
  "/^[\\da-f]{8}-[\\da-f]{4}-4[\\da-f]{3}-[89ab][\\da-f]{3}-[\\da-f]{12}$/.test(crypto.randomUUID())",
  "(() => { const headers = new Headers([['B', ' x '], ['a', '1']]); headers.append('A', '2'); headers.delete('c'); return [[...headers], headers.get('A'), headers.get('z'), headers.has('b')]; })()",
];

describe("an isolate has what Node has", () => {
  test.each(shared)("%s", async (expression) => {
    const here = runInThisContext(`(async () => (${expression}))`) as () => Promise<unknown>;

    expect(await evaluate(expression)).toEqual(JSON.parse(JSON.stringify(await here()) ?? "null"));
  });
});

describe("an isolate has no more", () => {
  test("than the language and these", async () => {
    const names = (await evaluate("Object.getOwnPropertyNames(globalThis)")) as string[];
    const language =
      /^(?:[A-Z][a-z]+Error|Error|(?:Ui|I)nt(?:8|16|32)Array|Uint8ClampedArray|Float(?:16|32|64)Array|Big(?:Int|Uint)64Array|BigInt|Array|ArrayBuffer|Boolean|DataView|Date|FinalizationRegistry|Function|Infinity|Intl|Iterator|JSON|Map|Math|NaN|Number|Object|Promise|Proxy|Reflect|RegExp|Set|String|Symbol|URIError|WeakMap|WeakRef|WeakSet|(?:de|en)codeURI(?:Component)?|escape|unescape|eval|globalThis|isFinite|isNaN|parseFloat|parseInt|undefined|Temporal|AsyncDisposableStack|DisposableStack|SuppressedError)$/;

    expect(names.filter((name) => !language.test(name)).sort()).toEqual([
      "AbortController",
      "AbortSignal",
      "Headers",
      "Response",
      "TextDecoder",
      "TextEncoder",
      "URL",
      "URLSearchParams",
      "atob",
      "btoa",
      "clearInterval",
      "clearTimeout",
      "console",
      "crypto",
      "fetch",
      "setInterval",
      "setTimeout",
      "structuredClone",
    ]);
  });

  test.each(["process", "require", "module", "Buffer", "global", "WebAssembly", "SharedArrayBuffer", "Atomics"])(
    "not %s",
    async (name) => {
      expect(await evaluate(`typeof ${name}`)).toBe("undefined");
    },
  );
});

describe("the console", () => {
  test("writes to the handler's log, whatever it is given, with its level", async () => {
    const source = `export default { handle() {
      console.debug("a", 1, undefined, null, true);
      console.log({ a: [1] }, 10n, Symbol("s"));
      console.info("%s stays", "as it is");
      console.warn(new RangeError("oh").message);
      console.error({ error: new RangeError("oh"), get broken() { throw new Error(); } });
      console.log(() => {});
    } };`;
    const { call, lines } = await host.plugin("console", source);
    await call();

    expect(lines.map(({ level, message }) => [level, message])).toEqual([
      ["debug", "a 1 undefined null true"],
      ["info", '{"a":[1]} 10 Symbol(s)'],
      ["info", "%s stays as it is"],
      ["warn", "oh"],
      ["error", "(what cannot be written)"],
      ["info", "() => {}"],
    ]);
  });

  test("an error is written with the plugin's own lines", async () => {
    const { call, lines } = await host.plugin(
      "console-error",
      'export default { handle() { console.log("it", new RangeError("oh")); } };',
    );
    await call();

    expect(lines[0]?.message).toBe("it RangeError: oh\n    at Object.handle (index.js:1:47)");
  });

  test("what is too much is dropped, and said; each line is cut", async () => {
    const source = `export default { handle(event, { log }) {
      log.info("x".repeat(100_000), { y: "y".repeat(100_000) });
      for (let line = 0; line < 100_000; line += 1) console.log("line " + line);
    } };`;
    const { call, lines } = await host.plugin("floods", source, {
      limits: { memoryBytes: 64 * 1024 * 1024, cpuMs: 5000 },
    });
    await call();

    expect(lines[0]?.message).toHaveLength(8 * 1024 + 1);
    expect(JSON.stringify(lines).length).toBeLessThan(200_000);
    expect(lines.at(-1)).toMatchObject({
      level: "warn",
      message: "wrote too many lines",
      fields: { dropped: expect.any(Number) as unknown },
    });
  });

  test("is kept of a call that times out", async () => {
    const { call, lines } = await host.plugin(
      "waits",
      'export default { handle() { console.log("before"); return new Promise(() => {}); } };',
      { timeoutMs: 300 },
    );
    await expect(call()).rejects.toMatchObject({ code: "KW_HANDLER_TIMEOUT" });

    await expect.poll(() => lines.map(({ message }) => message), { timeout: 15_000 }).toEqual(["before"]);
  });
});
