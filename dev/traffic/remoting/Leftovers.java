import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;

/** What gathers on a real cluster: a namespace, topics of unknown origin, and groups in every sad state. */
final class Leftovers {
  private static final String LEGACY = "demo_legacy_events";

  /** Two messages of each queue, so that there is a position to stand at. */
  private static final int TAKEN = 16;

  static void start() throws Exception {
    DefaultMQProducer producer = Clients.producer("demo_misc", Clients.Trace.OFF);
    AtomicLong sent = new AtomicLong();
    Clients.every(10_000, "small topics", () -> {
      long count = sent.getAndIncrement();
      String price = String.format("{\"sku\":\"A-%d\",\"eur\":%d.%02d}", 100 + count % 50, 1 + count % 90, count % 100);
      producer.send(new Message("demo%demo_prices_daily", "price", "A-" + (100 + count % 50), Clients.utf8(price)));
      producer.send(new Message("demo_made_by_mqadmin", "*", "ROW-" + count, Clients.utf8("row " + count)));
    });
    Clients.start(quiet("demo%demo_prices_reader"), "demo%demo_prices_daily", "*", message -> {});
    stuck();
    offline();
    neverCommitted();
  }

  /** Its client has taken a little, and hangs. */
  private static void stuck() throws Exception {
    DefaultMQPushConsumer consumer = quiet("demo_stuck_export");
    consumer.setPullThresholdForQueue(4);
    // In minutes, and the longest allowed: what takes longer is sent back to be tried again, which would be progress.
    consumer.setConsumeTimeout(180);
    AtomicLong taken = new AtomicLong();
    Clients.start(consumer, LEGACY, "*", message -> {
      if (taken.incrementAndGet() > TAKEN) new CountDownLatch(1).await();
    });
  }

  /** Has taken a little, and is gone: what arrives from then on is its lag. */
  private static void offline() throws Exception {
    DefaultMQPushConsumer consumer = quiet("demo_offline_archive");
    CountDownLatch untilGone = new CountDownLatch(TAKEN);
    Clients.start(consumer, LEGACY, "*", message -> {
      untilGone.countDown();
      Clients.pause(200);
    });
    Thread thread =
        new Thread(
            () -> {
              try {
                untilGone.await();
                consumer.shutdown();
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              }
            },
            "demo_offline_archive");
    thread.setDaemon(true);
    thread.start();
  }

  /** Subscribes and takes nothing, so it has no position anywhere. */
  private static void neverCommitted() throws Exception {
    DefaultMQPushConsumer consumer = quiet("demo_never_committed");
    consumer.suspend();
    Clients.start(consumer, LEGACY, "*", message -> {});
  }

  private static DefaultMQPushConsumer quiet(String group) {
    return Clients.consumer(group, Clients.Trace.OFF);
  }
}
