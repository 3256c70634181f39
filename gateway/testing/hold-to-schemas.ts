/** Holds every reply against the schema its route declares: what a client generated from the OpenAPI document relies on. */
import { Ajv } from 'ajv';
import { shared } from '../contract/shared.ts';
import { formats } from '../plugins/validation/formats.ts';
import type { App } from '../routes/route.ts';

type Declared = object & {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
};

/**
 * Before `app.ready()`. `onFault` gets every reply of /v1 and /health that its route does not declare so, and every
 * problem whose code its route does not name.
 */
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
    const body = JSON.parse(payload);
    if (reply.statusCode >= 400 && 'code' in body && declared.description?.includes(`\`${body.code}\``) !== true) {
      onFault(`${request.method} ${request.routeOptions.url} does not name ${body.code} among its problems`);
    }
    if (!ajv.validate(schema, body)) {
      onFault(`${request.method} ${request.url} answers what it does not declare: ${ajv.errorsText()} in ${payload}`);
    }
    return payload;
  });
}
