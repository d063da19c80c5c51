/** Settings as servers write them: `key=value` per line, unescaped, so the first `=` separates. Without a prototype. */
export function decodeConfigText(body: Buffer): Record<string, string> {
  const config: Record<string, string> = Object.create(null)
  for (const line of body.toString('utf8').split('\n')) {
    const separator = line.indexOf('=')
    if (separator > 0) config[line.slice(0, separator)] = line.slice(separator + 1)
  }
  return config
}

/** As servers read it: Java properties, so only for keys and values without line ends, backslashes and leading blanks. */
export function encodeConfigText(config: Readonly<Record<string, string>>): Buffer {
  for (const [key, value] of Object.entries(config)) {
    if (!/^[A-Za-z0-9_.]+$/.test(key) || !/^(?:[^\s\\][^\r\n\\]*)?$/.test(value)) {
      throw new RangeError(`A setting cannot be written as ${JSON.stringify(`${key}=${value}`)}`)
    }
  }
  return Buffer.from(
    Object.entries(config)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
    'utf8',
  )
}
