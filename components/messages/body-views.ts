/** How a body can be shown: detected, or as one of these forms … */
export const bodyForms = ['auto', 'text', 'json', 'xml', 'hex', 'base64'] as const
/** … or as text of a charset, beside UTF-8, which `auto` and `text` try first. */
export const bodyCharsets = ['gbk', 'gb18030', 'big5', 'shift_jis', 'euc-kr', 'utf-16le', 'windows-1252'] as const

export type BodyView = (typeof bodyForms)[number] | (typeof bodyCharsets)[number]

/** What was remembered; what is no view any more is detected. */
export const readBodyView = (text: string | null): BodyView =>
  [...bodyForms, ...bodyCharsets].find((view) => view === text) ?? 'auto'
