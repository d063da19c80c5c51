'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { moveColumn } from './view-layout.ts'

export interface ColumnChoice {
  id: string
  head: string
  unit?: string
  canHide: boolean
  isShown: boolean
  isPinned: boolean
}

interface ColumnsMenuProps {
  /** In the order of the table. */
  columns: readonly ColumnChoice[]
  density: 28 | 32 | 40
  onShow: (id: string, isShown: boolean) => void
  onOrder: (order: string[]) => void
  onPin: (id: string, isPinned: boolean) => void
  onDensity: (density: 28 | 32 | 40) => void
  onReset: () => void
}

/** Which columns, in which order, pinned or not, and how high the rows are. Buttons, so that no dragging is needed. */
export function ColumnsMenu({ columns, density, onShow, onOrder, onPin, onDensity, onReset }: ColumnsMenuProps) {
  const t = useTranslations('table')
  const [text, setText] = useState('')
  const order = columns.map((column) => column.id)
  const found = columns.filter((column) => column.head.toLowerCase().includes(text.trim().toLowerCase()))
  return (
    <Popover label={t('columns')} align="end" width={300} trigger={<IconButton icon="columns" label={t('columns')} />}>
      <div className="flex items-center justify-between px-3 pt-2">
        <h3 className="font-semibold">{t('columns')}</h3>
        <LinkButton onClick={onReset} className="text-12">
          {t('reset')}
        </LinkButton>
      </div>
      <TextField
        className="px-3 py-2"
        label={t('findColumn')}
        isLabelHidden
        icon="search"
        placeholder={t('findColumn')}
        value={text}
        onValueChange={setText}
      />
      <ul className="max-h-80 overflow-y-auto px-2 pb-2">
        {found.map((column) => (
          <li key={column.id} className="flex h-7 items-center gap-1 rounded-1 pl-0.5 hover:bg-surface-2">
            {column.canHide ? (
              <Checkbox
                label={column.head}
                checked={column.isShown}
                onCheckedChange={(isShown) => onShow(column.id, isShown)}
                className="min-w-0 flex-1 [&_label]:truncate"
              />
            ) : (
              <span className="flex min-w-0 flex-1 items-center gap-1">
                <span className="grid size-6 place-items-center">
                  <Icon name="lock" size={14} className="text-fg-3" />
                </span>
                {column.head}
              </span>
            )}
            {column.unit && <span className="text-12 text-fg-3">{column.unit}</span>}
            <IconButton
              icon="pin"
              size="s"
              label={column.isPinned ? t('unpin', { name: column.head }) : t('pin', { name: column.head })}
              isPressed={column.isPinned}
              onClick={() => onPin(column.id, !column.isPinned)}
            />
            <IconButton
              icon="chev-down"
              size="s"
              className="rotate-180"
              label={t('moveUp', { name: column.head })}
              onClick={() => onOrder(moveColumn(order, column.id, -1))}
            />
            <IconButton
              icon="chev-down"
              size="s"
              label={t('moveDown', { name: column.head })}
              onClick={() => onOrder(moveColumn(order, column.id, 1))}
            />
          </li>
        ))}
      </ul>
      <div className="flex items-center justify-between border-t border-line-1 px-3 py-2">
        <span className="text-12 text-fg-3">{t('density')}</span>
        <Segmented
          label={t('density')}
          size="s"
          value={`${density}`}
          onValueChange={(next) => onDensity(next === '28' ? 28 : next === '40' ? 40 : 32)}
          options={[
            { value: '28', label: '28' },
            { value: '32', label: '32' },
            { value: '40', label: '40' },
          ]}
        />
      </div>
    </Popover>
  )
}
