import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * 5 transaction messages a second. Of 20, 16 are committed, 3 rolled back, and one is decided only when the broker asks for
 * the second time; one in ten minutes never is.
 */
final class Payments implements TransactionListener {
  private static final int LEDGER_FAILS_EVERY = 500;
  private static final int NEVER_DECIDED_EVERY = 3_000;

  private final Set<Long> askedOnce = ConcurrentHashMap.newKeySet();

  static void start() throws Exception {
    TransactionMQProducer producer = Clients.transactionProducer("demo_cashier");
    producer.setTransactionListener(new Payments());
    // One thread and a short queue: while the first check is not answered, the others are dropped, as by a hung producer.
    producer.setExecutorService(
        new ThreadPoolExecutor(
            1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(500), new ThreadPoolExecutor.DiscardPolicy()));
    producer.start();
    long firstPayment = Instant.now().getEpochSecond() * 6;
    AtomicLong sent = new AtomicLong();
    boolean hasDeadLetters = Clients.hasTopic(producer, "%DLQ%demo_ledger");
    Clients.every(200, "demo_payment", () -> {
      long count = sent.getAndIncrement();
      producer.sendMessageInTransaction(payment(firstPayment + count), null);
      if (count < 60 && !hasDeadLetters) {
        producer.sendMessageInTransaction(payment(LEDGER_FAILS_EVERY * (count + 1)), null);
      }
    });

    DefaultMQPushConsumer ledger = Clients.consumer("demo_ledger", Clients.Trace.ON);
    ledger.setMaxReconsumeTimes(1);
    Clients.start(ledger, "demo_payment", "*", message -> {
      if (Clients.numberIn(message.getKeys()) % LEDGER_FAILS_EVERY == 0) {
        throw new IllegalStateException("No account for " + message.getKeys());
      }
    });
    // Brokers hand out the messages of this group (POP); the mode is set on them when the group is made.
    DefaultMQPushConsumer receipt = Clients.consumer("demo_receipt", Clients.Trace.OFF);
    receipt.setClientRebalance(false);
    Clients.start(receipt, "demo_payment", "*", message -> {});
  }

  @Override
  public LocalTransactionState executeLocalTransaction(Message message, Object argument) {
    if (Switches.isOn("block-checks")) return LocalTransactionState.UNKNOW;
    return switch (kindOf(message)) {
      case 17, 18, 19 -> LocalTransactionState.ROLLBACK_MESSAGE;
      case 1 -> LocalTransactionState.UNKNOW;
      default -> LocalTransactionState.COMMIT_MESSAGE;
    };
  }

  @Override
  public LocalTransactionState checkLocalTransaction(MessageExt message) {
    while (Switches.isOn("block-checks")) Clients.pause(500);
    long number = Clients.numberIn(message.getKeys());
    return switch (kindOf(message)) {
      case 17, 18, 19 -> LocalTransactionState.ROLLBACK_MESSAGE;
      case 1 -> number % NEVER_DECIDED_EVERY == 1 || askedOnce.add(number)
          ? LocalTransactionState.UNKNOW
          : LocalTransactionState.COMMIT_MESSAGE;
      default -> LocalTransactionState.COMMIT_MESSAGE;
    };
  }

  private static int kindOf(Message message) {
    return (int) (Clients.numberIn(message.getKeys()) % 20);
  }

  private static Message payment(long number) {
    String body =
        String.format(
            "{\"payment\":\"PAY-%d\",\"amountCents\":%d,\"currency\":\"EUR\",\"at\":\"%s\"}",
            number, 100 + number * 41 % 50_000, Instant.now());
    return new Message("demo_payment", "payment", "PAY-" + number, Clients.utf8(body));
  }
}
