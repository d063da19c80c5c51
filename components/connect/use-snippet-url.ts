'use client'

import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { SnippetLanguage, SnippetWhat } from '#lib/connect/schema.ts'

export interface SnippetChoice {
  language: SnippetLanguage
  /** Null: what the scenario begins with. */
  what: SnippetWhat | null
  topic: string | null
  group: string | null
  /** Null: as the registration says. */
  tls: boolean | null
}

/** What the snippet is for, in the address: it can be sent to a colleague. */
export function useSnippetUrl(): [SnippetChoice, (change: Partial<SnippetChoice>) => void] {
  const [choice, setUrl] = useQueryStates({
    language: parseAsStringLiteral(SnippetLanguage.options).withDefault('JAVA_GRPC'),
    what: parseAsStringLiteral(SnippetWhat.options),
    topic: parseAsString,
    group: parseAsString,
    tls: parseAsBoolean,
  })
  return [choice, (change) => void setUrl(change)]
}
