import path from "node:path";
import { defineConfig } from "vitest/config";

// The machines are slow and shared: a deadline is there to end a hang, not to measure.
const patience = { testTimeout: 180_000, hookTimeout: 120_000, teardownTimeout: 30_000 };

// Hundreds of processes are started: what V8 makes of their code is kept for the next.
const env = { NODE_COMPILE_CACHE: path.join(import.meta.dirname, "node_modules/.cache/kwatchman") };

const report = process.env["KWATCHMAN_TEST_REPORT"];

export default defineConfig({
  test: {
    // Of two cores: most files wait for other processes most of the time.
    maxWorkers: 4,
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
    projects: [
      {
        test: {
          name: "unit",
          include: ["{build,src,sdk,plugins,scripts,soak}/**/*.test.ts"],
          // What each file imports is most of its time, and nothing of it keeps what a test did.
          isolate: false,
          ...patience,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/**/*.test.ts"],
          exclude: ["test/chart/**"],
          globalSetup: ["test/cli/setup.ts", "test/control-plane/setup.ts"],
          env,
          ...patience,
        },
      },
      {
        test: {
          name: "chart",
          include: ["test/chart/**/*.test.ts"],
          globalSetup: ["test/cli/setup.ts", "test/control-plane/setup.ts", "test/chart/helm/setup.ts"],
          env,
          ...patience,
        },
      },
    ],
  },
});
