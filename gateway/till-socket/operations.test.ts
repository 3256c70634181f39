import t from 'tap';
import { calls } from '../access/calls.ts';
import { HoldExtension } from '../contract/hold.ts';
import { ref } from '../contract/reference.ts';
import { type AnsweredOp, bodies } from '../contract/socket.ts';
import type { Parts } from '../parts.ts';
import { routes } from '../routes/index.ts';
import type { App } from '../routes/route.ts';
import { operations } from './operations.ts';

interface Declared {
  readonly config: { readonly call: string };
  readonly schema: { readonly body?: object; readonly params?: { properties: object }; readonly response: object };
}

/** What each route declares, by its call. */
function declarations(): Map<string, Declared> {
  const found = new Map<string, Declared>();
  const app = new Proxy({} as App, {
    get:
      (_, name) =>
      (...args: unknown[]) => {
        const declared = args.at(name === 'route' ? -1 : 1) as Declared | undefined;
        if (['get', 'post', 'patch', 'delete', 'route'].includes(String(name)) && declared !== undefined) {
          found.set(declared.config.call, declared);
        }
        return () => ({});
      },
  });
  for (const route of routes) route(app, { metrics: {} } as Parts);
  return found;
}

t.test('every op is one call of the table, with the body and the answers of its route', async (t) => {
  const declared = declarations();
  t.strictSame([...declared.keys()].filter((call) => call !== 'public').sort(), Object.keys(calls).sort());
  for (const [op, operation] of Object.entries(operations) as [AnsweredOp, (typeof operations)['quote']][]) {
    const route = declared.get(operation.call);
    if (route === undefined) throw new Error(`${op} is no route's`);
    const { schema } = route;
    t.equal(operation.schema, bodies[op], op);
    t.ok(Object.hasOwn(schema.response, operation.status), `${op} answers ${operation.status} over HTTP`);
    t.equal(operation.status === 201, Object.hasOwn(schema.response, 201), `${op} makes something, or not`);
    if (schema.params === undefined)
      t.strictSame(schema.body, ref(operation.schema), `${op} has the body of its route`);
    else {
      // The hold is named in the path there, and in the body here.
      const { properties } = operation.schema as unknown as { properties: Record<string, object> };
      const { id, ...rest } = properties;
      t.strictSame({ id }, schema.params.properties, op);
      const body = schema.body === HoldExtension ? HoldExtension.anyOf[0].properties : {};
      t.strictSame(rest, body, op);
    }
  }
});
