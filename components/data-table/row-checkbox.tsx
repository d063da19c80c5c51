import { CheckMark } from '#components/ui/check-mark.tsx'

interface RowCheckboxProps {
  label: string
  checked: boolean
  onCheckedChange: () => void
}

/** The check box of a row: the browser's own under the drawn one, for a list has hundreds of them. */
export function RowCheckbox({ label, checked, onCheckedChange }: RowCheckboxProps) {
  return (
    <span className="relative inline-grid size-6 place-items-center rounded-1 has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-focus">
      <input
        type="checkbox"
        aria-label={label}
        checked={checked}
        onChange={onCheckedChange}
        className="absolute inset-0 m-0 size-6 opacity-0"
      />
      <CheckMark state={checked ? 'on' : 'off'} />
    </span>
  )
}
