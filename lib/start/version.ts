import { readFileSync } from 'node:fs'
import path from 'node:path'

/** Of package.json. Only for what plain Node runs: in a bundle this path leads elsewhere. */
export const version: string = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8'),
).version
