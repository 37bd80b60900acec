/** Code that a plugin's `handle` runs, by what it tries. */
type Attacks = Readonly<Record<string, string>>;

/** Ends by the isolate's or the sandbox's limits, whichever sees it first: nothing else would end it. */
export const memoryHogs: Attacks = {
  "arrays for ever": "const list = []; for (;;) list.push(new Array(1000).fill(0));",
  "strings for ever":
    "const list = []; for (let text = 'x';;) { text += text.slice(0, 1000) + 'y'; list.push(text + list.length); }",
  "objects for ever": "const list = []; for (;;) list.push({ a: {}, b: [] });",
  "a map that grows": "const map = new Map(); for (let key = 0;; key += 1) map.set(key, { key });",
  "one huge object": "const table = {}; for (let key = 0;; key += 1) table['k' + key] = key;",
  "a list of 1e9": "Array(1e9).fill(0);",
  "a string of 5e8, looked into": "/y/.test('x'.repeat(5e8)); for (;;);",
  "a list joined": "const list = []; for (;;) list.push(new Array(1e6).fill('abcdefghij').join(''));",
  "resizable buffers":
    "const list = []; for (;;) { const bytes = new ArrayBuffer(1, { maxByteLength: 2 ** 30 }); bytes.resize(2 ** 28); new Uint8Array(bytes).fill(1); list.push(bytes); }",
  "JSON of a huge list": "JSON.stringify(Array(1e7).fill('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')); for (;;);",
  "promises for ever": "for (;;) new Promise(() => {}).then(() => {});",
  "closures that hold each other":
    "let last = () => 0; for (;;) { const before = last; const bytes = new Array(100).fill(0); last = () => [before, bytes]; }",
};

/** As above: they use up the processor. */
export const processorHogs: Attacks = {
  "a loop": "for (;;);",
  "a loop after await": "await null; for (;;);",
  "a loop in a timer": "await new Promise(() => setTimeout(() => { for (;;); }, 1));",
  "promises without end": "const again = () => Promise.resolve().then(again); await again();",
  "a catastrophic pattern": "/^(a+)+$/.test('a'.repeat(40) + 'b');",
  "squaring a BigInt": "let big = 3n; for (;;) big *= big;",
  "a search that V8 does not interrupt": "'a'.repeat(4e6).lastIndexOf('a'.repeat(2e6) + 'b');",
  "a sort that never ends":
    "const list = Array.from({ length: 1e5 }, (_, index) => index); for (;;) list.sort(() => Math.random() - 0.5);",
  "recursion that catches itself": "const again = () => { try { again(); } finally { again(); } }; again();",
  "a trap of a proxy": "new Proxy({}, { get: () => { for (;;); } }).x;",
  "a getter in its result": "return { get next() { for (;;); } };",
  "toJSON in its result": "return { toJSON() { for (;;); } };",
  "then in its result": "return { then() { for (;;); } };",
  "a getter in what it throws": "throw { get message() { for (;;); } };",
  "toString of what it throws":
    "throw Object.assign(() => {}, { toString() { for (;;); }, [Symbol.toPrimitive]() { for (;;); } });",
  "a getter in what it logs": "console.log({ get a() { for (;;); } });",
  prepareStackTrace: "Error.prepareStackTrace = () => { for (;;); }; throw new Error('x');",
  "Object.prototype.toJSON": "Object.prototype.toJSON = () => { for (;;); }; return { next: true };",
  "Array.prototype's setters":
    "Object.defineProperty(Array.prototype, 0, { set() { for (;;); } }); console.log('x'); return [];",
  "Promise.prototype.then":
    "Promise.prototype.then = () => { for (;;); }; await { then: (resolve) => resolve() }; return Promise.resolve().then(); ",
};

/** Ends when its time is over: it waits, or is busy without using much. */
export const sluggards: Attacks = {
  "waits for ever": "await new Promise(() => {});",
  "timers without end": "await new Promise(() => { const again = () => setTimeout(again); again(); });",
  "intervals at full speed":
    "await new Promise(() => { for (let timer = 0; timer < 90; timer += 1) setInterval(() => {}); });",
  "a listener of its signal that does not end":
    "await new Promise(() => signal.addEventListener('abort', () => { for (;;); }));",
  "one that catches and goes on":
    "for (;;) try { await new Promise((resolve) => signal.addEventListener('abort', resolve)); } catch {}",
};

/** Ends by itself, with nothing or with an error of such a message: what it asks for is refused or cut. */
export const floods: Readonly<Record<string, readonly [code: string, got?: RegExp]>> = {
  "lines of the log": ["for (let line = 0; line < 3e4; line += 1) console.log('line', line);"],
  "long lines of the log": [
    "const text = 'x'.repeat(1e6); for (let line = 0; line < 50; line += 1) log.info(text, { text });",
  ],
  requests: ["await Promise.allSettled(Array.from({ length: 3000 }, () => fetch('https://granted.example')));"],
  "requests one after the other": [
    "for (let count = 0; count < 300; count += 1) await fetch('https://other.example').catch(() => {});",
  ],
  timers: ["for (let count = 0; count < 3000; count += 1) try { setTimeout(() => {}, 1e6); } catch {}"],
  URLs: ["for (let count = 0; count < 3000; count += 1) URL.canParse('https://a.example/' + count);"],
  "a URL of a million characters": [
    "URL.canParse('https://a.example/' + 'x'.repeat(2e6));",
    /^That is too much at once$/,
  ],
  "a result of a million characters": [
    "return { reason: 'x'.repeat(1e6) };",
    /^Expected the result to have at most 262144 bytes/,
  ],
  "a result of great depth": [
    "let deep = {}; for (let depth = 0; depth < 1e5; depth += 1) deep = { deep }; return deep;",
    /^Expected the result to have at most 262144 bytes/,
  ],
  "an error of a million characters": [
    "throw Object.assign(new Error('x'.repeat(1e6)), { code: 'y'.repeat(1e6), stack: 'z'.repeat(1e6) });",
    /^x{4096}…$/,
  ],
  "rejections that nobody awaits": [
    "for (let count = 0; count < 3000; count += 1) Promise.reject(new Error('x')); await new Promise((resolve) => setTimeout(resolve, 10));",
    /^x$/,
  ],
  "weak references that never end": [
    "const registry = new FinalizationRegistry(() => { for (;;); }); for (let count = 0; count < 1e4; count += 1) registry.register({}, count);",
  ],
};

/** What it tries, and what it may get hold of at most: `tell` gives what a function returns, as text, or the name of what it throws. */
export const escapes: Readonly<Record<string, readonly [code: string, got: string | RegExp]>> = {
  "the constructor of a constructor": [
    "return tell(() => tell.constructor.constructor('return process')());",
    "ReferenceError",
  ],
  "the constructors of what the host made": [
    "const made = [event, signal, log, log.info, settings, console.log, fetch, URL, crypto.randomUUID, setTimeout]; return made.map((value) => value.constructor.constructor('return typeof process + typeof require')()).join();",
    /^(?:undefinedundefined,?){10}$/,
  ],
  "an import of Node's own": ["return import('node:fs').then(() => 'imported', () => 'refused');", "refused"],
  "an import of the bootstrap": ["return import('guest').then(() => 'imported', () => 'refused');", "refused"],
  "an import of a file": ["return import('/etc/passwd').then(() => 'imported', () => 'refused');", "refused"],
  "import.meta": ["return tell(() => Object.getOwnPropertyNames(import.meta).join());", ""],
  "globals of Node": [
    "return ['process', 'require', 'module', 'global', 'Buffer', 'performance', 'ivm', '$0'].filter((name) => name in globalThis).join();",
    "",
  ],
  "memory that no limit counts": [
    "return ['WebAssembly', 'SharedArrayBuffer', 'Atomics'].filter((name) => name in globalThis).join();",
    "",
  ],
  "paths in a stack": [
    "return tell(() => { try { new URL('nothing'); } catch (error) { return error.stack; } });",
    /^(?!.*(?:file:|node:|\/tmp|\/src|\.\.\/)).*index\.js:/s,
  ],
  "functions and objects of call sites": [
    "Error.prepareStackTrace = (_, sites) => sites; const sites = new Error().stack; return sites.map((site) => typeof site.getThis() + typeof site.getFunction()).join();",
    /^(?:undefinedundefined,?)+$/,
  ],
  callers: ["return tell(() => (function () { return arguments.callee.caller; })());", "TypeError"],
  "references of isolated-vm": [
    `const seen = new Set(); const found = [];
    const look = (value) => {
      if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return;
      seen.add(value);
      if (/^(?:Reference|Isolate|Context|Callback|ExternalCopy|Module|Script|Dereference)$/.test(value.constructor?.name)) found.push(value);
      look(Reflect.getPrototypeOf(value));
      for (const key of Reflect.ownKeys(value)) {
        const { value: member, get, set } = Reflect.getOwnPropertyDescriptor(value, key);
        for (const one of [member, get, set]) look(one);
      }
    };
    for (const root of [globalThis, event, signal, log, settings]) look(root);
    return \`\${found.length} \${seen.size > 500}\`;`,
    "0 true",
  ],
  "then of all objects": [
    "Object.prototype.then = (resolve) => resolve('stolen'); try { return 'own'; } finally { delete Object.prototype.then; }",
    "own",
  ],
  "what the bootstrap is made of": [
    `const broken = () => { throw new Error("broken"); };
    for (const name of ["stringify", "parse"]) JSON[name] = broken;
    for (const name of ["keys", "freeze", "create", "setPrototypeOf", "hasOwn"]) Object[name] = broken;
    for (const name of ["call", "apply", "bind"]) Function.prototype[name] = broken;
    for (const name of ["apply", "ownKeys"]) Reflect[name] = broken;
    Array.isArray = Array.prototype.join = String.prototype.slice = String.prototype.split = broken;
    globalThis.Object = globalThis.Error = globalThis.Promise = globalThis.String = globalThis.Reflect = undefined;
    console.log("still", { there: 1 });
    log.info("still", { there: 2 });
    return new URL("https://a.example").href + typeof crypto.randomUUID();`,
    "https://a.example/string",
  ],
  "getters on Object.prototype": [
    `const names = ["reference", "timeout", "copy", "promise", "arguments", "release", "filename", "type", "call", "v", "e", "value", "get", "set"];
    const stolen = [];
    for (const name of names) {
      const descriptor = Object.assign(Object.create(null), { configurable: true, get: () => void stolen.push(name), set: () => {} });
      Object.defineProperty(Object.prototype, name, descriptor);
    }
    log.info("x");
    const id = crypto.randomUUID();
    for (const name of names) delete Object.prototype[name];
    return stolen.join() + typeof id;`,
    "string",
  ],
  species: [
    "Object.defineProperty(Promise, Symbol.species, { get: () => function (run) { run(() => {}, () => {}); } }); await null; return 'own';",
    "own",
  ],
};
