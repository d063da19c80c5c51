'use client'

import { useTranslations } from 'next-intl'
import { type KeyboardEventHandler, type ReactNode, type Ref, useState } from 'react'
import { cx } from './cx.ts'
import { Field, type FieldProps } from './field.tsx'
import { bareInput, type FieldSize, fieldBox } from './field-box.ts'
import { Icon, type IconName } from './icon.tsx'
import { IconButton } from './icon-button.tsx'

export interface TextFieldProps extends FieldProps {
  value: string
  onValueChange: (value: string) => void
  type?: 'text' | 'password' | 'search' | 'email'
  unit?: ReactNode
  icon?: IconName
  isMono?: boolean
  placeholder?: string
  autoComplete?: string
  size?: FieldSize
  maxLength?: number
  autoFocus?: boolean
  name?: string
  /** What stands at the right end inside the box. */
  end?: ReactNode
  /** The saved value; shown beside the new one once they differ. */
  previousValue?: string
  onKeyDown?: KeyboardEventHandler<HTMLInputElement>
  onBlur?: () => void
  inputRef?: Ref<HTMLInputElement>
}

export function TextField({
  value,
  onValueChange,
  type = 'text',
  unit,
  icon,
  isMono,
  placeholder,
  autoComplete = 'off',
  size = 'm',
  maxLength,
  autoFocus,
  name,
  end,
  previousValue,
  onKeyDown,
  onBlur,
  inputRef,
  ...field
}: TextFieldProps) {
  const t = useTranslations('ui')
  const [isShown, setIsShown] = useState(false)
  const isChanged = previousValue !== undefined && previousValue !== value
  const hint = isChanged ? t('before', { value: previousValue || t('empty') }) : field.hint
  return (
    <Field {...field} hint={hint}>
      {(control) => (
        <span className={fieldBox({ size, hasError: Boolean(field.error), isDisabled: Boolean(field.disabledReason) })}>
          {icon && <Icon name={icon} className="text-fg-3" />}
          <input
            {...control}
            ref={inputRef}
            name={name}
            type={type === 'password' && isShown ? 'text' : type}
            value={value}
            readOnly={Boolean(field.disabledReason)}
            onChange={(event) => onValueChange(event.target.value)}
            onKeyDown={onKeyDown}
            onBlur={onBlur}
            placeholder={placeholder}
            autoComplete={autoComplete}
            maxLength={maxLength}
            spellCheck={false}
            // biome-ignore lint/a11y/noAutofocus: the caller says where a dialog or page begins
            autoFocus={autoFocus}
            className={cx(bareInput, isMono && 'font-mono text-12', '[&::-webkit-search-cancel-button]:hidden')}
          />
          {unit && <span className="shrink-0 text-fg-3">{unit}</span>}
          {type === 'password' && (
            <IconButton
              icon="eye"
              size="s"
              iconSize={16}
              label={isShown ? t('hidePassword') : t('showPassword')}
              isPressed={isShown}
              onClick={() => setIsShown(!isShown)}
              className="-mr-1"
            />
          )}
          {end}
        </span>
      )}
    </Field>
  )
}
