import type { LookupAddress } from "node:dns";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createCheckedLookup, type Resolve } from "./checked-lookup.ts";

const publicly: LookupAddress = { address: "93.184.216.34", family: 4 };
const privately: LookupAddress = { address: "10.0.0.7", family: 4 };

function lookUp(resolve: Resolve, all: boolean): Promise<unknown> {
  const lookup = createCheckedLookup(resolve);
  const { promise, resolve: answer, reject } = Promise.withResolvers<unknown>();
  lookup("a.example", { all }, (error, ...found) => (error === null ? answer(found) : reject(error)));
  return promise;
}

test.each([
  { all: true, found: [[publicly]] },
  { all: false, found: [publicly.address, publicly.family] },
])("addresses that were checked are what is answered (all: $all)", async ({ all, found }) => {
  expect(await lookUp(async () => [publicly], all)).toEqual(found);
});

test.each([[[privately]], [[publicly, privately]], [[publicly, { address: "::ffff:10.0.0.7", family: 6 }]]])(
  "a name is refused if one of its addresses is not public",
  async (addresses) => {
    await expect(lookUp(async () => addresses, true)).rejects.toMatchObject({ code: "KW_ADDRESS_REFUSED" });
  },
);

test("a name that is not known is the resolver's error", async () => {
  const unknown = Object.assign(new Error("getaddrinfo ENOTFOUND a.example"), { code: "ENOTFOUND" });
  await expect(lookUp(() => Promise.reject(unknown), true)).rejects.toBe(unknown);
});

test("however many ask for a name, it is looked up once at a time", async () => {
  let lookups = 0;
  const lookup = promisify(
    createCheckedLookup(async () => {
      lookups += 1;
      return [publicly];
    }),
  );
  await Promise.all([lookup("a.example", { all: true }), lookup("a.example", { all: true })]);
  expect(lookups).toBe(1);
  await lookup("a.example", { all: true });
  expect(lookups).toBe(2);
});
