'use client'

import { Combobox as BaseCombobox } from '@base-ui/react/combobox'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { Field, type FieldProps } from './field.tsx'
import { bareInput, type FieldSize, fieldBox } from './field-box.ts'
import { Icon, type IconName } from './icon.tsx'
import { itemStyle, popupStyle } from './popup-style.ts'

export interface ComboboxOption {
  value: string
  /** Searched and shown; the value when absent. */
  label?: string
  hint?: ReactNode
}

interface ComboboxProps extends FieldProps {
  value: string | null
  onValueChange: (value: string | null) => void
  options: readonly ComboboxOption[]
  /** For lists that only a server can search: what is typed, for the next `options`. */
  onQueryChange?: (query: string) => void
  isLoading?: boolean
  /** What is typed may be taken although it is not in the list. */
  allowsOwnValue?: boolean
  placeholder?: string
  icon?: IconName
  size?: FieldSize
  autoFocus?: boolean
}

const labelOf = ({ value, label = value }: ComboboxOption) => label

/**
 * What contains the text: Enter takes the first, so what is exactly that comes first, then what begins with it. Also of options
 * that a server has searched, for they are those of an earlier text until it answers.
 */
function matching(options: readonly ComboboxOption[], text: string): ComboboxOption[] {
  const wanted = text.toLowerCase()
  const placeOf = (option: ComboboxOption) => labelOf(option).toLowerCase().indexOf(wanted)
  const isExact = (option: ComboboxOption) => labelOf(option).toLowerCase() === wanted
  const rank = (option: ComboboxOption) => (isExact(option) ? 0 : placeOf(option) === 0 ? 1 : 2)
  return options.filter((option) => placeOf(option) >= 0).toSorted((a, b) => rank(a) - rank(b))
}

export function Combobox({
  value,
  onValueChange,
  options,
  onQueryChange,
  isLoading = false,
  allowsOwnValue = false,
  placeholder,
  icon,
  size = 'm',
  autoFocus,
  ...field
}: ComboboxProps) {
  const t = useTranslations('ui')
  const [query, setQuery] = useState('')
  const trimmed = query.trim()
  const isOffered = options.some(({ value: offered, label = offered }) => offered === trimmed || label === trimmed)
  const isOwn = allowsOwnValue && trimmed !== '' && !isOffered
  const known = value === null || options.some((option) => option.value === value) ? options : [{ value }, ...options]
  const selected = known.find((option) => option.value === value) ?? null
  const isTyped = trimmed !== '' && trimmed !== (selected && labelOf(selected))
  const offered = isTyped ? matching(known, trimmed) : known
  const items: readonly ComboboxOption[] = isOwn ? [...offered, { value: trimmed, hint: t('useAsTyped') }] : offered
  return (
    <Field {...field}>
      {({ id, ...aria }) => (
        <BaseCombobox.Root<ComboboxOption>
          items={items}
          value={selected}
          onValueChange={(next) => onValueChange(next?.value ?? null)}
          onInputValueChange={(next, details) => {
            setQuery(next)
            if (details.reason === 'input-change' || details.reason === 'input-clear') onQueryChange?.(next)
          }}
          itemToStringLabel={labelOf}
          isItemEqualToValue={(a, b) => a.value === b.value}
          filter={null}
          autoHighlight
          readOnly={Boolean(field.disabledReason)}
          modal={false}
          limit={200}
        >
          <BaseCombobox.InputGroup
            className={fieldBox({ size, hasError: Boolean(field.error), isDisabled: Boolean(field.disabledReason) })}
          >
            {icon && <Icon name={icon} className="text-fg-3" />}
            <BaseCombobox.Input
              id={id}
              {...aria}
              placeholder={placeholder}
              spellCheck={false}
              autoComplete="off"
              autoFocus={autoFocus}
              className={bareInput}
            />
            {value !== null && !field.isRequired && (
              <BaseCombobox.Clear
                aria-label={t('clear')}
                className="-mr-0.5 inline-grid size-6 shrink-0 place-items-center rounded-1 text-fg-3 hover:text-fg-1"
              >
                <Icon name="x" size={12} />
              </BaseCombobox.Clear>
            )}
            <BaseCombobox.Trigger
              aria-label={t('openList')}
              className="-mr-1.5 inline-grid size-6 shrink-0 place-items-center rounded-1 text-fg-3 hover:text-fg-1"
            >
              <Icon name="chev-down" size={12} />
            </BaseCombobox.Trigger>
          </BaseCombobox.InputGroup>
          <BaseCombobox.Portal>
            <BaseCombobox.Positioner sideOffset={4} className="z-40 outline-none">
              <BaseCombobox.Popup className={`${popupStyle} w-(--anchor-width) max-w-(--available-width)`}>
                <BaseCombobox.Status className="px-3 text-12 text-fg-3">
                  {isLoading && <span className="block py-2">{t('searching')}</span>}
                </BaseCombobox.Status>
                <BaseCombobox.Empty className="px-3 text-12 text-fg-3">
                  {!isLoading && <span className="block py-2">{t('noMatch')}</span>}
                </BaseCombobox.Empty>
                <BaseCombobox.List className="max-h-72 overflow-y-auto p-1 data-[empty]:p-0">
                  {(option: ComboboxOption) => (
                    <BaseCombobox.Item key={option.value} value={option} className={`${itemStyle} py-1`}>
                      <span className="min-w-0 flex-1 truncate">{labelOf(option)}</span>
                      {option.hint && <span className="shrink-0 text-12 text-fg-3">{option.hint}</span>}
                    </BaseCombobox.Item>
                  )}
                </BaseCombobox.List>
              </BaseCombobox.Popup>
            </BaseCombobox.Positioner>
          </BaseCombobox.Portal>
        </BaseCombobox.Root>
      )}
    </Field>
  )
}
