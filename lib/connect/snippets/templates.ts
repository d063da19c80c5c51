import type { SnippetLanguage } from '../schema.ts'
import { cpp } from './cpp.ts'
import { csharp } from './csharp.ts'
import { go } from './go.ts'
import { javaGrpc } from './java-grpc.ts'
import { javaRemoting } from './java-remoting.ts'
import { nodejs } from './nodejs.ts'
import { python } from './python.ts'
import { rust } from './rust.ts'
import type { SnippetTemplate } from './snippet-input.ts'
import { springBoot } from './spring-boot.ts'

/** One file per client. */
export const templates: Readonly<Record<SnippetLanguage, SnippetTemplate>> = {
  JAVA_GRPC: javaGrpc,
  JAVA_REMOTING: javaRemoting,
  SPRING_BOOT: springBoot,
  GO: go,
  PYTHON: python,
  NODEJS: nodejs,
  CPP: cpp,
  CSHARP: csharp,
  RUST: rust,
}
