import { cx } from './cx.ts'

export type ButtonVariant = 'primary' | 'outline' | 'ghost' | 'danger'
export type ButtonSize = 's' | 'm' | 'l'

const base =
  'inline-flex shrink-0 select-none items-center justify-center gap-1.5 rounded-2 border font-medium whitespace-nowrap no-underline transition-colors duration-[120ms]'

const sizes: Record<ButtonSize, string> = {
  s: 'h-6 px-2 text-12',
  m: 'h-7 px-2.5 text-13',
  l: 'h-9 px-3.5 text-13',
}

const squares: Record<ButtonSize, string> = { s: 'size-6 p-0', m: 'size-7 p-0', l: 'size-9 p-0' }

const variants: Record<ButtonVariant, string> = {
  primary: 'border-accent bg-accent text-on-accent hover:border-accent-hover hover:bg-accent-hover',
  outline: 'border-line-3 bg-surface-0 text-fg-1 [&_.icon]:text-fg-2 hover:bg-surface-2',
  ghost: 'border-transparent bg-transparent text-fg-2 hover:bg-surface-2 data-[popup-open]:bg-surface-2',
  danger: 'border-critical-mark bg-critical-mark text-on-critical hover:brightness-95',
}

const disabled = 'cursor-not-allowed border-line-2 bg-surface-1 text-fg-disabled'
const disabledGhost = 'cursor-not-allowed border-transparent bg-transparent text-fg-disabled'

interface ButtonLook {
  variant: ButtonVariant
  size: ButtonSize
  isDisabled?: boolean
  isSquare?: boolean
  isPressed?: boolean
  className?: string
}

export function buttonStyle({ variant, size, isDisabled, isSquare, isPressed, className }: ButtonLook): string {
  const off = variant === 'ghost' ? disabledGhost : disabled
  return cx(
    base,
    isSquare ? squares[size] : sizes[size],
    isDisabled ? off : variants[variant],
    isPressed && 'bg-surface-3',
    className,
  )
}
