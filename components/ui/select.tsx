'use client'

import { Select as BaseSelect } from '@base-ui/react/select'
import { Field, type FieldProps } from './field.tsx'
import { type FieldSize, fieldBox } from './field-box.ts'
import { Icon } from './icon.tsx'
import type { Option } from './option.ts'
import { OptionText } from './option-text.tsx'
import { itemStyle, popupStyle } from './popup-style.ts'

interface SelectProps<T extends string> extends FieldProps {
  value: T | null
  onValueChange: (value: T) => void
  options: readonly Option<T>[]
  placeholder?: string
  size?: FieldSize
}

export function Select<T extends string>({
  value,
  onValueChange,
  options,
  placeholder,
  size = 'm',
  ...field
}: SelectProps<T>) {
  return (
    <Field {...field}>
      {({ id, ...aria }) => (
        <BaseSelect.Root<T>
          items={options}
          value={value}
          onValueChange={(next) => next !== null && onValueChange(next)}
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
            <BaseSelect.Value className="min-w-0 truncate data-[placeholder]:text-fg-3" placeholder={placeholder} />
            <Icon name="chev-down" size={12} className="text-fg-3" />
          </BaseSelect.Trigger>
          <BaseSelect.Portal>
            <BaseSelect.Positioner alignItemWithTrigger={false} sideOffset={4} className="z-40 outline-none">
              <BaseSelect.Popup className={`${popupStyle} max-h-(--available-height) min-w-(--anchor-width)`}>
                <BaseSelect.List className="max-h-80 overflow-y-auto p-1">
                  {options.map((option) => (
                    <BaseSelect.Item
                      key={option.value}
                      value={option.value}
                      disabled={Boolean(option.disabledReason)}
                      className={`${itemStyle} py-1 data-[disabled]:text-fg-disabled`}
                    >
                      <span className="w-3.5 shrink-0 text-accent">
                        <BaseSelect.ItemIndicator>
                          <Icon name="check" size={14} />
                        </BaseSelect.ItemIndicator>
                      </span>
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
