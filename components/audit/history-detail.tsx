import { useTranslations } from 'next-intl'
import { CommandBox } from '#components/ui/command-box.tsx'
import { DiffTable } from '#components/ui/diff-table.tsx'
import type { HistoryRow } from '#lib/audit/schema.ts'
import { changedFields } from './changed-fields.ts'
import { KeptOffsetsLinks } from './kept-offsets-links.tsx'

/** What one change did to its object. */
export function HistoryDetail({ row }: { row: HistoryRow }) {
  const t = useTranslations('audit.history')
  const { changed } = changedFields(row.before, row.after)
  return (
    <div className="grid gap-4 py-3">
      {row.error && (
        <p className="[overflow-wrap:anywhere]">
          <code className="font-mono text-12">{row.error.code}</code> {row.error.detail}
        </p>
      )}
      {changed.length > 0 ? <DiffTable rows={changed} /> : <p className="text-fg-2">{t('nothingChanged')}</p>}
      <KeptOffsetsLinks row={row} />
      {row.command && <CommandBox command={row.command} />}
    </div>
  )
}
