'use client'

import { type KeyboardEvent, useState } from 'react'
import { Chip } from './chip.tsx'
import { cx } from './cx.ts'
import { Field, type FieldProps } from './field.tsx'
import { bareInput, fieldBox } from './field-box.ts'

interface ChipsFieldProps extends FieldProps {
  values: readonly string[]
  onValuesChange: (values: string[]) => void
  /** Says in words what is wrong with one entry; null = fine. */
  validate?: (text: string) => string | null
  placeholder?: string
  isMono?: boolean
}

/** Several short texts in one field. Enter, comma, leaving the field or pasting a list adds; Backspace in the empty input takes the last one back. */
export function ChipsField({ values, onValuesChange, validate, placeholder, isMono, ...field }: ChipsFieldProps) {
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string | null>(null)

  function add(input: string): void {
    const entries = input
      .split(/[\s,;]+/)
      .map((entry) => entry.trim())
      .filter(Boolean)
    if (entries.length === 0) return
    const wrong = entries.map((entry) => validate?.(entry) ?? null).find((message) => message !== null)
    if (wrong) {
      setProblem(wrong)
      return
    }
    onValuesChange([...new Set([...values, ...entries])])
    setText('')
    setProblem(null)
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing) return
    if ((event.key === 'Enter' || event.key === ',') && text.trim() !== '') {
      event.preventDefault()
      add(text)
    } else if (event.key === 'Backspace' && text === '' && values.length > 0) {
      event.preventDefault()
      setText(values.at(-1) ?? '')
      onValuesChange(values.slice(0, -1))
    }
  }

  const error = problem ?? field.error
  return (
    <Field {...field} error={error}>
      {(control) => (
        <span
          className={fieldBox({
            isTall: true,
            hasError: Boolean(error),
            isDisabled: Boolean(field.disabledReason),
            className: 'min-h-7 flex-wrap py-px',
          })}
        >
          {values.map((value) => (
            <Chip
              key={value}
              value={value}
              {...(isMono && { isMono })}
              {...(!field.disabledReason && {
                onRemove: () => onValuesChange(values.filter((other) => other !== value)),
              })}
            />
          ))}
          <input
            {...control}
            value={text}
            readOnly={Boolean(field.disabledReason)}
            onChange={(event) => {
              setText(event.target.value)
              setProblem(null)
            }}
            onPaste={(event) => {
              const pasted = event.clipboardData.getData('text')
              if (!/[\s,;]/.test(pasted.trim())) return
              event.preventDefault()
              add(pasted)
            }}
            onKeyDown={onKeyDown}
            onBlur={() => add(text)}
            placeholder={values.length === 0 ? placeholder : undefined}
            spellCheck={false}
            autoComplete="off"
            className={cx(bareInput, 'h-6 min-w-12', isMono && 'font-mono text-12')}
          />
        </span>
      )}
    </Field>
  )
}
