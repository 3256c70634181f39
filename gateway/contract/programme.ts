/** Programme versions on the wire: /v1/programs. The document itself is the schema of rules/program. */
import Type from 'typebox';
import { strict, Time } from './common.ts';

const WireLint = Type.Object(
  {
    severity: Type.Enum(['error', 'warning']),
    path: Type.String({ description: 'Into the document: groups[0].rules[2].when' }),
    line: Type.Optional(Type.Integer({ description: 'Of the source, from 1.' })),
    message: Type.String(),
  },
  strict,
);

export const SavedVersion = Type.Object(
  {
    version: Type.Integer({ description: 'Numbered from 1; the same document again is the same version.' }),
    hash: Type.String({ description: 'SHA-256 of the canonical document, hex.' }),
    lint: Type.Array(WireLint, { description: 'Warnings; a document with errors is not saved.' }),
  },
  { ...strict, $id: 'SavedVersion' },
);
export type SavedVersion = Type.Static<typeof SavedVersion>;

const versionFields = {
  code: Type.String(),
  version: Type.Integer(),
  hash: Type.String(),
  state: Type.Enum(['draft', 'published', 'revoked']),
  current: Type.Boolean({ description: 'In force: of those published the one published last.' }),
  lint: Type.Array(WireLint),
  createdAt: Time('When it was saved.'),
  publishedAt: Type.Optional(Time('When it was published last.')),
  revokedAt: Type.Optional(Time('When it was revoked.')),
};

export const WireVersion = Type.Object(versionFields, { ...strict, $id: 'ProgramVersion' });
export type WireVersion = Type.Static<typeof WireVersion>;

export const WireVersionWithSource = Type.Object(
  { ...versionFields, source: Type.String({ description: 'As it was sent, YAML or JSON.' }) },
  { ...strict, $id: 'ProgramVersionWithSource' },
);
export type WireVersionWithSource = Type.Static<typeof WireVersionWithSource>;

export const WireProgramme = Type.Object(
  {
    code: Type.String(),
    newest: Type.Integer({ description: 'The newest version, whatever its state.' }),
    current: Type.Optional(Type.Integer({ description: 'The version in force.' })),
  },
  { ...strict, $id: 'Program' },
);
export type WireProgramme = Type.Static<typeof WireProgramme>;
