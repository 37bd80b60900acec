/** The files of a user who makes every mistake that shows before a cluster is touched, by path. */
export const mistakenFiles: Readonly<Record<string, string>> = {
  "config.toml": `pluginDirs = ["./my-plugins"]
maxPendign = 3
drainTimeout = "soon"

[[resource]]
kind = "deployment"
[[resource]]
kind = "deployment"

[[handler]]
name = "slakc"
[[handler]]
name = "slack"
webhookURL = { env = "SLACK_WEBHOOK_URL" }

[[handler]]
name = "pager"
[[handler]]
name = "limiter"
limit = "many"
`,
  "my-plugins/pager/plugin.toml": manifest("pager").replace("contract = 1", "contract = 2"),
  "my-plugins/pager/index.js": "export default { handle() {} };\n",
  "my-plugins/limiter/plugin.toml": `${manifest("limiter")}[settings.properties]\nlimit = { type = "integer" }\n`,
  "my-plugins/limiter/index.js": "export const handle = () => {};\n",
  "syntax.toml": "maxPending = \n",
  "empty.toml": '[[handler]]\nname = "log"\n',
  "good.toml": '[[resource]]\nkind = "deployment"\n[[handler]]\nname = "log"\n',
  "corrupt.toml": stored("corrupt.db"),
  "corrupt.db": "This is no database, but it is long enough to be taken for one. ".repeat(9),
  "unavailable.toml": stored("good.toml/store.db"),
  "newer.toml": stored("newer.db"),
  "locked.toml": stored("locked.db"),
  "unloadable.toml":
    'pluginDirs = ["./my-plugins"]\n[[resource]]\nkind = "deployment"\n[[handler]]\nname = "limiter"\n',
  "widgets.toml": '[[resource]]\nkind = "widget"\n[[handler]]\nname = "log"\n',
  "cluster.toml": `[[resource]]
kind = "deploymnt"
[[resource]]
kind = "service"
[[resource]]
kind = "configmap"
fieldSelector = "spec.size=1"
[[handler]]
name = "log"
`,
};

/** A plugin that fails in the way that the object's name says. */
export const faultyPlugin: Readonly<Record<string, string>> = {
  "faulty.toml": `pluginDirs = ["./my-plugins"]
retry = { attempts = 1, backoff = "10ms" }
[[resource]]
kind = "configmap"
[[handler]]
name = "faulty"
`,
  "my-plugins/faulty/plugin.toml": `${manifest("faulty")}timeout = "200ms"\n`,
  "my-plugins/faulty/index.js": `const answers = {
  throws: () => {
    throw new Error("connection refused");
  },
  hangs: () => new Promise(() => {}),
  answers: () => ({ next: "no" }),
  patches: () => ({ patch: [{ op: "replace", path: "/name", value: "mine" }] }),
};

export default {
  setup(hooks, { handler }) {
    hooks.start.tap(handler, () => {
      throw new Error("no disk");
    });
  },
  handle: ({ data }) => answers[data.name]?.(),
};
`,
};

/** A program that fails, and a stream that does not get ready. */
export const faultyExecutables: Readonly<Record<string, string>> = {
  "executables.toml": `retry = { attempts = 0 }
[[resource]]
kind = "configmap"
[[handler]]
name = "page"
runtime = "exec"
command = ["./page.sh"]
[[handler]]
name = "count"
runtime = "exec"
command = ["./count.py"]
mode = "stream"
`,
  "page.sh": "#!/bin/sh\necho 'no route to host' >&2\nexit 1\n",
  "count.py": "#!/usr/bin/env python3\nexit(1)\n",
};

function stored(path: string): string {
  return `store.path = "${path}"\n[[resource]]\nkind = "deployment"\n[[handler]]\nname = "log"\n`;
}

function manifest(name: string): string {
  return `name = "${name}"\nversion = "1.0.0"\ncontract = 1\nruntime = "module"\nentry = "index.js"\n`;
}
