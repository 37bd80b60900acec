/** How kwatchman is called where it is installed, and from a checkout. */
export const command = import.meta.url.includes("/node_modules/") ? "npx kwatchman" : "npm run -s kwatchman --";
