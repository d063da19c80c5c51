import { cx } from './cx.ts'
import { Icon } from './icon.tsx'

/** The picture of a check box; the control around it carries role and state. */
export function CheckMark({ state, isDisabled }: { state: 'on' | 'off' | 'part'; isDisabled?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={cx(
        'inline-grid size-3.5 shrink-0 place-items-center rounded-1 border',
        isDisabled
          ? 'border-line-2 bg-surface-1 text-fg-disabled'
          : state === 'off'
            ? 'border-line-3 bg-surface-0'
            : 'border-accent bg-accent text-on-accent',
      )}
    >
      {state !== 'off' && <Icon name={state === 'part' ? 'minus' : 'check'} size={12} className="stroke-[2.2]" />}
    </span>
  )
}
