'use client'

import NextLink from 'next/link'
import { usePathname, useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { Tag } from '#components/ui/tag.tsx'
import { joinLabelFilter, splitLabelFilter } from '#lib/api/endpoint.ts'

/** The first label, and how many more there are: all of them on hover. It leads to what has it too, of what is listed already. */
export function LabelLinks({ labels }: { labels: Readonly<Record<string, string>> }) {
  const t = useTranslations('table')
  const path = usePathname()
  const search = useSearchParams()
  const pairs = Object.entries(labels)
  const [first, ...more] = pairs
  if (first === undefined) return null
  const [key, value] = first
  const query = new URLSearchParams(search)
  const wanted = new Set(splitLabelFilter(query.get('label') ?? '')).add(`${key}=${value}`)
  query.set('label', joinLabelFilter([...wanted]))
  query.delete('page')
  return (
    <span className="flex min-w-0 items-center gap-1" title={pairs.map(textOf).join(', ')}>
      <NextLink
        href={`${path}?${query}`}
        replace
        prefetch={false}
        aria-label={t('filterByLabel', { label: textOf(first) })}
        className="flex min-w-0 rounded-1 hover:bg-surface-2"
      >
        <Tag className="min-w-0 shrink">{textOf(first)}</Tag>
      </NextLink>
      {more.length > 0 && <span className="shrink-0 text-12 text-fg-3">+{more.length}</span>}
    </span>
  )
}

const textOf = ([key, value]: [string, string]) => (value === '' ? key : `${key}:${value}`)
