import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fromPartial } from './from-partial.ts';
import * as messages from './onnx-ml.ts';

const source = readFileSync(new URL('onnx-ml.ts', import.meta.url), 'utf8');
const all = new Map(Object.entries(messages));
const typeOf = (name: string) => all.get(name) as messages.MessageFns<object>;

/** Fields of messages that hold messages, as the generated code declares them: `message.field`, and what it is of. */
const fields = [...source.matchAll(/^export interface (\w+) \{\n([\s\S]*?)\n\}/gm)].flatMap(([, message, body]) =>
  [...body!.matchAll(/^ {2}(\w+): (\w+)(\[\]| \| undefined);$/gm)].flatMap(([, field, held, many]) =>
    all.has(held!)
      ? [[`${message}.${field}`, { message: message!, field: field!, held: held!, isList: many === '[]' }] as const]
      : [],
  ),
);

it('knows what fields hold messages', () => {
  expect(fields.length).toBeGreaterThan(25);
});

it.each(fields)('completes %s', (_, { message, field, held, isList }) => {
  const whole = fromPartial(typeOf(message), { [field]: isList ? [{}] : {} });
  const complete = typeOf(held).decode(new Uint8Array(0));
  expect(whole).toMatchObject({ [field]: isList ? [complete] : complete });
  expect(() => typeOf(message).encode(whole)).not.toThrow();
});
