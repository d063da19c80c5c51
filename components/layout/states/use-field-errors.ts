'use client'

import { useTranslations } from 'next-intl'
import { useCallback } from 'react'
import { problemOf } from './problem-words.ts'

/**
 * Words for the fields that a rule refused: `errorOf('body.topicName')`, or of anything below it. A rule that has no translation
 * yet speaks English, as the API does.
 */
export function useFieldErrors(error: unknown): (path: string) => string | undefined {
  const t = useTranslations('problem.rule')
  return useCallback(
    (path: string) => {
      const found = problemOf(error)?.fields?.find((field) => field.path === path || field.path.startsWith(`${path}.`))
      if (!found) return undefined
      const { rule, params, detail } = found
      const key = rule as Parameters<typeof t.has>[0] // the server's rules are open: `has` decides
      return t.has(key) ? t(key, params as never) : detail
    },
    [error, t],
  )
}
