import { spawn } from 'node:child_process'

/** One command of `npm run check`: what it proves, and how it is run. */
export interface Step {
  name: string
  command: string
  args: string[]
}

export interface StepResult {
  step: Step
  isOk: boolean
  output: string
  durationMs: number
}

/** Runs one step with its output kept, so that steps side by side do not mix their lines. */
function runStep(step: Step): Promise<StepResult> {
  const startedAt = Date.now()
  return new Promise((resolve) => {
    const child = spawn(step.command, step.args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    const finish = (isOk: boolean, extra = '') =>
      resolve({ step, isOk, output: Buffer.concat(chunks).toString() + extra, durationMs: Date.now() - startedAt })
    child.on('error', (error) => finish(false, error.message))
    child.on('close', (code) => finish(code === 0))
  })
}

/** Runs all steps, two at a time, and prints one line for each; the output only of what failed. */
export async function runSteps(steps: Step[]): Promise<StepResult[]> {
  const results: StepResult[] = []
  const waiting = [...steps]
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const result = await runStep(step)
      results.push(result)
      console.log(`${result.isOk ? 'ok    ' : 'FAILED'} ${step.name} (${(result.durationMs / 1000).toFixed(1)} s)`)
      if (!result.isOk) console.log(result.output)
    }
  }
  await Promise.all([lane(), lane()])
  return results
}
