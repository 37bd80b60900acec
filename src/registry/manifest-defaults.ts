/** What a manifest says if nothing is said. */
export const manifestDefaults = { timeout: "10s", once: false, concurrency: 16 } as const;
