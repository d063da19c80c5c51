// Reads tokens.css, computes WCAG 2.x contrast for every pair we use, in both themes.
// `node contrast.mjs` prints a Markdown table and exits 1 when a pair is below its floor.
import { readFileSync } from 'node:fs'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const block = (start) => css.slice(css.indexOf(start), css.indexOf('\n}', css.indexOf(start)))
const read = (text) =>
  Object.fromEntries([...text.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6})/g)].map((m) => [m[1], m[2]]))
const themes = { light: read(block(':root[data-theme="light"]')), dark: read(block(':root[data-theme="dark"]')) }

const channel = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
const luminance = (hex) => {
  const [r, g, b] = [1, 3, 5].map((i) => channel(parseInt(hex.slice(i, i + 2), 16) / 255))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
const ratio = (a, b) => {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (hi + 0.05) / (lo + 0.05)
}

const page = ['surface-0', 'surface-1', 'surface-2', 'surface-raised']
const states = ['critical', 'warning', 'info', 'ok', 'unknown']
const rows = [
  ...['text-1', 'text-2', 'text-3'].map((t) => [
    t,
    [...page, 'surface-3'].filter((s) => !(t === 'text-3' && s === 'surface-3')),
    4.5,
  ]),
  ['text-inverse', ['surface-inverse'], 4.5],
  ['accent', [...page, 'accent-soft'], 4.5],
  ['text-1', ['accent-soft'], 4.5],
  ['text-3', ['accent-soft'], 4.5],
  ['on-accent', ['accent', 'accent-hover'], 4.5],
  ...states.map((s) => [s, [...page, `${s}-soft`], 4.5]),
  ...states.map((s) => ['text-1', [`${s}-soft`], 4.5]),
  ...states.map((s) => ['text-2', [`${s}-soft`], 4.5]),
  ['on-critical', ['critical-mark'], 4.5],
  ['silenced', page, 4.5],
  ['env-prod-text', ['env-prod'], 4.5],
  ['chart-axis', page, 4.5],
  ...states.map((s) => [`${s}-mark`, [...page, `${s}-soft`], 3]),
  ['silenced-mark', page, 3],
  ['line-3', ['surface-0', 'surface-1', 'surface-raised'], 3],
  ['focus', page, 3],
  ...[1, 2, 3, 4, 5, 6, 'other'].map((n) => [`series-${n}`, ['surface-0', 'surface-raised'], 3]),
  ['chart-cursor', ['surface-0'], 3],
]

let failed = 0
console.log('| Foreground | On | Floor | Light, worst | Dark, worst |')
console.log('| --- | --- | --- | --- | --- |')
for (const [fg, on, floor] of rows) {
  const worst = ['light', 'dark'].map((theme) => {
    const list = on.map((bg) => {
      if (!themes[theme][fg] || !themes[theme][bg]) throw new Error(`missing ${fg} or ${bg} in ${theme}`)
      return ratio(themes[theme][fg], themes[theme][bg])
    })
    const value = Math.min(...list)
    if (value < floor) failed += 1
    return `${value.toFixed(2)}${value < floor ? ' **below**' : ''}${on.length > 1 ? ` (${on[list.indexOf(value)]})` : ''}`
  })
  console.log(`| ${fg} | ${on.join(', ')} | ${floor} | ${worst[0]} | ${worst[1]} |`)
}
if (failed) {
  console.error(`${failed} pair(s) below the floor`)
  process.exit(1)
}
