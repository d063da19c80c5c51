'use client'

import { useQuery } from '@tanstack/react-query'
import { useFormatter, useTranslations } from 'next-intl'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { type BuiltInSet, builtInSets } from '#lib/users/permissions.ts'
import { PermissionWords } from './permission-words.tsx'
import { permissionSetsQuery } from './queries.ts'
import { actsOf } from './set-acts.ts'

/** Of an own set so many are named at once. */
const NAMED = 6

/** What a permission set allows, in words, with each of its permissions unfolded below. */
export function SetWords({ name }: { name: string }) {
  const t = useTranslations('users.grants')
  const tWords = useTranslations('users.sets.words')
  const format = useFormatter()
  const { data } = useQuery(permissionSetsQuery())
  const set = data?.items.find((each) => each.name === name)
  const held = set?.permissions ?? (isBuiltIn(name) ? builtInSets[name] : null)
  if (!held) return null
  const acts = actsOf(held)
  const named = acts.slice(0, NAMED).map((permission) => tWords(permission))
  const rest = acts.length - named.length
  return (
    // A cell of a table keeps to one line by itself.
    <div className="mt-2 whitespace-normal">
      <p className="text-12 text-fg-2">
        <strong className="font-semibold text-fg-1">{name}</strong>{' '}
        {isBuiltIn(name)
          ? t(`allows.${name}`)
          : t('allowsOwn', { words: format.list(rest > 0 ? [...named, t('andMore', { count: rest })] : named) })}
      </p>
      {set?.description && !isBuiltIn(name) && <p className="text-12 text-fg-3">{set.description}</p>}
      <Disclosure label={t('permissions', { count: held.length })}>
        <PermissionWords permissions={held} />
      </Disclosure>
    </div>
  )
}

const isBuiltIn = (name: string): name is BuiltInSet => Object.hasOwn(builtInSets, name)
