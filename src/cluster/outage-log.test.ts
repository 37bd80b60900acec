import { expect, test } from "vitest";
import { keepingLog } from "../pipeline/fixtures/logs.ts";
import { standingClock } from "../time/fixtures/standing-clock.ts";
import { OutageLog } from "./outage-log.ts";

/** Some watches of one host, by their resources. */
function watches(...resources: string[]) {
  const log = keepingLog();
  const clock = standingClock();
  const stopped = new AbortController();
  const outages = new OutageLog({ log, clock, signal: stopped.signal });
  const members = resources.map((resource) => outages.join(resource));
  return { members, log, clock, stop: () => stopped.abort() };
}

const failing = (reason: string, ...resources: string[]) => ({
  level: "warn",
  message: "failing",
  fields: { reason, resources },
});
const wellAgain = (seconds: number, ...resources: string[]) => ({
  level: "info",
  message: "watching again",
  fields: { resources, seconds },
});

test("an outage of all is one line when it begins and one when it is over, whoever notices when", async () => {
  const { members, log, clock } = watches("pod", "secret", "pod");
  for (const member of members) {
    member.fail("the connection broke off");
    await clock.pass(100);
  }
  for (const member of members) member.fail("connection refused");
  await clock.pass(1000);
  expect(log.lines).toEqual([failing("connection refused", "pod", "secret")]);

  await clock.pass(8700);
  for (const member of members) member.fail("connection refused");
  for (const member of members) member.recover(clock.now());
  await clock.pass(100_000);
  expect(log.lines.slice(1)).toEqual([wellAgain(10, "pod", "secret")]);
});

test("another reason is told when it comes, once", async () => {
  const { members, log, clock } = watches("pod", "secret");
  for (const reason of ["connection refused", "starting (503)", "connection refused", "starting (503)"]) {
    for (const member of members) member.fail(reason);
    await clock.pass(5000);
  }
  expect(log.lines).toEqual([
    failing("connection refused", "pod", "secret"),
    failing("starting (503)", "pod", "secret"),
  ]);
});

test("the same reason again after its end is another outage", async () => {
  const { members, log, clock } = watches("pod");
  for (let times = 0; times < 2; times += 1) {
    members[0]?.fail("connection refused");
    await clock.pass(2000);
    members[0]?.recover(clock.now());
    await clock.pass(1000);
  }
  const once = [failing("connection refused", "pod"), wellAgain(2, "pod")];
  expect(log.lines).toEqual([...once, ...once]);
});

test("who goes on failing holds up neither the end of the others nor their next outage", async () => {
  const { members, log, clock } = watches("pod", "metrics");
  const [pod, metrics] = members;
  metrics?.fail("no backend (503)");
  await clock.pass(5000);
  for (let times = 0; times < 2; times += 1) {
    for (const member of members) member.fail("connection refused");
    await clock.pass(2000);
    metrics?.fail("no backend (503)");
    pod?.recover(clock.now());
    await clock.pass(50_000);
  }
  expect(log.lines).toEqual([
    failing("no backend (503)", "metrics"),
    failing("connection refused", "metrics", "pod"),
    wellAgain(2, "pod"),
    failing("connection refused", "metrics", "pod"),
    wellAgain(2, "pod"),
  ]);
});

test("who leaves has no part in the end, and nothing is told of an outage that nobody is left in", async () => {
  const { members, log, clock } = watches("pod", "secret");
  const [pod, secret] = members;
  for (const member of members) member.fail("connection refused");
  await clock.pass(1000);
  secret?.leave();
  expect([pod?.isHit, secret?.isHit]).toEqual([true, false]);
  pod?.recover(clock.now());
  expect(log.lines).toEqual([failing("connection refused", "pod", "secret"), wellAgain(1, "pod")]);

  secret?.fail("connection refused");
  secret?.leave();
  await clock.pass(100_000);
  expect(log.lines).toHaveLength(2);
});

test("nothing is told once the host stops", async () => {
  const { members, log, clock, stop } = watches("pod");
  members[0]?.fail("connection refused");
  stop();
  await clock.pass(1000);
  expect(log.lines).toEqual([]);
});
