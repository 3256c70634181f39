/** Languages that customers and call-centre agents are spoken to in. */
export const languages = ['en', 'ru'] as const;

export type Language = (typeof languages)[number];
