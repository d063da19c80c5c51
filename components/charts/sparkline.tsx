import type { State } from '#components/ui/state-pill.tsx'
import { sparklinePath } from './sparkline-path.ts'

interface SparklineProps {
  /** Evenly spaced; null is a gap. */
  points: readonly (number | null)[]
  /** Said instead of the picture; beside its number it is decoration. */
  label?: string
  state?: Extract<State, 'critical' | 'warning'>
  width?: number
  height?: number
}

const colours = { critical: 'text-critical-mark', warning: 'text-warning-mark' }

export function Sparkline({ points, label, state, width = 56, height = 16 }: SparklineProps) {
  const { path, end } = sparklinePath(points, width, height)
  const named = label ? ({ role: 'img', 'aria-label': label } as const) : ({ 'aria-hidden': true } as const)
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named or hidden by what is spread
    <svg
      {...named}
      width={width}
      height={height}
      className={`inline-block shrink-0 ${state ? colours[state] : 'text-heat-4'}`}
    >
      <path
        d={path}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.25"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      {end && <circle cx={end.x} cy={end.y} r="1.75" fill="currentColor" />}
    </svg>
  )
}
