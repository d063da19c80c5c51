'use client'

import { NumberField as BaseNumberField } from '@base-ui/react/number-field'
import { useLocale } from 'next-intl'
import type { ReactNode } from 'react'
import { Field, type FieldProps } from './field.tsx'
import { bareInput, type FieldSize, fieldBox } from './field-box.ts'

interface NumberFieldProps extends FieldProps {
  value: number | null
  onValueChange: (value: number | null) => void
  min?: number
  max?: number
  step?: number
  unit?: ReactNode
  size?: FieldSize
}

/** For counts and durations that fit a JavaScript number; offsets are typed into a TextField and kept as `bigint`. */
export function NumberField({
  value,
  onValueChange,
  min,
  max,
  step = 1,
  unit,
  size = 'm',
  ...field
}: NumberFieldProps) {
  const locale = useLocale()
  return (
    <Field {...field}>
      {({ id, ...aria }) => (
        <BaseNumberField.Root
          id={id}
          value={value}
          onValueChange={onValueChange}
          step={step}
          locale={locale}
          readOnly={Boolean(field.disabledReason)}
          // Else what is sent is another number than what is shown, until the field is left.
          allowOutOfRange
          {...(min !== undefined && { min })}
          {...(max !== undefined && { max })}
          className={fieldBox({ size, hasError: Boolean(field.error), isDisabled: Boolean(field.disabledReason) })}
        >
          <BaseNumberField.Input {...aria} className={bareInput} />
          {unit && <span className="shrink-0 text-fg-3">{unit}</span>}
        </BaseNumberField.Root>
      )}
    </Field>
  )
}
