/** Who asks: what a key's row says, without the key. */
export const roles = ['till', 'shop', 'call-centre', 'marketer', 'admin'] as const;
export type Role = (typeof roles)[number];

export interface Credential {
  readonly id: number;
  readonly role: Role;
  /** The store a shop's or a till's key is bound to. */
  readonly store?: string;
  /** The till that a till's key is bound to. */
  readonly till?: string;
}
