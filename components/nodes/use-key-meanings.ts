'use client'

import { useTranslations } from 'next-intl'

/** What a key of runtime info means, in the language of the console; undefined for one that is not known. */
export function useRuntimeMeaning(): (key: string) => string | undefined {
  const t = useTranslations('nodes.runtimeKeys')
  return (key) => {
    const word = key
      .replace(/^scheduleMessageOffset_.*/, 'scheduleMessageOffsetOf')
      .replace(/^commitLogDiskRatio_.*/, 'commitLogDiskRatioOf') as Parameters<typeof t.has>[0] // any text: `has` says whether it is one
    return t.has(word) ? t(word) : undefined
  }
}

/** What a well-known setting does; undefined for the hundreds of others. */
export function useConfigMeaning(): (key: string) => string | undefined {
  const t = useTranslations('nodes.configKeys')
  return (key) => {
    const word = key as Parameters<typeof t.has>[0] // any text: `has` says whether it is one
    return t.has(word) ? t(word) : undefined
  }
}
