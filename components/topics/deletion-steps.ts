import type { TopicBrokerConfig } from '#lib/topics/schema.ts'
import { DeleteTopicStep } from '#lib/topics/schema.ts'

const same = (one: DeleteTopicStep, other: DeleteTopicStep) => one.step === other.step && one.target === other.target

/** The steps after some were sent once more; a broker that failed and is not named any more does not have the topic any more. */
export function mergeSteps(before: readonly DeleteTopicStep[], again: readonly DeleteTopicStep[]): DeleteTopicStep[] {
  const kept = before.map((step): DeleteTopicStep => {
    const next = again.find((other) => same(step, other))
    if (next) return next
    return step.step === 'BROKER' && step.outcome === 'FAILED' ? settled(step, 'DONE') : step
  })
  return [...kept, ...again.filter((step) => !before.some((other) => same(step, other)))].sort(inOrder)
}

const order: readonly DeleteTopicStep['step'][] = ['SNAPSHOT', 'BROKER', 'NAME_SERVER', 'ORDER_ENTRY']
const inOrder = (a: DeleteTopicStep, b: DeleteTopicStep) => order.indexOf(a.step) - order.indexOf(b.step)

/** Who holds the topic now, as read after the deletion. Null: no broker does. */
type ReadAgain = { items: readonly TopicBrokerConfig[]; partial?: readonly { address: string }[] | undefined } | null

/** Settles brokers that gave no answer by what they hold now; one that is still silent stays unknown. */
export function settleSteps(steps: readonly DeleteTopicStep[], read: ReadAgain, stillThere: string): DeleteTopicStep[] {
  return steps.map((step) => {
    if (step.step !== 'BROKER' || step.outcome !== 'UNKNOWN') return step
    const held = read?.items.find(({ address }) => address === step.target)
    const isSilent = held?.isStale || read?.partial?.some(({ address }) => address === step.target)
    if (isSilent) return step
    if (!held) return settled(step, 'DONE')
    return { ...settled(step, 'FAILED'), error: { code: 'CONFLICT', detail: stillThere } }
  })
}

function settled({ error: _, ...step }: DeleteTopicStep, outcome: DeleteTopicStep['outcome']): DeleteTopicStep {
  return { ...step, outcome }
}

export const isAllDone = (steps: readonly DeleteTopicStep[]): boolean =>
  steps.every(({ outcome }) => outcome === 'DONE')

/** A deletion that no broker did fails as a whole; its answer still says what each step came to. */
export function stepsOfProblem(problem: { [extra: string]: unknown } | null): DeleteTopicStep[] | null {
  const parsed = DeleteTopicStep.array().safeParse(problem?.steps)
  return parsed.success ? parsed.data : null
}
