import { Icon } from './icon.tsx'

/** "1 Fields  2 Result": where one is in a dialog of several steps; `current` counts from 0. */
export function DialogSteps({ labels, current }: { labels: readonly string[]; current: number }) {
  return (
    <ol className="flex gap-5 text-12 text-fg-3">
      {labels.map((label, index) => (
        <li
          key={label}
          aria-current={index === current ? 'step' : undefined}
          className={index === current ? 'font-medium text-fg-1' : 'flex items-center gap-1.5'}
        >
          {index < current ? <Icon name="check" size={12} /> : index + 1} {label}
        </li>
      ))}
    </ol>
  )
}
