/**
 * One plugin by itself: run for its author by the command line and in tests, by the same code as in the host.
 * @module
 */
export { openPlugin } from "./open-plugin.ts";
export { readPlugin } from "./read-plugin.ts";
