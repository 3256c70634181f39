/** What no HTTP client would send. */
import type { BytesRow, Row } from '../row.ts';
import type { Stage } from '../stage.ts';

export const protocol = ({ gateway }: Stage): readonly Row[] => {
  const head = (more = '', key = gateway.secret('t1')) =>
    `POST /v1/quotes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nConnection: close\r\n${more}`;
  const malformed = (name: string, ...sent: (string | Buffer)[]): BytesRow => ({
    name,
    sent,
    status: 400,
    code: 'malformed_request',
    message: /not HTTP\/1.1/,
  });
  const tooLarge = (name: string, ...sent: string[]): BytesRow => ({
    name,
    sent,
    status: 431,
    code: 'headers_too_large',
    message: /16 KiB/,
  });
  return [
    malformed('no HTTP', 'hello\r\n\r\n'),
    malformed('TLS', Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3])),
    malformed('HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    malformed('HTTP/9.9', 'GET / HTTP/9.9\r\n\r\n'),
    malformed('a method that is none', 'BUY /v1/quotes HTTP/1.1\r\nHost: x\r\n\r\n'),
    malformed('a header without a name', 'GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n'),
    malformed('a header with NUL', 'GET / HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n'),
    malformed('a header folded', 'GET / HTTP/1.1\r\nHost: x\r\nX-A: a\r\n b\r\n\r\n'),
    malformed('two lengths', head('Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}')),
    malformed('a negative length', head('Content-Length: -1\r\n\r\n{}')),
    malformed('a length in words', head('Content-Length: two\r\n\r\n{}')),
    malformed('a length and chunks', head('Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')),
    malformed('chunks in disguise', head('Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n')),
    malformed('a path with a line break', 'GET /v1/stores/a\nb HTTP/1.1\r\nHost: x\r\n\r\n'),
    tooLarge('a header of 20 KiB', head(`X-Long: ${'x'.repeat(20_000)}\r\n\r\n`)),
    tooLarge('5,000 headers', head(`${'X-A: b\r\n'.repeat(5_000)}\r\n`)),
    tooLarge('a URL of 20 KiB', `GET /v1/stores?after=${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`),
    {
      name: 'no host',
      sent: ['POST /v1/quotes HTTP/1.1\r\nConnection: close\r\n\r\n'],
      status: 400,
      code: 'malformed_request',
      path: 'host',
      message: /is required/,
    },
    {
      name: 'a chunk that is none',
      sent: [head('Transfer-Encoding: chunked\r\n\r\n'), 'zz\r\n{}\r\n'],
      status: 400,
      code: 'malformed_request',
      message: /not HTTP\/1.1/,
    },
    {
      name: 'a promise of 2 MiB',
      sent: [head('Content-Length: 2097152\r\n\r\n{')],
      status: 413,
      code: 'body_too_large',
      message: /larger than/,
    },
    {
      name: 'nobody, with a promise of 50 MB',
      sent: [head('Content-Length: 50000000\r\n\r\n', 'wrong')],
      status: 401,
      code: 'unauthenticated',
      message: /not known/,
    },
    {
      name: 'rubbish after a request',
      sent: [`GET /v1/stores HTTP/1.1\r\nHost: x\r\n\r\n`, Buffer.from([0, 1, 2, 3]), 'more\r\n\r\n'],
      status: 401,
      code: 'unauthenticated',
      message: /Send your key/,
    },
    {
      name: 'HTTP/1.0',
      sent: ['GET /v1/stores HTTP/1.0\r\n\r\n'],
      status: 401,
      code: 'unauthenticated',
      message: /Send your key/,
    },
    {
      name: 'an expectation that cannot be met',
      sent: [head('Expect: magic\r\nContent-Length: 2\r\n\r\n{}')],
      status: 422,
      code: 'invalid_request',
      path: '/number',
      message: /is required/,
    },
    {
      name: 'a wish for HTTP/2',
      sent: [head('Upgrade: h2c\r\nContent-Length: 2\r\n\r\n{}').replace('close', 'Upgrade, close')],
      status: 422,
      code: 'invalid_request',
      path: '/number',
      message: /is required/,
    },
  ];
};
