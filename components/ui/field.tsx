'use client'

import { type ReactNode, useId } from 'react'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import { describedBy, useReason } from './reason-once.tsx'

export interface FieldProps {
  label: ReactNode
  isLabelHidden?: boolean
  hint?: ReactNode
  /** What is wrong, in words; replaces the hint. */
  error?: string | null | undefined
  /** Does not stop saving. */
  warning?: ReactNode
  isRequired?: boolean
  /** Why the field cannot be changed; shown in place of the hint. */
  disabledReason?: string | undefined
  className?: string
}

/** What a control inside a field must spread onto its element. */
export interface FieldControl {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
  'aria-required': true | undefined
  'aria-disabled': true | undefined
}

/** Label above, control, one line below: error, else warning, else reason, else hint. */
export function Field({
  label,
  isLabelHidden,
  hint,
  error,
  warning,
  isRequired,
  disabledReason,
  className,
  children,
}: FieldProps & { children: (control: FieldControl) => ReactNode }) {
  const id = useId()
  const noteId = `${id}-note`
  const { note: reason, saidAt } = useReason(disabledReason)
  const note = error || warning || reason || hint
  return (
    <div className={cx('min-w-0', className)}>
      <label htmlFor={id} className={cx('mb-1 block text-12 text-fg-3', isLabelHidden && 'sr-only')}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': describedBy(note && noteId, saidAt),
        'aria-invalid': error ? true : undefined,
        'aria-required': isRequired || undefined,
        'aria-disabled': disabledReason ? true : undefined,
      })}
      {note && (
        <div
          id={noteId}
          className={cx(
            'mt-1 flex items-start gap-1 text-12',
            error ? 'text-critical' : warning ? 'text-warning' : 'text-fg-3',
          )}
        >
          {(error || warning) && <Icon name={error ? 'critical' : 'warning'} size={12} className="mt-0.5" />}
          <span className="min-w-0">{note}</span>
        </div>
      )}
    </div>
  )
}
