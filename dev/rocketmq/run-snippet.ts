import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const LIMIT_MS = 240_000

export interface RunningSnippet {
  /** Resolves with the lines of the program that begin with `word`, once there are `count`. @throws Error with what it said after 4 min */
  said: (word: string, count?: number) => Promise<string[]>
  /** Resolves once it has ended by itself. @throws Error with what it said when it ended with a failure */
  ended: () => Promise<void>
  stop: () => Promise<void>
}

/**
 * Runs a program as it was handed out: not a letter is changed, the secret comes from the environment. Java sources run without
 * being compiled first; a Node.js program lies below the project, where its package is found.
 *
 * @param options.classPath for Java
 */
export function runSnippet(
  { fileName, code }: { fileName: string; code: string },
  { env, classPath }: { env: Record<string, string>; classPath?: string },
): RunningSnippet {
  mkdirSync('.apogee/test', { recursive: true })
  const dir = mkdtempSync(path.resolve('.apogee/test/snippet-'))
  writeFileSync(path.join(dir, fileName), code)
  const java = ['-Xmx128m', '-XX:TieredStopAtLevel=1', `-Duser.home=${dir}`, '-cp', classPath ?? '.', fileName]
  const [command, args] = fileName.endsWith('.java') ? ['java', java] : [process.execPath, [fileName]]
  const child = spawn(command, args, { cwd: dir, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const waiting = new Set<() => void>()
  const wake = () => {
    for (const check of waiting) check()
  }
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      wake()
    })
  }
  let isEnded = false
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      isEnded = true
      wake()
      resolve(code)
    }),
  )
  return {
    said: (word, count = 1) =>
      new Promise((resolve, reject) => {
        let isLate = false
        const check = () => {
          const found = output.split('\n').filter((line) => line.startsWith(word))
          if (found.length < count && !isEnded && !isLate) return
          waiting.delete(check)
          clearTimeout(timer)
          if (found.length >= count) resolve(found)
          else reject(new Error(`${fileName} ${isEnded ? 'ended' : `did not say "${word}"`}:\n${output.slice(-4_000)}`))
        }
        const timer = setTimeout(() => {
          isLate = true
          check()
        }, LIMIT_MS)
        waiting.add(check)
        check()
      }),
    async ended() {
      if ((await ended) !== 0) throw new Error(`${fileName} failed:\n${output.slice(-4_000)}`)
    },
    async stop() {
      child.kill('SIGKILL')
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
