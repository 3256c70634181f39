import Type, { type Static, type TSchema, type TUnsafe } from 'typebox';

/** A schema of contract/shared.ts by its name: validated once, and named once in the OpenAPI document. */
export function ref<T extends TSchema>(schema: T): TUnsafe<Static<T>> {
  const { $id } = schema as { $id?: string };
  if ($id === undefined) throw new Error('only a schema with an $id can be referred to');
  return Type.Unsafe<Static<T>>(Type.Ref($id));
}
