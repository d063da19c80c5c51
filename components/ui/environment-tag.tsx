'use client'

import { useTranslations } from 'next-intl'
import { Tag, type TagTone } from './tag.tsx'

const known: Record<string, { key: 'production' | 'staging' | 'test' | 'development'; tone: TagTone }> = {
  production: { key: 'production', tone: 'ink' },
  staging: { key: 'staging', tone: 'strong' },
  test: { key: 'test', tone: 'strong' },
  development: { key: 'development', tone: 'dashed' },
}

/** Production is ink, so that it is seen all day without being read as an alarm. Own words stand as they were written. */
export function EnvironmentTag({ environment }: { environment: string }) {
  const t = useTranslations('ui.environment')
  const look = known[environment]
  return (
    <Tag tone={look?.tone ?? 'plain'} className="max-w-40 shrink-0">
      {look ? t(look.key) : environment}
    </Tag>
  )
}
