import { runCli } from "./cli.ts";

/** What is still being written then, such as an error to a pipe, has time to be read. */
const lingerMs = 1000;

process.exitCode = await runCli(process.argv.slice(2), process.env);
// All of our own has ended. What a plugin left behind, a timer or a socket, must not keep the process.
setTimeout(() => process.exit(), lingerMs).unref();
