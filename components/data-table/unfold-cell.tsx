'use client'

import { useTranslations } from 'next-intl'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'

interface UnfoldCellProps {
  isOpen: boolean
  onToggle: () => void
  className?: string
}

/** The first cell of a row that has a part below it. */
export function UnfoldCell({ isOpen, onToggle, className }: UnfoldCellProps) {
  const t = useTranslations('table')
  return (
    <td className={cx('border-b border-line-1', className)}>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-label={isOpen ? t('collapse') : t('expand')}
        onClick={onToggle}
        className="inline-grid size-6 place-items-center rounded-1 align-middle text-fg-3"
      >
        <Icon name={isOpen ? 'chev-down' : 'chev-right'} size={12} />
      </button>
    </td>
  )
}
