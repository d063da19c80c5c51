'use client'

import { useTranslations } from 'next-intl'
import { cx } from '#components/ui/cx.ts'
import { useFormat } from './use-format.ts'

interface NamespaceRowProps {
  /** Counts under the other filters; `namespace` null = what has none. Undefined = not known. */
  namespaces: readonly { namespace: string | null; count: number }[] | undefined
  /** As in the address: empty = what has none, null = all. */
  chosen: string | null
  onChoose: (ns: string | null) => void
}

/** Namespaces as words with counts: one is chosen, or all. */
export function NamespaceRow({ namespaces: known, chosen, onChoose }: NamespaceRowProps) {
  const t = useTranslations('layout.namespaceRow')
  const format = useFormat()
  const namespaces = known ?? []
  const counts = new Map(namespaces.map(({ namespace, count }) => [namespace ?? '', count]))
  const total = namespaces.reduce((sum, { count }) => sum + count, 0)
  // One that was chosen stays, also while the other filters leave nothing in it.
  const named = [...new Set([...counts.keys(), ...(chosen === null ? [] : [chosen])])].filter((ns) => ns !== '')
  const hasNone = counts.has('') || chosen === ''
  const choices = [
    { value: null, label: t('all'), count: total },
    ...named.map((ns) => ({ value: ns, label: ns, count: counts.get(ns) ?? 0 })),
    ...(hasNone && named.length > 0 ? [{ value: '', label: t('none'), count: counts.get('') ?? 0 }] : []),
  ]
  return (
    <fieldset className="flex min-w-0 flex-wrap items-center gap-0.5">
      <legend className="float-left mr-2 text-12 text-fg-3">{t('namespace')}</legend>
      {choices.map(({ value, label, count }) => (
        <button
          key={JSON.stringify(value)}
          type="button"
          aria-pressed={value === chosen}
          onClick={() => onChoose(value)}
          className={cx(
            'inline-flex h-6 max-w-60 items-center gap-1.5 rounded-1 px-2',
            value === chosen ? 'bg-surface-3 font-medium text-fg-1' : 'text-fg-2 hover:bg-surface-2',
          )}
        >
          <span className="truncate">{label}</span>
          {known && <span className="text-12 font-normal text-fg-3">{format.number(count)}</span>}
        </button>
      ))}
    </fieldset>
  )
}
