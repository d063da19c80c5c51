import { readFileSync } from 'node:fs'
import type { Command } from '../codec/command.ts'
import { FrameReader } from '../codec/frame.ts'

/** Versions whose answers are recorded in `requests/testdata/`, by `dev/rocketmq/capture-frames.ts`. */
export const goldenVersions = ['4.9.7', '5.5.0'] as const

/** The answer of a real server, read from `requests/testdata/<request>.<version>.<case>.hex`. */
export function goldenReply(request: string, version: (typeof goldenVersions)[number], testCase: string): Command {
  const file = new URL(`../requests/testdata/${request}.${version}.${testCase}.hex`, import.meta.url)
  const bytes = Buffer.from(readFileSync(file, 'utf8').replaceAll('\n', ''), 'hex')
  const [command, ...more] = new FrameReader().push(bytes)
  if (!command || more.length > 0) throw new Error(`${file.pathname} is not one frame`)
  return command
}
