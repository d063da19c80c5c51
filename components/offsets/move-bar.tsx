import { cx } from '#components/ui/cx.ts'

interface MoveBarProps {
  effect: 'SKIPS' | 'REPEATS' | 'NONE'
  /** Of the longest bar in the table, 0 to 1. */
  share: number
}

/** How far a queue goes, back to the left of the middle and forward to the right. The number beside it says the same. */
export function MoveBar({ effect, share }: MoveBarProps) {
  const width = `${Math.max(effect === 'NONE' ? 0 : 1.5, share * 50)}%`
  return (
    <span aria-hidden="true" className="relative block h-1.5 w-full">
      <span className="absolute inset-y-[-3px] left-1/2 w-px bg-line-2" />
      {effect !== 'NONE' && (
        <span
          style={{ width }}
          className={cx(
            'absolute inset-y-0',
            effect === 'SKIPS' ? 'left-1/2 bg-warning-mark' : 'right-1/2 bg-info-mark',
          )}
        />
      )}
    </span>
  )
}
