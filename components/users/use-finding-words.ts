'use client'

import { useTranslations } from 'next-intl'
import { useRuleWords } from '#components/layout/states/use-field-errors.ts'
import type { Finding } from '#lib/access-file/schema.ts'

/** Why an entry of the access file is not applied, in the language of the reader. */
export function useFindingWords(): (finding: Finding) => string {
  const t = useTranslations('users.file.reason')
  const ruleWords = useRuleWords()
  return ({ reason, name, permissionSet, what, rule, detail }) => {
    const words = rule === undefined ? detail : ruleWords({ rule, detail })
    const values = { name, set: permissionSet ?? '', what: what ?? '', detail: words }
    return t(reason, values as never) // each reason takes some of them
  }
}
