import { CopyButton } from '#components/ui/copy-button.tsx'

interface SecretBoxProps {
  label: string
  value: string
  copyLabel: string
}

/** A key to be copied, whole and unbroken by blanks. */
export function SecretBox({ label, value, copyLabel }: SecretBoxProps) {
  return (
    <div>
      <div className="mb-1 text-12 text-fg-3">{label}</div>
      <div className="flex min-h-8 items-center gap-2 rounded-1 border border-line-1 bg-surface-1 pr-1 pl-2.5">
        <code className="min-w-0 flex-1 font-mono text-12 break-all select-all">{value}</code>
        <CopyButton text={value} label={copyLabel} size="m" />
      </div>
    </div>
  )
}
