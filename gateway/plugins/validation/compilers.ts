/**
 * Validation of requests. Bodies are taken as they are: nothing is converted, nothing unknown dropped. What stands in a
 * URL or header is text, and becomes the number or boolean its schema asks for.
 */
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import plugin from 'fastify-plugin';
import type { TSchema } from 'typebox';
import { RefusalError } from '../../contract/errors.ts';
import { shared } from '../../contract/shared.ts';
import { explain } from './explain.ts';
import { formats } from './formats.ts';
import { countWhereNeeded } from './lengths.ts';

/** allErrors stays off: a megabyte of wrong fields would make eight of errors. */
const options: Options = { allErrors: false, verbose: true, strict: true, strictTypes: false, formats };

export const validation = plugin(
  async (app) => {
    const bodies = new Ajv(options);
    const quick = new Ajv({ ...options, verbose: false });
    const texts = new Ajv({ ...options, coerceTypes: true });
    countWhereNeeded(quick);
    for (const schema of shared) {
      app.addSchema(schema);
      bodies.addSchema(schema);
      quick.addSchema(schema);
    }
    app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => {
      if (httpPart !== 'body') {
        const validate = texts.compile(schema);
        return (data: unknown) =>
          validate(data) ? { value: data } : { error: refusal(validate.errors ?? [], httpPart ?? 'body') };
      }
      // A function that can also say why is too long for V8 to optimise, and takes eight times as long to say yes: it is
      // made and asked only where the answer is no.
      const isRight = quick.compile(schema);
      let explaining: ValidateFunction | undefined;
      return (data: unknown) => {
        if (isRight(data)) return { value: data };
        explaining ??= bodies.compile(schema);
        explaining(data);
        return { error: refusal(explaining.errors ?? [], httpPart) };
      };
    });
    // Replies are our own: they are written as they are, not filtered by their schema, which tests hold them against.
    app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  },
  { name: 'validation', fastify: '5.x' },
);

function refusal(errors: readonly ErrorObject[], httpPart: string): RefusalError {
  const { code, error } = explain(errors);
  if (httpPart === 'body')
    return new RefusalError({ code, detail: detailOf(error.path || 'The body', error.message), errors: [error] });
  // A field of the URL or a header is named, not pointed at.
  const path = error.path.slice(1);
  const named = { path, message: error.message };
  const own = path === 'idempotency-key' ? 'idempotency_key_invalid' : code;
  return new RefusalError({ code: own, detail: detailOf(path, error.message), errors: [named] });
}

function detailOf(where: string, message: string): string {
  return `${where} ${message}.`;
}
