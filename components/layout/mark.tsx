/** Two strokes: a path rising above a horizon, which is also an A. Ink only. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      strokeWidth="2.4"
      stroke="currentColor"
      aria-hidden="true"
    >
      <path d="M4.2 22C5.2 9.2 8 2.6 12 2.6S18.8 9.2 19.8 22" />
      <path d="M1 15.6H23" />
    </svg>
  )
}
