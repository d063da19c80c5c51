import type { ComponentProps } from 'react'
import type { Option } from './option.ts'

/** Label of a list item with its hint, or the reason why it cannot be chosen, under it. */
export function OptionText({ option, ...rest }: { option: Option } & ComponentProps<'div'>) {
  const note = option.disabledReason ?? option.hint
  return (
    <div {...rest} className="min-w-0 flex-1">
      <span className="block truncate">{option.label}</span>
      {note && <span className="block text-12 text-fg-3">{note}</span>}
    </div>
  )
}
