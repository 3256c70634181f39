/** Holds every reply against the schema its route declares: what a client generated from the OpenAPI document relies on. */
import { Ajv } from 'ajv';
import { shared } from '../contract/shared.ts';
import { formats } from '../plugins/validation/formats.ts';
import type { App } from '../routes/route.ts';

type Declared = object & { readonly content?: Readonly<Record<string, { readonly schema: object }>> };

/** Before `app.ready()`. `onFault` gets every reply of /v1 and /health that its route does not declare so. */
export function holdToSchemas(app: App, onFault: (fault: string) => void): void {
  const ajv = new Ajv({ strict: false, formats });
  for (const schema of shared) ajv.addSchema(schema);
  app.addHook('onSend', async (request, reply, payload) => {
    const type = String(reply.getHeader('content-type') ?? '');
    if (!/json/.test(type) || typeof payload !== 'string' || request.is404) return payload;
    if (!request.url.startsWith('/v1') && !request.url.startsWith('/health')) return payload;
    const schemas = (request.routeOptions.schema?.response ?? {}) as Record<string, Declared | undefined>;
    const declared = schemas[reply.statusCode];
    if (declared === undefined) {
      onFault(`${request.method} ${request.url} does not declare ${reply.statusCode}: ${payload}`);
      return payload;
    }
    const schema = declared.content?.['application/problem+json']?.schema ?? declared;
    if (!ajv.validate(schema, JSON.parse(payload))) {
      onFault(`${request.method} ${request.url} answers what it does not declare: ${ajv.errorsText()} in ${payload}`);
    }
    return payload;
  });
}
