import { defineConfig } from "vitest/config";

// The machines are slow and shared: a deadline is there to end a hang, not to measure.
const patience = { testTimeout: 60_000, hookTimeout: 120_000, teardownTimeout: 30_000 };

const report = process.env["KWATCHMAN_TEST_REPORT"];

export default defineConfig({
  test: {
    // Most of them wait for other processes most of the time.
    maxWorkers: 3,
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
    projects: [
      {
        test: { name: "unit", include: ["{build,src,sdk,plugins,scripts,soak}/**/*.test.ts"], ...patience },
      },
      {
        test: {
          name: "e2e",
          include: ["test/**/*.test.ts"],
          exclude: ["test/chart/**"],
          globalSetup: ["test/control-plane/setup.ts"],
          ...patience,
        },
      },
      {
        test: {
          name: "chart",
          include: ["test/chart/**/*.test.ts"],
          globalSetup: ["test/control-plane/setup.ts", "test/chart/helm/setup.ts"],
          ...patience,
        },
      },
    ],
  },
});
