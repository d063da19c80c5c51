'use client'

import { cx } from './cx.ts'
import { Field, type FieldProps } from './field.tsx'
import { bareInput, fieldBox } from './field-box.ts'

interface TextAreaProps extends FieldProps {
  value: string
  onValueChange: (value: string) => void
  rows?: number
  isMono?: boolean
  maxLength?: number
  placeholder?: string
}

export function TextArea({ value, onValueChange, rows = 3, isMono, maxLength, placeholder, ...field }: TextAreaProps) {
  return (
    <Field {...field}>
      {(control) => (
        <span
          className={fieldBox({
            isTall: true,
            hasError: Boolean(field.error),
            isDisabled: Boolean(field.disabledReason),
            className: 'py-1.5',
          })}
        >
          <textarea
            {...control}
            value={value}
            readOnly={Boolean(field.disabledReason)}
            onChange={(event) => onValueChange(event.target.value)}
            rows={rows}
            maxLength={maxLength}
            placeholder={placeholder}
            spellCheck={false}
            className={cx(bareInput, 'min-h-5 resize-y', isMono && 'font-mono text-12')}
          />
        </span>
      )}
    </Field>
  )
}
