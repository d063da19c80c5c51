interface ChartPicture {
  /** The chart as it is drawn. */
  svg: SVGSVGElement
  /** Lines of words above it: the title, and where and when it was. A picture that is passed on must say so itself. */
  title: string
  facts: string
  legend: readonly { label: string; colour: string }[]
}

const PAD = 16
const HEAD = 64
const SCALE = 2

/** Draws the chart with its title, legend and facts as a PNG in the colours of the theme that is on screen. */
export async function chartPng({ svg, title, facts, legend }: ChartPicture): Promise<Blob> {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  const { width, height } = svg.getBoundingClientRect()
  const canvas = document.createElement('canvas')
  canvas.width = (width + 2 * PAD) * SCALE
  canvas.height = (height + HEAD + 2 * PAD) * SCALE
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('This browser draws no canvas')
  pen.scale(SCALE, SCALE)
  pen.fillStyle = colour('--surface-0')
  pen.fillRect(0, 0, canvas.width, canvas.height)
  const family = getComputedStyle(document.body).fontFamily
  pen.textBaseline = 'top'
  pen.fillStyle = colour('--text-1')
  pen.font = `600 13px ${family}`
  pen.fillText(title, PAD, PAD)
  pen.fillStyle = colour('--text-3')
  pen.font = `400 11px ${family}`
  pen.fillText(facts, PAD, PAD + 20)
  let x = PAD
  for (const line of legend) {
    pen.fillStyle = colour(line.colour)
    pen.fillRect(x, PAD + 45, 12, 2)
    pen.fillStyle = colour('--text-2')
    pen.fillText(line.label, x + 18, PAD + 40)
    x += 18 + pen.measureText(line.label).width + 16
  }
  pen.drawImage(await asImage(svg, width, height, family), PAD, PAD + HEAD, width, height)
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made'))), 'image/png'),
  )
}

/** A picture knows none of the page's tokens: each `var(--…)` becomes its value. */
async function asImage(svg: SVGSVGElement, width: number, height: number, family: string): Promise<HTMLImageElement> {
  const style = getComputedStyle(document.documentElement)
  const copy = svg.cloneNode(true) as SVGSVGElement
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('width', String(width))
  copy.setAttribute('height', String(height))
  copy.setAttribute('font-family', family)
  const text = new XMLSerializer()
    .serializeToString(copy)
    .replaceAll(/var\((--[\w-]+)\)/g, (_, name: string) => style.getPropertyValue(name).trim())
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  await image.decode()
  return image
}
