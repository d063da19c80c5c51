'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { maxRoleRows } from '#lib/roles/policy-schema.ts'
import { emptyRow, parseRows, type RowDraft } from './role-draft.ts'
import { RowFields } from './row-fields.tsx'

interface RowsFieldProps {
  clusterId: string
  rows: readonly RowDraft[]
  onRowsChange: (rows: RowDraft[]) => void
  error: string | undefined
}

/** More than these are drawn only when somebody wants to see them. */
const SHOWN_AT_ONCE = 40

/** Topics and groups with what may be done with them. */
export function RowsField({ clusterId, rows, onRowsChange, error }: RowsFieldProps) {
  const t = useTranslations('roles.form')
  const [isAll, setAll] = useState(false)
  const [text, setText] = useState('')
  const nextId = rows.reduce((id, row) => Math.max(id, row.id + 1), 0)
  const shown = isAll ? rows : rows.slice(0, SHOWN_AT_ONCE)
  const pasted = parseRows(text, nextId)
  const add = (kind: RowDraft['kind']) => {
    setAll(true)
    onRowsChange([...rows, emptyRow(nextId, kind)])
  }
  const problem =
    rows.length > maxRoleRows ? t('tooManyRows', { max: String(maxRoleRows), count: String(rows.length) }) : error
  return (
    <div className="grid gap-2">
      {rows.length > 0 && (
        <ul aria-label={t('rows')} className="grid border-t border-line-1">
          {shown.map((row) => (
            <li key={row.id} className="border-b border-line-1 py-2">
              <RowFields
                clusterId={clusterId}
                row={row}
                rows={rows}
                onChange={(patch) =>
                  onRowsChange(rows.map((other) => (other.id === row.id ? { ...other, ...patch } : other)))
                }
                onRemove={() => onRowsChange(rows.filter((other) => other.id !== row.id))}
              />
            </li>
          ))}
        </ul>
      )}
      {shown.length < rows.length && (
        <div>
          <Button size="s" onClick={() => setAll(true)}>
            {t('showAllRows', { count: rows.length })}
          </Button>
        </div>
      )}
      {problem && (
        <p role="alert" className="text-12 text-critical">
          {problem}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button size="s" icon="plus" onClick={() => add('Topic')}>
          {t('addTopic')}
        </Button>
        <Button size="s" icon="plus" onClick={() => add('Group')}>
          {t('addGroup')}
        </Button>
        <span className="text-12 text-fg-3">{t('rowCount', { count: rows.length, max: String(maxRoleRows) })}</span>
      </div>
      <Disclosure label={t('paste')}>
        <div className="grid gap-2">
          <TextArea
            label={t('pasteLabel')}
            hint={t('pasteHint')}
            error={pasted.wrong.length > 0 ? t('pasteWrong', { lines: pasted.wrong.slice(0, 3).join(' · ') }) : null}
            rows={4}
            isMono
            value={text}
            onValueChange={setText}
            placeholder={'Topic:orders=Pub+Sub\nGroup:pay%*=Sub'}
          />
          <div>
            <Button
              size="s"
              onClick={() => {
                onRowsChange([...rows, ...pasted.rows])
                setText('')
              }}
              disabledReason={
                pasted.wrong.length > 0 ? t('pasteFix') : pasted.rows.length === 0 ? t('pasteEmpty') : undefined
              }
            >
              {t('pasteAdd', { count: pasted.rows.length })}
            </Button>
          </div>
        </div>
      </Disclosure>
    </div>
  )
}
