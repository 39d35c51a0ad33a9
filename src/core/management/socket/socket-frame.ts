import { z } from 'zod';

/** What a command sends after the proof, one JSON object a line. */
export const socketRequest = z.union([
  z.strictObject({ id: z.number().int(), method: z.string(), input: z.unknown().optional() }),
  z.strictObject({ id: z.number().int(), subscribe: z.array(z.string()).max(16) }),
]);

const wireReply = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error: z.object({
      code: z.string(),
      message: z.string(),
      hint: z.string(),
      data: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
]);

/** What the engine sends: the reply to a request, or an event. */
export const socketMessage = z.union([
  z.object({ id: z.number().int(), reply: wireReply }),
  z.object({ event: z.string(), data: z.unknown() }),
]);

/** One line as what it should be, or undefined. */
export function parseFrame<S extends z.ZodType>(schema: S, line: string): z.output<S> | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Before the proof a line is short; after it a registry or an export filter may be long. */
export const handshakeLineBytes = 512;
export const requestLineBytes = 8_388_608;
