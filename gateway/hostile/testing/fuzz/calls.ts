/** Every call of the registry with the schemas of its parts: a new route is there without being named. */
import type { Parts } from '../../../parts.ts';
import { routes } from '../../../routes/index.ts';
import type { App } from '../../../routes/route.ts';
import type { Schema } from './schema.ts';

export interface FuzzedCall {
  readonly method: string;
  readonly url: string;
  /** Of access/calls.ts. */
  readonly call: string;
  readonly params?: Schema;
  readonly querystring?: Schema;
  readonly headers?: Schema;
  readonly body?: Schema;
  /** Content types; JSON unless it says so. */
  readonly consumes?: readonly string[];
}

interface Options {
  readonly config?: { readonly call?: string };
  readonly schema?: Partial<FuzzedCall>;
}

interface RouteOptions extends Options {
  readonly method: string;
  readonly url: string;
}

/** What a route file does to an application, written down. One that does more fails here, by name. */
export function callsOf(parts: Parts): readonly FuzzedCall[] {
  const calls: FuzzedCall[] = [];
  const route = ({ method, url, schema = {}, config }: RouteOptions): void => {
    const { params, querystring, headers, body, consumes } = schema;
    const declared = Object.entries({ params, querystring, headers, body, consumes });
    const given = Object.fromEntries(declared.filter(([, one]) => one !== undefined));
    calls.push({ method, url, call: config?.call ?? 'public', ...given });
  };
  const on = (method: string) => (url: string, options: Options) => route({ method, url, ...options });
  const nothing = () => {};
  const recorder: unknown = {
    ...{ route, get: on('GET'), post: on('POST'), put: on('PUT'), patch: on('PATCH'), delete: on('DELETE') },
    ...{ addContentTypeParser: nothing, removeContentTypeParser: nothing, removeAllContentTypeParsers: nothing },
    validatorCompiler: () => nothing,
  };
  for (const add of routes) add(recorder as App, parts);
  return calls;
}
