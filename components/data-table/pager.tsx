'use client'

import { useTranslations } from 'next-intl'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Select } from '#components/ui/select.tsx'
import type { ListUrl } from './use-list-url.ts'

const sizes = [25, 50, 100, 200, 500]

export function Pager({ list, total }: { list: ListUrl; total: number }) {
  const t = useTranslations('table')
  const { page, pageSize } = list
  const last = Math.max(1, Math.ceil(total / pageSize))
  if (total <= Math.min(pageSize, 25) && page === 1) return null
  const range = t('page', { from: (page - 1) * pageSize + 1, to: Math.min(total, page * pageSize), total })
  const choices = sizes.includes(pageSize) ? sizes : [...sizes, pageSize].sort((a, b) => a - b)
  return (
    <div className="flex h-10 items-center gap-2 text-12 text-fg-2 print:hidden">
      <span>{range}</span>
      <IconButton
        icon="chev-left"
        size="s"
        label={t('previous')}
        disabledReason={page <= 1 ? range : undefined}
        onClick={() => list.setPage(page - 1)}
      />
      <IconButton
        icon="chev-right"
        size="s"
        label={t('next')}
        disabledReason={page >= last ? range : undefined}
        onClick={() => list.setPage(page + 1)}
      />
      <Select
        label={t('perPageLabel')}
        isLabelHidden
        size="s"
        className="ml-auto w-32"
        value={String(pageSize)}
        onValueChange={(size) => list.setPageSize(Number(size))}
        options={choices.map((count) => ({ value: String(count), label: t('perPage', { count }) }))}
      />
    </div>
  )
}
