import { expectTypeOf, test } from "vitest";
import type { Static } from "typebox";
import type { ActionSchema, EventSchema, ResourceSchema } from "./event-schema.ts";
import type { HandlerResult, KwatchmanEvent, PatchOperation, Resource } from "./index.ts";
import type { PatchOperationSchema, ResultSchema } from "./result-schema.ts";

// A plugin author gets types that need no schema library; the compiler holds them to the schemas here.
test("the types of the sdk are those of its schemas", () => {
  type Event = Static<typeof EventSchema>;
  type Data = KwatchmanEvent["data"];

  expectTypeOf<Static<typeof ActionSchema>>().toEqualTypeOf<Data["action"]>();
  expectTypeOf<Static<typeof ResourceSchema>>().toExtend<Resource>();
  expectTypeOf<Resource>().toExtend<Static<typeof ResourceSchema>>();
  expectTypeOf<Static<typeof PatchOperationSchema>>().toExtend<PatchOperation>();
  expectTypeOf<PatchOperation>().toExtend<Static<typeof PatchOperationSchema>>();
  expectTypeOf<Omit<KwatchmanEvent, "data">>().toExtend<Omit<Event, "data">>();
  expectTypeOf<keyof Static<typeof ResultSchema>>().toEqualTypeOf<keyof HandlerResult>();
});
