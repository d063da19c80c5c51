'use client'

import { useTranslations } from 'next-intl'
import { useCallback } from 'react'
import { problemOf } from './problem-words.ts'

interface RefusedField {
  rule: string
  params?: Record<string, string | number> | undefined
  detail: string
}

/** What a rule says, in the language of the reader; one that has no translation yet speaks English, as the API does. */
export function useRuleWords(): (field: RefusedField) => string {
  const t = useTranslations('problem.rule')
  return useCallback(
    ({ rule, params, detail }: RefusedField) => {
      const key = rule as Parameters<typeof t.has>[0] // the server's rules are open: `has` decides
      return t.has(key) ? t(key, params as never) : detail
    },
    [t],
  )
}

/** Words for the fields that a rule refused: `errorOf('body.topicName')`, or of anything below it. */
export function useFieldErrors(error: unknown): (path: string) => string | undefined {
  const words = useRuleWords()
  return useCallback(
    (path: string) => {
      const found = problemOf(error)?.fields?.find((field) => field.path === path || field.path.startsWith(`${path}.`))
      return found && words(found)
    },
    [error, words],
  )
}
