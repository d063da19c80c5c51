import { Tag } from '#components/ui/tag.tsx'

/** The first label, and how many more there are: all of them on hover, and on the page of the topic. */
export function LabelTags({ labels }: { labels: Readonly<Record<string, string>> }) {
  const texts = Object.entries(labels).map(([key, value]) => (value === '' ? key : `${key}:${value}`))
  const [first, ...more] = texts
  if (first === undefined) return null
  return (
    <span className="flex min-w-0 items-center gap-1" title={texts.join(', ')}>
      <Tag className="min-w-0 shrink">{first}</Tag>
      {more.length > 0 && <span className="shrink-0 text-12 text-fg-3">+{more.length}</span>}
    </span>
  )
}
