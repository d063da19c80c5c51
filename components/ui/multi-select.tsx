'use client'

import { Select as BaseSelect } from '@base-ui/react/select'
import { useTranslations } from 'next-intl'
import { CheckMark } from './check-mark.tsx'
import { Field, type FieldProps } from './field.tsx'
import { type FieldSize, fieldBox } from './field-box.ts'
import { Icon } from './icon.tsx'
import type { Option } from './option.ts'
import { OptionText } from './option-text.tsx'
import { itemStyle, popupStyle } from './popup-style.ts'

interface MultiSelectProps<T extends string> extends FieldProps {
  values: readonly T[]
  onValuesChange: (values: T[]) => void
  options: readonly Option<T>[]
  placeholder?: string
  size?: FieldSize
}

export function MultiSelect<T extends string>({
  values,
  onValuesChange,
  options,
  placeholder,
  size = 'm',
  ...field
}: MultiSelectProps<T>) {
  const t = useTranslations('ui')
  const chosen = options.filter((option) => values.includes(option.value))
  const summary = chosen.length <= 2 ? chosen.map((option) => option.label) : null
  return (
    <Field {...field}>
      {({ id, ...aria }) => (
        <BaseSelect.Root<T, true>
          multiple
          value={[...values]}
          onValueChange={(next) => onValuesChange(next)}
          readOnly={Boolean(field.disabledReason)}
          modal={false}
        >
          <BaseSelect.Trigger
            id={id}
            {...aria}
            className={fieldBox({
              size,
              hasError: Boolean(field.error),
              isDisabled: Boolean(field.disabledReason),
              className: 'justify-between text-left focus-visible:outline-2 focus-visible:-outline-offset-1',
            })}
          >
            <span className={chosen.length === 0 ? 'truncate text-fg-3' : 'truncate'}>
              {chosen.length === 0
                ? (placeholder ?? t('choose'))
                : summary
                  ? summary.map((label, index) => (
                      <span key={chosen[index]?.value}>
                        {index > 0 && ', '}
                        {label}
                      </span>
                    ))
                  : t('anyOf', { count: chosen.length })}
            </span>
            <Icon name="chev-down" size={12} className="text-fg-3" />
          </BaseSelect.Trigger>
          <BaseSelect.Portal>
            <BaseSelect.Positioner alignItemWithTrigger={false} sideOffset={4} className="z-40 outline-none">
              <BaseSelect.Popup className={`${popupStyle} min-w-(--anchor-width)`}>
                <BaseSelect.List className="max-h-80 overflow-y-auto p-1">
                  {options.map((option) => (
                    <BaseSelect.Item
                      key={option.value}
                      value={option.value}
                      disabled={Boolean(option.disabledReason)}
                      className={`${itemStyle} py-1 data-[disabled]:text-fg-disabled`}
                    >
                      <CheckMark state={values.includes(option.value) ? 'on' : 'off'} />
                      <BaseSelect.ItemText render={<OptionText option={option} />} />
                    </BaseSelect.Item>
                  ))}
                </BaseSelect.List>
              </BaseSelect.Popup>
            </BaseSelect.Positioner>
          </BaseSelect.Portal>
        </BaseSelect.Root>
      )}
    </Field>
  )
}
