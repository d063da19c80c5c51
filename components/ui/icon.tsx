import { cx } from './cx.ts'
import type { IconName } from './icon-names.ts'

export type { IconName }

interface IconProps {
  name: IconName
  size?: 16 | 14 | 12
  className?: string
  /** Only where the icon stands alone; beside a word it is decoration. */
  label?: string
}

export function Icon({ name, size = 16, className, label }: IconProps) {
  const named = label ? ({ role: 'img', 'aria-label': label } as const) : ({ 'aria-hidden': true } as const)
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named or hidden by what is spread
    <svg {...named} width={size} height={size} className={cx('icon', size === 12 && 'icon-12', className)}>
      <use href={`#icon-${name}`} />
    </svg>
  )
}
