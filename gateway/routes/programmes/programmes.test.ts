import t from 'tap';
import { createParser } from '../../../workers/parser.ts';
import { patientParser } from '../../testing/patient-parser.ts';
import { testGateway } from '../../testing/test-gateway.ts';

const yaml = (percent: number, code = 'main') => `
program: { code: ${code}, currency: RUB, timezone: Europe/Moscow }
groups:
  - code: shelf
    type: price
    rules:
      - { code: r, do: { percent_off: { percent: ${percent} } } }
`;
const json = (percent: number) => ({
  program: { code: 'main', currency: 'RUB', timezone: 'Europe/Moscow' },
  groups: [{ code: 'shelf', type: 'price', rules: [{ code: 'r', do: { percent_off: { percent } } }] }],
});
const asYaml = { 'content-type': 'application/yaml' };
const versions = '/v1/programs/main/versions';

t.test('saved, published, revoked', async (t) => {
  const { call, parts } = await testGateway(t);
  const current = () => parts.programmes.current('main')?.version;
  const save = async (percent: number) => {
    const { status, body } = await call(`POST ${versions}`, { as: 'marketer', body: yaml(percent), headers: asYaml });
    return [status, body.version];
  };
  t.strictSame(await save(5), [201, 1]);
  t.strictSame(await save(5), [200, 1], 'the same document is the same version');
  t.strictSame(await save(6), [201, 2]);
  t.strictSame(await save(5), [201, 3], '… of the newest alone');
  const asJson = await call(`POST ${versions}`, { body: json(5) });
  t.match(
    asJson,
    { status: 200, body: { version: 3, hash: /^[0-9a-f]{64}$/, lint: [] } },
    'JSON of the same meaning too',
  );
  t.equal(current(), undefined, 'a draft is not in force');

  const turn = async (version: number, what: 'publish' | 'revoke') => {
    const { status, body } = await call(`POST ${versions}/${version}/${what}`, { as: 'marketer' });
    return [status, body.code === 'main' ? body.state : body.code, current()];
  };
  t.strictSame(await turn(1, 'publish'), [200, 'published', 1]);
  t.strictSame(await turn(3, 'publish'), [200, 'published', 3]);
  t.strictSame(await turn(3, 'publish'), [200, 'published', 3]);
  t.strictSame(await turn(1, 'publish'), [200, 'published', 1], 'an older one again');
  t.strictSame(await turn(1, 'revoke'), [200, 'revoked', 3], 'the one before is back');
  t.strictSame(await turn(1, 'revoke'), [200, 'revoked', 3]);
  t.strictSame(await turn(1, 'publish'), [409, 'programme_revoked', 3]);
  t.strictSame(await turn(2, 'revoke'), [200, 'revoked', 3], 'a draft');
  t.strictSame(await turn(9, 'publish'), [404, 'programme_not_found', 3]);
  t.strictSame(await turn(9, 'revoke'), [404, 'programme_not_found', 3]);
  t.equal(await parts.programmes.get('main', 1), 'revoked');
  t.equal(await parts.programmes.get('main', 9), undefined);
  t.match(await parts.programmes.get('main', 3), { version: 3, currency: 'RUB', policy: { unitWorth: 100 } });
  t.match(await parts.programmes.find('main', 1), { version: 1, state: 'revoked' });
  t.strictSame((await call('GET /v1/programs')).body, { programs: [{ code: 'main', newest: 3, current: 3 }] });
  t.strictSame(await turn(3, 'revoke'), [200, 'revoked', undefined], 'none is in force');
  t.strictSame((await call('GET /v1/programs/main')).body, { code: 'main', newest: 3 });
  t.strictSame(await save(5), [201, 4], 'what was revoked can be saved anew');

  const { body: list } = await call(`GET ${versions}?limit=3`);
  t.strictSame(
    list.versions.map(({ version, state, current }: Record<string, unknown>) => [version, state, current]),
    [
      [4, 'draft', false],
      [3, 'revoked', false],
      [2, 'revoked', false],
    ],
  );
  t.equal((await call(`GET ${versions}?limit=3&before=${list.next}`)).body.versions[0].version, 1);
  t.match((await call(`GET ${versions}/1`)).body, { version: 1, source: yaml(5), publishedAt: /Z$/, revokedAt: /Z$/ });
});

t.test('the store’s programme follows a publication on another gateway', async (t) => {
  const { call, parts } = await testGateway(t);
  await call(`POST ${versions}`, { body: json(5) });
  await parts.database.query("UPDATE programmes SET state = 'published', published_at = now()");
  t.equal(parts.programmes.current('main'), undefined);
  await parts.programmes.apply({ event: 'programme', code: 'main' });
  t.match(parts.programmes.current('main'), { version: 1 });
  await parts.programmes.refreshAll();
  t.match(parts.programmes.current('main'), { version: 1 });
});

t.test('what is refused', async (t) => {
  const { call } = await testGateway(t);
  type Row = readonly [body: unknown, headers: object, status: number, code: string, path: string, message: RegExp];
  const table: readonly Row[] = [
    [yaml(5, 'other'), asYaml, 422, 'programme_invalid', 'program.code', /must be main/],
    [
      yaml(5).replace('percent:', 'percnt:'),
      asYaml,
      422,
      'programme_invalid',
      'groups[0].rules[0].do.percent_off',
      /^line 7: .*percent/s,
    ],
    [yaml(101), asYaml, 422, 'programme_invalid', 'groups[0].rules[0].do.percent_off.percent', /line 7/],
    ['program: {', asYaml, 422, 'programme_invalid', '', /YAML/],
    ['- 1', asYaml, 422, 'programme_invalid', '', /./],
    ['program: { code: main, title: "a\\0b" }', asYaml, 422, 'programme_invalid', '/program/title', /NUL/],
    ['', asYaml, 422, 'invalid_request', '', /./],
    ['{"program": ', {}, 400, 'malformed_body', '', /ends too early/],
    [{ program: { code: 'main' }, grups: [] }, {}, 422, 'programme_invalid', 'grups', /groups/],
    [yaml(5), { 'content-type': 'text/csv' }, 415, 'unsupported_media_type', '', /./],
  ];
  for (const [body, headers, status, code, path, message] of table) {
    const reply = await call(`POST ${versions}`, { body, headers: headers as Record<string, string> });
    const name = JSON.stringify(body).slice(0, 100);
    t.equal(reply.status, status, `${name}: ${JSON.stringify(reply.body)}`);
    t.equal(reply.body.code, code, name);
    if (path !== '') t.match(reply.body.errors?.[0]?.path, path, name);
    t.match(reply.body.errors?.[0]?.message ?? reply.body.detail, message, name);
  }
  t.equal(
    (await call('POST /v1/programs/schema/versions', { body: yaml(5, 'schema'), headers: asYaml })).body.code,
    'programme_invalid',
  );
  t.equal((await call('GET /v1/programs/nobody')).body.code, 'programme_not_found');
  t.equal((await call('GET /v1/programs/nobody/versions')).body.code, 'programme_not_found');
  t.equal((await call('GET /v1/programs/main/versions/1')).body.code, 'programme_not_found');
  t.equal((await call('GET /v1/programs/main/versions/x')).body.code, 'invalid_request');
});

t.test('what needs an SMS may be saved, not published', async (t) => {
  const { call, parts } = await testGateway(t);
  const body = yaml(5).replace('groups', 'points: { confirm: { above: 1 } }\ngroups');
  t.match(await call(`POST ${versions}`, { body, headers: asYaml }), {
    status: 201,
    body: {
      version: 1,
      lint: [{ severity: 'warning', path: 'points.confirm', line: 3, message: /not supported yet/ }],
    },
  });
  t.match(await call(`POST ${versions}/1/publish`), {
    status: 422,
    body: { code: 'programme_invalid', errors: [{ path: 'points.confirm', message: /not supported yet/ }] },
  });
  t.equal(parts.programmes.current('main'), undefined);
});

t.test('ten thousand rules are read beside the event loop', async (t) => {
  const parser = createParser(patientParser);
  t.teardown(() => parser.close());
  let turns = 0;
  const { call, parts } = await testGateway(t, {
    parser: {
      ...parser,
      async parse(...document) {
        const reading = { done: false };
        const turn = (): void => {
          turns += 1;
          if (!reading.done) setTimeout(turn, 1);
        };
        setTimeout(turn, 1);
        try {
          return await parser.parse(...document);
        } finally {
          reading.done = true;
        }
      },
    },
  });
  const rules = Array.from({ length: 10_000 }, (_, index) => ({
    code: `r-${index}`,
    stores: [`s${index % 50}`],
    when: 'receipt.total >= 100000 && member.known',
    items: { sku: [`sku-${index}`] },
    do: { percent_off: { percent: 5 } },
  }));
  const body = JSON.stringify({
    program: { code: 'main' },
    groups: [{ code: 'shelf', type: 'price', mode: 'best', rules }],
  });
  t.equal((await call(`POST ${versions}`, { body })).status, 201);
  // Read here, it would have let the event loop go on once or twice; it takes a second and more.
  t.ok(turns > 10, `${turns} times the event loop went round while ${body.length} bytes were read`);
  t.equal((await call(`POST ${versions}/1/publish`)).status, 200);
  t.match(parts.programmes.current('main'), { version: 1 });
});

t.test('the document’s JSON Schema', async (t) => {
  const { call } = await testGateway(t);
  t.match((await call('GET /v1/programs/schema')).body, { type: 'object', properties: { program: {}, groups: {} } });
});
