import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { db } from '#lib/db/db.ts'

/** How long a file is kept once its job has ended. */
export const FILE_KEEP_HOURS = 72
/** What is gathered before it is stored. */
const PIECE_BYTES = 1024 * 1024

export interface FileCount {
  rows: number
  bytes: bigint
}

/** What the file of a job has so far. */
export async function countFile(jobId: number): Promise<FileCount> {
  const { _sum } = await db().jobFilePiece.aggregate({ where: { jobId }, _sum: { rows: true, bytes: true } })
  return { rows: _sum.rows ?? 0, bytes: BigInt(_sum.bytes ?? 0) }
}

/**
 * What one item writes into the file of its job. Pieces lie in Postgres, so that every process hands the file out and none has a
 * disk that others need. Begun again, a part replaces what was written of it.
 */
export class FilePart {
  bytes = 0
  private readonly jobId: number
  private readonly part: number
  private piece = 0
  private text: string[] = []
  private textLength = 0

  private constructor({ jobId, part }: { jobId: number; part: number }) {
    this.jobId = jobId
    this.part = part
  }

  static async begin(at: { jobId: number; part: number }): Promise<FilePart> {
    const file = new FilePart(at)
    await file.drop()
    return file
  }

  /** Takes away what was written of it. */
  async drop(): Promise<void> {
    const { jobId, part } = this
    await db().jobFilePiece.deleteMany({ where: { jobId, part } })
  }

  /** One row. */
  async add(row: string): Promise<void> {
    this.text.push(row)
    this.textLength += row.length
    if (this.textLength >= PIECE_BYTES) await this.store()
  }

  async end(): Promise<void> {
    if (this.text.length > 0) await this.store()
    const { bytes } = await countFile(this.jobId)
    await db().job.updateMany({ where: { jobId: this.jobId }, data: { bytes } })
  }

  private async store(): Promise<void> {
    const content = Buffer.from(this.text.join(''))
    const { jobId, part, piece } = this
    const data = { jobId, part, piece, rows: this.text.length, bytes: content.length }
    await db().jobFilePiece.create({ data: { ...data, content: new Uint8Array(await promisify(gzip)(content)) } })
    this.bytes += content.length
    this.piece += 1
    this.text = []
    this.textLength = 0
  }
}

/** The file in the order of its parts, one piece in memory at a time. */
export async function* readFile(jobId: number): AsyncGenerator<string> {
  const keys = await db().jobFilePiece.findMany({
    where: { jobId },
    select: { part: true, piece: true },
    orderBy: [{ part: 'asc' }, { piece: 'asc' }],
  })
  for (const { part, piece } of keys) {
    const row = await db().jobFilePiece.findUnique({ where: { jobId_part_piece: { jobId, part, piece } } })
    if (!row) throw new Error(`A piece of the file of job ${jobId} has gone.`)
    yield (await promisify(gunzip)(row.content)).toString('utf8')
  }
}

/** Until when a file is kept; null while its job has not ended. */
export const fileExpiresAt = (endedAt: Date | null): Date | null =>
  endedAt && new Date(endedAt.getTime() + FILE_KEEP_HOURS * 3_600_000)

/** Files whose time is over. */
export async function forgetFiles(now: Date): Promise<void> {
  const before = new Date(now.getTime() - FILE_KEEP_HOURS * 3_600_000)
  await db().jobFilePiece.deleteMany({ where: { job: { endedAt: { lt: before } } } })
}
