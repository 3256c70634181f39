/** The OpenAPI document and its page at /docs, made of the same schemas that requests are validated with. */
import helmet from '@fastify/helmet';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import plugin from 'fastify-plugin';

export const docs = plugin(
  async (app) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title: 'Tillgate', version: '1', description },
        tags,
        components: {
          securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A key of POST /v1/keys.' } },
        },
      },
      refResolver: {
        buildLocalReference: (schema, _baseUri, _fragment, index) => String(schema.$id ?? `schema-${index}`),
      },
      transformObject: (document) => {
        const object = 'openapiObject' in document ? document.openapiObject : document.swaggerObject;
        return withExamples(object);
      },
      transform: ({ schema, url, route }) => {
        const call = route.config?.call;
        if (call === undefined || call === 'public') return { schema, url };
        return { schema: { ...schema, security: [{ key: [] }] }, url };
      },
    });
    // In a scope of their own: helmet's dozen headers are for pages, and its hooks would run for every call.
    await app.register(async (pages) => {
      await pages.register(helmet, {
        contentSecurityPolicy: {
          useDefaults: false,
          directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
        },
      });
      await pages.register(swaggerUi, {
        routePrefix: '/docs',
        // Like the page's own policy, but for plain http and without any host but this one.
        staticCSP: [
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self' 'unsafe-inline'",
          "img-src 'self' data:",
          "font-src 'self' data:",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'self'",
          "frame-ancestors 'none'",
        ].join('; '),
        uiConfig: { docExpansion: 'none', persistAuthorization: false },
      });
    });
  },
  { name: 'docs', fastify: '5.x', dependencies: ['validation'] },
);

/** A first receipt that the demo's programme and members know, of the moment, since an old one is refused clock_skew. */
function withExamples<T extends object>(document: T): T {
  const { components } = document as { components?: { schemas?: Record<string, { examples?: unknown[] }> } };
  const receipt = {
    number: '1',
    businessTime: new Date().toISOString(),
    channel: 'pos',
    member: { card: '2000000000017' },
    lines: [
      { line: 1, sku: 'yoghurt-125', quantity: 3, unitPrice: 4590, category: ['dairy'] },
      { line: 2, sku: 'soap-500', quantity: 1, unitPrice: 19900, category: ['detergents'] },
    ],
  };
  for (const name of ['Receipt', 'Commit']) {
    const schema = components?.schemas?.[name];
    if (schema !== undefined) schema.examples = [receipt];
  }
  return document;
}

const description = [
  'What each line of a receipt costs after every promotion, what the member earns and may spend; receipts committed',
  'exactly once and taken back exactly. Money is integers in minor units, points integers in the programme’s point',
  'unit, times RFC 3339 with an offset. Unknown fields are errors. Every error is a Problem with a `code` of one closed',
  'table. Authorise with `Authorization: Bearer <key>`.',
].join('\n');

const tags = [
  { name: 'receipts', description: 'Quotes, receipts and returns: what a till does.' },
  { name: 'holds', description: 'Points kept aside while the customer pays.' },
  { name: 'members', description: 'Members, their cards and what happened to their points.' },
  { name: 'programmes', description: 'Programme versions: save, publish, revoke, try out.' },
  { name: 'reference data', description: 'Lists of goods, segments of members, personal prices: uploaded whole.' },
  { name: 'network', description: 'Stores, tills and keys.' },
  { name: 'operations', description: 'Health and metrics.' },
];
