import {
  DELAY_SECONDS,
  isSending,
  lines,
  ORDER_STEPS,
  type SnippetInput,
  type SnippetTemplate,
  snakeNameOf,
} from './snippet-input.ts'

/** The C++ client of apache/rocketmq-clients: no package, it is built with CMake. */
export const cpp: SnippetTemplate = {
  protocol: 'grpc',
  fileName: (what) => `${snakeNameOf(what)}.cpp`,
  dependency: {
    tool: 'CMake',
    text: 'git clone --recurse-submodules https://github.com/apache/rocketmq-clients && cd rocketmq-clients/cpp && cmake -B build && cmake --build build',
  },
  run: (fileName) => `./${fileName.replace(/\.cpp$/, '')}`,
  isTested: false,
  write: (input) =>
    input.what === 'BROADCAST'
      ? { absence: 'NO_BROADCAST' }
      : { code: isSending(input.what) ? send(input) : receive(input) },
}

const configuration = ({ proxies, tls, withCredentials }: SnippetInput) => [
  '  auto configuration = Configuration::newBuilder()',
  `                           .withEndpoints("${proxies}")`,
  ...(withCredentials
    ? [
        '                           .withCredentialsProvider(std::make_shared<StaticCredentialsProvider>(',
        '                               std::getenv("ROCKETMQ_ACCESS_KEY"), std::getenv("ROCKETMQ_SECRET_KEY")))',
      ]
    : []),
  `                           .withSsl(${tls})`,
  '                           .build();',
]
const includes = (input: SnippetInput, standard: string[], own: string[]) => [
  ...[...standard, ...(input.withCredentials ? ['cstdlib', 'memory'] : [])]
    .toSorted()
    .map((name) => `#include <${name}>`),
  '',
  ...[...own, ...(input.withCredentials ? ['CredentialsProvider'] : [])]
    .toSorted()
    .map((name) => `#include "rocketmq/${name}.h"`),
  '',
  'using namespace ROCKETMQ_NAMESPACE;',
  '',
]

function send(input: SnippetInput): string {
  const { what, topicName } = input
  const isTransaction = what === 'SEND_TRANSACTION'
  const isFifo = what === 'SEND_FIFO'
  const standard = ['iostream', 'system_error', 'utility']
  if (what === 'SEND_DELAY') standard.push('chrono')
  if (isFifo) standard.push('string')
  const indent = isFifo ? '    ' : '  '
  return lines(
    ...includes(input, standard, ['Message', 'Producer']),
    'int main() {',
    ...configuration(input),
    '  auto producer = Producer::newBuilder()',
    '                      .withConfiguration(configuration)',
    `                      .withTopics({"${topicName}"})`,
    isTransaction &&
      '                      // The broker asks when neither commit nor rollback came: look into your database.',
    isTransaction &&
      '                      .withTransactionChecker([](const Message&) { return TransactionState::COMMIT; })',
    '                      .build();',
    isTransaction && '  auto transaction = producer.beginTransaction();',
    isFifo && `  for (const std::string step : {${ORDER_STEPS.map((step) => `"${step}"`).join(', ')}}) {`,
    isFifo && '    // One message group is one order: its messages stay in their order.',
    `${indent}auto message = Message::newBuilder()`,
    `${indent}                   .withTopic("${topicName}")`,
    `${indent}                   .withKeys({"order-1"})`,
    isFifo && `${indent}                   .withGroup("order-1")`,
    what === 'SEND_DELAY' &&
      `${indent}                   .availableAfter(std::chrono::system_clock::now() + std::chrono::seconds(${DELAY_SECONDS}))`,
    `${indent}                   .withBody(${isFifo ? 'step' : '"hello"'})`,
    `${indent}                   .build();`,
    `${indent}std::error_code ec;`,
    `${indent}SendReceipt receipt = producer.send(std::move(message), ec${isTransaction ? ', *transaction' : ''});`,
    `${indent}if (ec) {`,
    `${indent}  std::cerr << ec.message() << std::endl;`,
    `${indent}  return 1;`,
    `${indent}}`,
    `${indent}std::cout << "sent " << receipt.message_id << std::endl;`,
    isFifo && '  }',
    isTransaction && '  // Change your database here; then the message becomes visible, or never was with rollback().',
    isTransaction && '  return transaction->commit() ? 0 : 1;',
    '}',
  )
}

function receive(input: SnippetInput): string {
  const { what, topicName, groupName } = input
  if (what === 'SIMPLE') {
    return lines(
      ...includes(input, ['chrono', 'iostream', 'system_error', 'vector'], ['SimpleConsumer']),
      'int main() {',
      ...configuration(input),
      '  auto consumer = SimpleConsumer::newBuilder()',
      `                      .withGroup("${groupName}")`,
      '                      .withConfiguration(configuration)',
      `                      .subscribe("${topicName}", "*")`,
      '                      .withAwaitDuration(std::chrono::seconds(10))',
      '                      .build();',
      '  while (true) {',
      '    std::vector<MessageConstSharedPtr> messages;',
      '    std::error_code ec;',
      '    // What is not acknowledged within 30 s comes again.',
      '    consumer.receive(16, std::chrono::seconds(30), ec, messages);',
      '    if (ec) std::cerr << ec.message() << std::endl;',
      '    for (const auto& message : messages) {',
      '      std::cout << "received " << message->body() << std::endl;',
      '      consumer.ack(*message, ec);',
      '    }',
      '  }',
      '}',
    )
  }
  return lines(
    ...includes(input, ['iostream'], ['PushConsumer']),
    'int main() {',
    ...configuration(input),
    what === 'ORDERLY' && '  // The order is kept by the group: it has to be one with ordered delivery.',
    '  auto consumer = PushConsumer::newBuilder()',
    `                      .withGroup("${groupName}")`,
    '                      .withConfiguration(configuration)',
    '                      .withConsumeThreads(4)',
    '                      .withListener([](const Message& message) {',
    '                        std::cout << "received " << message.body() << std::endl;',
    '                        return ConsumeResult::SUCCESS;',
    '                      })',
    `                      .subscribe("${topicName}", "*")`,
    '                      .build();',
    '  std::cin.get();',
    '}',
  )
}
