// Reads the test runner's JSON report and prints CI's closing line: "N passed, N failed".
// Usage: node ci-summary.mjs REPORT STATUS, where STATUS is the exit code of npm test. Runs on any Node.
import { readFileSync } from "node:fs";

const print = (line) => process.stdout.write(`${line}\n`);
const [file, status] = process.argv.slice(2);
const counts = { passed: 0, failed: 0, controlPlane: 0 };
try {
  for (const suite of JSON.parse(readFileSync(file, "utf8")).testResults) {
    for (const test of suite.assertionResults) {
      if (test.status === "passed") counts.passed += 1;
      if (test.status === "failed") counts.failed += 1;
      if (test.status === "passed" && test.fullName.includes("(control plane)")) counts.controlPlane += 1;
    }
  }
} catch (error) {
  print(`No test report: ${error.message}`);
}

const complaints = [];
if (status !== "0") complaints.push(`npm test ended with ${status}`);
if (counts.controlPlane === 0) complaints.push("no test ran against the real control plane");
for (const complaint of complaints) print(complaint);
if (complaints.length > 0 && counts.failed === 0) counts.failed = complaints.length;

print(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 ? 0 : 1);
