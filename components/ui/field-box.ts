import { cx } from './cx.ts'

export type FieldSize = 's' | 'm' | 'l'

const sizes: Record<FieldSize, string> = { s: 'h-6 text-12', m: 'h-7 text-13', l: 'h-9 text-13' }

interface FieldBox {
  size?: FieldSize
  hasError?: boolean
  isDisabled?: boolean
  /** Grows with its content: text areas, chips. */
  isTall?: boolean
  className?: string
}

/** The border around an input and what stands beside it: icon, unit, button. The ring belongs to the box, not to the bare input. */
export function fieldBox({ size = 'm', hasError, isDisabled, isTall, className }: FieldBox): string {
  return cx(
    'flex w-full min-w-0 items-center gap-1.5 rounded-2 border px-2 transition-colors duration-[120ms]',
    isTall ? 'text-13' : sizes[size],
    hasError ? 'border-critical-mark' : 'border-line-3',
    isDisabled ? 'border-line-2 bg-surface-1 text-fg-disabled' : 'bg-surface-0 text-fg-1',
    'has-[:focus-visible]:outline-2 has-[:focus-visible]:-outline-offset-1 has-[:focus-visible]:outline-focus has-[button:focus-visible]:outline-none',
    className,
  )
}

/** The element inside the box. */
export const bareInput =
  'h-full w-full min-w-0 flex-1 border-0 bg-transparent p-0 text-inherit outline-none placeholder:text-fg-3 focus-visible:outline-none'
