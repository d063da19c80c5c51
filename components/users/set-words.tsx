'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { type BuiltInSet, builtInSets } from '#lib/users/permissions.ts'
import { permissionSetsQuery } from './queries.ts'

/** What a permission set allows, in words, with its permissions unfolded below. */
export function SetWords({ name }: { name: string }) {
  const t = useTranslations('users.grants')
  const { data } = useQuery(permissionSetsQuery())
  const set = data?.items.find((each) => each.name === name)
  const held = set?.permissions ?? (isBuiltIn(name) ? builtInSets[name] : null)
  if (!held) return null
  return (
    // A cell of a table keeps to one line by itself.
    <div className="mt-2 whitespace-normal">
      <p className="text-12 text-fg-2">
        <strong className="font-semibold text-fg-1">{name}</strong>{' '}
        {isBuiltIn(name) ? t(`allows.${name}`) : set?.description}
      </p>
      <Disclosure label={t('permissions', { count: held.length })}>
        <p className="max-w-[72ch] py-1 font-mono text-12 [overflow-wrap:anywhere] text-fg-2">{held.join(', ')}</p>
      </Disclosure>
    </div>
  )
}

const isBuiltIn = (name: string): name is BuiltInSet => Object.hasOwn(builtInSets, name)
