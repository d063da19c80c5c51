import type { DiagnosisCause, DiagnosisCheck, Evidence, Verdict } from './schema.ts'

/** What a rule concludes; its words come later. */
export interface Finding {
  check: DiagnosisCheck
  verdict: Verdict
  cause: DiagnosisCause
  params?: Record<string, string | number>
  evidence?: Evidence[]
  link?: string
}

/** Below the listener stands only the thread pool. */
const FRAMES_MAX = 60

/** Figures as a record keeps them: RocketMQ's words, ISO times, `?` for what is not known. */
export function evidence(
  subject: string,
  facts: Record<string, string | number | bigint | boolean | Date | null | undefined>,
  frames?: readonly string[],
): Evidence {
  return {
    subject,
    facts: Object.fromEntries(
      Object.entries(facts).map(([name, value]) => [
        name,
        value instanceof Date ? value.toISOString() : String(value ?? '?'),
      ]),
    ),
    ...(frames && { frames: frames.slice(0, FRAMES_MAX) }),
  }
}
