'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Readouts } from '#components/layout/readouts.tsx'
import { PartialStrip } from '#components/layout/states/partial-strip.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import type { BatchPreview } from '#lib/jobs/schema.ts'

const shownEffects = ['inUse', 'withMessages', 'withDeadLetters', 'notKnown'] as const

/** How many, how many are left alone, what is hit, and the first names. */
export function BatchPreviewView({ preview, isChange = false }: { preview: BatchPreview; isChange?: boolean }) {
  const t = useTranslations('jobs.batch')
  const format = useFormat()
  const [all] = preview.effects
  const more = (all?.count ?? 0) - (all?.targets.length ?? 0)
  const skippedColumns: Column<BatchPreview['skipped'][number]>[] = [
    { id: 'target', head: t('leftAlone'), width: 240, isFlexible: true, cell: ({ target }) => target },
    { id: 'code', head: t('code'), width: 140, cell: ({ code, detail }) => <span title={detail}>{code}</span> },
  ]
  return (
    <div className="grid gap-4">
      <PartialStrip partial={preview.partial} effect={t('partialEffect')} />
      <Readouts
        items={[
          {
            label: isChange ? t('totalChange') : t('total'),
            value: format.number(preview.total),
            context: t('totalContext'),
          },
          { label: t('skipped'), value: format.number(preview.skipped.length), context: t('skippedContext') },
          ...shownEffects.flatMap((kind) => {
            const effect = preview.effects.find((each) => each.kind === kind)
            return effect ? [{ label: t(kind), value: format.number(effect.count), context: t(`${kind}Context`) }] : []
          }),
        ]}
      />
      {all && all.targets.length > 0 && (
        <section className="grid gap-1">
          <h3 className="font-semibold">{t('names')}</h3>
          <p className="font-mono text-12 leading-5 text-fg-2 [overflow-wrap:anywhere]">
            {all.targets.join(', ')}
            {more > 0 && ` ${t('more', { count: format.number(more) })}`}
          </p>
        </section>
      )}
      {preview.skipped.length > 0 && (
        <PlainTable
          label={t('leftAlone')}
          columns={skippedColumns}
          rows={preview.skipped}
          rowId={({ target }) => target}
          density={28}
        />
      )}
    </div>
  )
}
