'use client'

import { useTranslations } from 'next-intl'

export interface DiffRow {
  field: string
  before: string | null
  after: string | null
}

/** What a change did, field by field; null = there was, or is, no such field. */
export function DiffTable({ rows }: { rows: readonly DiffRow[] }) {
  const t = useTranslations('ui')
  return (
    <table className="w-full table-fixed border-collapse text-left">
      <thead>
        <tr className="text-11 text-fg-3 [&>th]:h-7 [&>th]:border-b [&>th]:border-line-2 [&>th]:font-medium">
          <th scope="col">{t('diff.field')}</th>
          <th scope="col">{t('diff.before')}</th>
          <th scope="col">{t('diff.after')}</th>
        </tr>
      </thead>
      <tbody className="font-mono text-12 [&_td]:h-8 [&_td]:border-b [&_td]:border-line-1 [&_td]:py-1 [&_td]:pr-3 [&_td]:[overflow-wrap:anywhere]">
        {rows.map((row) => (
          <tr key={row.field}>
            <td>{row.field}</td>
            <td>
              {row.before === null ? (
                <span className="text-fg-3">–</span>
              ) : row.after === null ? (
                // Nothing stands in its place: it may be a fact of the time before, and not something that was taken away.
                <span className="bg-unknown-soft px-1">{row.before}</span>
              ) : (
                <del className="bg-unknown-soft px-1 text-fg-3">{row.before}</del>
              )}
            </td>
            <td>
              {row.after === null ? (
                <span className="text-fg-3">–</span>
              ) : (
                <ins className="bg-info-soft px-1 text-info no-underline">{row.after}</ins>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
