'use client'

import { useTranslations } from 'next-intl'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { type BuiltInSet, builtInSets } from '#lib/users/permissions.ts'

/** What a permission set allows, in words, with its permissions unfolded below. */
export function SetWords({ name }: { name: string }) {
  const t = useTranslations('users.grants')
  if (!isBuiltIn(name)) return null
  const held = builtInSets[name]
  return (
    <div className="mt-2">
      <p className="text-12 text-fg-2">
        <strong className="font-semibold text-fg-1">{name}</strong> {t(`allows.${name}`)}
      </p>
      <Disclosure label={t('permissions', { count: held.length })}>
        <p className="max-w-[72ch] py-1 font-mono text-12 [overflow-wrap:anywhere] text-fg-2">{held.join(', ')}</p>
      </Disclosure>
    </div>
  )
}

const isBuiltIn = (name: string): name is BuiltInSet => Object.hasOwn(builtInSets, name)
